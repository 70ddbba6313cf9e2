"""Pages of the evening: what is ticked, what a press does, who may press."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.db import db, transaction
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import evening
from app.tables.queries import plan_by_id, seats_of
from tests import build
from tests.live.build import an_agenda
from tests.tables.build import a_plan, people

OFFICE = build.OFFICE


def here(plan_id, rest="abend"):
    return f"/buero/tische/{plan_id}/{rest}".rstrip("/")


def at_the_door(plan_id, *missing):
    """Everybody is ticked as present but the people with these numbers."""
    with transaction():
        for number, seat in enumerate(seats_of(plan_id)):
            if number not in missing:
                seat.registration.attendance = Attendance.PRESENT


def ticked(page, name):
    return [int(one["value"]) for one in page.select(f"input[name={name}][checked]")]


def a_walk_in(plan_id, **values):
    guest = build.a_registration(plan_by_id(plan_id).meeting_id, **values)
    with transaction():
        db.session.get(Registration, guest).attendance = Attendance.PRESENT
    return guest


def test_who_is_missing_and_who_came_is_ticked(office, soup, ctx):
    plan_id = a_plan(tables=(5, 5), in_force=True)
    at_the_door(plan_id, 2, 5)
    guest = a_walk_in(plan_id, first_name="Thị Mai", last_name="Nguyễn")

    page = soup(office.get(here(plan_id)))

    seats = seats_of(plan_id)
    assert ticked(page, "fehlt") == [seats[2].id, seats[5].id]
    assert ticked(page, "neu") == [guest]
    assert page.select_one("#tische option").text == "Vorschlag: 1 Tisch zu 5, 1 zu 4"


def test_the_door_leads_to_the_tables_of_the_evening(office, soup, ctx):
    meeting_id, _ = build.an_evening()
    plan_id = a_plan(meeting_id, who=people(meeting_id, 6), in_force=True)
    door = f"/buero/treffen/{meeting_id}/einlass"

    shown = soup(office.get(door)).select_one(f'a[href="{here(plan_id)}"]')
    evening.take_back(plan_id, OFFICE)
    hidden = soup(office.get(door)).select_one(f'a[href="{here(plan_id)}"]')

    assert (shown.text, hidden) == ("Tische am Abend", None)


def test_mixing_says_whose_card_changed(office, soup, ctx):
    plan_id = a_plan(tables=(5, 5), rounds=1, in_force=True)
    at_the_door(plan_id, 0)
    guest = a_walk_in(plan_id, first_name="Thị Mai", last_name="Nguyễn")
    gone = seats_of(plan_id)[0].id

    sent = {"fehlt": str(gone), "neu": str(guest), "ab": "1", "tische": "", "begonnen": "0"}
    answer = office.post(here(plan_id), data=sent)
    page = soup(office.get(answer.location))

    assert answer.status_code == 303
    rows = [one.get_text(" ", strip=True) for one in page.select("#karten tbody tr")]
    assert rows == ["Thị Mai Nguyễn neu Runde 1 an Tisch 1"] or rows == [
        "Thị Mai Nguyễn neu Runde 1 an Tisch 2"
    ]


def test_ticks_stay_when_the_mix_is_refused(office, soup, ctx):
    plan_id = a_plan(tables=(4, 4), in_force=True)
    at_the_door(plan_id, 1, 2)
    second = seats_of(plan_id)[1].id

    answer = office.post(here(plan_id), data={"fehlt": second, "ab": "2", "tische": "7"})
    page = soup(answer)

    assert answer.status_code == 409
    assert "7 Tische gehen nicht" in page.text
    assert ticked(page, "fehlt") == [second]
    assert page.select_one("#ab option[selected]")["value"] == "2"


def test_one_press_gives_a_place_and_one_takes_it_back(office, soup, ctx):
    plan_id = a_plan(tables=(5, 4), rounds=2, in_force=True)
    at_the_door(plan_id)
    guest = a_walk_in(plan_id, first_name="Zoë", last_name="Zander")

    office.post(here(plan_id, "abend/platz"), data={"person": guest})
    page = soup(office.get(here(plan_id)))
    step = page.select_one("input[name=schritt]")["value"]
    office.post(here(plan_id, "abend/zurueck"), data={"schritt": step})

    assert "Zoë Zander: Tisch 2." in page.text
    last = next(seat for seat in seats_of(plan_id) if seat.registration_id == guest)
    assert last.tables == []


def test_new_cards_are_given_out(office, soup, ctx):
    plan_id = a_plan(tables=(5, 4), in_force=True)
    at_the_door(plan_id)
    office.post(here(plan_id, "abend/platz"), data={"person": a_walk_in(plan_id)})
    links = soup(office.get(here(plan_id))).select("#karten a")
    papers = [one["href"].rpartition("/")[2] for one in links]

    office.post(here(plan_id, "abend/karten"))

    assert papers == [
        "rundenkarten.pdf?nur=geaendert", "aushang-nach-namen.pdf", "tischlisten.pdf",
        "tischblaetter.pdf",
    ]  # fmt: skip
    assert all(seat.printed == seat.tables for seat in seats_of(plan_id))
    assert "Alle Karten stimmen" in soup(office.get(here(plan_id))).text


@pytest.mark.parametrize(("held", "wrong"), [(0, 2), (1, 1), (2, 0)])
def test_a_card_is_wrong_only_in_rounds_to_come(office, soup, ctx, held, wrong):
    plan_id = a_plan(tables=(5, 5), rounds=2, in_force=True)
    with transaction():
        first, second, *_ = seats_of(plan_id)
        first.tables = [1 - first.tables[0], first.tables[1]]
        second.tables = [second.tables[0], 1 - second.tables[1]]
        plan_by_id(plan_id).rounds_held = held

    plan, evening_page = (soup(office.get(here(plan_id, rest))) for rest in ("", "abend"))

    said = [f"{wrong} Karte{'n' if wrong > 1 else ''} " in part for part in _wrong_cards(plan)]
    assert said == [True] * (3 if wrong else 0)
    assert len(evening_page.select("#karten tbody tr")) == wrong
    aloud = evening_page.select("#karten details")
    assert [f"gilt in Runde {held + 1} ein" in one.text for one in aloud] == [True] * bool(wrong)


def _wrong_cards(page):
    """What the page of a plan says about cards: in force, the board, the papers."""
    return [one.text for one in page.select(".kern-title") if "nicht mehr" in one.text]


def test_a_draft_says_what_is_missing(office, soup, ctx):
    page = soup(office.get(here(a_plan(seated=True))))

    assert "Der Plan gilt noch nicht" in page.text
    assert page.select("#ab") == []


def test_the_plan_says_what_holding_means(office, soup, ctx):
    plan_id = a_plan(seated=True)
    draft = soup(office.get(f"/buero/tische/{plan_id}"))

    office.post(here(plan_id, "gilt"))
    plan = soup(office.get(f"/buero/tische/{plan_id}"))

    assert draft.select_one("#gilt h2").text == "Entwurf"
    assert plan.select_one("#gilt h2").text == "Dieser Plan gilt"


@pytest.mark.parametrize("rest", ["gilt", "entwurf", "zeigen"])
def test_moderators_do_not_decide_what_holds(moderator, ctx, rest):
    plan_id = a_plan(seated=True)

    assert moderator.post(here(plan_id, rest)).status_code == 403


def test_moderators_mix_on_the_evening(moderator, ctx):
    assert moderator.get(here(a_plan(in_force=True))).status_code == 200


def test_rounds_are_chosen_and_written(office, soup, ctx):
    meeting_id, items = an_agenda(("Gespräche", "work", 60), ("Abschluss", "closing", 5))
    plan_id = a_plan(meeting_id, who=people(meeting_id, 6), rounds=2, in_force=True)

    office.post(here(plan_id, "runden/eintragen"), data={"punkt": items[0], "wechsel": "2"})
    page = soup(office.get(here(plan_id, "runden")))

    chosen = [one.text for one in page.select("select[name=punkt] option[selected]")]
    assert chosen[:2] == [
        "18:00 Uhr, Gespräche – Tischrunde 1 (29 Min.)",
        "18:31 Uhr, Gespräche – Tischrunde 2 (29 Min.)",
    ]


def test_a_fault_about_rounds_keeps_what_was_chosen(office, soup, ctx):
    meeting_id, items = an_agenda(("Gespräche", "work", 60), ("Abschluss", "closing", 5))
    plan_id = a_plan(meeting_id, who=people(meeting_id, 6), rounds=2, in_force=True)

    answer = office.post(here(plan_id, "runden"), data={"punkt": [items[1], items[1]]})

    assert answer.status_code == 409
    assert "eigenen Punkt" in answer.text


def test_as_many_queries_for_many_as_for_few(office, count_queries, ctx):
    few, many = a_plan(tables=(2,), in_force=True), a_plan(tables=(8,) * 4, in_force=True)
    for plan_id in (few, many):
        at_the_door(plan_id, 0)
        office.get(here(plan_id))

    assert _queries(count_queries, office, few) == _queries(count_queries, office, many)


def _queries(count_queries, client, plan_id):
    db.session.expire_all()
    with count_queries() as seen:
        client.get(here(plan_id))
    return len(seen)


def _offers(page):
    """Buttons and links of „Plan gilt“, and its sentences."""
    part = page.select_one("#gilt")
    names = [one.get_text(strip=True) for one in part.select(".kern-btn")]
    return names, part.get_text(" ", strip=True)


MIX, SHOW = "Am Abend neu mischen", "Auf der persönlichen Seite zeigen"


def test_a_plan_in_force_offers_what_can_still_be_done(office, soup, ctx):
    plan_id = a_plan(in_force=True)
    names, words = _offers(soup(office.get(here(plan_id, ""))))
    with transaction():
        plan_by_id(plan_id).rounds_held = 2
    at_the_end, _ = _offers(soup(office.get(here(plan_id, ""))))

    assert (MIX in names, SHOW in names, "Sie können sie" in words) == (True, True, True)
    assert (MIX in at_the_end, SHOW in at_the_end) == (False, True)


def test_a_moderator_is_offered_nothing_that_the_office_decides(moderator, soup, ctx):
    plan_id = a_plan(in_force=True)

    names, words = _offers(soup(moderator.get(here(plan_id, ""))))
    _, draft = _offers(soup(moderator.get(here(a_plan(seated=True), ""))))

    assert (MIX in names, SHOW in names, "Sie können sie" in words) == (True, False, False)
    assert ("das Büro „Plan gilt“ drückt" in draft, "Sie das möchten" in draft) == (True, False)


def test_after_the_meeting_the_plan_speaks_of_the_past(office, soup, ctx):
    plan_id = a_plan(in_force=True)
    _yesterday(plan_id)

    names, words = _offers(soup(office.get(here(plan_id, ""))))
    page = soup(office.get(here(plan_id)))
    answer = office.post(here(plan_id), data={"ab": "1", "tische": ""})

    assert names == ["Plan zurücknehmen"]
    assert "Dieser Plan galt" in words
    assert "Wer zusammensaß, zählt bei den nächsten Treffen" in words
    assert not [word for word in ("noch nicht", "auf den Karten", "Am Abend") if word in words]
    assert (page.select("#ab"), "das Treffen ist vorbei" in page.text) == ([], True)
    assert (answer.status_code, "Das Treffen ist vorbei." in answer.text) == (409, True)


def _yesterday(plan_id):
    with transaction():
        plan_by_id(plan_id).meeting.day = clock.today() - timedelta(days=1)


def test_who_goes_early_leaves_a_hole_and_mixing_fills_it(office, soup, ctx):
    plan_id = a_plan(tables=(4, 4), rounds=3, in_force=True)
    with transaction():
        plan_by_id(plan_id).rounds_held = 1
    going = [seat.id for seat in seats_of(plan_id) if seat.tables[2] == 0][:2]
    before = _holes(soup(office.get(here(plan_id))))

    at_the_door(plan_id)
    for one in going:
        office.post(here(plan_id, "abend/gegangen"), data={"platz": one})
    page = soup(office.get(here(plan_id)))
    office.post(here(plan_id), data={"ab": "2", "begonnen": "1"})
    after = _holes(soup(office.get(here(plan_id))))

    assert (before, after) == ([], [])
    assert ticked(page, "neu") == []
    assert "Runde 3: an Tisch 1 sitzen 2 Personen" in _holes(page)
    assert "Wird ein Tisch zu klein, mischen Sie neu" in page.text


def test_nobody_goes_early_by_a_press_without_a_choice(office, ctx):
    plan_id = a_plan(in_force=True)

    answer = office.post(here(plan_id, "abend/gegangen"), data={"platz": ""})

    assert answer.status_code == 409
    assert "Wählen Sie bitte aus, wer geht." in answer.text
    assert not [seat for seat in seats_of(plan_id) if seat.left_out]


def _holes(page):
    return [one.text for one in page.select(".tw-alert li")]


def test_old_plans_do_not_come_back(office, ctx):
    plan_id = a_plan(in_force=True)
    evening.take_back(plan_id, OFFICE)

    assert office.post(here(plan_id, "abend/karten")).status_code == 409
