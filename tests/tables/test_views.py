"""Plans of a meeting, settings, people and wishes as the team sees them."""

import re

import pytest

from app.agenda.models import AgendaItem
from app.core.db import db, transaction
from app.registrations import office as registrations
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import people
from app.tables.people import Place
from app.tables.queries import plan_by_id, plan_in_force, plans_of, seats_of, wishes_of
from app.tables.states import WishKind
from tests import build
from tests.tables import build as tables

LONG = "Ä" * 200


def new_at(meeting):
    return f"/buero/treffen/{meeting}/tische/neu"


@pytest.fixture
def meeting(app):
    with app.app_context():
        made = build.a_meeting(capacity=200)
        tables.people(made, 24)
        return made


@pytest.fixture
def plan(app):
    """Of six people at two tables, seated."""
    with app.app_context():
        return tables.a_plan(tables=(3, 3), rounds=2, seated=True)


def fields_of(page, action):
    """What a browser would send from the form with this target."""
    form = page.find("form", {"action": action, "method": "post"})
    sent = {}
    for field in form.find_all("input"):
        if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
            continue
        sent[field["name"]] = field.get("value", "")
    for field in form.find_all("select"):
        chosen = field.find("option", selected=True) or field.find("option")
        sent[field["name"]] = chosen["value"]
    return sent


def test_an_empty_list_says_what_a_plan_is_for(moderator, meeting, soup):
    page = soup(moderator.get(f"/buero/treffen/{meeting}/tische"))

    assert "möglichst viele Neue kennenlernen" in page.main.text
    assert page.find("a", href=new_at(meeting)).text.strip() == "Tischplan anlegen"


def test_the_form_advises_before_anything_is_reckoned(moderator, meeting, soup):
    page = soup(moderator.get(new_at(meeting)))

    rows = [[cell.text.strip() for cell in row.find_all(["th", "td"])]
            for row in page.select("#rat-tabelle tbody tr")]  # fmt: skip
    assert ["4 Tische", "6", "mindestens 8", "mindestens 24", "mindestens 48"] in rows
    assert ["6 Tische", "4", "keine", "keine", "keine"] in rows
    assert ["5 Tische (Vorschlag)", "4 bis 5", "keine", "keine", "keine"] in rows
    assert (
        "In 3 Runden erzwingen 4 Tische zu 6 mindestens 24 Wiederholungen, "
        "5 Tische zu 4 bis 5 keine." in page.main.text
    )


def test_a_plan_is_made_once_and_stands_in_the_list(app, moderator, meeting, soup):
    sent = fields_of(soup(moderator.get(new_at(meeting))), new_at(meeting)) | {"tables": "6"}

    first, second = (moderator.post(new_at(meeting), data=sent) for _ in range(2))

    assert (first.status_code, first.location) == (303, second.location)
    with app.app_context():
        (made,) = plans_of(meeting)
        assert first.location == f"/buero/tische/{made.id}"
    (row,) = soup(moderator.get(f"/buero/treffen/{meeting}/tische")).select("tbody tr")
    cells = [cell.text.strip() for cell in row.find_all(["th", "td"])]
    assert cells == [
        "Kennenlernen", "ganzes Treffen", "Wird berechnet", "Noch sitzt nicht jede Person",
        "24", "6", "3",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "number"), [({}, 5), ({"tables": "6"}, 6), ({"seats": "4"}, 6), ({"seats": "8"}, 3)]
)
def test_the_best_number_of_tables_is_suggested_and_can_be_changed(
    app, moderator, meeting, soup, typed, number
):
    sent = fields_of(soup(moderator.get(new_at(meeting))), new_at(meeting)) | typed

    assert moderator.post(new_at(meeting), data=sent).status_code == 303

    with app.app_context():
        assert len(plans_of(meeting)[0].tables) == number


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tables": ""}, "entweder die Zahl der Tische an oder die Plätze je Tisch"),
        ({"tables": "4", "seats": "6"}, "nicht beides"),
        ({"tables": "13"}, "Höchstens 12 Tische sind möglich"),
        ({"tables": "vier"}, "Zahl der Tische: Bitte geben Sie eine ganze Zahl ein"),
        ({"tables": "99999999999"}, "von 1 bis 60"),
        ({"tables": "4", "included": "present"}, "Am Einlass ist noch niemand"),
        ({"tables": "4", "item_id": "999"}, "Wofür"),
        ({"tables": "4", "title": "x" * 201}, "Höchstens 200 Zeichen"),
        ({"tables": "4", "title": "x" * 100_000}, "Höchstens 200 Zeichen"),
        ({"tables": "4", "title": "a\0b"}, "unsichtbares Steuerzeichen"),
        ({"tables": "4", "title": "  "}, "Bitte füllen Sie dieses Feld aus"),
        ({"tables": "4", "rounds": "11"}, "von 1 bis 10"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    app, moderator, meeting, soup, typed, said
):
    sent = fields_of(soup(moderator.get(new_at(meeting))), new_at(meeting))

    answer = moderator.post(new_at(meeting), data=sent | {"seed": "77"} | typed)

    page = soup(answer)
    assert answer.status_code == 422
    assert said in page.select_one(".tw-errors").text
    assert page.find("input", id="seed")["value"] == "77"
    with app.app_context():
        assert plans_of(meeting) == []


