"""Forms of the support log and of requests; what the lists are narrowed to."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core import clock
from app.core.forms import (
    Given,
    KeyedForm,
    PageForm,
    clean,
    many_lines,
    one_day,
    one_line,
    sent_number,
)
from app.ideas.rules import SUPPORT_LABELS, SupportKind
from app.support.listing import NEWEST, LogFilter
from app.support.models import SupportCase, SupportEntry
from app.support.rules import DAY_MINUTES, LONGEST_TEXT, EntryValues, read_minutes

MINUTES_WRONG = (
    f"Minuten: Bitte geben Sie 1 bis {DAY_MINUTES} Minuten ein, zum Beispiel 25 oder 1:30."
)


class EntryForm(KeyedForm):
    """What was done: kind and minutes are enough, everything else may stay empty."""

    idea = one_line(
        "Projekt", longest=200, hint="Nummer oder Titel, zum Beispiel 2027-003",
        render_kw={"list": "unterstuetzung-ideen", "autocomplete": "off"},
    )  # fmt: skip
    kind = RadioField(
        "Art der Unterstützung",
        [InputRequired("Art der Unterstützung: Bitte wählen Sie eine der fünf Arten.")],
        choices=[SelectChoice(kind.value, label) for kind, label in SUPPORT_LABELS.items()],
    )
    minutes = StringField(
        "Minuten",
        [Given("Minuten: Bitte füllen Sie dieses Feld aus.")],
        filters=[clean],
        description="25 oder 1:30 oder 1,5 Std.",
        render_kw={"autocomplete": "off", "maxlength": 20},
    )
    day = one_day("Tag")
    partner = one_line(
        "Mit wem", required=False, hint="Organisation oder Stelle",
        render_kw={"list": "unterstuetzung-partner", "autocomplete": "off"},
    )  # fmt: skip
    what = many_lines("Was", longest=LONGEST_TEXT, rows=2)
    outcome = many_lines("Ergebnis", longest=LONGEST_TEXT, rows=2)
    note = many_lines("Notiz, nur für die Geschäftsstelle", longest=LONGEST_TEXT, rows=2)
    follow_up = one_day("Wiedervorlage", required=False)
    case_id = SelectField("Gehört zum Anliegen", validators=[Optional()])
    version = HiddenField()

    def __init__(self, *args: Any, cases: Sequence[SupportCase] = (), **kw: Any) -> None:
        super().__init__(*args, prefix="u", **kw)  # beside other forms on the page of an idea
        self.case_id.choices = [("", "Zu keinem"), *((str(c.id), _brief(c.text)) for c in cases)]
        if not cases:
            del self.case_id
        if self.day.data is None and not self.day.raw_data:
            self.day.data = clock.today()

    @classmethod
    def of(cls, entry: SupportEntry, cases: Sequence[SupportCase]) -> "EntryForm":
        """As the entry stands."""
        kept = ("kind", "day", "partner", "what", "outcome", "note", "follow_up")
        data = {name: getattr(entry, name) for name in kept}
        data |= {"minutes": str(entry.minutes), "idea": entry.idea.number}
        data |= {"version": str(entry.version), "case_id": str(entry.case_id or "")}
        return cls(cases=cases, data=data)

    def validate_minutes(self, field: Field) -> None:
        minutes = read_minutes(field.data or "")
        if minutes is None or not 0 < minutes <= DAY_MINUTES:
            raise ValidationError(MINUTES_WRONG)

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)

    def values(self) -> EntryValues:
        """Only after ``accept``."""
        case = self.case_id.data if "case_id" in self else ""
        return EntryValues(
            day=self.day.data or clock.today(),
            kind=SupportKind(self.kind.data),
            minutes=read_minutes(self.minutes.data or "") or 0,
            partner=self.partner.data or "",
            what=self.what.data or "",
            outcome=self.outcome.data or "",
            note=self.note.data or "",
            follow_up=self.follow_up.data,
            case_id=sent_number(case) or None,
        )


def _kinds() -> list[SelectChoice]:
    named = [SelectChoice(kind.value, label) for kind, label in SUPPORT_LABELS.items()]
    return [SelectChoice("", "Noch offen"), *named]


class NewCaseForm(KeyedForm):
    """A request that came by phone or in person."""

    idea = one_line(
        "Projekt", longest=200, hint="Nummer oder Titel, zum Beispiel 2027-003",
        render_kw={"list": "unterstuetzung-ideen", "autocomplete": "off"},
    )  # fmt: skip
    text = many_lines(
        "Anliegen", longest=LONGEST_TEXT, required=True, rows=4,
        hint="Wobei braucht das Projekt Hilfe? Das Projekt kann diesen Text lesen.",
    )  # fmt: skip
    kind = SelectField("Art der Unterstützung", validators=[Optional()], choices=_kinds())
    asked_by = one_line("Wer hat gefragt", longest=400, required=False)


class TakeForm(PageForm):
    """Who takes care, and until when."""

    worker = one_line("Wer kümmert sich")
    due = one_day("Bis wann")
    kind = SelectField("Art der Unterstützung", validators=[Optional()], choices=_kinds())
    note = many_lines("Notiz, nur für die Geschäftsstelle", longest=LONGEST_TEXT, rows=3)
    tell = BooleanField("Der Ansprechperson diese E-Mail senden")
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)


class CloseForm(PageForm):
    """What came of a request."""

    outcome = many_lines(
        "Ergebnis", longest=LONGEST_TEXT, required=True, rows=4,
        hint="Das Projekt liest diesen Text auf seiner Seite und in der E-Mail.",
    )  # fmt: skip
    tell = BooleanField("Der Ansprechperson diese E-Mail senden")
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:78]} …"


def wanted_log(typed: Mapping[str, str]) -> LogFilter:
    """What the address of the log asks for; nonsense narrows nothing."""
    kind = typed.get("art", "")
    return LogFilter(
        search=_text(typed, "suche", 100),
        kind=SupportKind(kind) if kind in set(SupportKind) else None,
        field=_text(typed, "feld", 10),
        idea=_text(typed, "idee", 20),
        worker=_text(typed, "wer", 200),
        since=_day(typed.get("von", "")),
        until=_day(typed.get("bis", "")),
        sort=typed.get("sortierung", NEWEST)[:20],
    )


def _text(typed: Mapping[str, str], name: str, longest: int) -> str:
    return typed.get(name, "")[:longest].replace("\x00", "").strip()


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        return date.fromisoformat(typed[:10])
    return None
