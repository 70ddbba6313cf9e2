"""Kept kits are turned back by many threads at once; the first moment of a process is the worst."""

import json
import subprocess
import sys

import msgspec

from app.core.settings import ROOT
from app.kits.shelf import shelf

PROGRAM = """
import json, sys, threading
from app.kits.recipes import kept_kit
plain, gate = json.load(sys.stdin), threading.Barrier(24)
sys.setswitchinterval(1e-6)
def work(number):
    gate.wait()
    kept_kit(str(number), lambda: plain)
threads = [threading.Thread(target=work, args=(number,)) for number in range(24)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(kept_kit("0", lambda: plain).id)
"""


def test_many_threads_at_once_do_not_end_the_process(ctx):
    """Without the lock the library ended the whole process (SIGSEGV) nearly every time."""
    kit = shelf().kits[0]
    plain = json.dumps(msgspec.to_builtins(kit))

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], input=plain, capture_output=True, text=True, cwd=ROOT,
        check=False,
    )  # fmt: skip

    assert (done.returncode, done.stdout.strip()) == (0, kit.id)
