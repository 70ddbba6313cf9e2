"""A throw-away PostgreSQL from Debian's binaries: own folder, Unix socket only, nothing is kept."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

APT = "sudo apt install postgresql"
FAST = (
    "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
    " -c wal_level=minimal -c max_wal_senders=0"
)
MEMORY, ROOM = Path("/dev/shm"), 4 * 2**30


def binaries() -> Path | None:
    """The folder of the newest installed PostgreSQL, or None."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).parent if elsewhere else None


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Start a server; gives the address of its first database, for SQLAlchemy."""
    programs = binaries()
    if programs is None:
        raise RuntimeError(f"PostgreSQL is not installed: {APT}")
    with tempfile.TemporaryDirectory(prefix="treffwerk-pg-", dir=_in_memory()) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run(programs / "initdb", "-D", data, "-U", "treffwerk", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' {FAST}"
        _run(programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://treffwerk@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _in_memory() -> Path | None:
    """Where files need no disk, when there is room for them; a container often has little."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


@contextmanager
def own_database(server_url: str, name: str, like: str = "template1") -> Iterator[str]:
    """An empty database on the server; gives its address. It is gone afterwards.

    Or one that is ``like`` another one to which nobody is connected. Making and dropping wait for
    the disk of the machine as long as that takes.
    """
    server = create_engine(server_url, isolation_level="AUTOCOMMIT")
    try:
        _without_limit(server, f"CREATE DATABASE {name} TEMPLATE {like}")
        yield make_url(server_url).set(database=name).render_as_string(hide_password=False)
        _without_limit(server, f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        server.dispose()


def _without_limit(server: Engine, statement: str) -> None:
    with server.connect() as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text(statement))


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:  # the server refuses to run as root
        words = ["runuser", "-u", "postgres", "--", *words]
    done = subprocess.run(words, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")
