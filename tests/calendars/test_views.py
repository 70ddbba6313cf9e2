"""The office's pages of other calendars, and where clashes are shown."""

import io
from datetime import date

import pytest

from app.calendars import actions
from app.calendars.rules import Kind
from app.core.db import db
from app.meetings.actions import change_of
from app.meetings.queries import meeting_by_id
from app.registrations import notices
from app.series.plans import preview_of
from tests import build
from tests.calendars.build import a_foreign_calendar
from tests.calendars.files import calendar, event


def read_all(app):
    with app.app_context():
        while actions.update_due(lambda: False):
            db.session.rollback()


@pytest.fixture
def council(app):
    with app.app_context():
        one = a_foreign_calendar(name="Ratssitzungen", kind=Kind.COUNCIL)
    read_all(app)
    return one


def upload(office, data=None, **values):
    typed = {"name": "Stadthalle", "kind": "other", "venue_id": "0", "url": ""} | values
    if data is not None:
        typed["file"] = (io.BytesIO(data), "saal.ics")
    return office.post("/buero/andere-kalender/neu", data=typed)


def test_the_empty_list_says_the_first_step(office, soup):
    page = soup(office.get("/buero/andere-kalender"))

    assert "Noch kein Kalender" in page.text


def test_a_file_is_kept_and_its_entries_stand_on_its_page(app, office, soup):
    answer = upload(office, calendar(event(), event("2", RRULE="FREQ=SECONDLY", SUMMARY="Oft")))
    assert answer.status_code == 303
    assert "wird gerade gelesen" in office.get(answer.location).text
    read_all(app)

    page = soup(office.get(answer.location))

    cells = [cell.get_text(" ", strip=True) for cell in page.select("#main td, main td, main th")]
    assert "Chorprobe" in cells and "Do., 30.09.2027, 17:00–19:00 Uhr" in cells
    assert "1 Eintrag bleibt unberücksichtigt" in page.text
    assert "„Oft“: Der Eintrag wiederholt sich häufiger als stündlich." in page.text


@pytest.mark.parametrize(
    ("data", "values", "sentence"),
    [
        (b"<html>", {}, "Das ist kein Kalender im Format iCalendar"),
        (b"", {}, "Wählen Sie eine Datei, oder geben Sie eine Adresse an"),
        (None, {"url": "https://fremd.example.org/a.ics"}, "fetch_hosts"),
        (None, {"url": "file:///etc/passwd"}, "muss mit https:// oder webcal://"),
        (calendar(event()), {"kind": "venue"}, "Wählen Sie den Ort"),
        (calendar(event()), {"name": ""}, "Bitte füllen Sie dieses Feld aus"),
        (calendar(event()), {"kind": "anders"}, "Art"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(office, soup, data, values, sentence):
    answer = upload(office, data, **values)
    page = soup(answer)

    assert answer.status_code == 422
    if sentence != "Art":
        assert sentence in page.text
    assert page.find("input", {"name": "url"})["value"] == values.get("url", "")


def test_the_list_is_searched_without_accents(app, office, soup):
    with app.app_context():
        a_foreign_calendar(name="Bürgerhaus Süd")
        a_foreign_calendar(name="Rathaus")

    page = soup(office.get("/buero/andere-kalender?suche=burgerhaus"))

    assert [cell.text.strip() for cell in page.select("tbody th")] == ["Bürgerhaus Süd"]
    assert "Kein Kalender passt dazu" in office.get("/buero/andere-kalender?suche=xyz").text


def test_changing_reading_again_and_deleting(app, office, council):
    path = f"/buero/andere-kalender/{council}"
    typed = {"name": "Rat der Stadt", "kind": "council", "venue_id": "0", "version": "1"}

    assert office.post(f"{path}/bearbeiten", data=typed).status_code == 303
    stale = office.post(f"{path}/bearbeiten", data=typed)
    assert stale.status_code == 422 and "inzwischen geändert" in stale.text
    assert office.post(f"{path}/lesen").status_code == 303
    assert "1 Eintrag geht mit. Kalender löschen?" in office.get(f"{path}/loeschen").text
    assert office.post(f"{path}/loeschen").status_code == 303
    assert office.get(path).status_code == 404


def test_pages_belong_to_the_office(client, moderator, council):
    for path in ("", "/neu", f"/{council}", f"/{council}/bearbeiten", f"/{council}/loeschen"):
        assert client.get(f"/buero/andere-kalender{path}").status_code == 303
        assert moderator.get(f"/buero/andere-kalender{path}").status_code == 403


SENTENCE = "Am selben Tag: Chorprobe, Do., 30.09.2027, 17:00–19:00 Uhr (Kalender „Ratssitzungen“)"


def test_the_meeting_page_shows_the_clash_with_its_source(app, office, council):
    with app.app_context():
        meeting = build.a_meeting()
        other_day = build.a_meeting(day=date(2027, 10, 1))

    assert SENTENCE in office.get(f"/buero/treffen/{meeting}").text
    assert "Ratssitzungen" not in office.get(f"/buero/treffen/{other_day}").text


def test_the_preview_of_a_series_shows_it_at_its_date(app, council):
    with app.app_context():
        plan = build.a_series_plan(
            starts_on=date(2027, 9, 1), until=date(2027, 11, 30), nth=5, weekday=3
        )
        hints = {one.slot.day: one.hints for one in preview_of(plan)}

    assert hints[date(2027, 9, 30)] == (SENTENCE,)


def test_moving_a_meeting_onto_it_is_said_before(app, council):
    with app.app_context():
        meeting = meeting_by_id(build.a_meeting(day=date(2027, 10, 7)))

        plan = notices.planned_change(meeting, change_of(meeting, day=date(2027, 9, 30)))

    assert (plan.clashes, plan.asks) == ((SENTENCE,), True)


def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_thirty(
    app, office, count_queries
):
    numbers = []
    for number in (1, 30):
        with app.app_context():
            events = [event(str(one)) for one in range(number)]
            for one in range(number):
                last = a_foreign_calendar(name=f"Saal {number}.{one}", content=calendar(*events))
        read_all(app)
        with count_queries() as seen:
            office.get("/buero/andere-kalender")
            office.get(f"/buero/andere-kalender/{last}")
        numbers.append(len(seen))

    assert numbers[0] == numbers[1]
