"""Numbers of one meeting and of all meetings, ready to be drawn (domain.md 3.4)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, case, func, select

from app.core import clock
from app.core.charts import Curve
from app.core.db import db
from app.core.paging import nearest_page
from app.meetings.models import Meeting
from app.meetings.queries import found_by
from app.meetings.rules import MeetingState
from app.registrations import queries as registrations
from app.registrations.models import Registration
from app.registrations.rules import WALK_IN, Attendance, Counts, RegistrationState

EARLIER = 3
"""Curves of other meetings beside the meeting's own."""
PER_PAGE = 25
_PUBLISHED = Meeting.state == MeetingState.PUBLISHED


@dataclass(frozen=True)
class Came:
    """Who of the registered was there; ``known`` is False while nobody was ticked off."""

    registered: int = 0
    present: int = 0
    absent: int = 0
    """Registered people with a place who neither came nor excused themselves."""

    @property
    def known(self) -> bool:
        return self.present + self.absent > 0

    @property
    def absent_percent(self) -> int:
        """Share of the registered who did not appear (domain.md 3.4)."""
        return round(self.absent / self.registered * 100) if self.registered else 0


@dataclass(frozen=True)
class Figures:
    """Everything on the page with the numbers of one meeting."""

    curves: list[Curve]
    """The meeting's own curve first."""
    same_kit: bool
    """Whether the others were made from the same kit."""
    registered_sectors: dict[str, int]
    present_sectors: dict[str, int]
    counts: Counts
    came: Came


@dataclass(frozen=True)
class Line:
    """One meeting in the list of all numbers."""

    meeting: Meeting
    came: Came
    curve: Curve


@dataclass(frozen=True)
class Overview:
    """One page of that list; ``page`` counts from 1."""

    rows: list[Line]
    total: int
    page: int
    pages: int


def figures_of(meeting: Meeting) -> Figures:
    """The numbers of one meeting beside those of up to three earlier ones."""
    others = _earlier(meeting)
    same_kit = bool(others) and others[0].kit_id == meeting.kit_id
    others = [other for other in others if not same_kit or other.kit_id == meeting.kit_id]
    days = {meeting.id: meeting.day} | {other.id: other.day for other in others}
    found = curves_of(days, clock.today())
    labels = {other.id: f"{other.day:%d.%m.%Y}" for other in others}
    return Figures(
        curves=[
            Curve(labels.get(meeting_id, "dieses Treffen"), found[meeting_id])
            for meeting_id in days
        ],
        same_kit=same_kit,
        registered_sectors=registrations.sectors(meeting.id),
        present_sectors=registrations.attendance_by_sector(meeting.id),
        counts=registrations.counts(meeting.id),
        came=came_of([meeting.id])[meeting.id],
    )


def _earlier(meeting: Meeting) -> Sequence[Row[int, date, str]]:
    """The last meetings before this one, those of the same kit first, then public ones."""
    same = Meeting.kit_id == meeting.kit_id
    return db.session.execute(
        select(Meeting.id, Meeting.day, Meeting.kit_id)
        .where(_PUBLISHED, Meeting.day < meeting.day, same | Meeting.listed.is_(True))
        .order_by(case((same, 0), else_=1), Meeting.day.desc(), Meeting.id.desc())
        .limit(EARLIER)
    ).all()


