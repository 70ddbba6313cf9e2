"""Pages at 1×, 10× and 100× of the sample: the number of queries, and how much more they cost.

100× are 12,000 people, 600 meetings and 30,000 registrations. Every row of the sample year is
copied with everything that hangs on it, so that new tables come along by themselves. The copies lie
back in time; of every fifth one the meetings are still ahead.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Index, LargeBinary, String, Table, UniqueConstraint, event, insert, select

from app import create_app
from app.access.actions import make_link
from app.core import clock, settings
from app.core.db import Base, db
from app.core.settings_sections import Database, Demo
from app.demo.loader import OFFICE_MAIL, load_year
from bench import servers
from bench.report import Result
from tests import build

TIMES = (1, 10, 100)
VISITS, ROUNDS = 3, 5
MOST = 1.5
"""A page may cost so many times as much with a hundred times the sample."""
ROOM = {
    "earlier meetings", "meetings", "numbers of all", "ideas", "public ideas", "memory",
}  # fmt: skip
"""Lists whose first page the sample alone does not fill: they are compared with what they cost with
ten times the sample, which fills it."""
MOST_SUMS = 6.0
"""With a hundred times the sample the period that is summed holds eighteen times the meetings."""
SUMS = ("overview", "report")
MOST_SEARCH = 10.0
"""A search for parts of words reads every row: it may grow as the rows do."""
APART = 10_000
"""Between the ids of one copy and the next."""
ONCE = {
    "staff", "heartbeat", "consent_wording", "calendar_day",
    "venue", "venue_seating", "venue_fault",
}  # fmt: skip
"""Tables that do not grow with the office's work."""
LETTERS = 60
"""The sample has ten letters; so many times more make two for each registration."""


@dataclass(frozen=True)
class Size:
    """The sample so many times over, and a browser of the office."""

    times: int
    app: Flask
    browser: FlaskClient


def measure(only: str = "") -> list[Result]:
    """Queries and CPU of each page at every size; ``only``: part of a page's name."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        sample = Path(folder) / "1.sqlite3"
        app = bare_app(sample)
        with app.app_context():
            Base.metadata.create_all(db.engine)
            clock.start_at(sample_now())
            meetings = load_year(sample_now())
            paths = _paths(meetings)
            db.session.remove()
            db.engine.dispose()
        sizes = [_grown(Path(folder), sample, times) for times in TIMES]
        results = [
            line(name, path, sizes, against=int(name in ROOM), most=_most(name))
            for name, path in paths.items()
            if only in name
        ]
        for size in sizes:
            with size.app.app_context():
                db.engine.dispose()
    clock.reset()
    return results


def _most(name: str) -> float:
    return MOST_SEARCH if "search" in name else MOST_SUMS if name in SUMS else MOST


def sample_now() -> datetime:
    """The sample's own day, in the application's time zone."""
    return datetime(2027, 9, 1, 9, tzinfo=clock.zone())


def bare_app(file: Path) -> Flask:
    """The application on this database file, without the demo's clock and with forms unguarded."""
    place = servers.place(file.parent)
    config = settings.load(place.config, place.environ)
    app = create_app(
        msgspec.structs.replace(config, demo=Demo(), database=Database(url=f"sqlite:///{file}"))
    )
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _paths(meetings: dict[str, int]) -> dict[str, str]:
    """The pages, each with the meeting whose registration is open where one is needed."""
    inside = f"/buero/treffen/{meetings['M5']}"
    return {
        "home": "/",
        "earlier meetings": "/fruehere-treffen",
        "public page of a meeting": f"/treffen/{build.slug_of(meetings['M5'])}",
        "public ideas": "/ideen",
        "Heute": "/buero/",
        "meetings": "/buero/treffen",
        "meetings, search": "/buero/treffen?suche=quartier",
        "page of a meeting": inside,
        "timeline": f"{inside}/zeitplan",
        "registrations": f"{inside}/anmeldungen",
        "numbers of a meeting": f"{inside}/zahlen",
        "numbers of all": "/buero/zahlen",
        "mails of a meeting": f"{inside}/e-mails",
        "pitches": f"{inside}/pitches",
        "door": f"{inside}/einlass",
        "agenda": f"{inside}/tagesordnung",
        "minutes": f"/buero/treffen/{meetings['M4']}/protokoll",
        "contacts": "/buero/kontakte",
        "contacts, search": "/buero/kontakte?suche=schr%C3%B6der",
        "organisations": "/buero/organisationen",
        "series": "/buero/reihen",
        "special days": "/buero/freie-tage",
        "venues": "/buero/orte",
        "ideas": "/buero/ideen",
        "overview": "/buero/ueberblick",
        "report": "/buero/bericht?von=2027-01-01&bis=2027-08-31",
        "memory": "/buero/gedaechtnis",
        "memory, search": "/buero/gedaechtnis?suche=quartier",
        "Postausgang": "/buero/postausgang",
        "Postausgang, search": "/buero/postausgang?suche=schr%C3%B6der",
    }


