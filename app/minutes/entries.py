"""Writing entries of the minutes. Every change happens under the lock of the minutes."""

from dataclasses import dataclass, replace
from typing import Any

from app.access.actions import Actor
from app.contacts.finding import only_person_named, person_chosen
from app.contacts.queries import same_person
from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.errors import Conflict, Gone, NotFound, RuleBroken
from app.core.tokens import random_token
from app.core.words import plain_key
from app.floor.queries import came_on_a_card
from app.ideas import actions as ideas
from app.ideas.queries import idea_by_id, idea_by_number, values_of
from app.ideas.rules import IdeaValues, idea_texts
from app.meetings.models import Meeting
from app.minutes import entry_queries, queries
from app.minutes.entry_rules import Typed, free_number, name_and_address
from app.minutes.models import Entry, Minutes
from app.minutes.rules import PREFIXES, EntryKind, EntryValues, check_entry, check_typed
from app.minutes.writing import open_for_writing

FASTER = (
    "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie die Unterschiede und speichern Sie noch einmal."
)
BOTH = "Jemand anderes hat diesen Eintrag inzwischen geändert. Wählen Sie, was gelten soll."
NEWER = (
    "Jemand anderes hat diesen Eintrag inzwischen geändert. Lesen Sie ihn noch einmal, bevor Sie "
    "ihn entfernen."
)
REMOVED = "Dieser Eintrag wurde inzwischen entfernt. Ihr Text steht noch hier."
ERASED = (
    "Wer: Diese Person steht nicht mehr im Adressbuch, zum Beispiel weil sie um Löschung gebeten "
    "hat. Wählen Sie jemand anderen."
)


def add_entry(
    meeting_id: int,
    item_id: int,
    values: EntryValues,
    *,
    actor: Actor,
    key: str = "",
    idea_id: int | None = None,
) -> int:
    """Note a result below a heading; an idea enters the register at once. Returns its id.

    ``idea_id``: the idea stands in the register already, for example from a card of the room.
    The same values with the same ``key`` find the entry that is there: a button pressed twice.
    Raises ``RuleBroken`` naming the field, ``NotFound``.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        typed = Typed(key=key or random_token(), device="", item_id=item_id, values=values)
        known = entry_queries.entry_by_key(typed.key)
        if known is not None:
            if known.item_id == item_id and _came_from(known, typed):
                return known.id
            typed = replace(typed, key=random_token())
        return _note(minutes, typed, actor, idea_id).id


def save_entry(meeting_id: int, typed: Typed, *, actor: Actor) -> Entry:
    """Write what an open page has typed so far: a new entry, or its newer text.

    Sent again it changes nothing. Raises ``Conflict`` when another page has written the entry
    since this one saw it, ``Gone`` when it was removed, ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        entry = entry_queries.entry_by_key(typed.key)
        if entry is None:
            if typed.seen:
                raise Gone(REMOVED)
            return _note(minutes, typed, actor)
        if entry.item.minutes_id != minutes.id:
            raise NotFound(REMOVED)
        if not _says(entry, typed.values) or typed.person_id not in (None, entry.person_id):
            if typed.seen != entry.version and typed.device != entry.device:
                raise Conflict(BOTH)
            _rewrite(minutes, entry, typed, actor)
        return entry


