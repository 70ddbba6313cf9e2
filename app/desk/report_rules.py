"""The key figures of a period as plain values, and what follows from them (domain.md 3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from app.desk.figures import Came
from app.desk.periods import Period
from app.desk.pictures import UNSAID, Share
from app.ideas.rules import IdeaState, SupportKind

STARTED = (IdeaState.IN_PROGRESS, IdeaState.DONE)


@dataclass(frozen=True)
class KitLine:
    """Meetings of one kind; who came is counted at public meetings only."""

    title: str
    meetings: int
    present: int | None


@dataclass(frozen=True)
class MeetingLine:
    """A public meeting and how many came of each sector, in the order of ``Report.shares``."""

    id: int
    title: str
    day: date
    sectors: tuple[int, ...]

    @property
    def present(self) -> int:
        return sum(self.sectors)


@dataclass(frozen=True)
class FieldLine:
    """Ideas of one field of work by the state they are in now."""

    label: str
    states: dict[IdeaState, int]

    @property
    def number(self) -> int:
        return sum(self.states.values())


@dataclass(frozen=True)
class Step:
    """How many ideas came so far."""

    label: str
    number: int


@dataclass(frozen=True)
class TaskCounts:
    """Tasks of all released minutes as of the day of the report, whatever the period."""

    open: int = 0
    overdue: int = 0
    due_today: int = 0
    done: int = 0


@dataclass(frozen=True)
class Support:
    """Minutes of support by kind in the order of the mandate, by field and by month."""

    kinds: dict[SupportKind, int]
    fields: list[tuple[str, int]]
    months: list[tuple[date, int]]
    """First day of the month → minutes; all months between the first and the last one."""

    @property
    def total(self) -> int:
        """Minutes."""
        return sum(self.kinds.values())


@dataclass(frozen=True)
class Report:
    """All key figures of a period, both ends included."""

    period: Period
    kits: list[KitLine]
    meetings: list[MeetingLine]
    came: Came
    """Of public meetings at which somebody was ticked off."""
    people: int | None
    """Distinct people: who came three times counts once; None: names are forgotten."""
    newcomers: int | None
    """Whose first public meeting ever lies in the period; None: earlier names are forgotten."""
    shares: list[Share]
    fields: list[FieldLine]
    """Ideas handed in during the period; merged ones count once."""
    selected: int
    waits: list[int]
    """Days from handing in to the first decision, of each idea that was decided on."""
    support: Support
    tasks: TaskCounts

    @property
    def held(self) -> int:
        """Public meetings; sessions of the steering group have a row of their own."""
        return sum(line.meetings for line in self.kits if line.present is not None)

    @property
    def sessions(self) -> int:
        """Sessions of the steering group."""
        return sum(line.meetings for line in self.kits if line.present is None)

    @property
    def ideas(self) -> int:
        return sum(line.number for line in self.fields)

    @property
    def states(self) -> dict[IdeaState, int]:
        """Ideas of the period by the state they are in now, all states."""
        return {state: sum(one.states.get(state, 0) for one in self.fields) for state in IdeaState}

    @property
    def funnel(self) -> list[Step]:
        """How far the ideas of the period came."""
        states = self.states
        return [
            Step("Eingereicht", self.ideas),
            Step("Ausgewählt", self.selected),
            Step("Gestartet", sum(states[state] for state in STARTED)),
            Step("Abgeschlossen", states[IdeaState.DONE]),
        ]

    @property
    def wait(self) -> float | None:
        """Median of days to the first decision; None while there was none."""
        return median(self.waits) if self.waits else None

    @property
    def reached(self) -> list[str]:
        """Names of sectors from which somebody came."""
        return [row.label for row in self.shares if row.present and row.label != UNSAID]

    @property
    def missing(self) -> list[str]:
        """Names of sectors from which nobody came."""
        return [row.label for row in self.shares if not row.present and row.label != UNSAID]


def months_between(found: dict[tuple[int, int], int]) -> list[tuple[date, int]]:
    """Every month from the first to the last one with its number, also with 0."""
    if not found:
        return []
    (year, month), last = min(found), max(found)
    line: list[tuple[date, int]] = []
    while (year, month) <= last:
        line.append((date(year, month, 1), found.get((year, month), 0)))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return line


def shortened(lines: Sequence[KitLine], most: int) -> list[KitLine]:
    """At most so many lines: the rest of the public meetings become one before the sessions."""
    if len(lines) <= most:
        return list(lines)
    sessions = [line for line in lines if line.present is None]
    public = [line for line in lines if line.present is not None]
    shown = public[: most - 1 - len(sessions)]
    rest = public[len(shown) :]
    more = KitLine(
        f"Weitere Arten von Treffen ({len(rest)})",
        sum(line.meetings for line in rest),
        sum(line.present or 0 for line in rest),
    )
    return [*shown, more, *sessions]
