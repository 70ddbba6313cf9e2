"""Creating, changing and publishing meetings; ticking their checklists; keeping venues."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.ical import check_begin, check_wall_time
from app.core.language import SOURCE
from app.core.settings import current
from app.core.tokens import random_token
from app.kits.schema import Kit
from app.meetings import queries, rules
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import Deadlines, MeetingState, Move


@dataclass(frozen=True)
class Plan:
    """What the office says when it creates a meeting."""

    title: str
    day: date
    begins: time
    capacity: int | None
    """None: as many as the room has with this seating, else as many as suit the kit."""
    venue_id: int | None
    topic: str = ""
    listed: bool = True
    seating: str = ""
    online_capacity: int | None = None
    needs_approval: bool = False
    registration_opens: date | None = None
    """None: the kit's day."""
    languages: Sequence[str] | None = None
    """Offered beside German; None: those of the site."""


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
    registration_opens: date
    registration_closes: date
    pitch_deadline: date | None
    online_capacity: int | None = None
    """Places by video at a hybrid meeting; None: no limit."""
    needs_approval: bool = False
    seating: str = ""
    languages: Sequence[str] | None = None
    """Offered beside German; None: as they are."""


CALENDAR_FIELDS = ("day", "begins", "duration_minutes", "venue_id", "online_url")


def create(kit: Kit, plan: Plan) -> Meeting:
    """A new meeting in draft, with the kit's checklist dated by the working-day rule.

    Raises ``RuleBroken`` for a begin or an end that the change to summer time skips, and for
    deadlines that do not fit the day.
    """
    _check_times(plan.day, plan.begins, kit.duration_minutes)
    days = _first_deadlines(kit, plan)
    rules.check_deadlines(days, plan.day)
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
            seating=plan.seating,
            capacity=_places(kit, plan),
            online_capacity=plan.online_capacity,
            needs_approval=plan.needs_approval,
            registration_opens=days.opens,
            registration_closes=days.closes,
            pitch_deadline=days.pitches,
            listed=plan.listed,
            languages=_languages(plan),
            calendar_changed_at=clock.now(),
            created_at=clock.now(),
        )
        db.session.add(meeting)
        db.session.flush()
        _draft_checklist(meeting, kit)
        return meeting


def _languages(plan: Plan) -> list[str]:
    offered = current().site.languages if plan.languages is None else plan.languages
    return [one for one in offered if one != SOURCE]


def _check_times(day: date, begins: time, minutes: int) -> None:
    begin = datetime.combine(day, begins)
    check_begin(begin)
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


def _first_deadlines(kit: Kit, plan: Plan) -> Deadlines:
    """The kit's days, counted from the meeting."""

    def of(offset: int) -> date:
        return plan.day + timedelta(days=offset)

    pitches = kit.pitch_deadline_day
    return Deadlines(
        opens=plan.registration_opens or of(kit.registration_opens_day),
        closes=of(kit.registration_closes_day),
        pitches=None if pitches is None else of(pitches),
    )


def _places(kit: Kit, plan: Plan) -> int:
    """The number the office gave, else what the room and the kit suggest."""
    if plan.capacity is not None:
        return plan.capacity
    venue = queries.venue_by_id(plan.venue_id) if plan.venue_id else None
    seats = venue.seats_with(plan.seating) if venue else 0
    return rules.suggested_places(seats, kit.group_ideal, kit.group_max)


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


def change_of(meeting: Meeting, **values: Any) -> MeetingChange:
    """A change that changes nothing but ``values``."""
    names = MeetingChange.__dataclass_fields__
    return MeetingChange(**{name: getattr(meeting, name) for name in names} | values)


