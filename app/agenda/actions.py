"""Drafting an agenda from a kit, and changing it; pitches in it: agenda/places.py.

Each change keeps a step (agenda/steps.py), so that it can be undone (agenda/undo.py).
"""

from collections.abc import Mapping

from app.agenda import places, queries, rules
from app.agenda.models import AgendaItem
from app.agenda.roles import draft_roles
from app.agenda.rules import ItemText
from app.agenda.steps import keep_step
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.kits.schema import Kit, KitItem
from app.meetings.models import Meeting

CHANGED = (
    "Jemand anderes hat diesen Punkt inzwischen geändert. Ihre Fassung ist noch nicht gespeichert. "
    "Vergleichen Sie bitte beide und speichern Sie noch einmal."
)
CHANGED_MINUTES = (
    "Jemand anderes hat die Tagesordnung inzwischen geändert. Ihre Zeiten sind noch nicht "
    "gespeichert. Prüfen Sie bitte die neuen Werte und speichern Sie noch einmal."
)
MANY_MINUTES = 1440
AGENDA = "Tagesordnung"


def draft_agenda(meeting_id: int) -> None:
    """Copy the kit's items and roles into a new meeting.

    Raises ``RuleBroken`` when it has an agenda.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.items_of(meeting_id):
            raise RuleBroken("Dieses Treffen hat schon eine Tagesordnung.")
        kit = meeting.kit
        draft_roles(meeting)
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


def text_of(item: AgendaItem) -> ItemText:
    """All fields of an item that people edit, as they are kept."""
    fields = {name: getattr(item, name) for name in ItemText.__dataclass_fields__}
    return ItemText(
        **{**fields, "place": rules.Place(item.place), "materials": tuple(item.materials)}
    )


def change_item(
    meeting_id: int, item_id: int, text: ItemText, seen_version: int, by: str = AGENDA
) -> int:
    """Write all fields of an item. Returns how many accepted pitches lost their time by it.

    ``by``: the name for the list of changes and the history of those pitches. A second press of
    the same button changes nothing. Raises ``Conflict`` when somebody changed the item since it
    was read (R-8).
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = places.locked_item(meeting_id, item_id)
        before = text_of(item)
        if before == text:
            return 0
        if item.version != seen_version:
            raise Conflict(CHANGED)
        keep_step(meeting, rules.change_words(before, text), by)
        lost = places.close_up(item, text.pitch_slots, by)
        if before.place != text.place:
            places.leave_group(item)
        for name, value in vars(text).items():
            setattr(item, name, list(value) if name == "materials" else value)
        if before.place != text.place:
            item.position = _last_position(meeting_id) + 1
        item.version += 1
        return lost


def change_minutes(meeting_id: int, typed: Mapping[int, tuple[int, int]], by: str = AGENDA) -> int:
    """Set the minutes of several items: item id → (minutes that were shown, minutes typed).

    Only what was typed anew is written; returns how many items. Raises ``Conflict`` when somebody
    else set other minutes for one of those, or removed it: then nothing is written.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        items = {item.id: item for item in queries.items_of(meeting_id)}
        wanted = {n: new for n, (shown, new) in typed.items() if new != shown}
        for item_id, minutes in wanted.items():
            if not 1 <= minutes <= MANY_MINUTES:
                raise RuleBroken(f"Minuten: Möglich sind 1 bis {MANY_MINUTES}.")
            if item_id not in items or items[item_id].minutes not in (minutes, typed[item_id][0]):
                raise Conflict(CHANGED_MINUTES)
        changed = [items[n] for n, minutes in wanted.items() if items[n].minutes != minutes]
        if changed:
            words = [rules.minutes_words(i.title, i.minutes, wanted[i.id]) for i in changed]
            keep_step(meeting, ", ".join(words), by)
        for item in changed:
            item.minutes = wanted[item.id]
            item.version += 1
        return len(changed)


def add_item(
    meeting_id: int,
    text: ItemText,
    *,
    after: int | None = None,
    by: str = AGENDA,
    submit_key: str | None = None,
) -> int:
    """Add an item behind another one of the same place and those parallel to it, or at its end.

    Returns the id. The same ``submit_key`` adds one item.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        known = queries.added_by(meeting_id, submit_key)
        if known is not None:
            return known
        keep_step(meeting, f"„{text.title}“ hinzugefügt", by)
        fields = {**vars(text), "materials": list(text.materials), "submit_key": submit_key}
        position = _room_behind(meeting_id, text.place, after)
        item = AgendaItem(meeting_id=meeting_id, position=position, **fields)
        db.session.add(item)
        db.session.flush()
        return item.id


def _room_behind(meeting_id: int, place: rules.Place, after: int | None) -> int:
    """The position of a new item; those behind it move on."""
    items = queries.items_of(meeting_id)
    row = [one for one in items if one.place == place]
    here = next((number for number, one in enumerate(row) if one.id == after), None)
    if here is None:
        return _last_position(meeting_id) + 1
    position = row[rules.group_end(row, here) - 1].position + 1
    for item in items:
        item.position += item.position >= position
    return position


def move_item(meeting_id: int, item_id: int, *, up: bool, by: str = AGENDA) -> None:
    """One step up or down within its place, with what runs parallel; the first and last stay."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = queries.item_of(meeting_id, item_id)
        row = _row_of(item)
        _reorder(meeting, item, row, rules.stepped(row, row.index(item), up=up), by)


def put_item(meeting_id: int, item_id: int, number: int, by: str = AGENDA) -> None:
    """Move an item to a number within its place, from 1; too high a number means the end."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = queries.item_of(meeting_id, item_id)
        row = _row_of(item)
        _reorder(meeting, item, row, rules.put(row, row.index(item), max(1, number) - 1), by)


def _row_of(item: AgendaItem) -> list[AgendaItem]:
    return [one for one in queries.items_of(item.meeting_id) if one.place == item.place]


def _reorder(
    meeting: Meeting, item: AgendaItem, old: list[AgendaItem], new: list[AgendaItem], by: str
) -> None:
    if new == old:
        return
    keep_step(
        meeting, f"„{item.title}“ von Stelle {old.index(item) + 1} an {new.index(item) + 1}", by
    )
    for position, one in zip(sorted(one.position for one in old), new, strict=True):
        one.position = position


def remove_item(meeting_id: int, item_id: int, by: str = AGENDA) -> int:
    """Remove an item. Returns how many accepted pitches lost their time; they stay accepted."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        item = places.locked_item(meeting_id, item_id)
        keep_step(meeting, f"„{item.title}“ entfernt", by)
        return places.erase(item, by)


def _last_position(meeting_id: int) -> int:
    return max((item.position for item in queries.items_of(meeting_id)), default=-1)
