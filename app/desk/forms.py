"""The form that plans a meeting."""

from typing import Any

from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind

from app.core.forms import (
    KeyedForm,
    PageForm,
    mail_address,
    one_day,
    one_line,
    one_time,
    whole_number,
)
from app.kits.schema import Kit
from app.meetings.actions import Plan
from app.meetings.forms import language_choices, languages_field, seating_choices, venue_line
from app.meetings.models import Meeting, Venue
from app.series.copying import PARTS, Copy, Part

NO_VENUE = "Noch offen"


class AddressForm(PageForm):
    address = mail_address("E-Mail-Adresse", hint="Dorthin geht die Testmail.")


class PlanForm(KeyedForm):
    title = one_line("Titel", hint="So steht es in Einladung und Tagesordnung.")
    topic = one_line("Thema", required=False, longest=300)
    day = one_day("Datum")
    begins = one_time("Beginn")
    venue_id = SelectField("Ort", coerce=int)
    seating = SelectField("Bestuhlung", choices=seating_choices(), default="")
    capacity = whole_number("Plätze", least=1, most=5000, required=False)
    online_capacity = whole_number(
        "Plätze online",
        least=1,
        most=10_000,
        required=False,
        hint="Leer heißt: so viele, wie kommen möchten.",
    )
    needs_approval = BooleanField(
        "Die Geschäftsstelle entscheidet über jede Anmeldung.",
        description="Nach der Bestätigung der Adresse wartet die Person auf Ihre Zusage.",
    )
    registration_opens = one_day("Erster Tag der Anmeldung", required=False)
    listed = BooleanField("Auf der öffentlichen Seite zeigen")
    languages = languages_field()
    parts = SelectMultipleField(
        "Das wird übernommen",
        choices=[SelectChoice(part.value, label) for part, label in PARTS.items()],
    )

    def offer(self, kit: Kit, venues: list[Venue]) -> None:
        """The choices, and what the kit suggests for fields that were not filled in yet."""
        self.languages.choices = language_choices()
        self.venue_id.choices = [
            (0, NO_VENUE),
            *((venue.id, venue_line(venue)) for venue in venues),
        ]
        self.capacity.description = (
            "Leer lassen: so viele, wie der Raum mit dieser Bestuhlung hat, höchstens "
            f"{kit.group_max}; ohne Raum {kit.group_ideal}."
        )
        self.registration_opens.description = (
            f"Leer lassen: {-kit.registration_opens_day} Tage vor dem Treffen."
        )
        self.day.description = (
            f"Vorschlag: {kit.duration_minutes} Minuten ab {kit.default_start} Uhr."
        )

    @staticmethod
    def suggestions(kit: Kit, source: Meeting | None = None) -> dict[str, Any]:
        """Values of an empty form; with a meeting to take over from, its place and places."""
        empty = {
            "title": kit.short_title,
            "begins": kit.start_time,
            "listed": kit.minutes_type != "decision",
            "languages": [choice.value for choice in language_choices()],
            "parts": [part.value for part in PARTS],
        }
        if source is None:
            return empty
        names = (
            "topic", "begins", "venue_id", "seating", "capacity", "online_capacity", "listed",
            "languages",
        )  # fmt: skip
        return empty | {name: getattr(source, name) for name in names}

    def to_copy(self, source: Meeting | None) -> Copy | None:
        """What is ticked to be taken over from this meeting."""
        if source is None:
            return None
        return Copy(source.id, frozenset(Part(value) for value in self.parts.data or ()))

    def to_plan(self) -> Plan:
        assert self.day.data and self.begins.data
        return Plan(
            title=self.title.data or "",
            topic=self.topic.data or "",
            day=self.day.data,
            begins=self.begins.data,
            capacity=self.capacity.data,
            venue_id=self.venue_id.data or None,
            listed=bool(self.listed.data),
            seating=self.seating.data or "",
            online_capacity=self.online_capacity.data,
            needs_approval=bool(self.needs_approval.data),
            registration_opens=self.registration_opens.data,
            languages=self.languages.data or (),
        )