def test_a_long_name_is_kept_as_it_is(app, moderator, meeting, soup):
    sent = fields_of(soup(moderator.get(new_at(meeting))), new_at(meeting))

    assert (
        moderator.post(new_at(meeting), data=sent | {"tables": "4", "title": LONG}).status_code
        == 303
    )
    with app.app_context():
        assert [one.title for one in plans_of(meeting)] == [LONG]


def test_those_who_are_there_can_be_reckoned_with(app, moderator, meeting, soup):
    with app.app_context(), transaction():
        for one in tables.in_order(meeting)[:10]:
            db.session.get(Registration, one).attendance = Attendance.PRESENT

    page = soup(moderator.get(f"{new_at(meeting)}?wer=present"))

    assert "Für 10 Personen" in page.main.text
    assert "Alle, die am Einlass abgehakt sind (10)" in page.main.text


def settings_at(plan):
    return f"/buero/tische/{plan}/einstellungen"


def test_tables_get_titles_and_hosts(app, moderator, plan, soup):
    sent = fields_of(soup(moderator.get(settings_at(plan))), settings_at(plan))

    answer = moderator.post(
        settings_at(plan),
        data=sent | {"title_1": "Wärme", "lead_2": "Nguyễn Thị Mai", "seats_1": "4"},
    )

    assert answer.status_code == 303
    with app.app_context():
        assert plan_by_id(plan).tables == [
            {"seats": 4, "title": "Wärme", "lead": ""},
            {"seats": 2, "title": "", "lead": "Nguyễn Thị Mai"},
        ]
    assert "An Tisch 2 sind die Plätze angepasst" in soup(moderator.get(answer.location)).main.text


def test_two_who_change_the_settings_are_told_and_nothing_typed_is_lost(app, moderator, plan, soup):
    first = fields_of(soup(moderator.get(settings_at(plan))), settings_at(plan))
    assert moderator.post(settings_at(plan), data=first | {"title": "Neu"}).status_code == 303

    answer = moderator.post(settings_at(plan), data=first | {"title_1": "Rad"})

    page = soup(answer)
    assert answer.status_code == 409
    assert "Jemand anderes hat die Einstellungen inzwischen geändert" in page.main.text
    assert page.find("input", id="title_1")["value"] == "Rad"
    again = fields_of(page, settings_at(plan))
    assert moderator.post(settings_at(plan), data=again).status_code == 303
    with app.app_context():
        assert plan_by_id(plan).tables[0]["title"] == "Rad"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"seats_1": "5", "seats_2": "5"}, "zusammen 10 Plätze, im Plan sind aber 6 Personen"),
        ({"number": "4"}, "4 Tische sind zu viele für 6 Personen"),
        ({"title_1": "x" * 101}, "Höchstens 100 Zeichen"),
        ({"lead_1": "a\0b"}, "unsichtbares Steuerzeichen"),
        ({"seats_2": "1"}, "von 2 bis 30"),
    ],
)
def test_settings_that_cannot_be_say_why(moderator, plan, soup, typed, said):
    sent = fields_of(soup(moderator.get(settings_at(plan))), settings_at(plan))

    answer = moderator.post(settings_at(plan), data=sent | typed)

    assert answer.status_code == 422
    assert said in soup(answer).select_one(".tw-errors").text


