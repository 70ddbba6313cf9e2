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
    url: str = ""
    """Address of a PostgreSQL database; without it a SQLite file in the folder."""

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "bench.sqlite3"

    @property
    def environ(self) -> dict[str, str]:
        """What a process needs to work here; it keeps its bytecode, as where ``make run`` was."""
        return {
            **os.environ,
            "TREFFWERK_CONFIG": str(self.config),
            "TREFFWERK_SECRET_KEY": KEY,
            "PYTHONDONTWRITEBYTECODE": "",
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
        }


def place(folder: Path, url: str = "") -> Place:
    """The project's own settings with a database and a port of their own, as behind a proxy.

    Each visitor comes from an address of his own, and nobody waits for the robot trap.
    """
    new = Place(folder, _free_port(), url)
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    for key, value in {
        "base_url": f'"http://127.0.0.1:{new.port}"',
        "listen": f'"127.0.0.1:{new.port}"',
        "proxy_hops": "1",
        "min_fill_seconds": "0",
        "url": f'"{url or f"sqlite:///{new.database}"}"',
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
def baseline(where: Place, name: str, first_page: str = "/page/1") -> Iterator[Server]:
    """The module ``bare`` or ``empty``, with the arguments of ``app/serve/``."""
    gunicorn = (
        f"-m gunicorn bench.{name}:app --bind 127.0.0.1:{{port}} --worker-class gthread "
        "--workers 1 --threads 8 --keep-alive 5 --log-level warning --no-control-socket"
    )
    with command(where, gunicorn, first_page) as one:
        yield one


@contextmanager
def command(where: Place, words: str, first_page: str) -> Iterator[Server]:
    """A server by what stands after ``python``; it gets a port of its own for ``{port}``."""
    port = _free_port()
    here = Place(where.folder, port, where.url)
    with _running([sys.executable, *words.format(port=port).split()], here, first_page) as one:
        yield one


@contextmanager
def _running(command: list[str], where: Place, first_page: str) -> Iterator[Server]:
    database = where.url or str(where.folder / "bare.sqlite3")
    environ = where.environ | {"BENCH_DATABASE": database}
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
