from datetime import date

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.errors import Conflict, NotFound, RuleBroken
from app.kits.shelf import shelf
from app.meetings import actions, queries, rules, venues
from app.meetings.models import Meeting, Venue
from app.meetings.rules import Seating
from tests import build
from tests.build import OFFICE

SEATS = {Seating.THEATRE: 90, Seating.TABLES: 56, Seating.CIRCLE: 60}


def a_plan(venue_id, **values):
    return actions.Plan(
        title="Treffen",
        day=date(2027, 9, 30),
        begins=shelf().kit("vernetzung").start_time,
        venue_id=venue_id,
        **{"capacity": None} | values,
    )


@pytest.mark.parametrize(
    ("seats", "expected"),
    [(0, 45), (30, 30), (500, 80)],
)
def test_places_come_from_the_room_but_never_exceed_what_the_kit_works_with(seats, expected):
    assert rules.suggested_places(seats, 45, 80) == expected


@pytest.mark.parametrize(
    ("seats", "seating", "planned", "taken", "words"),
    [
        (0, "", 100, 100, None),
        (60, "circle", 60, 60, None),
        (60, "circle", 80, 20, "Bestuhlung „Stuhlkreis“ höchstens 60 Plätze, geplant sind 80"),
        (60, "", 60, 61, "höchstens 60 Plätze, vergeben sind schon 61"),
    ],
)
def test_rooms_that_are_too_small(seats, seating, planned, taken, words):
    found = rules.room_warnings(seats, seating, planned, taken)

    assert (words is None) == (found == [])
    assert words is None or words in found[0]


def test_a_meeting_takes_its_places_from_venue_and_seating(ctx):
    kit, venue_id = shelf().kit("vernetzung"), build.a_venue(seats=SEATS)

    tables = actions.create(kit, a_plan(venue_id, seating="tables"))
    explicit = actions.create(kit, a_plan(venue_id, seating="tables", capacity=70))
    nowhere = actions.create(kit, a_plan(None))

    assert (tables.capacity, explicit.capacity) == (56, 70)
    assert nowhere.capacity == kit.group_ideal
    assert explicit.room_warnings(0) and not tables.room_warnings(0)


def test_a_fault_is_told_until_it_is_mended(app, office, client, soup):
    with app.app_context():
        meeting_id = build.a_meeting()
        slug, venue_id = build.slug_of(meeting_id), db.session.get(Meeting, meeting_id).venue_id
    words = "Der Aufzug ist außer Betrieb."
    typed = {"text": words, "known_since": "2027-08-30"}

    for _ in range(2):
        office.post(f"/buero/orte/{venue_id}/maengel", data=typed)

    public = soup(client.get(f"/treffen/{slug}")).main.text
    assert "Bekannte Einschränkungen" in public and public.count(words) == 1
    assert words in soup(office.get(f"/buero/treffen/{meeting_id}")).main.text
    page = soup(office.get(f"/buero/orte/{venue_id}"))
    office.post(page.select_one("#maengel .tw-todo form")["action"])
    assert words not in client.get(f"/treffen/{slug}").text
    history = soup(office.get(f"/buero/orte/{venue_id}")).main.text
    assert "1 behobener Mangel" in history and "30.08.2027 bis 01.09.2027" in history


def test_a_fault_cannot_be_known_from_a_day_to_come(app, office, soup):
    with app.app_context():
        venue_id = build.a_venue()
    typed = {"text": "Kein Licht", "known_since": "2027-09-02"}

    page = soup(office.post(f"/buero/orte/{venue_id}/maengel", data=typed))

    assert "liegt noch vor uns" in page.find(id="known_since-error").text
    assert page.find(id="text")["value"] == "Kein Licht"


def test_a_place_is_deleted_only_while_nothing_happened_there(ctx):
    meeting_id = build.a_meeting()
    used = db.session.get(Meeting, meeting_id).venue_id
    free = build.a_venue()
    venues.add_fault(free, "Kein Licht", date(2027, 9, 1))

    with pytest.raises(RuleBroken, match=r"1 Treffen ist dort .* 30\.09\.2027"):
        venues.remove_venue(used, OFFICE)
    venues.remove_venue(free, OFFICE)

    with pytest.raises(NotFound):
        queries.venue_by_id(free)


def test_the_second_of_two_changes_of_a_place_is_told(ctx):
    facts = venues.VenueFacts("Ratssaal", "Platz 1", "33602", "Bielefeld", seatings=SEATS)
    venue_id = venues.save_venue(None, facts)
    seen = db.session.scalar(select(Venue.version))
    venues.save_venue(venue_id, facts, seen)

    with pytest.raises(Conflict):
        venues.save_venue(venue_id, facts, seen)


def test_the_page_of_a_place_names_its_meetings_and_why_it_stays(app, office, soup):
    with app.app_context():
        meeting_id = build.a_meeting(title="Herbsttreffen")
        venue_id = db.session.get(Meeting, meeting_id).venue_id

    page = soup(office.get(f"/buero/orte/{venue_id}")).main.text
    refused = office.post(f"/buero/orte/{venue_id}/loeschen")

    assert "Herbsttreffen" in page and "kann nicht gelöscht werden" in page
    assert "1 Treffen ist dort" in refused.text and refused.status_code == 409


def test_places_are_found_and_sorted(app, office, soup):
    with app.app_context():
        build.a_venue(name="Ähre", seats={"theatre": 20})
        build.a_venue(name="Zeche", seats={"theatre": 300})
        build.a_venue(name="Banane", seats={"theatre": 90})

    def names(query):
        return [a.text for a in soup(office.get("/buero/orte" + query)).select("tbody a")]

    assert names("") == ["Ähre", "Banane", "Zeche"]
    assert names("?sortierung=-plaetze") == ["Zeche", "Banane", "Ähre"]
    assert names("?suche=ahre") == ["Ähre"]
    assert "Kein Ort gefunden" in office.get("/buero/orte?suche=Zirkus").text


@pytest.mark.parametrize("path", ["/buero/orte", "/buero/orte/{venue}"])
def test_pages_of_places_ask_the_same_number_of_questions(app, office, count_queries, path):
    with app.app_context():
        meeting = db.session.get(Meeting, build.a_meeting())
        venue_id = meeting.venue_id

    def asked():
        with count_queries() as seen:
            assert office.get(path.format(venue=venue_id)).status_code == 200
        return len(seen)

    asked()
    one = asked()
    with app.app_context():
        for _ in range(29):
            build.a_meeting(venue_id=venue_id)
            build.a_venue()

    assert asked() == one