def _grown(folder: Path, sample: Path, times: int) -> Size:
    file = folder / f"grown-{times}.sqlite3"
    shutil.copyfile(sample, file)
    app = bare_app(file)
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            if table.name not in ONCE:
                _multiply(table, times)
        db.session.commit()
        link = make_link(OFFICE_MAIL)
    browser = app.test_client()
    browser.post(f"/einloggen/{link}")
    return Size(times, app, browser)


def _multiply(table: Table, times: int) -> None:
    rows = [dict(row) for row in db.session.execute(select(table)).mappings()]
    if not rows:
        return
    own = _own_values(table)
    for number in range(1, times * (LETTERS if table.name == "message" else 1)):
        copies = [_copy(table, row, number, own) for row in rows]
        db.session.execute(insert(table), copies)


def _own_values(table: Table) -> set[str]:
    """Columns whose values must differ between copies, because no foreign key in them does."""
    found = set()
    keys = [
        *(one for one in table.constraints if isinstance(one, UniqueConstraint)),
        *(one for one in table.indexes if isinstance(one, Index) and one.unique),
        *([] if "id" in table.primary_key.columns else [table.primary_key]),
    ]
    for key in keys:
        if not any(_points_to_copies(column) for column in key.columns):
            found.add(list(key.columns)[-1].name)
    return found


def _points_to_copies(column: Any) -> bool:
    return any(one.column.table.name not in ONCE for one in column.foreign_keys)


def _copy(table: Table, row: dict[str, Any], number: int, own: set[str]) -> dict[str, Any]:
    """The same row for another copy: other ids, other days, other unique texts."""
    days = timedelta(days=number if number % 5 == 0 else -30 * number)
    new = {}
    for column in table.columns:
        value = row[column.name]
        if isinstance(column.type, LargeBinary):
            value = None if column.nullable else b""
        elif value is None:
            pass
        elif column.name == "id" or _points_to_copies(column):
            value += number * APART
        elif column.name in own:
            value = (
                f"{value}~{number}" if isinstance(column.type, String) else value + 1000 * number
            )
        elif column.name in ("email", "email_key", "recipient") and value:
            value = f"{number}.{value}"
        elif isinstance(value, (date, datetime)):
            value += days
        new[column.name] = value
    if table.name == "message":
        new |= {"state": "sent", "tries": 1, "sent_at": new["created_at"]}
    return new


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The statements of what happens inside, without those that begin and end a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def line(name: str, path: str, sizes: list[Size], *, against: int, most: float) -> Result:
    """A page at every size; ``against``: place of the size that the last one is compared with."""
    queries = []
    for size in sizes:
        size.browser.get(path)  # warm up
        with statements(size.app) as seen:
            answer = size.browser.get(path)
        if answer.status_code != 200:
            return Result(f"Lists: {name}", f"{answer.status_code} at {size.times}×", met=False)
        queries.append(len(seen))
    spent = [[_visit(size, path) for size in sizes] for _ in range(ROUNDS)]
    least = [min(column) for column in zip(*spent, strict=True)]
    ratio = least[-1] / least[against]
    same = queries[-1] == queries[-2]  # at 1× a part of the page may be empty and ask nothing
    told = f"{queries[0]} queries" if len(set(queries)) == 1 else f"queries {queries}"
    return Result(
        f"Lists: {name}",
        " ".join(f"{one * 1000:.1f}" for one in least) + " ms",
        told,
        f"{ratio:.2f}" + (" of 10×" if against else ""),
        aim=f"same queries, <= {most:g}",
        met=same and ratio <= most,
    )


def _visit(size: Size, path: str) -> float:
    """CPU seconds of one visit, without a web server: other programs disturb these the least."""
    started = time.process_time()
    for _ in range(VISITS):
        size.browser.get(path)
    return (time.process_time() - started) / VISITS
