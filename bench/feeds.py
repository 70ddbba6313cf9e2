"""A feed of 1,000 meetings: making it against the bare library, and saying that nothing changed.

The bare side gives the same properties of the same events to icalendar, from plain values that are
at hand; nothing is read, checked or put together.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import icalendar
import msgspec
from flask import Flask
from sqlalchemy import insert

from app import create_app
from app.core import clock, settings
from app.core.db import Base, db
from app.core.ical import VTIMEZONE
from app.core.ical_feeds import About, feed
from app.core.settings_sections import Demo
from app.feeds import calendar, queries, rules
from app.meetings.models import Meeting
from bench import servers
from bench.report import Result
from tests import build

MEETINGS, ROUNDS = 1000, 15
ABOUT = About("Treffen", "Alle Treffen.")


def measure() -> list[Result]:
    """Milliseconds, ours and the bare library in turn; then whole requests."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        where = servers.place(Path(folder))
        config = settings.load(where.config, where.environ)
        app = create_app(msgspec.structs.replace(config, demo=Demo()))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            _fill()
        results = [*_making(app), *_asking(app)]
        with app.app_context():
            db.engine.dispose()
    return results


def _fill() -> None:
    """Copies of one meeting, day after day from half a year ago."""
    first = db.session.get_one(Meeting, build.a_meeting(topic="Wärme, Netze und Höfe"))
    names = [column.name for column in Meeting.__table__.columns if column.name != "id"]
    row = {name: getattr(first, name) for name in names}
    day = clock.today() - timedelta(days=180)
    rows = [
        row | {"slug": f"treffen-{n}", "title": f"{n}. Treffen", "day": day + timedelta(days=n)}
        for n in range(1, MEETINGS)
    ]
    db.session.execute(insert(Meeting), rows)
    db.session.commit()


def _making(app: Flask) -> list[Result]:
    with app.test_request_context(), app.app_context():
        meetings = queries.meetings(since=rules.first_day(clock.today()))
        plain = _plain(feed(ABOUT, calendar.appointments(meetings)))
        pairs = [
            (
                _seconds(lambda: feed(ABOUT, calendar.appointments(meetings))),
                _seconds(lambda: bare(plain)),
            )
            for _ in range(ROUNDS)
        ]
        assert len(bare(plain)) == len(feed(ABOUT, calendar.appointments(meetings)))
    ratio = statistics.median(ours / theirs for ours, theirs in pairs)
    ours, theirs = (statistics.median(side) * 1000 for side in zip(*pairs, strict=True))
    what = f"Feed of {len(meetings)} meetings: made, against bare icalendar"
    return [
        Result(what, f"{ours:.0f} ms", f"{theirs:.0f} ms", f"{ratio:.2f}", "<= 1.3", ratio <= 1.3)
    ]


def _plain(data: bytes) -> list[list[tuple[str, Any, dict[str, str]]]]:
    """Name, value and parameters of every property, as a program would have them at hand."""
    found = []
    for event in icalendar.Calendar.from_ical(data).events:
        rows = []
        for name, value in event.property_items(recursive=False):
            if name in ("BEGIN", "END"):
                continue
            known = getattr(value, "dt", None)
            params = {} if known else dict(value.params)
            rows.append((name, known or _text(value), params))
        found.append(rows)
    return found


def _text(value: Any) -> Any:
    return int(value) if isinstance(value, int) else str(value)


def bare(events: list[list[tuple[str, Any, dict[str, str]]]]) -> bytes:
    """The same file by the library alone, in its own words."""
    made = icalendar.Calendar()
    for name, value in (
        ("version", "2.0"), ("prodid", "-//Treffwerk//Kalender//DE"), ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"), ("name", ABOUT.name), ("x-wr-calname", ABOUT.name),
        ("description", ABOUT.description), ("x-wr-caldesc", ABOUT.description),
        ("x-wr-timezone", "Europe/Berlin"), ("color", ABOUT.color),
        ("x-published-ttl", "PT6H"),
    ):  # fmt: skip
        made.add(name, value)
    made.add("refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"})
    made.add_component(icalendar.Timezone.from_ical(VTIMEZONE))
    for rows in events:
        event = icalendar.Event()
        for name, value, params in rows:
            event.add(name, value, parameters=params or None)
        made.add_component(event)
    data: bytes = made.to_ical()
    return data


def _asking(app: Flask) -> list[Result]:
    """Whole requests: the file, and that nothing changed."""
    browser = app.test_client()
    tag = browser.get("/kalender/treffen.ics").headers["ETag"]
    whole, short = [], []
    for _ in range(ROUNDS):
        whole.append(_seconds(lambda: browser.get("/kalender/treffen.ics")))
        short.append(
            _seconds(lambda: browser.get("/kalender/treffen.ics", headers={"If-None-Match": tag}))
        )
    full, unchanged = statistics.median(whole) * 1000, statistics.median(short) * 1000
    return [
        Result("Feed: whole request, 200", f"{full:.0f} ms"),
        Result("Feed: whole request, 304", f"{unchanged:.1f} ms"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
