"""What a change of a series would do to each of its meetings; nothing is written here.

Held meetings are never touched. What was changed by hand stays. Meetings with people keep their
day and are never removed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from app.core import clock
from app.core.errors import RuleBroken
from app.core.words import date_brief
from app.meetings.rules import MeetingState
from app.series import plans, queries, rules
from app.series.bound import REASONS
from app.series.matching import Fate, Kept, Match, match
from app.series.models import Series
from app.series.plans import SeriesPlan, plan_of
from app.series.queries import PLANNED, Entry
from app.series.rules import Rhythm

LABELS = {
    "title": "Titel",
    "day": "Tag",
    "begins": "Beginn",
    "duration_minutes": "Dauer",
    "venue_id": "Ort",
    "capacity": "Plätze",
}
PEOPLE = {*REASONS.values(), "weitere Daten"} - {"Ideen"}
CALENDAR = {"day", "begins", "duration_minutes", "venue_id"}


class Scope(StrEnum):
    """Which meetings a change reaches."""

    ONE = "one"
    FOLLOWING = "following"
    ALL = "all"


SCOPES = {
    Scope.ONE: "Nur dieses Treffen",
    Scope.FOLLOWING: "Dieses Treffen und alle folgenden",
    Scope.ALL: "Alle noch nicht gehaltenen Treffen",
}


@dataclass(frozen=True)
class Step:
    """What becomes of one meeting."""

    fate: Fate
    entry: Entry | None
    number: int
    rule_day: date
    wanted: Mapping[str, Any]
    """What the series sets, see ``SeriesMeeting.planned``."""
    new: Mapping[str, Any]
    """What the meeting has afterwards."""
    old: Mapping[str, Any]
    """What the meeting has now; empty for one that is to be made."""
    told: int = 0
    """So many people get a notice."""
    note: str = ""

    @property
    def row_id(self) -> int | None:
        """Id of the meeting; None for one that is to be made."""
        return self.entry.meeting.id if self.entry else None

    @property
    def day(self) -> date:
        return date.fromisoformat(self.new["day"])

    @property
    def changes(self) -> tuple[str, ...]:
        """Names of the values that change on the meeting."""
        if self.entry is None or self.fate in (Fate.REMOVED, Fate.UNTOUCHED):
            return ()
        return tuple(name for name in PLANNED if self.old[name] != self.new[name])

    @property
    def sentences(self) -> list[str]:
        """„Beginn: 18:00 → 18:30“ for each value that changes."""
        return [
            f"{LABELS[name]}: {_in_words(name, self.old[name])} → {_in_words(name, self.new[name])}"
            for name in self.changes
        ]


@dataclass(frozen=True)
class Outlook:
    """Everything a change would do, for the page that asks before anything happens."""

    steps: Sequence[Step]
    since: date
    """No new date lies before this day."""
    faults: Sequence[str] = ()
    """Why it cannot be done as it is."""
    hints: Mapping[date, Sequence[str]] = field(default_factory=dict)
    """What speaks against a new day: holidays, votes, other meetings."""

    def of(self, *fates: str) -> list[Step]:
        return [step for step in self.steps if step.fate in fates]

    @property
    def told(self) -> int:
        return sum(step.told for step in self.steps)

    @property
    def digest(self) -> str:
        """Changes with everything that the page shows."""
        said = [
            (
                step.fate,
                step.entry and step.entry.meeting.id,
                step.number,
                dict(step.new),
                step.told,
            )
            for step in self.steps
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def _in_words(name: str, value: Any) -> str:
    if name == "venue_id":
        return queries.venue_name(value)
    if name == "day":
        return date_brief(date.fromisoformat(value))
    return f"{value} Minuten" if name == "duration_minutes" else str(value)


def outlook(series: Series, plan: SeriesPlan, scope: Scope, first: int | None = None) -> Outlook:
    """What a change would do. ``first``: the meeting (id) that ONE and FOLLOWING speak of.

    Raises ``RuleBroken`` with the field that is wrong.
    """
    plans.check_plan(plan)
    entries = queries.entries_of(series, clock.today())
    chosen = _chosen(entries, scope, first)
    if scope == Scope.ONE and chosen:
        if rule_differs(series, plan):
            raise RuleBroken(
                "Für welche Treffen? Die Regel gilt für mehrere Treffen. Für ein einzelnes ändern "
                "Sie den Tag auf der Seite des Treffens.",
                "scope",
            )
        return _checked([_single(series, plan, chosen)], chosen.meeting.day)
    begin = max(clock.today(), chosen.meeting.day) if chosen else clock.today()
    since = max(clock.today(), _period_of(begin, plan)) if chosen else begin
    if rule_differs(series, plan):
        found = _matched(series, plan_from(series, plan, scope, since), entries, begin, since)
    else:
        found = _as_they_are(entries, begin)
    return _checked(_steps(series, plan, entries, found), since)


def _period_of(day: date, plan: SeriesPlan) -> date:
    """The first day of the month, or of the week: a meeting may move to an earlier day in it."""
    if plan.rule.rhythm == Rhythm.WEEKS:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1)


def plan_from(series: Series, plan: SeriesPlan, scope: Scope, since: date) -> SeriesPlan:
    """A new rule for the following meetings begins in the period of the first of them."""
    if scope != Scope.FOLLOWING or not rule_differs(series, plan):
        return plan
    starts = max(plan.rule.starts_on, since)
    return replace(plan, rule=replace(plan.rule, starts_on=starts))


def outlook_of_end(series: Series, last: date) -> Outlook:
    """What happens when no meeting of the series follows after this day."""
    entries = queries.entries_of(series, clock.today())
    kept = [_kept(series, entry, max(clock.today(), last), False) for entry in entries]
    dates = [one.rule_day for one in kept if one.day <= last]
    found = match(kept, dates, since=last)
    return Outlook(_steps(series, plan_of(series), entries, found), last)


def _chosen(entries: Sequence[Entry], scope: Scope, first: int | None) -> Entry | None:
    if scope == Scope.ALL:
        return None
    chosen = next((entry for entry in entries if entry.meeting.id == first), None)
    if chosen is None or chosen.over:
        raise RuleBroken(
            "Welches Treffen? Bitte wählen Sie ein Treffen, das noch bevorsteht.", "first"
        )
    return chosen


def rule_differs(series: Series, plan: SeriesPlan) -> bool:
    same = rules.text_of(plan.rule) == series.rule and plan.rule.starts_on == series.starts_on
    return not same or bool(set(plan.skipped))


def _as_they_are(entries: Sequence[Entry], since: date) -> list[Match]:
    return [
        Match(
            entry.meeting.id,
            entry.row.rule_day,
            entry.meeting.day,
            Fate.UNTOUCHED if entry.over or entry.meeting.day < since else Fate.SAME,
        )
        for entry in entries
    ]


def _matched(
    series: Series, plan: SeriesPlan, entries: Sequence[Entry], begin: date, since: date
) -> list[Match]:
    """``begin``: what lies before is fixed; ``since``: no new date lies before."""
    left_out = plans.days_of(series.skipped) | set(plan.skipped)
    wanted = [day for day in rules.dates_of(plan.rule) if day not in left_out]
    same = same_pattern(series, plan)
    kept = [_kept(series, entry, begin, same) for entry in entries]
    return match(kept, wanted, since=since, by_week=plan.rule.rhythm == Rhythm.WEEKS)


def same_pattern(series: Series, plan: SeriesPlan) -> bool:
    """Only the period of the rule changes, if anything."""
    return rules.text_of(plan.rule).rpartition(";")[0] == series.rule.rpartition(";")[0]


def _kept(series: Series, entry: Entry, begin: date, same: bool) -> Kept:
    """``same``: only the period changes, so an earlier section keeps its own days."""
    row, meeting = entry.row, entry.meeting
    earlier = same and series.rule_from is not None and row.rule_day < series.rule_from
    people = bool(PEOPLE.intersection(entry.reasons))
    return Kept(
        id=meeting.id,
        rule_day=row.rule_day,
        day=meeting.day,
        fixed=entry.over or meeting.day < begin,
        stays=earlier or people or entry.moved or "day" in entry.by_hand,
        lasts=bool(entry.reasons or entry.by_hand) or meeting.state != MeetingState.DRAFT,
    )


def _steps(
    series: Series, plan: SeriesPlan, entries: Sequence[Entry], found: Sequence[Match]
) -> list[Step]:
    """Numbers and titles follow the order of the days; held meetings keep theirs."""
    known = {entry.meeting.id: entry for entry in entries}
    pattern = (plan.title_pattern, plan.first_number)
    anew = pattern != (series.title_pattern, series.first_number) or any(
        one.fate in (Fate.NEW, Fate.REMOVED, Fate.MOVES) for one in found
    )
    steps, years, last = [], dict[int, int](), plan.first_number - 1
    for one in found:
        entry = known.get(one.id) if one.id else None
        if one.fate != Fate.REMOVED:
            years[one.day.year] = years.get(one.day.year, 0) + 1
        keeps = entry is not None and (not anew or one.fate in (Fate.UNTOUCHED, Fate.REMOVED))
        number = entry.row.number if entry and keeps else last + 1
        if one.fate != Fate.REMOVED:
            last = max(last, number)
        title = rules.title_of(plan.title_pattern, one.day, number, years.get(one.day.year, 0))
        if entry and keeps:
            title = entry.row.planned.get("title", entry.meeting.title)
        steps.append(_step(plan, one, entry, number, title))
    return steps


def _step(plan: SeriesPlan, one: Match, entry: Entry | None, number: int, title: str) -> Step:
    wanted = _wanted(plan, one, entry, title)
    if entry is None:
        return Step(one.fate, None, number, one.rule_day, wanted, wanted, {})
    old = queries.values_of(entry.meeting)
    if one.fate in (Fate.UNTOUCHED, Fate.REMOVED):
        return Step(one.fate, entry, number, one.rule_day, entry.row.planned, old, old)
    new: dict[str, Any] = {
        name: old[name] if name in entry.by_hand else wanted[name] for name in PLANNED
    }
    new["day"] = one.day.isoformat()
    note = _keep_enough_places(new, entry)
    reached = any(old[name] != new[name] for name in CALENDAR)
    told = entry.counts.notified if reached else 0
    return Step(one.fate, entry, number, one.rule_day, wanted, new, old, told, note)


def _keep_enough_places(new: dict[str, Any], entry: Entry) -> str:
    """Fewer places than are taken are no choice; the sentence that says so, or nothing."""
    if new["capacity"] >= entry.counts.taken or new["capacity"] == entry.meeting.capacity:
        return ""
    new["capacity"] = entry.meeting.capacity
    return f"Es sind schon {entry.counts.taken} Plätze vergeben. Die Zahl der Plätze bleibt."


def _wanted(plan: SeriesPlan, one: Match, entry: Entry | None, title: str) -> dict[str, Any]:
    """A date that was moved while planning stays the wanted one."""
    day = one.rule_day
    if entry and one.fate in (Fate.SAME, Fate.OUTSIDE) and "day" in entry.row.planned:
        day = date.fromisoformat(entry.row.planned["day"])
    elif entry and not entry.row.planned:
        day = one.day
    return {
        "title": title,
        "day": day.isoformat(),
        "begins": f"{plan.begins:%H:%M}",
        "duration_minutes": plan.minutes,
        "venue_id": plan.venue_id,
        "capacity": plan.capacity,
    }


def _single(series: Series, plan: SeriesPlan, entry: Entry) -> Step:
    """Only what the office changed in the form reaches this one meeting; then it is handwork."""
    was, old = plan_of(series), queries.values_of(entry.meeting)
    new: dict[str, Any] = dict(old)
    if plan.title_pattern != was.title_pattern:
        new["title"] = rules.title_of(plan.title_pattern, entry.meeting.day, entry.row.number, 1)
    if plan.begins != was.begins or plan.minutes != was.minutes:
        new |= {"begins": f"{plan.begins:%H:%M}", "duration_minutes": plan.minutes}
    for name in ("venue_id", "capacity"):
        if getattr(plan, name) != getattr(was, name):
            new[name] = getattr(plan, name)
    note = _keep_enough_places(new, entry)
    told = entry.counts.notified if any(old[n] != new[n] for n in CALENDAR) else 0
    row = entry.row
    return Step(Fate.SAME, entry, row.number, row.rule_day, row.planned, new, old, told, note)


def _checked(steps: Sequence[Step], since: date) -> Outlook:
    faults = []
    for step in steps:
        if step.fate == Fate.NEW or CALENDAR.intersection(step.changes):
            begins = time.fromisoformat(step.new["begins"])
            fault = plans.clock_fault(step.day, begins, step.new["duration_minutes"])
            faults += [fault] if fault else []
    wishes = [_wish(step) for step in steps if step.fate in (Fate.NEW, Fate.MOVES)]
    own = [step.row_id for step in steps if step.row_id]
    return Outlook(steps, since, faults, queries.hints_for(wishes, without=own))


def _wish(step: Step) -> rules.Wish:
    new = step.new
    begins = time.fromisoformat(new["begins"])
    return rules.wish_on(step.day, begins, new["duration_minutes"], new["venue_id"])
