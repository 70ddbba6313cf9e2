"""The support log with 200, 2,000 and 20,000 entries for 50, 500 and 5,000 ideas.

The same queries at every size; what pages through rows stays as it is, what adds up or
searches reads every row and may grow as the rows do.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask
from sqlalchemy import insert

from app import create_app
from app.access.actions import make_link
from app.core import clock, settings
from app.core.db import Base, db
from app.core.settings_sections import Database, Demo
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind
from app.support.listing import LogFilter, log_page, log_sums
from app.support.models import Funding, SupportEntry
from bench import servers
from bench.report import Result
from bench.scale import Size, line
from tests import build

TIMES = (1, 10, 100)
IDEAS, ENTRIES, PROGRAMMES = 50, 200, 8
ROUNDS = 7
MOST_READ, MOST_WHOLE = 3.0, 10.0
"""A page of rows may take so many times as long with a hundred times the rows as with ten times; a
search or a sum, that reads every row, so many times."""
PAGES = {
    "support log": "/buero/unterstuetzung",
    "support log, search": "/buero/unterstuetzung?suche=markierung",
    "requests": "/buero/unterstuetzung/anliegen",
    "funding": "/buero/foerderung",
    "what a programme fits": "/buero/foerderung/1",
    "page of an idea": "/buero/ideen/2027-002",
    "Heute with follow-ups": "/buero/",
}


def measure() -> list[Result]:
    """Queries and milliseconds of the pages, then of what one of them asks the database for."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        sizes = [_grown(Path(folder), times) for times in TIMES]
        results = [
            line(name, path, sizes, against=1, most=MOST_WHOLE if "search" in name else MOST_READ)
            for name, path in PAGES.items()
        ]
        results += [
            _asked(sizes, "rows of a page", lambda: log_page(LogFilter(), 1, 1), MOST_READ),
            _asked(sizes, "sums", lambda: log_sums(LogFilter()), MOST_WHOLE),
            _asked(sizes, "sums, search", lambda: log_sums(LogFilter(search="amt")), MOST_WHOLE),
        ]
        for size in sizes:
            with size.app.app_context():
                db.engine.dispose()
    clock.reset()
    return results


def _grown(folder: Path, times: int) -> Size:
    place = servers.place(folder)
    config = settings.load(place.config, place.environ)
    url = f"sqlite:///{folder}/support-{times}.sqlite3"
    app = create_app(msgspec.structs.replace(config, demo=Demo(), database=Database(url=url)))
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        Base.metadata.create_all(db.engine)
        clock.start_at(datetime(2027, 9, 1, 9, tzinfo=clock.zone()))
        _fill(times)
        link = make_link(build.a_member())
    browser = app.test_client()
    browser.post(f"/einloggen/{link}")
    return Size(times, app, browser)


def _fill(times: int) -> None:
    """Ideas in turn in work and in review, entries back in time day after day."""
    first = db.session.get_one(Idea, build.an_idea(state=IdeaState.IN_PROGRESS))
    own = first.running_number
    names = [column.name for column in Idea.__table__.columns if column.name != "id"]
    row = {name: getattr(first, name) for name in names}
    states = (IdeaState.REVIEW, IdeaState.IN_PROGRESS, IdeaState.DONE, IdeaState.NEW)
    ideas = [
        row | {"running_number": n, "state": states[n % 4], "title": f"Projekt {n}"}
        for n in range(1, IDEAS * times + 1)
        if n != own
    ]
    db.session.execute(insert(Idea), ideas)
    known = list(db.session.scalars(db.select(Idea.id)))
    db.session.execute(insert(SupportEntry), [_entry(n, known) for n in range(ENTRIES * times)])
    deadline = clock.today() + timedelta(days=60)
    funding = {"deadline": deadline, "fields": [], "eligible": "Vereine", "search_key": "fonds"}
    db.session.execute(
        insert(Funding),
        [
            funding | {"number": f"F{n:02d}", "name": f"Fonds {n}"}
            for n in range(PROGRAMMES * times)
        ],
    )
    db.session.commit()


def _entry(number: int, ideas: list[int]) -> dict[str, Any]:
    day = clock.today() - timedelta(days=number % 2000)
    word = "markierung" if number % 50 == 0 else "gespräch"
    return {
        "idea_id": ideas[number % len(ideas)],
        "day": day,
        "kind": list(SupportKind)[number % 5],
        "minutes": 15 + number % 90,
        "worker": "Miriam Voss",
        "partner": "Amt für Verkehr",
        "what": f"{word} {number} zur Strecke am Lutterbach",
        "search_key": f"{word} {number} zur strecke am lutterbach amt fur verkehr miriam voss",
        "follow_up": day + timedelta(days=10),
        "followed_on": None if number < 40 else day,
        "at": clock.now(),
        "by": "Miriam Voss",
    }


def _asked(sizes: list[Size], name: str, ask: Callable[[], object], most: float) -> Result:
    """Milliseconds of one question at every size, and the ratio of the last two in one round."""
    seconds = [[_once(size.app, ask) for size in sizes] for _ in range(ROUNDS)]
    medians = [statistics.median(column) for column in zip(*seconds, strict=True)]
    ratio = statistics.median(many / some for _, some, many in seconds)
    told = " ".join(f"{median * 1000:.1f}" for median in medians) + " ms"
    aim = f"<= {most:g}"
    return Result(f"Support: {name}", told, "", f"{ratio:.1f}", aim=aim, met=ratio <= most)


def _once(app: Flask, ask: Callable[[], object]) -> float:
    with app.app_context():
        ask()
        db.session.rollback()
        started = time.perf_counter()
        ask()
        return time.perf_counter() - started
