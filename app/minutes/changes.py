"""What differs between two versions of minutes, in words (pure)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.core.words import listing
from app.minutes.content import Content, EntryContent, ItemContent
from app.minutes.rules import EntryKind

HEAD = {
    "kind": "Art des Protokolls", "title": "Titel", "topic": "Thema", "office": "Stelle",
    "day": "Datum", "place": "Ort", "began": "Beginn", "ended": "Ende", "people": "Teilnehmende",
    "excused": "Entschuldigt", "quorum": "Beschlussfähigkeit", "chair": "Leitung",
    "keeper": "Protokoll", "summary": "Zusammenfassung", "readers": "Verteiler",
}  # fmt: skip
LONGEST = 1000

Places = dict[int, tuple[int, EntryContent]]


def changes(before: Content, after: Content) -> list[str]:
    """One sentence for each kind of change, none when both say the same.

    The next meeting and earlier tasks do not count: they are looked up anew with each release.
    """
    parts = {
        "Neu": _named(after, _new(before, after)),
        "Geändert": _named(after, _changed(before, after)),
        "Entfernt": _named(before, _new(after, before)),
        "Punkte": list(_headings(before, after)),
        "Kopf": [name for key, name in HEAD.items() if getattr(before, key) != getattr(after, key)],
    }
    said = [f"{label}: {listing(_once(words))}." for label, words in parts.items() if words]
    same = replace(before, following=after.following, carried=after.carried)
    if not said and same != after:
        said = ["Die Reihenfolge ist geändert."]
    return said


def suggested_note(before: Content, after: Content) -> str:
    """What changed, to be put into better words by a person; at most 1,000 letters."""
    words = " ".join(changes(before, after))
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 2]} …"


def _entries(content: Content) -> Places:
    """Each entry with the place of its heading, from 1."""
    return {
        entry.id: (place, entry)
        for place, item in enumerate(content.items, 1)
        for entry in item.entries
    }


def _new(before: Content, after: Content) -> list[int]:
    known = _entries(before)
    return [entry_id for entry_id in _entries(after) if entry_id not in known]


def _changed(before: Content, after: Content) -> list[int]:
    old, headings = _entries(before), {item.id for item in before.items}
    homes = {entry.id: item.id for item in before.items for entry in item.entries}
    return [
        entry.id
        for item in after.items
        for entry in item.entries
        if entry.id in old
        and (old[entry.id][1] != entry or (homes[entry.id] != item.id and item.id in headings))
    ]


def _named(content: Content, entry_ids: Iterable[int]) -> list[str]:
    places = _entries(content)
    return [_name(*places[entry_id]) for entry_id in entry_ids]


def _name(place: int, entry: EntryContent) -> str:
    """Vereinbarung V-2027-02; what has no number is found by its heading."""
    label = EntryKind(entry.kind).label
    number = entry.number or entry.idea
    return f"{label} {number}" if number else f"{label} bei Punkt {place}"


def _headings(before: Content, after: Content) -> Iterator[str]:
    old, new = ({item.id: item for item in one.items} for one in (before, after))
    for item_id, item in new.items():
        if item_id not in old:
            yield f"„{item.title}“ ist neu"
        else:
            yield from _heading(old[item_id], item)
    yield from (f"„{item.title}“ fehlt jetzt" for key, item in old.items() if key not in new)
    if before.photos != after.photos:
        yield "andere Fotos"


def _heading(before: ItemContent, after: ItemContent) -> Iterator[str]:
    if before.title != after.title:
        yield f"„{before.title}“ heißt jetzt „{after.title}“"
    if before.postponed != after.postponed:
        yield f"„{after.title}“ ist {'vertagt' if after.postponed else 'nicht mehr vertagt'}"
    if before.photos != after.photos:
        yield f"andere Fotos bei „{after.title}“"


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
