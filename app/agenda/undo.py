"""Taking changes of the agenda back, one after the other (MOD2)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from app.agenda import places, queries
from app.agenda.backlog import returned
from app.agenda.models import AgendaItem, AgendaPitch, AgendaReport, AgendaStep
from app.agenda.programme import decision_on
from app.agenda.steps import fields_of, plain
from app.agenda.topics import meetings_after
from app.core.db import db, locked, transaction
from app.core.errors import Conflict
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.pitches import steps as history
from app.pitches.models import Pitch
from app.pitches.rules import IN_THE_PROGRAMME

MEANWHILE = (
    "Inzwischen gibt es eine neuere Änderung, oder diese wurde schon zurückgenommen. Sehen Sie "
    "bitte nach, wie die Tagesordnung jetzt aussieht."
)
Data = dict[str, Any]


def steps_of(meeting_id: int) -> list[AgendaStep]:
    """The last changes, the latest first, without the agendas they keep."""
    statement = select(AgendaStep).filter_by(meeting_id=meeting_id)
    return list(db.session.scalars(statement.order_by(AgendaStep.id.desc())))


def undo(meeting_id: int, step_id: int, by: str) -> str:
    """Take the last change back. Returns what it was, in words, and what could not come with it.

    Removed items come back with their ids, and their pitches where the slots are still free.
    ``by``: the name for the history of those pitches. Raises ``Conflict`` when ``step_id`` is not
    the last change that still holds.
    """
    with transaction():
        wanted = sorted({meeting_id} | meetings_after(meeting_id))
        meeting = {number: locked(Meeting, number) for number in wanted}[meeting_id]
        step = next((one for one in steps_of(meeting_id) if not one.undone), None)
        if step is None or step.id != step_id:
            raise Conflict(MEANWHILE)
        alone = _put_back(meeting, step.before, by)
        step.undone = True
        return " ".join([f"{step.what}.", *alone]) if alone else step.what


def _put_back(meeting: Meeting, before: Sequence[Data], by: str) -> list[str]:
    """Make the working copy what it was. Returns sentences about topics that stay elsewhere."""
    kept = {data["id"]: data for data in before}
    slots = {item.id: item.pitch_slots for item in queries.items_of(meeting.id)}
    for item in queries.items_of(meeting.id):
        if item.id not in kept:
            places.erase(item, by)
    items = {item.id: item for item in queries.items_of(meeting.id)}
    for data in before:
        if data["id"] in items:
            _reset(items[data["id"]], data, by)
        else:
            _bring_back(meeting, data)
    db.session.flush()
    db.session.expire_all()
    items = {item.id: item for item in queries.items_of(meeting.id)}
    for data in before:
        _reports(items[data["id"]], data["reports"])
        _pitches(items[data["id"]], data["pitches"], slots.get(data["id"], 0), by)
        _decisions(items[data["id"]], data["decisions"])
    db.session.flush()
    alone = returned(meeting, kept.keys() - slots.keys())
    db.session.expire_all()
    return alone


def _reset(item: AgendaItem, data: Data, by: str) -> None:
    fields = fields_of(data)
    if fields == plain(item):
        return
    if item.pitch_slots > data["pitch_slots"]:
        places.close_up(item, data["pitch_slots"], by)
    for name, value in (fields | {"version": item.version + 1}).items():
        setattr(item, name, value)


def _bring_back(meeting: Meeting, data: Data) -> None:
    fields = fields_of(data) | {"version": data["version"] + 1}
    db.session.add(AgendaItem(meeting_id=meeting.id, **fields))


def _reports(item: AgendaItem, before: list[list[int]]) -> None:
    """The ideas that report in an item, as far as there are these ideas."""
    if [[one.idea_id, one.position] for one in item.reports] == before:
        return
    db.session.execute(delete(AgendaReport).where(AgendaReport.item_id == item.id))
    ids = [idea_id for idea_id, _ in before]
    there = set(db.session.scalars(select(Idea.id).where(Idea.id.in_(ids))))
    for idea_id, position in before:
        if idea_id in there:
            db.session.add(AgendaReport(item_id=item.id, idea_id=idea_id, position=position))


def _pitches(item: AgendaItem, before: list[list[int]], slots: int, by: str) -> None:
    """Pitches that have no place now get the one they had, where it is free.

    Those that closed up when the item came down to ``slots`` slots go back to theirs.
    """
    for pitch_id, position in before:
        pitch = db.session.get(Pitch, pitch_id)
        taken = {one.position for one in item.pitches}
        if pitch is None or position in taken or position >= item.pitch_slots:
            continue
        if _without_place(pitch, item):
            db.session.add(AgendaPitch(item_id=item.id, pitch_id=pitch_id, position=position))
            history.remember(pitch, by, "Hat wieder Zeit in der Tagesordnung.")
        elif position >= slots and pitch_id in [one.pitch_id for one in item.pitches]:
            places.write_spots({pitch_id: (item.id, position)})


def _decisions(item: AgendaItem, before: list[list[int | None]]) -> None:
    """What is prepared for a time in an item that was gone has that time again."""
    for pitch_id, position in before:
        decision = decision_on(pitch_id or 0)
        if decision and (decision.item_id, decision.position) == (None, position):
            decision.item_id = item.id


def _without_place(pitch: Pitch, item: AgendaItem) -> bool:
    here = pitch.meeting_id == item.meeting_id and pitch.state in IN_THE_PROGRAMME
    return here and queries.placement_of(pitch.id) is None
