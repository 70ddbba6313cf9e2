import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.meetings.models import Meeting
from app.series.models import Series
from app.series.rules import Rhythm
from tests import build

NEW = "/buero/reihen/neu"
SENTENCE = {
    "name": "Vernetzungstreffen",
    "title_pattern": "{nummer}. Vernetzungstreffen {jahr}",
    "nth": "3",
    "weekday": "2",
    "rhythm": "odd",
    "interval": "2",
    "begins": "18:00",
    "ends": "20:30",
    "starts_on": "2028-01-01",
    "until_month": "12",
    "until_year": "2028",
    "first_number": "1",
    "kit_id": "vernetzung",
    "venue_id": "0",
    "capacity": "50",
    "public": "y",
    "submit_key": "a-key-of-this-very-form",
}


def visible(page):
    return " ".join(page.main.get_text(" ").split())


def rows_of(page):
    return [" ".join(row.get_text(" ").split()) for row in page.select("#termine tbody tr")]


def shown_dates(page):
    return {"termin": [one["value"] for one in page.select('input[name="termin"]')]}


def many(app):
    with app.app_context():
        return db.session.scalar(select(func.count(Meeting.id)))


def test_an_empty_form_shows_the_dates_of_its_suggestion(office, soup):
    page = soup(office.get(NEW))

    assert rows_of(page)[0].startswith("1 Mi., 17.11.2027 1. Vernetzungstreffen 2027")
    assert "Jeden 3. Mittwoch im ungeraden Monat, 18:00–20:30 Uhr" in visible(page)


def test_planning_a_year_without_script(app, office, soup):
    seen = soup(office.post(NEW, data=SENTENCE | {"zeigen": "ja"}))
    none_yet = many(app)
    answer = office.post(NEW, data=SENTENCE | shown_dates(seen) | {"anlegen": "ja"})
    again = office.post(NEW, data=SENTENCE | shown_dates(seen) | {"anlegen": "ja"})

    assert none_yet == 0
    assert len(rows_of(seen)) == 6
    assert "Das sind 6 Treffen." in visible(seen)
    assert "Reihe mit 6 Treffen anlegen" in visible(seen)
    assert (answer.status_code, again.location) == (303, answer.location)
    assert many(app) == 6
    page = soup(office.get(answer.location))
    assert len(page.select("tbody tr")) == 6
    assert "Mi., 15.03.2028" in visible(page)


def test_what_is_not_known_is_said_beside_the_dates(app, office, soup):
    fifth = SENTENCE | {"nth": "5", "zeigen": "ja"}

    unknown = visible(soup(office.post(NEW, data=fifth)))
    with app.app_context():
        build.a_calendar_day(date(2028, 7, 10), date(2028, 8, 22), name="Sommerferien in NRW")
    known = visible(soup(office.post(NEW, data=fifth)))

    missing = "Einen 5. Mittwoch gibt es nicht im Januar 2028, Juli 2028 und September 2028."
    assert f"{missing} Für 2028 sind noch keine Schulferien eingetragen." in unknown
    assert missing in known and "keine Schulferien" not in known


def test_flagged_dates_are_left_out_or_moved(app, office, soup):
    with app.app_context():
        build.a_calendar_day(date(2028, 7, 10), date(2028, 8, 22), name="Sommerferien in NRW")
    said = {"aus-2028-07-19": "ja", "neu-2028-03-15": "2028-03-22"}

    seen = soup(office.post(NEW, data=SENTENCE | said | {"zeigen": "ja"}))
    office.post(NEW, data=SENTENCE | said | shown_dates(seen) | {"anlegen": "ja"})

    rows = rows_of(seen)
    assert rows[1].startswith("2 Mi., 22.03.2028 verlegt vom Mi., 15.03.2028 2. Vernetzungst")
    assert "Sommerferien in NRW (10.07.–22.08.2028)" in rows[3] and "ausgelassen" in rows[3]
    assert "1 davon mit einem Hinweis" not in visible(seen)
    with app.app_context():
        days = db.session.scalars(select(Meeting.day).order_by(Meeting.day)).all()
    assert [f"{day:%d.%m.}" for day in days] == ["19.01.", "22.03.", "17.05.", "20.09.", "15.11."]


