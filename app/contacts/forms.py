"""Forms of the address book."""

from typing import Any

from wtforms import (
    BooleanField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Optional

from app.contacts.models import Organisation, Person
from app.contacts.office import Entry
from app.contacts.organisations import OrganisationValues
from app.contacts.rules import (
    FIELD_LABELS,
    LABEL_LENGTH,
    ConsentKind,
    PersonFacts,
    read_labels,
)
from app.core.forms import PageForm, mail_address, many_lines, one_line
from app.core.settings import current

NAMES_LIST = "organisations"
"""Id of the list of names that is offered while typing."""


def _sectors() -> list[tuple[str, str]]:
    return [("", "Nicht bekannt")] + [
        (sector.id, sector.name) for sector in current().forum.sectors
    ]


class PersonForm(PageForm):
    """Everything the office writes about a person."""

    first_name = one_line("Vorname", required=False)
    last_name = one_line("Nachname")
    academic_title = one_line(
        "Titel", longest=40, required=False, hint="Nur wie die Person ihn selbst nennt."
    )
    email = mail_address(
        "E-Mail-Adresse", required=False, hint="Zwei Personen dürfen dieselbe Adresse haben."
    )
    phone = one_line("Telefon", longest=60, required=False)
    postal_address = many_lines(
        "Postanschrift",
        longest=300,
        rows=3,
        hint="Für Briefe an Personen ohne E-Mail-Adresse. Ohne den Namen: Straße mit Hausnummer, "
        "in der nächsten Zeile Postleitzahl und Ort.",
    )
    organisation = one_line(
        "Organisation",
        required=False,
        hint="Ein neuer Name wird als neue Organisation angelegt.",
        render_kw={"list": NAMES_LIST, "autocomplete": "off"},
    )
    function = one_line("Funktion", longest=100, required=False, hint="Zum Beispiel Vorsitz.")
    sector = SelectField("Bereich", validators=[Optional()])
    district = one_line("Stadtbezirk", longest=100, required=False)
    interests = SelectMultipleField("Handlungsfelder", validators=[Optional()])
    labels = one_line(
        "Schlagwörter",
        longest=600,
        required=False,
        hint="Mit Komma getrennt. Über ein Schlagwort finden Sie eine Gruppe wieder.",
    )
    no_photo = BooleanField("Möchte nicht fotografiert werden")
    note = many_lines("Notiz", rows=4, hint="Die Person darf lesen, was hier steht.")
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.sector.choices = _sectors()
        kept = self.interests.object_data or []
        self.interests.choices = [
            (entry.id, entry.name)
            for entry in current().forum.action_fields
            if not entry.archived or entry.id in kept
        ]

    @classmethod
    def of(cls, person: Person) -> "PersonForm":
        """The form with the values of somebody who is there."""
        return cls(data=typed_values(person))

    def entry(self) -> Entry:
        """What was typed, as plain data."""
        texts = {
            name: self[name].data or ""
            for name in PersonFacts.__dataclass_fields__
            if name not in ("interests", "no_photo")
        }
        facts = PersonFacts(
            **texts, interests=tuple(self.interests.data or ()), no_photo=bool(self.no_photo.data)
        )
        return Entry(
            facts=facts, labels=read_labels(self.labels.data or ""), note=self.note.data or ""
        )


def typed_values(person: Person) -> dict[str, Any]:
    """The values of a person as the form writes them."""
    names = set(FIELD_LABELS) - {"organisation", "labels"}
    return {name: getattr(person, name) for name in names} | {
        "organisation": person.organisation.name if person.organisation else "",
        "labels": ", ".join(label.label for label in person.labels),
        "version": str(person.version),
    }


def differences(person: Person, form: PersonForm) -> list[tuple[str, str, str]]:
    """(label, what stands there now, what was typed) for each value that differs."""
    there = typed_values(person)
    rows = []
    for name, label in FIELD_LABELS.items():
        old, new = _in_words(name, there[name]), _in_words(name, form[name].data)
        if old != new:
            rows.append((label, old or "leer", new or "leer"))
    return rows


def _in_words(name: str, value: Any) -> str:
    if name == "sector":
        return {one.id: one.short for one in current().forum.sectors}.get(value or "", "")
    if name == "interests":
        found = [current().forum.field(field_id) for field_id in value or ()]
        return ", ".join(field.name for field in found if field)
    if isinstance(value, bool):
        return "ja" if value else "nein"
    return str(value or "")


class ConsentForm(PageForm):
    """A consent that somebody gave or took back by phone or on paper."""

    way = RadioField(
        "Wie hat die Person das gesagt?",
        [InputRequired("Wie hat die Person das gesagt? Bitte wählen Sie Telefon oder Papier.")],
        choices=[SelectChoice("phone", "Am Telefon"), SelectChoice("paper", "Auf Papier")],
    )
    words = many_lines(
        "Wortlaut",
        longest=1000,
        required=True,
        rows=3,
        hint="Wozu die Person Ja gesagt hat. Vorgegeben ist die Frage des Anmeldeformulars.",
    )


class OrganisationForm(PageForm):
    """Everything the office writes about an organisation."""

    name = one_line("Name")
    sector = SelectField("Bereich", validators=[Optional()])
    kind = one_line("Art", longest=60, required=False, hint="Zum Beispiel Verein oder Schule.")
    district = one_line("Stadtbezirk", longest=100, required=False)
    note = many_lines("Notiz", rows=4)
    version = HiddenField()

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.sector.choices = _sectors()

    def values(self) -> OrganisationValues:
        """What was typed, as plain data."""
        return OrganisationValues(
            **{name: self[name].data or "" for name in OrganisationValues.__dataclass_fields__}
        )


def shown(values: OrganisationValues | Organisation) -> dict[str, str]:
    """The values of an organisation by their labels."""
    sector = next((one.name for one in current().forum.sectors if one.id == values.sector), "")
    return {
        "Name": values.name,
        "Bereich": sector,
        "Art": values.kind,
        "Stadtbezirk": values.district,
        "Notiz": values.note,
    }


class UploadForm(PageForm):
    """A list from a spreadsheet, as a file (which comes from the request) or pasted."""

    file = FileField(
        "Datei",
        description="CSV oder XLSX, höchstens 10.000 Zeilen. In der ersten Zeile stehen die "
        "Namen der Spalten.",
        render_kw={"accept": ".csv,.txt,.tsv,.xlsx"},
    )
    lines = many_lines(
        "Oder: Zeilen hier einfügen",
        longest=400_000,
        hint="In der Tabelle markieren und kopieren, mit den Namen der Spalten.",
    )


class TakeOverForm(PageForm):
    """The last press before a list counts."""

    label = one_line(
        "Schlagwort für alle neuen Personen",
        longest=LABEL_LENGTH,
        required=False,
        hint="Damit finden Sie diese Gruppe später wieder.",
    )


KIND_SLUGS = {"einladungen": ConsentKind.INVITATIONS, "kontaktliste": ConsentKind.CONTACT_LIST}
"""Kinds of consent as they stand in addresses."""
