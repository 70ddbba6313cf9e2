"""How large a name can stand: never cut, never wider than its room, broken where people break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lettering import (
    MM_PER_POINT,
    Room,
    fitted,
    fitted_anyhow,
    shortened,
    width_bold,
    width_regular,
)

ROOM = Room(68, 16)
SIZES = (28, 24, 20, 18, 14, 12)
SMALL = (12, 9, 7, 5, 4, 3)


def fit(text, sizes=SIZES, room=ROOM):
    return fitted(text, room, sizes, width=width_bold)


def one_letter_one_em(text):
    return float(len(text))


def test_a_short_name_gets_the_first_size():
    assert fit("Cem") == fitted("Cem", ROOM, (28,), width=width_bold)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Nguyễn Thị Mai", ("Nguyễn Thị Mai",)),
        ("Maximilian-Alexander", ("Maximilian-", "Alexander")),
        ("Anna-Lena Sophie Charlotte", ("Anna-Lena", "Sophie Charlotte")),
        ("Freifrau von Wiedenstein-Holzbrück", ("Freifrau von", "Wiedenstein-Holzbrück")),
    ],
)
def test_long_names_shrink_and_break_at_spaces_and_hyphens(name, lines):
    found = fit(name)

    assert found is not None
    assert found.lines == lines


def test_a_word_that_is_too_long_fits_in_no_size():
    assert fit("Donaudampfschifffahrtsgesellschaftskapitän" * 3) is None


def test_only_then_words_are_broken():
    found = fitted_anyhow("W" * 200, ROOM, SMALL, width=width_bold)

    assert "".join(found.lines) == "W" * 200
    assert found.points < 7


names = st.text(st.sampled_from("WMil-ë äŁ Nguyễn"), min_size=1, max_size=200).map(
    lambda text: " ".join(text.split()) or "x"
)


@given(names, st.sampled_from([(44, 7), (68, 16), (250, 40)]))
def test_every_name_is_whole_and_stays_in_its_room(name, size):
    room = Room(*size)

    found = fit(name, room=room) or fitted_anyhow(name, room, SMALL, width=width_bold)

    assert "".join(found.lines).replace(" ", "") == name.replace(" ", "")
    em = found.points * MM_PER_POINT
    assert max(map(width_bold, found.lines)) * em <= room.width + 1e-6
    assert len(found.lines) * em * room.line_height <= room.height + 1e-6


def test_what_must_be_shortened_says_so():
    found = shortened("Arbeitskreis Klima und Energie", Room(12, 3), 1 / MM_PER_POINT, width=len)

    assert found.lines == ("Arbeitskreis", "Klima und…")


def test_what_fits_is_not_shortened():
    found = shortened("Umweltamt", Room(30, 10), 7, width=width_regular)

    assert found.lines == ("Umweltamt",)


def test_a_no_break_space_does_not_break():
    found = fitted("TuS Eichen e.\u00a0V.", Room(12, 3), (1 / MM_PER_POINT,), width=len)

    assert found is not None
    assert found.lines == ("TuS Eichen", "e.\u00a0V.")


def test_bold_letters_are_wider_and_unknown_ones_count_as_question_marks():
    assert width_bold("Müller") > width_regular("Müller") > 2
    assert width_bold("漢") == width_bold("?")
    assert width_bold("Nguye\u0302\u0303n") == width_bold("Nguyễn")
