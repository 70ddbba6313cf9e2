"""What holds for the ranking of any two cards."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.core.words import sort_key
from app.matching.ranking import Wish, edges, ranked, reasons
from app.matching.rules import CardKind, CardState

TYPED = """Lager Lagerraum Kühlfahrzeug Fahrzeug Küche Kueche Saal für und montags abends 20 25
Quadratmeter m² Personen Heizung Heiztechnik Straße STRASSE Ägypten Łódź"""
WORDS = st.sampled_from(TYPED.split())
TEXTS = st.lists(WORDS, max_size=8).map(" ".join) | st.text(max_size=60)
WISHES = st.builds(
    Wish,
    id=st.integers(1, 9),
    kind=st.sampled_from(CardKind),
    text=TEXTS,
    fields=st.frozensets(st.sampled_from(["NW", "KE", "MO"]), max_size=2),
    district=st.sampled_from(["", "Mitte", "mitte ", "Senne"]),
    state=st.sampled_from([CardState.OPEN, CardState.OPEN, CardState.CLOSED, CardState.HELD]),
    answers=st.none() | st.integers(1, 9),
    owner=st.sampled_from(["", "person:1", "person:2"]),
)


def points(one, other):
    return sum(reason.points for reason in reasons(one, other))


@given(WISHES, WISHES)
def test_reasons_are_the_same_in_both_directions(one, other):
    assert reasons(one, other) == reasons(other, one)


@given(WISHES)
def test_no_card_fits_itself(one):
    assert reasons(one, one) == ()
    assert reasons(one, replace(one, kind=one.kind.other)) == ()


@given(WISHES, WISHES)
def test_only_open_cards_of_two_kinds_and_two_people_fit(one, other):
    if reasons(one, other):
        assert {one.kind, other.kind} == set(CardKind)
        assert one.state is other.state is CardState.OPEN
        assert not one.owner or one.owner != other.owner


@given(WISHES, WISHES, st.sampled_from(["Werkstatt", "Anhänger"]))
def test_one_more_shared_word_or_field_never_makes_it_worse(one, other, word):
    more = replace(one, text=f"{one.text} {word}"), replace(other, text=f"{other.text} {word}")
    field = (
        replace(one, fields=one.fields | {"GQ"}),
        replace(other, fields=other.fields | {"GQ"}),
    )

    assert points(*more) >= points(one, other)
    assert points(*field) >= points(one, other)


@given(WISHES, st.lists(WISHES, max_size=8, unique_by=lambda one: one.id))
def test_the_order_does_not_depend_on_the_order_before(one, others):
    assert ranked(one, others) == ranked(one, others[::-1])


@given(WISHES, WISHES)
def test_the_first_look_misses_no_shared_word(one, other):
    """Every pair with a word in common shares a piece that the database can look for."""
    if any("Wort" in reason.text or "Wörter" in reason.text for reason in reasons(one, other)):
        folded = sort_key(other.text)[0]
        assert any(edge in folded for edge in edges(one.text))
