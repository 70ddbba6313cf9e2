"""The audit log names things by title as long as they are there; it keeps their numbers alone."""

import pytest
from sqlalchemy import inspect

from app.access import actions
from app.desk.event_things import PLACES
from tests import build

ACTOR = actions.Actor(1, "Kim Ost", frozenset())


@pytest.fixture
def told(office, app, soup):
    """``told("meeting:17", …)``: logged, then the cells „Betrifft“ of all, the newest first."""

    def read(*subjects):
        with app.app_context():
            for subject in subjects:
                actions.log(ACTOR, "meeting_changed", subject)
        page = soup(office.get("/buero/ereignisse", query_string={"suche": "Kim"}))
        return page.select("td[data-label=Betrifft]")

    return read


def words(cell):
    return " ".join(cell.get_text().split())


def test_titles_lead_to_their_pages(told, app, office):
    with app.app_context():
        meeting = build.a_planned_meeting(title="Nachtmarkt")
        subjects = {
            "Anmeldung": f"registration:{build.a_registration(meeting, last_name='Öz')}",
            "Person": f"person:{build.a_person(first_name='Nguyễn', last_name='Mai')}",
            "Pitch": f"pitch:{build.a_pitch(meeting, title='Klima-Bänke')}",
            "Idee": f"idea:{build.an_idea('Solarcheck')}",
            "Treffen": f"meeting:{meeting}",
        }
    cells = told(*reversed(subjects.values()))

    assert [words(cell) for cell in cells] == [
        f"{kind} {subject.partition(':')[2]}: {cell.a.get_text()}"
        for (kind, subject), cell in zip(subjects.items(), cells, strict=True)
    ]
    assert [cell.a.get_text().split()[-1] for cell in cells] == [
        "Öz", "Mai", "Klima-Bänke", "Solarcheck", "Nachtmarkt",
    ]  # fmt: skip
    assert {office.get(cell.a["href"]).status_code for cell in cells} == {200}


def test_what_is_gone_keeps_its_number(told):
    cells = told("meeting:9999", "entries:12", "staff:9999", "printed")

    assert [words(cell) for cell in cells] == [
        "printed", "Person im Team 9999", "Einträge 12", "Treffen 9999",
    ]  # fmt: skip
    assert [cell.a for cell in cells] == [None] * 4


def test_thirty_meetings_cost_as_many_queries_as_one(told, app, office, count_queries):
    def counted():
        with count_queries() as seen:
            office.get("/buero/ereignisse")
        return len(seen)

    with app.app_context():
        meetings = [build.a_meeting() for _ in range(30)]
    told(f"meeting:{meetings[0]}")
    few = counted()
    told(*(f"meeting:{one}" for one in meetings))

    assert counted() == few


@pytest.mark.parametrize("kind", PLACES)
def test_every_kind_has_its_title_and_its_page(kind, app):
    place = PLACES[kind]
    rules = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}

    assert rules[place.page] == set(place.values)
    known = inspect(place.model).all_orm_descriptors.keys() | vars(place.model).keys()
    assert {place.title, *place.values.values()} <= known
