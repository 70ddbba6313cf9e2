"""The address book of the year: organisations, people, what they agreed to."""

from datetime import date

from app.contacts import actions
from app.contacts.models import Organisation, Person
from app.contacts.queries import consent_words
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db
from app.demo.sample import Row, at, rows, yes

CONSENTS = {
    ConsentKind.INVITATIONS: "consent_invitations",
    ConsentKind.CONTACT_LIST: "consent_contact_list",
}
"""Kind of consent -> column of people.csv."""


def add_people() -> dict[str, Person]:
    """Add everybody. Returns id in the sample -> person."""
    organisations = {row["id"]: _organisation(row) for row in rows("organisations.csv")}
    db.session.add_all(organisations.values())
    db.session.flush()
    return {
        row["id"]: _person(row, organisations)
        for row in sorted(rows("people.csv"), key=lambda row: (row["created_on"], row["id"]))
    }


def _organisation(row: Row) -> Organisation:
    organisation = Organisation(
        sector=row["sector"],
        kind=row["org_type"],
        district=row["district"],
        created_at=at(date(2026, 11, 2)),
    )
    actions.name_organisation(organisation, row["name"])
    return organisation


def _person(row: Row, organisations: dict[str, Organisation]) -> Person:
    organisation = organisations.get(row["organisation_id"])
    facts = PersonFacts(
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        organisation=organisation.name if organisation else "",
        sector=row["sector"],
        phone=row["phone"],
        academic_title=row["academic_title"],
        function=row["role"],
        district=row["district"],
        interests=tuple(filter(None, row["interests"].split(";"))),
        no_photo=yes(row["no_photo"]),
    )
    person = actions.add(facts, source="form")
    moment = at(date.fromisoformat(row["created_on"]))
    for kind, column in CONSENTS.items():
        if yes(row[column]):
            actions.give(person, kind, consent_words(kind), way="form", at=moment)
    person.created_at = person.changed_at = moment
    person.version = 1
    return person
