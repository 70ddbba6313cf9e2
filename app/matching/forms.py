"""Forms of cards and mediations."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional, ValidationError

from app.core.forms import (
    KeyedForm,
    PageForm,
    PublicForm,
    mail_address,
    many_lines,
    one_day,
    one_line,
    sent_number,
    whole_number,
)
from app.core.language import N_
from app.core.language import gettext as _
from app.core.settings import current
from app.matching import queries, rules
from app.matching.listing import CardFilter
from app.matching.models import MatchCard
from app.matching.parties import Plan
from app.matching.rules import CardKind, CardState, CardValues, MediationState
from app.registrations.forms import WEB_ADDRESS

KINDS = [
    SelectChoice(CardKind.SEARCH.value, N_("Ich suche etwas")),
    SelectChoice(CardKind.OFFER.value, N_("Ich biete etwas")),
]
KIND_NAMES = {"suche": CardKind.SEARCH, "biete": CardKind.OFFER}
"""What stands in an address → the kind."""


def field_choices(kept: str = "") -> list[SelectChoice]:
    """Fields of work to choose from; ``kept``: offered even when it is archived."""
    return [SelectChoice("", _("Keines"))] + [
        SelectChoice(field.id, field.said)
        for field in current().forum.action_fields
        if not field.archived or field.id == kept
    ]


def _kind() -> RadioField:
    sentence = N_("Art der Karte: Bitte wählen Sie, ob etwas gesucht oder geboten wird.")
    return RadioField(N_("Art der Karte"), [InputRequired(sentence)], choices=KINDS)


class PublicCardForm(PublicForm):
    """A card that somebody hands in, with the own name and address."""

    kind = _kind()
    text = many_lines(
        N_("Was suchen oder bieten Sie?"),
        longest=rules.LONGEST_TEXT,
        required=True,
        rows=4,
        hint=N_(
            "Ein oder zwei Sätze, zum Beispiel: Trockenes Lager, etwa 20 Quadratmeter. "
            "Dieser Text steht im Netz. Schreiben Sie keine Namen, Adressen und Telefonnummern "
            "hinein."
        ),
    )
    action_field = SelectField(N_("Handlungsfeld"), validators=[Optional()])
    district = one_line(N_("Stadtbezirk"), longest=100, required=False)
    person = one_line(N_("Ihr Name"), longest=200, hint=N_("Vorname und Nachname"))
    email = mail_address(N_("Ihre E-Mail-Adresse"), hint=N_("Wir schicken Ihnen einen Link."))
    consent = BooleanField(
        rules.CARD_CONSENT,
        [InputRequired(N_("Ohne Ihr Einverständnis können wir die Karte nicht annehmen."))],
    )

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.action_field.choices = field_choices()

    def validate_person(self, field: Field) -> None:
        _refuse_web_address(field)

    def validate_district(self, field: Field) -> None:
        _refuse_web_address(field)

    def values(self) -> CardValues:
        """Only after ``accept``."""
        return CardValues(
            kind=CardKind(self.kind.data),
            text=self.text.data or "",
            action_field=self.action_field.data or "",
            district=self.district.data or "",
            person=self.person.data or "",
            email=self.email.data or "",
            consent=bool(self.consent.data),
        )


def _refuse_web_address(field: Field) -> None:
    """Names reach mails: an address of a page in them is refused (M-7)."""
    if WEB_ADDRESS.search(field.data or ""):
        sentence = _("Hier ist keine Internet-Adresse möglich.")
        raise ValidationError(f"{field.label.text}: {sentence}")


class CardForm(KeyedForm):
    """A card as the office writes it down. With ``kept`` it changes an existing one."""

    kind = _kind()
    text = many_lines(
        "Text",
        longest=rules.LONGEST_TEXT,
        required=True,
        rows=3,
        hint="Dieser Text steht ohne Namen im Netz. Zum Beispiel: Trockenes Lager, etwa 20 "
        "Quadratmeter",
    )
    action_field = SelectField("Handlungsfeld", validators=[Optional()])
    district = one_line("Stadtbezirk", longest=100, required=False)
    person = one_line(
        "Person",
        longest=200,
        hint="Vorname und Nachname. Steht die Person in den Kontakten, gilt die Adresse dort.",
    )
    email = mail_address(
        "E-Mail-Adresse", required=False, hint="Nur für Personen, die nicht in den Kontakten stehen"
    )
    consent = BooleanField(
        "Die Person ist einverstanden, dass wir ihr Kontakte vorschlagen",
        description="Vor jeder Weitergabe werden beide Seiten noch einmal gefragt.",
    )
    idea = one_line("Projekt", longest=20, required=False, hint="Nummer, zum Beispiel 2027-001")
    valid_until = one_day("Gültig bis", required=False, hint="Ohne Angabe ein Jahr")
    note = many_lines(
        "Notiz", longest=rules.LONGEST_TEXT, rows=2, hint="Nur für die Geschäftsstelle"
    )
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.action_field.choices = field_choices(self.action_field.object_data or "")

    @classmethod
    def of(cls, card: MatchCard) -> "CardForm":
        """As the card stands."""
        name, email = queries.owner_of(card)
        return cls(
            data={
                "kind": str(CardKind(card.kind).value),
                "text": card.text,
                "action_field": card.action_field,
                "district": card.district,
                "person": name,
                "email": email,
                "consent": card.consent,
                "idea": card.idea.number if card.idea else "",
                "valid_until": card.valid_until,
                "note": card.note,
                "version": str(card.version),
            }
        )

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)

    def values(self) -> CardValues:
        """Only after ``accept``."""
        return CardValues(
            kind=CardKind(self.kind.data),
            text=self.text.data or "",
            action_field=self.action_field.data or "",
            district=self.district.data or "",
            person=self.person.data or "",
            email=self.email.data or "",
            consent=bool(self.consent.data),
            idea=self.idea.data or "",
            valid_until=self.valid_until.data,
            note=self.note.data or "",
        )


class CloseForm(PageForm):
    """Why a card is closed."""

    outcome = many_lines(
        "Grund oder Ergebnis",
        longest=rules.LONGEST_TEXT,
        required=True,
        rows=3,
        hint="Ein Satz. Die Person liest ihn, wenn Sie ihn mitsenden.",
    )
    tell = BooleanField("Der Person diese Worte per E-Mail senden")


class MediationForm(KeyedForm):
    """What both sides read, and what stands in the support log."""

    reason = many_lines(
        "Warum das passen könnte",
        longest=rules.LONGEST_REASON,
        rows=3,
        hint="Beide Seiten lesen diesen Text. Bitte keine Namen und Adressen.",
    )
    idea = SelectField("Projekt, dem das hilft", validators=[Optional()])
    minutes = whole_number(
        "Minuten für die Unterstützung",
        least=1,
        most=600,
        hint="So viel Zeit hat die Vermittlung gebraucht. Sie steht bei dem Projekt.",
    )


class HelperForm(PageForm):
    """A known person who could help a project, by name."""

    person = one_line(
        "Person", hint="Vorname und Nachname, so wie die Person in den Kontakten steht"
    )


class AnswerForm(PageForm):
    """What somebody says to a suggestion; the button says yes or no."""

    message = many_lines(
        N_("Ihre Worte an die Geschäftsstelle"),
        longest=rules.LONGEST_ANSWER,
        rows=3,
        hint=N_("Die andere Seite liest sie nicht."),
    )


class SettleForm(PageForm):
    """What became of a contact."""

    worked = RadioField(
        "Hat der Kontakt geholfen?",
        [Optional()],
        choices=[
            SelectChoice("yes", "Ja"),
            SelectChoice("no", "Nein"),
            SelectChoice("", "Noch nicht bekannt"),
        ],
        default="",
    )
    outcome = many_lines(
        "Ergebnis",
        longest=rules.LONGEST_TEXT,
        rows=3,
        hint="Ein Satz. Er steht auch in der Unterstützung des Projekts.",
    )
    reopen = BooleanField("Beide Karten wieder öffnen, sie suchen und bieten weiter")

    def told(self) -> bool | None:
        """Whether it helped; None: not known yet."""
        answers: Mapping[str, bool] = {"yes": True, "no": False}
        return answers.get(self.worked.data or "")


def wanted_cards(typed: Mapping[str, str]) -> CardFilter:
    """What the address of the list asks for; nonsense narrows nothing."""
    state, field = typed.get("status", ""), typed.get("feld", "")
    return CardFilter(
        kind=KIND_NAMES.get(typed.get("art", "")),
        state=CardState(state) if state in set(CardState) else None,
        field=field if current().forum.field(field) else "",
        district=typed.get("bezirk", "")[:100].replace("\x00", ""),
        search=typed.get("suche", "")[:100].replace("\x00", ""),
        sort=typed.get("sortierung", "")[:20],
    )


def wanted_state(typed: str) -> MediationState | None:
    """The state that the list of mediations asks for; None: all."""
    return MediationState(typed) if typed in set(MediationState) else None


def wanted_plan(typed: Mapping[str, str]) -> Plan:
    """Who is to be brought together; ``suche``, ``biete``, ``idee``, ``person``: ids."""

    def row(name: str) -> int | None:
        return sent_number(typed.get(name)) or None

    return Plan(
        search_id=row("suche"),
        offer_id=row("biete"),
        idea_id=row("idee"),
        person_id=row("person"),
    )
