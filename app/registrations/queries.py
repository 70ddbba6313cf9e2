"""Registrations as the pages, mails and actions read them."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager

from app.core.clock import local
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import plain_key
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import COUNTED_BY, Registration
from app.registrations.rules import (
    FORGOTTEN,
    GUEST,
    LIVE,
    WALK_IN,
    Attendance,
    Counts,
    LinkState,
    PlaceKind,
    Places,
    RegistrationState,
    Window,
    link_state,
    places_in,
    registration_window,
)

State = RegistrationState
UNKNOWN_LINK = N_(
    "Der Link ist unvollständig, abgelaufen oder falsch. "
    "Bitte öffnen Sie ihn noch einmal vollständig aus der E-Mail."
)
GUESTS = {WALK_IN: "walk_ins", GUEST: "guests"}
APART = {
    (State.CONFIRMED, "walk_ins"): "walk_ins",
    (State.CONFIRMED, "guests"): "guests",
    (State.CONFIRMED, "online"): "online",
    (State.OFFERED, "online"): "online_offered",
    (State.WAITLISTED, "online"): "online_waiting",
}
COUNTED = {
    State.CONFIRMED: "confirmed",
    State.OFFERED: "offered",
    State.WAITLISTED: "waiting",
    State.PENDING: "pending",
    State.REQUESTED: "requested",
    State.CANCELLED: "cancelled",
    State.OFFER_LAPSED: "lapsed",
}


# What many pages ask is built once: that takes longer than answering it.
_ALIKE = [getattr(Registration, name) for name in COUNTED_BY]
_MODE = select(Meeting.mode).where(Meeting.id == Registration.meeting_id).scalar_subquery()
_NUMBERS = select(*_ALIKE, _MODE, func.count()).group_by(*_ALIKE)
_NUMBERS_OF_ONE = _NUMBERS.where(Registration.meeting_id == bindparam("meeting_id"))
_NUMBERS_OF_SEVERAL = _NUMBERS.where(Registration.meeting_id.in_(bindparam("ids", expanding=True)))
_WITH_MEETING = (
    select(Registration).join(Registration.meeting).options(contains_eager(Registration.meeting))
)
_BY_ID, _BY_CONFIRM, _BY_MANAGE, _BY_AFTER, _BY_ADDRESS = (
    _WITH_MEETING.where(column == bindparam("value"))
    for column in (
        Registration.id,
        Registration.confirm_digest,
        Registration.manage_digest,
        Registration.after_digest,
        Registration.address_digest,
    )
)
_LOCKED_BY_CONFIRM = _BY_CONFIRM.with_for_update(of=(Meeting, Registration), key_share=True)
"""The meeting is locked before the registration, as everywhere."""
THIS_PERSON = and_(
    Registration.meeting_id == bindparam("meeting_id"),
    Registration.email_key == bindparam("email_key"),
    Registration.name_key == bindparam("name_key"),
)
_SAME_PERSON = select(Registration).where(THIS_PERSON).order_by(Registration.id.desc()).limit(1)


def counts_of(meeting_ids: Sequence[int]) -> dict[int, Counts]:
    """Numbers of several meetings in one query; every asked meeting is in the answer."""
    rows = db.session.execute(_NUMBERS_OF_SEVERAL, {"ids": list(meeting_ids)})
    return _counted(meeting_ids, rows)


def counts(meeting_id: int) -> Counts:
    """Numbers of one meeting, in one query."""
    rows = db.session.execute(_NUMBERS_OF_ONE, {"meeting_id": meeting_id})
    return _counted([meeting_id], rows)[meeting_id]


def _counted(meeting_ids: Iterable[int], rows: Iterable[Any]) -> dict[int, Counts]:
    found: dict[int, Counter[str]] = {meeting_id: Counter() for meeting_id in meeting_ids}
    for meeting_id, state, source, participation, mode, number in rows:
        by_video = mode == Mode.HYBRID and participation != Mode.ONSITE
        apart = GUESTS.get(source, "online" if by_video else "")
        name = APART.get((State(state), apart), COUNTED[State(state)])
        found[meeting_id][name] += number
    return {meeting_id: Counts(**numbers) for meeting_id, numbers in found.items()}


def places_of(meeting: Meeting, kind: PlaceKind) -> Places:
    """The places of one kind, counted now; to decide on them, lock the meeting before."""
    return places_in(
        counts(meeting.id),
        kind,
        capacity=meeting.capacity,
        online_capacity=meeting.online_capacity,
    )


def kinds_of(meeting: Meeting) -> tuple[PlaceKind, ...]:
    """Kinds of places that this meeting has."""
    hybrid = meeting.mode == Mode.HYBRID
    return (PlaceKind.ONSITE, PlaceKind.ONLINE) if hybrid else (PlaceKind.ONSITE,)


def all_places(meeting: Meeting) -> dict[PlaceKind, Places]:
    """The places of every kind that this meeting has."""
    numbers, online = counts(meeting.id), meeting.online_capacity
    return {
        kind: places_in(numbers, kind, capacity=meeting.capacity, online_capacity=online)
        for kind in kinds_of(meeting)
    }


def has_room(meeting: Meeting, kind: PlaceKind | None = None) -> bool:
    """Whether one more registration makes sense: a free place (of this kind), or a waiting list."""
    if meeting.kit.has_waitlist or meeting.needs_approval:
        return True
    found = all_places(meeting)
    return any(places.is_free for one, places in found.items() if kind in (None, one))


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


def by_id(registration_id: int) -> Registration:
    """One registration with its meeting. Raises ``NotFound``."""
    return _one(_BY_ID, registration_id, "Diese Anmeldung gibt es nicht.")


def by_confirm_token(token: str) -> Registration:
    """The registration behind a link to confirm. Raises ``NotFound``, in the same words always."""
    return _one(_BY_CONFIRM, digest(token), UNKNOWN_LINK)


def locked_by_confirm_token(token: str) -> Registration:
    """The same, freshly read and locked with its meeting until the transaction ends."""
    fresh = {"populate_existing": True}
    return _one(_LOCKED_BY_CONFIRM, digest(token), UNKNOWN_LINK, execution_options=fresh)


def by_address_token(token: str) -> Registration:
    """The registration behind a link to a new address. Raises ``NotFound``."""
    return _one(_BY_ADDRESS, digest(token), UNKNOWN_LINK)


def address_token(registration: Registration) -> str:
    """The secret part of the link that goes to the new address; another address, another link."""
    purpose = f"address:{plain_key(registration.new_email)}"
    return registration.token(purpose)


def by_manage_token(token: str) -> Registration:
    """The registration behind a personal link. Raises ``NotFound``, in the same words always."""
    return _one(_BY_MANAGE, digest(token), UNKNOWN_LINK)


def manage_token(registration: Registration) -> str:
    """The secret part of a person's own link; derived, never stored."""
    return registration.token("manage")


