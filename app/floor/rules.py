"""Cards that wait for the office, and dots: points, ranks, what is possible; plain values."""

import hashlib
import hmac
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.language import N_, gettext

ONE_DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=7)
"""How long name and address stay with a card once it was settled (domain.md 2.3)."""
KEPT_AT_MOST = timedelta(days=28)
"""How long they stay after the meeting, also when nobody has settled the card."""
LONGEST_CARD = 1000
LONGEST_OPTION = 300
MOST_OPTIONS = 40
MOST_POINTS = 20
MOST_SLIPS = 500
MOST_AT_ONCE = 150
"""So many slips are printed with one press."""
CARDS_PER_HOUR = 150
"""From one network address: a hall full of phones has one."""
WRONG_CODES_PER_HOUR = 60
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
"""Nothing that looks like something else: no B 8, S 5, Z 2, I L 1, O 0."""
CODE_LENGTH = 16
OPINION = N_("Das ist ein Meinungsbild, keine Entscheidung.")
"""Stands below every result (domain.md 1.6)."""
STRAW_OPTIONS = ("dafür", "dagegen", "enthalten")


class CardKind(StrEnum):
    IDEA = "idea"
    QUESTION = "question"
    REMARK = "remark"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return {"idea": N_("Idee"), "question": N_("Frage"), "remark": N_("Hinweis")}[self.value]


class CardState(StrEnum):
    HELD = "held"
    LET_IN = "let_in"
    REFUSED = "refused"


class CardsState(StrEnum):
    """Whether people can hand in cards."""

    OPEN = "open"
    NOT_YET = "not_yet"
    OVER = "over"
    SHUT = "shut"
    CANCELLED = "cancelled"


class PollKind(StrEnum):
    """Dots for ideas, or a show of opinion with three answers."""

    DOTS = "dots"
    STRAW = "straw"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return {"dots": N_("Punktabfrage"), "straw": N_("Meinungsbild")}[self.value]

    def points(self, number: int) -> str:
        """1 Punkt, 3 Punkte; 1 Stimme, 3 Stimmen."""
        one, many = (
            (N_("Punkt"), N_("Punkte")) if self is PollKind.DOTS else (N_("Stimme"), N_("Stimmen"))
        )
        return f"{number} {one if number == 1 else many}"


class PollState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return {"draft": "Entwurf", "open": "läuft", "closed": "geschlossen"}[self.value]


class Screen(StrEnum):
    """What the projector shows."""

    CLOCK = "clock"
    CARDS = "cards"
    CARD = "card"
    POLL = "poll"


@dataclass(frozen=True)
class CardFacts:
    """What somebody hands in; a name and an address come with an idea only."""

    kind: CardKind
    text: str
    name: str = ""
    email: str = ""
    consent_text: str = ""


@dataclass(frozen=True)
class OptionFacts:
    """One thing that dots can be given to."""

    text: str
    idea_id: int | None = None
    pitch_id: int | None = None


@dataclass(frozen=True)
class PollFacts:
    """A poll as it is typed."""

    kind: PollKind
    question: str
    options: tuple[OptionFacts, ...]
    points_each: int = 1
    most_each: int = 1


@dataclass(frozen=True)
class Wall:
    """What was counted on the wall."""

    points: Mapping[int, int]
    """Option id → points."""
    people: int = 0
    """Who gave points."""
    comment: str = ""


@dataclass(frozen=True)
class Count:
    """What was counted for one option; ``number``: its place on the wall, from 1."""

    number: int
    text: str
    paper: int = 0
    phone: int = 0
    option_id: int = 0

    @property
    def total(self) -> int:
        return self.paper + self.phone


@dataclass(frozen=True)
class Line:
    """A line of a result."""

    rank: int
    count: Count


def cards_state(day: date, today: date, *, allowed: bool, called_off: bool) -> CardsState:
    """Cards can be handed in on the day of the meeting and on the day after it."""
    if called_off:
        return CardsState.CANCELLED
    if today < day:
        return CardsState.NOT_YET
    if today > day + ONE_DAY:
        return CardsState.OVER
    return CardsState.OPEN if allowed else CardsState.SHUT


def check_cards(state: CardsState) -> None:
    """Raise ``RuleBroken`` when nobody can hand in a card."""
    if state is not CardsState.OPEN:
        raise RuleBroken(
            N_(
                "Hier kann man gerade nichts abgeben. Ihr Text steht noch im Formular. "
                "Bitte geben Sie ihn der Geschäftsstelle."
            )
        )


def forgotten_since(now: datetime) -> datetime:
    """Cards settled before this moment keep neither name nor address."""
    return now - KEPT_FOR


