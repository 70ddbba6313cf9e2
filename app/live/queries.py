"""How an evening stands, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

from sqlalchemy import select

from app.agenda.models import AgendaItem
from app.agenda.queries import items_of, roles_of
from app.agenda.rules import Place
from app.agenda.timetable import Slot, timetable
from app.core import clock
from app.core.db import db
from app.core.words import time_of
from app.kits.schema import Kind
from app.live.clock_face import CALLED_OFF, Face, face
from app.live.course import LiveState, Phase, Plan, Step, course
from app.live.models import LivePress
from app.live.rules import OpenState, Pressed, history, least_minutes, open_state
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import MeetingState
from app.tables.rounds import RoundShown, rounds_shown

Placed = tuple[AgendaItem, Slot]


@dataclass(frozen=True)
class Evening:
    """A meeting as the live view shows it."""

    meeting: Meeting
    plan: Plan
    items: dict[int, AgendaItem]
    """All items of the working copy by their ids."""
    presses: tuple[Pressed, ...]
    state: LiveState
    people: dict[int, str]
    """Item id → who does it: those it names itself, else those of its role."""
    rounds: dict[int, RoundShown]
    """Item id → the round of tables that it is, or that people change to in it."""

    @property
    def number(self) -> int:
        """Of the newest press: by it devices ask for news."""
        return self.presses[-1].id if self.presses else 0

    @property
    def mark(self) -> str:
        """Changes with everything in the working copy that devices show."""
        shown = [
            (one.id, one.title, one.minutes, one.public, one.method, one.role,
             self.people[one.id], one.materials, one.notes, one.expected_result)
            for one in self.items.values()
        ]  # fmt: skip
        return sha256(repr((self.plan, shown, self.rounds)).encode()).hexdigest()[:12]

    def members(self, step: Step) -> list[AgendaItem]:
        """The items of a step: one, or those that run side by side."""
        return [self.items[number] for number in step.members]


@dataclass(frozen=True)
class Times:
    """Real times of an evening: local wall-clock, without zone."""

    begin: datetime | None
    end: datetime | None
    """None: it has not begun, or nobody pressed at the end."""
    items: dict[int, tuple[datetime, datetime | None]]
    """Item id → begin and end; also of items that were removed since."""


def evening_of(meeting: Meeting, now: datetime) -> Evening:
    """How the evening stands at ``now``."""
    items = items_of(meeting.id)
    plan, presses = plan_of(meeting, items), presses_of(meeting.id)
    named = {role.title: ", ".join(role.people) for role in roles_of(meeting.id)}
    return Evening(
        meeting,
        plan,
        {one.id: one for one in items},
        presses,
        course(plan, presses, now),
        {one.id: one.person or named.get(one.role, "") for one in items},
        _with_changes(plan, rounds_shown(meeting.id)),
    )


def _with_changes(plan: Plan, rounds: dict[int, RoundShown]) -> dict[int, RoundShown]:
    """While people change tables, the round that follows is shown already."""
    changes = {
        before.id: next((rounds[one] for one in after.members if one in rounds), None)
        for before, after in pairwise(plan.steps)
        if before.kind == Kind.TRANSITION
    }
    return rounds | {item: one for item, one in changes.items() if one}


def face_of(meeting: Meeting, now: datetime) -> Face:
    """What the clock on the projector shows at ``now``."""
    if meeting.state == MeetingState.CANCELLED:
        return Face(phase=Phase.OVER, title=CALLED_OFF, now=now)
    evening = evening_of(meeting, now)
    titles = {
        step.id: " / ".join(item.title for item in evening.members(step) if item.public)
        for step in evening.plan.steps
    }
    shown = face(evening.state, titles, time_of(meeting.begins))
    now_on = evening.state.current
    if now_on is None or now_on.step is None or not titles[now_on.step.id]:
        return shown
    calls = [evening.rounds[one].call for one in now_on.step.members if one in evening.rounds]
    return replace(shown, note=" ".join(calls))


def presses_of(meeting_id: int) -> tuple[Pressed, ...]:
    """Everything pressed, in the order of arrival."""
    rows = db.session.scalars(
        select(LivePress).where(LivePress.meeting_id == meeting_id).order_by(LivePress.id)
    )
    return tuple(row.pressed() for row in rows)


def is_known(key: str) -> bool:
    """Whether a press with this key was taken in before."""
    return db.session.scalar(select(LivePress.id).where(LivePress.key == key)) is not None


def state_of(meeting: Meeting) -> OpenState:
    """Whether something can be pressed now."""
    called_off = meeting.state == MeetingState.CANCELLED
    return open_state(meeting.day, clock.today(), called_off=called_off)


def plan_of(meeting: Meeting, items: Sequence[AgendaItem]) -> Plan:
    """The items during the meeting as steps: what runs side by side is one."""
    slots = timetable(items, meeting.begins_at)
    groups: list[list[Placed]] = []
    for item, slot in zip(items, slots, strict=True):
        if item.place != Place.DURING:
            continue
        if groups and item.parallel:
            groups[-1].append((item, slot))
        else:
            groups.append([(item, slot)])
    return Plan(
        tuple(_step(group) for group in groups),
        _moment(meeting.begins_at),
        _moment(meeting.ends_at),
    )


def _step(group: Sequence[Placed]) -> Step:
    (first, slot), items = group[0], [item for item, _ in group]
    return Step(
        id=first.id,
        title=" / ".join(item.title for item in items),
        kind=first.kind if len(items) == 1 else "",
        minutes=max(item.minutes for item in items),
        least=max(least_minutes(item.kind, item.minutes) for item in items),
        begin=_moment(slot.begin),
        end=_moment(max(slot.end for _, slot in group)),
        fixed=_moment(slot.begin - timedelta(minutes=slot.late)) if first.starts else None,
        members=tuple(item.id for item in items),
    )


def _moment(wall: datetime) -> datetime:
    """A local wall-clock time as a moment."""
    return clock.moment_of(wall.date(), wall.hour, wall.minute)


def times_of(meeting_id: int) -> Times:
    """When the meeting and its items really began and ended. Raises ``NotFound``.

    Three queries, however long the evening.
    """
    meeting = meeting_by_id(meeting_id)
    known = history(presses_of(meeting_id))
    steps = {step.id: step for step in plan_of(meeting, items_of(meeting_id)).steps}
    spans = {
        member: (_wall(one.begin), _wall(one.end) if one.end else None)
        for one in known.held
        for member in (steps[one.item].members if one.item in steps else (one.item, *one.members))
    }
    begin = known.held[0].begin if known.held else None
    end = known.held[-1].end if known.over else None
    return Times(_wall(begin) if begin else None, _wall(end) if end else None, spans)


def _wall(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None, second=0, microsecond=0)
