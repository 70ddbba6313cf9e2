"""Hosts that share the work: each part shows itself, its clock and its key; others read it."""

import hashlib
import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, trouble
from app.core.db import Base, db, transaction
from app.core.settings import current
from app.operation.models import Node

SHOW_EVERY = 30.0  # seconds
SILENT = timedelta(minutes=3)
FORGET = timedelta(days=1)
"""Who was not seen for so long was taken away on purpose."""
WRONG = timedelta(seconds=30)
"""So far a clock may be wrong before somebody is told."""

NODES = Base.metadata.tables["node"]
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@dataclass(frozen=True)
class Host:
    """One host: which parts are alive on it, and what is wrong with it."""

    name: str
    parts: tuple[str, ...]
    seen_at: datetime
    ahead: timedelta
    key_mark: str


def name() -> str:
    """This host's name; ``TREFFWERK_NODE`` tells apart what runs twice on one host."""
    return (os.environ.get("TREFFWERK_NODE") or socket.gethostname())[:100]


def show(app: Flask, part: str) -> None:
    """Begin to show that this part is alive, in a thread that ends with the process."""
    threading.Thread(target=_run, args=(app, part), name="presence", daemon=True).start()


def _run(app: Flask, part: str) -> None:
    pause = threading.Event()
    while True:
        try:
            with app.app_context():
                write_down(part)
        except SQLAlchemyError as fault:
            if not trouble.passes_by(fault):
                app.logger.exception("this host could not show itself")
        pause.wait(SHOW_EVERY)


def write_down(part: str) -> None:
    """Show that ``part`` is alive on this host; hosts that were taken away are forgotten."""
    mark = hashlib.sha256(f"node|{current().secret_key}".encode()).hexdigest()[:12]
    with transaction():
        moment = clock.now()
        seen = {
            "seen_at": moment,
            "ahead_seconds": clock.drift().total_seconds(),
            "key_mark": mark,
        }
        new = INSERT[db.session.get_bind().dialect.name](NODES).values(
            host=name(), part=part, **seen
        )
        db.session.execute(new.on_conflict_do_update(index_elements=["host", "part"], set_=seen))
        db.session.execute(delete(Node).where(Node.seen_at < moment - FORGET))


def hosts(moment: datetime) -> list[Host]:
    """All hosts of the last day, by name; the silent ones have no parts."""
    found: dict[str, list[Node]] = {}
    for row in db.session.scalars(select(Node).order_by(Node.host, Node.part)):
        found.setdefault(row.host, []).append(row)
    return [_host(name, rows, moment) for name, rows in found.items()]


def _host(name: str, rows: Sequence[Node], moment: datetime) -> Host:
    newest = max(rows, key=lambda row: row.seen_at)
    alive = tuple(row.part for row in rows if moment - row.seen_at <= SILENT)
    ahead = timedelta(seconds=newest.ahead_seconds)
    return Host(name, alive, newest.seen_at, ahead, newest.key_mark)