def test_the_live_preview_is_a_part_of_the_page(office):
    part = office.post(f"{NEW}/termine", data=SENTENCE)
    wrong = office.post(f"{NEW}/termine", data=SENTENCE | {"until_year": "2027"})

    assert part.text.lstrip().startswith('<section id="termine"')
    assert "<html" not in part.text
    assert part.text.count('name="termin"') == 6
    assert (wrong.status_code, wrong.text.count('name="termin"')) == (200, 0)
    assert "Das Ende liegt vor dem Beginn (01.01.2028)" in wrong.text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"until_year": ""}, "until_year", "Bitte füllen Sie dieses Feld aus."),
        ({"until_year": "2027"}, "until_month", "Das Ende liegt vor dem Beginn"),
        ({"starts_on": "30.02.2028"}, "starts_on", "Bitte geben Sie ein Datum ein"),
        ({"ends": "17:00"}, "ends", "Das Ende muss nach dem Beginn"),
        ({"rhythm": "weeks", "interval": "1", "until_year": "2031"}, "until_month",
         "mehr als 120 Termine"),
        ({"rhythm": "chosen"}, "months", "mindestens einen Monat"),
        ({"rhythm": "chosen", "months": "2", "nth": "5"}, "until_month", "Einen 5. Mittwoch"),
        ({"rhythm": "chosen", "months": ""}, "months", "mindestens einen Monat"),
        ({"title_pattern": "{nr}"}, "title_pattern", "Den Platzhalter {nr} gibt es nicht"),
        ({"capacity": "0"}, "capacity", "ganze Zahl von 1 bis 5000"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_field(app, office, soup, typed, field, words):
    answer = office.post(NEW, data=SENTENCE | typed | {"anlegen": "ja"})

    page = soup(answer)
    assert answer.status_code == 422
    assert words in page.find(id=f"{field}-error").text
    assert page.find("input", id="name")["value"] == "Vernetzungstreffen"
    assert many(app) == 0


def test_a_moved_day_that_is_none_is_told_and_nothing_is_made(app, office, soup):
    said = {"neu-2028-03-15": "31.02.2028", "neu-kein-Datum": "x", "aus-": "ja"}

    answer = office.post(NEW, data=SENTENCE | said | {"anlegen": "ja"})

    assert answer.status_code == 422
    assert "„31.02.2028“ ist kein Datum" in visible(soup(answer))
    assert many(app) == 0


def test_dates_that_changed_since_they_were_seen_are_shown_first(app, office, soup):
    seen = soup(office.post(NEW, data=SENTENCE | {"zeigen": "ja"}))

    answer = office.post(NEW, data=SENTENCE | shown_dates(seen) | {"weekday": "3", "anlegen": "ja"})

    assert answer.status_code == 422
    assert "Die Termine haben sich geändert" in visible(soup(answer))
    assert many(app) == 0


def test_changing_shows_first_and_then_does_it(app, office, soup):
    with app.app_context():
        series_id = build.a_series()
    target = f"/buero/reihen/{series_id}/aendern"
    wanted = SENTENCE | {"weekday": "3", "nth": "2", "scope": "all", "first": "0"}

    seen = soup(office.post(target, data=wanted))
    fields = {one["name"]: one.get("value", "") for one in seen.select("main form input")}
    with app.app_context():
        untouched = db.session.scalar(select(func.min(Meeting.day)))
    back = office.post(target, data=fields | {"zurueck": "ja"})
    answer = office.post(target, data=fields | {"bestaetigt": "ja"})

    assert "Tag: Mi., 19.01.2028 → Do., 13.01.2028" in visible(seen)
    assert "6 Treffen werden verlegt." in visible(seen)
    assert "Niemand bekommt eine Nachricht" in visible(seen)
    assert untouched == date(2028, 1, 19)
    assert soup(back).find("select", id="weekday").find("option", selected=True)["value"] == "3"
    assert answer.status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.min(Meeting.day))) == date(2028, 1, 13)


def test_a_new_date_can_be_left_out_of_a_longer_series(app, office, soup):
    with app.app_context():
        series_id = build.a_series()
    target = f"/buero/reihen/{series_id}/aendern"
    wanted = SENTENCE | {"until_year": "2029", "until_month": "3", "scope": "all", "first": "0"}

    seen = soup(office.post(target, data=wanted | {"aus-2029-03-21": "ja"}))
    fields = {one["name"]: one.get("value", "") for one in seen.select("main form input")
              if one.get("type") == "hidden" or one.has_attr("checked")}  # fmt: skip
    answer = office.post(target, data=fields | {"bestaetigt": "ja"})

    assert answer.status_code == 303
    with app.app_context():
        assert db.session.get(Series, series_id).skipped == ["2029-03-21"]
        assert db.session.scalar(select(func.max(Meeting.day))) == date(2029, 1, 17)


