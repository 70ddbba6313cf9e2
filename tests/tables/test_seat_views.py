"""The board of a plan and „Platz ändern“: swap, move, lock, undo, all without a script."""

import re

import pytest

from app.core.db import transaction
from app.registrations.models import Registration
from app.tables import seating
from app.tables.queries import plan_by_id, seats_of
from app.tables.seating import Locking
from tests.tables.build import a_plan, a_wish, seen_now
from tests.tables.test_seating import CEM, EIGHT, eight, sitting


@pytest.fixture
def plan_id(app):
    with app.app_context():
        return eight()


@pytest.fixture
def seats(app, plan_id):
    """Id and name of everybody in the plan."""
    with app.app_context():
        return [(one.id, one.registration.full_name) for one in seats_of(plan_id)]


def board(plan_id, **query):
    return f"/buero/tische/{plan_id}?" + "&".join(f"{key}={value}" for key, value in query.items())


def place(plan_id, seat_id, round_=2, name=""):
    return f"/buero/tische/{plan_id}/platz/{seat_id}?runde={round_}&name={name}"


def cards(page):
    """Table by table the names as they stand on the page."""
    return [
        [row["data-name"] for row in card.select("[data-seat]")]
        for card in page.select("[data-table-card]")
    ]


def points_said(verdict):
    """What „2 Punkte schlechter“ means, less being better."""
    number = float(verdict.split()[0].replace(",", ".")) if verdict[0].isdigit() else 0
    return -number if verdict.endswith("besser") else number


def sent(page, choice):
    """What the browser sends when the button of a choice is pressed."""
    form = page.select_one("[data-place]")
    fields = {one["name"]: one["value"] for one in form.select("input[type=hidden]")}
    return fields | {"choice": choice}


def test_the_board_shows_each_table_of_a_round(moderator, plan_id, seats, soup):
    page = soup(moderator.get(board(plan_id, runde=2)))

    names = [name for _, name in seats]
    assert cards(page) == [[names[n] for n in range(8) if EIGHT[n][1] == table] for table in (0, 1)]
    assert page.select_one("#plaetze [aria-current=true]").text.strip() == "Runde 2"
    assert f"wieder mit {names[1]} (Runde 1)" in page.select_one(f"#platz-{seats[0][0]}").text


def test_all_rounds_by_name(moderator, plan_id, seats, soup):
    page = soup(moderator.get(board(plan_id, runde="alle")))

    rows = page.select("#namen tbody tr")
    assert [row.th.text.split("·")[0].strip() for row in rows] == [name for _, name in seats]
    first = [re.sub(r" in Runde.*", "", cell.text.strip()) for cell in rows[2].select("td")][1:]
    assert first == ["Tisch 1", "Tisch 2"]


def test_the_filter_finds_people_and_says_when_there_is_nobody(moderator, plan_id, seats, soup):
    name = seats[2][1]
    page = soup(moderator.get(board(plan_id, runde=2, name=name)))
    assert [row["data-name"] for row in page.select(".tw-seat--found")] == [name]

    page = soup(moderator.get(board(plan_id, runde=2, name="Niemand")))
    assert "Niemand in dieser Runde passt zu „Niemand“." in page.text
    page = soup(moderator.get(board(plan_id, runde="alle", name="Niemand")))
    assert "Niemand im Plan passt zu „Niemand“." in page.text


def test_every_possibility_stands_on_the_page_the_best_first(app, moderator, plan_id, seats, soup):
    with app.app_context():
        ids = [seat.registration_id for seat in seats_of(plan_id)]
        a_wish(plan_id, "apart", ids[0], ids[3])
    page = soup(moderator.get(place(plan_id, seats[0][0])))

    rows = page.select("[data-choice]")
    offered = {row["data-choice"] for row in rows}
    assert offered == {f"person-{seats[3][0]}"}
    assert {one["data-obstacle"] for one in page.select("[data-obstacle]")} == {
        *(f"person-{seats[n][0]}" for n in (2, 6, 7)),
        "table-2",
    }
    assert f"{seats[0][1]} und {seats[3][1]} sollen getrennt sitzen." in page.text


def test_prices_are_sorted_and_filtered(moderator, plan_id, seats, soup):
    page = soup(moderator.get(place(plan_id, seats[0][0])))
    verdicts = [one.text for one in page.select("[data-words] strong")]
    points = [points_said(one) for one in verdicts]
    assert points == sorted(points)
    assert (len(points), points[0] < points[-1]) == (5, True)

    page = soup(moderator.get(place(plan_id, seats[0][0], name=seats[2][1])))
    assert [row["data-choice"] for row in page.select("[data-choice]")] == [f"person-{seats[2][0]}"]


def test_a_swap_says_what_it_cost_and_can_be_undone(app, moderator, plan_id, seats, soup):
    page = soup(moderator.get(place(plan_id, seats[0][0])))
    data = sent(page, f"person-{seats[2][0]}")

    answer = moderator.post(place(plan_id, seats[0][0]), data=data)
    assert answer.headers["Location"] == f"/buero/tische/{plan_id}?runde=2#plaetze"
    page = soup(moderator.get(answer.headers["Location"]))
    words = page.select_one("[data-choice] [data-words]")
    assert words is None
    assert "Geändert: " in page.select_one(".tw-alert").text
    again = soup(moderator.post(place(plan_id, seats[0][0]), data=data, follow_redirects=True))
    assert "Das ist schon geändert." in again.text
    with app.app_context():
        assert sitting(plan_id)[0] == [0, 1]

    undo = page.select_one("form:has(#seat-undo)")
    fields = {one["name"]: one["value"] for one in undo.select("input")}
    page = soup(moderator.post(undo["action"], data=fields, follow_redirects=True))

    assert "Zurückgenommen: Runde 2: Tausch zwischen Tisch 1 und Tisch 2" in page.text
    with app.app_context():
        assert sitting(plan_id) == EIGHT


