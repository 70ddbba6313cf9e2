"""The registration form, made from the questions of the kit, and the office's forms."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import HiddenInput

from app.core.forms import (
    PageForm,
    PublicForm,
    mail_address,
    many_lines,
    named,
    one_day,
    one_line,
    one_time,
    whole_number,
)
from app.core.settings import current
from app.core.words import date_short
from app.kits.schema import Mode, Question, QuestionType
from app.meetings.actions import MeetingChange
from app.meetings.models import Meeting, Venue
from app.registrations.rules import Applicant

NAMES = {"vorname": "given-name", "nachname": "family-name", "organisation": "organization"}
WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
NOT_SAID = "keine-angabe"
OTHER = "Anderes"
PROTECTED = "Nur die Geschäftsstelle sieht diese Angabe."
PARTICIPATION = ("teilnahme", "teilnahmeart")
ON_SITE = "Vor Ort"


class RegistrationForm(PublicForm):
    """What every registration form can do; the fields come from ``registration_form``."""

    groups: Sequence[tuple[str, Sequence[str]]] = ()
    """Headings with the names of their fields, in the order of the page."""
    own_questions: Sequence[Question] = ()
    mode = Mode.ONSITE.value

    def validate_vorname(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_nachname(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_organisation(self, field: Field) -> None:
        _refuse_web_address(field)

    def value(self, name: str, otherwise: Any = "") -> Any:
        """What was entered; ``otherwise`` when the form has no such field."""
        return self[name].data or otherwise if name in self else otherwise

    def to_applicant(self) -> Applicant:
        """The answers as plain data; only fields of this form count (R-5)."""
        sector = self.value("akteursgruppe")
        return Applicant(
            first_name=self.value("vorname"),
            last_name=self.value("nachname"),
            email=self.value("email"),
            organisation=self.value("organisation"),
            sector="" if sector == NOT_SAID else sector,
            participation=self._participation(),
            no_photo=self.value("foto_hinweis", False),
            on_contact_list=self.value("kontaktliste", False),
            wants_invitations=self.value("weitere_einladungen", False),
            access_needs=self._needs(),
            answers={q.id: self.value(field_name(q)) for q in self.own_questions},
        )

    def _participation(self) -> str:
        chosen = [
            self.value(field_name(question))
            for question in self.own_questions
            if question.id in PARTICIPATION
        ]
        if any(answer != ON_SITE for answer in chosen) or self.mode == Mode.ONLINE:
            return Mode.ONLINE.value
        return Mode.ONSITE.value

    def _needs(self) -> str:
        chosen = self.value("unterstuetzung", [])
        named = [need for need in chosen if not need.startswith(OTHER)]
        return "\n".join(filter(None, [*named, self.value("unterstuetzung_text")]))


def _refuse_web_address(field: Field) -> None:
    """Names reach mails: an address of a page in them is refused (M-7)."""
    if WEB_ADDRESS.search(field.data or ""):
        raise ValidationError(f"{field.label.text}: Hier ist keine Internet-Adresse möglich.")


def field_name(question: Question) -> str:
    """Name of the field of a kit's own question; cannot meet one of the form's own."""
    return f"frage_{question.id.replace('-', '_')}"


def registration_form(meeting: Meeting) -> RegistrationForm:
    """The form of this meeting, bound to the request."""
    sectors = tuple((sector.id, sector.name) for sector in current().forum.sectors)
    kit = meeting.kit
    return _form_class(kit.base_questions, kit.questions, meeting.mode, sectors)()


@lru_cache(maxsize=200)
def _form_class(
    base: tuple[Question, ...],
    own: tuple[Question, ...],
    mode: str,
    sectors: tuple[tuple[str, str], ...],
) -> type[RegistrationForm]:
    """A form with a field for each question; made once, since all meetings of a kit share it."""
    fields: dict[str, Any] = {}
    for question in base:
        fields[question.id] = _base_field(question, sectors)
        if question.id == "unterstuetzung" and _has_other(question):
            fields["unterstuetzung_text"] = many_lines(
                "Anderes: Was brauchen Sie noch?", longest=1000, rows=3, hint=PROTECTED
            )
    for question in own:
        fields[field_name(question)] = _field(question)
    more = {"groups": _groups(list(fields)), "own_questions": own, "mode": mode}
    return type("MeetingRegistrationForm", (RegistrationForm,), fields | more)


def _groups(names: list[str]) -> list[tuple[str, list[str]]]:
    person = [*NAMES, "email", "akteursgruppe"]
    needs = ["unterstuetzung", "unterstuetzung_text"]
    own = [name for name in names if name.startswith("frage_")]
    rest = [name for name in names if name not in (*person, *needs, *own)]
    order = [
        ("Zu Ihrer Person", [name for name in names if name in person]),
        ("Zu diesem Treffen", own),
        ("Gut teilnehmen", [name for name in needs if name in names]),
        ("Fotos und Kontakte", rest),
    ]
    return [(title, fields) for title, fields in order if fields]


def _base_field(question: Question, sectors: Sequence[tuple[str, str]]) -> Any:
    """The shared questions: those with a column of their own get fitting fields."""
    if question.id == "akteursgruppe":
        return _choice(question, [*sectors, (NOT_SAID, "Keine Angabe")])
    return _field(question)


def _field(question: Question) -> Any:
    if question.type is QuestionType.TEXTAREA:
        return many_lines(question.label, required=question.required, hint=_hint(question))
    if question.type is QuestionType.NUMBER:
        return whole_number(
            question.label, least=0, most=9999, required=question.required, hint=_hint(question)
        )
    if question.type is QuestionType.SELECT:
        return _choice(question, [(option, option) for option in question.options])
    if question.type is QuestionType.MULTISELECT:
        return SelectMultipleField(
            question.label,
            [_required(question)],
            choices=_choices([(option, option) for option in question.options]),
            description=_hint(question),
        )
    if question.type is QuestionType.CHECKBOX:
        return BooleanField(question.label, [_required(question)], description=_hint(question))
    return _line(question)


def _line(question: Question) -> StringField:
    if question.type is QuestionType.EMAIL:
        return mail_address(
            question.label,
            required=question.required,
            hint=_hint(question),
            render_kw={"autocomplete": "email"} if question.id == "email" else None,
        )
    filled_by_browser = NAMES.get(question.id)
    return one_line(
        question.label,
        required=question.required,
        hint=_hint(question),
        render_kw={"autocomplete": filled_by_browser} if filled_by_browser else None,
    )


def _choice(question: Question, choices: list[tuple[str, str]]) -> SelectField:
    return SelectField(
        question.label,
        [_required(question)],
        choices=_choices([("", "Bitte wählen Sie"), *choices]),
        description=_hint(question),
    )


def _choices(pairs: Sequence[tuple[str, str]]) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in pairs]


def _required(question: Question) -> InputRequired | Optional:
    sentence = f"{named(question.label)} Bitte wählen Sie etwas aus."
    return InputRequired(sentence) if question.required else Optional()


def _hint(question: Question) -> str:
    """Help, what the answer is for, and who sees it."""
    protected = PROTECTED if question.sensitive else ""
    return " ".join(filter(None, [question.help, f"Wozu: {question.reason}.", protected]))


def _has_other(question: Question) -> bool:
    return any(option.startswith(OTHER) for option in question.options)


class ChangeForm(PageForm):
    """Day, time, place and places of a meeting that people may have registered for."""

    title = one_line("Titel")
    topic = one_line("Thema", longest=300, required=False)
    day = one_day("Tag")
    begins = one_time("Beginn")
    duration_minutes = whole_number("Dauer in Minuten", least=15, most=1440)
    venue_id = SelectField("Ort", coerce=int)
    online_url = one_line("Link zum Online-Raum", longest=500, required=False)
    dial_in = one_line("Telefonnummer für die Einwahl", required=False)
    capacity = whole_number("Plätze", least=1, most=2000)
    online_capacity = whole_number(
        "Plätze online",
        least=1,
        most=10_000,
        required=False,
        hint="Nur bei hybriden Treffen. Leer heißt: so viele, wie kommen möchten.",
    )
    needs_approval = BooleanField(
        "Die Geschäftsstelle entscheidet über jede Anmeldung.",
        description="Nach der Bestätigung der Adresse wartet die Person auf Ihre Zusage.",
    )
    registration_closes = one_day("Letzter Tag der Anmeldung")
    pitch_deadline = one_day("Letzter Tag für Pitches", required=False)
    version = whole_number("Stand", least=1, most=10**9, widget=HiddenInput())

    def offer(self, venues: Sequence[Venue]) -> None:
        """Fill the list of places."""
        named = [(str(venue.id), f"{venue.name}, {venue.city}") for venue in venues]
        self.venue_id.choices = _choices([("0", "Noch kein Ort"), *named])

    def validate_online_url(self, field: Field) -> None:
        if field.data and not field.data.startswith("https://"):
            raise ValidationError("Link zum Online-Raum: Der Link muss mit https:// beginnen.")

    def validate_registration_closes(self, field: Field) -> None:
        if field.data and self.day.data and field.data > self.day.data:
            raise ValidationError(
                "Letzter Tag der Anmeldung: Bitte wählen Sie einen Tag bis zum "
                f"{date_short(self.day.data)}."
            )

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data, self.version.raw_data = version, None

    def to_change(self) -> MeetingChange:
        """The new values as plain data."""
        values = {name: field.data for name, field in self._fields.items()}
        values["needs_approval"] = bool(values["needs_approval"])
        wanted = MeetingChange.__dataclass_fields__
        return MeetingChange(
            **{name: values[name] for name in wanted if name != "venue_id"},
            venue_id=values["venue_id"] or None,
        )


class CallOffForm(PageForm):
    """Why a meeting is called off, and what happens next."""

    reason = many_lines("Grund", longest=1000, required=True, rows=3)
    next_step = many_lines(
        "Wie geht es weiter?",
        longest=1000,
        rows=3,
        hint="Zum Beispiel: Den neuen Termin nennen wir Ihnen bis Ende Oktober.",
    )
