"""What is read of the address book."""

from collections.abc import Iterable, Mapping

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute

from app.contacts.models import (
    LONGEST_WORDING,
    Consent,
    ConsentWording,
    Organisation,
    Person,
    PersonLabel,
)
from app.contacts.rules import ConsentKind, organisation_key, search_words
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import SOURCE, current_language
from app.core.tokens import digest, link_token
from app.kits.shelf import shelf
from app.kits.spoken import kit_words

PURPOSE = "unsubscribe"
QUESTIONS: Mapping[str, str] = {
    ConsentKind.INVITATIONS: "weitere_einladungen",
    ConsentKind.CONTACT_LIST: "kontaktliste",
}
"""Shared question of the kits that asks for this consent."""
LONGEST_CHAIN = 50
_SAME = (
    select(Person)
    .where(Person.email_key == bindparam("email_key"), Person.name_key == bindparam("name_key"))
    .order_by(Person.merged_into_id.is_not(None), Person.id)
    .limit(1)
)
_BY_LETTER = (Person.email == "", Person.postal_address != "")


def same_person(email_key: str, name_key: str) -> Person | None:
    """The person with this name at this address (both through ``plain_key``), or None.

    Two people may share an address, so the name counts too. Without an address only somebody
    else without one is the same. A record that was merged leads to the one that holds everything.
    """
    found = db.session.scalar(_SAME, {"email_key": email_key, "name_key": name_key})
    return survivor(found) if found else None


def survivor(person: Person) -> Person:
    """The record that holds everything since records were merged; usually the person itself."""
    for _ in range(LONGEST_CHAIN):
        if person.merged_into_id is None:
            return person
        person = db.session.get_one(Person, person.merged_into_id)
    raise RuntimeError("records are merged in a circle")


def person_by_id(person_id: int) -> Person:
    """The person, also when its record was merged into another one. Raises ``NotFound``."""
    found = db.session.get(Person, person_id)
    if found is None:
        raise NotFound("Diese Person steht nicht oder nicht mehr im Adressbuch.")
    return survivor(found)


def find_people(search: str, limit: int = 20) -> list[Person]:
    """People whose name, organisation or address holds every word; in German order."""
    statement = people().where(has_words(Person.search_key, search))
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id).limit(limit)))


def people() -> Select[Person]:
    """Everybody in the address book, each once."""
    return select(Person).where(Person.merged_into_id.is_(None))


def invitable() -> Select[Person]:
    """Everybody who agreed to invitations and can be reached by mail."""
    return people().where(Person.invitations, Person.email != "")


def people_without_mail() -> list[Person]:
    """Everybody who agreed to invitations and is reached by letter only; in German order."""
    statement = people().where(Person.invitations, *_BY_LETTER)
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id)))


def labelled_without_mail(label: str) -> list[Person]:
    """Everybody with this label who is reached by letter only; in German order."""
    statement = labelled(label).where(*_BY_LETTER)
    return list(db.session.scalars(statement.order_by(Person.sort_key, Person.id)))


def labelled(label: str) -> Select[Person]:
    """Everybody who has this label, for example „Lenkungskreis“."""
    with_label = select(PersonLabel.person_id).where(PersonLabel.label == label)
    return people().where(Person.id.in_(with_label))


def has_words(column: InstrumentedAttribute[str], search: str) -> ColumnElement[bool]:
    """The search key holds every word that was typed."""
    words = search_words(search)
    return and_(True, *[column.contains(word, autoescape=True) for word in words])


def organisation_named(name: str) -> Organisation | None:
    """The organisation with this name, however it is spelled (quotes, „e. V.“), or None."""
    return db.session.scalar(
        select(Organisation).where(Organisation.name_key == organisation_key(name))
    )


def newest_consent(person_id: int, kind: ConsentKind) -> Consent | None:
    """What the person said last."""
    return db.session.scalar(
        select(Consent)
        .where(Consent.person_id == person_id, Consent.kind == kind)
        .order_by(Consent.at.desc(), Consent.id.desc())
        .limit(1)
    )


def unsubscribe_token(person: Person) -> str:
    """The token of the person's own page for leaving the list of those invited."""
    return link_token(PURPOSE, person.id, person.link_version)


def person_behind(token: str) -> Person:
    """The person whom an unsubscribe link belongs to. Raises ``NotFound``."""
    found = db.session.scalar(select(Person).where(Person.unsubscribe_digest == digest(token)))
    if found is None:
        raise NotFound("Diesen Link gibt es nicht oder nicht mehr.")
    return survivor(found)


def consent_words(kind: ConsentKind) -> str:
    """The words in which registration forms ask for this consent, in the language spoken now.

    "" when no form asks for it.
    """
    return next((kit_words(kit, label) for kit, label in _asked(kind)), "")


def language_of(kind: str, words: str) -> str:
    """The language spoken now; German for a sentence that has no translation."""
    german = {label for _, label in _asked(kind)}
    return SOURCE if words in german else current_language()


def wording_numbers(texts: Iterable[str]) -> dict[tuple[str, str], int]:
    """Kind and sentence → its number, for sentences of these that have one."""
    wanted = {text[:LONGEST_WORDING] for text in texts if text}
    rows = db.session.scalars(select(ConsentWording).where(ConsentWording.text.in_(wanted)))
    return {(row.kind, row.text): row.number for row in rows}


def _asked(kind: str) -> list[tuple[str, str]]:
    """Kit and German sentence of each form that asks for this consent."""
    return [
        (kit.id, question.label)
        for kit in shelf().kits
        for question in kit.base_questions
        if question.id == QUESTIONS.get(kind)
    ]
