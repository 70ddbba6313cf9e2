"""A person with an address, a day in few signs, and running numbers without gaps from drafting."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.minutes.entry_rules import day_typed, free_number, name_and_address
from app.minutes.rules import EntryKind

START = date(2027, 8, 26)
NAMES = st.text(
    st.characters(categories=("L", "M"), include_characters=" -'."), min_size=1, max_size=60
).map(lambda text: " ".join(text.split())).filter(bool)  # fmt: skip
ADDRESSES = st.from_regex(
    r"[a-z][a-z0-9.]{0,8}[a-z0-9]@[a-z]{2,8}\.(org|de)", fullmatch=True
).filter(lambda address: ".." not in address)


@given(NAMES, ADDRESSES, st.sampled_from(["{n} <{a}>", "{n}, {a}", "{n} {a}", "  {n} ; {a} "]))
def test_a_name_with_an_address_is_taken_apart_whatever_the_name(name, address, form):
    wanted = name.strip(' ,;"„“')

    assert name_and_address(form.format(n=name, a=address)) == (wanted, address)


@given(NAMES)
def test_a_name_alone_stays_as_it_is(name):
    assert name_and_address(name) == (name, "")


@given(st.text(max_size=300))
def test_whatever_is_typed_no_address_ends_up_in_the_name(typed):
    with suppress(RuleBroken):
        name, address = name_and_address(typed)
        assert "@" not in name
        assert bool(address) <= bool(name)


@pytest.mark.parametrize("typed", ["cem@example.org", "<cem@example.org>", "Cem <cem@>", "Cem @",
                                   "Cem, a@example.org, b@example.org", "n" * 201])  # fmt: skip
def test_half_an_address_is_refused(typed):
    with pytest.raises(RuleBroken) as refused:
        name_and_address(typed)

    assert refused.value.field == "person"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        (" ", None),
        ("2027-09-30", date(2027, 9, 30)),
        ("30.9.2027", date(2027, 9, 30)),
        ("30.09.27", date(2027, 9, 30)),
        ("30. 9.", date(2027, 9, 30)),
        ("26.8.", START),
        ("25.8.", date(2028, 8, 25)),
        ("+7", date(2027, 9, 2)),
        ("+ 14", date(2027, 9, 9)),
    ],
)
def test_a_day_is_read_in_few_signs(typed, day):
    assert day_typed(typed, START) == day


@pytest.mark.parametrize("typed", ["30. Februar", "30.2.", "31.9.2027", "7", "bald", "1.1.9999",
                                   "+1000", "2027-13-01", "٣٠.٩."])  # fmt: skip
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(RuleBroken) as refused:
        day_typed(typed, START)

    assert refused.value.field == "due"


@given(st.dates(START, START + timedelta(days=364)))
def test_every_day_of_the_next_year_can_be_typed_without_the_year(day):
    if (day.month, day.day) != (2, 29):
        assert day_typed(f"{day.day}.{day.month}.", START) == day


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "drop", "release"]), st.integers(0, 30)), max_size=40
)


@given(STEPS)
def test_what_people_have_read_is_never_given_out_again_and_drafting_leaves_no_gap(steps):
    """Entries come, go and are released one by one, as at several meetings at once."""
    drafted, released = [], []
    for what, which in steps:
        if what == "add":
            number = int(free_number(EntryKind.TASK, 2027, texts(released), texts(drafted))[7:])
            highest = max(released, default=0)
            assert number not in drafted
            assert number > highest
            assert {*range(highest + 1, number)} <= {*drafted}
            drafted.append(number)
        elif drafted:
            gone = drafted.pop(which % len(drafted))
            released += [gone] if what == "release" else []
    assert len({*released}) == len(released)


def texts(numbers):
    return [f"A-2027-{number:02d}" for number in numbers]


@pytest.mark.parametrize(
    ("kind", "released", "drafted", "number"),
    [
        (EntryKind.AGREEMENT, [], [], "V-2027-01"),
        (EntryKind.AGREEMENT, [], ["V-2027-01", "V-2027-03"], "V-2027-02"),
        (EntryKind.AGREEMENT, ["V-2027-04"], ["V-2027-01"], "V-2027-05"),
        (EntryKind.TASK, ["A-2026-77"], [], "A-2027-01"),
        (EntryKind.TASK, ["A-2027-99"], [], "A-2027-100"),
        (EntryKind.DECISION, ["LK-2027-18", "LK-2027-x"], [], "LK-2027-19"),
        (EntryKind.IDEA, [], [], None),
        (EntryKind.INFORMATION, [], [], None),
    ],
)
def test_numbers_run_per_kind_and_year(kind, released, drafted, number):
    assert free_number(kind, 2027, released, drafted) == number
