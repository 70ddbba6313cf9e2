"""The forms people fill in about themselves, made from the questions of the kit."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from wtforms import (
    Field,
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from app.contacts.models import Person
from app.core.forms import (
    MISSING,
    PageForm,
    PublicForm,
    mail_address,
    many_lines,
    named,
    one_line,
)
from app.core.language import N_, current_language
from app.core.language import gettext as _
from app.core.settings import current
from app.kits.schema import Mode, Question
from app.meetings.models import Meeting
from app.pitches.forms import action_field_choices
from app.pitches.rules import Proposal
from app.registrations.models import Registration
from app.registrations.question_fields import (
    NAMES,
    NOT_SAID,
    OTHER,
    PARTICIPATION,
    choices_of,
    field_name,
    fields_of,
    options_of,
    purposes_of,
)
from app.registrations.rules import Applicant

WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
PROJECT_NEEDS = ("projekt_title", "projekt_summary")
ON_SITE, ONLINE = N_("Vor Ort"), N_("Online")


class Answers:
    """What every form about one person can do; the fields come from ``form_class``."""

    groups: Sequence[tuple[str, Sequence[str]]] = ()
    """Headings with the names of their fields, in the order of the page."""
    own_questions: Sequence[Question] = ()
    purposes: Sequence[tuple[str, str, str]] = ()
    """Question, what its answer is for, when it is deleted."""
    mode = Mode.ONSITE.value

    def validate_vorname(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_nachname(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_organisation(self, field: Field) -> None:
        _refuse_web_address(field)

    def value(self, name: str, otherwise: Any = "") -> Any:
        """What was entered; ``otherwise`` when the form has no such field."""
        form: Any = self
        return form[name].data or otherwise if name in form else otherwise

    def to_applicant(self, kept: Mapping[str, Any] | None = None) -> Applicant:
        """The answers as plain data; only fields of this form count (R-5).

        ``kept``: earlier answers to questions that this form does not ask.
        """
        sector = self.value("akteursgruppe")
        answers = {q.id: self.value(field_name(q)) for q in self.own_questions}
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
            answers={**(kept or {}), **answers},
        )

    def _participation(self) -> str:
        chosen = [
            self.value(field_name(question))
            for question in self.own_questions
            if question.id in PARTICIPATION
        ]
        if any(answer and answer != ON_SITE for answer in chosen) or self.mode == Mode.ONLINE:
            return Mode.ONLINE.value
        return Mode.ONSITE.value

    def _needs(self) -> str:
        chosen = self.value("unterstuetzung", [])
        named = [need for need in chosen if not need.startswith(OTHER)]
        return "\n".join(filter(None, [*named, self.value("unterstuetzung_text")]))


class RegistrationForm(Answers, PublicForm):
    """Registering, and a project with it when the meeting takes pitches."""

    project_fields: Sequence[str] = ()

    def validate(self, *args: Any, **kw: Any) -> bool:
        """All fields; a project that was begun needs a title and a text."""
        fine = bool(super().validate(*args, **kw))
        return self._project_is_whole() and fine

    def _project_is_whole(self) -> bool:
        if not self.brings_project:
            return True
        missing = [name for name in PROJECT_NEEDS if not self.value(name)]
        for name in missing:
            field = self[name]
            words = (
                named(field.label.text),
                _(MISSING),
                _("Oder leeren Sie alle Felder zum Projekt."),
            )
            sentence = " ".join(words)
            field.errors = [*field.errors, sentence]
        return not missing

    @property
    def brings_project(self) -> bool:
        """Whether anything was written into the part about a project."""
        return any(self.value(name) for name in (*PROJECT_NEEDS, "projekt_seeking"))

    def to_proposal(self) -> Proposal | None:
        """The project with the person of this form, or None."""
        if not self.brings_project:
            return None
        return Proposal(
            title=self.value("projekt_title"),
            summary=self.value("projekt_summary"),
            seeking=self.value("projekt_seeking"),
            action_field=self.value("projekt_action_field"),
            first_name=self.value("vorname"),
            last_name=self.value("nachname"),
            email=self.value("email"),
            organisation=self.value("organisation"),
        )


class AnswersForm(Answers, PageForm):
    """Changing one's own answers by the personal link."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version this form was filled from; 0 when somebody tampered with it."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data = str(version)


class AddressForm(PageForm):
    """Another e-mail address."""

    email = mail_address(N_("Neue E-Mail-Adresse"), hint=N_("Dorthin schicken wir einen Link."))


class SwitchForm(PageForm):
    """How to take part: on site, or by video."""

    teilnahme = RadioField(
        N_("Wie möchten Sie teilnehmen?"),
        [InputRequired(N_("Wie möchten Sie teilnehmen? Bitte wählen Sie etwas aus."))],
        validate_choice=True,
    )


def _refuse_web_address(field: Field) -> None:
    """Names reach mails: an address of a page in them is refused (M-7)."""
    if WEB_ADDRESS.search(field.data or ""):
        sentence = _("Hier ist keine Internet-Adresse möglich.")
        raise ValidationError(f"{field.label.text}: {sentence}")


def registration_form(
    meeting: Meeting, known: Mapping[str, Any] | None = None, *, pitches: bool = False
) -> RegistrationForm:
    """The form of this meeting, bound to the request.

    ``known``: what stands there at first. ``pitches``: with a part about a project.
    """
    kit = meeting.kit
    maker = form_class(
        RegistrationForm,
        kit.base_questions,
        kit.questions,
        meeting.mode,
        sectors(),
        pitches,
        (meeting.kit_id, current_language()),
    )
    form: RegistrationForm = maker(data=known)
    if pitches:
        form["projekt_action_field"].choices = action_field_choices()
    return form


