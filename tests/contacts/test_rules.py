"""Keys, names, labels and decisions, from plain values."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.rules import (
    KEY_LENGTH,
    holds_now,
    organisation_key,
    person_sort_key,
    read_labels,
    search_key,
    search_words,
    similar_names,
)

START = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "spelling",
    [
        "Förderkreis Alte Linde",
        'Förderkreis "Alte Linde" e. V.',
        "Förderkreis „Alte Linde“ e.V.",
        "FÖRDERKREIS »ALTE LINDE« EV",
        "Förderkreis  Alte  Linde E. V.",
    ],
)
def test_spellings_of_one_organisation_have_one_key(spelling):
    assert organisation_key(spelling) == "förderkreis alte linde"


def test_different_organisations_have_different_keys():
    names = ["Ratsfraktion A", "Ratsfraktion B", "+energie eG", "Energie AG", "Eva e. V.", "Evi"]

    assert len({organisation_key(name) for name in names}) == len(names)
    assert organisation_key("e. V.") != "" and organisation_key("???") != ""


def test_people_stand_in_german_order():
    names = [
        ("Özdemir", "Elif"), ("Ohm", "Ida"), ("Schmidt-Lange", "Anna"), ("Schmidt", "Zoe"),
        ("Schmidt", "Änne"), ("Łukaszewicz", "Jan"), ("Luchs", "Eva"), ("Lutz", "Eva"),
    ]  # fmt: skip

    ordered = sorted(names, key=lambda name: person_sort_key(*name))

    assert ordered == [
        ("Luchs", "Eva"), ("Łukaszewicz", "Jan"), ("Lutz", "Eva"), ("Ohm", "Ida"),
        ("Özdemir", "Elif"), ("Schmidt", "Änne"), ("Schmidt", "Zoe"), ("Schmidt-Lange", "Anna"),
    ]  # fmt: skip


@given(st.text(max_size=200), st.text(max_size=200))
def test_keys_fit_their_columns(one, other):
    assert len(person_sort_key(one, other)) <= KEY_LENGTH
    assert len(organisation_key(one)) <= 320


@given(st.text(max_size=60), st.text(max_size=60))
def test_everybody_is_found_by_every_part_of_the_name(first, last):
    key = search_key(first, last)

    assert all(word in key for word in search_words(first) + search_words(last))


@pytest.mark.parametrize(
    ("one", "other", "similar"),
    [
        (("Cem", "Yıldırım"), ("Cem", "Yildirim"), True),
        (("Cem", "Yıldırım"), ("Yildirim", "Cem"), True),
        (("C.", "Lindner"), ("Claudia", "Lindner"), True),
        (("", "Krüger"), ("Uwe", "Krüger"), True),
        (("Jürgen", "Möhlenkamp"), ("Jürgen", "Möhlenkmp"), True),
        (("Thomas", "Lindner"), ("Claudia", "Lindner"), False),
        (("Anna", "Schröder"), ("Hanna", "Schrader"), False),
        (("Eva", "Moos"), ("Ole", "Voss"), False),
    ],
)
def test_names_that_may_be_one(one, other, similar):
    assert similar_names(one, other) is similar


NAMES = st.tuples(st.text(max_size=12), st.text(max_size=12))


@given(NAMES, NAMES)
def test_likeness_of_names_knows_no_order(one, other):
    assert similar_names(one, other) == similar_names(other, one)
    assert similar_names(one, one)


def test_labels_are_typed_with_commas():
    assert read_labels(" Lenkungskreis, Presse ,lenkungskreis;  Rad  und Weg,,") == (
        "lenkungskreis", "Presse", "Rad und Weg",
    )  # fmt: skip


@dataclass
class Said:
    given: bool
    at: datetime


@given(st.permutations([(True, 1), (False, 2), (True, 3), (False, 3)]))
def test_the_newest_decision_holds_and_a_withdrawal_wins_a_tie(said):
    decisions = [Said(yes, START + timedelta(days=day)) for yes, day in said]

    assert not holds_now(decisions)
    assert holds_now([one for one in decisions if one.given])
    assert not holds_now([])
