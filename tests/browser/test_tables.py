"""MOD4 in a browser: a plan, a fixed place, a change by hand, cards, latecomers."""

import time
from collections import Counter

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.registrations.rules import Attendance
from app.tables import searching
from app.tables.models import SeatingPlan
from app.tables.queries import plan_by_id, seats_of
from tests import build
from tests.tables.build import a_plan

TABLES, ROUNDS, LONGEST = 10, 3, 4.0


@pytest.fixture
def search(site):
    """``search(plan)``: what the process „Tischmischer“ does, for some seconds."""

    def work(plan_id):
        with site.app.app_context():
            end = time.monotonic() + LONGEST
            searching.work_off(lambda: time.monotonic() > end)
            searching.stop(plan_id)

    return work


def newest(site):
    with site.app.app_context():
        return db.session.scalar(select(SeatingPlan.id).order_by(SeatingPlan.id.desc()))


def tables_of(plan_id):
    """For each round the people at each table that take part."""
    there = [seat for seat in seats_of(plan_id) if not seat.left_out]
    return [
        [[one.registration for one in there if one.tables[number] == table] for table in range(10)]
        for number in range(ROUNDS)
    ]


def check(site, plan_id):
    """Nobody twice, sizes within one, organisations at most two, groups spread evenly."""
    with site.app.app_context():
        for tables in tables_of(plan_id):
            sizes = [len(people) for people in tables]
            assert max(sizes) - min(sizes) <= 1
            firms = [Counter(one.organisation_key for one in people) for people in tables]
            assert max(n for one in firms for firm, n in one.items() if firm) <= 2
            for sector in {one.sector for people in tables for one in people}:
                numbers = [sum(one.sector == sector for one in people) for people in tables]
                assert max(numbers) - min(numbers) <= 1, (sector, numbers)


def test_mod4_from_the_plan_to_the_latecomers(site, sign_in, search):
    page, meeting_id = sign_in(), site.meetings["M5"]
    page.goto(f"/buero/treffen/{meeting_id}/tische/neu")
    page.get_by_label("Name des Plans").fill("Kennenlernen")
    page.get_by_label("Zahl der Tische").fill(str(TABLES))
    page.get_by_label("Runden", exact=True).fill(str(ROUNDS))
    page.get_by_role("button", name="Tischplan anlegen").click()
    page.wait_for_url("**/buero/tische/*")
    plan_id = newest(site)
    search(plan_id)
    check(site, plan_id)

    with site.app.app_context():
        fixed, *_ = seats_of(plan_id)
        fixed_id = fixed.id
    page.goto(f"/buero/tische/{plan_id}/personen/{fixed_id}")
    page.get_by_label("Fester Platz").select_option("3")
    page.get_by_role("button", name="Angaben speichern").click()
    page.goto(f"/buero/tische/{plan_id}")
    page.get_by_role("button", name="Weiterrechnen").or_(
        page.get_by_role("button", name="Rest neu berechnen")
    ).first.click()
    search(plan_id)
    check(site, plan_id)
    with site.app.app_context():
        assert set(db.session.get(type(fixed), fixed_id).tables) == {2}

    changed_by_hand(site, page, plan_id)
    page.get_by_role("button", name="Plan gilt").click()
    expect(page.locator("#gilt h2")).to_have_text("Dieser Plan gilt")
    cards = page.request.get(f"/buero/tische/{plan_id}/drucken/rundenkarten.pdf", timeout=120_000)
    assert cards.headers["content-type"] == "application/pdf"
    latecomers(site, page, plan_id, search)


def changed_by_hand(site, page, plan_id):
    """Two change places in round 1, and it is taken back."""
    with site.app.app_context():
        free = [seat for seat in seats_of(plan_id) if seat.fixed_table is None]
        one = free[0]
        other = next(seat for seat in free if seat.tables[0] != one.tables[0])
        before = {seat.id: list(seat.tables) for seat in seats_of(plan_id)}
    page.goto(f"/buero/tische/{plan_id}?runde=1")
    page.locator(f"#platz-{one.id} [data-choose]").click()
    page.locator(f"#platz-{other.id} [data-price]").wait_for()
    page.locator(f"#platz-{other.id} [data-choose]").click()
    expect(page.locator("[data-seats-said]")).to_contain_text("tauschen")
    page.locator("[data-seats-confirm]").click()
    expect(page.locator("[data-seats-said]")).to_contain_text("Geändert: ")
    page.get_by_role("button", name="Rückgängig machen").click()
    expect(page.locator("[data-seats-said]")).to_contain_text("Zurückgenommen: ")
    with site.app.app_context():
        assert {seat.id: list(seat.tables) for seat in seats_of(plan_id)} == before


def latecomers(site, page, plan_id, search):
    """Some are missing, one comes late: mixed anew, and one press for the last one."""
    with site.app.app_context():
        guests = []
        with transaction():
            db.session.get(Meeting, plan_by_id(plan_id).meeting_id).capacity = 200
            for number, seat in enumerate(seats_of(plan_id)):
                seat.registration.attendance = (
                    Attendance.PRESENT if number % 10 else Attendance.ABSENT
                )
        for name in ("Zander", "Zobel"):
            meeting_id = plan_by_id(plan_id).meeting_id
            guests.append(build.a_registration(meeting_id, first_name="Zoë", last_name=name))
    page.goto(f"/buero/tische/{plan_id}/abend")
    page.get_by_role("checkbox", name="Zoë Zander").check()
    page.get_by_role("button", name="Neu mischen").click()
    expect(page.locator("#karten")).to_contain_text("Gleich fertig")
    search(plan_id)
    check(site, plan_id)
    expect(page.get_by_role("link", name="Diese Karten drucken")).to_be_visible()
    page.goto(f"/buero/tische/{plan_id}/abend")
    page.get_by_role("button", name="Platz geben: Zoë Zobel").click()
    expect(page.get_by_role("status")).to_contain_text("Zoë Zobel: Tisch")
    with site.app.app_context():
        last = next(one for one in seats_of(plan_id) if one.registration_id == guests[1])
        assert len(set(last.tables)) == 1


def test_on_a_telephone_the_wish_can_be_pressed_without_passing_every_name(site, sign_in):
    with site.app.app_context():
        plan_id = a_plan(tables=(6,) * 5)
    page = sign_in(Role.MODERATOR, viewport={"width": 390, "height": 844})
    page.goto(f"/buero/tische/{plan_id}/wuensche")
    names = page.get_by_role("checkbox")

    names.nth(2).check()
    names.nth(6).check()
    button = page.get_by_role("button", name="Zusammensetzen")
    expect(button).to_be_in_viewport()
    button.click()

    expect(page.get_by_text("Der Wunsch ist gespeichert.")).to_be_visible()
