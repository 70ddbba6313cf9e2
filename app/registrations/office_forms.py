"""The office's forms: about a whole meeting, and about people who called."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace
from wtforms import BooleanField, Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from app.core.devices import known_key
from app.core.forms import (
    PageForm,
    many_lines,
    one_day,
    one_line,
    one_time,
    whole_number,
)
from app.core.language import current_language
from app.kits.schema import Question
from app.meetings.actions import MeetingChange
from app.meetings.forms import language_choices, languages_field, seating_choices, venue_line
from app.meetings.models import Meeting, Venue
from app.registrations.forms import (
    Answers,
    AnswersForm,
    form_class,
    known_answers,
    sectors,
)
from app.registrations.models import Registration
from app.registrations.question_fields import PARTICIPATION


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
    seating = SelectField("Bestuhlung", choices=seating_choices(), default="")
    languages = languages_field()
    registration_opens = one_day("Erster Tag der Anmeldung")
    registration_closes = one_day("Letzter Tag der Anmeldung")
    pitch_deadline = one_day("Letzter Tag für Pitches", required=False)
    keep_dates = BooleanField(
        "Fristen nicht mit dem Treffen verschieben",
        description="Sonst wandern Fristen, die Sie hier nicht ändern, mit dem Treffen mit.",
    )
    version = whole_number("Stand", least=1, most=10**9, widget=HiddenInput())

    def offer(self, venues: Sequence[Venue]) -> None:
        """Fill the lists of places and of languages."""
        self.languages.choices = language_choices()
        named = [(str(venue.id), venue_line(venue)) for venue in venues]
        self.venue_id.choices = [
            SelectChoice(value, label) for value, label in [("0", "Noch kein Ort"), *named]
        ]

    def validate_online_url(self, field: Field) -> None:
        if field.data and not field.data.startswith("https://"):
            raise ValidationError("Link zum Online-Raum: Der Link muss mit https:// beginnen.")

    def take_version(self, version: int) -> None:
        """From now on the form is about this version: the person was told of the other one."""
        self.version.data, self.version.raw_data = version, None

    def to_change(self) -> MeetingChange:
        """The new values as plain data."""
        values = {name: field.data for name, field in self._fields.items()}
        values["needs_approval"] = bool(values["needs_approval"])
        values["languages"] = values["languages"] if self.languages.choices else None
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


class PlacesForm(PageForm):
    """How many places there are."""

    capacity = whole_number("Plätze", least=1, most=2000)
    online_capacity = whole_number(
        "Plätze online",
        least=1,
        most=10_000,
        required=False,
        hint="Leer heißt: so viele, wie kommen möchten.",
    )


NOTE_HINT = "Sieht nur die Geschäftsstelle."


class PhoneForm(Answers, PageForm):
    """Somebody who called: the kit's questions, of which only the name must be answered."""

    note = many_lines("Notiz", longest=2000, rows=3, hint=NOTE_HINT)
    as_guest = BooleanField(
        "Über die Plätze hinaus zulassen",
        description="Nur wenn kein Platz frei ist: Die Person kommt als Gast dazu.",
    )
    key = HiddenField()


class EditForm(AnswersForm):
    """What the office changes for somebody who called."""

    note = many_lines("Notiz", longest=2000, rows=3, hint=NOTE_HINT)


def phone_form(meeting: Meeting, known: Mapping[str, Any] | None = None) -> PhoneForm:
    """The form for somebody who called."""
    own = _easier(meeting.kit.questions)
    form: PhoneForm = _made(PhoneForm, meeting, own)(data=known)
    form.key.data = known_key(form.key.data)
    return form


def edit_form(registration: Registration) -> EditForm:
    """Everything that is kept of a person, except for the kind of place."""
    meeting = registration.meeting
    own = _easier(tuple(q for q in meeting.kit.questions if q.id not in PARTICIPATION))
    known = known_answers(registration)
    more = {"version": registration.version, "note": registration.office_note}
    form: EditForm = _made(EditForm, meeting, own)(data=known | more)
    return form


def _made(parent: Any, meeting: Meeting, own: tuple[Question, ...]) -> type[Any]:
    base = _easier(meeting.kit.base_questions)
    spoken = (meeting.kit_id, current_language())
    return form_class(parent, base, own, meeting.mode, sectors(), False, spoken)


def _easier(questions: Sequence[Question]) -> tuple[Question, ...]:
    """On the phone only the name is needed."""
    needed = ("vorname", "nachname")
    return tuple(replace(q, required=q.required and q.id in needed) for q in questions)
