"""The agenda with its clock times and the pitches in it, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import joinedload, selectinload

from app.agenda import rules
from app.agenda.models import AgendaItem, AgendaPitch, AgendaRole
from app.agenda.rules import PLACE_ORDER, names_in
from app.agenda.timetable import Slot, ends_at, timetable
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import time_of
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.pitches.models import Pitch
from app.pitches.rules import IN_THE_PROGRAMME


@dataclass(frozen=True)
class PitchSlot:
    """A time for a pitch in an item; ``pitch`` is None while it is free."""

    position: int
    at: datetime
    pitch: Pitch | None


@dataclass(frozen=True)
class Row:
    """An item with its clock times."""

    item: AgendaItem
    time: Slot
    slots: tuple[PitchSlot, ...]
    reports: tuple[str, ...] = ()
    """Titles of the public ideas that report in it."""
    people: tuple[str, ...] = ()
    """Who does it: those it names itself, else those of its role."""

    @property
    def begin(self) -> datetime:
        return self.time.begin

    @property
    def end(self) -> datetime:
        return self.time.end

    @property
    def minutes(self) -> int:
        """How long it really is: a buffer may give some of its minutes away."""
        return self.time.minutes

    @property
    def pitches(self) -> list[PitchSlot]:
        return [slot for slot in self.slots if slot.pitch is not None]

    @property
    def free(self) -> list[PitchSlot]:
        return [slot for slot in self.slots if slot.pitch is None]


@dataclass(frozen=True)
class Agenda:
    """All items of a meeting in order: before, during, after."""

    rows: tuple[Row, ...]
    total: int
    planned: int
    ends_at: datetime
    roles: tuple[AgendaRole, ...] = ()
    """Only when it was read with names."""

    @property
    def drift(self) -> str:
        """How the agenda's end lies to the announced one, in words."""
        return rules.drift_sentence(self.total, self.planned)

    @property
    def on_time(self) -> bool:
        return self.total == self.planned

    @property
    def pitch_times(self) -> dict[int, datetime]:
        """Pitch id → when it has its turn (local, without zone), in the order of the evening."""
        return {slot.pitch.id: slot.at for row in self.rows for slot in row.slots if slot.pitch}

    @property
    def free_spots(self) -> list[tuple[rules.Spot, datetime]]:
        """Slots without a pitch and their times, in the order of the evening."""
        return [((row.item.id, slot.position), slot.at) for row in self.rows for slot in row.free]


PLACE_RANK = case({place: n for n, place in enumerate(PLACE_ORDER)}, value=AgendaItem.place)
_ITEMS = (
    select(AgendaItem)
    .where(AgendaItem.meeting_id == bindparam("meeting_id"))
    .order_by(PLACE_RANK, AgendaItem.position, AgendaItem.id)
    .options(joinedload(AgendaItem.pitches), selectinload(AgendaItem.reports))
)
_PRESENTERS = joinedload(AgendaItem.pitches).joinedload(AgendaPitch.pitch)
_ITEMS_WITH_NAMES = _ITEMS.options(_PRESENTERS.selectinload(Pitch.presenters))


def items_of(meeting_id: int, *, names: bool = False) -> list[AgendaItem]:
    """The items in their order, with their pitches; ``names``: and everybody who presents."""
    statement = _ITEMS_WITH_NAMES if names else _ITEMS
    return list(db.session.scalars(statement, {"meeting_id": meeting_id}).unique())


def agenda_of(meeting_id: int) -> Agenda:
    """The agenda of a meeting. Raises ``NotFound``."""
    return agenda_for(meeting_by_id(meeting_id))


def agenda_for(meeting: Meeting, *, names: bool = False) -> Agenda:
    """The agenda of a meeting that was read already; ``names`` as in ``items_of``, and roles."""
    items = items_of(meeting.id, names=names)
    placed = {item.id: live_pitches(item) for item in items}
    reports = {item.id: public_reports(item) for item in items}
    roles = roles_of(meeting.id) if names else ()
    return agenda_from(meeting, items, placed, reports, roles)


