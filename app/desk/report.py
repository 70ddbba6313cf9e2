"""Key figures of a period from the database, in a fixed number of queries (domain.md 3.4)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, literal, or_, select

from app.core.db import db
from app.core.settings import current
from app.desk.figures import Came, came_of
from app.desk.periods import Period
from app.desk.pictures import shares
from app.desk.report_rules import (
    FieldLine,
    KitLine,
    MeetingLine,
    Report,
    Support,
    TaskCounts,
    months_between,
)
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind
from app.kits.schema import MinutesType
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN, Attendance
from app.steering.models import Decision, DecisionIdea
from app.steering.rules import DecisionKind
from app.support.models import SupportEntry
from app.support.queries import sums_between
from app.tasks import listing

NO_FIELD = "Noch ohne Handlungsfeld"
Held = Sequence[Row[int, str, bool, str, date]]
"""id, template, whether it is a public meeting of the report, title, day"""
_PRESENT = Registration.attendance == Attendance.PRESENT
_SELECTING = (
    select(DecisionIdea.idea_id)
    .join(Decision, Decision.id == DecisionIdea.decision_id)
    .where(Decision.kind == DecisionKind.SELECT, Decision.adopted)
)
SELECTED = or_(Idea.selected_on.is_not(None), Idea.id.in_(_SELECTING))
"""Adopted by the steering group, or moved there by the office with the number of a decision. What
became of it later does not count."""


def report(period: Period, today: date, tasks: TaskCounts | None = None) -> Report:
    """All key figures. A meeting was held when it is published and its day lies before today.

    ``tasks``: when they are counted already; they are those of today, whatever the period.
    """
    held = _held(period, today)
    public = [row.id for row in held if row.open_to_all]
    came = came_of(public)
    known = [one for one in came.values() if one.known]
    people, newcomers = _people(public, period, today)
    by_meeting = _sectors(public)
    fields, selected = _ideas(period)
    sectors: Counter[str] = Counter()
    for numbers in by_meeting.values():
        sectors.update(numbers)
    return Report(
        period,
        kits=_kits(held, came),
        meetings=[_meeting(row, by_meeting[row.id]) for row in held if row.open_to_all],
        came=Came(
            sum(one.registered for one in known),
            sum(one.present for one in known),
            sum(one.absent for one in known),
        ),
        people=people,
        newcomers=newcomers,
        shares=shares(current().forum.sectors, {}, sectors),
        fields=fields,
        selected=selected,
        waits=_waits(period),
        support=_support(period),
        tasks=tasks or task_counts(today),
    )


def began() -> date | None:
    """The first day on which there was a meeting, an idea or support; None: never."""
    first = select(
        select(func.min(Meeting.day))
        .where(Meeting.state == MeetingState.PUBLISHED)
        .scalar_subquery(),
        select(func.min(Idea.submitted_on)).scalar_subquery(),
        select(func.min(SupportEntry.day)).scalar_subquery(),
    )
    return min((day for day in db.session.execute(first).one() if day), default=None)


def task_counts(today: date) -> TaskCounts:
    """Tasks of released minutes as of a day; due today is not overdue."""
    states = ("offen", "ueberfaellig", "heute", "erledigt")
    found = listing.task_counts(today, states)
    return TaskCounts(*(found[one] for one in states))


def _sessions() -> set[str]:
    """Ids of the templates of which meetings decide: sessions of the steering group."""
    return {kit.id for kit in shelf().kits if kit.minutes_type == MinutesType.DECISION}


def _open_to_all() -> ColumnElement[bool]:
    """A public meeting of the report: listed, and no session (domain.md 3.4)."""
    return and_(Meeting.public, Meeting.kit_id.not_in(_sessions()))


def _held(period: Period, today: date) -> Held:
    return db.session.execute(
        select(
            Meeting.id,
            Meeting.kit_id,
            _open_to_all().label("open_to_all"),
            Meeting.title,
            Meeting.day,
        )
        .where(
            Meeting.state == MeetingState.PUBLISHED,
            Meeting.day.between(period.first, period.last),
            Meeting.day < today,
        )
        .order_by(Meeting.day, Meeting.id)
    ).all()


def _kits(held: Held, came: Mapping[int, Came]) -> list[KitLine]:
    """A line for each kind in the order of the shelf, sessions of the steering group last.

    A meeting that is neither public nor a session stands nowhere.
    """
    kits = sorted(shelf().kits, key=lambda kit: kit.minutes_type == MinutesType.DECISION)
    gone = sorted({row.kit_id for row in held if row.open_to_all} - {kit.id for kit in kits})
    titles = {kit_id: kit_id for kit_id in gone} | {kit.id: kit.title for kit in kits}
    sessions = _sessions()
    lines = []
    for kit_id, title in titles.items():
        own = [
            row.id
            for row in held
            if row.kit_id == kit_id and (row.open_to_all or kit_id in sessions)
        ]
        present = sum(came[one].present for one in own if one in came)
        if own:
            lines.append(KitLine(title, len(own), None if kit_id in sessions else present))
    return lines


def _meeting(row: Row[int, str, bool, str, date], numbers: Mapping[str, int]) -> MeetingLine:
    """Numbers in the order of the sectors; at the end those who did not say."""
    lines = shares(current().forum.sectors, {}, numbers)
    return MeetingLine(row.id, row.title, row.day, tuple(line.present for line in lines))


def _people(public: list[int], period: Period, today: date) -> tuple[int | None, int | None]:
    """(distinct people of public meetings, those of them who had never been at one before).

    ``public``: ids of the period's own. None: that can be told no longer, because names it needs
    are forgotten (domain.md 2.3).
    """
    inside = _came().where(Registration.meeting_id.in_(public))
    before = (
        _came()
        .join(Meeting, Meeting.id == Registration.meeting_id)
        .where(
            _open_to_all(),
            Meeting.state == MeetingState.PUBLISHED,
            Meeting.day < min(period.first, today),
        )
    )
    person = inside.distinct().subquery()
    known = before.where(
        Registration.name_key == person.c.name_key, Registration.email_key == person.c.email_key
    )
    is_new = case((known.correlate(person).exists(), 0), else_=1)
    gone, gone_before = _nameless(inside), _nameless(before)
    people, newcomers, forgotten, ever_forgotten = db.session.execute(
        select(
            func.count(), func.coalesce(func.sum(is_new), 0), gone, or_(gone, gone_before)
        ).select_from(person)
    ).one()
    return None if forgotten else people, None if ever_forgotten else newcomers


def _came() -> Select[str, str]:
    """Who was there, by what tells people apart: an index of its own holds these alone."""
    present = literal(Attendance.PRESENT.value, literal_execute=True)
    return select(Registration.name_key, Registration.email_key).where(
        Registration.attendance == present
    )


def _nameless(came: Select[str, str]) -> ColumnElement[bool]:
    """Whether somebody among them is forgotten; those have no address any more."""
    return came.where(Registration.email_key == "", Registration.last_name == FORGOTTEN).exists()


def _sectors(meeting_ids: list[int]) -> dict[int, dict[str, int]]:
    """Meeting → sector → how many of it came."""
    rows = db.session.execute(
        select(Registration.meeting_id, Registration.sector, func.count())
        .where(Registration.meeting_id.in_(meeting_ids), _PRESENT)
        .group_by(Registration.meeting_id, Registration.sector)
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for meeting_id, sector, number in rows:
        found[meeting_id][sector] = number
    return found


def _ideas(period: Period) -> tuple[list[FieldLine], int]:
    """Ideas of the period by field and state, and how many were selected."""
    rows = db.session.execute(
        select(
            Idea.action_field,
            Idea.state,
            func.count(),
            func.sum(case((SELECTED, 1), else_=0)),
        )
        .where(*_of(period))
        .group_by(Idea.action_field, Idea.state)
    ).all()
    found: dict[str, Counter[IdeaState]] = defaultdict(Counter)
    for field, state, number, _ in rows:
        found[field_label(field)][IdeaState(state)] += number
    lines = [
        FieldLine(label, {state: found[label][state] for state in IdeaState})
        for label in field_order(found)
    ]
    return lines, sum(chosen for *_, chosen in rows)


def _of(period: Period) -> tuple[ColumnElement[bool], ...]:
    """Handed in during the period, and not gone on in another idea."""
    return (
        Idea.submitted_on.between(period.first, period.last),
        Idea.merged_into_id.is_(None),
    )


def field_label(field_id: str) -> str:
    """Name of a field of work; one that the settings do not know is told by its id."""
    field = current().forum.field(field_id)
    return field.name if field else field_id or NO_FIELD


def field_order(used: Iterable[str]) -> list[str]:
    """All fields of the settings, archived ones only when used, then others that are used."""
    known = [
        field.name
        for field in current().forum.action_fields
        if not field.archived or field.name in used
    ]
    return [*known, *sorted(set(used) - set(known))]


def _waits(period: Period) -> list[int]:
    """Days from handing in to the first decision, shortest first."""
    rows: Select[date, date] = (
        select(Idea.submitted_on, func.min(Decision.day))
        .join(DecisionIdea, DecisionIdea.idea_id == Idea.id)
        .join(Decision, Decision.id == DecisionIdea.decision_id)
        .where(*_of(period), Decision.recommendation.is_(False))
        .group_by(Idea.id, Idea.submitted_on)
    )
    return sorted(max(0, (decided - handed).days) for handed, decided in db.session.execute(rows))


def _support(period: Period) -> Support:
    """By day of the entry; the field is that of the idea."""
    found = sums_between(period.first, period.last)
    fields: Counter[str] = Counter()
    for field, total in found.by_field.items():
        fields[field_label(field)] += total.minutes
    return Support(
        {kind: found.by_kind[kind].minutes for kind in SupportKind},
        [(label, fields[label]) for label in field_order(fields) if fields[label]],
        months_between({month: total.minutes for month, total in found.by_month.items()}),
    )
