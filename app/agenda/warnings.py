"""What may be wrong with an agenda, in sentences. Nothing here forbids anything (domain.md 1.4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import combinations

from app.agenda.rules import Place, drift_sentence
from app.agenda.timetable import Slot
from app.core.words import count, listing, plain_key, time_of
from app.kits.schema import Kind, Method

LONGEST_STRETCH = 90
"""Minutes without a break (domain.md 1.4)."""
REST = 10
"""So many free minutes are a break."""
INPUT_SHARE = 0.2
"""Talks take no more of the meeting than this (domain.md 1.4)."""


@dataclass(frozen=True)
class Notice:
    """A sentence, and the items it is about."""

    text: str
    items: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An item with its times, as far as the warnings look at it."""

    id: int
    title: str
    kind: str
    slot: Slot
    place: Place = Place.DURING
    method: str = Method.NONE
    role: str = ""
    people: tuple[str, ...] = ()
    own: bool = False
    """It names its people itself: they do not come from its role."""
    starts: time | None = None
    free_slots: int = 0
    """Places for pitches that nobody has."""
    pitch_slots: int = 0


@dataclass(frozen=True)
class _Duty:
    """Somebody has to be somewhere; ``item`` is None for a role that lasts the whole meeting."""

    role: str
    begin: datetime
    end: datetime
    item: Planned | None

    def overlaps(self, other: "_Duty") -> bool:
        return self.begin < other.end and other.begin < self.end


def notices(
    items: Sequence[Planned],
    roles: Mapping[str, Sequence[str]],
    *,
    total: int,
    planned: int,
    pitches_closed: bool,
) -> list[Notice]:
    """All warnings, the weightiest first.

    ``roles``: title → names. ``total`` and ``planned``: minutes. ``pitches_closed``: no more
    pitches come in, so that a free place stays free.
    """
    found = [] if total == planned else [Notice(drift_sentence(total, planned))]
    found += _missed(items)
    found += _people(items, roles)
    found += _stretches(items)
    found += _talks(items, total)
    return found + (_pitches(items) if pitches_closed else [])


def _missed(items: Sequence[Planned]) -> list[Notice]:
    return [
        Notice(
            f"„{one.title}“ beginnt {count(abs(one.slot.late), 'Minute', 'Minuten')} "
            f"{'nach' if one.slot.late > 0 else 'vor'} dem festen Beginn "
            f"{time_of(one.starts)}\N{NO-BREAK SPACE}Uhr.",
            (one.id,),
        )
        for one in items
        if one.slot.late and one.starts
    ]


def _people(items: Sequence[Planned], roles: Mapping[str, Sequence[str]]) -> list[Notice]:
    found: dict[str, Notice] = {}
    for name, duties in _duties(items, roles).items():
        for notice in (*_twice(name, duties), *_leads_and_writes(name, duties)):
            found.setdefault(notice.text, notice)
    return list(found.values())


def _duties(items: Sequence[Planned], roles: Mapping[str, Sequence[str]]) -> dict[str, list[_Duty]]:
    """Name as it was typed first → where this person has to be."""
    spelled: dict[str, str] = {}
    found: dict[str, list[_Duty]] = {}
    for person, duty in (*_at_items(items), *_all_evening(items, roles)):
        name = spelled.setdefault(plain_key(person), person)
        found.setdefault(name, []).append(duty)
    return found


def _at_items(items: Sequence[Planned]) -> Iterator[tuple[str, _Duty]]:
    for one in items:
        for person in one.people:
            yield person, _Duty(one.role, one.slot.begin, one.slot.end, one)


def _all_evening(
    items: Sequence[Planned], roles: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, _Duty]]:
    """A role that no item names lasts from begin to end."""
    during = [one.slot for one in items if one.place == Place.DURING]
    if not during:
        return
    begin, end = min(slot.begin for slot in during), max(slot.end for slot in during)
    used = {one.role for one in items}
    for title, people in roles.items():
        for person in people if title not in used else ():
            yield person, _Duty(title, begin, end, None)


