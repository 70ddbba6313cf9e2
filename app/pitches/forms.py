"""Forms for handing in and changing a pitch, for people who present as well, for a refusal."""

from typing import Any

from wtforms import Field, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import ValidationError

from app.core.forms import KeyedForm, PageForm, PublicForm, mail_address, many_lines, one_line
from app.core.language import N_
from app.core.language import gettext as _
from app.core.settings import current
from app.pitches.models import Pitch
from app.pitches.rules import PresenterFacts, Proposal


def no_address(_form: Any, field: Field) -> None:
    """What goes into a mail's text holds no web address (M-7)."""
    words = (field.data or "").casefold()
    if "://" in words or "www." in words:
        sentence = _(
            "Hier ist keine Internet-Adresse möglich. Bitte schreiben Sie sie in die Beschreibung."
        )
        raise ValidationError(f"{field.label.text}: {sentence}")


def action_field_choices(kept: str = "") -> list[SelectChoice]:
    """Fields of work to choose from; ``kept``: offered even when it is archived."""
    return [SelectChoice("", _("Noch offen"))] + [
        SelectChoice(field.id, field.said)
        for field in current().forum.action_fields
        if not field.archived or field.id == kept
    ]


class PitchFields:
    """The pitch's own fields, for every form that takes one in (also with a registration).

    The choices of ``action_field`` are set by the form: ``action_field_choices()``.
    """

    title = one_line(
        N_("Titel"), longest=150, hint=N_("Wie heißt Ihr Projekt? Ein paar Worte reichen.")
    )
    summary = many_lines(
        N_("Worum geht es?"),
        longest=1500,
        required=True,
        rows=7,
        hint=N_("Was haben Sie vor, für wen, und wer macht schon mit? Höchstens 1.500 Zeichen."),
    )
    seeking = many_lines(
        N_("Was suchen Sie?"),
        longest=500,
        rows=3,
        hint=N_("Zum Beispiel Mitmachende, Räume, Wissen, Material oder Geld."),
    )
    action_field = SelectField(N_("Handlungsfeld"), validate_choice=True)

    def validate_title(self, field: Field) -> None:
        no_address(self, field)


class NameFields:
    """Who stands behind a pitch or presents it as well."""

    first_name = one_line(N_("Vorname"))
    last_name = one_line(N_("Nachname"))
    organisation = one_line(
        N_("Organisation"),
        required=False,
        hint=N_("Verein, Initiative, Betrieb oder Einrichtung."),
    )

    def validate_first_name(self, field: Field) -> None:
        no_address(self, field)

    def validate_last_name(self, field: Field) -> None:
        no_address(self, field)

    def validate_organisation(self, field: Field) -> None:
        no_address(self, field)


class PitchForm(PitchFields, NameFields, PageForm):
    """The text of a pitch and who stands behind it."""

    def __init__(self, *args: Any, kept_field: str = "", **kw: Any) -> None:
        """``kept_field``: the pitch's own field of work, offered even when it is archived."""
        super().__init__(*args, **kw)
        self.action_field.choices = action_field_choices(kept_field)

    def proposal(self, email: str, phone: str = "") -> Proposal:
        """What was typed, as plain data."""
        return Proposal(
            title=self.title.data or "",
            summary=self.summary.data or "",
            seeking=self.seeking.data or "",
            action_field=self.action_field.data or "",
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            organisation=self.organisation.data or "",
            email=email,
            phone=phone,
        )


class SubmitForm(PitchForm, PublicForm):
    """Handing in: with the address to which receipt and answer go."""

    email = mail_address(
        N_("E-Mail-Adresse"), hint=N_("Hierhin schicken wir Ihnen unsere Antwort.")
    )


class Versioned:
    """A form that was filled from a row in some version."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version this form was filled from; 0 when somebody tampered with it."""
        text = str(self.version.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ReviseForm(Versioned, PitchForm):
    """Changing the text by the personal link."""

    @classmethod
    def of(cls, pitch: Pitch) -> "ReviseForm":
        """The form as it is sent, or filled from the pitch."""
        return cls(obj=pitch, kept_field=pitch.action_field)


class OfficeForm(Versioned, PitchForm, KeyedForm):
    """A pitch that the office writes down or mends; not everybody has an address."""

    email = mail_address(
        "E-Mail-Adresse",
        required=False,
        hint="Ohne Adresse geht keine E-Mail hinaus. Rufen Sie dann selbst an.",
    )
    phone = one_line("Telefon", longest=50, required=False)

    def facts(self) -> Proposal:
        """Everything that was typed, as plain data."""
        return self.proposal(self.email.data or "", self.phone.data or "")


class PresenterForm(NameFields, PageForm):
    """Somebody who presents as well."""

    email = mail_address(
        "E-Mail-Adresse",
        required=False,
        hint=N_("Dann erfährt die Person alles, was den Pitch betrifft, und kann ihn lesen."),
    )

    def facts(self) -> PresenterFacts:
        """What was typed, as plain data."""
        return PresenterFacts(
            first_name=self.first_name.data or "",
            last_name=self.last_name.data or "",
            organisation=self.organisation.data or "",
            email=self.email.data or "",
        )


class DeclineForm(PageForm):
    """Why not, and what instead."""

    reason = many_lines(
        "Grund", longest=1000, required=True, rows=3, hint="Steht so in der E-Mail an die Person."
    )
    next_step = many_lines(
        "Vorschlag, wie es weitergeht",
        longest=1000,
        required=True,
        rows=3,
        hint="Zum Beispiel ein Platz auf dem Marktplatz oder beim nächsten Treffen.",
    )
