"""Dates, times, counts and names the way German offices write them (domain.md 2.2, 4.2).

In another language (``core/language.py``) the way its readers know, by Babel. Months are words
there: 06/07 is two days to the readers of one language.
"""

import unicodedata
from datetime import date, datetime, time

from babel.dates import format_date
from babel.numbers import format_decimal

from app.core.language import LANGUAGES, N_, current_language
from app.core.language import gettext as _

WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")
MONTHS = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip
MONTHS_ON_LEAVES = (
    "Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sept", "Okt", "Nov", "Dez",
)  # fmt: skip


def _foreign() -> str:
    """The locale of the language spoken now; empty for German, easy German included."""
    locale = LANGUAGES[current_language()].locale
    return "" if locale == "de" else locale


def date_long(day: date) -> str:
    """Donnerstag, 18. Februar 2027; Thursday 18 February 2027"""
    if locale := _foreign():
        return format_date(day, "full", locale)
    return f"{WEEKDAYS[day.weekday()]}, {day.day}. {MONTHS[day.month - 1]} {day.year}"


def date_plain(day: date) -> str:
    """18. Februar 2027; 18 February 2027"""
    if locale := _foreign():
        return format_date(day, "long", locale)
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def weekday_name(weekday: int) -> str:
    """Mittwoch for 2; Wednesday"""
    if locale := _foreign():
        return format_date(date(2024, 1, 1 + weekday), "EEEE", locale)
    return WEEKDAYS[weekday]


def month_name(month: int) -> str:
    """März for 3; March"""
    if locale := _foreign():
        return format_date(date(2024, month, 1), "LLLL", locale)
    return MONTHS[month - 1]


def date_short(day: date) -> str:
    """18.02.2027; 18 Feb 2027"""
    if locale := _foreign():
        return format_date(day, "medium", locale)
    return f"{day:%d.%m.%Y}"


def date_brief(day: date) -> str:
    """Do., 18.02.2027; Thu 18 Feb 2027; Donnerstag, 18.02.2027 in easy German"""
    if locale := _foreign():
        return f"{format_date(day, 'EEE', locale)} {format_date(day, 'medium', locale)}"
    weekday = WEEKDAYS[day.weekday()]
    short = LANGUAGES[current_language()].shortens
    return f"{weekday[:2] + '.' if short else weekday}, {day:%d.%m.%Y}"


def month_short(day: date) -> str:
    """Feb"""
    if locale := _foreign():
        return format_date(day, "LLL", locale)
    return MONTHS[day.month - 1][:3]


def weekday_leaf(day: date) -> str:
    """Do, as on a tear-off calendar"""
    if locale := _foreign():
        return format_date(day, "EEE", locale)
    return WEEKDAYS[day.weekday()][:2]


def month_leaf(day: date) -> str:
    """Sept, as on a tear-off calendar"""
    return month_short(day) if _foreign() else MONTHS_ON_LEAVES[day.month - 1]


def time_of(moment: time | datetime) -> str:
    """18:00"""
    return f"{moment:%H:%M}"


def clock_time(moment: time | datetime) -> str:
    """18:28, and 18:28:30 where half a minute counts"""
    return f"{moment:%H:%M:%S}" if moment.second else time_of(moment)


def moment_brief(moment: datetime) -> str:
    """Do., 18.02.2027, 17:30 Uhr; Thu 18 Feb 2027, 17:30 (of a local moment)"""
    if _foreign():
        return f"{date_brief(moment.date())}, {time_of(moment)}"
    return f"{date_brief(moment.date())}, {time_of(moment)} Uhr"


def number(value: int) -> str:
    """1.855; 1,855"""
    if locale := _foreign():
        return format_decimal(value, locale=locale)
    return f"{value:,}".replace(",", ".")


def count(value: int, one: str, many: str) -> str:
    """1 Person, 2 Personen, 1.855 Personen"""
    return f"{number(value)} {one if value == 1 else many}"


def distance(day: date, today: date) -> str:
    """heute, morgen, in 15 Tagen, gestern, vor 3 Tagen: only ever beside the date itself."""
    days = (day - today).days
    near = {0: N_("heute"), 1: N_("morgen"), -1: N_("gestern")}
    if days in near:
        return _(near[days])
    sentence = N_("in %(days)s Tagen") if days > 0 else N_("vor %(days)s Tagen")
    return _(sentence, days=number(abs(days)))


def listing(words: list[str]) -> str:
    """Rad, Bus und Bahn"""
    return _(" und ").join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def sort_key(text: str) -> tuple[str, str]:
    """Order of German lists (DIN 5007-1): ä as a, ß as ss; the text itself breaks ties."""
    special = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
    plain = unicodedata.normalize("NFD", text.casefold().translate(special))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return letters.replace("'", "").replace("-", " "), text


def plain_key(text: str) -> str:
    """How two spellings of the same name or address are recognised: case and spaces folded.

    At most 320 letters, which the columns hold: folding makes some letters two or three. NUL, which
    PostgreSQL takes in no question, is left out.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().replace("\x00", "")
    return " ".join(plain.split())[:320]
