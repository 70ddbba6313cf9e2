"""What is measured with running servers: journeys, pages, the crowd, lists, memory, the start."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine, text

from app import create_app
from app.access.actions import make_link
from app.core import settings
from app.core.db import db
from app.demo.loader import OFFICE_MAIL
from app.startup import prepare_database
from bench import cpu, crowd, journey, notes, pages, people, processes, servers
from bench.report import Result, Told
from bench.servers import Place, Server
from tests import build, postgres
from tests.minutes.notes import long_minutes

PARTS = ("journey", "pages", "notes", "crowd", "people", "memory", "start")


def measure(parts: list[str]) -> list[Result]:
    """The wanted parts on SQLite; journey and crowd on PostgreSQL too, where it is installed."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        results = _on_sqlite(servers.place(Path(folder)), parts)
    if {"journey", "crowd"} & set(parts) and postgres.binaries():
        with (
            tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder,
            postgres.throwaway_cluster() as url,
        ):
            results += _on_postgresql(servers.place(Path(folder), url), parts)
    return results


def _on_sqlite(where: Place, parts: list[str]) -> list[Result]:
    results = Told()
    app, slug = prepared(where)
    with app.app_context():
        token, second = (make_link(OFFICE_MAIL) for _ in "12")
        minutes = [_minutes(size) for size in (notes.SHORT, notes.LONG)] if "notes" in parts else []
    if "memory" in parts:
        with servers.treffwerk(where):
            pass  # writes the bytecode: compiling leaves 10 MiB behind, as in a first start alone
    with servers.treffwerk(where) as ours, servers.baseline(where, "bare") as bare:
        cpu.settle(ours.process.pid)
        if "memory" in parts:
            results += processes.memory(ours, "idle")
        if "journey" in parts:
            results += _journey("SQLite", where, slug, ours, bare)
        if "pages" in parts:
            results += [*pages.measure(slug, token, ours, bare), pages.empty_route(where, bare)]
        if "crowd" in parts:
            results.append(_crowd("SQLite", app, where, ours))
        if "people" in parts:
            results += [people.listing(app, ours), *people.importing(app)]
        if "notes" in parts:
            results += notes.measure(minutes, second, ours, bare)
        if "memory" in parts:
            results += processes.memory(ours, "after all of this")
    if "start" in parts:
        results.append(processes.start(where))
    with app.app_context():
        db.engine.dispose()
    return results


def _on_postgresql(where: Place, parts: list[str]) -> list[Result]:
    results = Told()
    app, slug = prepared(where)
    with servers.treffwerk(where) as ours, servers.baseline(where, "bare") as bare:
        cpu.settle(ours.process.pid)
        if "journey" in parts:
            results += _journey("PostgreSQL", where, slug, ours, bare)
        if "crowd" in parts:
            results.append(_crowd("PostgreSQL", app, where, ours))
    with app.app_context():
        db.engine.dispose()
    return results


def prepared(where: Place) -> tuple[Flask, str]:
    """Tables, the demo year, and a meeting with many places."""
    app = create_app(settings.load(where.config, where.environ))
    prepare_database(app)
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", title="Treffen", capacity=9000)
        slug = build.slug_of(meeting_id)
        db.session.remove()
    return app, slug


def _journey(name: str, where: Place, slug: str, ours: Server, bare: Server) -> list[Result]:
    with _engine(where) as (engine, database):
        sizes = journey.page_sizes(ours.browser(), engine, slug)
        mine = (cpu.web_worker(ours.process.pid), *database)
        sides = (
            journey.Side(ours, journey.ours(engine, slug), mine),
            journey.Side(bare, journey.bare(sizes), (bare.process.pid, *database)),
        )
        return journey.measure(name, sides)


def _crowd(name: str, app: Flask, where: Place, server: Server) -> Result:
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", title="Gedränge", capacity=crowd.PLACES)
        tokens = people.waiting_to_confirm(meeting_id, crowd.PEOPLE)
    with _engine(where) as (engine, _database):
        return crowd.measure(name, server, engine, meeting_id, tokens)


@contextmanager
def _engine(where: Place) -> Iterator[tuple[Engine, tuple[int, ...]]]:
    """A connection of our own, and the processes of the database server."""
    engine = create_engine(where.url or f"sqlite:///{where.database}")
    try:
        yield engine, _postmaster(where.url)
    finally:
        engine.dispose()


def _postmaster(url: str) -> tuple[int, ...]:
    """The first process of a PostgreSQL server on this machine."""
    if not url:
        return ()
    with create_engine(url).connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    return (int((Path(folder) / "postmaster.pid").read_text().split("\n")[0]),)


def _minutes(size: tuple[int, int]) -> tuple[int, int]:
    """A meeting whose minutes are this long, and one of their headings."""
    meeting_id = build.a_planned_meeting("vernetzung", title=f"Protokoll mit {size[1]} Einträgen")
    return meeting_id, long_minutes(meeting_id, *size)[-1]
