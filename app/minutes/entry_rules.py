"""What is typed in one line of the notes: a text, a person with an address, a day in few signs."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from email_validator import EmailNotValidError, validate_email

from app.core.errors import RuleBroken
from app.minutes.rules import PREFIXES, EntryKind, EntryValues

LONGEST_TEXT = 20_000
LONGEST_NAME = 200
LATER = timedelta(days=3650)
WITH_ADDRESS = re.compile(r"(?P<name>.*?)[\s,;]*(?:<\s*(?P<in>[^<>\s]+)\s*>|(?P<bare>[^<>,;\s]+))")
DAY = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{2}|\d{4}))?", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)
DAYS = re.compile(r"\+\s?(\d{1,3})", re.ASCII)
NO_DAY = "Bis wann: Bitte geben Sie ein Datum ein, zum Beispiel 16.09.2027, 16.9. oder +7."


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One entry as an open page has it. Its key lets it be written once, however often sent."""

    key: str
    device: str
    item_id: int
    values: EntryValues
    person_id: int | None = None
    """Who was chosen from the known people; counts only beside this person's name."""
    seen: int = 0
    """Version of the entry that the page knows; 0: it has made the entry itself."""


def name_and_address(typed: str) -> tuple[str, str]:
    """(name, address) of „Cem Yıldırım <cem@example.org>“ or „Cem Yıldırım, cem@example.org“.

    Without an @ it is a name, and the address is empty. Raises ``RuleBroken`` for an address
    without a name (minutes show names, never addresses) or one that is not complete.
    """
    text = " ".join(typed.split())
    found = WITH_ADDRESS.fullmatch(text) if "@" in text else None
    name = found["name"].strip(' ,;"„“') if found else text
    if "@" not in text:
        return _short(name), ""
    address = (found["in"] or found["bare"]) if found else ""
    if "@" in name or "@" not in address:
        raise RuleBroken(
            "Wer: Das ist kein Name mit einer Adresse. Beispiel: Cem Yıldırım, cem@example.org",
            "person",
        )
    if not name:
        raise RuleBroken(
            "Wer: Bitte schreiben Sie den Namen vor die Adresse. "
            "Beispiel: Cem Yıldırım, cem@example.org",
            "person",
        )
    return _short(name), _address(address)


def _short(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise RuleBroken(f"Wer: Höchstens {LONGEST_NAME} Zeichen sind möglich.", "person")
    return name


def _address(text: str) -> str:
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as fault:
        raise RuleBroken(
            "Wer: Die Adresse ist nicht vollständig oder enthält unerlaubte Zeichen. "
            "Beispiel: Cem Yıldırım, cem@example.org",
            "person",
        ) from fault
    return found.normalized


def day_typed(typed: str, start: date) -> date | None:
    """The day meant by 2027-09-30, 30.9.2027, 30.9.27, 30.9. or +7; None for an empty text.

    ``start``: the day of the meeting. Days are counted from it, and a day without a year is the
    next one from it on. Raises ``RuleBroken`` for anything else.
    """
    text = typed.strip()
    if not text:
        return None
    if days := DAYS.fullmatch(text):
        return start + timedelta(days=int(days[1]))
    try:
        if iso := ISO.fullmatch(text):
            return _sensible(date(*(int(part) for part in iso.groups())), start)
        if parts := DAY.fullmatch(text):
            return _sensible(_with_year(int(parts[1]), int(parts[2]), parts[3], start), start)
    except ValueError:
        pass
    raise RuleBroken(NO_DAY, "due")


def _with_year(day: int, month: int, year: str | None, start: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this = date(start.year, month, day)
    return this if this >= start else date(start.year + 1, month, day)


def _sensible(day: date, start: date) -> date:
    if abs(day - start) > LATER:
        raise ValueError(day)
    return day


def free_number(
    kind: EntryKind, year: int, released: Collection[str], drafted: Collection[str]
) -> str | None:
    """V-2027-03: the smallest number after all that stand in released minutes and is not drafted.

    A number that a draft gives up (the entry is removed or becomes another kind) is given out
    again, so drafting leaves no gaps. One that people have read never is: where its entry was
    taken out later, there is a gap. None for kinds without a number.
    """
    if kind not in PREFIXES:
        return None
    start = f"{PREFIXES[kind]}-{year}-"
    used = _tails(start, drafted)
    following = max(_tails(start, released), default=0) + 1
    while following in used:
        following += 1
    return f"{start}{following:02d}"


def _tails(start: str, numbers: Collection[str]) -> set[int]:
    tails = (number.removeprefix(start) for number in numbers if number.startswith(start))
    return {int(tail) for tail in tails if tail.isascii() and tail.isdecimal()}
