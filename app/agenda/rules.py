"""Clock times of an agenda, and the times of pitches in it, from plain values.

Times are local wall-clock times without zone, as everywhere about a meeting's day.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from app.kits.schema import Kind, Kit, KitItem, Position


class Place(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


PLACE_LABELS = {
    Place.BEFORE: "Vor Beginn",
    Place.DURING: "Während des Treffens",
    Place.AFTER: "Nach dem Ende",
}


class Decision(StrEnum):
    """What the office can decide on a pitch."""

    ACCEPT = "accept"
    DECLINE = "decline"
    MOVE = "move"


DECISION_LABELS = {
    Decision.ACCEPT: "Zusage",
    Decision.DECLINE: "Absage",
    Decision.MOVE: "anderes Treffen",
}
Spot = tuple[int, int]
"""A slot: id of the item, position in it from 0."""
PLACE_ORDER = (Place.BEFORE, Place.DURING, Place.AFTER)
HALF_MINUTE = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """All fields of an item that people edit."""

    title: str
    kind: str
    minutes: int
    place: Place = Place.DURING
    starts: time | None = None
    parallel: bool = False
    method: str = "none"
    role: str = ""
    person: str = ""
    public: bool = True
    public_text: str = ""
    materials: tuple[str, ...] = ()
    notes: str = ""
    expected_result: str = ""
    pitch_slots: int = 0


FIELD_LABELS = {
    "title": "Titel", "kind": "Art", "minutes": "Minuten", "place": "Wann",
    "starts": "Fester Beginn", "parallel": "Gleichzeitig", "method": "Methode", "role": "Rolle",
    "person": "Name", "public": "Öffentlich", "public_text": "Erklärung", "materials": "Material",
    "notes": "Notizen", "expected_result": "Ergebnis", "pitch_slots": "Zahl der Pitches",
}  # fmt: skip


def changed_fields(before: ItemText, after: ItemText) -> list[str]:
    """Names of the fields in which two texts differ, in the order of ``ItemText``."""
    old, new = vars(before), vars(after)
    return [name for name in ItemText.__dataclass_fields__ if old[name] != new[name]]


def merged(seen: ItemText, stored: ItemText, typed: ItemText) -> ItemText:
    """The stored text with all that was typed anew since ``seen``: two people at once (R-8)."""
    own = {name: getattr(typed, name) for name in changed_fields(seen, typed)}
    return replace(stored, **own)


def change_words(before: ItemText, after: ItemText) -> str:
    """„Marktplatz“ 35 → 30 Minuten, or: „Marktplatz“ geändert: Titel, Notizen"""
    fields = changed_fields(before, after)
    if fields == ["minutes"]:
        return minutes_words(before.title, before.minutes, after.minutes)
    return f"„{before.title}“ geändert: {', '.join(FIELD_LABELS[name] for name in fields)}"


def minutes_words(title: str, before: int, after: int) -> str:
    """„Marktplatz“ 35 → 30 Minuten"""
    return f"„{title}“ {before} → {after} {'Minute' if after == 1 else 'Minuten'}"


class Follower(Protocol):
    """What the order needs to know of an item."""

    @property
    def parallel(self) -> bool: ...


F = TypeVar("F", bound=Follower)


def stepped(row: Sequence[F], here: int, *, up: bool) -> list[F]:
    """The items of a place with one of them a step up or down; the first and last stay.

    Those parallel to an item go with it, and it steps over the whole of the next ones.
    """
    block, rest = _lifted(row, here)
    there = max(here - 1, 0) if up else min(here + 1, len(rest))
    while not block[0].parallel and 0 < there < len(rest) and rest[there].parallel:
        there += -1 if up else 1
    return [*rest[:there], *block, *rest[there:]]


def put(row: Sequence[F], here: int, there: int) -> list[F]:
    """The items of a place with one of them, and those parallel to it, at the index ``there``.

    What would come between an item and those parallel to it comes behind them.
    """
    block, rest = _lifted(row, here)
    while not block[0].parallel and 0 < there < len(rest) and rest[there].parallel:
        there += 1
    return [*rest[:there], *block, *rest[there:]]


def _lifted(row: Sequence[F], here: int) -> tuple[list[F], list[F]]:
    over = here + 1 if row[here].parallel else group_end(row, here)
    return list(row[here:over]), [*row[:here], *row[over:]]


def group_end(row: Sequence[Follower], here: int) -> int:
    """The index behind an item and those parallel to it that stand behind it."""
    over = here + 1
    while over < len(row) and row[over].parallel:
        over += 1
    return over


def place_of(item: KitItem) -> Place:
    """Where a kit's item stands: only official items count into the duration."""
    if item.official:
        return Place.DURING
    return Place.AFTER if item.position == Position.AFTER else Place.BEFORE


def drift_sentence(total: int, planned: int) -> str:
    """How the agenda's end lies to the announced end (MOD2)."""
    difference = total - planned
    if not difference:
        return "Die Punkte füllen genau die geplante Zeit."
    amount = "1 Minute" if abs(difference) == 1 else f"{abs(difference)} Minuten"
    if difference < 0:
        return f"{amount} vor dem geplanten Ende"
    return f"{amount} über der geplanten Zeit"


