"""What differs between two agendas as participants see them, from plain values."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import time
from typing import Any

from app.agenda.rules import PLACE_LABELS, Place
from app.kits.schema import Kind

FIELD_LABELS = {
    "title": "Titel",
    "kind": "Art",
    "minutes": "Minuten",
    "starts": "Fester Beginn",
    "parallel": "Läuft nebenher",
    "place": "Wann",
    "role": "Rolle",
    "person": "Name",
    "public": "Für Teilnehmende",
    "public_text": "Erklärung",
    "materials": "Anlagen",
    "pitch_slots": "Zahl der Pitches",
    "reports": "Berichte",
}


@dataclass(frozen=True, kw_only=True)
class SeenItem:
    """What participants can learn of an item. Of one that only the team sees: how long it is."""

    id: int
    place: Place
    title: str
    kind: str
    minutes: int
    starts: time | None = None
    parallel: bool = False
    role: str = ""
    person: str = ""
    public: bool = True
    public_text: str = ""
    materials: tuple[str, ...] = ()
    pitch_slots: int = 0
    reports: tuple[str, ...] = ()
    """Titles of the ideas that report in it."""


def as_seen(item: SeenItem, *, session: bool) -> SeenItem:
    """The item without what participants do not see.

    ``session``: its members also read who presents an item, and its annexes (domain.md 2.1).
    """
    if not item.public:
        kind = item.kind if item.kind == Kind.BUFFER else ""
        item = replace(item, title="", kind=kind, public_text="", reports=())
    if session and item.public:
        return item
    return replace(item, role="", person="", materials=())


def to_data(items: Sequence[SeenItem]) -> list[dict[str, Any]]:
    """As JSON keeps them."""
    return [
        asdict(item) | {"starts": f"{item.starts:%H:%M}" if item.starts else None} for item in items
    ]


def from_data(rows: Sequence[dict[str, Any]]) -> tuple[SeenItem, ...]:
    """The items of ``to_data``, also after a way through JSON."""
    return tuple(
        SeenItem(
            **row
            | {
                "place": Place(row["place"]),
                "starts": time.fromisoformat(row["starts"]) if row["starts"] else None,
                "materials": tuple(row["materials"]),
                "reports": tuple(row["reports"]),
            }
        )
        for row in rows
    )


@dataclass(frozen=True)
class Difference:
    """How one agenda becomes another; positions count in the new one, from 0."""

    removed: tuple[int, ...] = ()
    added: tuple[tuple[int, SeenItem], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    """Position and id of each item that has another order."""
    changed: tuple[SeenItem, ...] = ()
    """New values of items that were there before."""

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.moved or self.changed)

    @property
    def count(self) -> int:
        """How many items differ; one that moved and changed counts once."""
        same = {item_id for _, item_id in self.moved} | {item.id for item in self.changed}
        return len(self.removed) + len(self.added) + len(same)


def difference(before: Sequence[SeenItem], after: Sequence[SeenItem]) -> Difference:
    """What turns ``before`` into ``after``, with as few moves as there can be."""
    old = {item.id: item for item in before}
    new_order = {item.id: place for place, item in enumerate(after)}
    common = [item.id for item in before if item.id in new_order]
    settled = _in_order([new_order[item_id] for item_id in common])
    return Difference(
        removed=tuple(item.id for item in before if item.id not in new_order),
        added=tuple((place, item) for place, item in enumerate(after) if item.id not in old),
        moved=tuple(
            (place, item.id)
            for place, item in enumerate(after)
            if item.id in old and place not in settled
        ),
        changed=tuple(item for item in after if item.id in old and item != old[item.id]),
    )


def applied(before: Sequence[SeenItem], step: Difference) -> tuple[SeenItem, ...]:
    """The agenda after the step; ``applied(a, difference(a, b)) == b``."""
    now = {item.id: item for item in [*before, *step.changed]}
    away = {*step.removed, *(item_id for _, item_id in step.moved)}
    order = [item.id for item in before if item.id not in away]
    coming = [(place, item.id) for place, item in step.added] + list(step.moved)
    for place, item_id in sorted(coming):
        order.insert(place, item_id)
    now |= {item.id: item for _, item in step.added}
    return tuple(now[item_id] for item_id in order)


def _in_order(places: Sequence[int]) -> set[int]:
    """The most of these places that stand in rising order: their items need not move."""
    ends: list[int] = []
    lasts: list[int] = []
    before: list[int | None] = []
    for number, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(lasts[length - 1] if length else None)
        ends[length:] = [place]
        lasts[length:] = [number]
    found = set()
    at = lasts[-1] if lasts else None
    while at is not None:
        found.add(places[at])
        at = before[at]
    return found


def changed_fields(before: SeenItem, after: SeenItem) -> list[tuple[str, str, str]]:
    """(label, old, new) for each field that differs, in words."""
    return [
        (label, _in_words(name, getattr(before, name)), _in_words(name, getattr(after, name)))
        for name, label in FIELD_LABELS.items()
        if getattr(before, name) != getattr(after, name)
    ]


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, time):
        return f"{value:%H:%M}\N{NO-BREAK SPACE}Uhr"
    if isinstance(value, tuple):
        return ", ".join(value) or "–"
    if name == "place":
        return PLACE_LABELS[value]
    if name == "kind":
        return {one.value: one.label for one in Kind}.get(value, "–")
    return str(value) if value not in ("", None) else "–"
