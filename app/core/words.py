"""Dates, times, counts and names the way German offices write them (domain.md 2.2, 4.2)."""

import unicodedata
from datetime import date, datetime, time

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip


def date_long(day: date) -> str:
    """Donnerstag, 18. Februar 2027"""
    return f"{WEEKDAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def date_plain(day: date) -> str:
    """18. Februar 2027"""
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def date_short(day: date) -> str:
    """18.02.2027"""
    return f"{day:%d.%m.%Y}"


def date_brief(day: date) -> str:
    """Do., 18.02.2027"""
    return f"{WEEKDAYS[day.weekday()][:2]}., {day:%d.%m.%Y}"


def month_short(day: date) -> str:
    """Feb"""
    return MONTHS[day.month - 1][:3]


def time_of(moment: time | datetime) -> str:
    """18:00"""
    return f"{moment:%H:%M}"


def clock_time(moment: time | datetime) -> str:
    """18:28, and 18:28:30 where half a minute counts"""
    return f"{moment:%H:%M:%S}" if moment.second else time_of(moment)


def moment_brief(moment: datetime) -> str:
    """Do., 18.02.2027, 17:30 Uhr (of a local moment)"""
    return f"{date_brief(moment.date())}, {time_of(moment)} Uhr"


def number(value: int) -> str:
    """1.855"""
    return f"{value:,}".replace(",", ".")


def count(value: int, one: str, many: str) -> str:
    """1 Person, 2 Personen, 1.855 Personen"""
    return f"{number(value)} {one if value == 1 else many}"


def distance(day: date, today: date) -> str:
    """heute, morgen, in 15 Tagen, gestern, vor 3 Tagen: only ever beside the date itself."""
    days = (day - today).days
    near = {0: "heute", 1: "morgen", -1: "gestern"}
    if days in near:
        return near[days]
    return f"in {number(days)} Tagen" if days > 0 else f"vor {number(-days)} Tagen"


def listing(words: list[str]) -> str:
    """Rad, Bus und Bahn"""
    return " und ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sort_key(text: str) -> tuple[str, str]:
    """Order of German lists (DIN 5007-1): ä as a, ß as ss; the text itself breaks ties."""
    special = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
    plain = unicodedata.normalize("NFD", text.casefold().translate(special))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.replace("'", "").replace("-", " "), text


def plain_key(text: str) -> str:
    """How two spellings of the same name or address are recognised: case and spaces folded.

    At most 320 letters, which the columns hold: folding makes some letters two or three.
    """
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())[:320]
