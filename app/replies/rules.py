"""What becomes of an answer of a calendar, from plain values (RFC 5546 2.1.5, 3.2.3, 3.2.7).

The newest answer of a person wins, whatever the order of arrival: SEQUENCE first, then DTSTAMP.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.core.itip import PARTSTATS, CalendarMessage

AHEAD = timedelta(days=1)
"""A DTSTAMP further ahead is a wrong clock, or would silence every later answer."""
ANSWERS = ("REPLY", "COUNTER", "REFRESH")


class Standing(StrEnum):
    """What the office has to do with an answer."""

    OPEN = "open"
    TAKEN = "taken"
    IGNORED = "ignored"


class Verdict(StrEnum):
    TAKEN = "taken"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    OTHER = "other"
    REFRESH = "refresh"
    COUNTER = "counter"
    ONE_DATE = "one_date"
    DELEGATED = "delegated"
    STRANGER = "stranger"
    SENDER = "sender"
    NO_STAMP = "no_stamp"
    FORGOTTEN = "forgotten"
    CALLED_OFF = "called_off"
    OVER = "over"
    NO_PLACE = "no_place"
    GONE = "gone"
    OLD_VERSION = "old_version"
    NO_SUCH_VERSION = "no_such_version"
    OLDER = "older"
    NO_ANSWER = "no_answer"


REASONS = {
    Verdict.TAKEN: "Die Antwort steht an der Anmeldung.",
    Verdict.UNREADABLE: "Die Kalenderdatei lässt sich nicht lesen.",
    Verdict.UNKNOWN: "Zu diesem Termin gibt es keine Anmeldung.",
    Verdict.OTHER: "Das ist keine Antwort auf eine Einladung.",
    Verdict.REFRESH: "Der Kalender möchte die Einladung noch einmal haben.",
    Verdict.COUNTER: "Die Person schlägt eine andere Zeit vor.",
    Verdict.ONE_DATE: "Die Antwort gilt nur für einen Teil einer Terminreihe.",
    Verdict.DELEGATED: "Die Person möchte, dass jemand anderes kommt.",
    Verdict.STRANGER: "Diese Adresse ist zu dem Termin nicht eingeladen.",
    Verdict.SENDER: "Absender passt nicht: Die E-Mail kommt vielleicht nicht von dieser Person.",
    Verdict.NO_STAMP: "Die Antwort sagt nicht glaubhaft, von wann sie ist.",
    Verdict.FORGOTTEN: "Die Angaben dieser Person sind gelöscht.",
    Verdict.CALLED_OFF: "Das Treffen ist abgesagt.",
    Verdict.OVER: "Das Treffen ist vorbei.",
    Verdict.NO_PLACE: "Die Person hat keinen Platz, ihr Kalender sagt aber zu.",
    Verdict.GONE: "Die Person ist nicht mehr angemeldet.",
    Verdict.OLD_VERSION: "Antwort auf eine ältere Fassung. Zeit, Ort oder Platz sind neu.",
    Verdict.NO_SUCH_VERSION: "Die Antwort nennt eine Fassung, die wir nie verschickt haben.",
    Verdict.OLDER: "Von dieser Person gibt es schon eine neuere Antwort.",
    Verdict.NO_ANSWER: "Die Antwort sagt weder zu noch ab.",
}

FOR_A_PERSON = frozenset(
    {
        Verdict.UNREADABLE,
        Verdict.REFRESH,
        Verdict.COUNTER,
        Verdict.ONE_DATE,
        Verdict.DELEGATED,
        Verdict.STRANGER,
        Verdict.SENDER,
        Verdict.NO_STAMP,
        Verdict.NO_PLACE,
    }
)
BY_HAND = frozenset({Verdict.STRANGER, Verdict.SENDER, Verdict.NO_STAMP})
"""The office may take these over: it knows the person."""

ANSWER_WORDS = {"ACCEPTED": "zugesagt", "DECLINED": "abgesagt", "TENTATIVE": "vielleicht"}


def standing_of(verdict: Verdict) -> Standing:
    """Whether a person must look at it."""
    if verdict is Verdict.TAKEN:
        return Standing.TAKEN
    return Standing.OPEN if verdict in FOR_A_PERSON else Standing.IGNORED


class Trust(StrEnum):
    """What we know about who sent it."""

    OFFICE = "office"
    """A calendar file that the office or the server handed in: there is no sender to compare."""
    MAIL = "mail"
    """A mail whose server did not say that it is forged."""
    FORGED = "forged"
    """The receiving server says that the sender is not who it claims to be (RFC 8601)."""


@dataclass(frozen=True)
class Envelope:
    """Who sent an answer; ``sender`` in small letters, empty when it is not one address."""

    trust: Trust
    sender: str = ""

    def speaks_for(self, mail: str) -> bool:
        """Only a mail from the very address that was invited, or a file from the office."""
        if self.trust is Trust.OFFICE:
            return True
        return self.trust is Trust.MAIL and self.sender == mail


@dataclass(frozen=True)
class Known:
    """What we know about the registration with this UID."""

    mail: str
    """In small letters; empty once the person was forgotten."""
    sequence: int
    has_place: bool
    over: bool = False
    called_off: bool = False
    reply_sequence: int = 0
    reply_stamp: datetime | None = None


def partstat_of(message: CalendarMessage, mail: str) -> str:
    """What this address answers; the only guest's answer when the address is not among them."""
    mine = [guest.partstat for guest in message.guests if guest.mail == mail]
    if not mine and len(message.guests) == 1:
        mine = [message.guests[0].partstat]
    return mine[0] if mine and mine[0] in PARTSTATS else ""


