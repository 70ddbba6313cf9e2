"""The address book as tables to take away."""

from collections.abc import Sequence

from app.contacts.models import Organisation, Person
from app.contacts.rules import address_lines
from app.core import clock
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short

PEOPLE = (
    "Nachname", "Vorname", "Titel", "E-Mail-Adresse", "Telefon", "Postanschrift", "Organisation",
    "Funktion", "Bereich", "Stadtbezirk", "Handlungsfelder", "Einladungen erlaubt",
    "Kontaktliste erlaubt", "Keine Fotos", "Schlagwörter", "Notiz", "Zuletzt geändert",
)  # fmt: skip
ORGANISATIONS = ("Name", "Bereich", "Art", "Stadtbezirk", "Personen", "Notiz")


def people_csv(people: Sequence[Person]) -> bytes:
    """For Excel with a double click."""
    return to_csv(PEOPLE, map(_person, people))


def people_xlsx(people: Sequence[Person]) -> bytes:
    """For any spreadsheet program."""
    return to_xlsx("Personen", PEOPLE, map(_person, people))


def organisations_csv(rows: Sequence[tuple[Organisation, int]]) -> bytes:
    """Organisations with the number of their people, for Excel with a double click."""
    return to_csv(ORGANISATIONS, (_organisation(*row) for row in rows))


def organisations_xlsx(rows: Sequence[tuple[Organisation, int]]) -> bytes:
    """Organisations with the number of their people, for any spreadsheet program."""
    return to_xlsx("Organisationen", ORGANISATIONS, (_organisation(*row) for row in rows))


def sector_name(sector_id: str) -> str:
    """Short name of a sector of the settings; "" when it is not known."""
    return next((one.short for one in current().forum.sectors if one.id == sector_id), "")


def interest_names(person: Person) -> list[str]:
    """Names of the fields of work that a person cares about."""
    found = [current().forum.field(field_id) for field_id in person.interests]
    return [field.name for field in found if field]


def _person(person: Person) -> list[Cell]:
    return [
        person.last_name,
        person.first_name,
        person.academic_title,
        person.email,
        person.phone,
        ", ".join(address_lines(person.postal_address)),
        person.organisation.name if person.organisation else "",
        person.function,
        sector_name(person.sector),
        person.district,
        ", ".join(interest_names(person)),
        _yes(person.invitations),
        _yes(person.contact_list),
        _yes(person.no_photo),
        ", ".join(label.label for label in person.labels),
        person.note,
        date_short(clock.local(person.changed_at).date()),
    ]


def _organisation(organisation: Organisation, people: int) -> list[Cell]:
    return [
        organisation.name,
        sector_name(organisation.sector),
        organisation.kind,
        organisation.district,
        people,
        organisation.note,
    ]


def _yes(value: bool) -> str:
    return "ja" if value else "nein"
