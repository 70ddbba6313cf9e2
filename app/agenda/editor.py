"""What the page with the agenda shows, in a fixed number of queries; and two texts side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.agenda import queries, rules
from app.agenda.models import AgendaItem, AgendaRole, AgendaStep
from app.agenda.programme import Programme, programme_of
from app.agenda.queries import Agenda, Row
from app.agenda.rules import FIELD_LABELS, PLACE_LABELS, ItemText, Place
from app.agenda.sources import Sources, sources_of
from app.agenda.steps import fields_of
from app.agenda.topics import Mark, marked
from app.agenda.undo import steps_of
from app.agenda.warnings import Notice, Planned, notices
from app.core import clock
from app.core.db import db
from app.core.words import count, time_of
from app.kits.schema import Kind, Method
from app.meetings.models import Meeting


@dataclass(frozen=True)
class Editor:
    """The working copy with its warnings and its last changes."""

    agenda: Agenda
    pitches: list[str]
    """What is wrong with pitches and agenda."""
    notices: Sequence[Notice]
    steps: Sequence[AgendaStep]
    sources: Sources
    marks: dict[int, Mark]
    """Item id → where it comes from and whether it was postponed."""

    @property
    def last(self) -> AgendaStep | None:
        """The change that is taken back next."""
        return next((one for one in self.steps if not one.undone), None)

    @property
    def by_item(self) -> dict[int, list[str]]:
        """Item id → the warnings about it."""
        found: dict[int, list[str]] = {}
        for notice in self.notices:
            for item_id in notice.items:
                found.setdefault(item_id, []).append(notice.text)
        return found

    @property
    def numbers(self) -> dict[int, tuple[int, int]]:
        """Item id → its number within its place from 1, and how many there are."""
        row = [(one.item.id, one.item.place) for one in self.agenda.rows]
        places = {place: [i for i, other in row if other == place] for place in Place}
        return {i: (places[place].index(i) + 1, len(places[place])) for i, place in row}


def editor_of(meeting: Meeting) -> Editor:
    """Everything the page with the agenda shows."""
    agenda = queries.agenda_for(meeting, names=True)
    programme = programme_of(meeting, agenda)
    return Editor(
        agenda, programme.warnings, notices_of(meeting, programme), steps_of(meeting.id),
        sources_of(meeting, programme), marked(meeting.id),
    )  # fmt: skip


def notices_of(meeting: Meeting, programme: Programme) -> list[Notice]:
    """The warnings of an agenda that was read with names."""
    agenda, deadline = programme.agenda, meeting.pitch_deadline
    late = deadline is None or deadline < clock.today()
    return notices(
        [_planned(row) for row in agenda.rows],
        {role.title: role.people for role in agenda.roles},
        total=agenda.total,
        planned=agenda.planned,
        pitches_closed=late and not programme.undecided and not programme.decisions,
    )


def _planned(row: Row) -> Planned:
    item = row.item
    return Planned(
        id=item.id,
        title=item.title,
        kind=item.kind,
        slot=row.time,
        place=Place(item.place),
        method=item.method,
        role=item.role,
        people=row.people,
        own=bool(rules.names_in(item.person)),
        starts=item.starts,
        free_slots=len(row.free),
        pitch_slots=len(row.slots),
    )


def time_words(row: Row) -> str:
    """What the clock times of an item do not say themselves; agenda.js has the same words."""
    slot, item = row.time, row.item
    found = []
    if slot.gap:
        found.append(f"davor {count(slot.gap, 'Minute', 'Minuten')} frei")
    if slot.parallel:
        found.append("gleichzeitig mit dem Punkt davor")
    elif item.starts:
        late = (
            "" if not slot.late else f", verfehlt um {count(abs(slot.late), 'Minute', 'Minuten')}"
        )
        found.append(f"fester Beginn {time_of(item.starts)}{late}")
    if slot.given:
        found.append(f"gibt {slot.given} von {item.minutes} Minuten ab")
    return ", ".join(found)


@dataclass(frozen=True)
class Compared:
    """One field of an item in two texts, in words."""

    label: str
    stored: str
    typed: str
    differs: bool


def compared(stored: ItemText, typed: ItemText) -> list[Compared]:
    """Both texts side by side, without fields that are empty in both."""
    differing = rules.changed_fields(stored, typed)
    rows = [
        Compared(
            label, _words(name, getattr(stored, name)), _words(name, getattr(typed, name)),
            name in differing,
        )
        for name, label in FIELD_LABELS.items()
    ]  # fmt: skip
    return [row for row in rows if row.stored or row.typed]


_LISTS: dict[str, dict[str, str]] = {
    "kind": {one.value: one.label for one in Kind},
    "method": {one.value: one.label for one in Method},
    "place": {place.value: label for place, label in PLACE_LABELS.items()},
}


def _words(name: str, value: Any) -> str:
    if name in _LISTS:
        return _LISTS[name].get(value, str(value))
    if name == "materials":
        return "\n".join(value)
    if name == "starts":
        return f"{time_of(value)} Uhr" if value else ""
    if name in ("public", "parallel"):
        return "ja" if value else "nein"
    return str(value)


def seen_text(meeting_id: int, item_id: int, version: int) -> ItemText | None:
    """An item as it was in an earlier version, where a step kept it."""
    return next((text for number, text in _kept(meeting_id, item_id) if number == version), None)


def is_gone(item_id: int) -> bool:
    """There is no such item in any meeting, for example because its adding was taken back."""
    return db.session.get(AgendaItem, item_id) is None


def _kept(meeting_id: int, item_id: int) -> list[tuple[int, ItemText]]:
    """Versions of an item that the last changes kept, the latest first."""
    statement = select(AgendaStep.before).filter_by(meeting_id=meeting_id)
    found = db.session.scalars(statement.order_by(AgendaStep.id.desc()))
    return [
        (data["version"], _text(fields_of(data)))
        for before in found
        for data in before
        if data["id"] == item_id
    ]


def _text(fields: dict[str, Any]) -> ItemText:
    values = {name: fields[name] for name in ItemText.__dataclass_fields__}
    return ItemText(
        **{**values, "place": Place(values["place"]), "materials": tuple(values["materials"])}
    )


def items_with(meeting_id: int, role: AgendaRole) -> list[str]:
    """Titles of the items that name a role."""
    return [item.title for item in queries.items_of(meeting_id) if item.role == role.title]
