"""Forms of the door: a guest, a link for a device, a list on paper."""

from typing import Any

from wtforms import BooleanField, Field, SelectField
from wtforms.validators import Optional, ValidationError

from app.core.forms import KeyedForm as KeyedForm
from app.core.forms import mail_address, many_lines, one_line
from app.core.settings import current
from app.door.rules import LONGEST_NAME, Guest
from app.registrations.forms import WEB_ADDRESS

NO_SECTOR = ("", "Keine Angabe")


class GuestForm(KeyedForm):
    """Two fields, and more for those who want to be invited."""

    name = one_line("Name", longest=LONGEST_NAME, hint="Vorname und Nachname")
    sector = SelectField("Bereich", validators=[Optional()])
    organisation = one_line("Organisation", required=False)
    email = mail_address(
        "E-Mail-Adresse", required=False, hint="Dann kommt das Protokoll per E-Mail."
    )
    wants_invitations = BooleanField("Möchte zu weiteren Treffen eingeladen werden")
    on_contact_list = BooleanField("Möchte auf der Kontaktliste für Teilnehmende stehen")

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.sector.choices = [NO_SECTOR, *((s.id, s.name) for s in current().forum.sectors)]

    def validate_name(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_organisation(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_wants_invitations(self, field: Field) -> None:
        _needs_address(self, field)

    def validate_on_contact_list(self, field: Field) -> None:
        _needs_address(self, field)

    def guest(self) -> Guest:
        """What was typed, as plain data."""
        return Guest(
            name=self.name.data or "",
            sector=self.sector.data or "",
            email=self.email.data or "",
            organisation=self.organisation.data or "",
            wants_invitations=bool(self.wants_invitations.data),
            on_contact_list=bool(self.on_contact_list.data),
        )


def _refuse_web_address(field: Field) -> None:
    """Names reach mails: an address of a page in them is refused (M-7)."""
    if WEB_ADDRESS.search(field.data or ""):
        raise ValidationError(f"{field.label.text}: Hier ist keine Internet-Adresse möglich.")


def _needs_address(form: GuestForm, field: Field) -> None:
    if field.data and not (form.email.data or "").strip():
        raise ValidationError("Dafür brauchen wir eine E-Mail-Adresse. Bitte tragen Sie sie ein.")


class LinkForm(KeyedForm):
    """A link for a device at the door."""

    label = one_line(
        "Wer oder welches Gerät bekommt den Link?",
        longest=100,
        hint="Zum Beispiel: Tablet am Eingang, Telefon Gülay",
    )


class PaperForm(KeyedForm):
    """A list that was ticked on paper."""

    names = many_lines(
        "Namen",
        longest=40_000,
        required=True,
        rows=12,
        hint="In jede Zeile ein Name, so wie er auf dem Papier steht.",
    )