def change_entry(
    meeting_id: int, entry_id: int, values: EntryValues, *, seen_version: int, actor: Actor
) -> None:
    """Write an entry anew; its idea in the register follows where nobody has edited it since.

    Raises ``Conflict`` when somebody else was faster, ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        minutes = open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        if entry.version != seen_version:
            raise Conflict(FASTER)
        typed = Typed(key=entry.key, device="", item_id=entry.item_id, values=values)
        _rewrite(minutes, entry, typed, actor)


def remove_entry(meeting_id: int, entry_id: int, *, seen_version: int, actor: Actor) -> None:
    """Take an entry out; an idea that nobody has touched since goes with it.

    Raises ``Conflict`` when somebody else has written the entry since.
    """
    with transaction():
        open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        if entry.version != seen_version:
            raise Conflict(NEWER)
        check_typed(EntryKind(entry.kind))
        idea_id = entry.idea_id if entry.kind == EntryKind.IDEA else None
        db.session.delete(entry)
        db.session.flush()
        if idea_id is not None:
            _take_back(idea_id, actor)


def move_entry(meeting_id: int, entry_id: int, *, up: bool) -> None:
    """Swap an entry with its neighbour below the same heading; at the ends nothing happens."""
    with transaction():
        open_for_writing(meeting_id)
        entry = queries.entry_of(meeting_id, entry_id)
        entries = queries.entries_of_item(entry.item_id)
        place = entries.index(entry)
        target = place + (-1 if up else 1)
        if not 0 <= target < len(entries):
            return
        entries.insert(target, entries.pop(place))
        for position, one in enumerate(entries, 1):
            one.position = position


def values_of_entry(entry: Entry) -> EntryValues:
    """An entry as plain data."""
    return EntryValues(
        kind=EntryKind(entry.kind),
        text=entry.text,
        person=entry.person,
        due=entry.due,
        note=entry.note,
    )


def _says(entry: Entry, values: EntryValues) -> bool:
    """Whether exactly this stands there already."""
    return values_of_entry(entry) == values


def _came_from(entry: Entry, typed: Typed) -> bool:
    """Whether this form, with a name and perhaps an address in it, made the entry as it is."""
    who = _who(typed, None)
    same_person = (who.person_id, who.email) == (entry.person_id, entry.person_email)
    return same_person and _says(entry, replace(typed.values, person=who.name))


@dataclass(frozen=True)
class Who:
    """Who is meant by what was typed: a known person, or a name with perhaps an address."""

    name: str
    person_id: int | None = None
    email: str = ""


def _who(typed: Typed, entry: Entry | None) -> Who:
    """Raises ``RuleBroken`` for half an address, and for somebody who was erased."""
    name, address = name_and_address(typed.values.person)
    if not name:
        return Who("")
    if typed.person_id is not None:
        chosen = person_chosen(typed.person_id)
        if chosen is None:
            raise RuleBroken(ERASED, "person")
        if plain_key(chosen.full_name) == plain_key(name):
            return Who(name, chosen.id)
    if address:
        known = same_person(plain_key(address), plain_key(name))
        return Who(name, known.id) if known else Who(name, None, address)
    if entry is not None and plain_key(entry.person) == plain_key(name):
        return Who(name, entry.person_id, entry.person_email)
    return Who(name, only_person_named(name))


def _note(minutes: Minutes, typed: Typed, actor: Actor, idea_id: int | None = None) -> Entry:
    item = queries.item_of(minutes.meeting_id, typed.item_id)
    entry = Entry(
        item_id=item.id,
        key=typed.key,
        position=entry_queries.last_position(item.id) + 1,
        number=_number(typed.values.kind, minutes.meeting),
    )
    values = _write(minutes, entry, typed, _who(typed, None), actor)
    if values.kind == EntryKind.IDEA:
        entry.idea_id = idea_id or _note_idea(values, minutes.meeting, actor)
    db.session.add(entry)
    db.session.flush()
    return entry


def _rewrite(minutes: Minutes, entry: Entry, typed: Typed, actor: Actor) -> None:
    before = values_of_entry(entry)
    check_typed(before.kind)
    after = _write(minutes, entry, typed, _who(typed, entry), actor)
    _follow_idea(entry, before, after, minutes.meeting, actor)
    if after.kind != before.kind:
        entry.number = None
        db.session.flush()
        entry.number = _number_again(entry) or _number(after.kind, minutes.meeting)
    entry.version += 1
    db.session.flush()


def _write(minutes: Minutes, entry: Entry, typed: Typed, who: Who, actor: Actor) -> EntryValues:
    """Returns the values as they stand in the entry now. Raises ``RuleBroken``."""
    values = replace(typed.values, person=who.name)
    check_entry(values)
    entry.kind, entry.text, entry.note = values.kind, values.text, values.note
    entry.person, entry.person_id, entry.person_email = who.name, who.person_id, who.email
    entry.due = values.due
    entry.device, entry.change = typed.device or random_token(), minutes.version
    entry.changed_at, entry.changed_by = clock.now(), actor.name
    return values


def _number_again(entry: Entry) -> str | None:
    """The number under which people have read this entry when it was of this kind."""
    read = [one for one in entry_queries.read_as(entry) if one.kind == entry.kind]
    return read[-1].number if read else None


def _number(kind: EntryKind, meeting: Meeting) -> str | None:
    if kind not in PREFIXES:
        return None
    one_at_a_time("entry-number")
    start = f"{PREFIXES[kind]}-{meeting.day.year}-"
    released = entry_queries.numbers_released(start)
    return free_number(kind, meeting.day.year, released, entry_queries.numbers_drafted(start))


def _note_idea(values: EntryValues, meeting: Meeting, actor: Actor) -> int:
    title, summary = idea_texts(values.text)
    idea = ideas.note_idea(
        IdeaValues(title=title, summary=summary, contact_name=values.person),
        actor=actor,
        source="meeting",
        meeting_id=meeting.id,
        submitted_on=min(meeting.day, clock.today()),
    )
    return idea.id


def _follow_idea(
    entry: Entry, before: EntryValues, after: EntryValues, meeting: Meeting, actor: Actor
) -> None:
    """Keep the register in step with an entry that is, was or becomes an idea."""
    if EntryKind.IDEA not in (before.kind, after.kind):
        return
    if after.kind != EntryKind.IDEA:
        idea_id, entry.idea_id = entry.idea_id, None
        if idea_id is not None:
            db.session.flush()
            _take_back(idea_id, actor)
    elif entry.idea_id is None:
        entry.idea_id = _idea_again(entry) or _note_idea(after, meeting, actor)
    else:
        _change_idea(entry.idea_id, before, after, actor)


def _idea_again(entry: Entry) -> int | None:
    """The idea under whose number people have read this entry."""
    read = [one.idea for one in entry_queries.read_as(entry) if one.idea]
    return idea_by_number(read[-1]).id if read else None


def _take_back(idea_id: int, actor: Actor) -> None:
    """An idea stays that came on a card of the room, or whose number people have read."""
    if not came_on_a_card(idea_id) and not entry_queries.was_read(idea_by_id(idea_id).number):
        ideas.take_back(idea_id, actor=actor)


def _change_idea(idea_id: int, before: EntryValues, after: EntryValues, actor: Actor) -> None:
    """Only what still stands there as it was noted; the register's own edits win."""
    now = values_of(idea_by_id(idea_id))
    old, new = (*idea_texts(before.text), before.person), (*idea_texts(after.text), after.person)
    names = ("title", "summary", "contact_name")
    told: dict[str, Any] = {
        name: wanted
        for name, was, wanted in zip(names, old, new, strict=True)
        if getattr(now, name) == was
    }
    ideas.reword_idea(idea_id, replace(now, **told), actor=actor)
