"""Builders of other people's calendars."""

from itertools import count

from app.calendars import actions
from app.calendars.actions import CalendarFacts
from app.calendars.rules import Kind
from tests import build
from tests.calendars.files import calendar, event

_number = count(1)


def calendar_facts(**values):
    facts = {
        "name": f"Kalender {next(_number)}",
        "kind": Kind.COUNCIL,
        "content": calendar(event()),
    }
    return CalendarFacts(**facts | values)


def a_foreign_calendar(**values):
    """A calendar with one entry that the clockwork has not read yet. Returns its id."""
    return actions.save(None, calendar_facts(**values), build.OFFICE)