def test_people_are_found_sorted_and_led_to_their_place(app, moderator, plan, soup):
    here = f"/buero/tische/{plan}/personen"
    with app.app_context():
        seats = seats_of(plan)
        people.place(plan, seats[2].id, Place(fixed_table=1, leads=True), build.OFFICE)
        last = seats[-1].registration.last_name

    page = soup(moderator.get(here))
    found = soup(moderator.get(here, query_string={"suche": last.lower()}))
    backwards = soup(moderator.get(f"{here}?sortierung=-name"))

    assert len(page.select("tbody tr")) == 6
    assert [row.th.text.strip().partition(",")[0] for row in found.select("tbody tr")] == [last]
    assert backwards.select("tbody tr")[0].th.text == page.select("tbody tr")[-1].th.text
    assert "leitet Tisch 2" in page.select("tbody tr")[2].text


def test_whoever_cancelled_leaves_with_the_button(app, moderator, plan, soup):
    with app.app_context():
        registrations.cancel(seats_of(plan)[0].registration_id, build.OFFICE)
    page = soup(moderator.get(f"/buero/tische/{plan}/personen"))
    assert "1 Person ist nicht mehr dabei." in page.main.text
    assert "abgemeldet" in page.select("tbody tr")[0].text

    answer = moderator.post(f"/buero/tische/{plan}/personen/angleichen")

    page = soup(moderator.get(answer.location))
    assert len(page.select("tbody tr")) == 5
    with app.app_context():
        assert [one["seats"] for one in plan_by_id(plan).tables] == [3, 2]


def test_a_person_gets_a_fixed_place(app, moderator, plan, soup):
    with app.app_context():
        seat = seats_of(plan)[0].id
    here = f"/buero/tische/{plan}/personen/{seat}"
    refused = moderator.post(here, data={"table": "", "leads": "y"})
    assert refused.status_code == 422
    assert "Wählen Sie den Tisch" in soup(refused).main.text

    assert moderator.post(here, data={"table": "2", "leads": "y"}).status_code == 303
    with app.app_context():
        assert (seats_of(plan)[0].fixed_table, seats_of(plan)[0].leads) == (1, True)


def test_people_are_chosen_by_searching_again_and_again(app, moderator, plan, soup):
    here = f"/buero/tische/{plan}/wuensche"
    with app.app_context():
        one, other, *_ = [seat.registration_id for seat in seats_of(plan)]
        names = {seat.registration_id: seat.registration.full_name for seat in seats_of(plan)}

    searched = moderator.post(here, data={"wahl": [one], "suche": names[other], "knopf": "suchen"})
    page = soup(moderator.get(searched.location))
    ticked = [int(box["value"]) for box in page.select("input[name=wahl][checked]")]
    assert (searched.status_code, ticked) == (303, [one])
    assert [int(box["value"]) for box in page.select("input[name=wahl]:not([checked])")] == [other]

    assert moderator.post(here, data={"wahl": [one, other], "knopf": "getrennt"}).status_code == 303
    again = moderator.post(here, data={"wahl": [one, other], "knopf": "getrennt"})
    assert again.status_code == 303
    with app.app_context():
        (wish,) = wishes_of(plan)
        assert (wish.kind, wish.one_id, wish.other_id) == (WishKind.APART, *sorted((one, other)))

    assert f"{names[one]} und {names[other]}" in soup(moderator.get(here)).main.text
    assert moderator.post(f"{here}/{wish.id}/entfernen").status_code == 303
    with app.app_context():
        assert list(wishes_of(plan)) == []
    assert moderator.post(f"{here}/{wish.id}/entfernen").status_code == 404


@pytest.mark.parametrize("chosen", [[], ["x"], ["9" * 5000], ["\0"], ["-1", "0"]])
def test_a_wish_without_people_says_so(moderator, plan, soup, chosen):
    answer = moderator.post(
        f"/buero/tische/{plan}/wuensche", data={"wahl": chosen, "knopf": "zusammen"}
    )

    assert answer.status_code == 409
    assert "mindestens zwei Personen" in soup(answer).main.text


