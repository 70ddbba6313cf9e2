"""What the pages of the address book read: filtered, sorted and paged in the database."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.contacts.models import (
    Consent,
    ContactImport,
    ContactImportRow,
    Organisation,
    Person,
    PersonLabel,
)
from app.contacts.queries import has_words, people
from app.contacts.rules import CHOSEN, similar_names
from app.core.db import db
from app.core.errors import NotFound
from app.core.firsts import of_found
from app.core.paging import found_page, nearest_page

PAGE = 50
MOST_TWINS = 20
SUGGESTED = 300
"""So many names of organisations are offered while typing."""


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What the list is narrowed to; empty values narrow nothing."""

    search: str = ""
    sector: str = ""
    invited: str = ""
    """ja, nein"""
    label: str = ""
    organisation_id: int | None = None
    sort: str = "name"
    page: int = 1


@dataclass(frozen=True)
class Paged:
    """One page of a list and how long the whole list is."""

    number: int
    pages: int
    total: int


def paged(total: int, wanted: int, size: int = PAGE) -> Paged:
    """The page nearest to the wanted one."""
    return Paged(*nearest_page(total, wanted, size), total)


def people_page(wanted: PeopleFilter) -> tuple[list[Person], Paged]:
    """The people of one page, with organisation and labels, in a constant number of queries."""
    statement = filtered(wanted)
    if wanted.search:
        found, number = found_page(_in_order(statement, wanted), wanted.page, PAGE)
        return found, paged(number, wanted.page)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    page = paged(total, wanted.page)
    rows = db.session.scalars(
        _in_order(statement, wanted).limit(PAGE).offset((page.number - 1) * PAGE)
    )
    return list(rows), page


def all_people(wanted: PeopleFilter) -> list[Person]:
    """Everybody who fits, for taking away."""
    return list(db.session.scalars(_in_order(filtered(wanted), wanted)))


def filtered(wanted: PeopleFilter) -> Select[Person]:
    """Everybody who fits."""
    statement = people().where(has_words(Person.search_key, wanted.search))
    if wanted.sector:
        sector = "" if wanted.sector == "-" else wanted.sector
        statement = statement.where(Person.sector == sector)
    if wanted.invited in ("ja", "nein"):
        statement = statement.where(Person.invitations == (wanted.invited == "ja"))
    if wanted.label:
        with_label = select(PersonLabel.person_id).where(PersonLabel.label == wanted.label)
        statement = statement.where(Person.id.in_(with_label))
    if wanted.organisation_id:
        statement = statement.where(Person.organisation_id == wanted.organisation_id)
    return statement


def _in_order(statement: Select[Person], wanted: PeopleFilter) -> Select[Person]:
    """Sorted by an allowed name; anything else means by name (I-6)."""
    sort = wanted.sort
    by_organisation = [func.coalesce(Organisation.sort_key, ""), Person.sort_key]
    orders: dict[str, list[Any]] = {
        "name": [Person.sort_key],
        "organisation": by_organisation,
        "geaendert": [Person.changed_at],
    }
    columns = orders.get(sort.removeprefix("-"), orders["name"])
    if wanted.search:
        columns = [of_found(column) for column in columns]
    if sort.startswith("-"):
        columns = [column.desc() for column in columns]
    return (
        statement.outerjoin(Person.organisation)
        .options(contains_eager(Person.organisation), selectinload(Person.labels))
        .order_by(*columns, Person.id)
    )


def labels_in_use() -> list[str]:
    """All labels, each once."""
    rows = db.session.scalars(select(PersonLabel.label).distinct().order_by(PersonLabel.label))
    return list(rows)


def history(person_id: int) -> list[Consent]:
    """Everything a person agreed to or took back, newest first."""
    return list(
        db.session.scalars(
            select(Consent)
            .where(Consent.person_id == person_id)
            .order_by(Consent.at.desc(), Consent.id.desc())
        )
    )


def merged_records(person_id: int) -> int:
    """How many other records of this person were merged into this one."""
    statement = select(func.count(Person.id)).where(Person.merged_into_id == person_id)
    return db.session.scalar(statement) or 0