def by_after_token(token: str) -> Registration:
    """The registration behind a link to results. Raises ``NotFound``, in the same words always."""
    return _one(_BY_AFTER, digest(token), UNKNOWN_LINK)


def after_token(registration: Registration) -> str:
    """The secret part of a person's link to results and contacts; derived, never stored (T-2).

    It opens the page after the meeting until the person is forgotten.
    """
    return registration.token("after")


def _one(
    statement: Select[Registration], value: int | str, sentence: str, **more: Any
) -> Registration:
    row: Registration | None = db.session.scalar(statement, {"value": value}, **more)
    if row is None:
        raise NotFound(sentence)
    return row


def same_person(meeting_id: int, email_key: str, name_key: str) -> Registration | None:
    """The newest registration of this person for this meeting, in whatever state."""
    who = {"meeting_id": meeting_id, "email_key": email_key, "name_key": name_key}
    return db.session.scalar(_SAME_PERSON, who)


def _of_kind(meeting: Meeting, kind: PlaceKind) -> ColumnElement[bool]:
    """Registrations of a meeting that need this kind of place."""
    of_meeting = Registration.meeting_id == meeting.id
    if meeting.mode != Mode.HYBRID:
        return of_meeting
    on_site = Registration.participation == Mode.ONSITE
    return and_(of_meeting, on_site if kind is PlaceKind.ONSITE else ~on_site)


