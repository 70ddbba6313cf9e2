"""Ideas whose report is due, as parts of an item of the agenda (Berichte)."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import load_only

from app.access.actions import Actor, log
from app.agenda import actions, carrying, queries
from app.agenda.models import AgendaItem, AgendaReport, BacklogPlace
from app.agenda.rules import ItemText, Place
from app.agenda.steps import keep_step
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.ideas.models import Idea
from app.ideas.rules import REPORTING
from app.kits.schema import Kind
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

TITLE = "Berichte aus den Projekten"
MINUTES = 5
"""For each report of a new item."""


def due_ideas(meeting: Meeting) -> list[Idea]:
    """Ideas that should report by this meeting and are in no agenda yet, the longest due first."""
    return list(db.session.scalars(_due(meeting)))


def first_due(meeting: Meeting, most: int) -> tuple[list[Idea], int]:
    """(the first of them, how many there are); one query."""
    named = load_only(Idea.year, Idea.running_number, Idea.title, Idea.report_due)
    found = _due(meeting).add_columns(func.count().over()).options(named).limit(most)
    rows = db.session.execute(found).all()
    return [idea for idea, _ in rows], rows[0][1] if rows else 0


def _due(meeting: Meeting) -> Select[Idea]:
    return (
        select(Idea)
        .where(Idea.state.in_(REPORTING), Idea.report_due <= meeting.day, ~_stands_somewhere())
        .order_by(Idea.report_due, Idea.search_key, Idea.id)
    )


def _stands_somewhere() -> ColumnElement[bool]:
    """It reports since it is due, at a meeting that takes place, in an item that was dealt with."""
    postponed = exists().where(
        BacklogPlace.item_id == AgendaReport.item_id, BacklogPlace.postponed.is_(True)
    )
    return (
        select(AgendaReport.id)
        .join(AgendaItem, AgendaItem.id == AgendaReport.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(AgendaReport.idea_id == Idea.id, Meeting.state != MeetingState.CANCELLED)
        .where(Meeting.day >= Idea.report_due, ~postponed)
        .exists()
    )


def report_items(items: Collection[AgendaItem]) -> list[AgendaItem]:
    """Items in which ideas can report."""
    return [one for one in items if one.kind == Kind.REPORT and one.place == Place.DURING]


def add_reports(
    meeting_id: int, idea_ids: Collection[int], item_id: int | None, actor: Actor
) -> int:
    """Let ideas report in an item of the meeting; without one in a new item.

    Only those that are due and stand nowhere are added; returns how many. A second press adds
    none. Raises ``RuleBroken`` when the item is no place for reports.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        for idea_id in sorted(idea_ids):
            locked(Idea, idea_id)
        wanted = [one for one in due_ideas(meeting) if one.id in idea_ids]
        if not wanted:
            return 0
        item = _report_item(meeting, item_id, len(wanted), actor.name)
        place = max((one.position for one in item.reports), default=-1) + 1
        for position, idea in enumerate(wanted, start=place):
            db.session.add(AgendaReport(item_id=item.id, idea_id=idea.id, position=position))
        item.version += 1
        db.session.flush()
        db.session.expire(item, ["reports"])
        log(actor, "reports_added", f"meeting:{meeting_id}")
        return len(wanted)


def _report_item(meeting: Meeting, item_id: int | None, number: int, by: str) -> AgendaItem:
    if item_id is not None:
        item = queries.item_of(meeting.id, item_id)
        if item.kind != Kind.REPORT:
            raise RuleBroken("Punkt: Bitte wählen Sie einen Punkt der Art „Bericht“.", "item")
        keep_step(meeting, f"„{item.title}“: Berichte hinzugefügt", by)
        return item
    after, place = carrying.before_the_closing(queries.items_of(meeting.id))
    text = ItemText(title=TITLE, kind=Kind.REPORT, minutes=MINUTES * number)
    new_id = actions.add_item(meeting.id, text, after=after, by=by)
    if after is None:
        actions.put_item(meeting.id, new_id, place, by=by)
    return queries.item_of(meeting.id, new_id)


def take_out(meeting_id: int, item_id: int, idea_id: int, actor: Actor) -> None:
    """The idea does not report here; it is offered again. A second press changes nothing."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = queries.item_of(meeting_id, item_id)
        row = next((one for one in item.reports if one.idea_id == idea_id), None)
        if row is None:
            return
        keep_step(meeting, f"Bericht „{row.idea.title}“ herausgenommen", actor.name)
        db.session.delete(row)
        item.version += 1
        db.session.flush()
        db.session.expire(item, ["reports"])
        log(actor, "report_removed", f"meeting:{meeting_id}")
