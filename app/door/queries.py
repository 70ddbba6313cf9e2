"""What the door reads: the list without anything personal, changes since a number, links."""

import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.core import clock
from app.core.db import db
from app.core.errors import Gone, NotFound
from app.core.tokens import digest, link_token
from app.core.words import sort_key
from app.door.models import CheckIn, DoorLink, DoorSetting
from app.door.rules import ONE_DAY, WALK_IN, DoorState, Entry, Numbers, door_state
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState

UNKNOWN_LINK = (
    "Der Link ist unvollständig, abgelaufen oder falsch. "
    "Bitte lassen Sie sich am Einlass einen neuen geben."
)
UNKNOWN_PERSON = "Diese Person steht nicht auf der Liste. Bitte laden Sie die Liste neu."
COLUMNS = (
    Registration.id, Registration.first_name, Registration.last_name, Registration.organisation,
    Registration.no_photo, Registration.source, Registration.attendance,
)  # fmt: skip
State = RegistrationState


@dataclass(frozen=True)
class Standing:
    """How a door list stands: enough to see whether a device must learn something."""

    numbers: Numbers
    members: str
    """Changes when somebody comes onto the list, leaves it, or is corrected."""
    number: int
    """Of the newest press."""


@dataclass(frozen=True)
class LinkUse:
    """A link and what was done with it."""

    link: DoorLink
    marks: int
    last: datetime | None


@dataclass(frozen=True)
class Waiting:
    """Somebody without a place, for the office to decide at the door."""

    id: int
    first_name: str
    last_name: str
    organisation: str
    state: RegistrationState
    queue_number: int | None
    online: bool

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def state_of(meeting: Meeting) -> DoorState:
    """Whether the list of this meeting can be used now."""
    called_off = meeting.state == MeetingState.CANCELLED
    return door_state(meeting.day, clock.today(), called_off=called_off)


def _on_list(meeting: Meeting) -> ColumnElement[bool]:
    """Who has a place in the room, and whoever is there in fact."""
    place = Registration.state == State.CONFIRMED
    if meeting.mode == Mode.HYBRID:  # who comes by video is not at the door
        place = and_(place, Registration.participation == Mode.ONSITE)
    there = or_(place, Registration.attendance == Attendance.PRESENT)
    return and_(Registration.meeting_id == meeting.id, there)


def entries(meeting: Meeting) -> list[Entry]:
    """The door list in German order. One query, names only."""
    return _entries(_on_list(meeting))


def online_entries(meeting: Meeting) -> list[Entry]:
    """Who takes part in a hybrid meeting by video, in German order. One query, names only."""
    if meeting.mode != Mode.HYBRID:
        return []
    return _entries(
        and_(
            Registration.meeting_id == meeting.id,
            Registration.state == State.CONFIRMED,
            Registration.participation != Mode.ONSITE,
        )
    )


def _entries(condition: ColumnElement[bool]) -> list[Entry]:
    rows = db.session.execute(select(*COLUMNS).where(condition))
    found = [
        Entry(row.id, row.first_name, row.last_name, row.organisation, row.no_photo,
              row.source == WALK_IN, Attendance(row.attendance))
        for row in rows
    ]  # fmt: skip
    return sorted(
        found, key=lambda one: (sort_key(one.last_name), sort_key(one.first_name), one.id)
    )


def standing(meeting: Meeting) -> Standing:
    """Two queries, however long the list."""
    rows = db.session.execute(
        select(
            Registration.source,
            Registration.attendance,
            func.count(),
            func.max(Registration.id),
            func.sum(Registration.version),
        )
        .where(_on_list(meeting))
        .group_by(Registration.source, Registration.attendance)
    ).all()
    newest = select(func.max(CheckIn.id)).where(CheckIn.meeting_id == meeting.id)
    return Standing(
        numbers=_numbers([(source == WALK_IN, what, many) for source, what, many, *_ in rows]),
        members="-".join(
            str(part)
            for part in (
                sum(row[2] for row in rows),
                max((row[3] for row in rows), default=0),
                sum(int(row[4]) for row in rows),
            )
        ),
        number=db.session.scalar(newest) or 0,
    )


def _numbers(counted: Sequence[tuple[bool, str, int]]) -> Numbers:
    def many(what: str, *, walk_in: bool = False) -> int:
        return sum(n for w, a, n in counted if w == walk_in and a == what)

    return Numbers(
        expected=sum(number for walk_in, _, number in counted if not walk_in),
        present=many(Attendance.PRESENT),
        excused=many(Attendance.EXCUSED),
        absent=many(Attendance.ABSENT),
        guests=many(Attendance.PRESENT, walk_in=True),
    )


def changes_since(meeting: Meeting, number: int) -> list[tuple[int, str]]:
    """(id, state) of everybody who was marked after this running number."""
    marked = select(CheckIn.registration_id).where(
        CheckIn.meeting_id == meeting.id, CheckIn.id > number
    )
    rows = db.session.execute(
        select(Registration.id, Registration.attendance)
        .where(Registration.id.in_(marked))
        .order_by(Registration.id)
    )
    return [(row.id, str(row.attendance)) for row in rows]


def known_keys(keys: Collection[str]) -> set[str]:
    """Those of the keys whose press was taken in before."""
    return set(db.session.scalars(select(CheckIn.key).where(CheckIn.key.in_(keys))))