def by_submit_key(submit_key: str) -> Registration | None:
    """The registration that this very form made, if it was taken in (R-7)."""
    return db.session.scalar(select(Registration).where(Registration.submit_key == submit_key))


def requested(meeting_id: int) -> Sequence[Registration]:
    """People who wait for the office's word, in the order in which they asked."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.state == State.REQUESTED)
        .order_by(Registration.confirmed_at, Registration.id)
    ).all()


def front_of_queue(meeting: Meeting, kind: PlaceKind, number: int) -> Sequence[Registration]:
    """The first people on the waiting list for this kind of place, in their order."""
    return db.session.scalars(
        select(Registration)
        .where(_of_kind(meeting, kind), Registration.state == State.WAITLISTED)
        .order_by(Registration.queue_number, Registration.id)
        .limit(number)
    ).all()


def waiting_position(registration: Registration) -> int:
    """1 for the first in line; 0 for somebody who does not wait."""
    if registration.state != State.WAITLISTED:
        return 0
    before = select(func.count()).where(
        _of_kind(registration.meeting, registration.kind),
        Registration.state == State.WAITLISTED,
        Registration.queue_number <= registration.queue_number,
    )
    return db.session.scalar(before) or 0


def to_notify(meeting_id: int) -> Sequence[Registration]:
    """Everybody who must learn of a change: with a place, an offer, waiting, or asking for one.

    Some have no address: the office calls them.
    """
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.state.in_(LIVE - {State.PENDING}),
            Registration.source != WALK_IN,
        )
        .order_by(Registration.id)
    ).all()


def on_site(meeting: Meeting, only: Collection[int] | None = None) -> Sequence[Registration]:
    """People with a place in the room, in German order; ``only``: those with these ids."""
    if meeting.mode == Mode.ONLINE:
        return []
    chosen = [_of_kind(meeting, PlaceKind.ONSITE), Registration.state == State.CONFIRMED]
    chosen.append(Registration.last_name != FORGOTTEN)
    if only is not None:
        chosen.append(Registration.id.in_(only))
    return db.session.scalars(
        select(Registration).where(*chosen).order_by(Registration.sort_key, Registration.id)
    ).all()


def with_other_picture(meeting_id: int, pictures: Collection[str]) -> Sequence[Registration]:
    """People with a place whose calendar holds an entry that is none of these."""
    return db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.state == State.CONFIRMED,
            Registration.sent_picture != "",
            Registration.sent_picture.not_in(pictures),
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


def to_call(meeting_id: int) -> Sequence[Registration]:
    """Those whom no mail reaches."""
    return [row for row in to_notify(meeting_id) if not row.email]


def live_twin(registration: Registration, email_key: str, name_key: str) -> Registration | None:
    """Somebody else's live registration for the same meeting with this address and name."""
    return db.session.scalar(
        select(Registration).where(
            Registration.meeting_id == registration.meeting_id,
            Registration.id != registration.id,
            Registration.email_key == email_key,
            Registration.name_key == name_key,
            Registration.state.in_(LIVE),
        )
    )


def unconfirmed_since(moment: datetime) -> Sequence[int]:
    """Ids of entries that were sent before this moment and never confirmed."""
    return db.session.scalars(
        select(Registration.id)
        .where(Registration.state == State.PENDING, Registration.submitted_at <= moment)
        .order_by(Registration.id)
    ).all()


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


def meetings_with_answers(today: date) -> Sequence[Meeting]:
    """Past meetings whose registrations still hold answers of people."""
    return db.session.scalars(
        select(Meeting).where(
            Meeting.day < today,
            Meeting.day >= today - timedelta(days=current().retention.registrations_days + 1),
        )
    ).all()


def to_forget(meeting_id: int, days: int) -> Sequence[Registration]:
    """Registrations whose answers were not yet forgotten up to so many days after the meeting."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.forgotten_days < days)
        .order_by(Registration.id)
        .with_for_update()
    ).all()