def _twice(name: str, duties: Sequence[_Duty]) -> Iterator[Notice]:
    for one, other in combinations(duties, 2):
        if not one.overlaps(other) or _shared(one, other):
            continue
        if one.item and other.item:
            text = f"{name} ist gleichzeitig bei „{one.item.title}“ und „{other.item.title}“."
            yield Notice(text, (one.item.id, other.item.id))
        elif one.role != other.role and not _is_lead_and_minutes({one.role, other.role}):
            first, second = sorted([one.role, other.role])
            yield Notice(f"{name} hat zur selben Zeit zwei Rollen: {first} und {second}.")


def _shared(one: _Duty, other: _Duty) -> bool:
    """Several people have the role and can share the items out among themselves."""
    if one.item is None or other.item is None or one.role != other.role:
        return False
    return not one.item.own and not other.item.own and len(one.item.people) > 1


def _leads_and_writes(name: str, duties: Sequence[_Duty]) -> Iterator[Notice]:
    """Whoever leads cannot write the minutes (domain.md 1.7)."""
    if _is_lead_and_minutes({duty.role for duty in duties}):
        text = f"{name} hat Moderation und Protokoll. Geben Sie das Protokoll jemand anderem."
        yield Notice(text, tuple(one.item.id for one in duties if one.item and _writes(one.role)))


def _is_lead_and_minutes(titles: set[str]) -> bool:
    return any(map(_leads, titles)) and any(map(_writes, titles))


def _leads(title: str) -> bool:
    return title.startswith("Moderation") or "Sitzungsleitung" in title


def _writes(title: str) -> bool:
    return title.startswith("Protokoll")


def _stretches(items: Sequence[Planned]) -> list[Notice]:
    """Where there is no break for more than 90 minutes."""
    found: list[Notice] = []
    stretch: list[Planned] = []
    for one in [one for one in items if one.place == Place.DURING]:
        rests = one.kind == Kind.BREAK and not one.slot.parallel
        if stretch and (rests or one.slot.gap >= REST):
            found += _too_long(stretch)
            stretch = []
        if not rests:
            stretch.append(one)
    return found + _too_long(stretch)


def _too_long(stretch: Sequence[Planned]) -> list[Notice]:
    if not stretch:
        return []
    begin, end = stretch[0].slot.begin, max(one.slot.end for one in stretch)
    minutes = int((end - begin).total_seconds() // 60)
    if minutes <= LONGEST_STRETCH:
        return []
    text = f"Von {time_of(begin)} bis {time_of(end)}\N{NO-BREAK SPACE}Uhr fehlt eine Pause: "
    return [Notice(f"{text}{minutes} Minuten am Stück.", (stretch[0].id,))]


def _talks(items: Sequence[Planned], total: int) -> list[Notice]:
    talks = [
        one
        for one in items
        if one.place == Place.DURING
        and (one.kind == Kind.INPUT or one.method == Method.SHORT_INPUT)
    ]
    minutes = sum(one.slot.minutes for one in talks)
    if minutes <= INPUT_SHARE * total:
        return []
    text = f"Vorträge dauern {minutes} von {total} Minuten, das ist mehr als ein Fünftel der Zeit."
    return [Notice(text, tuple(one.id for one in talks))]


def _pitches(items: Sequence[Planned]) -> list[Notice]:
    free = [one for one in items if one.free_slots]
    if not free:
        return []
    slots, left = sum(one.pitch_slots for one in items), sum(one.free_slots for one in free)
    places = listing([f"„{one.title}“" for one in free])
    words = "ist 1 frei" if left == 1 else f"sind {left} frei"
    text = f"Von {count(slots, 'Platz', 'Plätzen')} für Pitches {words}: {places}."
    return [Notice(text, tuple(one.id for one in free))]
