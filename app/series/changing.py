"""Changing a series: exactly what the outlook showed, all of it or nothing.

New times and places reach people through the office's own change of a meeting.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

from sqlalchemy import delete

from app.access.actions import Actor, log
from app.agenda.models import AgendaItem, AgendaRole, AgendaStep
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.kits.shelf import shelf
from app.mailings.models import Mailing
from app.meetings.actions import MeetingChange, change_of
from app.meetings.models import ChecklistItem, Meeting
from app.registrations.office import change_meeting
from app.series import actions, queries, rules
from app.series.matching import Fate
from app.series.models import Series, SeriesMeeting
from app.series.outlook import (
    Outlook,
    Scope,
    Step,
    outlook,
    outlook_of_end,
    plan_from,
    rule_differs,
    same_pattern,
)
from app.series.plans import SeriesPlan
from app.series.queries import Entry

CHANGED = "Seit der Übersicht hat sich etwas geändert. Bitte prüfen Sie sie noch einmal."


def change_series(
    series_id: int,
    plan: SeriesPlan,
    scope: Scope,
    *,
    first: int | None = None,
    seen: str,
    actor: Actor,
) -> Outlook:
    """Do what ``outlook`` showed, all of it or nothing. Returns what was done.

    ``seen``: the digest of the outlook that the office agreed to. Raises ``Conflict`` when
    something changed meanwhile, ``RuleBroken``.
    """
    with transaction():
        series = locked(Series, series_id)
        ahead = outlook(series, plan, scope, first)
        if ahead.faults:
            raise RuleBroken(f"Beginn: {ahead.faults[0]}", "begins")
        _do(series, ahead, seen, actor, lambda: _keep_plan(series, plan, scope, ahead))
        return ahead


def end_series(series_id: int, last: date, *, seen: str, actor: Actor) -> Outlook:
    """No meeting after this day: empty drafts go, everything else stays. As ``change_series``."""
    with transaction():
        series = locked(Series, series_id)
        ahead = outlook_of_end(series, last)

        def keep() -> None:
            rule = replace(queries.rule_of(series), until=last)
            series.rule, series.until, series.ended_on = rules.text_of(rule), last, last

        _do(series, ahead, seen, actor, keep)
        return ahead


def _do(series: Series, ahead: Outlook, seen: str, actor: Actor, keep: Callable[[], None]) -> None:
    if ahead.digest != seen:
        raise Conflict(CHANGED)
    keep()
    series.version += 1
    log(actor, "series_changed", f"series:{series.id}")
    for step in ahead.steps:
        if step.fate == Fate.REMOVED and step.entry:
            _remove(step.entry.row)
    for step in ahead.steps:
        if step.fate == Fate.NEW:
            _make(series, step, actor)
        elif step.fate not in (Fate.UNTOUCHED, Fate.REMOVED) and step.entry:
            _change(step, step.entry, actor)


def _keep_plan(series: Series, plan: SeriesPlan, scope: Scope, ahead: Outlook) -> None:
    if scope == Scope.ONE:
        return
    if rule_differs(series, plan):
        series.ended_on = None
        series.rule_from = ahead.since if scope == Scope.FOLLOWING else _section(series, plan)
        series.skipped = sorted({*series.skipped, *(day.isoformat() for day in plan.skipped)})
        plan = plan_from(series, plan, scope, ahead.since)
    actions.write_plan(series, plan)


def _section(series: Series, plan: SeriesPlan) -> date | None:
    """An earlier section stays one as long as only the period changes."""
    return series.rule_from if same_pattern(series, plan) else None


def _make(series: Series, step: Step, actor: Actor) -> None:
    kit = shelf().kit(series.kit_id)
    meeting = actions.draft_for(series, kit, step.day, step.new["title"], actor)
    actions.join(series, meeting, step.rule_day, step.number)


def _change(step: Step, entry: Entry, actor: Actor) -> None:
    row, meeting = entry.row, entry.meeting
    row.number, row.rule_day = step.number, step.rule_day
    if row.planned:
        row.planned = dict(step.wanted)
    if step.changes:
        change_meeting(
            meeting.id, _new_values(meeting, step), seen_version=meeting.version, actor=actor
        )


def _new_values(meeting: Meeting, step: Step) -> MeetingChange:
    """What the series does not set stays; deadlines move along with the day."""
    new = {**step.new, "day": step.day, "begins": time.fromisoformat(step.new["begins"])}
    return change_of(meeting, **new)


def _remove(row: SeriesMeeting) -> None:
    """A draft nobody worked on, with what planning made for it."""
    meeting_id = row.meeting_id
    for table in (AgendaStep, AgendaRole, AgendaItem, ChecklistItem, Mailing):
        db.session.execute(delete(table).where(table.meeting_id == meeting_id))
    meeting = locked(Meeting, meeting_id)
    db.session.delete(row)
    db.session.flush()
    db.session.delete(meeting)
    db.session.flush()
