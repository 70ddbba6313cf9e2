"""The register with 30, 300 and 5,000 ideas: queries and time of its pages, in one run."""

import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import insert

from app.access.actions import make_link
from app.core import clock
from app.core.db import Base, db
from app.core.words import sort_key
from app.demo.loader import OFFICE_MAIL, load_year
from app.ideas.models import Idea
from app.ideas.pictures import similar_ideas
from app.ideas.rules import IdeaState
from bench import scale
from bench.report import Result

SIZES = (30, 300, 5000)
ROUNDS = 5
MOST = 3.0
"""A page may take so many times as long with 5,000 ideas as with 300, when it is full already."""
MOST_WORDS = 17.0
"""What looks for parts of words, or leaves out all pages before the last one, reads every row: it
may grow as the rows do."""
PATHS = {
    "list": "/buero/ideen",
    "list, last page": "/buero/ideen?seite=999",
    "list, search": "/buero/ideen?suche=solar+quartier",
    "list, overdue": "/buero/ideen?nur=ueberfaellig",
    "board": "/buero/ideen/brett",
    "map": "/buero/ideen/karte",
    "page of an idea, with similar words": "/buero/ideen/2027-001",
}


def measure() -> list[Result]:
    """Each page at the three sizes, then the similar ideas while somebody types."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        sizes = [_register(Path(folder) / f"{number}.sqlite3", number) for number in SIZES]
        results = [_line(name, path, sizes) for name, path in PATHS.items()]
        results.append(_similar(sizes))
        for size in sizes:
            with size.app.app_context():
                db.engine.dispose()
    return results


def _register(file: Path, number: int) -> scale.Size:
    app = scale.bare_app(file)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        clock.start_at(scale.sample_now())
        load_year(scale.sample_now())
        sample = [one.title for one in db.session.query(Idea)]
        known = len(sample)
        rows = [_row(place, sample) for place in range(known, number)]
        if rows:
            db.session.execute(insert(Idea), rows)
        db.session.commit()
        link = make_link(OFFICE_MAIL)
    browser = app.test_client()
    browser.post(f"/einloggen/{link}")
    return scale.Size(number, app, browser)


def _row(place: int, titles: list[str]) -> dict[str, object]:
    """An idea with a title made of two of the sample, in some field and state."""
    title = f"{titles[place % len(titles)]} und {titles[place * 7 % len(titles)]}"[:150]
    return {
        "year": 2020 + place % 7,
        "running_number": place,
        "title": title,
        "summary": f"{title}. " * 4,
        "action_field": ("EE", "MO", "KG", "KE")[place % 4],
        "state": list(IdeaState)[place % 7],
        "next_step": "Ortstermin",
        "next_step_due": date(2027, 1, 1) + timedelta(days=place % 500),
        "submitted_on": date(2026, 1, 1),
        "support_kinds": [],
        "search_key": sort_key(f"{title} {title}")[0],
    }


def _line(name: str, path: str, sizes: list[scale.Size]) -> Result:
    queries = []
    for size in sizes:
        size.browser.get(path)
        with scale.statements(size.app) as seen:
            answer = size.browser.get(path)
        if answer.status_code != 200:
            return Result(f"Ideas: {name}", f"{answer.status_code}", met=False)
        queries.append(len(seen))
    seconds = [[_timed(size, path) for size in sizes] for _ in range(ROUNDS)]
    return _result(
        name, queries, seconds, any(one in name for one in ("similar", "search", "last"))
    )


def _similar(sizes: list[scale.Size]) -> Result:
    """The query and the comparing alone."""
    seconds = []
    for _ in range(ROUNDS):
        row = []
        for size in sizes:
            with size.app.app_context():
                started = time.perf_counter()
                similar_ideas("Solarlotsen für Balkone", "Ehrenamtliche beraten zu Solaranlagen")
                row.append(time.perf_counter() - started)
        seconds.append(row)
    return _result("similar ones while typing", [1, 1, 1], seconds, True)


def _timed(size: scale.Size, path: str) -> float:
    started = time.perf_counter()
    size.browser.get(path)
    return time.perf_counter() - started


def _result(name: str, queries: list[int], seconds: list[list[float]], words: bool) -> Result:
    medians = [statistics.median(column) for column in zip(*seconds, strict=True)]
    ratio = statistics.median(row[-1] / row[-2] for row in seconds)
    most = MOST_WORDS if words else MOST
    same = queries[-1] == queries[-2]
    told = f"{queries[0]} queries" if len(set(queries)) == 1 else f"queries {queries}"
    return Result(
        f"Ideas: {name}",
        " ".join(f"{median * 1000:.0f}" for median in medians) + " ms",
        told,
        f"{ratio:.1f}",
        aim=f"same queries, <= {most:g}",
        met=same and ratio <= most,
    )