def test_pages_of_a_series_say_what_they_do(app, office, soup):
    with app.app_context():
        series_id = build.a_series()
        other = build.a_meeting(title="Sommerfest", day=date(2028, 8, 2))
    place = f"/buero/reihen/{series_id}"

    office.post(f"{place}/aufnehmen", data={"meeting_id": other})
    page = soup(office.get(place))
    leaving = soup(office.get(f"{place}/treffen/{other}"))
    office.post(f"{place}/treffen/{other}")
    after = soup(office.get(place))
    ending = soup(office.post(f"{place}/beenden", data={"last": "2028-06-30"}))
    digest = ending.find("input", {"name": "gesehen"})["value"]
    ended = {"last": "2028-06-30", "gesehen": digest, "bestaetigt": "ja"}
    office.post(f"{place}/beenden", data=ended)
    over = soup(office.get(place))

    assert "Sommerfest" in visible(page) and "von Hand aufgenommen" in visible(page)
    assert "Niemand bekommt eine Nachricht" in visible(leaving)
    assert "Sommerfest" not in visible(after)
    assert "3 leere Entwürfe werden entfernt" in visible(ending)
    assert len(over.select("tbody tr")) == 3


def test_an_empty_list_says_what_to_do(office, soup):
    page = soup(office.get("/buero/reihen"))

    assert "Noch keine Reihe" in visible(page)
    assert page.find(
        "a", string=re.compile("Erste Reihe anlegen")
    ) is not None or "Erste" in visible(page)


def test_pages_ask_the_same_number_of_questions_however_long_the_series(
    app, office, client, count_queries
):
    def asked(path, browser):
        with count_queries() as seen:
            assert browser.get(path).status_code == 200
        return len(seen)

    def changed(series_id):
        typed = SENTENCE | {"weekday": "3", "nth": "2", "scope": "all", "first": "0"}
        with count_queries() as seen:
            page = office.post(f"/buero/reihen/{series_id}/aendern", data=typed)
        assert "Tag: Mi., 19.01.2028" in page.text
        return len(seen)

    with app.app_context():
        venue = build.a_venue()
        small = build.a_series(until=date(2028, 1, 31), venue_id=venue)
        slug = db.session.get(Series, small).slug
    pages = [("/buero/reihen", office), (NEW, office), (f"/reihe/{slug}", client)]
    few = [asked(*page) for page in pages]
    ones = [asked(f"/buero/reihen/{small}{part}", office) for part in ("", "/aendern")]
    preview = changed(small)
    with app.app_context():
        large = build.a_series(
            rhythm=Rhythm.MONTHLY,
            starts_on=date(2028, 1, 1),
            until=date(2030, 6, 30),
            venue_id=venue,
        )

    assert changed(large) == preview
    assert [asked(*page) for page in pages] == few
    assert [asked(f"/buero/reihen/{large}{part}", office) for part in ("", "/aendern")] == ones


def test_everybody_sees_a_public_series_and_its_calendar(app, client, office, soup):
    with app.app_context():
        series_id = build.a_series()
        venue = build.a_venue(name="Stadtteilhaus")
        rows = db.session.scalars(select(Meeting).order_by(Meeting.day)).all()
        ids = [row.id for row in rows]
        slug = db.session.get(Series, series_id).slug
    empty = client.get(f"/reihe/{slug}")
    with app.app_context():
        for meeting_id in ids[:2]:
            meeting = db.session.get(Meeting, meeting_id)
            meeting.state, meeting.venue_id = "published", venue
        db.session.get(Meeting, ids[1]).state = "cancelled"
        with db.engine.connect():
            db.session.flush()
            db.session.connection().commit()

    page = soup(client.get(f"/reihe/{slug}"))
    feed = client.get(f"/reihe/{slug}/termine.ics")
    office.post(f"/buero/reihen/{series_id}/oeffentlich", data={"zeigen": "nein"})

    assert "Gerade ist kein Treffen angekündigt" in empty.text
    assert "1. Vernetzungstreffen 2028" in visible(page)
    assert "Abgesagt" in visible(page)
    assert "3. Vernetzungstreffen 2028" not in visible(page)
    assert feed.content_type == "text/calendar; charset=utf-8"
    assert feed.text.count("BEGIN:VEVENT") == 2
    assert "METHOD:PUBLISH" in feed.text
    assert feed.text.count("STATUS:CANCELLED") == 1
    assert client.get(f"/reihe/{slug}").status_code == 404
    assert client.get(f"/reihe/{slug}/termine.ics").status_code == 404