def decide(
    message: CalendarMessage, envelope: Envelope, known: Known | None, now: datetime
) -> Verdict:
    """What becomes of a message; only ``Verdict.TAKEN`` changes a registration."""
    if known is None:
        return Verdict.UNKNOWN
    return (
        _not_ours(message)
        or _too_late(message, known)
        or _about_others(message, known)
        or _old(message, known)
        or _doubtful(message, envelope, known, now)
        or Verdict.TAKEN
    )


def decide_by_hand(message: CalendarMessage, known: Known) -> Verdict:
    """The same when the office has decided that the answer is this person's own."""
    return _too_late(message, known) or _old(message, known) or Verdict.TAKEN


def _not_ours(message: CalendarMessage) -> Verdict | None:
    if message.method == "REFRESH":
        return Verdict.REFRESH
    if message.method not in ("REPLY", "COUNTER"):
        return Verdict.OTHER
    return Verdict.ONE_DATE if message.one_date else None


def _too_late(message: CalendarMessage, known: Known) -> Verdict | None:
    if not known.mail:
        return Verdict.FORGOTTEN
    if known.called_off:
        return Verdict.CALLED_OFF
    if known.over:
        return Verdict.OVER
    if not known.has_place:
        comes = partstat_of(message, known.mail) == "ACCEPTED"
        return Verdict.NO_PLACE if comes else Verdict.GONE
    return None


def _about_others(message: CalendarMessage, known: Known) -> Verdict | None:
    mine = [guest for guest in message.guests if guest.mail == known.mail]
    if not mine:
        return Verdict.STRANGER
    if any(guest.delegated or guest.partstat == "DELEGATED" for guest in mine):
        return Verdict.DELEGATED
    return None


def _old(message: CalendarMessage, known: Known) -> Verdict | None:
    """RFC 5546 2.1.5: SEQUENCE first; with the same SEQUENCE the later DTSTAMP counts."""
    if message.sequence > known.sequence:
        return Verdict.NO_SUCH_VERSION
    if message.sequence < known.sequence:
        return Verdict.OLD_VERSION
    if message.method == "COUNTER" or message.stamp is None or known.reply_stamp is None:
        return None
    # an answer with another SEQUENCE was to another version, or to an entry with another UID
    same = message.sequence == known.reply_sequence
    return Verdict.OLDER if same and message.stamp <= known.reply_stamp else None


def _doubtful(
    message: CalendarMessage, envelope: Envelope, known: Known, now: datetime
) -> Verdict | None:
    if message.method == "COUNTER":
        return Verdict.COUNTER
    if not partstat_of(message, known.mail):
        return Verdict.NO_ANSWER
    if message.stamp is None or message.stamp > now + AHEAD:
        return Verdict.NO_STAMP
    return None if envelope.speaks_for(known.mail) else Verdict.SENDER