def agenda_from(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    placed: Mapping[int, Mapping[int, AgendaPitch]],
    reports: Mapping[int, tuple[str, ...]],
    roles: Sequence[AgendaRole] = (),
) -> Agenda:
    """The agenda with these items, wherever they come from.

    ``placed``: item id → slot number → pitch; ``reports``: item id → titles of ideas.
    """
    times = timetable(items, meeting.begins_at)
    people = {role.title: tuple(role.people) for role in roles}
    rows = []
    for item, slot in zip(items, times, strict=True):
        slots = _slots(item, slot.begin, placed.get(item.id, {}))
        who = names_in(item.person) or people.get(item.role, ())
        rows.append(Row(item, slot, slots, reports.get(item.id, ()), who))
    over = ends_at(items, times, meeting.begins_at)
    total = int((over - meeting.begins_at).total_seconds() // 60)
    return Agenda(tuple(rows), total, meeting.duration_minutes, over, tuple(roles))


def roles_of(meeting_id: int) -> list[AgendaRole]:
    """The roles of a meeting in their order."""
    statement = select(AgendaRole).filter_by(meeting_id=meeting_id)
    return list(db.session.scalars(statement.order_by(AgendaRole.position, AgendaRole.id)))


def drift_of(meeting: Meeting) -> str:
    """One sentence for the meeting's page: whether the items fit into the planned time."""
    return agenda_for(meeting).drift


def live_pitches(item: AgendaItem) -> dict[int, AgendaPitch]:
    """Slot number → pitch, without those that were withdrawn or declined since."""
    return {one.position: one for one in item.pitches if one.pitch.state in IN_THE_PROGRAMME}


def public_reports(item: AgendaItem) -> tuple[str, ...]:
    """Titles of the ideas that report in it, as far as everybody may read them."""
    return tuple(one.idea.title for one in item.reports if one.idea.public)


def _slots(
    item: AgendaItem, begin: datetime, live: Mapping[int, AgendaPitch]
) -> tuple[PitchSlot, ...]:
    count = max([item.pitch_slots, *(position + 1 for position in live)])
    if not count:
        return ()
    return tuple(
        PitchSlot(n, at, live[n].pitch if n in live else None)
        for n, at in enumerate(rules.pitch_times(item.minutes, count, begin))
    )


def item_of(meeting_id: int, item_id: int) -> AgendaItem:
    """One item of a meeting. Raises ``NotFound``."""
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting_id:
        raise NotFound("Diesen Punkt gibt es nicht oder nicht mehr.")
    return item


def added_by(meeting_id: int, submit_key: str | None) -> int | None:
    """Id of the item that this form has added to the meeting already."""
    if submit_key is None:
        return None
    found = select(AgendaItem.id).filter_by(meeting_id=meeting_id, submit_key=submit_key)
    return db.session.scalar(found)


def placement_of(pitch_id: int) -> AgendaPitch | None:
    """Where a pitch stands in an agenda."""
    return db.session.scalar(select(AgendaPitch).where(AgendaPitch.pitch_id == pitch_id))


def spot_of(pitch_id: int) -> rules.Spot | None:
    """Item and position of a pitch in the agenda."""
    placement = placement_of(pitch_id)
    return (placement.item_id, placement.position) if placement else None


def pitch_time(pitch_id: int) -> datetime | None:
    """When a pitch has its turn; None while it has no place."""
    placement = placement_of(pitch_id)
    if placement is None or placement.pitch.state not in IN_THE_PROGRAMME:
        return None
    return agenda_of(placement.item.meeting_id).pitch_times.get(pitch_id)


def free_slots(
    meeting_id: int, *, for_pitch: int | None = None
) -> list[tuple[AgendaItem, PitchSlot]]:
    """Items with a slot that can take one more pitch, in order of time.

    The slot in which ``for_pitch`` stands already is among them.
    """
    return [
        (row.item, slot)
        for row in agenda_of(meeting_id).rows
        for slot in row.slots
        if slot.pitch is None or slot.pitch.id == for_pitch
    ]


def public_rows(agenda: Agenda) -> list[dict[str, Any]]:
    """The public items of an agenda; see ``public_agenda``. Those beside another one say so."""
    found: list[dict[str, Any]] = []
    beside = False
    for row in agenda.rows:
        beside = beside and row.time.parallel
        if row.item.public:
            found.append(_public(row, beside=beside))
            beside = True
    return found


def _public(row: Row, *, beside: bool) -> dict[str, Any]:
    words = ["Läuft gleichzeitig."] if beside else []
    own = row.item.public_text
    return {
        "time": time_of(row.begin),
        "end": time_of(row.end),
        "title": row.item.title,
        "minutes": row.minutes,
        "text": " ".join(filter(None, [*words, own])),
        "own_text": own,
        "beside": beside,
        "kind": row.item.kind,
        "place": row.item.place,
        "children": [
            {
                "time": time_of(slot.at),
                "title": slot.pitch.title,
                "by": slot.pitch.organisation,
                "language": slot.pitch.language,
            }
            for slot in row.slots
            if slot.pitch is not None
        ]
        + [{"time": "", "title": title, "by": ""} for title in row.reports],
    }
