"""The page of a plan: its state, the next step, the search, and what the plan means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core.db import db, locked, transaction
from app.tables import actions, searching
from app.tables import people as wishes
from app.tables.models import SeatingPlan
from app.tables.queries import plan_by_id, plans_of, seats_of
from app.tables.search_pages import LATE
from app.tables.states import SearchState, WishKind
from app.tables.steps import last_step, weigh
from app.tables.undoing import undo
from tests import build
from tests.tables.build import a_plan, a_wish, people

OFFICE = build.OFFICE


def never():
    return False


def at(plan_id, rest=""):
    return f"/buero/tische/{plan_id}{rest}"


def state_of(page):
    return " ".join(page.find(id="suche").text.split())


def fresh(plan_id):
    db.session.rollback()
    return plan_by_id(plan_id)


def searched(**values):
    plan_id = a_plan(**values)
    searching.ask(plan_id, 1, OFFICE)
    searching.work_off(never)
    return plan_id


def test_a_perfect_plan_says_so_and_what_comes_next(ctx, office, soup):
    plan_id = searched(tables=(3, 3, 3), rounds=2)

    page = soup(office.get(at(plan_id)))

    assert page.find(id="suche-titel").text == "Besser geht es nicht"
    assert "Nächster Schritt" in state_of(page)
    assert page.find(id="suche").find("a", href="#gilt")
    assert page.find(id="suche").find("form", action=at(plan_id, "/weiterrechnen")) is None
    told = " ".join(page.find(id="erklaerung").text.split())
    assert "Jede Person lernt 4 neue Menschen kennen." in told
    assert "Niemand sitzt mit jemandem ein zweites Mal zusammen" in told
    assert "18 Paare von 36" in told


def test_after_a_change_that_costs_the_next_step_is_to_calculate_further(ctx, office, soup):
    plan_id = searched(tables=(3, 3, 3), rounds=3)
    first, *_ = seats_of(plan_id)
    met = next(one for one in seats_of(plan_id)[1:] if one.tables[2] == first.tables[2])
    wishes.add_wish(
        plan_id, WishKind.TOGETHER, [first.registration_id, met.registration_id], OFFICE
    )

    def next_step():
        page = soup(office.get(at(plan_id)))
        main = page.find_all("button", class_="kern-btn--primary")
        told = "Rechnen Sie jetzt weiter." in state_of(page)
        return told, [words for one in main if (words := " ".join(one.text.split()))]

    assert next_step() == (True, ["Weiterrechnen"])
    assert soup(office.get(at(plan_id, "/wuensche"))).find("a", string="Rechnen Sie jetzt weiter.")
    searching.go_on(plan_id, 1, OFFICE)
    searching.work_off(never)
    assert next_step() == (False, ["Plan gilt"])
    undo(plan_id, last_step(plan_id).id, OFFICE)
    assert next_step() == (True, ["Weiterrechnen"])
    with transaction():
        locked(SeatingPlan, plan_id).rounds_held = 1
    assert next_step()[0] is False


def test_a_change_that_costs_nothing_asks_for_no_search(ctx, office, soup):
    plan_id = searched(tables=(3, 3), rounds=3)
    plan = plan_by_id(plan_id)
    options = replace(actions.options_of(plan), title="Anderer Name")
    tables, seen = actions.tables_of(plan), actions.settings_version(plan)
    actions.change(plan_id, options, tables, 2, seen, OFFICE)

    assert "Rechnen Sie jetzt weiter." not in state_of(soup(office.get(at(plan_id))))


def heads_of_advice(page):
    return [cell.text.strip() for cell in page.select("#rat-tabelle thead th")]


def test_the_advice_shows_the_rounds_that_were_typed(ctx, office, soup):
    meeting_id = plan_by_id(a_plan(tables=(3, 3, 3), seated=True, rounds=6)).meeting_id
    new = f"/buero/treffen/{meeting_id}/tische/neu"

    def heads(rounds):
        sent = {"rounds": rounds, "tables": "", "seats": "", "included": "confirmed"}
        return heads_of_advice(soup(office.post(new, data=sent)))

    usual = ["Tische", "Plätze je Tisch", "2 Runden", "3 Runden", "4 Runden"]
    assert heads("6") == [*usual, "6 Runden"]
    assert [heads(one) for one in ("3", "1", "999", "viel")] == [usual] * 4
    (plan,) = plans_of(meeting_id)
    assert heads_of_advice(soup(office.get(at(plan.id)))) == [*usual, "6 Runden"]


@pytest.mark.parametrize("mixed", [True, False])
def test_a_plan_far_from_the_best_says_what_mixing_the_groups_costs(ctx, office, soup, mixed):
    plan_id = a_plan(tables=(4, 4, 4, 4), rounds=4, seated=True, with_sectors=mixed)
    with transaction():
        for seat in seats_of(plan_id):
            seat.tables = seat.tables[:1] * 4
        weigh(locked(SeatingPlan, plan_id))

    page = soup(office.get(at(plan_id)))

    assert ("Das kostet Begegnungen" in state_of(page)) is mixed


def test_repeats_are_named_with_their_places_and_the_reason(ctx, office, soup):
    plan_id = searched(tables=(3, 3), rounds=3)
    seats = seats_of(plan_id)

    page = soup(office.get(at(plan_id)))

    told = page.find(id="erklaerung")
    pairs = {
        tuple(cell.text.strip() for cell in row.find_all(["th", "td"]))
        for table in told.find_all("table")
        if table.caption.text == "Wer sich wiedersieht"
        for row in table.tbody.find_all("tr")
    }
    expected = set()
    for place, one in enumerate(seats):
        for other in seats[place + 1 :]:
            same = [n for n in range(3) if one.tables[n] == other.tables[n]]
            where = " und ".join(f"Runde {n + 1} (Tisch {one.tables[n] + 1})" for n in same[-2:])
            names = one.registration.full_name, other.registration.full_name
            if len(same) == 3:
                where = f"Runde 1 (Tisch {one.tables[0] + 1}), {where}"
            if len(same) > 1:
                expected.add((*names, where))
    assert pairs == expected != set()
    assert "Mindestens 6 Wiederholungen erzwingt die Zahl der Tische" in told.text
    assert "Mit 3 Tischen zu 2 Plätzen ginge es ohne." not in told.text


def test_no_repeats_are_said_to_be_forced_among_those_who_sit_together_by_order(ctx, office, soup):
    plan_id = a_plan(tables=(4, 4), rounds=2)
    who = [seat.registration_id for seat in seats_of(plan_id)]
    for place in range(0, 8, 2):
        a_wish(plan_id, "together", who[place], who[place + 1])
    searching.ask(plan_id, 1, OFFICE)
    searching.work_off(never)

    page = soup(office.get(at(plan_id)))

    assert "erzwingt die Zahl der Tische" not in page.find(id="erklaerung").text
    assert page.find(id="suche-titel").text == "Niemand sieht sich wieder"


def test_while_it_searches_the_page_asks_how_far_it_is(ctx, office, soup):
    plan_id = a_plan(tables=(3, 3), rounds=3)
    searching.ask(plan_id, 30, OFFICE)

    page = soup(office.get(at(plan_id)))
    waiting = page.find(id="suche")
    news = office.get(waiting["hx-get"])

    assert waiting["hx-trigger"] == "every 1s"
    assert page.noscript.meta["content"] == "3"
    assert soup(news).find(id="suche")["hx-get"] == waiting["hx-get"]
    assert "HX-Refresh" not in news.headers
    assert "Der erste Plan kommt gleich" in state_of(page)


def test_first_seats_are_shown_at_once_and_the_end_as_well(ctx, office, soup):
    plan_id = a_plan(tables=(3, 3), rounds=3, seated=True)
    searching.ask(plan_id, 30, OFFICE)
    first = office.get(at(plan_id, "/stand?plaetze=0"))
    later = office.get(at(plan_id, "/stand?plaetze=1"))
    searching.stop(plan_id)
    end = office.get(at(plan_id, "/stand?plaetze=1"))

    assert [one.headers.get("HX-Refresh") for one in (first, later, end)] == ["true", None, "true"]
    assert "Unter 6 geht es nicht." not in state_of(soup(first))
    assert "weniger ist besser" in state_of(soup(later))
    assert "Tischplan ansehen" in state_of(soup(end))


def test_buttons_start_stop_and_mix_anew(ctx, office):
    plan_id = a_plan(tables=(3, 3), rounds=2, seated=True)

    def press(button, **sent):
        answer = office.post(at(plan_id, button), data=sent)
        assert (answer.status_code, answer.location) == (303, at(plan_id, "#suche"))
        return fresh(plan_id)

    assert press("/weiterrechnen", sekunden="30").search == SearchState.WAITING
    assert press("/weiterrechnen", sekunden="30").search_seconds == 30
    assert press("/anhalten").search == SearchState.IDLE
    assert press("/anhalten").search == SearchState.IDLE
    plan = press("/neu-mischen", sekunden="10")
    assert (plan.seed, plan.afresh, plan.search) == (2, True, SearchState.WAITING)


@pytest.mark.parametrize("seconds", ["", "0", "99999", "-5", "viel", "١٠"])
def test_nonsense_seconds_are_refused_in_words(ctx, office, seconds):
    plan_id = a_plan(seated=True)

    answer = office.post(at(plan_id, "/weiterrechnen"), data={"sekunden": seconds})

    assert answer.status_code == 409
    assert "1 bis 3600 Sekunden" in answer.text
    assert fresh(plan_id).search == SearchState.IDLE


def test_a_fault_names_the_wishes_and_the_way_out(ctx, office, soup):
    plan_id = a_plan(tables=(3, 3))
    one, other, third, *_ = (seat.registration_id for seat in seats_of(plan_id))
    a_wish(plan_id, "together", one, other)
    a_wish(plan_id, "together", other, third)
    a_wish(plan_id, "apart", one, third)
    searching.ask(plan_id, 1, OFFICE)
    searching.work_off(never)

    page = soup(office.get(at(plan_id)))

    shown = page.find(id="suche")
    assert shown.h2.text == "So gibt es keinen Tischplan"
    assert [p.text for p in shown.select(".kern-alert__body p")] == fresh(plan_id).fault.split("\n")
    assert shown.find("form", action=at(plan_id, "/weiterrechnen"))


def test_a_plan_without_people_says_how_they_come_in(ctx, office, soup):
    plan_id = a_plan(build.a_meeting(), who=[])

    page = soup(office.get(at(plan_id)))

    assert "In diesem Plan ist noch niemand" in state_of(page)
    assert (page.find(id="gilt"), page.find(id="erklaerung")) == (None, None)


def test_a_plan_without_seats_offers_to_reckon(ctx, office, soup):
    page = soup(office.get(at(a_plan())))

    assert "Noch sitzt niemand" in state_of(page)
    assert page.find(id="erklaerung") is None


def test_when_all_rounds_have_begun_nothing_is_offered(ctx, office, soup):
    plan_id = a_plan(rounds=2, seated=True)
    with transaction():
        locked(SeatingPlan, plan_id).rounds_held = 2

    page = soup(office.get(at(plan_id)))

    assert "Alle Runden haben begonnen" in state_of(page)
    assert page.find(id="suche").find("form") is None


@pytest.mark.parametrize("ended", ["all rounds", "the day"])
def test_afterwards_the_page_says_how_good_the_whole_plan_was(ctx, office, soup, ended):
    plan_id = searched(tables=(3, 3, 3), rounds=2)
    with transaction():
        plan = locked(SeatingPlan, plan_id)
        seat = seats_of(plan_id)[0]
        seat.tables, seat.left_out = [seat.tables[0], -1], True
        plan.rounds_held = 2 if ended == "all rounds" else 1
        if ended == "the day":
            plan.meeting.day = app_clock.today() - timedelta(days=1)

    page = soup(office.get(at(plan_id)))

    told = " ".join(page.find(id="erklaerung").text.split())
    assert "Gezählt sind alle 2 Runden und 8 Personen, die in jeder Runde einen Platz" in told
    assert "Jede Person hat mindestens 3 neue Menschen kennengelernt" in told
    assert "Niemand saß mit jemandem ein zweites Mal zusammen" in told
    assert page.find(id="suche").find("a", href="#erklaerung")
    assert page.find(id="suche").find("form") is None


def test_a_search_that_nobody_takes_up_is_explained(ctx, office, soup):
    plan_id = a_plan()
    searching.ask(plan_id, 30, OFFICE)
    assert "Tischmischer" not in state_of(soup(office.get(at(plan_id))))

    app_clock.start_at(app_clock.now() + LATE + timedelta(seconds=1))

    assert "Tischmischer" in state_of(soup(office.get(at(plan_id))))


def test_the_page_asks_the_database_as_often_for_many_as_for_few(ctx, office, count_queries):
    meeting = build.a_meeting(capacity=200)
    who = people(meeting, 30)
    few = a_plan(meeting, tables=(2, 2), who=who[:4], seated=True, rounds=3)
    many = a_plan(meeting, tables=(5,) * 6, who=who, seated=True, rounds=3)
    office.get(at(few))

    def asked(address):
        db.session.remove()
        with count_queries() as seen:
            office.get(address)
        return len(seen)

    assert asked(at(few)) == asked(at(many))
    assert asked(at(many, "/stand")) <= 5


def test_moderators_see_the_plan_and_may_mix(ctx, moderator):
    plan_id = a_plan(seated=True)

    assert moderator.get(at(plan_id)).status_code == 200
    assert moderator.post(at(plan_id, "/neu-mischen"), data={"sekunden": "10"}).status_code == 303


def test_steering_members_do_not(ctx, steering):
    plan_id = a_plan(seated=True)

    assert steering.get(at(plan_id)).status_code == 403
    assert steering.get(at(plan_id, "/stand")).status_code == 403
