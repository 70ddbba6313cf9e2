"""Planning meetings with everything their kit brings, one by one and in series."""

from datetime import date

from app.access.actions import Actor, log
from app.agenda.actions import draft_agenda
from app.agenda.backlog import bring_to
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import RuleBroken
from app.kits.schema import Kit, MinutesType
from app.kits.shelf import shelf
from app.mailings.actions import draft_mailings
from app.meetings import actions as meetings
from app.meetings.actions import Plan
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import slug_of
from app.series import copying, queries, rules
from app.series.copying import Copy, Part
from app.series.models import Series, SeriesMeeting
from app.series.plans import SeriesPlan, preview_of


def plan_meeting(
    kit_id: str, plan: Plan, actor: Actor, copy: Copy | None = None, *, submit_key: str = ""
) -> int:
    """A draft with checklist, agenda and mails from its kit (domain.md 7 G1). Returns its id.

    ``copy``: what is taken over from an earlier meeting instead. The same form twice plans one
    meeting (R-7). Raises ``RuleBroken`` for a meeting without places and for a time that the
    clocks skip.
    """
    kit = shelf().kit(kit_id)
    with transaction():
        one_at_a_time("planning")
        made = queries.planned_by(submit_key) if submit_key else None
        if made is not None:
            return made
        meeting = draft(kit, plan, actor, copy)
        meeting.submit_key = submit_key or None
        return meeting.id


def draft(kit: Kit, plan: Plan, actor: Actor, copy: Copy | None = None) -> Meeting:
    """A meeting in draft and all that its kit brings; joins the caller's transaction."""
    if plan.capacity is not None and plan.capacity < 1:
        raise RuleBroken("Plätze: Bitte geben Sie mindestens einen Platz an.", "capacity")
    with transaction():
        source = meeting_by_id(copy.source_id) if copy else None
        parts = copy.parts if copy else ()
        if source and Part.QUESTIONS in parts:
            kit = copying.kit_with_questions(kit, source)
        meeting = meetings.create(kit, plan)
        if source and Part.AGENDA in parts:
            copying.copy_agenda(source.id, meeting)
        else:
            draft_agenda(meeting.id)
        bring_to(meeting.id, actor)
        draft_mailings(meeting)
        if source and Part.POINTS in parts:
            copying.copy_points(source, meeting)
        if source and Part.MAILS in parts:
            copying.copy_mails(source.id, meeting)
        log(actor, "meeting_planned", f"meeting:{meeting.id}")
        return meeting


def create_series(plan: SeriesPlan, submit_key: str, actor: Actor) -> int:
    """Keep the rule and make a draft for each of its dates: all of them or none.

    The same form twice makes one series (R-7). Returns its id. Raises ``RuleBroken``.
    """
    dates = preview_of(plan)
    fault = next((one.fault for one in dates if one.fault), "")
    if fault:
        raise RuleBroken(f"Beginn: {fault} Oder lassen Sie diesen Termin aus.", "begins")
    if not any(one.slot.day for one in dates):
        raise RuleBroken("Alle Termine sind ausgelassen. Bitte behalten Sie mindestens einen.")
    kit = shelf().kit(plan.kit_id)
    with transaction():
        one_at_a_time("series")
        made = queries.made_by(submit_key)
        if made is not None:
            return made
        series = _series_of(plan, submit_key)
        for one in dates:
            if one.slot.day and one.number is not None:
                meeting = draft_for(series, kit, one.slot.day, one.title, actor)
                join(series, meeting, one.slot.rule_day, one.number)
        log(actor, "series_planned", f"series:{series.id}")
        return series.id


def _series_of(plan: SeriesPlan, submit_key: str) -> Series:
    series = Series(slug=_free_slug(plan.name), submit_key=submit_key, created_at=clock.now())
    write_plan(series, plan)
    series.skipped = sorted(day.isoformat() for day in plan.skipped)
    db.session.add(series)
    db.session.flush()
    return series


def write_plan(series: Series, plan: SeriesPlan) -> None:
    """The values of a plan into the row; what was left out stays as it is."""
    for name in ("name", "title_pattern", "kit_id", "begins", "venue_id", "capacity", "public"):
        setattr(series, name, getattr(plan, name))
    series.first_number = plan.first_number
    series.rule, series.duration_minutes = rules.text_of(plan.rule), plan.minutes
    series.starts_on, series.until = plan.rule.starts_on, plan.rule.until


def _free_slug(name: str) -> str:
    slug = slug_of(date(2000, 1, 1), name).split("-", 3)[3]
    free, number = slug, 2
    while queries.slug_taken(free):
        free, number = f"{slug}-{number}", number + 1
    return free


def draft_for(series: Series, kit: Kit, day: date, title: str, actor: Actor) -> Meeting:
    """A draft of this series on this day; joins the caller's transaction."""
    plan = Plan(
        title=title,
        day=day,
        begins=series.begins,
        capacity=series.capacity,
        venue_id=series.venue_id,
        listed=kit.minutes_type != MinutesType.DECISION,
    )
    meeting = draft(kit, plan, actor)
    meeting.duration_minutes = series.duration_minutes
    db.session.flush()
    return meeting


def join(series: Series, meeting: Meeting, rule_day: date, number: int) -> SeriesMeeting:
    """A meeting as one of the series, with the values that the series gave it."""
    row = SeriesMeeting(
        series_id=series.id,
        meeting_id=meeting.id,
        number=number,
        rule_day=rule_day,
        planned=queries.values_of(meeting),
    )
    db.session.add(row)
    db.session.flush()
    return row


def add_meeting(series_id: int, meeting_id: int, actor: Actor) -> None:
    """Take an existing meeting in; all of it counts as handwork, so the rule never changes it.

    Raises ``RuleBroken`` when it belongs to a series already.
    """
    with transaction():
        series = locked(Series, series_id)
        meeting = locked(Meeting, meeting_id)
        if queries.series_of(meeting_id) is not None:
            raise RuleBroken(
                "Treffen: Dieses Treffen gehört schon zu einer Reihe. Bitte wählen Sie ein "
                "anderes.",
                "meeting_id",
            )
        number = queries.number_before(series_id, meeting.day, series.first_number)
        join(series, meeting, meeting.day, number).planned = {}
        series.version += 1
        log(actor, "series_meeting_added", f"meeting:{meeting_id}")


def take_out(series_id: int, meeting_id: int, actor: Actor) -> None:
    """The meeting stays as it is and no longer belongs to the series; its date is left out."""
    with transaction():
        series = locked(Series, series_id)
        row = queries.row_of(series_id, meeting_id)
        series.skipped = sorted({*series.skipped, row.rule_day.isoformat()})
        series.version += 1
        db.session.delete(row)
        log(actor, "series_meeting_taken_out", f"meeting:{meeting_id}")


def set_public(series_id: int, *, public: bool, actor: Actor) -> None:
    """Give the series a page for everybody, or take it away."""
    with transaction():
        series = locked(Series, series_id)
        if series.public != public:
            series.public = public
            log(actor, "series_shown" if public else "series_hidden", f"series:{series_id}")
