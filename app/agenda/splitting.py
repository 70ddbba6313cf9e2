"""One item of the agenda becomes several that follow each other, with one step to undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.agenda import places, queries
from app.agenda.actions import AGENDA, text_of
from app.agenda.models import AgendaItem
from app.agenda.steps import keep_step
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.models import Meeting

LONGEST = 200


@dataclass(frozen=True)
class Part:
    """What one of the new items says instead of the old one."""

    title: str
    minutes: int
    kind: str | None = None
    """None: that of the old item, with its texts, notes only in the first part, for they speak of
    the whole; else a short item with nothing but its title."""


def split_item(meeting_id: int, item_id: int, parts: Sequence[Part], by: str = AGENDA) -> list[int]:
    """The item becomes the first part, the others follow it. Returns the ids in their order.

    Raises ``RuleBroken`` for an item with pitches, or that runs beside another one.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = places.locked_item(meeting_id, item_id)
        items = queries.items_of(meeting_id)
        _check(item, items)
        keep_step(meeting, f"„{item.title}“ in {len(parts)} Punkte geteilt", by)
        for one in items:
            one.position += (len(parts) - 1) * (one.position > item.position)
        text = vars(text_of(item)) | {"materials": list(item.materials), "starts": None}
        ids = [item.id]
        for number, part in enumerate(parts[1:], 1):
            made = AgendaItem(
                meeting_id=meeting_id, position=item.position + number, **_fields(text, part)
            )
            db.session.add(made)
            db.session.flush()
            ids.append(made.id)
        item.title, item.minutes = parts[0].title[:LONGEST], parts[0].minutes
        item.version += 1
        return ids


def _check(item: AgendaItem, items: Sequence[AgendaItem]) -> None:
    row = [one for one in items if one.place == item.place]
    behind = row[row.index(item) + 1 :]
    if item.parallel or (behind and behind[0].parallel):
        raise RuleBroken(
            f"„{item.title}“ läuft gleichzeitig mit einem anderen Punkt und lässt sich deshalb "
            "nicht teilen."
        )
    if item.pitch_slots:
        raise RuleBroken(f"„{item.title}“ enthält Pitches und lässt sich deshalb nicht teilen.")


def _fields(text: dict[str, Any], part: Part) -> dict[str, Any]:
    fields = {**text, "title": part.title[:LONGEST], "minutes": part.minutes, "notes": ""}
    if part.kind is None:
        return fields
    plain = dict.fromkeys(("public_text", "expected_result", "person"), "")
    return {**fields, **plain, "kind": part.kind, "method": "none", "materials": []}
