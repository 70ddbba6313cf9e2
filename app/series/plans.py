"""What the office says about a series, checked, with all its dates before anything is made."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from app.core.errors import RuleBroken
from app.core.ical import check_begin, check_wall_time
from app.core.words import listing
from app.series import queries, rules
from app.series.models import Series
from app.series.rules import Rule


@dataclass(frozen=True)
class SeriesPlan:
    """What the office says about a series: one sentence, and what each meeting gets."""

    name: str
    title_pattern: str
    kit_id: str
    rule: Rule
    begins: time
    ends: time
    venue_id: int | None
    capacity: int
    first_number: int = 1
    public: bool = True
    skipped: Collection[date] = ()
    moved: dict[date, date] = field(default_factory=dict)
    """Date of the rule -> the day on which the meeting is instead."""

    @property
    def minutes(self) -> int:
        """From begin to end, in minutes."""
        day = date(2000, 1, 1)
        span = datetime.combine(day, self.ends) - datetime.combine(day, self.begins)
        return int(span.total_seconds()) // 60


def plan_of(series: Series) -> SeriesPlan:
    """The series as it is, as a plan."""
    rule = queries.rule_of(series)
    ends = rules.end_of(series.begins, series.duration_minutes)
    return SeriesPlan(
        name=series.name,
        title_pattern=series.title_pattern,
        kit_id=series.kit_id,
        rule=rule,
        begins=series.begins,
        ends=ends,
        venue_id=series.venue_id,
        capacity=series.capacity,
        first_number=series.first_number,
        public=series.public,
    )


def check_plan(plan: SeriesPlan) -> None:
    """Raise ``RuleBroken``, with its field, for what no series can have."""
    rules.check_pattern(plan.title_pattern)
    if plan.ends <= plan.begins:
        raise RuleBroken(
            f"Ende: Das Ende muss nach dem Beginn um {plan.begins:%H:%M} Uhr liegen.", "ends"
        )
    if plan.minutes < 15:
        raise RuleBroken("Ende: Ein Treffen dauert mindestens 15 Minuten.", "ends")
    if plan.capacity < 1:
        raise RuleBroken("Plätze: Bitte geben Sie mindestens einen Platz an.", "capacity")


def preview_of(plan: SeriesPlan) -> list[queries.PreviewDate]:
    """All dates of a plan with number, title and hints. Raises ``RuleBroken``."""
    check_plan(plan)
    slots = rules.slots_of(rules.dates_of(plan.rule), plan.skipped, plan.moved)
    days = [slot.day for slot in slots if slot.day]
    faults = {day: fault for day in days if (fault := clock_fault(day, plan.begins, plan.minutes))}

    def wish_on(day: date) -> rules.Wish:
        return rules.wish_on(day, plan.begins, plan.minutes, plan.venue_id)

    return queries.preview(slots, plan.title_pattern, plan.first_number, faults, wish_on)


def clock_fault(day: date, begins: time, minutes: int) -> str:
    """Why a meeting cannot be then: its begin or end is skipped by the change to summer time."""
    begin = datetime.combine(day, begins)
    try:
        check_begin(begin)
        check_wall_time(begin + timedelta(minutes=minutes))
    except RuleBroken as fault:
        return fault.message
    return ""


def days_of(texts: Sequence[str]) -> set[date]:
    """Dates kept as ISO texts."""
    return {date.fromisoformat(text) for text in texts}


def sentence_of(series: Series) -> str:
    """The rule of a series in words."""
    return rules.sentence_of(queries.rule_of(series), series.begins, series.duration_minutes)


def note_of(plan: SeriesPlan, dates: Sequence[queries.PreviewDate]) -> str:
    """What stands beside all dates: months without one, years whose holidays nobody entered."""
    years = queries.years_without_school_holidays(one.slot.rule_day for one in dates)
    missing = listing([str(year) for year in years])
    holidays = f"Für {missing} sind noch keine Schulferien eingetragen." if years else ""
    return f"{rules.note_of(plan.rule)} {holidays}".strip()
