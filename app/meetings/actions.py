"""Creating, changing and publishing meetings; ticking their checklists; keeping venues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.ical import check_wall_time
from app.core.tokens import random_token
from app.kits.schema import Kit
from app.meetings import queries, rules
from app.meetings.models import ChecklistItem, Meeting, Venue, VenueSeating
from app.meetings.rules import MeetingState, Seating


@dataclass(frozen=True)
class Plan:
    """What the office says when it creates a meeting."""

    title: str
    day: date
    begins: time
    capacity: int
    venue_id: int | None
    topic: str = ""
    listed: bool = True


@dataclass(frozen=True)
class MeetingChange:
    """New values of a meeting; times and place reach everybody's calendar."""

    title: str
    topic: str
    day: date
    begins: time
    duration_minutes: int
    venue_id: int | None
    online_url: str
    dial_in: str
    capacity: int
    registration_closes: date
    pitch_deadline: date | None


@dataclass(frozen=True)
class VenueFacts:
    """What is known about a place."""

    name: str
    street: str
    postcode: str
    city: str
    seatings: Mapping[Seating, int] = field(default_factory=dict)
    """Places with each kind of seating."""
    stop: str = ""
    step_free: bool | None = None
    accessible_toilet: bool | None = None
    hearing_loop: bool | None = None
    wired_internet: bool | None = None
    note: str = ""


CALENDAR_FIELDS = ("day", "begins", "duration_minutes", "venue_id", "online_url")


def create(kit: Kit, plan: Plan) -> Meeting:
    """A new meeting in draft, with the kit's checklist dated by the working-day rule.

    Raises ``RuleBroken`` for a begin or an end that the change to summer time skips.
    """
    _check_times(plan.day, plan.begins, kit.duration_minutes)
    with transaction():
        meeting = Meeting(
            slug=_free_slug(plan),
            kit=kit,
            title=plan.title,
            topic=plan.topic,
            day=plan.day,
            begins=plan.begins,
            duration_minutes=kit.duration_minutes,
            venue_id=plan.venue_id,
            mode=kit.mode.value,
            capacity=plan.capacity,
            registration_opens=plan.day + timedelta(days=kit.registration_opens_day),
            registration_closes=plan.day + timedelta(days=kit.registration_closes_day),
            pitch_deadline=_pitch_deadline(kit, plan.day),
            listed=plan.listed,
            calendar_changed_at=clock.now(),
            created_at=clock.now(),
        )
        db.session.add(meeting)
        db.session.flush()
        _draft_checklist(meeting, kit)
        return meeting


def _check_times(day: date, begins: time, minutes: int) -> None:
    begin = datetime.combine(day, begins)
    check_wall_time(begin)
    check_wall_time(begin + timedelta(minutes=minutes))


def _free_slug(plan: Plan) -> str:
    """Readable and free; with a secret part when the meeting is not listed."""
    slug = rules.slug_of(plan.day, plan.title)
    if not plan.listed:
        return f"{slug}-{random_token()}"
    free, number = slug, 2
    while queries.slug_taken(free):
        free, number = f"{slug}-{number}", number + 1
    return free


def _pitch_deadline(kit: Kit, day: date) -> date | None:
    offset = kit.pitch_deadline_day
    return None if offset is None else day + timedelta(days=offset)


def _draft_checklist(meeting: Meeting, kit: Kit) -> None:
    closed = queries.closed_days(meeting.day)
    for position, point in enumerate(kit.checklist):
        db.session.add(
            ChecklistItem(
                meeting_id=meeting.id,
                position=position,
                due=rules.due_date(meeting.day, point.day, closed),
                day_offset=point.day,
                area=point.area.value,
                role=point.role,
                must=point.must,
                text=point.text,
            )
        )


