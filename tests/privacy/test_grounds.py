"""A consent is the ground of what is kept only where there is one (Art. 6)."""

from app.contacts import actions as contacts
from app.contacts.models import Person
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db
from app.privacy.requests import everything
from app.privacy.subjects import subject_of
from tests import build

CONSENT, TASK = "Einwilligung (Art. 6", "Aufgabe im öffentlichen Interesse"


def grounds(person_id):
    """Ground of the address book, and of the wish for invitations in a registration."""
    parts = {part["id"]: part for part in everything(subject_of("person", person_id))["parts"]}
    book, registration = parts["address_book"]["fields"], parts["registrations"]["fields"]
    return [book["email"]["ground"], registration["wants_invitations"]["ground"]]


def test_the_ground_is_the_consent_only_where_there_is_one(ctx):
    claudia = contacts.add(
        PersonFacts(first_name="Claudia", last_name="Kaya", email="kaya@example.org"),
        source="office",
    )
    db.session.commit()
    wish = {"first_name": "Claudia", "last_name": "Kaya", "email": "kaya@example.org"}
    build.a_registration(build.a_meeting(), **wish)
    assert [one.startswith(TASK) for one in grounds(claudia.id)] == [True, True]

    build.a_registration(build.a_meeting(), **wish, wants_invitations=True)
    book, registrations = grounds(claudia.id)
    assert book.startswith(CONSENT) and TASK not in book
    assert registrations.startswith(CONSENT) and TASK in registrations  # only one of the two

    contacts.withdraw(claudia.id, ConsentKind.INVITATIONS, way="link")
    assert grounds(claudia.id)[0].startswith(TASK)
    assert db.session.query(Person).count() == 1
