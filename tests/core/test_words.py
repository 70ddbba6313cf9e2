from datetime import date, datetime, time

import pytest

from app.core import words


def test_dates_read_as_german_offices_write_them():
    day = date(2027, 2, 18)

    assert words.date_long(day) == "Donnerstag, 18. Februar 2027"
    assert words.date_short(day) == "18.02.2027"
    assert words.date_brief(day) == "Do., 18.02.2027"
    assert words.moment_brief(datetime(2027, 2, 18, 17, 30)) == "Do., 18.02.2027, 17:30 Uhr"
    assert words.time_of(time(9, 5)) == "09:05"


@pytest.mark.parametrize(
    ("days", "text"),
    [(0, "heute"), (1, "morgen"), (-1, "gestern"), (15, "in 15 Tagen"), (-3, "vor 3 Tagen")],
)
def test_distance(days, text):
    today = date(2027, 9, 1)

    assert words.distance(date.fromordinal(today.toordinal() + days), today) == text


def test_counts_use_the_right_form_and_the_point_above_four_digits():
    assert words.count(1, "Person", "Personen") == "1 Person"
    assert words.count(0, "Person", "Personen") == "0 Personen"
    assert words.count(1855, "Minute", "Minuten") == "1.855 Minuten"


def test_listing():
    assert words.listing(["Rad"]) == "Rad"
    assert words.listing(["Rad", "Bus", "Bahn"]) == "Rad, Bus und Bahn"
    assert words.listing([]) == ""


def test_names_sort_as_in_a_german_list():
    names = ["Zabel", "Österreich", "Łukaszewicz", "Oelmann", "O'Dwyer", "Süß", "Susemihl", "Änne"]

    assert sorted(names, key=words.sort_key) == [
        "Änne", "Łukaszewicz", "O'Dwyer", "Oelmann", "Österreich", "Susemihl", "Süß", "Zabel",
    ]  # fmt: skip


def test_two_spellings_of_one_name_have_one_key():
    assert words.plain_key("  Cem   YILDIRIM ") == words.plain_key("cem yildirim")
    assert words.plain_key("Anna Schröder") != words.plain_key("Anna Schroder")