def guest_key(key: str) -> str:
    """The key of the press that a guest's form counts as."""
    return f"gast-{key}"


def is_known_guest(key: str) -> bool:
    """Whether this form for a guest was taken in before."""
    return bool(known_keys([guest_key(key)]))


def newest_presses(ids: Collection[int]) -> dict[int, datetime]:
    """When each of these people was marked last; who never was is missing."""
    rows = db.session.execute(
        select(CheckIn.registration_id, func.max(CheckIn.pressed_at))
        .where(CheckIn.registration_id.in_(ids))
        .group_by(CheckIn.registration_id)
    )
    return {row[0]: row[1] for row in rows}


def markable(meeting_id: int, ids: Collection[int]) -> dict[int, Registration]:
    """People who have a place or had one: what happened at the door is not refused afterwards."""
    rows = db.session.scalars(
        select(Registration).where(
            Registration.meeting_id == meeting_id,
            Registration.id.in_(ids),
            or_(
                Registration.state == State.CONFIRMED,
                and_(Registration.state == State.CANCELLED, Registration.confirmed_at.is_not(None)),
            ),
        ),
        execution_options={"populate_existing": True},
    )
    return {row.id: row for row in rows}


def more_guests(meeting_id: int) -> bool:
    """Whether guests may be more than the places."""
    setting = db.session.get(DoorSetting, meeting_id)
    return bool(setting and setting.more_guests)


def waiting(meeting_id: int) -> list[Waiting]:
    """Who has no place yet, in the order of the waiting list."""
    rows = db.session.scalars(
        select(Registration)
        .where(
            Registration.meeting_id == meeting_id,
            Registration.state.in_((State.WAITLISTED, State.OFFERED, State.REQUESTED)),
        )
        .order_by(Registration.queue_number.is_(None), Registration.queue_number, Registration.id)
    )
    return [
        Waiting(row.id, row.first_name, row.last_name, row.organisation, row.state,
                row.queue_number, row.participation != Mode.ONSITE)
        for row in rows
    ]  # fmt: skip


def link_behind(token: str) -> DoorLink:
    """The link of this token. Raises ``NotFound`` always in the same words, ``Gone`` if revoked."""
    link = db.session.scalar(select(DoorLink).where(DoorLink.digest == digest(token)))
    if link is None:
        raise NotFound(UNKNOWN_LINK)
    if link.revoked_at:
        raise Gone("Dieser Link wurde zurückgezogen. Bitte lassen Sie sich einen neuen geben.")
    return link


def live_link(link_id: int) -> DoorLink | None:
    """A link that a device has opened before, as long as it opens anything."""
    link = db.session.get(DoorLink, link_id)
    if link is None or link.revoked_at or state_of(link.meeting) is not DoorState.OPEN:
        return None
    return link


def token_of(link: DoorLink) -> str:
    """The secret part of a link; derived, never stored."""
    return link_token("einlass", link.id, 0)


def link_of_meeting(meeting_id: int, link_id: int) -> DoorLink:
    """One link of this meeting. Raises ``NotFound``."""
    link = db.session.get(DoorLink, link_id)
    if link is None or link.meeting_id != meeting_id:
        raise NotFound("Diesen Link gibt es nicht.")
    return link


def is_known_form(submit_key: str) -> bool:
    """Whether this form made a link before."""
    known = select(DoorLink.id).where(DoorLink.submit_key == submit_key)
    return db.session.scalar(known) is not None


def links(meeting_id: int) -> list[LinkUse]:
    """All links of a meeting, newest first, with the number and the time of their marks."""
    used = (
        select(CheckIn.door_link_id, func.count().label("marks"),
               func.max(CheckIn.taken_at).label("last"))
        .where(CheckIn.meeting_id == meeting_id)
        .group_by(CheckIn.door_link_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(DoorLink, used.c.marks, used.c.last)
        .outerjoin(used, used.c.door_link_id == DoorLink.id)
        .where(DoorLink.meeting_id == meeting_id)
        .order_by(DoorLink.id.desc())
    )
    return [LinkUse(link, marks or 0, last) for link, marks, last in rows]


def behind_code(code: str, only_meeting: int | None = None) -> Registration:
    """Whose personal code this is, among the meetings whose door is open. Raises ``NotFound``.

    The code is derived from the registration and kept nowhere, so those who may show one are
    tried; ``only_meeting``: a device of helpers knows its own meeting only.
    """
    today = clock.today()
    meetings = select(Meeting.id).where(
        Meeting.day.between(today - ONE_DAY, today + ONE_DAY),
        Meeting.state != MeetingState.CANCELLED,
    )
    if only_meeting is not None:
        meetings = meetings.where(Meeting.id == only_meeting)
    rows = db.session.execute(
        select(Registration.id, Registration.link_key, Registration.link_version).where(
            Registration.meeting_id.in_(meetings)
        )
    )
    given = code.encode("utf-8", "surrogatepass")
    for row in rows:
        if hmac.compare_digest(link_token("door", row.link_key, row.link_version).encode(), given):
            found = db.session.get(Registration, row.id)
            if found is not None:
                return found
    raise NotFound("Dieser Code passt zu keiner Anmeldung für heute.")
