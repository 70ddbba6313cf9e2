"""How well a search and an offer fit, from plain values; people read why, never a number.

Suggestions are for the office alone (domain.md 3.7): a person decides.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.core.words import listing, sort_key
from app.matching.rules import CardKind, CardState

ANSWER_POINTS, WORD_POINTS, FIELD_POINTS = 30, 4, 3
SIZE_POINTS, DAY_POINTS, DISTRICT_POINTS = 2, 2, 1
MOST_WORDS = 3
"""So many shared words count and are named."""
SHOWN = 10
LEAST_OVERLAP = 4
"""So many letters at an edge make two compounds kin: Lager and Lagerraum."""
ENOUGH = 0.8
"""An offer of so much of what is sought still fits."""
ENDINGS = ("ungen", "ung", "innen", "ern", "en", "em", "er", "es", "e", "n", "s")
DAYS = {
    "montag": "montags", "dienstag": "dienstags", "mittwoch": "mittwochs",
    "donnerstag": "donnerstags", "freitag": "freitags", "samstag": "samstags",
    "sonntag": "sonntags", "wochenend": "am Wochenende", "morgens": "morgens",
    "vormittag": "vormittags", "nachmittag": "nachmittags", "abend": "abends",
}  # fmt: skip
"""Beginning of a folded word → the time that it names."""
UNITS = {
    "quadratmeter": "Quadratmeter", "qm": "Quadratmeter", "m2": "Quadratmeter",
    "person": "Personen", "personen": "Personen", "leute": "Personen", "platz": "Plätze",
    "platze": "Plätze", "stunde": "Stunden", "stunden": "Stunden", "euro": "Euro",
    "kilo": "Kilogramm", "kg": "Kilogramm", "liter": "Liter", "meter": "Meter",
}  # fmt: skip
_STOPPED = """
    ab aber alle als am an andere auch auf aus bei beim bis brauche brauchen braucht bin da dafür
    damit das dass dein deine dem den der des die dies diese diesem diesen dieser dieses doch dort
    durch ein eine einem einen einer eines einmal er es etwa etwas für gegen gern gerne gibt gut
    habe haben hat hätte hier ich ihr ihre ihren im immer in ins ist ja jede jeden jeder jedes
    jetzt kann kein keine können man mehr mein meine mich mir mit möchte möchten monat nach nicht
    noch nur ob oder ohne pro rund schon sehr sein seine sich sie sind so sowie suche suchen sucht
    über um und uns unser unsere unter viel viele vom von vor war was weil wenn wer wie wieder wir
    wird wo woche wochen würde zu zum zur zwei drei biete bieten bietet hilfe helfe helfen zeit
    frei neu neue neuen ab jahr jahre tag tage pro circa ca bzw z b bitte eher ganz klein kleine
    groß große größe """
STOP_WORDS = frozenset(sort_key(word)[0] for word in _STOPPED.split())
"""Words that say nothing about what is sought, folded."""
NUMBER = re.compile(r"(\d{1,6}(?:[.,]\d{1,2})?)\s*(m²|m2|[a-zäöüß]+)")
LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A card as the ranking sees it; ``fields``: its own and those of its project."""

    id: int
    kind: CardKind
    text: str
    fields: frozenset[str] = frozenset()
    district: str = ""
    state: CardState = CardState.OPEN
    owner: str = ""
    """Who it belongs to; nobody is brought together with themselves. Empty: not known."""
    answers: int | None = None
    """Id of the card as an answer to which this one was handed in."""

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Stem → the word as it was typed first; without stop words, days, units."""
        return words_of(self.text)

    @cached_property
    def days(self) -> frozenset[str]:
        return frozenset(
            name
            for typed in LETTERS.findall(self.text)
            for begin, name in DAYS.items()
            if sort_key(typed)[0].startswith(begin)
        )

    @cached_property
    def amounts(self) -> Mapping[str, tuple[float, str]]:
        """Unit → the largest number with it, as a number and as typed."""
        found: dict[str, tuple[float, str]] = {}
        for typed, unit in NUMBER.findall(self.text.casefold()):
            name = UNITS.get(sort_key(unit.replace("²", "2"))[0])
            value = (float(typed.replace(",", ".")), typed)
            if name and value > found.get(name, (-1.0, "")):
                found[name] = value
        return found


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for a pair, with its weight and its words."""

    points: int
    text: str