def curves_of(days: dict[int, date], today: date) -> dict[int, tuple[tuple[int, int], ...]]:
    """How many had a place or came by video, by days before each meeting (id → its day).

    Walk-ins do not count. Somebody who cancelled counts from the confirmation to that day; who
    cancelled on the waiting list never counts. The last point is today's or the meeting's.
    """
    steps: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    states = (RegistrationState.CONFIRMED, RegistrationState.CANCELLED)
    rows = db.session.execute(
        select(
            Registration.meeting_id,
            Registration.state,
            Registration.queue_number,
            Registration.confirmed_at,
            Registration.state_changed_at,
        ).where(
            Registration.meeting_id.in_(days),
            Registration.state.in_(states),
            Registration.source != WALK_IN,
        )
    )
    zone = clock.zone()
    for meeting_id, state, queued, confirmed, changed in rows:
        if state == RegistrationState.CONFIRMED:
            steps[meeting_id][changed.astimezone(zone).date()] += 1
        elif confirmed is not None and queued is None:
            steps[meeting_id][confirmed.astimezone(zone).date()] += 1
            steps[meeting_id][changed.astimezone(zone).date()] -= 1
    return {one: _points(steps[one].items(), day, min(day, today)) for one, day in days.items()}


def _points(
    changes: Iterable[tuple[date, int]], day: date, last: date
) -> tuple[tuple[int, int], ...]:
    """Changes per day as running numbers by days before the meeting, until the last day."""
    number, points = 0, {}
    for when, change in sorted(changes):
        number += change
        points[max(0, (day - min(when, last)).days)] = number
    if points:
        points[(day - last).days] = number
    return tuple(points.items())


def came_of(meeting_ids: Sequence[int]) -> dict[int, Came]:
    """Registered, present and absent people of several meetings, in one query."""
    rows = db.session.execute(
        select(*_SUMS).where(Registration.meeting_id.in_(meeting_ids)).group_by(_SUMS[0])
    )
    found = {one: Came(*numbers) for one, *numbers in rows}
    return {one: found.get(one, Came()) for one in meeting_ids}


_PLACE = (Registration.state == RegistrationState.CONFIRMED) & (Registration.source != WALK_IN)
_SUMS = (
    Registration.meeting_id,
    func.sum(case((_PLACE, 1), else_=0)).label("registered"),
    func.sum(case((Registration.attendance == Attendance.PRESENT, 1), else_=0)).label("present"),
    func.sum(
        case((_PLACE & (Registration.attendance == Attendance.ABSENT), 1), else_=0)
    ).label("absent"),
)  # fmt: skip
_NUMBERS = select(*_SUMS).group_by(Registration.meeting_id).subquery()
ORDERS = {
    "datum": (Meeting.day, Meeting.id),
    "titel": (Meeting.search_key, Meeting.day),
    "angemeldet": (func.coalesce(_NUMBERS.c.registered, 0), Meeting.day),
    "gekommen": (func.coalesce(_NUMBERS.c.present, 0), Meeting.day),
    "gefehlt": (func.coalesce(_NUMBERS.c.absent, 0), Meeting.day),
}
"""The allow-list of orders (I-6)."""
BY_NUMBERS = {"angemeldet", "gekommen", "gefehlt"}


def overview(search: str = "", order: str = "-datum", page: int = 1) -> Overview:
    """Numbers of all published meetings, page by page; a fixed number of queries."""
    wanted = [_PUBLISHED, *found_by(search)]
    total = db.session.scalar(select(func.count(Meeting.id)).where(*wanted)) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    name = order.removeprefix("-") if order.removeprefix("-") in ORDERS else "datum"
    statement = select(Meeting).where(*wanted)
    if name in BY_NUMBERS:  # counting all registrations takes longer than all the rest
        statement = statement.outerjoin(_NUMBERS, _NUMBERS.c.meeting_id == Meeting.id)
    sorting = [one.desc() if order.startswith("-") else one for one in ORDERS[name]]
    found = db.session.scalars(
        statement.order_by(*sorting).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    ).unique()
    return Overview(_lines(list(found)), total, page, pages)


def _lines(meetings: list[Meeting]) -> list[Line]:
    came = came_of([meeting.id for meeting in meetings])
    curves = curves_of({meeting.id: meeting.day for meeting in meetings}, clock.today())
    return [
        Line(meeting, came[meeting.id], Curve(meeting.title, curves[meeting.id]))
        for meeting in meetings
    ]
