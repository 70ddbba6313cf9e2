"""Real servers for tests: ``python -m app.serve`` as somebody at a terminal would start it."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from app.core.settings import ROOT

PATIENCE = 600
"""Seconds: how long a machine that is busy with other things may take for any step."""
WEB, CLOCKWORK, MIXER = "Der Webserver", "Das Uhrwerk", "Der Tischmischer"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_config(path, *, demo=False, port=None, **changes):
    """A config.toml like ours on a free port; ``changes`` maps a line's key to its new value."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    port = port or free_port()
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    usual = {
        "enabled": str(demo).lower(),
        "min_fill_seconds": "0",
        "poll_seconds": "0.2",
        "hour": "-1",  # no backups into the project's folder
        "workers": "1",  # each of them loads the whole program
    }
    for key, value in (usual | changes).items():
        text = re.sub(rf"(?m)^{key} = [^#\n]*", f"{key} = {value} ", text)
    tomllib.loads(text)
    file = Path(path) / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file, port


def environment(config, database):
    return os.environ | {
        "TREFFWERK_CONFIG": str(config),
        "TREFFWERK_DATABASE_URL": database,
        "TREFFWERK_SECRET_KEY": "processes-need-a-key-of-32-letters",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "",  # each start would compile the whole program again
    }


class Server:
    """One running ``app.serve``; its output is read line by line."""

    def __init__(self, config, database):
        self.environment = environment(config, database)
        self.log = Path(config).with_suffix(".log")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def output(self):
        return self.log.read_text(encoding="utf-8")

    def wait_for(self, words):
        """The output once these words stand in it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if words in self.output():
                return self.output()
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"{words!r} never came:\n{self.output()}")

    def family(self):
        """The pids of all processes that this server started, itself not among them."""
        return descendants(self.process.pid)

    def stop(self, number=signal.SIGTERM):
        """Stop it; returns the exit code and how long it took."""
        started = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE), time.monotonic() - started


@contextlib.contextmanager
def running(config, database):
    """A server that is ready; afterwards nothing of it is left."""
    server = Server(config, database)
    try:
        server.wait_for("Beenden mit")
        yield server
    finally:
        family = server.family()
        server.stop()
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def parents():
    """pid: (parent's pid, state) of every process."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                words = (folder / "stat").read_text().rpartition(")")[2].split()
                found[int(folder.name)] = (int(words[1]), words[0])
    return found


def descendants(pid):
    known = parents()
    family, fresh = set(), {pid}
    while fresh:
        fresh = {child for child, (parent, _) in known.items() if parent in fresh} - family
        family |= fresh
    return family


def children_of(server):
    """The pids of gunicorn's parent, clockwork and mixer, by name: they start in order."""
    children = [pid for pid, (parent, _) in parents().items() if parent == server.process.pid]
    return dict(zip((WEB, CLOCKWORK, MIXER), sorted(children), strict=True))


def alive(pids):
    """Those that still run."""
    known = parents()
    return {pid for pid in pids if pid in known and known[pid][1] != "Z"}


def gone(pids):
    """Whether all of them end."""
    deadline = time.monotonic() + PATIENCE
    while alive(pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    return not alive(pids)