def slot_length(minutes: int, slots: int) -> timedelta:
    """Time per pitch: whole minutes, or half ones where less than two minutes are left."""
    if minutes >= 2 * slots:
        return timedelta(minutes=minutes // slots)
    return max(timedelta(minutes=minutes) / slots // HALF_MINUTE * HALF_MINUTE, HALF_MINUTE)


def pitch_times(minutes: int, slots: int, begin: datetime) -> list[datetime]:
    """When each pitch of an item begins."""
    return [begin + number * slot_length(minutes, slots) for number in range(slots)]


def spread_slots(kit: Kit) -> list[int]:
    """How many pitches each item of the kit has room for, in the kit's order.

    The kit's places are divided evenly over the pitch items, the first ones get what is left
    over. A kit without pitch items discusses pitches in its longest work phases (Projektwerkstatt).
    """
    takers = [n for n, item in enumerate(kit.agenda) if item.kind == Kind.PITCH]
    if kit.pitch_slots and not takers:
        takers = list(_longest_work(kit.agenda))[: kit.pitch_slots]
    slots = [0] * len(kit.agenda)
    for number, taker in enumerate(takers):
        more = number < kit.pitch_slots % len(takers)
        slots[taker] = kit.pitch_slots // len(takers) + more
    return slots


def _longest_work(items: Sequence[KitItem]) -> Iterator[int]:
    work = [n for n, item in enumerate(items) if item.kind == Kind.WORK]
    longest = max((items[n].minutes for n in work), default=0)
    return (n for n in work if items[n].minutes == longest)


_BETWEEN_NAMES = re.compile(r"[,;\n]| und ")


def names_in(text: str) -> tuple[str, ...]:
    """The people of „Zoë Bauer, Cem Yıldırım und Ana“, each once."""
    names = (one.strip() for one in _BETWEEN_NAMES.split(text))
    return tuple(dict.fromkeys(name for name in names if name))


def access_words(
    step_free: bool | None, accessible_toilet: bool | None, hearing_loop: bool | None
) -> str:
    """What people need to know about access, also what is missing (domain.md 1.9)."""
    known = (
        (step_free, "stufenfrei erreichbar", "nicht stufenfrei"),
        (accessible_toilet, "barrierefreie Toilette", "keine barrierefreie Toilette"),
        (hearing_loop, "Höranlage", "keine Höranlage"),
    )
    return ", ".join(yes if value else no for value, yes, no in known if value is not None)


_SESSION_KINDS: dict[str, str] = {
    Kind.FORMALITIES: "Formalien", Kind.WELCOME: "Formalien", Kind.CLOSING: "Formalien",
    Kind.REPORT: "Bericht", Kind.INPUT: "Bericht", Kind.PITCH: "Bericht",
    Kind.DECISION: "Beschluss", Kind.VOTE: "Beschluss", Kind.BREAK: "Pause",
}  # fmt: skip


def session_kind(kind: str) -> str:
    """What an item of a session is: Bericht, Beratung, Beschluss or Formalien (domain.md 2.1)."""
    return _SESSION_KINDS.get(kind, "Beratung")


def part_label(kind: str, place: Place, title: str) -> str:
    """What the grey of a row means, in words; empty where the title says it."""
    if place != Place.DURING:
        return PLACE_LABELS[place]
    return "Pause" if kind == Kind.BREAK and "pause" not in title.lower() else ""


def deal_slots(
    wishes: Sequence[tuple[int, Spot | None]], free: Sequence[Spot]
) -> dict[int, Spot | None]:
    """Pitch id → slot: chosen ones first, all others the next free one in order; None: no room.

    A chosen slot that is not free (any more), or was chosen twice, falls back to the next free one.
    """
    left = list(free)
    dealt: dict[int, Spot | None] = {}
    for pitch_id, wish in wishes:
        if wish in left:
            left.remove(wish)
            dealt[pitch_id] = wish
    for pitch_id, _ in wishes:
        if pitch_id not in dealt:
            dealt[pitch_id] = left.pop(0) if left else None
    return dealt


def closed_up(positions: Sequence[int], slots: int) -> dict[int, int]:
    """Old position → new one when an item has only ``slots`` slots left; those missing lose theirs.

    Who keeps a valid position stays; the others fill what is free, in order.
    """
    stay = {position for position in positions if position < slots}
    free = iter(sorted(set(range(slots)) - stay))
    kept = {position: position for position in stay}
    for position in sorted(set(positions) - stay):
        new = next(free, None)
        if new is not None:
            kept[position] = new
    return kept


def shifted(order: Sequence[Spot], one: Spot, *, up: bool) -> Spot | None:
    """The neighbour with which ``one`` changes places; None at the edge."""
    there = list(order).index(one) + (-1 if up else 1)
    return order[there] if 0 <= there < len(order) else None