def test_contradicting_wishes_stand_on_every_page_of_the_plan(app, moderator, plan, soup):
    with app.app_context():
        one, other, third, *_ = sorted(seat.registration_id for seat in seats_of(plan))
        people.add_wish(plan, WishKind.TOGETHER, [one, other, third], build.OFFICE)
        people.add_wish(plan, WishKind.APART, [one, third], build.OFFICE)

    for page in ("wuensche", "personen", "einstellungen"):
        text = soup(moderator.get(f"/buero/tische/{plan}/{page}")).main.text
        assert "So geht der Plan nicht auf" in text


def test_deleting_says_what_it_touches(app, moderator, soup):
    with app.app_context():
        plan = tables.a_plan(tables=(3, 3), in_force=True)
    here = f"/buero/tische/{plan}/loeschen"

    text = re.sub(r"\s+", " ", soup(moderator.get(here)).main.text)
    assert "Die Plätze von 6 Personen" in text
    assert "6 Personen haben eine Karte" in text

    assert moderator.post(here).status_code == 303
    assert moderator.post(here).status_code == 404


def test_only_the_office_notes_an_objection(app, moderator, office, plan, soup):
    with app.app_context():
        seat = seats_of(plan)[0].id
    here = f"/buero/tische/{plan}/personen/{seat}"

    assert "Nicht mehr merken" not in moderator.get(here).text
    assert moderator.post(f"{here}/erinnerung", data={"merken": "nein"}).status_code == 403
    assert office.post(f"{here}/erinnerung", data={"merken": "nein"}).status_code == 303
    assert "Wieder merken" in office.get(here).text
    lists = [who.get(here.rpartition("/")[0]).text for who in (office, moderator)]
    assert [one.count("wird nicht gemerkt") for one in lists] == [1, 0]
    assert office.post(f"{here}/erinnerung", data={"merken": "ja"}).status_code == 303
    assert "Nicht mehr merken" in office.get(here).text


def test_moderators_see_no_addresses(app, moderator, plan):
    for page in ("personen", "wuensche"):
        assert "example.org" not in moderator.get(f"/buero/tische/{plan}/{page}").text


@pytest.mark.parametrize("page", ["personen", "wuensche", "einstellungen", "loeschen"])
def test_thirty_people_take_as_many_queries_as_two(app, moderator, count_queries, page):
    needed = []
    with app.app_context():
        plans = [
            tables.a_plan(
                tables=sizes, rounds=2, seated=True, with_memory=True, with_interests=True
            )
            for sizes in [(2,), (6,) * 5]
        ]
    for plan in [plans[0], *plans]:
        with count_queries() as seen:
            assert moderator.get(f"/buero/tische/{plan}/{page}").status_code == 200
        needed.append(len(seen))

    assert needed[1] == needed[2]


def test_ten_plans_take_as_many_queries_as_one(app, moderator, meeting, count_queries):
    needed = []
    with app.app_context():
        who = tables.in_order(meeting)
    for number in (1, 9):
        with app.app_context():
            for _ in range(number):
                tables.a_plan(meeting, tables=(12, 12), who=who)
        moderator.get(f"/buero/treffen/{meeting}/tische")
        with count_queries() as seen:
            assert moderator.get(f"/buero/treffen/{meeting}/tische").status_code == 200
        needed.append(len(seen))

    assert needed[0] == needed[1]


def test_a_plan_for_an_item_that_was_removed_stays_its_plan(office, app, soup):
    with app.app_context():
        meeting = build.a_planned_meeting()
        item = build.item_ids(meeting)[0]
        who = tables.people(meeting, 6)
        plan = tables.a_plan(meeting, tables=(3, 3), who=who, in_force=True, item_id=item)
        other = tables.a_plan(meeting, tables=(3, 3), who=who, in_force=True)
        with transaction():
            db.session.delete(db.session.get(AgendaItem, item))
        assert plan_in_force(meeting, None).id == other

    listed = soup(office.get(f"/buero/treffen/{meeting}/tische")).main.text
    settings = f"/buero/tische/{plan}/einstellungen"
    sent = fields_of(soup(office.get(settings)), settings) | {"title": "Neuer Name"}

    assert "Ein Punkt, der nicht mehr in der Tagesordnung steht" in listed
    assert office.post(settings, data=sent).status_code == 303
