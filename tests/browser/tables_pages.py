"""The pages of seating plans with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import timedelta

from app.access.rules import Role
from app.agenda.actions import draft_agenda
from app.agenda.queries import items_of
from app.agenda.rules import Place
from app.core import clock
from app.core.db import db, transaction
from app.registrations.models import Registration
from app.registrations.rules import Attendance
from app.tables import remixing, rounds, seating
from app.tables.evening import show_on_own_pages
from app.tables.queries import plan_by_id, seats_of
from app.tables.seating import Choice, Locking
from tests import build
from tests.tables.build import a_plan, a_wish, people, seen_now

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
PLAN = "/buero/tische/{seating}"
TONIGHT = "/buero/tische/{seating_tonight}/abend"


def tables_world():
    """A plan in force with a lead, locks, wishes, a round that was held, and wrong cards."""
    meeting_id = build.a_meeting(title="Treffen mit Tischen", capacity=60)
    who = people(meeting_id, 24)
    plan_id = a_plan(meeting_id, tables=(5, 5, 5, 5, 4), rounds=3, who=who, in_force=True)
    _dress(plan_id)
    a_wish(plan_id, "together", who[6], who[7])
    seats = [one for one in seats_of(plan_id) if one.fixed_table is None]
    first, other = seats[3], next(one for one in seats if one.tables[1] != seats[3].tables[1])
    choice, seen = Choice(1, first.id, partner_id=other.id), seen_now(plan_id, 1, "page-0001")
    seating.change_place(plan_id, choice, seen, build.OFFICE)
    seating.lock(plan_id, Locking(1, table=4), seen_now(plan_id, 1), build.OFFICE)
    empty = a_plan(build.a_meeting(title="Treffen ohne Plätze"))
    return {
        "seating": plan_id,
        "seating_meeting": meeting_id,
        "seating_empty": empty,
        "seating_first": first.id,
        **_tonight(),
        "seating_lead": next(one.id for one in seats_of(plan_id) if one.leads),
    }


def _tonight():
    """An evening before its second round: the door was used, two left a table, somebody came."""
    meeting_id, _ = build.an_evening(kit="vernetzung", title="Treffen heute", capacity=60)
    draft_agenda(meeting_id)
    plan_id = a_plan(
        meeting_id, tables=(5, 5, 5), rounds=3, who=people(meeting_id, 15), in_force=True
    )
    widest = max(items_of(meeting_id), key=lambda one: (one.place == Place.DURING, one.minutes))
    rounds.write_into_agenda(plan_id, widest.id, 5, build.OFFICE)
    with transaction():
        plan_by_id(plan_id).rounds_held = 1
        for seat in seats_of(plan_id)[2:]:
            seat.registration.attendance = Attendance.PRESENT
    for seat in [one for one in seats_of(plan_id) if one.tables[2] == 0][-2:]:
        remixing.leave_early(plan_id, seat.id, build.OFFICE)
    comers = [build.a_registration(meeting_id, first_name="Thị Mai", last_name="Ü" * 190)]
    comers.append(build.a_registration(meeting_id, first_name="Zoë", last_name="Zander"))
    with transaction():
        for one in comers:
            db.session.get(Registration, one).attendance = Attendance.PRESENT
    remixing.give_seat(plan_id, comers[1], build.OFFICE)
    show_on_own_pages(meeting_id, True, build.OFFICE)
    over = a_plan(in_force=True)
    with transaction():
        plan_by_id(over).meeting.day = clock.today() - timedelta(days=8)
    own = seats_of(plan_id)[5].registration_id
    return {"seating_tonight": plan_id, "seating_own": build.token_of(own), "seating_over": over}


def _dress(plan_id):
    """A lead, one who is not registered, a long name, and a first round that is over."""
    with transaction():
        plan, seats = plan_by_id(plan_id), seats_of(plan_id)
        plan.tables = [
            one | {"title": "Mobilität" if not n else "", "lead": "Dr. Anke Pohl" if n == 1 else ""}
            for n, one in enumerate(plan.tables)
        ]
        lead = next(one for one in seats if len(set(one.tables)) == 1 or one is seats[0])
        lead.tables = lead.printed = [0, 0, 0]
        lead.fixed_table, lead.leads = 0, True
        person = seats[2].registration
        assert isinstance(person, Registration)
        person.last_name, person.organisation = "Ü" * 190, "W" * 200
        plan.rounds_held = 1


def choose(page):
    """Somebody is chosen, and all the others have their price."""
    page.locator("[data-choose]").nth(2).click()
    page.locator("[data-here]:not([hidden])").first.wait_for()


def refused(page):
    """Somebody else was faster."""
    page.get_by_role("button", name="Tauschen mit").first.evaluate(
        "button => { button.form.elements.version.value = 1 }"
    )
    page.get_by_role("button", name="Tauschen mit").first.click()
    page.get_by_text("Das ist nicht geändert").wait_for()


def explained(page):
    page.locator("summary").last.click()


def unfolded(page):
    """The text to read out, and who goes early."""
    for one in page.locator("main summary").all():
        one.click()


TABLES_PAGES = (
    ("tables-plans", "/buero/treffen/{seating_meeting}/tische", None, MODERATOR),
    ("tables-new", "/buero/treffen/{seating_meeting}/tische/neu", None, MODERATOR),
    ("tables-settings", f"{PLAN}/einstellungen", None, OFFICE),
    ("tables-people", f"{PLAN}/personen", None, MODERATOR),
    ("tables-person", f"{PLAN}/personen/{{seating_first}}", None, OFFICE),
    ("tables-wishes", f"{PLAN}/wuensche", None, MODERATOR),
    ("tables-delete", f"{PLAN}/loeschen", None, OFFICE),
    ("tables-board", f"{PLAN}?runde=2", None, MODERATOR),
    ("tables-board-held", f"{PLAN}?runde=1", None, OFFICE),
    ("tables-board-chosen", f"{PLAN}?runde=3", choose, OFFICE),
    ("tables-board-filter", f"{PLAN}?runde=2&name=Yıldırım", None, OFFICE),
    ("tables-names", f"{PLAN}?runde=alle", None, MODERATOR),
    ("tables-empty", "/buero/tische/{seating_empty}", None, OFFICE),
    ("tables-place", f"{PLAN}/platz/{{seating_first}}?runde=2", explained, OFFICE),
    ("tables-place-refused", f"{PLAN}/platz/{{seating_first}}?runde=3", refused, OFFICE),
    ("tables-evening", TONIGHT, None, MODERATOR),
    ("tables-evening-all", TONIGHT, unfolded, OFFICE),
    ("tables-evening-plan", "/buero/tische/{seating_tonight}", None, OFFICE),
    ("tables-evening-draft", "/buero/tische/{seating_empty}/abend", None, OFFICE),
    ("tables-evening-over", "/buero/tische/{seating_over}/abend", None, OFFICE),
    ("tables-over", "/buero/tische/{seating_over}", None, OFFICE),
    ("tables-rounds", "/buero/tische/{seating_tonight}/runden", None, MODERATOR),
    ("tables-rounds-none", f"{PLAN}/runden", None, OFFICE),
    ("tables-own", "/anmeldung/{seating_own}/tische", None, None),
    ("tables-place-lead", f"{PLAN}/platz/{{seating_lead}}?runde=2", None, MODERATOR),
)
