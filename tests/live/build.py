"""Evenings for tests of the live view: plans as plain values, and meetings with an agenda."""

from datetime import UTC, datetime, time, timedelta

from app.agenda.models import AgendaItem
from app.core.db import db, transaction
from app.live import actions
from app.live.actions import Wish
from app.live.course import Plan, Step
from app.live.rules import Press, Pressed, least_minutes
from tests import build

BEGIN = datetime(2027, 9, 1, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KINDS = (("welcome", 10), ("input", 20), ("work", 30), ("buffer", 10), ("closing", 5))


def a_plan(*kinds, begin=BEGIN, announced=None, fixed=None):
    """A plan of (kind, minutes) with ids from 1; ``fixed``: number → minutes from the begin."""
    steps, at = [], 0
    for number, (kind, minutes) in enumerate(kinds or KINDS):
        wanted = (fixed or {}).get(number)
        at = max(at, wanted or 0)
        steps.append(
            Step(
                id=number + 1,
                title=f"Punkt {number + 1}",
                kind=kind,
                minutes=minutes,
                least=least_minutes(kind, minutes),
                begin=begin + at * MINUTE,
                end=begin + (at + minutes) * MINUTE,
                fixed=None if wanted is None else begin + wanted * MINUTE,
                members=(number + 1, number + 101),
            )
        )
        at += minutes
    return Plan(tuple(steps), begin, begin + (at if announced is None else announced) * MINUTE)


def press(number, what, at, **more):
    """A press as it is kept; ``at``: minutes from the begin."""
    return Pressed(id=number, what=Press(what), at=BEGIN + at * MINUTE, **more)


def start(at=0, number=1, item=1):
    return press(number, "start", at, begins=item, title=f"Punkt {item}", minutes=10)


def on(number, at, item, *, last=False):
    """„Fertig“ with ``item``; the one with the next number begins."""
    more = {} if last else {"begins": item + 1, "title": f"Punkt {item + 1}", "minutes": 10}
    return press(number, "next", at, item=item, **more)


def an_agenda(*items, **meeting):
    """A meeting on 1 September at 18:00 with (title, kind, minutes[, fields]). (id, item ids)"""
    total = sum(item[2] for item in items)
    values = {"begins": time(18, 0), "duration_minutes": total} | meeting
    meeting_id = build.an_evening(**values)[0]
    with transaction():
        rows = [
            AgendaItem(
                meeting_id=meeting_id, position=number, title=title, kind=kind, minutes=minutes,
                **({"materials": []} | (more[0] if more else {})),
            )
            for number, (title, kind, minutes, *more) in enumerate(items)
        ]  # fmt: skip
        db.session.add_all(rows)
        db.session.flush()
        return meeting_id, [row.id for row in rows]


THREE = (("Begrüßung", "welcome", 10), ("Berichte", "report", 20), ("Abschluss", "closing", 5))


def do(meeting_id, what, item=None, key=None, actor=build.OFFICE, **more):
    """One press; returns what ``actions.press`` says."""
    key = key or f"{what}-{item}-of-a-test-{more.get('undoes', '')}"[:64]
    wish = Wish(Press(what), key, item, age=more.pop("age", timedelta()), **more)
    return actions.press(meeting_id, wish, actor)
