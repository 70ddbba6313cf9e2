"""Forms of projects: what its people answer, write and offer, what the office notes."""

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.forms import (
    KeyedForm,
    PageForm,
    PublicForm,
    mail_address,
    many_lines,
    one_line,
    sent_number,
)
from app.core.language import N_
from app.core.language import gettext as _
from app.ideas.rules import SupportKind
from app.projects.joining import JoinValues
from app.projects.rules import LONGEST_TEXT, TEXTS, Progress
from app.registrations.forms import WEB_ADDRESS

CONSENT = N_(
    "Die Ansprechperson des Projekts darf meinen Namen, meine E-Mail-Adresse und meine Angaben "
    "bekommen und mich anschreiben."
)
"""Kept with the row: what was agreed to."""


class AnswerForm(KeyedForm):
    """How a project is getting on; sent twice, it counts once."""

    what = RadioField(
        N_("Wie steht es?"),
        [InputRequired(N_("Wie steht es? Bitte wählen Sie eine der vier Antworten."))],
        choices=[SelectChoice(one.value, one.label) for one in Progress],
    )
    kind = SelectField(
        N_("Welche Hilfe?"),
        [Optional()],
        choices=[
            SelectChoice("", N_("Das weiß ich noch nicht")),
            *(SelectChoice(one.value, one.label) for one in SupportKind),
        ],
        description=N_("Nur, wenn Sie Hilfe brauchen."),
    )
    text = many_lines(
        N_("Ihre Worte dazu"),
        longest=LONGEST_TEXT,
        rows=4,
        hint=N_("Was ist geschehen? Was kommt als Nächstes? Was fehlt? Zwei Sätze genügen."),
    )

    @property
    def progress(self) -> Progress:
        """Only after ``accept``."""
        return Progress(self.what.data)

    @property
    def help_kind(self) -> SupportKind | None:
        """What kind of help was chosen, when help is asked for."""
        asks = self.progress is Progress.HELP and self.kind.data
        return SupportKind(self.kind.data) if asks else None


class ToldForm(AnswerForm):
    """What somebody told the office by phone."""

    name = one_line("Wer hat es gesagt?", longest=400, required=False)


class TextForm(KeyedForm):
    """Public text of a project, as its contact person wants it."""

    title = one_line(N_("Titel"), longest=TEXTS["title"][1])
    summary = many_lines(
        N_("Kurz beschrieben"),
        longest=TEXTS["summary"][1],
        hint=N_("Was soll geschehen? Wer hat etwas davon? Zwei bis vier Sätze."),
    )
    organisation = one_line(N_("Organisation"), longest=TEXTS["organisation"][1], required=False)
    team = many_lines(
        N_("Wer mitmacht"),
        longest=TEXTS["team"][1],
        rows=3,
        hint=N_("Gruppen und Organisationen. Namen von Personen nur, wenn sie einverstanden sind."),
    )
    seeking = many_lines(N_("Gesucht wird"), longest=TEXTS["seeking"][1], rows=3)
    offering = many_lines(N_("Geboten wird"), longest=TEXTS["offering"][1], rows=3)
    next_step = one_line(N_("Nächster Schritt"), longest=TEXTS["next_step"][1], required=False)

    def texts(self) -> dict[str, str]:
        """What was typed."""
        return {name: self[name].data or "" for name in TEXTS}


class DraftForm(PageForm):
    """What the office takes over of a text, and what it writes back."""

    names = SelectMultipleField(
        "Diese Texte übernehmen",
        choices=[SelectChoice(name, label) for name, (label, _) in TEXTS.items()],
    )
    answer = many_lines(
        "Ihre Antwort an die Ansprechperson",
        longest=LONGEST_TEXT,
        rows=3,
        hint="Steht in der E-Mail. Wenn Sie ablehnen: Warum passt der Text nicht?",
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version of the idea that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)


class JoinForm(PublicForm):
    """Ich mache mit."""

    name = one_line(N_("Vorname und Nachname"), longest=200, render_kw={"autocomplete": "name"})
    email = mail_address(
        N_("E-Mail-Adresse"),
        hint=N_("Dorthin schicken wir einen Link zum Bestätigen."),
        render_kw={"autocomplete": "email"},
    )
    organisation = one_line(N_("Organisation"), required=False)
    offer = many_lines(
        N_("Ich kann helfen mit …"),
        longest=LONGEST_TEXT,
        rows=3,
        hint=N_("Zum Beispiel Zeit, Fachwissen, Räume, Werkzeug, Kontakte."),
    )
    consent = BooleanField(
        CONSENT,
        description=N_("Ohne dieses Häkchen meldet sich zuerst die Geschäftsstelle bei Ihnen."),
    )

    def validate_name(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_organisation(self, field: Field) -> None:
        _refuse_web_address(field)

    def values(self) -> JoinValues:
        """What was typed."""
        return JoinValues(
            name=self.name.data or "",
            email=self.email.data or "",
            organisation=self.organisation.data or "",
            offer=self.offer.data or "",
            consent=bool(self.consent.data),
        )


def _refuse_web_address(field: Field) -> None:
    """Names reach mails: an address of a page in them is refused (M-7)."""
    if WEB_ADDRESS.search(field.data or ""):
        sentence = _("Hier ist keine Internet-Adresse möglich.")
        raise ValidationError(f"{field.label.text}: {sentence}")


class SupporterForm(KeyedForm):
    """Somebody whom the office writes down."""

    name = one_line("Vorname und Nachname", longest=200)
    email = mail_address("E-Mail-Adresse")
    organisation = one_line("Organisation", required=False)
    offer = many_lines("Kann helfen mit", longest=LONGEST_TEXT, rows=3)
    consent = BooleanField(
        "Die Person ist einverstanden, dass die Ansprechperson Namen und Adresse bekommt"
    )

    values = JoinForm.values
