"""The own tables behind the personal link, and the objection to their being remembered."""

from datetime import timedelta

import pytest

from app.agenda.rules import Place
from app.agenda.splitting import Part, split_item
from app.core import clock
from app.core.db import db, transaction
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.tables import evening, objections
from app.tables.queries import plan_by_id, seats_of
from tests import build
from tests.tables.build import a_plan, people

OFFICE = build.OFFICE


@pytest.fixture
def shown(ctx):
    """A plan in force, shown to people. (plan, seat of one person, the person's address)"""
    plan_id = a_plan(tables=(4, 4), rounds=2, in_force=True)
    evening.show_on_own_pages(plan_by_id(plan_id).meeting_id, True, OFFICE)
    seat = seats_of(plan_id)[0]
    return plan_id, seat, f"/anmeldung/{build.token_of(seat.registration_id)}/tische"


def numbers(page):
    return [int(one.text) for one in page.select(".tw-own__table strong")]


def test_people_see_their_own_tables_and_no_other_names(client, soup, shown):
    plan_id, seat, here = shown
    tables = [table + 1 for table in seat.tables]

    answer = client.get(here)

    assert answer.status_code == 200
    assert numbers(soup(answer)) == tables
    others = [one.registration.last_name for one in seats_of(plan_id)[1:]]
    assert [name for name in others if name in answer.text] == []
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_title_of_the_table_stands_there_and_no_name_of_a_lead(client, soup, shown):
    plan_id, _, here = shown
    with transaction():
        plan = plan_by_id(plan_id)
        plan.tables = [one | {"title": "Verkehr", "lead": "Zoë Bauer"} for one in plan.tables]

    page = soup(client.get(here))

    assert page.select_one(".tw-own__title").text == "Verkehr"
    assert "Zoë Bauer" not in page.text


def test_rounds_have_times_all_of_them_or_none(client, soup, ctx):
    meeting_id = build.a_planned_meeting(capacity=60)
    first, second, *_ = build.item_ids(meeting_id, place=Place.DURING)
    plan_id = a_plan(
        meeting_id, who=people(meeting_id, 6), in_force=True, round_items=[first, second]
    )
    evening.show_on_own_pages(meeting_id, True, OFFICE)
    here = f"/anmeldung/{build.token_of(seats_of(plan_id)[0].registration_id)}/tische"

    published = soup(client.get(here))
    new = split_item(meeting_id, second, [Part("Eins", 20), Part("Zwei", 20)])[1]
    with transaction():
        plan_by_id(plan_id).round_items = [first, new]
    unpublished = soup(client.get(here))

    assert [len(page.select(".tw-own__when span")) for page in (published, unpublished)] == [2, 0]


def test_what_is_not_shown_stands_nowhere(client, soup, shown):
    plan_id, _, here = shown
    manage = here.removesuffix("/tische")
    evening.show_on_own_pages(plan_by_id(plan_id).meeting_id, False, OFFICE)

    assert numbers(soup(client.get(here))) == []
    assert "Ihre Tische" not in client.get(manage).text


def test_my_registration_leads_to_the_tables(client, soup, shown):
    _, _, here = shown

    page = soup(client.get(here.removesuffix("/tische")))

    links = [one.get_text(strip=True) for one in page.find_all("a", href=here)]
    assert links == ["Ihre Tische", "Was wir uns zu Ihren Tischen merken"]


@pytest.mark.parametrize("way", ["draft", "cancelled", "left_out"])
def test_only_what_holds_is_shown(client, soup, shown, way):
    plan_id, seat, here = shown
    if way == "draft":
        evening.take_back(plan_id, OFFICE)
    with transaction():
        if way == "cancelled":
            db.session.get(Registration, seat.registration_id).state = "cancelled"
        if way == "left_out":
            seats_of(plan_id)[0].left_out = True

    page = soup(client.get(here))

    assert numbers(page) == []
    assert "Noch gibt es hier keine Tische" in page.text


def test_nobody_is_told_about_an_evening_to_come_that_is_none(client, soup, shown):
    plan_id, _, here = shown
    with transaction():
        plan_by_id(plan_id).meeting.state = MeetingState.CANCELLED
    called_off = soup(client.get(here))
    with transaction():
        plan_by_id(plan_id).meeting.state = MeetingState.PUBLISHED
        plan_by_id(plan_id).meeting.day = clock.today() - timedelta(days=1)
    past = soup(client.get(here))

    assert (numbers(called_off), len(numbers(past))) == ([], 2)
    assert [word for word in ("Am Abend", "am Abend") if word in called_off.text + past.text] == []


def test_somebody_objects_and_withdraws(client, soup, shown):
    _, seat, here = shown
    person = db.session.get(Registration, seat.registration_id)

    for _ in range(2):
        assert client.post(here, data={"merken": "nein"}).status_code == 303
    objected = objections.has_objected(person)
    said = soup(client.get(here)).text
    client.post(here, data={"merken": "ja"})

    assert objected is True
    assert "Sie haben widersprochen" in said
    assert objections.has_objected(person) is False


def test_the_objection_is_asked_for_once_more(client, soup, shown):
    _, _, here = shown

    (button,) = soup(client.get(here)).find("section", {"aria-labelledby": "merken"})("button")
    more = button.find_parent("details")

    assert button.text.strip() == "Nicht mehr merken und löschen"
    assert more.summary.text.strip() == "Nicht merken, mit wem ich am Tisch saß"
    assert "Gelöschte Tische kommen nicht zurück" in more.text


def test_looking_changes_nothing(client, shown):
    _, seat, here = shown
    client.get(f"{here}?merken=nein")

    assert not objections.has_objected(db.session.get(Registration, seat.registration_id))


def test_a_wrong_link_is_not_found(client, ctx):
    assert client.get("/anmeldung/falsch/tische").status_code == 404
