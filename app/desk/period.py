"""Key figures of a year up to a day (domain.md 3.4), in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, func, select

from app.core.charts import Bar, Drawing, Part, bars
from app.core.charts import Row as Bars
from app.core.db import db
from app.core.settings import current
from app.desk.figures import Came, came_of
from app.desk.pictures import Share, share_words, shares
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.kits.schema import MinutesType
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.lists import TaskList, task_list
from app.registrations.models import Registration
from app.registrations.rules import Attendance

STARTED = (IdeaState.IN_PROGRESS, IdeaState.DONE)
LABELS = 148.0
"""Room for the labels of the pictures, which are read on paper at nine points."""
Held = Sequence[Row[int, str, bool]]


@dataclass(frozen=True)
class KitLine:
    """Meetings of one kind; who came is counted at public meetings only."""

    title: str
    meetings: int
    present: int | None


@dataclass(frozen=True)
class Step:
    """How many ideas came so far."""

    label: str
    number: int


@dataclass(frozen=True)
class KeyFigures:
    """The numbers of the period ``first`` to the day before ``until``."""

    first: date
    until: date
    kits: list[KitLine]
    came: Came
    people: int
    shares: list[Share]
    funnel: list[Step]
    resting: list[Step]
    tasks: TaskList

    @property
    def meetings(self) -> int:
        """Public meetings; sessions of the steering group have a row of their own."""
        return sum(line.meetings for line in self.kits if line.present is not None)

    @property
    def sectors(self) -> Drawing:
        """A bar for the share of each sector, the wish as a mark across it."""
        rows = [
            Bars(
                row.label,
                (
                    Bar(
                        (Part(row.present_percent, "full"),),
                        share_words(row.present, row.present_percent),
                    ),
                ),
                row.wish,
            )
            for row in self.shares
        ]
        return bars(rows, left=LABELS)

    @property
    def steps(self) -> Drawing:
        """A bar for each step of the ideas."""
        rows = [
            Bars(step.label, (Bar((Part(step.number, "full"),), str(step.number)),))
            for step in self.funnel
        ]
        return bars(rows, left=LABELS)


def key_figures(until: date) -> KeyFigures:
    """The numbers from the first of January to the day before ``until``.

    On the first of January they are those of the whole year before.
    """
    first = date((until.year - 1) if (until.month, until.day) == (1, 1) else until.year, 1, 1)
    held = _held(first, until)
    public = [meeting_id for meeting_id, _, listed in held if listed]
    came = came_of(public)
    funnel, resting = _ideas(first, until)
    return KeyFigures(
        first,
        until,
        kits=_kits(held, came),
        came=Came(
            sum(one.registered for one in came.values()),
            sum(one.present for one in came.values()),
            sum(one.absent for one in came.values()),
        ),
        people=_people(public),
        shares=shares(current().forum.sectors, {}, _sectors(public)),
        funnel=funnel,
        resting=resting,
        tasks=task_list(until),
    )


def _held(first: date, until: date) -> Held:
    return db.session.execute(
        select(Meeting.id, Meeting.kit_id, Meeting.listed)
        .where(Meeting.state == MeetingState.PUBLISHED, Meeting.day >= first, Meeting.day < until)
        .order_by(Meeting.day, Meeting.id)
    ).all()


def _kits(held: Held, came: dict[int, Came]) -> list[KitLine]:
    """A line for each kind in the order of the shelf, sessions of the steering group last."""
    kits = sorted(shelf().kits, key=lambda kit: kit.minutes_type == MinutesType.DECISION)
    titles = {kit.id: kit.title for kit in kits} | {
        kit_id: kit_id for _, kit_id, _ in held if kit_id not in {kit.id for kit in kits}
    }
    sessions = {kit.id for kit in kits if kit.minutes_type == MinutesType.DECISION}
    lines = []
    for kit_id, title in titles.items():
        own = [meeting_id for meeting_id, kit, _ in held if kit == kit_id]
        present = sum(came[one].present for one in own if one in came)
        if own:
            lines.append(KitLine(title, len(own), None if kit_id in sessions else present))
    return lines


def _people(meeting_ids: list[int]) -> int:
    """Distinct people; who came three times counts once."""
    seen = (
        select(Registration.name_key, Registration.email_key)
        .where(
            Registration.meeting_id.in_(meeting_ids),
            Registration.attendance == Attendance.PRESENT,
        )
        .distinct()
        .subquery()
    )
    return db.session.scalar(select(func.count()).select_from(seen)) or 0


def _sectors(meeting_ids: list[int]) -> dict[str, int]:
    rows = db.session.execute(
        select(Registration.sector, func.count())
        .where(
            Registration.meeting_id.in_(meeting_ids),
            Registration.attendance == Attendance.PRESENT,
        )
        .group_by(Registration.sector)
    )
    return {row[0]: row[1] for row in rows}


def _ideas(first: date, until: date) -> tuple[list[Step], list[Step]]:
    """Ideas handed in during the period: how far they came, and which of them rest."""
    decided = (Idea.decision != "").label("decided")
    rows = db.session.execute(
        select(Idea.state, decided, func.count())
        .where(Idea.submitted_on >= first, Idea.submitted_on < until)
        .group_by(Idea.state, decided.name)  # by its name: PostgreSQL knows no equal expressions
    ).all()
    funnel = [
        Step("Eingereicht", sum(number for _, _, number in rows)),
        Step("Ausgewählt", sum(number for _, decided, number in rows if decided)),
        Step("Gestartet", sum(number for state, _, number in rows if state in STARTED)),
        Step("Abgeschlossen", sum(n for state, _, n in rows if state == IdeaState.DONE)),
    ]
    resting = [
        Step(state.label, sum(number for found, _, number in rows if found == state))
        for state in (IdeaState.ON_HOLD, IdeaState.DROPPED)
    ]
    return funnel, resting