def check_poll(facts: PollFacts) -> None:
    """Raise ``RuleBroken`` naming the field."""
    if not 2 <= len(facts.options) <= MOST_OPTIONS:
        raise RuleBroken(
            f"Möglichkeiten: Wählen oder schreiben Sie 2 bis {MOST_OPTIONS}. "
            f"Jetzt sind es {len(facts.options)}.",
            "options",
        )
    if any(len(option.text) > LONGEST_OPTION for option in facts.options):
        raise RuleBroken(
            f"Möglichkeiten: Eine Zeile hat höchstens {LONGEST_OPTION} Zeichen.", "options"
        )
    if len({option.text.casefold() for option in facts.options}) < len(facts.options):
        raise RuleBroken("Möglichkeiten: Eine steht zweimal da. Streichen Sie eine.", "options")
    if facts.most_each > facts.points_each:
        raise RuleBroken(
            "Höchstens je Idee: Das kann nicht mehr sein als die Punkte je Person.", "most_each"
        )


def suggested_points(options: int, people: int) -> int:
    """Least dots per person so that ranks can differ: a·(a−1)/(2·n), rounded up (domain.md 1.6)."""
    if options < 2 or people < 1:
        return 1
    return max(1, math.ceil(options * (options - 1) / (2 * people)))


def ranked(counts: Iterable[Count]) -> list[Line]:
    """The most dots first; equal ones share a rank and the next is skipped (1, 2, 3, 3, 5)."""
    ordered = sorted(counts, key=lambda one: (-one.total, one.number))
    lines: list[Line] = []
    for place, one in enumerate(ordered, 1):
        shares = lines and lines[-1].count.total == one.total
        lines.append(Line(lines[-1].rank if shares else place, one))
    return lines


def shown_order(lines: Sequence[Line], kind: PollKind) -> list[Line]:
    """The most points first; the answers of a straw poll stay as they were asked."""
    if kind == PollKind.DOTS:
        return list(lines)
    return sorted(lines, key=lambda line: line.count.number)


def result_words(question: str, kind: PollKind, lines: Sequence[Line], people: int) -> str:
    """A result as text: each option in a line, and the sentence that belongs to it."""
    told = [f"{kind.label} „{question}“, {people} {'Person' if people == 1 else 'Personen'}:"]
    for line in shown_order(lines, kind):
        rank = f"{line.rank}. " if kind == PollKind.DOTS else ""
        told.append(f"{rank}{line.count.text}: {kind.points(line.count.total)}")
    return "\n".join([*told, OPINION])


def possible(people: int, points_each: int) -> int:
    """How many dots so many people can have given."""
    return people * points_each


def too_many(counted: int, people: int | None, points_each: int) -> int:
    """How many dots on paper are more than possible; 0: none."""
    return max(0, counted - possible(people or 0, points_each))


def check_counted(counted: int, people: int, points_each: int, comment: str) -> None:
    """Raise ``RuleBroken``: more dots than possible are kept with a comment only."""
    surplus = too_many(counted, people, points_each)
    if surplus and not comment:
        raise RuleBroken(
            f"Bemerkung: Gezählt sind {counted} Punkte. Möglich sind {people} × {points_each} = "
            f"{possible(people, points_each)}. Zählen Sie noch einmal, oder schreiben Sie, "
            "woran es liegt.",
            "comment",
        )


def given(points: Mapping[str, int], option_id: int, wanted: int) -> dict[str, int]:
    """The points of a slip after one option was set to ``wanted``; options without are left out."""
    new = {**points, str(option_id): wanted}
    return {option: number for option, number in new.items() if number}


def check_points(
    points: Mapping[str, int], options: Sequence[int], *, points_each: int, most_each: int
) -> None:
    """Raise ``RuleBroken`` when a slip gives more than it has, or to what is not there."""
    if not set(points) <= {str(option) for option in options}:
        raise RuleBroken(N_("Diese Möglichkeit gibt es nicht mehr. Laden Sie die Seite neu."))
    if any(number < 0 or number > most_each for number in points.values()):
        raise RuleBroken(
            gettext("Für eine Möglichkeit sind 0 bis %(most)s möglich.", most=most_each)
        )
    if sum(points.values()) > points_each:
        raise RuleBroken(
            gettext(
                "Sie haben %(points)s zu vergeben. Nehmen Sie zuerst anderswo etwas weg.",
                points=points_each,
            )
        )


def codes(secret: str, poll_id: int, key: str, number: int) -> list[str]:
    """So many codes of 16 letters, always the same for the same key and number: a form sent twice
    makes no new ones, and nobody who does not know the key can make them again.
    """
    return [_code(secret, f"{poll_id}|{key}|{number}|{index}") for index in range(number)]


def _code(secret: str, words: str) -> str:
    key = hashlib.sha256(b"slips|" + secret.encode()).digest()
    value = int.from_bytes(hmac.new(key, words.encode(), hashlib.sha256).digest())
    letters = []
    for _ in range(CODE_LENGTH):
        value, index = divmod(value, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def grouped(code: str) -> str:
    """As people read it: ACDE FGHJ KMNP QRTU."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """What was typed, without spaces and dashes, in capitals."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def check_open(state: PollState) -> None:
    """Raise ``RuleBroken`` when points cannot be given now."""
    if state is PollState.OPEN:
        return
    raise RuleBroken(
        N_("Die Abfrage ist geschlossen. Es kann nichts mehr geändert werden.")
        if state is PollState.CLOSED
        else N_("Die Abfrage hat noch nicht begonnen.")
    )
