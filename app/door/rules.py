"""Who is there: when the door is open, which of two marks counts, who is meant by a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate

from app.core.errors import RuleBroken
from app.core.words import sort_key
from app.registrations.rules import Attendance

ONE_DAY = timedelta(days=1)
OLDEST_MARK = timedelta(days=2)
"""A device cannot have kept a mark for longer: the door is open for three days."""
HAPPENED = timedelta(minutes=1)
"""What waited this long on a device for the network has happened: the guest is inside."""
WALK_IN = "walk_in"
"""Source of a registration that was made at the door."""
LONGEST_NAME = 200
MOST_LINES = 400
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
OTHERS = " und andere"
GROUP = 20
"""About so many names of a printed list stand below one heading."""
STATE_WORDS = {
    Attendance.UNKNOWN: "offen",
    Attendance.PRESENT: "da",
    Attendance.EXCUSED: "entschuldigt",
    Attendance.ABSENT: "fehlt",
}
FULL = (
    "Alle Plätze sind besetzt. Bitte fragen Sie die Geschäftsstelle: "
    "Sie kann weitere Gäste zulassen."
)


class DoorState(StrEnum):
    """Whether the list of a meeting can be used."""

    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Marker:
    """Who marks: a member of the team by name, or a device by the label of its link."""

    name: str
    link_id: int | None = None


@dataclass(frozen=True)
class Mark:
    """One press: for whom, what, with a key of its own, and how long ago it was."""

    registration_id: int
    what: Attendance
    key: str
    age: timedelta = timedelta()


@dataclass(frozen=True)
class Guest:
    """Somebody who just comes: two fields, and what may be added."""

    name: str
    sector: str = ""
    email: str = ""
    organisation: str = ""
    wants_invitations: bool = False
    on_contact_list: bool = False


@dataclass(frozen=True)
class Entry:
    """A line of the door list. It has no field for anything that the door may not see."""

    id: int
    first_name: str
    last_name: str
    organisation: str
    no_photo: bool
    walk_in: bool
    state: Attendance

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def letter(self) -> str:
        """The heading below which the name stands; # for what begins with no letter."""
        first = sort_key(self.last_name)[0][:1].upper()
        return first if first.isalpha() else "#"

    @property
    def search_key(self) -> str:
        """Name and organisation without capitals and accents."""
        return sort_key(f"{self.full_name} {self.organisation}")[0]

    @property
    def state_words(self) -> str:
        return STATE_WORDS[self.state]


@dataclass(frozen=True)
class Numbers:
    """How many stand on the list, and how many of them are known to be what."""

    expected: int = 0
    """People on the list without those who just came."""
    present: int = 0
    """Of those expected."""
    excused: int = 0
    absent: int = 0
    guests: int = 0
    """Guests without registration who are there."""

    @property
    def there(self) -> int:
        """Everybody in the room."""
        return self.present + self.guests

    @property
    def open(self) -> int:
        return self.expected - self.present - self.excused - self.absent

    @property
    def seats_needed(self) -> int:
        """Whoever is there or may still come."""
        return self.present + self.open + self.guests


