"""Search and offer cards from plain values: states, terms, and who may be brought together."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.words import plain_key

LONGEST_TEXT = 1000
LONGEST_REASON = 1000
LONGEST_ANSWER = 1000
VALID_DAYS = 365
"""So long a card is open unless somebody says otherwise."""
REMINDED_AFTER = timedelta(days=7)
LAPSES_AFTER = timedelta(days=21)
"""Who has not answered by then is not asked any more."""
ASK_OUTCOME_AFTER = timedelta(days=14)
"""So long after contacts were passed on the office asks what came of it."""
FORGOTTEN_AFTER = timedelta(days=365)
"""Names and addresses go so long after the end (domain.md 2.3)."""
MAILS_FROM_HOUR = 8
"""Mails that nobody waits for leave from this hour on, local time."""
CARD_CONSENT = N_(
    "Ich bin einverstanden, dass der Text meiner Karte ohne meinen Namen im Netz steht und dass "
    "die Geschäftsstelle mir Vorschläge für Kontakte schickt. Mein Name und meine Adresse gehen "
    "nur weiter, wenn ich im Einzelfall zustimme."
)
PASS_ON = N_(
    "Ja, mein Name und meine E-Mail-Adresse dürfen an die andere Seite weitergegeben werden, "
    "sobald auch sie zustimmt."
)
"""What somebody agrees to with the button; kept with the answer."""


class CardKind(StrEnum):
    SEARCH = "search"
    OFFER = "offer"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return KIND_LABELS[self]

    @property
    def letter(self) -> str:
        """With which its numbers begin."""
        return "S" if self is CardKind.SEARCH else "B"

    @property
    def other(self) -> "CardKind":
        """The kind that fits it."""
        return CardKind.OFFER if self is CardKind.SEARCH else CardKind.SEARCH


KIND_LABELS = {CardKind.SEARCH: N_("Ich suche"), CardKind.OFFER: N_("Ich biete")}


class CardState(StrEnum):
    """Where a card stands."""

    PENDING = "pending"
    """Handed in; the address is not confirmed yet."""
    HELD = "held"
    """Confirmed; the office has not read it yet."""
    OPEN = "open"
    MATCHED = "matched"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The German name that people read."""
        return STATE_LABELS[self]


STATE_LABELS = {
    CardState.PENDING: "Unbestätigt",
    CardState.HELD: "Noch nicht gelesen",
    CardState.OPEN: "Offen",
    CardState.MATCHED: "Vermittelt",
    CardState.CLOSED: "Geschlossen",
}


class MediationState(StrEnum):
    """Where a mediation stands."""

    ASKED = "asked"
    REFUSED = "refused"
    LAPSED = "lapsed"
    """Somebody did not answer in time."""
    PASSED = "passed"
    """Both agreed: each has the contact of the other."""
    CLOSED = "closed"
    """The office took it back, or one of the two is not there any more."""

    @property
    def label(self) -> str:
        """The German name that the office reads."""
        return MEDIATION_LABELS[self]


MEDIATION_LABELS = {
    MediationState.ASKED: "Gefragt",
    MediationState.REFUSED: "Abgelehnt",
    MediationState.LAPSED: "Ohne Antwort",
    MediationState.PASSED: "Kontakt weitergegeben",
    MediationState.CLOSED: "Zurückgezogen",
}


@dataclass(frozen=True, kw_only=True)
class CardValues:
    """What is written on a card. ``person``: the name of a known person, or with an address of
    somebody else; ``valid_until`` None: for the usual time."""

    kind: CardKind
    text: str
    action_field: str = ""
    district: str = ""
    person: str = ""
    email: str = ""
    consent: bool = False
    idea: str = ""
    """Number of the project that seeks or offers it; empty: none."""
    valid_until: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Side:
    """One of two who could be brought together, as the rules see it."""

    name: str
    email: str
    consent: bool = True
    state: CardState = CardState.OPEN
    number: str = ""
    """Of the card; empty: a project or a person without one."""
    person_id: int | None = None
    """The known person; None: somebody who is not in the address book."""


def is_same_person(one: Side, other: Side) -> bool:
    """Whether a link, a question or an answer of one is still that of the other.

    Another address is enough to say no: the old one may have been somebody else's.
    """
    if plain_key(one.email) != plain_key(other.email):
        return False
    known = one.person_id is not None and one.person_id == other.person_id
    return known or plain_key(one.name) == plain_key(other.name)


def card_number(kind: CardKind, last: int) -> str:
    """S01, B01 …; ``last``: the highest running number of this kind so far."""
    return f"{kind.letter}{last + 1:02d}"


def last_day(today: date) -> date:
    """Until when a card is open if nobody says otherwise."""
    return today + timedelta(days=VALID_DAYS)


def check_valid_until(valid_until: date | None, today: date) -> None:
    """Raises ``RuleBroken`` for a last day that is over."""
    if valid_until and valid_until < today:
        raise RuleBroken(
            "Gültig bis: Dieser Tag ist schon vorbei. Bitte wählen Sie einen Tag ab heute.",
            "valid_until",
        )


def may_prolong(state: CardState, *, ran_out: bool) -> bool:
    """Whether the person behind the card may keep it open longer.

    Open cards, and those that were closed because their time was over (``ran_out``); not those
    that the office or the person closed.
    """
    return state is CardState.OPEN or (state is CardState.CLOSED and ran_out)


def obstacle(search: Side, offer: Side) -> str:
    """Why these two cannot be asked, as a German sentence; empty: nothing stands against it."""
    for side in (search, offer):
        which = f"Karte {side.number}" if side.number else "Diese Seite"
        if side.number and side.state is not CardState.OPEN:
            return f"{which} ist nicht offen. Nur offene Karten können vermittelt werden."
        if not side.consent:
            return (
                f"{which}: Die Person hat nicht zugestimmt, dass Kontakte weitergegeben werden. "
                "Deshalb ist keine Vermittlung möglich."
            )
        if not side.email or not side.name:
            return f"{which}: Es fehlt ein Name mit E-Mail-Adresse. Bitte tragen Sie ihn nach."
    if plain_key(search.email) == plain_key(offer.email):
        return (
            "Beide Seiten haben dieselbe E-Mail-Adresse. Eine Vermittlung braucht zwei "
            "verschiedene Adressen."
        )
    return ""


def reminder_is_due(asked_at: datetime, reminded_at: datetime | None, now: datetime) -> bool:
    """Once, a week after the question."""
    return reminded_at is None and now >= asked_at + REMINDED_AFTER


def has_lapsed(asked_at: datetime, now: datetime) -> bool:
    return now >= asked_at + LAPSES_AFTER


def passed_words(name: str, email: str) -> str:
    """What the other side gets: name and address, a line each."""
    return f"{name}\n{email}"
