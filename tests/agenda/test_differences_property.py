"""What differs between two agendas: doing it to the one gives the other, whatever they hold."""

import json
from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from app.agenda.differences import (
    SeenItem,
    applied,
    as_seen,
    changed_fields,
    difference,
    from_data,
    to_data,
)
from app.agenda.rules import Place

WORDS = st.sampled_from(["", "Begrüßung", "Punktabfrage", "Süße Pläne", "Nguyễn Thị Mai"])


def items(number):
    return st.builds(
        SeenItem,
        id=st.just(number),
        place=st.sampled_from(Place),
        title=WORDS,
        kind=st.sampled_from(["input", "break", "buffer", "pitch"]),
        minutes=st.integers(1, 90),
        starts=st.sampled_from([None, time(18, 0), time(19, 30)]),
        parallel=st.booleans(),
        role=WORDS,
        person=WORDS,
        public=st.booleans(),
        public_text=WORDS,
        materials=st.lists(WORDS, max_size=2).map(tuple),
        pitch_slots=st.integers(0, 3),
        reports=st.lists(WORDS, max_size=2).map(tuple),
    )


agendas = (
    st.lists(st.integers(1, 12), unique=True, max_size=10)
    .flatmap(lambda ids: st.tuples(*map(items, ids)))
    .map(tuple)
)


@given(agendas, agendas)
def test_applying_the_difference_of_two_agendas_to_the_one_gives_the_other(before, after):
    assert applied(before, difference(before, after)) == after


@given(agendas, agendas)
def test_there_is_no_difference_exactly_when_both_are_equal(before, after):
    found = difference(before, after)
    assert bool(found) == (before != after)
    assert (found.count == 0) == (before == after)


@given(agendas)
def test_json_keeps_an_agenda_as_it_is(agenda):
    assert from_data(json.loads(json.dumps(to_data(agenda)))) == agenda


@given(items(1), items(1), st.booleans())
def test_what_participants_do_not_see_makes_no_difference(before, after, session):
    """Two items that differ only in hidden fields look the same; every other field is named."""
    one, two = as_seen(before, session=session), as_seen(after, session=session)
    assert (one == two) == (not changed_fields(one, two))
    if not before.public:
        assert (one.title, one.public_text, one.role, one.person) == ("", "", "", "")


@given(agendas, st.data())
def test_one_item_that_is_carried_elsewhere_is_one_move(agenda, data):
    if not agenda:
        return
    left = list(agenda)
    taken = left.pop(data.draw(st.integers(0, len(left) - 1)))
    left.insert(data.draw(st.integers(0, len(left))), taken)
    assert difference(agenda, left).count == (tuple(left) != agenda)