def test_what_was_seen_is_old_the_page_says_what_changed(app, moderator, plan_id, seats, soup):
    page = soup(moderator.get(place(plan_id, seats[0][0])))
    data = sent(page, f"person-{seats[2][0]}")
    with app.app_context():
        seating.lock(plan_id, Locking(1, table=1), seen_now(plan_id, 1), CEM)

    answer = moderator.post(place(plan_id, seats[0][0]), data=data)

    assert answer.status_code == 409
    said = "Inzwischen geändert: „Runde 2, Tisch 2: alle Plätze gesperrt“ (Cem Yıldırım)."
    assert said in soup(answer).text
    with app.app_context():
        assert sitting(plan_id) == EIGHT


@pytest.mark.parametrize("choice", ["", "person-", "person-0", "table-99", "x" * 100_000, "\0"])
def test_nonsense_changes_nothing(app, moderator, plan_id, seats, soup, choice):
    data = sent(soup(moderator.get(place(plan_id, seats[0][0]))), choice)

    answer = moderator.post(place(plan_id, seats[0][0]), data=data)

    assert answer.status_code in (400, 409, 422)
    with app.app_context():
        assert sitting(plan_id) == EIGHT


def test_a_table_is_locked_and_unlocked(app, moderator, plan_id, soup):
    page = soup(moderator.get(board(plan_id, runde=2)))
    form = page.select_one("#tisch-1 header form")
    fields = {one["name"]: one["value"] for one in form.select("input")}

    page = soup(moderator.post(form["action"], data=fields, follow_redirects=True))

    assert "4 Plätze sind gesperrt." in page.text
    assert page.select_one("#tisch-1 header button")["aria-label"] == "Tisch 1 entsperren"
    assert len(page.select("#tisch-1 .tw-seat__facts strong")) == 4
    assert moderator.get(place(plan_id, page.select_one("#tisch-1 [data-seat]")["data-seat"]))


def test_a_round_that_was_held_cannot_be_changed(app, moderator, plan_id, seats, soup):
    with app.app_context(), transaction():
        plan_by_id(plan_id).rounds_held = 1

    page = soup(moderator.get(board(plan_id, runde=1)))
    assert page.select("[data-choose], #plaetze article form") == []
    assert "Runde 1 hat schon begonnen." in page.text
    assert moderator.get(place(plan_id, seats[0][0], 1)).status_code == 409
    assert (
        soup(moderator.get(board(plan_id))).select_one("#plaetze [aria-current=true]").text
        == "Runde 2"
    )


def test_cards_that_are_not_right_any_more_are_listed(app, office, soup):
    with app.app_context():
        plan_id = eight(in_force=True)
        seats = [(one.id, one.registration.full_name) for one in seats_of(plan_id)]
    page = soup(office.get(place(plan_id, seats[0][0])))
    data = sent(page, f"person-{seats[2][0]}")

    page = soup(office.post(place(plan_id, seats[0][0]), data=data, follow_redirects=True))

    assert "2 Karten neu drucken" in page.text
    assert [one.text for one in page.select(".tw-seats__cards li")] == [
        f"{seats[0][1]}: Runde 2 jetzt Tisch 2",
        f"{seats[2][1]}: Runde 2 jetzt Tisch 1",
    ]


def test_somebody_without_a_place_gets_one(app, moderator, plan_id, seats, soup):
    with app.app_context(), transaction():
        seats_of(plan_id)[7].tables = []
        plan_by_id(plan_id).cost = None
    page = soup(moderator.get(board(plan_id, runde=2)))
    assert "Ohne Platz in dieser Runde" in page.text
    page = soup(moderator.get(place(plan_id, seats[7][0])))
    assert {row["data-choice"] for row in page.select("[data-choice]")} == {"table-1", "table-2"}

    moderator.post(place(plan_id, seats[7][0]), data=sent(page, "table-2"))

    with app.app_context():
        assert sitting(plan_id)[7] == [-1, 1]
        assert plan_by_id(plan_id).cost is None


def test_no_addresses_stand_on_the_pages_of_moderators(app, moderator, plan_id, seats):
    with app.app_context():
        email = seats_of(plan_id)[0].registration.email
    for path in (
        board(plan_id, runde=2),
        board(plan_id, runde="alle"),
        place(plan_id, seats[0][0]),
    ):
        assert email not in moderator.get(path).text


@pytest.mark.parametrize("page", ["board", "names", "place"])
def test_pages_ask_the_same_number_of_questions_for_few_and_many(
    app, moderator, count_queries, page
):
    asked = []
    for tables in ((3, 3), (6,) * 10):
        with app.app_context():
            plan_id = a_plan(tables=tables, seated=True)
            seat_id = seats_of(plan_id)[0].id
        path = {
            "board": board(plan_id, runde=2),
            "names": board(plan_id, runde="alle"),
            "place": place(plan_id, seat_id),
        }[page]
        moderator.get(path)
        with count_queries() as seen:
            assert moderator.get(path).status_code == 200
        asked.append(len(seen))
    assert asked[0] == asked[1]


def test_long_names_and_texts_stay_whole(app, moderator, plan_id, soup):
    with app.app_context(), transaction():
        person = seats_of(plan_id)[0].registration
        person.last_name, person.organisation = "Ü" * 190, "W" * 200
        assert isinstance(person, Registration)
    page = soup(moderator.get(board(plan_id, runde=2)))
    assert "Ü" * 190 in page.text
    assert moderator.get(board(plan_id, runde="9" * 5000, name="%00")).status_code in (200, 400)
