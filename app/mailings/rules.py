"""When a mail to many is due, whom it leaves out and why, from plain values."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from app.core.language import gettext as _
from app.kits.schema import Purpose, Recipients
from app.meetings.rules import due_date

LATE_DAYS = 2
"""A mail that is later than this does not leave by itself any more (peers-events.md 2.7)."""
FROM_HOUR = 8
"""Mails that leave by themselves leave in the morning, not at night."""
BY_ITSELF = frozenset({Purpose.REMINDER})
"""Purposes whose mails leave on their day without anybody pressing a button."""
RULES = {one.value: one for one in Recipients}
INVITING = frozenset(
    {
        Recipients.MAILING_LIST,
        Recipients.UNANSWERED,
        Recipients.IDEA_CONTACTS,
        Recipients.PROJECT_CONTACTS,
        Recipients.STEERING_GROUP,
    }
)
"""Whoever has registered or declined needs no such mail."""
BY_CONSENT = frozenset(
    {
        Recipients.MAILING_LIST,
        Recipients.UNANSWERED,
        Recipients.IDEA_CONTACTS,
        Recipients.PROJECT_CONTACTS,
    }
)
"""Whoever unsubscribed does not get such a mail."""

OF_MEETING = (
    "titel", "datum_lang", "datum_kurz", "beginn", "ende", "einlass", "ort_name", "ort_adresse",
    "anreise", "anmeldeschluss", "pitch_schluss", "einwahl_link", "einwahl_telefon",
    "naechstes_treffen", "pitch_link", "protokoll_link", "rueckmeldung_link", "datenschutz_link",
    "kontakt_mail", "kontakt_telefon", "signatur", "tagesordnung_kurz",
)  # fmt: skip
OF_PERSON = ("vorname", "nachname", "anmelde_link", "verwaltungs_link")
OF_IDEA = ("pitch_titel", "begruendung", "naechster_schritt")


class MailingState(StrEnum):
    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"


class Standing(StrEnum):
    """How a mail stands on a certain day, as the office reads it."""

    PLANNED = "planned"
    DUE = "due"
    MISSED = "missed"
    SILENT = "silent"
    OVER = "over"
    SENDING = "sending"
    SENT = "sent"
    SKIPPED = "skipped"


STANDING_LABELS = {
    Standing.PLANNED: "Geplant",
    Standing.DUE: "Fällig",
    Standing.MISSED: "Verpasst",
    Standing.SILENT: "Ruht",
    Standing.OVER: "Nicht gesendet",
    Standing.SENDING: "Wird gesendet",
    Standing.SENT: "Gesendet",
    Standing.SKIPPED: "Ausgelassen",
}


class WhyNot(StrEnum):
    """Why somebody does not get a mail."""

    HAS_IT = "has_it"
    REGISTERED = "registered"
    DECLINED = "declined"
    UNSUBSCRIBED = "unsubscribed"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    TWICE = "twice"


WHY_NOT_LABELS = {
    WhyNot.HAS_IT: "hat diese E-Mail schon",
    WhyNot.REGISTERED: "schon angemeldet",
    WhyNot.DECLINED: "hat abgesagt",
    WhyNot.UNSUBSCRIBED: "abgemeldet",
    WhyNot.NO_CONSENT: "kein Einverständnis",
    WhyNot.NO_ADDRESS: "keine Adresse",
    WhyNot.TWICE: "steht doppelt im Adressbuch",
}


def due_day(
    meeting_day: date, day_offset: int | None, fixed_day: date | None, closed: Collection[date]
) -> date:
    """The day on which a mail is due: its own, or counted from the meeting (domain.md 1.8)."""
    if fixed_day is not None or day_offset is None:
        return fixed_day or meeting_day
    return due_date(meeting_day, day_offset, closed)


def standing(
    state: MailingState, due: date, today: date, *, silent: bool, begun: bool, afterwards: bool
) -> Standing:
    """How a mail stands today.

    ``silent``: the meeting is a draft or called off. ``begun``: it has begun; then only mails
    that are meant for afterwards still leave.
    """
    if state != MailingState.PLANNED:
        return Standing(state.value)
    if silent:
        return Standing.SILENT
    if begun and not afterwards:
        return Standing.OVER
    if due > today:
        return Standing.PLANNED
    return Standing.MISSED if is_missed(due, today) else Standing.DUE


def is_missed(due: date, today: date) -> bool:
    """More than two days late: the office is asked."""
    return today > due + timedelta(days=LATE_DAYS)


def is_for_afterwards(meeting_day: date, day_offset: int | None, fixed_day: date | None) -> bool:
    """Whether a mail is meant for the time after the meeting."""
    if fixed_day is not None:
        return fixed_day > meeting_day
    return day_offset is not None and day_offset > 0


def leaves_by_itself(standing: Standing, *, automatic: bool, hour: int) -> bool:
    """Whether the clockwork sends it now. ``hour``: local hour of the day."""
    return automatic and standing is Standing.DUE and hour >= FROM_HOUR


def may_be_sent(standing: Standing) -> bool:
    """Whether the office may send it now, early or late."""
    return standing in (Standing.PLANNED, Standing.DUE, Standing.MISSED)


def placeholders(recipients: Collection[str]) -> tuple[str, ...]:
    """The placeholders that have a word in a mail to these people."""
    about_ideas = OF_IDEA if Recipients.DECIDED_IDEAS in recipients else ()
    return OF_PERSON + OF_MEETING + about_ideas


def identity(email_key: str, name_key: str) -> str:
    """The same for the same name at the same address: one mail for each person."""
    return sha256(f"{email_key}|{name_key}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def split_name(name: str) -> tuple[str, str]:
    """First names and surname of a name in one line: „Thị Mai“, „Nguyễn“."""
    first, _, last = " ".join(name.split()).rpartition(" ")
    return first, last


def agenda_words(items: Iterable[tuple[str, str]]) -> str:
    """``{{tagesordnung_kurz}}``: one line for each item, „18:00 Uhr: Begrüßung“."""
    lines = [_("%(beginn)s Uhr: %(titel)s", beginn=begin, titel=title) for begin, title in items]
    return "\n".join(lines) or _("Die Tagesordnung folgt.")


def address_size(lines: Sequence[str]) -> str:
    """Size of type with which an address fits the window of an envelope: "", small or tiny.

    The window has room for six lines of about 40 letters (DIN 5008, form B).
    """

    def needed(letters: int) -> int:
        return sum(max(1, -(-len(line) // letters)) for line in lines)

    if needed(36) <= 6:
        return ""
    return "small" if needed(46) <= 8 else "tiny"