@dataclass(frozen=True)
class Suggestion:
    """A card that fits, and why: the strongest reason first."""

    card_id: int
    reasons: tuple[Reason, ...]

    @property
    def points(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def sentence(self) -> str:
        """passt, weil: gleiches Handlungsfeld und gemeinsames Wort „Lager“"""
        return f"passt, weil: {listing([reason.text for reason in self.reasons])}"


def words_of(text: str) -> dict[str, str]:
    """Stem → the word as typed, in the order of the text."""
    found: dict[str, str] = {}
    for typed in LETTERS.findall(text):
        if short := _stem_of(typed):
            found.setdefault(short, typed)
    return found


@lru_cache(maxsize=10_000)
def _stem_of(typed: str) -> str:
    """Empty for words that say nothing about what is sought."""
    folded = sort_key(typed)[0]
    if len(folded) < 3 or folded in STOP_WORDS or folded in UNITS or _is_day(folded):
        return ""
    return stem(folded)


def _is_day(folded: str) -> bool:
    return folded.startswith(tuple(DAYS))


def stem(folded: str) -> str:
    """The word without its ending, as long as four letters stay."""
    for ending in ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= LEAST_OVERLAP:
            return folded.removesuffix(ending)
    return folded


def akin(one: str, other: str) -> bool:
    """The same stem, or one stands at an edge of the other: lager, lagerraum, vereinslager."""
    if one == other:
        return True
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) >= LEAST_OVERLAP and (long.startswith(short) or long.endswith(short))


def reasons(one: Wish, other: Wish) -> tuple[Reason, ...]:
    """What speaks for these two, the same in both directions. Empty: they do not fit.

    Only a search and an offer that are open and do not belong to one person can fit. A district
    or a day alone is no reason to bring people together.
    """
    if one.kind is other.kind or one.id == other.id or not _are_free(one, other):
        return ()
    search, offer = (one, other) if one.kind is CardKind.SEARCH else (other, one)
    strong = [
        *_answer(search, offer), *_shared_words(search, offer), *_shared_field(search, offer)
    ]  # fmt: skip
    if not strong:
        return ()
    weak = [*_size(search, offer), *_shared_days(search, offer), *_shared_district(search, offer)]
    return tuple(sorted((*strong, *weak), key=lambda reason: (-reason.points, reason.text)))


def _are_free(one: Wish, other: Wish) -> bool:
    if one.owner and one.owner == other.owner:
        return False
    return one.state is CardState.OPEN and other.state is CardState.OPEN


def _answer(search: Wish, offer: Wish) -> Iterable[Reason]:
    if search.answers == offer.id or offer.answers == search.id:
        yield Reason(ANSWER_POINTS, "eine Karte antwortet auf die andere")


def _shared_words(search: Wish, offer: Wish) -> Iterable[Reason]:
    pairs = sorted(
        (mine, theirs) for mine in search.words for theirs in offer.words if akin(mine, theirs)
    )
    named: dict[str, str] = {}
    for mine, theirs in pairs:
        named.setdefault(mine, _words(search.words[mine], offer.words[theirs]))
    return [Reason(WORD_POINTS, named[mine]) for mine in sorted(named)[:MOST_WORDS]]


def _words(mine: str, theirs: str) -> str:
    if sort_key(mine)[0] == sort_key(theirs)[0]:
        return f"gemeinsames Wort „{mine}“"
    return f"ähnliche Wörter „{mine}“ und „{theirs}“"


def _shared_field(search: Wish, offer: Wish) -> Iterable[Reason]:
    if (search.fields & offer.fields) - {""}:
        yield Reason(FIELD_POINTS, "gleiches Handlungsfeld")


def _size(search: Wish, offer: Wish) -> Iterable[Reason]:
    for unit in sorted(search.amounts.keys() & offer.amounts.keys()):
        (wanted, typed), (offered, shown) = search.amounts[unit], offer.amounts[unit]
        if offered >= wanted * ENOUGH:
            yield Reason(SIZE_POINTS, f"{typed} {unit} gesucht, {shown} {unit} geboten")


def _shared_days(search: Wish, offer: Wish) -> Iterable[Reason]:
    for day in sorted(search.days & offer.days):
        yield Reason(DAY_POINTS, f"beide {day}")


def _shared_district(search: Wish, offer: Wish) -> Iterable[Reason]:
    district = sort_key(search.district)[0].strip()
    if district and district == sort_key(offer.district)[0].strip():
        yield Reason(DISTRICT_POINTS, f"gleicher Stadtbezirk {search.district.strip()}")


def ranked(wish: Wish, others: Collection[Wish]) -> list[Suggestion]:
    """Those that fit, the best first; equally good ones in the order of their ids."""
    found = [Suggestion(other.id, why) for other in others if (why := reasons(wish, other))]
    found.sort(key=lambda one: (-one.points, one.card_id))
    return found[:SHOWN]


def edges(text: str) -> list[str]:
    """Letters one of which stands in every text that shares a word with this one.

    For a first look in the database: the beginning and the end of each stem.
    """
    found: dict[str, None] = {}
    for word in words_of(text):
        for edge in (word[:LEAST_OVERLAP], word[-LEAST_OVERLAP:]):
            found[edge] = None
    return list(found)
