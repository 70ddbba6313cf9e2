"""Carry-over: over any sequence of meetings, tasks and answers nothing is lost and nothing doubled.

A plain model keeps the same story in lists; the function that minutes use must agree with it.
"""

from datetime import date, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import EntryKind, MinutesState
from app.minutes.task_queries import carried_tasks
from tests.conftest import empty_database

FIRST = date(2027, 1, 4)
KITS = ("vernetzung", "lenkungskreis", "pitch-abend")

evenings = st.lists(
    st.fixed_dictionaries(
        {
            "kit": st.sampled_from(KITS),
            "after": st.integers(0, 20),
            "tasks": st.lists(st.integers(0, 40) | st.none(), max_size=3),
            "released": st.booleans() | st.just(True),
            "finished": st.lists(st.integers(0, 50), max_size=3),
        }
    ),
    min_size=1,
    max_size=7,
)


def a_meeting(kit, day, number):
    meeting = Meeting(
        kit=shelf().kit(kit), title=f"Treffen {number}", day=day, begins=time(18, 0),
        slug=f"t-{number}", duration_minutes=60, capacity=10, registration_opens=day,
        registration_closes=day,
        calendar_changed_at=app_clock.now(), created_at=app_clock.now(),
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    return meeting


@settings(max_examples=40)
@given(story=evenings)
def test_every_open_task_stands_once_at_the_next_meeting_of_its_circle(built_app, story):
    with built_app.app_context():
        empty_database()
        told, day = [], FIRST
        for number, evening in enumerate(story):
            day += timedelta(days=evening["after"])
            board = evening["kit"] == "lenkungskreis"
            with transaction():
                meeting = a_meeting(evening["kit"], day, number)
            expected = sorted(
                task["id"]
                for task in told
                if task["out"] and task["board"] == board and (task["done"] or day) >= day
            )
            found = carried_tasks(meeting, day)
            assert sorted(task.id for task in found) == expected
            assert all(task.status != "überfällig" or task.due < day for task in found)
            told += write(meeting, evening, number, board)
            finish(told, evening["finished"], day)


def write(meeting, evening, number, board):
    """The evening's minutes with its tasks, as the model knows them."""
    with transaction():
        minutes = Minutes(
            meeting_id=meeting.id, began=time(18, 0), ended=time(19, 0),
            opened_at=app_clock.now(), edition=int(evening["released"]),
            state=MinutesState.RELEASED if evening["released"] else MinutesState.DRAFT,
        )  # fmt: skip
        item = MinutesItem(position=1, title="Punkt")
        minutes.items = [item]
        entries = [
            Entry(position=place, kind=EntryKind.TASK, text="Etwas", number=f"A-{number}-{place}",
                  due=None if days is None else meeting.day + timedelta(days=days))
            for place, days in enumerate(evening["tasks"], 1)
        ]  # fmt: skip
        item.entries = entries
        db.session.add(minutes)
        db.session.flush()
        return [
            {"id": one.id, "out": evening["released"], "board": board, "done": None}
            for one in entries
        ]


def finish(told, chosen, day):
    """On the evening itself some tasks get done: from the next day on they do not come back."""
    if not told:
        return
    with transaction():
        for place in chosen:
            task = told[place % len(told)]
            if task["out"] and task["done"] is None:
                task["done"] = day
                db.session.get(Entry, task["id"]).done_on = day
