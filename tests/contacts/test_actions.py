"""Writing into the address book: nobody twice, nothing overwritten, consents with their history."""

import pytest

from app.contacts import actions, queries
from app.contacts.models import Consent, ConsentWording, Organisation, Person
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import plain_key

INVITE = "Bitte laden Sie mich auch zu den nächsten Treffen ein."


def remember(agreed=None, way="form", **values):
    facts = {"first_name": "Cem", "last_name": "Yıldırım", "email": "cem@example.org"} | values
    return actions.remember(PersonFacts(**facts), agreed=agreed or {}, way=way)


def history(person):
    rows = db.session.query(Consent).filter_by(person_id=person.id).order_by(Consent.id)
    return [(row.kind, row.given, row.way, row.wording and row.wording.number) for row in rows]


def test_somebody_new_is_found_by_address_and_name(ctx):
    person = remember(organisation="Klimakreis Ravensberg e. V.", sector="zivilgesellschaft")

    assert queries.same_person("cem@example.org", plain_key("Cem Yıldırım")).id == person.id
    assert queries.same_person("cem@example.org", plain_key("Ayşe Yıldırım")) is None
    assert [found.id for found in queries.find_people("yildirim ravensberg")] == [person.id]
    assert queries.find_people("yildirim schröder") == []


def test_remembering_again_fills_gaps_and_overwrites_nothing(ctx):
    first = remember(phone="0171 3920002").id
    again = remember(
        first_name="CEM", phone="0171 3920099", organisation="Radfreunde", no_photo=True
    )

    assert again.id == first
    assert (again.first_name, again.phone, again.no_photo) == ("Cem", "0171 3920002", True)
    assert again.organisation.name == "Radfreunde"
    assert [p.id for p in queries.find_people("radfreunde")] == [first]


def test_people_who_share_an_address_stay_two(ctx):
    one, two = remember(first_name="Claudia"), remember(first_name="Thomas")

    assert one.id != two.id


def test_a_consent_is_written_once_for_each_wording(ctx):
    kind = ConsentKind.INVITATIONS
    person = remember({kind: INVITE})
    remember({kind: INVITE})
    remember({kind: "Laden Sie mich ein."})

    assert person.invitations
    assert history(person) == [(kind, True, "form", 1), (kind, True, "form", 2)]
    assert db.session.query(ConsentWording).count() == 2


def test_withdrawing_counts_once_and_a_new_tick_counts_again(ctx):
    kind = ConsentKind.INVITATIONS
    person = remember({kind: INVITE})

    assert actions.withdraw(person.id, kind, way="link")
    assert not actions.withdraw(person.id, kind, way="link")
    remember()
    assert not person.invitations
    remember({kind: INVITE})
    assert person.invitations
    assert [line[1:3] for line in history(person)] == [
        (True, "form"), (False, "link"), (True, "form")
    ]  # fmt: skip


def test_only_people_with_consent_and_address_are_invited(ctx):
    invited = remember({ConsentKind.INVITATIONS: INVITE})
    remember({ConsentKind.INVITATIONS: INVITE}, first_name="Änne", email="")
    remember({ConsentKind.CONTACT_LIST: "Kontaktliste"}, first_name="Luise")

    assert [p.id for p in db.session.scalars(queries.invitable())] == [invited.id]


def test_an_organisation_is_known_in_every_spelling(ctx):
    for number, name in enumerate(
        [
            'Förderkreis "Alte Linde" e. V.',
            "Förderkreis Alte Linde",
            "Förderkreis „Alte Linde“ e.V.",
        ]
    ):
        remember(first_name=f"Gast {number}", organisation=name)

    assert [one.name for one in db.session.query(Organisation)] == [
        'Förderkreis "Alte Linde" e. V.'
    ]


def test_a_merged_record_leads_to_the_one_that_holds_everything(ctx):
    kept, gone = remember(), remember(first_name="C.")
    db.session.get(Person, gone.id).merged_into_id = kept.id
    db.session.commit()

    assert queries.person_by_id(gone.id).id == kept.id
    assert queries.same_person("cem@example.org", plain_key("C. Yıldırım")).id == kept.id
    assert queries.person_behind(queries.unsubscribe_token(gone)).id == kept.id
    assert [p.id for p in queries.find_people("yildirim")] == [kept.id]


def test_nobody_is_found_where_nobody_is(ctx):
    with pytest.raises(NotFound):
        queries.person_by_id(4711)
