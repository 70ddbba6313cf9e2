"""Writing into the address book: people, and what they agree to or withdraw."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func, select

from app.contacts import queries
from app.contacts.models import (
    LONGEST_WORDING,
    Consent,
    ConsentWording,
    Organisation,
    Person,
)
from app.contacts.rules import (
    EXPIRED,
    ConsentKind,
    PersonFacts,
    organisation_key,
    organisation_sort_key,
    person_sort_key,
    search_key,
)
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.tokens import digest
from app.core.words import plain_key

ONE_BOOK = "contacts"
"""Nobody else adds people or organisations at the same moment: nobody is added twice."""
KEEPS = (
    "email", "sector", "phone", "postal_address", "academic_title", "function", "district",
)  # fmt: skip
FLAGS = {ConsentKind.INVITATIONS: "invitations", ConsentKind.CONTACT_LIST: "contact_list"}


def remember(
    facts: PersonFacts,
    *,
    agreed: Mapping[ConsentKind, str],
    way: str,
    source: str = "form",
    by: str = "",
) -> Person:
    """Put somebody into the address book, or complete who is there already; joins a transaction.

    ``agreed``: kind of consent -> the words agreed to. What the office has written stays; only
    gaps are filled. Nothing is ever withdrawn. ``way`` is a key of ``WAY_LABELS``, ``source``
    one of form, office, import; ``by``: who wrote it down, when it was not the person.
    """
    with transaction():
        one_at_a_time(ONE_BOOK)
        person = queries.same_person(plain_key(facts.email), plain_key(facts.full_name))
        if person is None:
            person = add(facts, source=source)
        else:
            person = locked(Person, person.id)
            _complete(person, facts)
        for kind, words in agreed.items():
            give(person, kind, words, way=way, by=by)
        db.session.flush()
        return person


def withdraw(person_id: int, kind: ConsentKind, *, way: str, by: str = "") -> bool:
    """Take a consent back. False when there was none: a second press changes nothing."""
    with transaction():
        person = locked(Person, queries.person_by_id(person_id).id)
        newest = queries.newest_consent(person.id, kind)
        if not getattr(person, FLAGS[kind]) and not (newest and newest.given):
            return False
        wording = newest.wording if newest else None
        _note(person, kind, given=False, way=way, by=by, wording=wording)
        return True


def end(person_id: int, kind: ConsentKind) -> None:
    """A consent is over because nobody renewed it; the record counts as no younger for that."""
    with transaction():
        person = locked(Person, person_id)
        changed_at, newest = person.changed_at, queries.newest_consent(person.id, kind)
        wording = newest.wording if newest else None
        _note(person, kind, given=False, way=EXPIRED, by="", wording=wording)
        person.changed_at = changed_at


def invite_again(person_id: int) -> bool:
    """The person asks for invitations again, on the page behind the link. False: it had them.

    The page shows ``consent_words`` beside the button, in the language spoken now.
    """
    kind = ConsentKind.INVITATIONS
    with transaction():
        person = locked(Person, queries.person_by_id(person_id).id)
        if person.invitations:
            return False
        return give(person, kind, queries.consent_words(kind), way="link")


def give(
    person: Person,
    kind: ConsentKind,
    words: str,
    *,
    way: str,
    by: str = "",
    at: datetime | None = None,
) -> bool:
    """Note a consent; False when the newest one says the same of that day. Inside a transaction.

    A later day renews it: three years count from there (domain.md 2.3). ``at``: when it was given;
    now when left out. ``words`` may be empty: then nobody knows which.
    """
    moment = at or clock.now()
    wording = _wording(kind, words, moment) if words else None
    newest = queries.newest_consent(person.id, kind)
    said = (newest.given, newest.wording_id, _day(newest.at)) if newest else None
    if said == (True, wording.id if wording else None, _day(moment)):
        return False
    _note(person, kind, given=True, way=way, by=by, wording=wording, at=at)
    return True


def _day(moment: datetime) -> date:
    return clock.local(moment).date()


def add(facts: PersonFacts, *, source: str, note: str = "") -> Person:
    """A new record; whether there is one already is the caller's question."""
    moment = clock.now()
    person = Person(source=source, note=note, created_at=moment, link_version=0)
    write(person, facts)
    db.session.add(person)
    db.session.flush()
    renew_link(person)
    return person


