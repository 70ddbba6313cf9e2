"""The consent record: wording, moment, way, writer, end; withdrawing is as easy as giving."""

from datetime import timedelta

import pytest

from app.contacts import actions as contacts
from app.contacts.models import Consent, Person
from app.contacts.queries import wording_numbers
from app.contacts.rules import ConsentKind
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.language import speaking
from app.ideas.rules import IdeaState
from app.privacy import consents, erasing, requests
from app.privacy.consents import Topic
from app.privacy.request_documents import shown_consent
from app.privacy.subjects import belongings_of, subject_of
from app.registrations import actions as registrations
from app.registrations.models import Registration
from app.tables.objections import object_to_memory
from tests import build
from tests.projects.build import joins


def states(registration):
    found = belongings_of(subject_of("registration", registration))
    return {one.topic: one.given for one in consents.switches_of(found)}


def record(registration):
    return consents.record_of(belongings_of(subject_of("registration", registration)))


def test_a_consent_has_its_words_its_moment_its_way_and_its_end(ctx, clock):
    row = build.a_registration(build.a_meeting(), wants_invitations=True)
    given = db.session.get(Registration, row).confirmed_at
    clock.move(days=3)
    person = db.session.get(Registration, row).person_id
    contacts.withdraw(person, ConsentKind.INVITATIONS, way="phone", by="Miriam Voss")
    (line,) = record(row)
    assert line.words and line.version == 1
    assert abs(line.at - given) < timedelta(minutes=1)
    assert abs(line.ended_at - given - timedelta(days=3)) < timedelta(minutes=1)
    assert (line.way, line.ended_way) == ("über das Anmeldeformular", "am Telefon")


SENTENCES = {
    "de": "Mein Name und meine E-Mail-Adresse dürfen auf die Kontaktliste für alle, die dabei "
    "waren.",
    "en": "My name and my email address may be on the contact list for everybody who was there.",
    "einfach": "Alle, die dabei waren, dürfen meinen Namen und meine E-Mail-Adresse bekommen.",
}


@pytest.mark.parametrize("language", list(SENTENCES))
def test_the_sentence_is_kept_as_it_stood_there(ctx, clock, language):
    """By the form, in its language; and by the button, in the language of the page."""
    with speaking(language):
        row = build.a_registration(build.a_meeting(), on_contact_list=True, confirmed=False)
    registrations.confirm(build.token_of(row, "confirm"))
    (line,) = record(row)
    assert (line.words, line.language, line.version) == (SENTENCES[language], language, 1)
    subject = subject_of("registration", row)
    clock.move(minutes=1)
    consents.decide(subject, Topic.CONTACT_LIST, given=False)
    clock.move(minutes=1)
    with speaking("en"):
        consents.decide(subject, Topic.CONTACT_LIST, given=True)
    assert (record(row)[-1].words, record(row)[-1].language) == (SENTENCES["en"], "en")


def test_a_consent_given_to_another_room_has_its_version(ctx):
    """First handed in with one sentence, then with another: each has its number."""
    for number, words in enumerate(("So steht es da.", "Nun steht es anders da."), 1):
        with transaction():
            contacts.keep_wording("joining", words)
        assert wording_numbers([words]) == {("joining", words): number}
        assert wording_numbers([""]) == {}


@pytest.mark.parametrize("topic", list(Topic))
def test_each_can_be_withdrawn_and_given_again_with_one_press(ctx, topic):
    meeting = build.a_meeting()
    row = build.a_registration(meeting, wants_invitations=True, on_contact_list=True)
    subject = subject_of("registration", row)
    assert states(row) == dict.fromkeys(Topic, True)
    for given in (False, False, True, True):
        consents.decide(subject, topic, given=given)
        assert states(row) == dict.fromkeys(Topic, True) | {topic: given}


def test_withdrawing_reaches_the_registrations_as_well(ctx):
    row = build.a_registration(build.a_meeting(), on_contact_list=True)
    consents.decide(subject_of("registration", row), Topic.CONTACT_LIST, given=False)
    assert db.session.get(Registration, row).on_contact_list is False


def test_somebody_who_is_in_no_address_book_comes_into_it_by_agreeing(ctx):
    row = build.a_registration(build.a_meeting(), first_name="Ayşe", last_name="Öztürk")
    assert db.session.query(Person).count() == 0
    consents.decide(subject_of("registration", row), Topic.INVITATIONS, given=True)
    person = db.session.query(Person).one()
    assert (person.full_name, person.invitations) == ("Ayşe Öztürk", True)
    (line,) = record(row)
    assert line.way == "über den Link in einer E-Mail" and line.words


