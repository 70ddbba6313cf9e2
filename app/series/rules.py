"""The rule of a series: its dates, its sentence, its titles. Matching stands in matching.py."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from dateutil.rrule import rrulestr

from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.language import gettext as _
from app.core.words import (
    MONTHS,
    WEEKDAYS,
    date_short,
    listing,
    month_name,
    time_of,
    weekday_name,
)
from app.meetings.rules import SpecialDay

MOST = 120
"""A series has at most this many dates: ten years of monthly meetings."""
LAST = -1
SPELLED_OUT = 6
ODD, EVEN = (1, 3, 5, 7, 9, 11), (2, 4, 6, 8, 10, 12)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
PLACEHOLDERS = {
    "nummer": "laufende Nummer in der Reihe",
    "nummer_im_jahr": "laufende Nummer im Jahr",
    "jahr": "Jahr",
    "monat": "Monat",
    "datum": "Datum",
}


class Rhythm(StrEnum):
    """How the months or weeks of a series are chosen."""

    MONTHLY = "monthly"
    ODD = "odd"
    EVEN = "even"
    STEPS = "steps"
    CHOSEN = "chosen"
    WEEKS = "weeks"


RHYTHMS = {
    Rhythm.MONTHLY: "in jedem Monat",
    Rhythm.ODD: "im ungeraden Monat",
    Rhythm.EVEN: "im geraden Monat",
    Rhythm.STEPS: "alle … Monate",
    Rhythm.CHOSEN: "in ausgewählten Monaten",
    Rhythm.WEEKS: "alle … Wochen (jede Woche)",
}


@dataclass(frozen=True)
class Rule:
    """„Jeden 3. Mittwoch im ungeraden Monat“: both ends of the period belong to it."""

    rhythm: Rhythm
    nth: int
    """1 to 5, or -1 for the last one; without meaning for weeks."""
    weekday: int
    """0 is Monday."""
    starts_on: date
    until: date
    interval: int = 1
    """Months or weeks from one date to the next (STEPS, WEEKS)."""
    months: tuple[int, ...] = ()
    """1 to 12 (CHOSEN)."""


def text_of(rule: Rule) -> str:
    """The rule as RRULE text (RFC 5545, 3.3.10), without its beginning."""
    until = f"UNTIL={rule.until:%Y%m%d}"
    if rule.rhythm == Rhythm.WEEKS:
        return f"FREQ=WEEKLY;INTERVAL={rule.interval};BYDAY={CODES[rule.weekday]};{until}"
    months = {Rhythm.ODD: ODD, Rhythm.EVEN: EVEN, Rhythm.CHOSEN: rule.months}.get(rule.rhythm, ())
    by_month = f";BYMONTH={','.join(map(str, months))}" if months else ""
    step = rule.interval if rule.rhythm == Rhythm.STEPS else 1
    day = f"{rule.nth}{CODES[rule.weekday]}"
    return f"FREQ=MONTHLY;INTERVAL={step};BYDAY={day}{by_month};{until}"


def rule_of(text: str, starts_on: date) -> Rule:
    """The rule behind RRULE text that ``text_of`` wrote."""
    parts = dict(part.split("=", 1) for part in text.split(";"))
    until = date.fromisoformat(parts["UNTIL"])
    nth, code = re.fullmatch(r"(-?\d*)([A-Z]{2})", parts["BYDAY"]).groups()  # type: ignore[union-attr]
    months = tuple(int(month) for month in parts.get("BYMONTH", "").split(",") if month)
    interval = int(parts.get("INTERVAL", "1"))
    known = {(): Rhythm.MONTHLY, ODD: Rhythm.ODD, EVEN: Rhythm.EVEN}
    rhythm = known.get(months, Rhythm.CHOSEN)
    if parts["FREQ"] == "WEEKLY":
        rhythm = Rhythm.WEEKS
    elif interval > 1:
        rhythm = Rhythm.STEPS
    chosen = months if rhythm == Rhythm.CHOSEN else ()
    return Rule(rhythm, int(nth or 1), CODES.index(code), starts_on, until, interval, chosen)


def dates_of(rule: Rule) -> list[date]:
    """Every date of the rule in order. Raises ``RuleBroken`` naming the field that is wrong.

    The first date is the first fitting day from the beginning on; steps are counted from there.
    """
    check(rule)
    begin = datetime.combine(rule.starts_on, time())
    first = next(iter(rrulestr(text_of(replace(rule, interval=1)), dtstart=begin)), None)
    if first is None:
        raise RuleBroken(_none_at_all(rule), "until_month")
    anchor = first.replace(day=1) if rule.rhythm == Rhythm.STEPS else first
    found: list[date] = []
    for moment in rrulestr(text_of(rule), dtstart=anchor):
        if moment.date() < rule.starts_on:
            continue
        found.append(moment.date())
        if len(found) > MOST:
            raise RuleBroken(
                f"Bis: Das wären mehr als {MOST} Termine. Bitte wählen Sie ein früheres Ende "
                "oder einen größeren Abstand.",
                "until_month",
            )
    return found


def check(rule: Rule) -> None:
    """Raise ``RuleBroken`` for a rule that cannot have dates."""
    if rule.until < rule.starts_on:
        raise RuleBroken(
            f"Bis: Das Ende liegt vor dem Beginn ({date_short(rule.starts_on)}). "
            "Bitte wählen Sie einen späteren Monat.",
            "until_month",
        )
    if rule.rhythm == Rhythm.CHOSEN and not rule.months:
        raise RuleBroken("Monate: Bitte kreuzen Sie mindestens einen Monat an.", "months")
    if not 1 <= rule.interval <= 52:
        raise RuleBroken("Abstand: Bitte geben Sie eine Zahl von 1 bis 52 an.", "interval")


def _none_at_all(rule: Rule) -> str:
    period = f"zwischen dem {date_short(rule.starts_on)} und dem {date_short(rule.until)}"
    if rule.rhythm == Rhythm.WEEKS:
        return f"Bis: Einen {WEEKDAYS[rule.weekday]} gibt es {period} nicht."
    return (
        f"Bis: Einen {_which(rule)} gibt es {period} in den gewählten Monaten nicht. "
        "Bitte wählen Sie ein späteres Ende oder einen anderen Tag."
    )


def missing_months(rule: Rule) -> list[date]:
    """First days of months in which the rule finds no day, as with a fifth Wednesday."""
    if rule.nth != 5 or rule.rhythm == Rhythm.WEEKS:
        return []
    there = {(day.year, day.month) for day in dates_of(rule)}
    wide = dates_of(replace(rule, nth=1)) if rule.rhythm != Rhythm.STEPS else []
    return [d.replace(day=1) for d in wide if (d.year, d.month) not in there]


def note_of(rule: Rule) -> str:
    """„Einen 5. Mittwoch gibt es nicht im Januar 2028 und Juli 2028.“; empty: in every month."""
    names = [f"{MONTHS[day.month - 1]} {day.year}" for day in missing_months(rule)]
    if not names:
        return ""
    if len(names) > SPELLED_OUT:
        return f"Einen {_which(rule)} gibt es in {len(names)} Monaten nicht."
    return f"Einen {_which(rule)} gibt es nicht im {listing(names)}."


ORDINALS = {1: N_("1."), 2: N_("2."), 3: N_("3."), 4: N_("4."), 5: N_("5."), LAST: N_("letzten")}


def _which(rule: Rule) -> str:
    nth = _(ORDINALS[rule.nth])
    return f"{nth} {weekday_name(rule.weekday)}"


def sentence_of(rule: Rule, begins: time, minutes: int) -> str:
    """Jeden 3. Mittwoch im ungeraden Monat, 18:00–20:30 Uhr, ab 01.01.2028 bis Dezember 2028."""
    ends = datetime.combine(rule.starts_on, begins) + timedelta(minutes=minutes)
    until = f"{month_name(rule.until.month)} {rule.until.year}"
    return _(
        "%(rhythm)s, %(begins)s–%(ends)s Uhr, ab %(start)s bis %(until)s",
        rhythm=_rhythm_of(rule),
        begins=time_of(begins),
        ends=time_of(ends),
        start=date_short(rule.starts_on),
        until=until,
    )


def _rhythm_of(rule: Rule) -> str:
    day = weekday_name(rule.weekday)
    if rule.rhythm == Rhythm.WEEKS and rule.interval == 1:
        return _("Jeden %(day)s", day=day)
    if rule.rhythm == Rhythm.WEEKS:
        return _("Alle %(number)s Wochen am %(day)s", number=rule.interval, day=day)
    which = _which(rule)
    if rule.rhythm == Rhythm.STEPS and rule.interval > 1:
        return _("Alle %(number)s Monate am %(which)s", number=rule.interval, which=which)
    if rule.rhythm == Rhythm.CHOSEN:
        months = listing([month_name(month) for month in sorted(rule.months)])
        return _("Jeden %(which)s im %(months)s", which=which, months=months)
    sentence = {
        Rhythm.ODD: N_("Jeden %(which)s im ungeraden Monat"),
        Rhythm.EVEN: N_("Jeden %(which)s im geraden Monat"),
    }.get(rule.rhythm, N_("Jeden %(which)s im Monat"))
    return _(sentence, which=which)


# titles and numbers


def check_pattern(pattern: str) -> None:
    """Raise ``RuleBroken`` for a placeholder that nobody knows, or one that is not closed."""
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = [name for name in re.findall(r"\{([^{}]*)\}", pattern) if name not in PLACEHOLDERS]
    if unknown:
        raise RuleBroken(
            f"Titel: Den Platzhalter {{{unknown[0]}}} gibt es nicht. Bekannt sind: {known}.",
            "title_pattern",
        )
    if "{" in re.sub(r"\{\w+\}", "", pattern) or "}" in re.sub(r"\{\w+\}", "", pattern):
        raise RuleBroken(
            f"Titel: Eine geschweifte Klammer ist zu viel oder fehlt. Bekannt sind: {known}.",
            "title_pattern",
        )


def title_of(pattern: str, day: date, number: int, number_in_year: int) -> str:
    """The title of one meeting, 200 letters at most."""
    values = {
        "nummer": str(number),
        "nummer_im_jahr": str(number_in_year),
        "jahr": str(day.year),
        "monat": MONTHS[day.month - 1],
        "datum": date_short(day),
    }
    return re.sub(r"\{(\w+)\}", lambda match: values[match[1]], pattern)[:200]


def titles(pattern: str, days: Sequence[date], first_number: int) -> list[tuple[int, str]]:
    """Number and title for each of these days, which stand in order."""
    found, years = [], dict[int, int]()
    for number, day in enumerate(days, first_number):
        years[day.year] = years.get(day.year, 0) + 1
        found.append((number, title_of(pattern, day, number, years[day.year])))
    return found


# one date of the preview


@dataclass(frozen=True)
class Slot:
    """A date of the rule as the office wants it: as it is, on another day, or not at all."""

    rule_day: date
    day: date | None
    """None: left out."""


def slots_of(
    days: Sequence[date], skipped: Collection[date], moved: dict[date, date]
) -> list[Slot]:
    """Each date of the rule with what the office said about it. Raises ``RuleBroken``."""
    slots = [Slot(day, None if day in skipped else moved.get(day, day)) for day in days]
    kept = [slot.day for slot in slots if slot.day]
    twice = next((day for day in kept if kept.count(day) > 1), None)
    if twice:
        raise RuleBroken(
            f"Verlegen: Am {date_short(twice)} wären zwei Treffen dieser Reihe. "
            "Bitte wählen Sie einen anderen Tag."
        )
    return slots


@dataclass(frozen=True)
class Wish:
    """When and where a meeting would be; local times without zone."""

    begins: datetime
    ends: datetime
    venue_id: int | None

    @property
    def day(self) -> date:
        return self.begins.date()


def wish_on(day: date, begins: time, minutes: int, venue_id: int | None) -> Wish:
    """The same from a day and what a plan says."""
    begin = datetime.combine(day, begins)
    return Wish(begin, begin + timedelta(minutes=minutes), venue_id)


def hints_of(
    day: date, special: Collection[SpecialDay], others: dict[date, list[str]]
) -> list[str]:
    """Why a date might be a bad one, each by its name; nothing of it forbids the date."""
    names = [one.sentence for one in special if one.start <= day <= one.end]
    return names + [f"Am selben Tag: {title}" for title in others.get(day, [])]


def end_of(begins: time, minutes: int) -> time:
    """Clock time at which a meeting of this length ends."""
    return (datetime.combine(date(2000, 1, 1), begins) + timedelta(minutes=minutes)).time()