def write(person: Person, facts: PersonFacts) -> None:
    """All values of one person, with every key that is derived from them."""
    person.first_name, person.last_name = facts.first_name, facts.last_name
    for name in KEEPS:
        setattr(person, name, getattr(facts, name))
    person.interests, person.no_photo = list(facts.interests), facts.no_photo
    person.organisation = organisation_for(facts.organisation, facts.sector)
    derive(person)


def derive(person: Person) -> None:
    """Keys for finding and sorting, and when the record changed."""
    person.name_key = plain_key(person.full_name)
    person.email_key = plain_key(person.email)
    person.sort_key = person_sort_key(person.last_name, person.first_name)
    person.search_key = found_by(person)
    person.changed_at = clock.now()


def found_by(person: Person) -> str:
    """Everything by which the search finds a person."""
    name = person.organisation.name if person.organisation else ""
    return search_key(person.academic_title, person.full_name, name, person.email, person.phone)


def renew_link(person: Person) -> None:
    """Keep the digest of the link for unsubscribing."""
    person.unsubscribe_digest = digest(queries.unsubscribe_token(person))


def organisation_for(name: str, sector: str = "") -> Organisation | None:
    """The organisation of this name in any spelling, or a new one; None for an empty name."""
    if not name:
        return None
    found = queries.organisation_named(name)
    if found is None:
        found = Organisation(name=name, sector=sector, created_at=clock.now())
        name_organisation(found, name)
        db.session.add(found)
        db.session.flush()
    return found


def name_organisation(organisation: Organisation, name: str) -> None:
    """The name with every key that is derived from it."""
    organisation.name = name
    organisation.name_key = organisation_key(name)
    organisation.search_key = search_key(name)
    organisation.sort_key = organisation_sort_key(name)


def _complete(person: Person, facts: PersonFacts) -> None:
    """Fill what is not known yet; a wish for no photo is never lost."""
    before = {name: getattr(person, name) for name in (*KEEPS, "no_photo", "organisation_id")}
    for name in KEEPS:
        setattr(person, name, getattr(person, name) or getattr(facts, name))
    person.no_photo = person.no_photo or facts.no_photo
    if not person.interests and facts.interests:
        person.interests = list(facts.interests)
        before["interests"] = []
    if person.organisation_id is None:
        person.organisation = organisation_for(facts.organisation, facts.sector)
    db.session.flush()
    if any(getattr(person, name) != value for name, value in before.items()):
        person.version += 1
        derive(person)


def keep_wording(kind: str, words: str) -> None:
    """Give a sentence to which somebody agrees its number; ``wording_numbers`` finds it again.

    ``kind``: what the consent is for, of a room or a ``ConsentKind``. Inside a transaction.
    """
    if words:
        _wording(kind, words, clock.now())


def _wording(kind: str, words: str, since: datetime) -> ConsentWording:
    """The words, kept once with a number, in the language that is spoken now."""
    text = words[:LONGEST_WORDING]
    same = select(ConsentWording).where(ConsentWording.kind == kind, ConsentWording.text == text)
    found = db.session.scalar(same)
    if found is None:
        one_at_a_time("consent-wording")
        found = db.session.scalar(same)  # somebody else was faster
    if found is None:
        last = select(func.max(ConsentWording.number)).where(ConsentWording.kind == kind)
        number = (db.session.scalar(last) or 0) + 1
        spoken = queries.language_of(kind, text)
        found = ConsentWording(kind=kind, number=number, text=text, language=spoken, since=since)
        db.session.add(found)
        db.session.flush()
    return found


def _note(
    person: Person,
    kind: ConsentKind,
    *,
    given: bool,
    way: str,
    by: str,
    wording: ConsentWording | None,
    at: datetime | None = None,
) -> None:
    """One more line of the history; the person's own columns say what holds now."""
    moment = at or clock.now()
    db.session.add(
        Consent(
            person_id=person.id, kind=kind, given=given, at=moment, way=way, by=by, wording=wording
        )
    )
    setattr(person, FLAGS[kind], given)
    person.version += 1
    person.changed_at = clock.now()
    db.session.flush()