def by_letter(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """Sorted entries below the letter that their surname begins with."""
    groups: dict[str, list[Entry]] = {}
    for one in entries:
        groups.setdefault(one.letter, []).append(one)
    return list(groups.items())


@dataclass(frozen=True)
class LetterGroup:
    """A part of a printed list: surnames that begin with neighbouring letters."""

    letters: str
    """„A–F“, „S“; what begins with no letter of the alphabet: „T–Z und andere“."""
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Desk:
    """The printed list of one counter at the door."""

    letters: str
    groups: tuple[LetterGroup, ...]

    @property
    def number(self) -> int:
        """How many people the counter waits for."""
        return sum(len(group.entries) for group in self.groups)


Letters = Sequence[tuple[str, list[Entry]]]


def desks(entries: Sequence[Entry], number: int) -> list[Desk]:
    """Sorted entries dealt out to so many counters, about equally many for each.

    No letter is torn apart, so there may be fewer counters; each letter has exactly one.
    """
    letters = _by_first_letter(entries)
    return [Desk(span, _groups(span, part)) for span, part in _parts(letters, number, "A", "Z")]


def _by_first_letter(entries: Sequence[Entry]) -> Letters:
    """As ``by_letter``; what is no letter from A to Z stands at the end, below the last letter."""
    found = by_letter(entries)
    others = [one for letter, some in found if letter not in ALPHABET for one in some]
    known = [(letter, some) for letter, some in found if letter in ALPHABET]
    if not others:
        return known
    *before, (last, some) = known or [("A", [])]
    return [*before, (last, [*some, *others])]


def _people(letters: Letters) -> tuple[Entry, ...]:
    return tuple(one for _, some in letters for one in some)


def _groups(span: str, letters: Letters) -> tuple[LetterGroup, ...]:
    """The letters of one counter below headings of about a page each."""
    if not letters:
        return ()
    first, last = span.removesuffix(OTHERS)[0], span.removesuffix(OTHERS)[-1]
    parts = _parts(letters, round(len(_people(letters)) / GROUP), first, last)
    return tuple(LetterGroup(named, _people(part)) for named, part in parts)


def _parts(letters: Letters, number: int, first: str, last: str) -> list[tuple[str, Letters]]:
    """Neighbouring letters in so many parts, with words that leave out no letter in between."""
    begins = even_cuts([len(some) for _, some in letters], number)
    parts = [letters[a:b] for a, b in zip(begins, [*begins[1:], len(letters)], strict=True)]
    heads = [first, *(part[0][0] for part in parts[1:])]
    named = []
    for part, begin, following in zip(parts, heads, [*heads[1:], ""], strict=True):
        end = ALPHABET[ALPHABET.index(following) - 1] if following else last
        named.append((_span(begin, end, part), part))
    return named


def _span(first: str, last: str, letters: Letters) -> str:
    """„A–F“, for one letter „S“; told when other signs stand there too."""
    others = any(one.letter not in ALPHABET for one in _people(letters))
    return (first if first == last else f"{first}–{last}") + (OTHERS if others else "")


def guest_lines(expected: int) -> int:
    """Empty lines for guests at the end of a counter's list: 6 to 12, which stay on one page."""
    return min(12, max(6, expected // 10))


def even_cuts(counts: Sequence[int], parts: int) -> list[int]:
    """Where each of so many parts begins, so that their sums are about equal; never an empty one.

    [5, 1, 4, 2] in two parts: [0, 2].
    """
    parts = max(1, min(parts, len(counts)))
    sums, begins = [0, *accumulate(counts)], [0]
    for part in range(1, parts):
        wanted = sums[-1] * part / parts
        possible = range(begins[-1] + 1, len(counts) - (parts - part) + 1)
        begins.append(min(possible, key=lambda index: abs(sums[index] - wanted)))
    return begins


def door_state(day: date, today: date, *, called_off: bool) -> DoorState:
    """The list can be used from the day before the meeting until the day after it."""
    if called_off:
        return DoorState.CANCELLED
    if today < day - ONE_DAY:
        return DoorState.NOT_YET
    return DoorState.OVER if today > day + ONE_DAY else DoorState.OPEN


def check_door(state: DoorState, *, team: bool) -> None:
    """Raise ``RuleBroken`` when nobody can be marked; the team may do it later from paper."""
    if state is DoorState.CANCELLED:
        raise RuleBroken("Dieses Treffen fällt aus. Es gibt nichts abzuhaken.")
    if state is DoorState.NOT_YET:
        raise RuleBroken("Die Liste öffnet erst am Tag vor dem Treffen.")
    if state is DoorState.OVER and not team:
        raise RuleBroken("Dieses Treffen ist vorbei. Die Liste ist geschlossen.")


def pressed_at(now: datetime, age: timedelta) -> datetime:
    """When a mark was made: clocks of devices are wrong, so they say how long ago it was."""
    return now - min(max(age, timedelta()), OLDEST_MARK)


def counts_now(pressed: datetime, newest: datetime | None) -> bool:
    """Whether a mark decides: the newest press wins, whenever it arrives."""
    return newest is None or pressed >= newest


def check_places(capacity: int, numbers: Numbers, *, more: bool, age: timedelta) -> None:
    """Raise ``RuleBroken`` when no place is left for a guest and the office allows no more."""
    if more or age >= HAPPENED or numbers.seats_needed < capacity:
        return
    raise RuleBroken(FULL, "name")


def split_name(name: str) -> tuple[str, str]:
    """First name and surname of what was typed: "Mai, Nguyễn Thị" or "Nguyễn Thị Mai"."""
    last, comma, first = name.partition(",")
    if comma and last.strip() and first.strip():
        return first.strip(), last.strip()
    first, _, last = name.replace(",", " ").strip().rpartition(" ")
    return first.strip(), last.strip()


def words_of(name: str) -> list[str]:
    """The words of a name in the form in which names are compared."""
    return sort_key(name.replace(",", " "))[0].split()


def matches(name: str, entries: Sequence[Entry]) -> list[Entry]:
    """Who may be meant: the same words in any order, else words that begin with those typed."""
    typed = words_of(name)
    if not typed:
        return []
    known = [(entry, words_of(entry.full_name)) for entry in entries]
    same = [entry for entry, words in known if sorted(words) == sorted(typed)]
    return same or [entry for entry, words in known if _begin(typed, words)]


def _begin(typed: list[str], words: list[str]) -> bool:
    """Whether each typed word begins another word of the name; longest first, none used twice."""
    left = list(words)
    for begin in sorted(typed, key=len, reverse=True):
        found = next((word for word in left if word.startswith(begin)), None)
        if found is None:
            return False
        left.remove(found)
    return True


@dataclass(frozen=True)
class PaperLine:
    """A line of a paper list and who may be meant by it."""

    number: int
    text: str
    found: tuple[Entry, ...]

    @property
    def sure(self) -> bool:
        """One person only, and each word that was written is a whole word of the name."""
        typed = set(words_of(self.text))
        return len(self.found) == 1 and typed <= set(words_of(self.found[0].full_name))


def read_paper(text: str, entries: Sequence[Entry]) -> list[PaperLine]:
    """Each line with a name, once; raises ``RuleBroken`` for lines that are too many or long."""
    lines = dict.fromkeys(line.strip(" \t-–*•;") for line in text.splitlines())
    named = [line for line in lines if line]
    if not named:
        raise RuleBroken("Namen: Bitte schreiben Sie in jede Zeile einen Namen.", "names")
    if len(named) > MOST_LINES:
        raise RuleBroken(f"Namen: Höchstens {MOST_LINES} Zeilen sind auf einmal möglich.", "names")
    for line in named:
        if len(line) > LONGEST_NAME:
            raise RuleBroken(
                f"Namen: Die Zeile „{line[:40]}…“ ist zu lang. Bitte eine Zeile für jede Person.",
                "names",
            )
    return [PaperLine(i, line, tuple(matches(line, entries))) for i, line in enumerate(named)]
