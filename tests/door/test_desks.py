"""How a printed list is cut: letters, headings, counters. Plain rules."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.words import sort_key
from app.door.rules import ALPHABET, Entry, desks, even_cuts, guest_lines
from app.registrations.rules import Attendance


def entries(*names):
    return [
        Entry(number, "Cem", name, "", no_photo=False, walk_in=False, state=Attendance.UNKNOWN)
        for number, name in enumerate(names)
    ]


def names(desk):
    return [one.last_name for group in desk.groups for one in group.entries]


def test_accents_do_not_make_a_letter_and_other_signs_stand_at_the_end():
    people = entries("", "3. Welt", "Ärmel", "Łukaszewicz", "Østergård", "Şahinoğlu", "Иванов")
    (one,) = desks(people, 1)

    assert one.letters == "A–Z und andere"
    assert names(one) == ["Ärmel", "Łukaszewicz", "Østergård", "Şahinoğlu", "", "3. Welt", "Иванов"]
    assert [desk.letters for desk in desks(people[2:6], 4)] == ["A–K", "L–N", "O–R", "S–Z"]


def test_no_letter_is_torn_apart_or_left_out():
    people = entries(*["Sommer"] * 6, *["Winter"] * 2)

    assert [(desk.letters, desk.number) for desk in desks(people, 3)] == [("A–V", 6), ("W–Z", 2)]
    assert desks([], 2)[0].groups == ()


def test_headings_stand_about_every_twenty_names():
    people = entries(*[f"{letter}berg {n:02}" for letter in "ABCDEF" for n in range(20)])
    first, second = desks(people, 2)

    assert [group.letters for group in first.groups] == ["A", "B", "C"]
    assert [group.letters for group in second.groups] == ["D", "E", "F–Z"]


@given(st.lists(st.integers(1, 40), min_size=1, max_size=26), st.integers(1, 6))
def test_counters_are_about_equally_full_and_none_is_empty(counts, number):
    begins = even_cuts(counts, number)
    parts = [sum(counts[a:b]) for a, b in zip(begins, [*begins[1:], None], strict=True)]

    assert len(parts) == min(number, len(counts))
    assert all(parts) and sum(parts) == sum(counts)
    assert max(parts) <= sum(counts) / len(parts) + max(counts)


@given(st.lists(st.sampled_from("AÄBKŁMSŞZ7И"), min_size=1, max_size=60), st.integers(1, 5))
def test_every_letter_has_exactly_one_counter_and_everybody_stands_once(letters, number):
    found = desks(entries(*sorted(letters, key=sort_key)), number)
    spans = [desk.letters.removesuffix(" und andere") for desk in found]
    covered = "".join(
        ALPHABET[ALPHABET.index(span[0]) : ALPHABET.index(span[-1]) + 1] for span in spans
    )

    assert covered == ALPHABET
    assert sorted(name for desk in found for name in names(desk)) == sorted(letters)


def test_large_counters_have_more_lines_for_guests_but_never_more_than_a_page():
    assert [guest_lines(number) for number in (0, 30, 90, 300)] == [6, 6, 9, 12]
