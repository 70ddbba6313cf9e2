"""``flask documents preview``: every document with sample data, in the city's letterhead.

The sample lives in a database of its own that is gone afterwards; the real one is never opened.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask
from msgspec.structs import replace
from sqlalchemy import func, select

from app.core import clock
from app.core.db import Base, db
from app.core.errors import RuleBroken
from app.core.pdf import stop_renderer
from app.core.printing import pdf_of
from app.core.settings_sections import Database, Demo, Settings
from app.core.words import count
from app.demo.loader import load_demo
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.papers.catalogue import PAPERS, Order, Paper
from app.papers.rules import Choices
from app.registrations.models import Registration

BEGIN = "2027-09-01T09:00"


def preview(
    folder: Path, settings: Settings, make_app: Callable[[Settings], Flask]
) -> Iterator[str]:
    """Write a PDF for each document and tell line by line. Raises ``RuleBroken``."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise RuleBroken(f"{folder} lässt sich nicht anlegen: {fault.strerror}.") from fault
    yield "Das Beispiel wird vorbereitet. Das dauert ein paar Sekunden …"
    with tempfile.TemporaryDirectory(prefix="treffwerk-") as place:
        sample = replace(
            settings,
            database=Database(url=f"sqlite:///{place}/sample.sqlite3"),
            demo=Demo(enabled=True, now=BEGIN),
            pdf=replace(settings.pdf, cache_hours=0),
        )
        with make_app(sample).app_context():
            Base.metadata.create_all(db.engine)
            load_demo()
            yield from _documents(folder, _fullest())
            db.session.remove()
            db.engine.dispose()
    stop_renderer()


def _fullest() -> Meeting:
    """The meeting with released minutes that most people registered for."""
    found = (
        select(Meeting)
        .join(Minutes)
        .join(Registration, Registration.meeting_id == Meeting.id)
        .where(Minutes.edition > 0)
        .group_by(Meeting.id)
        .order_by(func.count(Registration.id).desc(), Meeting.id)
        .limit(1)
    )
    return db.session.scalars(found).one()


def _documents(folder: Path, meeting: Meeting) -> Iterator[str]:
    order = Order(meeting, clock.local(clock.now()), Choices())
    papers = [paper for paper in PAPERS if paper.suits(meeting)]
    failed = 0
    for paper in papers:
        try:
            (folder / f"{paper.address}.pdf").write_bytes(_pdf(paper, order))
            yield f"{paper.title}: {paper.address}.pdf"
        except RuleBroken as fault:
            failed += 1
            yield f"{paper.title}: {fault.message}"
        except OSError as fault:
            raise RuleBroken(f"In {folder} lässt sich nichts schreiben: {fault}.") from fault
    done = count(len(papers) - failed, "Dokument liegt", "Dokumente liegen")
    yield f"Fertig: {done} in {folder.resolve()}."


def _pdf(paper: Paper, order: Order) -> bytes:
    made = paper.make(order)
    return made if isinstance(made, bytes) else pdf_of(made)
