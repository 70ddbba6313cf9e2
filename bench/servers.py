"""Starts the servers that are measured, in a folder of their own, and ends them again."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import Browser

ROOT = Path(__file__).resolve().parent.parent
KEY = "a-key-for-measuring-with-64-letters-of-no-value-at-all-0123456789"


@dataclass(frozen=True)
class Server:
    """A running server; ``first_answer``: seconds from its start to its first page."""

    port: int
    process: subprocess.Popen[bytes]
    first_answer: float

    def browser(self) -> Browser:
        """A new visitor with a connection of his own."""
        return Browser(self.port)


@dataclass(frozen=True)
class Place:
    """A folder with settings and a database, for any number of starts."""

    folder: Path
    port: int

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "bench.sqlite3"

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to work here."""
        return {**os.environ, "TREFFWERK_CONFIG": str(self.config), "TREFFWERK_SECRET_KEY": KEY}


def place(folder: Path) -> Place:
    """The project's own settings with a database and a port of their own, as behind a proxy.

    Each visitor comes from an address of his own, and nobody waits for the robot trap.
    """
    new = Place(folder, _free_port())
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    for key, value in {
        "base_url": f'"http://127.0.0.1:{new.port}"',
        "listen": f'"127.0.0.1:{new.port}"',
        "proxy_hops": "1",
        "min_fill_seconds": "0",
        "url": f'"sqlite:///{new.database}"',
    }.items():
        text, changed = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        if changed != 1:
            raise RuntimeError(f"config.toml has {changed} lines for {key}")
    new.config.write_text(text, encoding="utf-8")
    return new


@contextmanager
def treffwerk(where: Place) -> Iterator[Server]:
    """Everything as ``make run`` starts it: supervisor, web server, clockwork."""
    with _running([sys.executable, "-m", "app.serve"], where, "/") as server:
        yield server


@contextmanager
def baseline(where: Place, name: str) -> Iterator[Server]:
    """One of the baselines, ``bare`` or ``packages``, with the arguments of ``app/serve.py``."""
    port = _free_port()
    command = (
        f"-m gunicorn bench.{name}:app --bind 127.0.0.1:{port} --worker-class gthread --workers 1 "
        "--threads 8 --keep-alive 5 --log-level warning --no-control-socket"
    )
    with _running([sys.executable, *command.split()], Place(where.folder, port), "/page/1") as one:
        yield one


@contextmanager
def _running(command: list[str], where: Place, first_page: str) -> Iterator[Server]:
    environ = where.environ | {"BENCH_DATABASE": str(where.folder / "bare.sqlite3")}
    started = time.perf_counter()
    with (where.folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ, stdout=log, stderr=log, start_new_session=True
        )
    try:
        _wait(process, where, first_page)
        yield Server(where.port, process, time.perf_counter() - started)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(40)


def _wait(process: subprocess.Popen[bytes], where: Place, first_page: str) -> None:
    while process.poll() is None:
        try:
            if Browser(where.port).get(first_page).status == 200:
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError((where.folder / "server.log").read_text(encoding="utf-8"))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
