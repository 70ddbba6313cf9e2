"""Holidays and other days: kept by hand, read from files, known to every plan."""

from datetime import date
from io import BytesIO

import pytest

from app.core.errors import RuleBroken
from app.meetings import day_files, special_days
from app.meetings.queries import closed_days
from app.meetings.queries import special_days as days_between
from app.meetings.rules import SpecialDay
from tests import build

LOAD = "/buero/freie-tage/einlesen"
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Schulministerium//Ferien//DE\r
BEGIN:VEVENT\r
UID:1@example.org\r
DTSTAMP:20270101T000000Z\r
DTSTART;VALUE=DATE:20280410\r
DTEND;VALUE=DATE:20280423\r
SUMMARY:Osterferien in NRW\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2@example.org\r
DTSTAMP:20270101T000000Z\r
DTSTART;VALUE=DATE:20280526\r
SUMMARY:Pfingstferien\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:3@example.org\r
DTSTAMP:20270101T000000Z\r
DTSTART;VALUE=DATE:20281002\r
END:VEVENT\r
END:VCALENDAR\r
"""
EASTER = SpecialDay(date(2028, 4, 10), date(2028, 4, 22), "school", "Osterferien in NRW")
LISTS = {
    "german": "von;bis;Art;Name\n10.04.2028;22.04.2028;Schulferien;Osterferien in NRW\n",
    "english": "from,to,kind,name\n2028-04-10,2028-04-22,school,Osterferien in NRW\n",
    "tabs": "Name\tBeginn\tEnde\nOsterferien in NRW\t10.04.28\t22.04.28\n",
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_lists_in_many_shapes_say_the_same(name, encoding):
    read = day_files.read_file(LISTS[name].encode(encoding), "school")

    assert (read.days, read.rejected) == ([EASTER], [])


def test_a_calendar_ends_on_the_day_before_its_dtend():
    read = day_files.read_file(CALENDAR, "school")

    assert read.days == [
        EASTER, SpecialDay(date(2028, 5, 26), date(2028, 5, 26), "school", "Pfingstferien")
    ]  # fmt: skip
    assert read.rejected == ["Eintrag 3: Datum oder Name fehlt."]


def test_lines_that_cannot_be_read_are_told_and_the_rest_is_used():
    text = (
        "von;bis;Art;Name\n"
        "31.02.2028;;Ferien;Gibt es nicht\n"
        "10.04.2028;01.04.2028;Ferien;Verkehrt herum\n"
        "10.04.2028;10.04.2029;Ferien;Zu lang\n"
        "10.04.2028;;Zirkus;Falsche Art\n"
        "10.04.2028;;Ferien;\n"
        ";;;\n"
        "22.09.2028;;Wahl;Bürgerentscheid über die Straße\n"
    )

    read = day_files.read_file(text.encode("cp1252"), "school")

    assert read.days == [
        SpecialDay(date(2028, 9, 22), date(2028, 9, 22), "election",
                   "Bürgerentscheid über die Straße")
    ]  # fmt: skip
    assert [line.split(":")[0] for line in read.rejected] == [f"Zeile {n}" for n in range(2, 7)]
    assert "„31.02.2028“ ist kein Datum" in read.rejected[0]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Die Datei ist leer"),
        (b"  \n", "Die Datei ist leer"),
        (b"%PDF-1.7\0\0", "weder ein Kalender"),
        (b"Name;Ort\na;b\n", "Die Spalte „von“ fehlt"),
        (b"von;bis;Name\n", "Darin stehen keine Tage"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "beschädigt"),
        (b"von;Name\n" + b"01.01.2028;Tag\n" * 10_000, "mehr als 2.000"),
    ],
)
def test_a_wrong_file_is_told(data, words):
    with pytest.raises(RuleBroken) as fault:
        day_files.read_file(data, "school")

    assert words in fault.value.message
    assert fault.value.field == "file"


def send(browser, data, **typed):
    return browser.post(LOAD, data={"kind": "school", "file": (BytesIO(data), "ferien")} | typed)


def rows_of(page):
    return {"rows": page.find("textarea", {"name": "rows"}).text}


def test_a_file_is_shown_first_and_the_same_file_twice_adds_nothing(app, office, soup):
    page = soup(send(office, CALENDAR))
    with app.app_context():
        before = special_days.kept_days()
    answer = office.post(LOAD, data=rows_of(page))
    again = soup(send(office, CALENDAR))
    twice = office.post(LOAD, data=rows_of(page))

    words = " ".join(page.main.get_text(" ").split())
    assert "2 Einträge sind neu. 0 Einträge gibt es schon. 1 Zeile ist nicht lesbar." in words
    assert before == []
    assert (answer.status_code, twice.status_code) == (303, 303)
    assert "0 Einträge sind neu. 2 Einträge gibt es schon." in " ".join(
        again.main.get_text(" ").split()
    )
    with app.app_context():
        assert [row.name for row in special_days.kept_days()] == [
            "Osterferien in NRW", "Pfingstferien"
        ]  # fmt: skip


def test_a_wrong_file_is_told_at_the_field(office, soup):
    page = soup(send(office, b"\0\0\0"))
    nothing = office.post(LOAD, data={"kind": "school"})

    assert "weder ein Kalender" in page.find(id="file-error").text
    assert nothing.status_code == 422


@pytest.mark.parametrize(
    "rows",
    [
        "x",
        ";;;",
        "2028-01-01;2028-01-02;zirkus;Name",
        "2028-01-02;2028-01-01;school;Verkehrt",
        "2028-01-01;2028-01-01;school;" + "x" * 201,
    ],
)
def test_rows_that_nobody_was_shown_are_left_out(app, office, rows):
    assert office.post(LOAD, data={"rows": rows}).status_code == 303
    with app.app_context():
        assert special_days.kept_days() == []


def test_days_are_entered_changed_and_deleted(app, office, soup):
    typed = {"name": "Betriebsausflug", "kind": "service_free", "start": "2028-05-19"}
    office.post("/buero/freie-tage/neu", data=typed)
    twin = office.post("/buero/freie-tage/neu", data=typed)
    wrong = office.post("/buero/freie-tage/neu", data=typed | {"end": "2028-05-18"})
    with app.app_context():
        day_id = special_days.kept_days()[0].id
    office.post(f"/buero/freie-tage/{day_id}", data=typed | {"start": "2028-05-26"})

    page = soup(office.get("/buero/freie-tage"))
    assert "Fr., 26.05.2028" in page.main.text
    assert "Diesen Eintrag gibt es schon" in twin.text
    assert "Der letzte Tag liegt vor dem ersten" in soup(wrong).find(id="end-error").text
    assert office.post(f"/buero/freie-tage/{day_id}/loeschen").status_code == 303
    assert "Noch kein Eintrag" in office.get("/buero/freie-tage").text
    assert office.post(f"/buero/freie-tage/{day_id}/loeschen").status_code == 404


def test_service_free_days_are_no_working_days(ctx):
    build.a_calendar_day(date(2028, 5, 18), date(2028, 5, 19), "service_free", "Brücke")
    build.a_calendar_day(date(2028, 5, 22), kind="school")

    closed = closed_days(date(2028, 6, 1))

    assert {date(2028, 5, 18), date(2028, 5, 19), date(2028, 12, 24)} <= closed
    assert date(2028, 5, 22) not in closed


def test_the_settings_fill_an_empty_table_once(ctx):
    first, second = special_days.seed_days(), special_days.seed_days()

    assert (first, second) == (7, 0)
    assert [day.name for day in days_between(date(2027, 4, 25), date(2027, 4, 25))] == [
        "Landtagswahl Nordrhein-Westfalen"
    ]


def test_the_list_asks_one_question_however_long_it_is(app, office, count_queries):
    with app.app_context():
        build.a_calendar_day()
    with count_queries() as few:
        office.get("/buero/freie-tage")
    with app.app_context():
        for month in range(1, 13):
            build.a_calendar_day(date(2029, month, 1))
    with count_queries() as many:
        page = office.get("/buero/freie-tage")

    assert page.text.count("Osterferien") == 13
    assert len(many) == len(few)