def publish(meeting_id: int, actor: Actor) -> None:
    """Make a draft public; a second press changes nothing. Raises ``RuleBroken``."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Das Treffen ist abgesagt und kann nicht veröffentlicht werden.")
        if meeting.state == MeetingState.PUBLISHED:
            return
        if meeting.day < clock.today():
            raise RuleBroken("Das Treffen liegt in der Vergangenheit. Bitte ändern Sie das Datum.")
        if meeting.venue_id is None and not meeting.online_url:
            raise RuleBroken("Es fehlt der Ort. Bitte wählen Sie einen Ort oder einen Link.")
        meeting.state = MeetingState.PUBLISHED
        meeting.version += 1
        log(actor, "meeting_published", f"meeting:{meeting_id}")


def change(meeting_id: int, new: MeetingChange, seen_version: int) -> bool:
    """Write new values; open checklist points move along (domain.md 1.8).

    Returns whether people's calendars must learn of it: then SEQUENCE has risen.
    Raises ``Conflict`` when somebody else changed the meeting since it was read, ``RuleBroken``.
    """
    _check_times(new.day, new.begins, new.duration_minutes)
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.version != seen_version:
            raise Conflict(
                "Jemand anderes hat das Treffen inzwischen geändert. "
                "Bitte prüfen Sie die neuen Angaben und speichern Sie noch einmal."
            )
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Das Treffen ist abgesagt und kann nicht mehr geändert werden.")
        moved = meeting.day != new.day
        shift = new.day - meeting.day
        touched = any(getattr(meeting, name) != getattr(new, name) for name in CALENDAR_FIELDS)
        for name, value in vars(new).items():
            setattr(meeting, name, value)
        meeting.version += 1
        if moved:
            _move_dates(meeting, new, shift)
        if touched:
            meeting.sequence += 1
            meeting.calendar_changed_at = clock.now()
        db.session.flush()
        db.session.refresh(meeting)
        return touched


def _move_dates(meeting: Meeting, new: MeetingChange, shift: timedelta) -> None:
    """Everything dated is relative: what opens moves along, and so do open points."""
    meeting.registration_opens += shift
    closed = queries.closed_days(meeting.day)
    for point in db.session.scalars(
        select(ChecklistItem).where(
            ChecklistItem.meeting_id == meeting.id,
            ChecklistItem.done_at.is_(None),
            ChecklistItem.day_offset.is_not(None),
        )
    ):
        point.due = rules.due_date(new.day, point.day_offset or 0, closed)


def call_off(meeting_id: int, reason: str) -> None:
    """Mark a meeting as called off; who must be told is the registrations' affair."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Das Treffen ist schon abgesagt.")
        meeting.state = MeetingState.CANCELLED
        meeting.call_off_reason = reason
        meeting.sequence += 1
        meeting.calendar_changed_at = clock.now()
        meeting.version += 1


def tick(item_id: int, *, done: bool, actor: Actor) -> int:
    """Mark a checklist point as done or open again. Returns the meeting's id."""
    with transaction():
        item = locked(ChecklistItem, item_id)
        item.done_at = clock.now() if done else None
        item.done_by = actor.name if done else ""
        return item.meeting_id


def save_venue(venue_id: int | None, facts: VenueFacts) -> int:
    """Add a venue, or change one. Raises ``RuleBroken`` for a name that is taken."""
    with transaction():
        venue = locked(Venue, venue_id) if venue_id else Venue()
        twin = db.session.scalar(select(Venue.id).where(Venue.name == facts.name))
        if twin is not None and twin != venue_id:
            raise RuleBroken("Name: Einen Ort mit diesem Namen gibt es schon.", "name")
        for name, value in vars(facts).items():
            if name != "seatings":
                setattr(venue, name, value)
        db.session.add(venue)
        venue.seatings.clear()
        db.session.flush()
        venue.seatings += [
            VenueSeating(seating=seating, seats=seats) for seating, seats in facts.seatings.items()
        ]
        db.session.flush()
        return venue.id
