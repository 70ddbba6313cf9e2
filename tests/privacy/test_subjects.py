"""Who is meant, and that every table knows the way to its people."""

import pytest

from app.core.db import Base, db, transaction
from app.core.errors import NotFound
from app.privacy import register
from app.privacy.elsewhere import MENTIONED, NOBODYS
from app.privacy.finding import people_like
from app.privacy.mentions import marks_of, mentions_of
from app.privacy.subjects import belongings_of, known_of, subject_named, subject_of, table_of
from app.privacy.ways import WAYS, Fate
from app.registrations.models import Registration
from tests import build


def test_every_table_has_a_way_to_its_people_or_a_reason():
    ways = {way.table for way in WAYS}
    named = [*ways, *MENTIONED, *NOBODYS]
    assert sorted(named) == sorted(set(named))
    assert set(named) == set(Base.metadata.tables)


def test_every_table_of_the_register_has_a_way_to_its_person():
    personal = {
        column.partition(".")[0]
        for entry in register.register().entries
        for column in entry.columns
    }
    assert personal - {way.table for way in WAYS} - set(MENTIONED) <= set(NOBODYS)


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.id)
def test_a_way_names_columns_that_exist(way):
    columns = set(table_of(way).columns.keys())
    used = {*way.shown, *way.name, *way.values, *way.columns}
    used |= {name for name in (way.person, way.known, way.email) if name}
    assert used <= columns
    assert max(map(len, way.shown.values())) <= 17
    assert way.by == "" or way.by in [one.id for one in WAYS[: WAYS.index(way)]]
    assert bool(way.values) == (way.fate is Fate.EMPTY)
    assert way.stays or way.fate is not Fate.KEEP


def test_a_couple_with_one_address_is_two_people(ctx):
    meeting = build.a_meeting()
    anna = build.a_registration(meeting, first_name="Anna", last_name="Klee", email="k@example.org")
    bernd = build.a_registration(meeting, first_name="Bernd", last_name="Klee",
                                 email="k@example.org")  # fmt: skip
    for one, other in ((anna, bernd), (bernd, anna)):
        found = belongings_of(subject_of("registration", one))
        assert found.ids("registrations") == [one]
        assert other not in found.ids("registrations")
        assert not found.known.sole_email and found.known.sole_name
        names = {row["recipient_name"] for row in found.rows["mails"]}
        assert names == {found.subject.name}


def test_one_person_with_two_addresses_is_one_by_the_record(ctx):
    person = build.a_person(first_name="Ayşe", last_name="Öztürk", email="alt@example.org")
    row = build.a_registration(build.a_meeting(), first_name="Ayşe", last_name="Öztürk",
                               email="neu@example.org")  # fmt: skip
    with transaction():
        db.session.get(Registration, row).person_id = person
    for found in (subject_of("registration", row), subject_of("person", person)):
        assert found.records == {person}
        assert found.emails == {"alt@example.org", "neu@example.org"}
    assert subject_named(" AYŞE  öztürk ", "NEU@example.org").records == {person}


def test_spelling_of_case_and_spaces_does_not_count_but_the_name_does(ctx):
    build.a_registration(build.a_meeting(), first_name="Agnieszka", last_name="Krzyżanowska",
                         email="a.k@example.org")  # fmt: skip
    assert subject_named("agnieszka  KRZYŻANOWSKA", "A.K@example.org") is not None
    assert subject_named("Agnieszka", "a.k@example.org") is None
    assert subject_named("Agnieszka Krzyżanowska", "b@example.org") is None
    assert subject_named("", "a.k@example.org") is None
    assert subject_named("x\x00" * 5000, "a.k@example.org") is None


def test_strangers_and_nonsense_are_not_found(ctx):
    for table, row in (("person", 7), ("nothing", 1), ("data_link", 1), ("staff", 1)):
        with pytest.raises(NotFound):
            subject_of(table, row)


def test_a_name_in_texts_of_others_is_found_with_its_sentence(ctx):
    meeting = build.a_meeting()
    row = build.a_registration(meeting, first_name="Ayşe", last_name="Öztürk")
    items = build.minutes_for(meeting)
    build.an_entry(meeting, items[0], text="Erster Satz.\nFrau Öztürk zeigt den Garten.\nEnde.")
    build.an_entry(meeting, items[0], text="Öztürkstraße und Ayşegül bleiben.")
    found = belongings_of(subject_of("registration", row))
    texts = [(one.table, one.text) for one in mentions_of(found) if one.table == "entry"]
    assert texts == [("entry", "… Frau Öztürk zeigt den Garten. …")]
    assert marks_of(found).replaced("Mit Ayşe  Öztürk.") == "Mit N. N.."


def test_search_lists_each_person_once_and_couples_twice(ctx):
    meeting = build.a_meeting()
    for first in ("Anna", "Bernd"):
        build.a_registration(meeting, first_name=first, last_name="Klee", email="k@example.org")
    build.a_person(first_name="Anna", last_name="Klee", email="k@example.org")
    hits = people_like("klee")
    assert [(hit.name, hit.table) for hit in hits] == [
        ("Anna Klee", "person"), ("Bernd Klee", "registration"),
    ]  # fmt: skip
    assert people_like("") == [] and people_like("nobody") == []


def test_known_of_counts_namesakes(ctx):
    one = build.a_person(first_name="Anna", last_name="Schröder", email="a@example.org")
    assert known_of(subject_of("person", one)).sole_name
    build.a_registration(build.a_meeting(), first_name="Anna", last_name="Schröder",
                         email="b@example.org")  # fmt: skip
    assert not known_of(subject_of("person", one)).sole_name
