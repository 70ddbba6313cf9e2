"""Several hosts: who works, whose clock or key is wrong (issue 9, point 4)."""

from datetime import timedelta

import msgspec
import pytest

from app.core import clock as app_clock
from app.core.db import db
from app.operation import nodes
from app.operation.models import Node
from tests.operation.test_state import words_of


@pytest.fixture
def as_host(ctx, monkeypatch):
    """Let parts show themselves as this host."""

    def show(name, *parts, ahead=0, key=None):
        monkeypatch.setenv("TREFFWERK_NODE", name)
        monkeypatch.setattr(app_clock, "drift", lambda: timedelta(seconds=ahead))
        settings = ctx.extensions["settings"]
        if key:
            with monkeypatch.context() as patch:
                other = msgspec.structs.replace(settings, secret_key=key)
                patch.setitem(ctx.extensions, "settings", other)
                for part in parts:
                    nodes.write_down(part)
        else:
            for part in parts:
                nodes.write_down(part)

    return show


def test_one_host_is_no_news(office, as_host):
    as_host("web1", "web", "clockwork")

    assert not {"Rechner In Ordnung", "Uhrzeit Hinweis"} & set(words_of(office))


def test_all_hosts_and_their_parts_are_named(office, as_host):
    as_host("web2", "web")
    as_host("web1", "web", "clockwork", "mixer")
    as_host("web1", "web", "clockwork", "mixer")

    assert words_of(office)["Rechner In Ordnung"] == (
        "Es arbeiten web1 (Uhrwerk, Tischmischer, Webseiten) und web2 (Webseiten)."
    )


def test_a_silent_host_is_named_for_a_day(office, as_host, clock):
    as_host("web1", "web")
    as_host("web2", "web")
    clock.move(minutes=4)
    as_host("web1", "web")

    told = words_of(office)["Rechner Hinweis"]
    clock.move(days=1)
    as_host("web1", "web")

    assert "Nichts zu hören ist von web2 (zuletzt " in told
    assert "Rechner Hinweis" not in words_of(office)
    assert [row.host for row in db.session.query(Node)] == ["web1"]


def test_a_wrong_clock_is_named(office, as_host):
    as_host("web1", "web", ahead=29)
    as_host("web2", "web", ahead=-190)

    text = words_of(office)["Uhrzeit Hinweis"]

    assert text.startswith("Die Uhr von web2 geht 3 Minuten nach.")
    assert "web1" not in text


def test_two_keys_are_a_fault(office, as_host):
    as_host("web1", "web")
    as_host("web2", "web", key="another-key-of-at-least-32-letters")

    assert "Links aus E-Mails öffnen sich nicht überall" in words_of(office)["Rechner Gestört"]
