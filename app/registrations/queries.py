"""Registrations as the pages, mails and actions read them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.clock import local
from app.core.db import db
from app.core.errors import NotFound
from app.core.settings import current
from app.core.tokens import digest, link_token
from app.core.words import date_long, sort_key, time_of
from app.kits.schema import Mode
from app.meetings.actions import MeetingChange
from app.meetings.models import Meeting, Venue
from app.meetings.queries import venue_by_id
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import (
    LABELS,
    Attendance,
    Counts,
    LinkState,
    PlannedChange,
    RegistrationState,
    Window,
    differences,
    link_state,
    registration_window,
)

State = RegistrationState
WALK_IN = "walk_in"
UNKNOWN_LINK = (
    "Der Link ist unvollständig, abgelaufen oder falsch. "
    "Bitte öffnen Sie ihn noch einmal vollständig aus der E-Mail."
)
COUNTED = {
    State.CONFIRMED: "confirmed",
    State.OFFERED: "offered",
    State.WAITLISTED: "waiting",
    State.PENDING: "pending",
    State.REQUESTED: "requested",
    State.CANCELLED: "cancelled",
    State.OFFER_LAPSED: "lapsed",
}
ORDERS: dict[str, Callable[[Registration], Any]] = {
    "name": lambda row: (sort_key(row.last_name), sort_key(row.first_name)),
    "organisation": lambda row: (row.organisation == "", sort_key(row.organisation)),
    "status": lambda row: (list(LABELS).index(row.state), row.queue_number or 0),
    "eingang": lambda row: row.submitted_at,
}
"""The allow-list of orders (I-6)."""


# What many pages ask is built once: that takes longer than answering it.
_WITHOUT_PLACE = and_(Meeting.mode == Mode.HYBRID, Registration.participation != Mode.ONSITE)
_KIND = case((Registration.source == WALK_IN, "walk_ins"), (_WITHOUT_PLACE, "online"), else_="")
_NUMBERS = (
    select(Registration.meeting_id, Registration.state, _KIND, func.count())
    .join(Meeting)
    .where(Registration.meeting_id.in_(bindparam("meeting_ids", expanding=True)))
    .group_by(Registration.meeting_id, Registration.state, _KIND)
)
_WITH_MEETING = (
    select(Registration).join(Registration.meeting).options(contains_eager(Registration.meeting))
)
_BY_ID, _BY_CONFIRM, _BY_MANAGE = (
    _WITH_MEETING.where(column == bindparam("value"))
    for column in (Registration.id, Registration.confirm_digest, Registration.manage_digest)
)
_BY_FORM = select(Registration.id).where(Registration.submit_key == bindparam("submit_key"))
_SAME_PERSON = (
    select(Registration)
    .where(
        Registration.meeting_id == bindparam("meeting_id"),
        Registration.email_key == bindparam("email_key"),
        Registration.name_key == bindparam("name_key"),
    )
    .order_by(Registration.id.desc())
    .limit(1)
)


def counts_of(meeting_ids: Sequence[int]) -> dict[int, Counts]:
    """Numbers of several meetings in one query; every asked meeting is in the answer."""
    rows = db.session.execute(_NUMBERS, {"meeting_ids": list(meeting_ids)})
    found: dict[int, Counter[str]] = {meeting_id: Counter() for meeting_id in meeting_ids}
    for meeting_id, state, apart, number in rows:
        name = apart if apart and state == State.CONFIRMED else COUNTED[State(state)]
        found[meeting_id][name] += number
    return {meeting_id: Counts(**numbers) for meeting_id, numbers in found.items()}


def counts(meeting_id: int) -> Counts:
    """Numbers of one meeting, in one query."""
    return counts_of([meeting_id])[meeting_id]


def has_room(meeting: Meeting) -> bool:
    """Whether one more registration makes sense: a free place, or a waiting list."""
    return meeting.kit.has_waitlist or counts(meeting.id).taken < meeting.capacity


def window_of(meeting: Meeting, moment: datetime) -> Window:
    """Whether people can register for this meeting at this (aware) moment (R-6)."""
    return registration_window(
        cancelled=meeting.state == MeetingState.CANCELLED,
        opens=meeting.registration_opens,
        closes=meeting.registration_closes,
        begins_at=meeting.begins_at,
        now=local(moment).replace(tzinfo=None),
    )


def link_state_of(registration: Registration, moment: datetime) -> LinkState:
    """What the link to confirm of this registration opens at this moment."""
    return link_state(
        state=registration.state,
        submitted=registration.submitted_at,
        hours=current().retention.unconfirmed_hours,
        window=window_of(registration.meeting, moment),
        now=moment,
    )


def facts_of(meeting: Meeting) -> dict[str, str]:
    """What people must know about a meeting, in words; compared before and after a change."""
    return facts_in_words(
        day=meeting.day,
        begins=meeting.begins,
        minutes=meeting.duration_minutes,
        venue=meeting.venue,
        online_url=meeting.online_url,
    )


def facts_in_words(
    *, day: date, begins: time, minutes: int, venue: Venue | None, online_url: str
) -> dict[str, str]:
    """The same for values that are not kept yet."""
    begin = datetime.combine(day, begins)
    end = begin + timedelta(minutes=minutes)
    return {
        "Tag": date_long(day),
        "Zeit": f"{time_of(begin)} bis {time_of(end)} Uhr",
        "Ort": f"{venue.name}, {venue.address}" if venue else "",
        "Online-Link": online_url,
    }


def planned_change(meeting: Meeting, new: MeetingChange) -> PlannedChange:
    """What a change would do, for the page that asks before anything is sent."""
    venue = venue_by_id(new.venue_id) if new.venue_id else None
    facts = facts_in_words(
        day=new.day,
        begins=new.begins,
        minutes=new.duration_minutes,
        venue=venue,
        online_url=new.online_url,
    )
    changes = differences(facts_of(meeting), facts)
    people = counts(meeting.id).notified if changes else 0
    return PlannedChange(tuple(changes), people)


def by_id(registration_id: int) -> Registration:
    """One registration with its meeting. Raises ``NotFound``."""
    return _one(_BY_ID, registration_id, "Diese Anmeldung gibt es nicht.")


def by_confirm_token(token: str) -> Registration:
    """The registration behind a link to confirm. Raises ``NotFound``, in the same words always."""
    return _one(_BY_CONFIRM, digest(token), UNKNOWN_LINK)


def by_manage_token(token: str) -> Registration:
    """The registration behind a personal link. Raises ``NotFound``, in the same words always."""
    return _one(_BY_MANAGE, digest(token), UNKNOWN_LINK)


def manage_token(registration: Registration) -> str:
    """The secret part of a person's own link; derived, never stored."""
    return link_token("manage", registration.id, registration.link_version)


