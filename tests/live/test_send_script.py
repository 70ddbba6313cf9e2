"""Sending what waits on a device: the order stays when the server cannot take something now."""

import json
import subprocess

import pytest

from tests.conftest import ROOT
from tests.node import node

RUN = """
const store = {};
globalThis.localStorage = { getItem: (name) => store[name] ?? null,
  setItem: (name, text) => { store[name] = text; }, removeItem: (name) => delete store[name] };
globalThis.window = { addEventListener() {} };
await import(process.argv[1]);
const sent = [];
let busy = true;
globalThis.fetch = async (_address, { body }) => {
  sent.push(body.get("was"));
  const status = busy ? 503 : 200;
  busy = false;
  const headers = { get: () => "text/html" };
  return { ok: status === 200, status, type: "basic", headers, json: async () => ({}) };
};
const kept = [{ key: "a", at: 1, was: "start" }, { key: "b", at: 2, was: "next" }];
store.evening = JSON.stringify(kept);
const told = { changed() {}, saved() {}, refused() {} };
const request = ({ was }) => ({ address: "/", fields: { was } });
const ordered = process.argv[2] === "ordered";
const sender = new globalThis.treffwerk.Sender({ name: "evening", told, request, ordered });
await sender.send();
await sender.send();
process.stdout.write(JSON.stringify([sent, sender.kept.all()]));
"""


@pytest.mark.parametrize(
    ("how", "order"),
    [("ordered", ["start", "start", "next"]), ("any", ["start", "next", "start"])],
)
def test_after_an_answer_that_the_server_is_busy_what_was_first_is_sent_first(how, order):
    if node() is None:
        pytest.skip("Node.js fehlt. Abhilfe: make install")
    answer = subprocess.run(
        [node(), "--input-type=module", "-e", RUN, str(ROOT / "app/static/send.js"), how],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(answer.stdout) == [order, []]
