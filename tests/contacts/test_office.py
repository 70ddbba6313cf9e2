"""The office's steps: adding, changing, consents by phone, erasing, merging."""

import pytest

from app.contacts import actions, listing, office, organisations, queries
from app.contacts.models import Consent, Organisation, Person
from app.contacts.organisations import OrganisationValues
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.demo.people import add_people
from app.meetings.invitations import invite
from app.meetings.models import Invitation
from app.registrations.models import Registration
from tests import build
from tests.build import OFFICE

INVITE = ConsentKind.INVITATIONS


def person(person_id):
    return queries.person_by_id(person_id)


def entry(labels=(), note="", **values):
    facts = {"first_name": "Ida", "last_name": "Klee", "email": "ida@example.org"} | values
    return office.Entry(facts=PersonFacts(**facts), labels=labels, note=note)


def change(person_id, seen=None, **values):
    seen = seen or person(person_id).version
    office.change_person(person_id, entry(**values), seen_version=seen, actor=OFFICE)


def consent(person_id, *, given, words="Ja, bitte."):
    return office.note_consent(
        person_id, INVITE, given=given, way="phone", words=words if given else "", actor=OFFICE
    )


def merge(kept, other, chosen=None):
    versions = person(kept).version, person(other).version
    office.merge_people(kept, other, chosen or {}, seen_versions=versions, actor=OFFICE)


def test_a_change_is_found_under_the_new_words_only(ctx):
    person_id = build.a_person(last_name="Klee")
    change(person_id, last_name="Yıldırım", organisation="Radfreunde", labels=("Presse",))

    assert [p.id for p in queries.find_people("yildirim radfreunde")] == [person_id]
    assert queries.find_people("klee radfreunde") == []
    assert [p.id for p in db.session.scalars(queries.labelled("Presse"))] == [person_id]
    change(person_id, labels=())
    assert listing.labels_in_use() == []


def test_the_second_of_two_who_change_the_same_is_told(ctx):
    person_id = build.a_person()
    seen = person(person_id).version
    change(person_id, phone="1")

    with pytest.raises(Conflict):
        change(person_id, seen=seen, phone="2")
    assert person(person_id).phone == "1"


def test_the_same_person_is_not_added_twice(ctx):
    office.add_person(entry(), actor=OFFICE)

    with pytest.raises(RuleBroken, match="steht mit dieser E-Mail-Adresse schon"):
        office.add_person(entry(first_name="IDA", email="Ida@Example.org"), actor=OFFICE)
    office.add_person(entry(first_name="Ole"), actor=OFFICE)
    assert db.session.query(Person).count() == 2


def test_a_change_cannot_make_somebody_into_somebody_else(ctx):
    office.add_person(entry(), actor=OFFICE)
    other = build.a_person()

    with pytest.raises(RuleBroken):
        change(other)


def test_consents_by_phone_name_who_wrote_them_down(ctx):
    person_id = build.a_person()

    assert consent(person_id, given=True)
    assert not consent(person_id, given=True)
    assert consent(person_id, given=False)
    assert not consent(person_id, given=False)
    assert [(c.given, c.way, c.by) for c in listing.history(person_id)] == [
        (False, "phone", "Miriam Voss"), (True, "phone", "Miriam Voss"),
    ]  # fmt: skip
    assert [what for _, what, _ in build.audit()][-2:] == ["consent_given", "consent_withdrawn"]


def test_a_way_that_is_none_of_the_offices_is_refused(ctx):
    person_id = build.a_person()

    with pytest.raises(RuleBroken):
        office.note_consent(person_id, INVITE, given=True, way="form", words="Ja", actor=OFFICE)


def test_erasing_takes_everything_and_leaves_the_registration(ctx):
    meeting = build.a_meeting()
    kept, gone = build.a_person(invited=True, labels=("Presse",)), build.a_person()
    guest = build.a_registration(meeting)
    merge(kept, gone)
    with transaction():
        invite(meeting, kept)
        db.session.get(Registration, guest).person_id = kept

    office.erase_person(kept, seen_version=person(kept).version, actor=OFFICE)

    db.session.expire_all()
    assert db.session.get(Registration, guest).person_id is None
    assert [db.session.query(t).count() for t in (Person, Consent, Invitation)] == [0, 0, 0]
    assert build.audit()[-1] == ("Miriam Voss", "person_erased", f"person:{kept}")
    with pytest.raises(NotFound):
        person(gone)


def test_erasing_what_changed_meanwhile_asks_again(ctx):
    person_id = build.a_person()

    with pytest.raises(Conflict):
        office.erase_person(person_id, seen_version=99, actor=OFFICE)
    assert person(person_id)