def _one(statement: Select[Registration], value: int | str, sentence: str) -> Registration:
    row = db.session.scalar(statement, {"value": value})
    if row is None:
        raise NotFound(sentence)
    return row


def same_person(meeting_id: int, email_key: str, name_key: str) -> Registration | None:
    """The newest registration of this person for this meeting, in whatever state."""
    who = {"meeting_id": meeting_id, "email_key": email_key, "name_key": name_key}
    return db.session.scalar(_SAME_PERSON, who)


def is_known_form(submit_key: str) -> bool:
    """Whether this very form was already taken in (R-7)."""
    return db.session.scalar(_BY_FORM, {"submit_key": submit_key}) is not None


def front_of_queue(meeting_id: int, number: int) -> Sequence[Registration]:
    """The first people on the waiting list, in their order."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.state == State.WAITLISTED)
        .order_by(Registration.queue_number, Registration.id)
        .limit(number)
    ).all()


def waiting_position(registration: Registration) -> int:
    """1 for the first in line; 0 for somebody who does not wait."""
    if registration.state != State.WAITLISTED:
        return 0
    before = select(func.count()).where(
        Registration.meeting_id == registration.meeting_id,
        Registration.state == State.WAITLISTED,
        Registration.queue_number <= registration.queue_number,
    )
    return db.session.scalar(before) or 0


def to_notify(meeting_id: int) -> Sequence[Registration]:
    """Everybody who must learn of a change: with a place, with an offer, or waiting."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.state.in_((State.CONFIRMED, State.OFFERED, State.WAITLISTED)),
            Registration.source != WALK_IN,
        )
        .order_by(Registration.id)
    ).all()


def lapsed_offers(moment: datetime) -> Sequence[int]:
    """Ids of offers whose time is over."""
    return db.session.scalars(
        select(Registration.id)
        .where(Registration.state == State.OFFERED, Registration.offer_expires_at <= moment)
        .order_by(Registration.id)
    ).all()


def unconfirmed_since(moment: datetime) -> Sequence[int]:
    """Ids of entries that were sent before this moment and never confirmed."""
    return db.session.scalars(
        select(Registration.id)
        .where(Registration.state == State.PENDING, Registration.submitted_at <= moment)
        .order_by(Registration.id)
    ).all()


def listing(
    meeting_id: int, *, search: str = "", state: str = "", order: str = "name"
) -> list[Registration]:
    """The registrations of one meeting, found and sorted the German way.

    ``search`` finds parts of name, organisation or address, whatever their case and accents.
    ``order`` is one of ``ORDERS``, with ``-`` in front for backwards; anything else means name.
    """
    rows = db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id)
        .options(joinedload(Registration.meeting))
        .order_by(Registration.id)
    ).all()
    words = sort_key(search)[0].split()
    chosen = [row for row in rows if state in ("", row.state) and _holds(row, words)]
    key = ORDERS.get(order.removeprefix("-"), ORDERS["name"])
    return sorted(chosen, key=key, reverse=order.startswith("-"))


def _holds(row: Registration, words: list[str]) -> bool:
    text = sort_key(f"{row.full_name} {row.organisation} {row.email}")[0]
    return all(word in text for word in words)


def sectors(meeting_id: int) -> dict[str, int]:
    """How many people with a place come from which sector; empty id: not said."""
    return _by_sector(meeting_id, Registration.state == State.CONFIRMED)


def attendance_by_sector(meeting_id: int) -> dict[str, int]:
    """How many people were there from which sector; {} while nobody was ticked off."""
    return _by_sector(meeting_id, Registration.attendance == Attendance.PRESENT)


def _by_sector(meeting_id: int, condition: Any) -> dict[str, int]:
    rows = db.session.execute(
        select(Registration.sector, func.count())
        .where(Registration.meeting_id == meeting_id, condition)
        .group_by(Registration.sector)
        .order_by(Registration.sector)
    )
    return {str(sector): int(number) for sector, number in rows}


def of_meetings_before(day: date) -> ColumnElement[bool]:
    """Registrations for meetings that were held before this day."""
    return Registration.meeting_id.in_(select(Meeting.id).where(Meeting.day < day))
