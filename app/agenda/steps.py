"""The working copy as plain data, kept before each change so that the change can be undone."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import delete, select

from app.agenda.models import AgendaItem, AgendaStep, PitchDecision
from app.agenda.queries import items_of
from app.core import clock
from app.core.db import db
from app.meetings.models import Meeting

KEPT = 50
"""Steps per meeting; older ones are forgotten."""
LONGEST = 300
PLAIN = tuple(
    name
    for name in AgendaItem.__table__.columns.keys()  # noqa: SIM118 -- a collection, not a dict
    if name != "meeting_id"
)


def keep_step(meeting: Meeting, what: str, actor_name: str) -> AgendaStep:
    """Keep how the agenda stands now, as the step that the change ``what`` is undone to.

    Joins the caller's transaction; call it under the lock of the meeting, before the change.
    ``what``: a German phrase for the list of changes, for example „Marktplatz“ 35 → 30 Minuten.
    """
    before = items_as_data(items_of(meeting.id))
    if len(what) > LONGEST:
        what = what[: LONGEST - 1] + "…"
    step = AgendaStep(
        meeting_id=meeting.id, what=what, before=before, at=clock.now(), by=actor_name
    )
    db.session.add(step)
    db.session.flush()
    old = select(AgendaStep.id).filter_by(meeting_id=meeting.id).order_by(AgendaStep.id.desc())
    db.session.execute(delete(AgendaStep).where(AgendaStep.id.in_(old.offset(KEPT).limit(1000))))
    return step


def items_as_data(items: Sequence[AgendaItem]) -> list[dict[str, Any]]:
    """Items with all their fields as JSON holds them, in the order given.

    ``starts`` is "HH:MM" or None. ``pitches``: pairs of pitch id and slot from 0.
    ``reports``: pairs of idea id and position. ``decisions``: as ``pitches``, for what is prepared.
    """
    prepared: dict[int | None, list[list[int | None]]] = {}
    found = select(PitchDecision).where(PitchDecision.item_id.in_([one.id for one in items]))
    for one in db.session.scalars(found.order_by(PitchDecision.pitch_id)):
        prepared.setdefault(one.item_id, []).append([one.pitch_id, one.position])
    return [_as_data(item) | {"decisions": prepared.get(item.id, [])} for item in items]


def _as_data(item: AgendaItem) -> dict[str, Any]:
    return {
        **plain(item),
        "place": str(item.place),
        "starts": f"{item.starts:%H:%M}" if item.starts else None,
        "materials": list(item.materials),
        "pitches": [[one.pitch_id, one.position] for one in item.pitches],
        "reports": [[one.idea_id, one.position] for one in item.reports],
    }


def plain(item: AgendaItem) -> dict[str, Any]:
    """The fields of an item as they are now, as ``fields_of`` has them of a kept one."""
    return {name: getattr(item, name) for name in PLAIN}


def fields_of(data: dict[str, Any]) -> dict[str, Any]:
    """The fields of ``AgendaItem`` from one item of ``items_as_data``, with real times."""
    fields = {name: data[name] for name in PLAIN}
    starts = data["starts"]
    return {**fields, "starts": time.fromisoformat(starts) if starts else None}
