"""Columns, sectors and single lines of a list."""

from datetime import date

import pytest

from app.contacts.import_rules import Book, Known, Refused, judge, read_line, recognise, sector_of
from app.core.words import plain_key

SECTORS = {
    "zivilgesellschaft": ("Zivilgesellschaft (Verein)", "Zivilgesellschaft"),
    "buergerschaft": ("Bürgerschaft (als Privatperson)", "Bürgerschaft"),
    "wissenschaft": ("Wissenschaft und Bildung", "Wissenschaft"),
    "wirtschaft": ("Wirtschaft", "Wirtschaft"),
    "verwaltung": ("Verwaltung", "Verwaltung"),
    "politik": ("Politik", "Politik"),
}
TODAY = date(2027, 9, 1)
HEADER = ("Name", "Vorname", "E-Mail", "Bereich", "Einwilligung vom")
MAPPING = ("last_name", "first_name", "email", "sector", "agreed_on")


def read(*cells, mapping=MAPPING):
    return read_line(cells, HEADER, mapping, SECTORS, TODAY)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Name", "Vorname", "E-Mail"], ["last_name", "first_name", "email"]),
        (["NAME", "Mail-Adresse", "Tel."], ["full_name", "email", "phone"]),
        (["Nachname", "Name", "Verein/Firma"], ["last_name", "", "organisation"]),
        (["Nr.", "angemeldet am", ""], ["", "", ""]),
    ],
)
def test_columns_are_recognised_by_their_names(header, found):
    assert recognise(header) == found


@pytest.mark.parametrize(
    ("words", "sector"),
    [
        ("Verein", "zivilgesellschaft"), ("privat", "buergerschaft"), ("Firma", "wirtschaft"),
        ("Uni", "wissenschaft"), ("Stadt", "verwaltung"), ("Politik", "politik"),
        ("Wissenschaft", "wissenschaft"), ("BÜRGERSCHAFT", "buergerschaft"),
        ("Unternehmen", "wirtschaft"), ("Hochschule", "wissenschaft"), ("Rat", "politik"),
        ("Beratung", ""), ("", ""), ("Ehrenamt", "zivilgesellschaft"),
    ],
)  # fmt: skip
def test_people_name_sectors_in_their_own_words(words, sector):
    assert sector_of(words, SECTORS) == sector


def test_an_unknown_sector_is_told_and_left_empty():
    wish, notes = read("Klee", "Ida", "ida@example.org", "Zirkus")

    assert wish.facts.sector == ""
    assert notes == ["Der Bereich „Zirkus“ ist nicht bekannt und bleibt leer."]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (("", "Ida", "ida@example.org"), "Nachname: Er fehlt"),
        (("Klee\x07", "Ida"), "Steuerzeichen"),
        (("K" * 201,), "Höchstens 200"),
        (("www.klee.example", "Ida"), "Internet-Adresse"),
        (("Klee", "Ida", "ida.example.org"), "Es fehlt das @-Zeichen"),
        (("Klee", "Ida", "", "", "31.02.2027"), "31.02.2027"),
        (("Klee", "Ida", "", "", "02.09.2027"), "liegt nicht in der Zeit bis heute"),
        (("Klee", "Ida", "", "", "", "zu viel"), "6 Spalten statt 5"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(cells, words):
    with pytest.raises(Refused, match=words):
        read(*cells)


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Ida von Klee", ("Ida von", "Klee")), ("von Klee, Ida", ("Ida", "von Klee")),
     ("Klee", ("", "Klee"))],
)  # fmt: skip
def test_a_name_in_one_column_is_taken_apart(typed, name):
    wish, _ = read(typed, mapping=("full_name", "", "", "", ""))

    assert (wish.facts.first_name, wish.facts.last_name) == name


def book(*people):
    found = Book()
    for number, (first, last, email, organisation) in enumerate(people, start=1):
        known = Known(number, first, last, email, organisation)
        found.add(known, email_key=plain_key(email), name_key=plain_key(known.full_name))
    return found


def test_the_person_of_the_same_organisation_is_asked_about_first():
    wish, _ = read_line(
        ("Schröder", "Anna", "neu@example.org", "Radfreunde e.V."),
        ("a", "b", "c", "d"),
        ("last_name", "first_name", "email", "organisation"),
        SECTORS,
        TODAY,
    )
    known = book(
        ("Anna", "Schröder", "a@example.org", ""),
        ("Anna", "Schröder", "b@example.org", 'Radfreunde "Teuto"'),
        ("Anna", "Schröder", "c@example.org", "Radfreunde"),
    )

    assert judge(wish, 2, known).person_id == 3


def test_a_slip_at_a_shared_address_is_asked_about_and_a_couple_is_not():
    known = book(("Claudia", "Lindner", "familie@example.org", ""))

    slip, _ = read("Lindner", "Claudja", "familie@example.org")
    partner, _ = read("Lindner", "Thomas", "familie@example.org")

    assert judge(slip, 2, known).question == "twin"
    told = judge(partner, 3, known)
    assert (told.verdict, told.reason) == ("new", "Dieselbe Adresse nutzt auch Claudia Lindner.")
