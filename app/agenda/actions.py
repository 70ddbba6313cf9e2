"""Drafting an agenda from a kit, and changing it; pitches in it: agenda/places.py."""

from collections.abc import Mapping

from sqlalchemy import delete

from app.agenda import places, queries, rules
from app.agenda.models import AgendaItem, AgendaPitch
from app.agenda.rules import ItemText
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.kits.schema import Kit, KitItem
from app.meetings.models import Meeting

CHANGED = (
    "Jemand anderes hat diesen Punkt inzwischen geändert. Vergleichen Sie bitte: Wenn Sie noch "
    "einmal speichern, gilt Ihre Fassung."
)
CHANGED_MINUTES = (
    "Jemand anderes hat die Tagesordnung inzwischen geändert. Ihre Zeiten sind noch nicht "
    "gespeichert. Prüfen Sie bitte die neuen Werte und speichern Sie noch einmal."
)
MANY_MINUTES = 1440
AGENDA = "Tagesordnung"


def draft_agenda(meeting_id: int) -> None:
    """Copy the kit's items into a new meeting. Raises ``RuleBroken`` when it has an agenda."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.items_of(meeting_id):
            raise RuleBroken("Dieses Treffen hat schon eine Tagesordnung.")
        kit = meeting.kit
        for position, slots in enumerate(rules.spread_slots(kit)):
            db.session.add(_item_from(kit, kit.agenda[position], meeting_id, position, slots))


def _item_from(kit: Kit, recipe: KitItem, meeting_id: int, position: int, slots: int) -> AgendaItem:
    titles = {role.id: role.title for role in kit.roles}
    return AgendaItem(
        meeting_id=meeting_id,
        position=position,
        place=rules.place_of(recipe),
        title=recipe.title,
        kind=recipe.kind.value,
        minutes=recipe.minutes,
        method=recipe.method.value,
        role=titles.get(recipe.role, ""),
        public=recipe.public,
        public_text=recipe.public_text,
        materials=list(recipe.materials),
        notes=recipe.notes,
        expected_result=recipe.result,
        pitch_slots=slots,
    )


def change_item(
    meeting_id: int, item_id: int, text: ItemText, seen_version: int, by: str = AGENDA
) -> int:
    """Write all fields of an item. Returns how many accepted pitches lost their time by it.

    ``by``: the name for the history of those pitches. Raises ``Conflict`` when somebody changed
    the item since it was read (R-8).
    """
    with transaction():
        locked(Meeting, meeting_id)
        item = _locked_item(meeting_id, item_id)
        if item.version != seen_version:
            raise Conflict(CHANGED)
        lost = places.close_up(item, text.pitch_slots, by)
        moved = item.place != text.place
        for name, value in vars(text).items():
            setattr(item, name, list(value) if name == "materials" else value)
        if moved:
            item.position = _last_position(meeting_id) + 1
        item.version += 1
        return lost


def change_minutes(meeting_id: int, seen: Mapping[int, tuple[int, int]]) -> int:
    """Set the minutes of several items: item id → (seen version, minutes).

    Only what differs is written; returns how many items. Raises ``Conflict`` when one of those
    was changed or removed since it was read: then nothing is written.
    """
    with transaction():
        locked(Meeting, meeting_id)
        items = {item.id: item for item in queries.items_of(meeting_id)}
        if seen.keys() - items.keys():
            raise Conflict(CHANGED_MINUTES)
        changed = [n for n, (_, minutes) in seen.items() if items[n].minutes != minutes]
        for item_id in changed:
            version, minutes = seen[item_id]
            if items[item_id].version != version:
                raise Conflict(CHANGED_MINUTES)
            if not 1 <= minutes <= MANY_MINUTES:
                raise RuleBroken(f"Minuten: Möglich sind 1 bis {MANY_MINUTES}.")
            items[item_id].minutes = minutes
            items[item_id].version += 1
        return len(changed)


def add_item(meeting_id: int, text: ItemText, *, after: int | None = None) -> int:
    """Add an item behind another one of the same place, or at its end. Returns the id."""
    with transaction():
        locked(Meeting, meeting_id)
        items = queries.items_of(meeting_id)
        position = _last_position(meeting_id) + 1
        before_it = next((i for i in items if i.id == after and i.place == text.place), None)
        if before_it is not None:
            position = before_it.position + 1
            for item in items:
                item.position += item.position >= position
        fields = {**vars(text), "materials": list(text.materials)}
        item = AgendaItem(meeting_id=meeting_id, position=position, **fields)
        db.session.add(item)
        db.session.flush()
        return item.id


def move_item(meeting_id: int, item_id: int, *, up: bool) -> None:
    """Swap an item with its neighbour of the same place; at the edge nothing happens."""
    with transaction():
        locked(Meeting, meeting_id)
        item = queries.item_of(meeting_id, item_id)
        row = [one for one in queries.items_of(meeting_id) if one.place == item.place]
        here = row.index(item)
        there = here - 1 if up else here + 1
        if 0 <= there < len(row):
            row[here], row[there] = row[there], row[here]
        for position, one in zip(sorted(one.position for one in row), row, strict=True):
            one.position = position


def remove_item(meeting_id: int, item_id: int, by: str = AGENDA) -> int:
    """Remove an item. Returns how many accepted pitches lost their time; they stay accepted."""
    with transaction():
        locked(Meeting, meeting_id)
        item = _locked_item(meeting_id, item_id)
        lost = places.close_up(item, 0, by)
        db.session.execute(delete(AgendaPitch).where(AgendaPitch.item_id == item_id))
        db.session.delete(item)
        return lost


def _locked_item(meeting_id: int, item_id: int) -> AgendaItem:
    queries.item_of(meeting_id, item_id)
    return locked(AgendaItem, item_id)


def _last_position(meeting_id: int) -> int:
    return max((item.position for item in queries.items_of(meeting_id)), default=-1)