def with_moved_dates(
    meeting: Meeting, new: MeetingChange, *, keep_dates: bool = False
) -> MeetingChange:
    """The same change with the deadlines that move along with the day (domain.md 1.8).

    With ``keep_dates`` registration and pitches keep their days, although the meeting moves.

    Raises ``RuleBroken`` for a new day that is over and for deadlines that do not fit it.
    """
    if new.day != meeting.day and new.day < clock.today():
        raise RuleBroken("Tag: Dieser Tag ist schon vorbei.", "day")
    typed = Deadlines(new.registration_opens, new.registration_closes, new.pitch_deadline)
    shift = timedelta(0) if keep_dates else new.day - meeting.day
    days = rules.follow(queries.deadlines_of(meeting), typed, shift, clock.today())
    rules.check_deadlines(days, new.day)
    return replace(
        new,
        registration_opens=days.opens,
        registration_closes=days.closes,
        pitch_deadline=days.pitches,
    )


def planned_moves(
    meeting: Meeting, new: MeetingChange, *, keep_dates: bool = False
) -> tuple[Move, ...]:
    """What moves with the meeting to its new day, deadlines first; () when the day stays.

    Raises ``RuleBroken`` for deadlines that do not fit the new day.
    """
    target = with_moved_dates(meeting, new, keep_dates=keep_dates)
    if meeting.day == new.day:
        return ()
    closed = queries.closed_days(new.day)
    minutes = rules.due_date(new.day, meeting.kit.minutes_due_day, closed)
    moves = [
        Move("Die Anmeldung öffnet", meeting.registration_opens, target.registration_opens),
        Move("Letzter Tag der Anmeldung", meeting.registration_closes, target.registration_closes),
        Move("Protokoll freigeben", queries.minutes_due(meeting), minutes),
    ]
    if meeting.pitch_deadline and target.pitch_deadline:
        moves.append(Move("Letzter Tag für Pitches", meeting.pitch_deadline, target.pitch_deadline))
    points = [
        Move(point.text, point.due, rules.due_date(new.day, point.day_offset or 0, closed))
        for point in queries.points_that_move(meeting.id)
    ]
    return tuple(move for move in moves + points if move.old != move.new)


def change(
    meeting_id: int, new: MeetingChange, seen_version: int, *, keep_dates: bool = False
) -> bool:
    """Write new values; deadlines and open checklist points move along (domain.md 1.8).

    Returns whether people's calendars must learn of it: then SEQUENCE has risen.
    Raises ``Conflict`` when somebody else changed the meeting since it was read, ``RuleBroken``.
    """
    _check_times(new.day, new.begins, new.duration_minutes)
    with transaction():
        meeting = locked(Meeting, meeting_id)
        _check_changeable(meeting, seen_version)
        new = with_moved_dates(meeting, new, keep_dates=keep_dates)
        moved = meeting.day != new.day
        touched = any(getattr(meeting, name) != getattr(new, name) for name in CALENDAR_FIELDS)
        kept = meeting.languages
        for name, value in vars(new).items():
            setattr(meeting, name, value)
        meeting.languages = kept if new.languages is None else list(new.languages)
        meeting.version += 1
        if moved:
            _move_points(meeting)
        if touched:
            meeting.sequence += 1
        db.session.flush()
        db.session.refresh(meeting)
        return touched


def _check_changeable(meeting: Meeting, seen_version: int) -> None:
    if meeting.version != seen_version:
        raise Conflict(
            "Jemand anderes hat das Treffen inzwischen geändert. "
            "Bitte prüfen Sie die neuen Angaben und speichern Sie noch einmal."
        )
    if meeting.state == MeetingState.CANCELLED:
        raise RuleBroken("Das Treffen ist abgesagt und kann nicht mehr geändert werden.")


def _move_points(meeting: Meeting) -> None:
    """Open points follow their meeting; done ones, and those with a day of their own, stay."""
    closed = queries.closed_days(meeting.day)
    for point in queries.points_that_move(meeting.id):
        point.due = rules.due_date(meeting.day, point.day_offset or 0, closed)


def call_off(meeting_id: int, reason: str) -> None:
    """Mark a meeting as called off; who must be told is the registrations' affair."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Das Treffen ist schon abgesagt.")
        meeting.state = MeetingState.CANCELLED
        meeting.call_off_reason = reason
        meeting.sequence += 1
        meeting.version += 1