def likely_twins(person: Person) -> list[Person]:
    """Other records that may be the same person: same name, or same address and similar name."""
    same_address = (Person.email_key == person.email_key) & (person.email_key != "")
    rows = db.session.scalars(
        people()
        .where(Person.id != person.id, or_(Person.name_key == person.name_key, same_address))
        .order_by(Person.sort_key, Person.id)
        .limit(MOST_TWINS)
    )
    own = person.first_name, person.last_name
    return [
        other
        for other in rows
        if other.name_key == person.name_key
        or similar_names(own, (other.first_name, other.last_name))
    ]


def values_of(person: Person) -> dict[str, str]:
    """The values of which one is chosen when records are merged, by field."""
    organisation = person.organisation.name if person.organisation else ""
    return {
        name: organisation if name == "organisation" else getattr(person, name) for name in CHOSEN
    }


def organisations_page(search: str, page: int) -> tuple[list[tuple[Organisation, int]], Paged]:
    """One page of organisations with the number of their people, in German order."""
    statement = select(Organisation).where(has_words(Organisation.search_key, search))
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    shown = paged(total, page)
    rows = list(
        db.session.scalars(
            statement.order_by(Organisation.sort_key, Organisation.id)
            .limit(PAGE)
            .offset((shown.number - 1) * PAGE)
        )
    )
    numbers = people_by_organisation([one.id for one in rows])
    return [(one, numbers.get(one.id, 0)) for one in rows], shown


def all_organisations(search: str = "") -> list[Organisation]:
    """All organisations that fit, in German order."""
    statement = select(Organisation).where(has_words(Organisation.search_key, search))
    return list(db.session.scalars(statement.order_by(Organisation.sort_key, Organisation.id)))


def people_by_organisation(organisation_ids: list[int]) -> dict[int, int]:
    """How many people each of these organisations has."""
    rows = db.session.execute(
        select(Person.organisation_id, func.count())
        .where(Person.organisation_id.in_(organisation_ids), Person.merged_into_id.is_(None))
        .group_by(Person.organisation_id)
    )
    return {organisation_id or 0: number for organisation_id, number in rows}


def organisation_names() -> list[str]:
    """Names that are offered while typing."""
    return list(
        db.session.scalars(
            select(Organisation.name).order_by(Organisation.sort_key).limit(SUGGESTED)
        )
    )


def organisation_by_id(organisation_id: int) -> Organisation:
    """Raises ``NotFound``."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound("Diese Organisation steht nicht oder nicht mehr im Adressbuch.")
    return found


def import_by_id(import_id: int) -> ContactImport:
    """A list that waits for being taken over. Raises ``NotFound``."""
    found = db.session.get(ContactImport, import_id)
    if found is None:
        raise NotFound(
            "Diese Liste wartet nicht mehr. Sie wurde übernommen, verworfen oder nach einem Tag "
            "gelöscht. Lesen Sie die Datei neu ein."
        )
    return found


def waiting_imports() -> list[ContactImport]:
    """Lists that were uploaded and not taken over yet, newest first."""
    return list(db.session.scalars(select(ContactImport).order_by(ContactImport.id.desc())))


def import_counts(import_id: int) -> dict[str, int]:
    """Number of lines by verdict; open: questions without an answer; adding: people to be added."""
    row = ContactImportRow
    counted = db.session.execute(
        select(row.verdict, row.answer, func.count())
        .where(row.import_id == import_id)
        .group_by(row.verdict, row.answer)
    )
    numbers = {"new": 0, "known": 0, "question": 0, "rejected": 0, "open": 0, "adding": 0}
    for verdict, answer, number in counted:
        numbers[verdict] += number
        if verdict == "question" and not answer:
            numbers["open"] += number
        if verdict == "new" or answer == "new":
            numbers["adding"] += number
    return numbers


def import_rows(import_id: int, verdict: str, page: int) -> tuple[list[ContactImportRow], Paged]:
    """One page of the lines, of one verdict or of all."""
    row = ContactImportRow
    statement = select(row).where(row.import_id == import_id)
    if verdict:
        statement = statement.where(row.verdict == verdict)
    total = db.session.scalar(select(func.count()).select_from(statement.subquery())) or 0
    shown = paged(total, page)
    rows = db.session.scalars(
        statement.options(joinedload(row.person))
        .order_by(row.number)
        .limit(PAGE)
        .offset((shown.number - 1) * PAGE)
    )
    return list(rows), shown
