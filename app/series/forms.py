"""The sentence that makes a series, and the small forms around it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional

from app.core.errors import RuleBroken
from app.core.forms import KeyedForm, PageForm, one_day, one_line, one_time, whole_number
from app.core.words import MONTHS, WEEKDAYS, date_brief
from app.kits.schema import Kit
from app.meetings.models import Meeting, Venue
from app.series.models import Series
from app.series.outlook import SCOPES, Scope
from app.series.plans import SeriesPlan, plan_of
from app.series.queries import Entry
from app.series.rules import LAST, RHYTHMS, Rhythm, Rule

NTH = ((1, "1."), (2, "2."), (3, "3."), (4, "4."), (5, "5."), (LAST, "letzten"))


def _choices(pairs: Sequence[tuple[object, str]]) -> list[SelectChoice]:
    return [SelectChoice(str(value), label) for value, label in pairs]


class SeriesForm(KeyedForm):
    """„Jeden 3. Mittwoch im ungeraden Monat, 18:00–20:30 Uhr, ab …, bis …“"""

    name = one_line("Name der Reihe", hint="So heißt die Seite der Reihe.")
    nth = SelectField("Jeden", choices=_choices(NTH))
    weekday = SelectField("Wochentag", choices=_choices(list(enumerate(WEEKDAYS))))
    rhythm = SelectField("Rhythmus", choices=_choices([(r.value, t) for r, t in RHYTHMS.items()]))
    interval = whole_number("Abstand", least=1, most=52, required=False)
    months = SelectMultipleField(
        "Monate",
        choices=_choices(list(enumerate(MONTHS, 1))),
        filters=[lambda months: [month for month in months or () if month]],
    )
    begins = one_time("Beginn")
    ends = one_time("Ende")
    starts_on = one_day("Ab", hint="Vor diesem Tag liegt kein Termin.")
    until_month = SelectField("Bis", choices=_choices(list(enumerate(MONTHS, 1))))
    until_year = whole_number("Jahr", least=2000, most=2100)
    title_pattern = one_line(
        "Titel der Treffen",
        hint="Platzhalter: {nummer}, {nummer_im_jahr}, {jahr}, {monat}, {datum}.",
    )
    first_number = whole_number("Nummer des ersten Treffens", least=0, most=9999)
    kit_id = SelectField("Art der Treffen (Kit)")
    venue_id = SelectField("Ort", coerce=int)
    capacity = whole_number("Plätze", least=1, most=5000)
    public = BooleanField("Die Reihe bekommt eine öffentliche Seite")

    def offer(self, kits: Sequence[Kit], venues: Sequence[Venue]) -> None:
        """Fill the lists."""
        self.kit_id.choices = _choices([(kit.id, kit.title) for kit in kits])
        known = [(venue.id, f"{venue.name}, {venue.city}") for venue in venues]
        self.venue_id.choices = _choices([(0, "Noch offen"), *known])

    @staticmethod
    def suggestions(kit: Kit, today: date) -> dict[str, Any]:
        """Values of an empty form: every second month until the end of next year."""
        first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return {
            "name": "Vernetzungstreffen",
            "title_pattern": "{nummer_im_jahr}. Vernetzungstreffen {jahr}",
            "nth": "3",
            "weekday": "2",
            "rhythm": Rhythm.ODD.value,
            "interval": 2,
            "begins": kit.start_time,
            "ends": _end_of(kit),
            "starts_on": first,
            "until_month": "12",
            "until_year": today.year + 1,
            "first_number": 1,
            "kit_id": kit.id,
            "capacity": kit.group_ideal,
            "public": kit.minutes_type != "decision",
        }

    @staticmethod
    def values_of(series: Series) -> dict[str, Any]:
        """What the form shows for a series that exists."""
        plan = plan_of(series)
        rule = plan.rule
        names = ("name", "title_pattern", "begins", "ends", "first_number", "kit_id", "capacity")
        return {name: getattr(plan, name) for name in names} | {
            "nth": str(rule.nth),
            "weekday": str(rule.weekday),
            "rhythm": rule.rhythm.value,
            "interval": rule.interval,
            "months": [str(month) for month in rule.months],
            "starts_on": rule.starts_on,
            "until_month": str(rule.until.month),
            "until_year": rule.until.year,
            "venue_id": plan.venue_id or 0,
            "public": plan.public,
        }

    def to_rule(self) -> Rule:
        """The rule as typed; the end is the last day of its month."""
        assert self.starts_on.data and self.until_year.data
        year, month = self.until_year.data, int(self.until_month.data)
        after = date(year + month // 12, month % 12 + 1, 1)
        return Rule(
            rhythm=Rhythm(self.rhythm.data),
            nth=int(self.nth.data),
            weekday=int(self.weekday.data),
            starts_on=self.starts_on.data,
            until=after - timedelta(days=1),
            interval=self.interval.data or 1,
            months=tuple(sorted(int(month) for month in self.months.data or ())),
        )

    def to_plan(self) -> SeriesPlan:
        """Everything as plain data. Raises ``RuleBroken`` for a moved day that is no date."""
        assert self.begins.data and self.ends.data and self.capacity.data
        rule = self.to_rule()
        return SeriesPlan(
            name=self.name.data or "",
            title_pattern=self.title_pattern.data or "",
            kit_id=self.kit_id.data,
            rule=rule,
            begins=self.begins.data,
            ends=self.ends.data,
            venue_id=self.venue_id.data or None,
            capacity=self.capacity.data,
            first_number=self.first_number.data if self.first_number.data is not None else 1,
            public=bool(self.public.data),
            skipped=frozenset(left_out()),
            moved=moved_days(),
        )


def _end_of(kit: Kit) -> Any:
    minutes = kit.start_time.hour * 60 + kit.start_time.minute + kit.duration_minutes
    return kit.start_time.replace(hour=minutes // 60 % 24, minute=minutes % 60)


def _typed(prefix: str) -> list[tuple[date, str]]:
    """Fields of the dates: ``aus-2028-01-19``, ``neu-2028-01-19``; others are none of ours."""
    found = []
    for name, text in request.form.items():
        if name.startswith(prefix):
            day = _day_of(name.removeprefix(prefix))
            if day:
                found.append((day, text.strip()))
    return found


def _day_of(text: str) -> date | None:
    for shape in (text, "-".join(reversed(text.split(".")))):
        try:
            day = date.fromisoformat(shape)
        except ValueError:
            continue
        return day if 2000 <= day.year <= 2100 else None
    return None


def left_out() -> list[date]:
    """Dates of the rule that the office leaves out."""
    return [day for day, _ in _typed("aus-")]


def moved_days() -> dict[date, date]:
    """Dates of the rule that are moved to another day. Raises ``RuleBroken``."""
    moved = {}
    for day, text in _typed("neu-"):
        if not text:
            continue
        new = _day_of(text)
        if new is None:
            raise RuleBroken(
                f"Verlegen: „{text[:40]}“ ist kein Datum. Bitte geben Sie für den Termin am "
                f"{date_brief(day)} einen Tag ein, zum Beispiel 16.09.2027."
            )
        moved[day] = new
    return moved


class ChangeSeriesForm(SeriesForm):
    """The same sentence, and which meetings the change reaches."""

    scope = RadioField(
        "Für welche Treffen?",
        choices=_choices([(scope.value, label) for scope, label in SCOPES.items()]),
        validators=[InputRequired("Für welche Treffen? Bitte wählen Sie etwas aus.")],
    )
    first = SelectField("Welches Treffen?", coerce=int, validators=[Optional()])

    def offer_meetings(self, entries: Sequence[Entry]) -> None:
        """The meetings that are still to come."""
        known = [
            (entry.meeting.id, f"{date_brief(entry.meeting.day)}: {entry.meeting.title}")
            for entry in entries
            if not entry.over
        ]
        self.first.choices = _choices(known or [(0, "Kein Treffen steht bevor")])
        if not self.first.data and known:
            self.first.data = known[0][0]

    def chosen(self) -> tuple[Scope, int | None]:
        """Which meetings, and the one that this and the following begin with."""
        return Scope(self.scope.data), self.first.data or None


class EndForm(PageForm):
    last = one_day("Letzter Tag", hint="Danach gibt es kein Treffen dieser Reihe mehr.")


class AddMeetingForm(PageForm):
    meeting_id = SelectField("Treffen", coerce=int)

    def offer(self, meetings: Sequence[Meeting]) -> None:
        """Meetings of no series."""
        self.meeting_id.choices = _choices(
            [(meeting.id, f"{date_brief(meeting.day)}: {meeting.title}") for meeting in meetings]
        )