def test_merging_keeps_the_chosen_values_and_fills_gaps(ctx):
    kept = build.a_person(
        first_name="Ida", last_name="Klee", phone="1", labels=("Presse",), note="A"
    )
    other = build.a_person(
        first_name="I.", last_name="Klee", phone="2", district="Senne", no_photo=True,
        organisation="Radfreunde", labels=("Presse", "Chor"), note="B", interests=("MO",),
    )  # fmt: skip
    address = person(other).email

    merge(kept, other, {"email": "other", "phone": "kept"})

    found = person(other)
    assert (found.id, found.full_name, found.phone) == (kept, "Ida Klee", "1")
    assert (found.email, found.district, found.no_photo) == (address, "Senne", True)
    assert (found.organisation.name, found.note) == ("Radfreunde", "A\n\nB")
    assert found.interests == ["MO"]
    assert [label.label for label in found.labels] == ["Chor", "Presse"]
    assert [p.id for p in queries.find_people("klee")] == [kept]
    assert queries.find_people("klee radfreunde")[0].id == kept


@pytest.mark.parametrize(
    ("mine", "theirs", "holds"),
    [
        ([True], [], True),
        ([], [True], True),
        ([True], [True, False], False),
        ([True, False], [True], True),
        ([], [], False),
    ],
)
def test_after_merging_the_newest_decision_holds_and_nothing_is_lost(
    ctx, clock, mine, theirs, holds
):
    """What the second record says comes later."""
    kept, other = build.a_person(), build.a_person()
    for person_id, said in ((kept, mine), (other, theirs)):
        for given in said:
            clock.move(days=1)
            consent(person_id, given=given)

    merge(kept, other)

    assert person(kept).invitations is holds
    assert len(listing.history(kept)) == len(mine + theirs)
    assert len(list(db.session.scalars(queries.invitable()))) == holds


def test_a_merged_record_no_longer_merges_or_changes(ctx):
    one, two, three = build.a_person(), build.a_person(), build.a_person()
    merge(one, two)
    merge(three, one)

    assert person(two).id == person(one).id == three
    with pytest.raises(Conflict):
        versions = person(three).version, db.session.get(Person, two).version
        office.merge_people(three, two, {}, seen_versions=versions, actor=OFFICE)
    with pytest.raises(Conflict):
        change(two, seen=db.session.get(Person, two).version)
    with pytest.raises(RuleBroken):
        merge(three, three)


def test_the_unsubscribe_link_of_a_merged_record_ends_the_invitations(ctx):
    kept, other = build.a_person(invited=True), build.a_person(invited=True)
    token = queries.unsubscribe_token(person(other))
    merge(kept, other)

    actions.withdraw(queries.person_behind(token).id, INVITE, way="link")

    assert not person(kept).invitations


def test_people_of_one_name_and_couples_stay_apart_in_the_demo(ctx):
    with transaction():
        added = {sample: one.id for sample, one in add_people().items()}

    assert [p.id for p in listing.likely_twins(person(added["P097"]))] == [added["P098"]]
    assert listing.likely_twins(person(added["P117"])) == []
    assert len(list(db.session.scalars(queries.invitable()))) == 103
    assert db.session.query(Organisation).count() == 45
    assert person(added["P117"]).invitations and not person(added["P118"]).invitations


def test_renaming_an_organisation_renames_it_for_the_search(ctx):
    person_id = build.a_person(organisation="Radfreunde")
    found = queries.organisation_named("radfreunde e.V.")
    organisations.change_organisation(
        found.id, OrganisationValues(name="Speichenbund"), seen_version=1, actor=OFFICE
    )

    assert [p.id for p in queries.find_people("speichenbund")] == [person_id]
    assert queries.find_people("radfreunde") == []


def test_merging_organisations_moves_their_people(ctx):
    for number in range(3):
        build.a_person(organisation="Radfreunde" if number else "Speichenbund")
    kept = queries.organisation_named("Speichenbund")
    other = queries.organisation_named("Radfreunde")

    assert organisations.merge_organisations(kept.id, other.id, actor=OFFICE) == 2

    assert len(queries.find_people("speichenbund")) == 3
    assert [one.name for one in db.session.query(Organisation)] == ["Speichenbund"]


def test_an_organisation_is_added_once_in_any_spelling(ctx):
    organisations.add_organisation(OrganisationValues(name="Radfreunde e. V."), actor=OFFICE)

    with pytest.raises(RuleBroken, match="steht schon im Adressbuch"):
        organisations.add_organisation(OrganisationValues(name="„Radfreunde“"), actor=OFFICE)
    with pytest.raises(Conflict):
        organisations.change_organisation(
            queries.organisation_named("Radfreunde").id, OrganisationValues(name="Neu"),
            seen_version=7, actor=OFFICE,
        )  # fmt: skip


def test_the_list_is_sorted_and_paged_in_the_database(ctx, clock):
    for last_name, club in [("Özdemir", "Äther"), ("Ohm", ""), ("Otto", "„Zeit“")]:
        build.a_person(last_name=last_name, organisation=club)
        clock.move(hours=1)

    def names(**wanted):
        people, _ = listing.people_page(listing.PeopleFilter(**wanted))
        return [one.last_name for one in people]

    assert names() == ["Ohm", "Otto", "Özdemir"]
    assert names(sort="-name") == ["Özdemir", "Otto", "Ohm"]
    assert names(sort="organisation") == ["Ohm", "Özdemir", "Otto"]
    assert names(sort="-geaendert") == ["Otto", "Ohm", "Özdemir"]
    assert names(page=99) == ["Ohm", "Otto", "Özdemir"]
    assert listing.paged(101, 7).pages == 3
