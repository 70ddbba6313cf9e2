"""What the audit log speaks of, by title, as long as it is there: the log itself keeps numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, select

from app.access.models import Staff
from app.agenda.models import BacklogItem
from app.calendars.models import ForeignCalendar
from app.contacts.models import Organisation, Person
from app.core.db import db
from app.floor.models import Poll
from app.ideas.models import Idea
from app.mailings.models import Mailing
from app.meetings.models import CalendarDay, Meeting, Venue
from app.pitches.models import Pitch
from app.registrations.models import Registration
from app.series.models import Series
from app.steering.models import Decision, RatingRound
from app.support.models import Funding
from app.tables.models import SeatingPlan


@dataclass(frozen=True)
class Place:
    """A kind of thing: its table, what it is called by, and the page of one."""

    model: Any
    title: str
    page: str
    values: Mapping[str, str]
    """Name in the address of the page → attribute."""
    only: tuple[ColumnElement[bool], ...] = ()


@dataclass(frozen=True)
class Thing:
    """One of them."""

    title: str
    page: str
    values: Mapping[str, Any]


PLACES = {
    "calendar_day": Place(CalendarDay, "name", "days.day", {"day_id": "id"}),
    "decision": Place(Decision, "number", "decisions.decision", {"decision_id": "id"}),
    "foreign_calendar": Place(ForeignCalendar, "name", "calendars.calendar", {"calendar_id": "id"}),
    "funding": Place(Funding, "name", "funding.funding", {"funding_id": "id"}),
    "idea": Place(Idea, "title", "projects.idea", {"number": "number"}),
    "mailing": Place(Mailing, "title", "mailings.mailing", {"mailing_id": "id"}),
    "meeting": Place(Meeting, "title", "desk.meeting", {"meeting_id": "id"}),
    "organisation": Place(
        Organisation, "name", "organisations.organisation", {"organisation_id": "id"}
    ),
    "person": Place(Person, "full_name", "contacts.person", {"person_id": "id"}),
    "pitch": Place(Pitch, "title", "pitches.pitch", {"meeting_id": "meeting_id", "pitch_id": "id"}),
    "poll": Place(Poll, "question", "floor.poll", {"meeting_id": "meeting_id", "poll_id": "id"}),
    "rating": Place(RatingRound, "title", "ratings.round", {"round_id": "id"}),
    "registration": Place(
        Registration, "full_name", "registrations.person", {"registration_id": "id"}
    ),
    "seating_plan": Place(SeatingPlan, "title", "seating.plan", {"plan_id": "id"}),
    "series": Place(Series, "name", "series.one", {"series_id": "id"}),
    "staff": Place(
        Staff, "name", "team.member", {"staff_id": "id"}, only=(Staff.active.is_(True),)
    ),
    "topic": Place(BacklogItem, "title", "backlog.topic", {"topic_id": "id"}),
    "venue": Place(Venue, "name", "meetings.venue", {"venue_id": "id"}),
}


def things_of(subjects: Iterable[str]) -> dict[str, Thing]:
    """„meeting:17“ → the meeting, for those that are still there. One query for each kind."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in PLACES and number.isdecimal():
            ids.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{row_id}": thing
        for kind, wanted in ids.items()
        for row_id, thing in _found(PLACES[kind], wanted)
    }


def _found(place: Place, wanted: set[int]) -> Iterable[tuple[int, Thing]]:
    for one in db.session.scalars(
        select(place.model).where(place.model.id.in_(wanted), *place.only)
    ).unique():
        values = {name: getattr(one, attribute) for name, attribute in place.values.items()}
        yield one.id, Thing(getattr(one, place.title), place.page, values)
