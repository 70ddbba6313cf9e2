"""Documents, warm: our way against a bare WeasyPrint call on the same HTML in one warm process.

The bare process keeps the same fonts warm and writes the same tagged, archivable form; it does not
mend, check or join anything.
"""

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import Any

import msgspec
import pikepdf
from flask import Flask
from sqlalchemy import insert, select

from app import create_app
from app.agenda.documents import agenda_document
from app.core import clock, pdf, settings
from app.core.db import Base, db
from app.core.pdf_cache import PdfCache
from app.core.pdf_files import Document
from app.core.printing import pdf_of
from app.core.settings_sections import Demo
from app.core.words import plain_key
from app.demo.loader import load_year
from app.meetings.models import Meeting
from app.minutes.documents import minutes_document
from app.minutes.models import Minutes
from app.papers.catalogue import BY_KIND, Order
from app.papers.packs import Wish, make_pack
from app.papers.pages import lines_of, suggested
from app.papers.rules import Choices, Form
from app.registrations.badges import badges_document
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from bench import servers
from bench.report import Result

ROUNDS = 15
WORKERS = 2
NOW = "2027-09-01T09:00"


def measure() -> list[Result]:
    """Everything on the demo year, on the fullest of its meetings and on a thousand people."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        where = servers.place(Path(folder))
        config = settings.load(where.config, where.environ)
        app = create_app(msgspec.structs.replace(config, demo=Demo(enabled=True, now=NOW)))
        app.extensions["pdf_cache"] = PdfCache(Path(folder) / "pdf", hours=0, megabytes=1)
        with app.test_request_context(), app.app_context(), _bare(folder) as bare:
            Base.metadata.create_all(db.engine)
            load_year(clock.now())
            pdf.start_renderer(WORKERS)
            results = [*_texts(bare), *_badges(bare), *_pack(bare), *_kept(app, folder)]
            results.append(_memory())
            pdf.stop_renderer()
            db.engine.dispose()
    return results


@contextmanager
def _bare(folder: str) -> Iterator[Callable[[Sequence[str]], float]]:
    """Seconds that one bare process needs for these pages, one after the other."""
    with get_context("spawn").Pool(
        1, initializer=pdf._prepare, initargs=(4096, folder, {})
    ) as pool:
        yield lambda pages: pool.apply(bare_seconds, (list(pages),))


def bare_seconds(pages: list[str]) -> float:
    """In the bare process."""
    from weasyprint import HTML

    from app.core.pdf_worker import OwnFiles, renderer

    fonts = renderer().fonts
    started = time.perf_counter()
    for html in pages:
        HTML(string=html, url_fetcher=OwnFiles()).write_pdf(
            font_config=fonts, pdf_variant="pdf/a-3a"
        )
    return time.perf_counter() - started


def _texts(bare: Callable[[Sequence[str]], float]) -> list[Result]:
    minutes = db.session.scalars(select(Minutes).order_by(Minutes.id)).first()
    assert minutes is not None
    return [
        _against_bare("Agenda", agenda_document(_fullest()), bare, aim=1.1),
        _against_bare("Minutes", minutes_document(minutes), bare, aim=1.2),
    ]


def _fullest() -> Meeting:
    return db.session.scalars(select(Meeting).filter_by(kit_id="auftakt")).one()


def _against_bare(
    what: str,
    wanted: Document,
    bare: Callable[[Sequence[str]], float],
    *,
    aim: float = 0,
    seconds: float = 0,
    rounds: int = ROUNDS,
) -> Result:
    """Ours and theirs in turn; ``aim``: of the ratio, or ``seconds`` of ours."""
    pages = (wanted.html, *wanted.more)
    count = len(pikepdf.open(BytesIO(pdf_of(wanted))).pages)
    bare(pages)
    pairs = [(_seconds(lambda: pdf_of(wanted)), bare(pages)) for _ in range(rounds)]
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(mine / bare_one for mine, bare_one in pairs)
    met = ours <= seconds if seconds else ratio <= aim
    said = f"<= {seconds:g} s" if seconds else f"<= {aim:g}"
    name = f"{what}, {count} page{'s' if count > 1 else ''}"
    return Result(name, f"{ours:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f}", said, met)


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _badges(bare: Callable[[Sequence[str]], float]) -> list[Result]:
    meeting = _crowded(1000)
    sheet = settings.current().print.label_sheets[0]
    ids = list(db.session.scalars(select(Registration.id).filter_by(meeting_id=meeting.id)))
    few = badges_document(meeting, sheet=sheet, registration_ids=ids[:200])
    many = badges_document(meeting, sheet=sheet)
    return [
        _against_bare("200 badges", few, bare, seconds=1, rounds=5),
        _against_bare("1,000 badges", many, bare, aim=1, rounds=3),
    ]


def _crowded(people: int) -> Meeting:
    """The last meeting of the year with this many people who have a place."""
    meeting = db.session.scalars(select(Meeting).order_by(Meeting.day.desc())).first()
    known = db.session.scalars(
        select(Registration).filter_by(state=RegistrationState.CONFIRMED)
    ).all()
    assert meeting is not None
    names = [one.name for one in Registration.__table__.columns if one.name != "id"]
    rows: list[dict[str, Any]] = []
    for number in range(people):
        one = known[number % len(known)]
        row = {name: getattr(one, name) for name in names}
        row |= {"meeting_id": meeting.id, "last_name": f"{one.last_name} {number}"}
        row |= {"name_key": plain_key(f"{one.first_name} {row['last_name']}")}
        row |= dict.fromkeys(("uid", "submit_key"), f"bench-{number}")
        rows.append(row)
    db.session.execute(insert(Registration), rows)
    db.session.commit()
    return meeting


def _pack(bare: Callable[[Sequence[str]], float]) -> list[Result]:
    meeting = _fullest()
    choices, numbers = suggested(meeting)
    lines = [one for one in lines_of(meeting, office=True, numbers=numbers) if one.in_kit]
    printed_at = clock.local(clock.now())

    def order_for(_wish: Wish) -> Order:
        return Order(meeting, printed_at, choices)

    wishes = [Wish(one.paper, one.title, one.audience, max(one.copies, 1)) for one in lines]
    made = [one.paper.make(order_for(wish)) for one, wish in zip(lines, wishes, strict=True)]
    pages = [html for one in made if isinstance(one, Document) for html in (one.html, *one.more)]

    def ours() -> object:
        return make_pack(wishes, order_for, Form.PDF, lambda done, title: None)

    ours(), bare(pages)
    pairs = [(_seconds(ours), bare(pages)) for _ in range(5)]
    mine, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    what = f"Print pack of {len(wishes)} documents, all copies, as one PDF"
    return [Result(what, f"{mine:.2f} s", f"{theirs:.2f} s", f"{ratio:.2f}", "< 1", ratio < 1)]


def _kept(app: Flask, folder: str) -> list[Result]:
    """The second wish for a document that did not change, from the database to the bytes."""
    app.extensions["pdf_cache"] = PdfCache(Path(folder) / "pdf", hours=1, megabytes=50)
    meeting, order = _fullest(), Order(_fullest(), clock.local(clock.now()), Choices())
    agenda = next(paper for kind, paper in BY_KIND.items() if kind.value == "agenda")

    def asked() -> bytes:
        made = agenda.make(order)
        return made if isinstance(made, bytes) else pdf_of(made)

    first = _seconds(asked)
    again = statistics.median(_seconds(asked) for _ in range(30))
    what = f"Agenda of {meeting.title} again, unchanged"
    said = f"{again * 1000:.1f} ms"
    return [Result(what, said, f"{first:.2f} s", f"{again / first:.3f}", "<= 20 ms", again <= 0.02)]


def _memory() -> Result:
    """The most memory that a render worker ever had, after all of the above."""
    peaks = [
        int(line.split()[1])
        for child in active_children()
        if child.name == "pebble_pool_worker"
        for line in Path(f"/proc/{child.pid}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    ]
    return Result(
        "Peak memory of a render worker, 1,000 badges included", f"{max(peaks) // 1024} MB"
    )