def test_the_other_one_at_the_address_decides_alone(ctx):
    meeting = build.a_meeting()
    anna, bernd = (
        build.a_registration(meeting, first_name=first, last_name="Klee", email="k@example.org",
                             wants_invitations=True, on_contact_list=True)
        for first in ("Anna", "Bernd")
    )  # fmt: skip
    for topic in Topic:
        consents.decide(subject_of("registration", anna), topic, given=False)
    assert states(anna) == dict.fromkeys(Topic, False)
    assert states(bernd) == dict.fromkeys(Topic, True)


def test_buttons_on_the_own_page(app, client, soup):
    with app.app_context():
        row = build.a_registration(build.a_meeting(), wants_invitations=True)
        token = build.token_of(row)
    path = f"/auskunft/ueber/anmeldung/{token}"
    page = soup(client.get(path))
    forms = [form for form in page.select("form") if form.select("[name=wofuer]")]
    assert len(forms) == 4
    typed = {one["name"]: one["value"] for one in forms[0].select("input[type=hidden]")}
    assert typed["wofuer"] == "einladungen" and typed["antwort"] == "nein"
    assert client.post(forms[0]["action"], data=typed).status_code == 303
    with app.app_context():
        assert states(row)[Topic.INVITATIONS] is False
    assert client.post(f"{path}/einwilligung", data={"wofuer": "alles"}).status_code == 404


def test_an_objection_to_photos_by_link_claims_no_moment_and_no_form(ctx, clock):
    """Only whether somebody objected is kept; the day of the registration was another one."""
    row = build.a_registration(build.a_meeting(title="Nachtmarkt"))
    clock.move(days=3)
    consents.decide(subject_of("registration", row), Topic.PHOTOS, given=False)
    (line,) = record(row)
    assert (line.what, line.at, line.way) == (
        "Keine Fotos: Nachtmarkt, 30.09.2027", None, "bei der Anmeldung vermerkt",
    )  # fmt: skip
    assert line.objection


def test_the_record_names_the_project_that_may_have_the_contact(ctx):
    mai = {"first_name": "Thị Mai", "last_name": "Nguyễn", "email": "mai@example.org"}
    row = build.a_registration(build.a_meeting(), **mai)
    joins(build.an_idea("Solarcheck", state=IdeaState.IN_PROGRESS, public=True))

    assert [line.what for line in record(row)] == [
        "Weitergabe Ihres Kontakts an ein Projekt: Solarcheck"
    ]


@pytest.mark.parametrize(
    ("by", "way", "writer"),
    [
        (None, "über den Link in einer E-Mail", ""),
        (build.OFFICE, "bei der Geschäftsstelle", build.OFFICE.name),
    ],
)
def test_an_objection_to_the_memory_of_tables_has_its_moment_and_its_way(
    ctx, clock, by, way, writer
):
    row = build.a_registration(build.a_meeting())
    clock.move(days=3)
    object_to_memory(row, by)
    moment = app_clock.now()
    clock.move(days=1)
    object_to_memory(row, by)
    (line,) = record(row)

    assert line.objection and (line.way, line.by) == (way, writer)
    assert abs(line.at - moment) < timedelta(minutes=1)


def test_a_consent_that_was_refused_is_no_objection(app, office, soup):
    """Who was asked on the phone and said no, as an earlier list told."""
    with app.app_context():
        person, said = build.a_person(), app_clock.now()
        with transaction():
            facts = {"kind": ConsentKind.INVITATIONS, "given": False, "way": "phone", "at": said}
            db.session.add(Consent(person_id=person, **facts))
        (line,) = requests.everything(subject_of("person", person))["consents"]
        printed = shown_consent(line)["kind"]
    cells = soup(office.get(f"/buero/datenschutz/auskunft/person/{person}")).select(
        "#einwilligungen [data-label=Stand]"
    )

    assert (line["kind"], printed) == ("refusal", "Nicht eingewilligt")
    assert [cell.get_text(strip=True) for cell in cells] == ["Nicht erlaubt"]


@pytest.mark.parametrize("topic", list(Topic))
def test_a_button_pressed_while_the_person_is_erased_brings_nobody_back(ctx, topic):
    """The page was opened before, its press comes a moment after."""
    row = build.a_registration(build.a_meeting(), wants_invitations=True)
    subject = subject_of("registration", row)
    erasing.erase(subject, actor=erasing.OWN)

    with pytest.raises(NotFound):
        consents.decide(subject, topic, given=True)

    assert db.session.query(Person).count() == 0