def answers_form(registration: Registration) -> AnswersForm:
    """Everything a person may change by the link; address and kind of place have own pages."""
    kit = registration.meeting.kit
    base = tuple(question for question in kit.base_questions if question.id != "email")
    own = tuple(question for question in kit.questions if question.id not in PARTICIPATION)
    meeting = registration.meeting
    spoken = (meeting.kit_id, current_language())
    maker = form_class(AnswersForm, base, own, meeting.mode, sectors(), False, spoken)
    known = known_answers(registration) | {"version": registration.version}
    form: AnswersForm = maker(data=known)
    return form


def known_answers(registration: Registration) -> dict[str, Any]:
    """What a registration says, by the names of the form's fields."""
    chosen, others = _needs_apart(registration)
    own = {
        field_name(question): registration.answers[question.id]
        for question in registration.meeting.kit.questions
        if question.id in registration.answers
    }
    return {
        "vorname": registration.first_name,
        "nachname": registration.last_name,
        "email": registration.email,
        "organisation": registration.organisation,
        "akteursgruppe": registration.sector or NOT_SAID,
        "unterstuetzung": chosen,
        "unterstuetzung_text": others,
        "foto_hinweis": registration.no_photo,
        "kontaktliste": registration.on_contact_list,
        "weitere_einladungen": registration.wants_invitations,
    } | own


def _needs_apart(registration: Registration) -> tuple[list[str], str]:
    """The needs that stand in the list, and what was written beside it."""
    questions = registration.meeting.kit.base_questions
    options = next((set(q.options) for q in questions if q.id == "unterstuetzung"), set())
    lines = registration.access_needs.split("\n") if registration.access_needs else []
    chosen = [line for line in lines if line in options]
    others = "\n".join(line for line in lines if line not in options)
    other = [option for option in options if option.startswith(OTHER)] if others else []
    return [*chosen, *other], others


def known_person(person: Person) -> dict[str, Any]:
    """What the address book knows of somebody who was invited, by the names of the fields."""
    return {
        "vorname": person.first_name,
        "nachname": person.last_name,
        "email": person.email,
        "organisation": person.organisation.name if person.organisation else "",
        "akteursgruppe": person.sector,
        "foto_hinweis": person.no_photo,
    }


def participation_choices(meeting: Meeting) -> tuple[str, list[tuple[str, str]]]:
    """Id of the kit's question about how to take part ("" when it has none), and its choices."""
    for question in meeting.kit.questions:
        if question.id in PARTICIPATION:
            return question.id, options_of(question, meeting.kit_id)
    return "", [(ON_SITE, _(ON_SITE)), (ONLINE, _(ONLINE))]


def switch_form(registration: Registration) -> SwitchForm:
    """The ways to take part, with the present one chosen."""
    question, choices = participation_choices(registration.meeting)
    present = registration.answers.get(question) or (
        ON_SITE if registration.participation == Mode.ONSITE else choices[-1][0]
    )
    form = SwitchForm(data={"teilnahme": present})
    form.teilnahme.choices = choices_of(choices)
    return form


def participation_of(answer: str) -> str:
    """The kind of place that belongs to an answer: on site, or online."""
    return Mode.ONSITE.value if answer == ON_SITE else Mode.ONLINE.value


def sectors() -> tuple[tuple[str, str], ...]:
    return tuple((sector.id, sector.name) for sector in current().forum.sectors)


@lru_cache(maxsize=400)
def form_class(
    parent: type[Any],
    base: tuple[Question, ...],
    own: tuple[Question, ...],
    mode: str,
    sectors: tuple[tuple[str, str], ...],
    pitches: bool,
    spoken: tuple[str, str],
) -> type[Any]:
    """A form with a field for each question; made once, since all meetings of a kit share it.

    ``spoken``: id of the kit and the language spoken now, in which its questions are asked.
    """
    kit_id, _language = spoken
    fields = fields_of(base, own, sectors, kit_id)
    more: dict[str, Any] = {
        "own_questions": own,
        "purposes": purposes_of((*base, *own), kit_id),
        "mode": mode,
        "groups": _groups(list(fields)),
    }
    if pitches:
        project = _project_fields()
        fields |= project
        more["project_fields"] = list(project)
    return type(f"Meeting{parent.__name__}", (parent,), fields | more)


def _project_fields() -> dict[str, Any]:
    """The part about a project: nothing of it must be filled in."""
    return {
        "projekt_title": one_line(
            N_("Titel des Projekts"),
            longest=150,
            required=False,
            hint=N_("Ein paar Worte reichen."),
        ),
        "projekt_summary": many_lines(
            N_("Worum geht es?"),
            longest=1500,
            hint=N_(
                "Was haben Sie vor, für wen, und wer macht schon mit? Höchstens 1.500 Zeichen."
            ),
        ),
        "projekt_seeking": many_lines(
            N_("Was suchen Sie?"),
            longest=500,
            rows=3,
            hint=N_("Zum Beispiel Mitmachende, Räume, Wissen, Material oder Geld."),
        ),
        "projekt_action_field": SelectField(
            N_("Handlungsfeld"), [Optional()], validate_choice=True
        ),
    }


def _groups(names: list[str]) -> list[tuple[str, list[str]]]:
    person = [*NAMES, "email", "akteursgruppe"]
    needs = ["unterstuetzung", "unterstuetzung_text"]
    own = [name for name in names if name.startswith("frage_")]
    rest = [name for name in names if name not in (*person, *needs, *own)]
    order = [
        (N_("Zu Ihrer Person"), [name for name in names if name in person]),
        (N_("Zu diesem Treffen"), own),
        (N_("Gut teilnehmen"), [name for name in needs if name in names]),
        (N_("Fotos und Kontakte"), rest),
    ]
    return [(title, fields) for title, fields in order if fields]
