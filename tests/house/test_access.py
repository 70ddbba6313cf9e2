"""Who gets in where: every route, every role (A-1 to A-3, A-5)."""

import re

import pytest
from sqlalchemy import delete, insert, select, update

from app.access.guards import PublicBlueprint, StaffBlueprint
from app.access.models import StaffSession
from app.access.rules import ROLE_TABLE, Role, may_enter
from app.agenda.models import AgendaItem, BacklogItem, PitchDecision
from app.core import clock, pdf
from app.core.db import Base, db, transaction
from app.feeds.models import FeedLink
from app.mailings.models import Mailing
from app.meetings.models import Meeting
from app.outbox.models import Message
from app.pitches.models import Pitch
from app.registrations.models import Registration
from app.steering.models import RatingSheet
from app.support.models import Funding
from tests import build
from tests.conftest import signed_in
from tests.house.nasty import field_names, query_names
from tests.house.routes import address, rules
from tests.house.test_input import filled_in, forms, send


@pytest.fixture(autouse=True)
def quick_documents(monkeypatch):
    """Documents as their HTML: here it is about who may have them."""
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())


def test_every_route_is_the_teams_or_public(app):
    kinds = {
        rule.endpoint: type(app.blueprints.get(rule.endpoint.rpartition(".")[0]))
        for rule in app.url_map.iter_rules()
    }

    unmarked = {
        name for name, kind in kinds.items() if kind not in (StaffBlueprint, PublicBlueprint)
    }

    assert unmarked == {"static", "assets"}


def test_role_table_and_routes_are_the_same_set(app):
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    staff = {
        name
        for name in endpoints
        if isinstance(app.blueprints.get(name.rpartition(".")[0]), StaffBlueprint)
    }

    assert staff == set(ROLE_TABLE)


def test_a_route_without_a_row_cannot_be_registered():
    blueprint = StaffBlueprint("planted", __name__)

    with pytest.raises(RuntimeError, match=r"planted\.page has no row"):
        blueprint.add_url_rule("/planted", "page", lambda: "")


def test_a_stranger_is_led_to_the_sign_in(app, client, world):
    answers = {
        rule.endpoint: (answer.status_code, answer.location.split("?")[0])
        for rule in rules(app, "GET", staff=True)
        if (answer := client.get(address(app, rule, world)))
    }

    assert set(answers.values()) == {(303, "/einloggen")}


def test_a_stranger_cannot_send_anything_to_the_team(app, client, world):
    answers = {
        rule.endpoint: client.post(address(app, rule, world)).status_code
        for rule in rules(app, "POST", staff=True)
    }

    assert set(answers.values()) == {403}


OWN_SEAT = {"ratings.sheet", "confirming.enter"}
"""Who has no seat in the steering group has no sheet either; a link confirms its own session."""


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_what_the_table_says_and_nothing_else(app, world, role):
    browser = signed_in(app, role)

    for rule in rules(app, "GET", staff=True):
        if may_enter(rule.endpoint, frozenset({role})):
            answer = browser.get(address(app, rule, world))
            fine = (404,) if rule.endpoint in OWN_SEAT else (200, 409)
            assert answer.status_code in fine, (rule.endpoint, answer.status_code)
        else:
            answer = browser.get(address(app, rule, world))
            assert answer.status_code == 403, (rule.endpoint, answer.status_code)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_may_send_only_what_the_table_says(app, world, role):
    browser = signed_in(app, role)

    answers = {
        rule.endpoint: browser.post(address(app, rule, world)).status_code
        for rule in rules(app, "POST", staff=True)
        if not may_enter(rule.endpoint, frozenset({role}))
    }

    assert set(answers.values()) <= {403}


def test_what_does_not_exist_is_not_found(app, office, world):
    nowhere = world | {name: 999_999 for name in world if name.endswith("_id")}
    nowhere |= {name: "x" * 27 for name in world if name.endswith("token")}
    nowhere |= {name: "nirgends" for name in world if name.endswith("slug")}
    nowhere |= {name: "2027-999" for name in world if name.endswith("number")}
    nowhere |= {"ballot_idea": "2027-999", "open_decision": "LK-2027-99", "version_number": 999}
    nowhere |= {"legal_number": 999, "language": "xx"}

    answers = {
        rule.endpoint: office.get(address(app, rule, nowhere)).status_code
        for staff in (True, False)
        for rule in rules(app, "GET", staff)
        if rule.arguments
    }

    assert {name: code for name, code in answers.items() if code != 404} == {
        "access_public.enter": 410
    }


def test_looking_changes_nothing(app, office, world, clock):
    office.get("/buero/")  # notes that the session is in use
    before = everything(app)

    for staff in (True, False):
        for rule in rules(app, "GET", staff):
            target = address(app, rule, world)
            clock.move()  # a session notes once a minute that it is used: no minute goes by
            office.get(target)
            office.get(target, query_string=dict.fromkeys(query_names() | field_names(), "1"))
            office.get(target, data=dict.fromkeys(field_names(), "ja"))
            office.head(target)
            office.options(target)

    assert everything(app) == before


def test_there_is_no_method_override(office, world):
    target = f"/buero/treffen/{world['meeting_id']}/veroeffentlichen"

    by_header = office.get(target, headers={"X-HTTP-Method-Override": "POST"})
    by_field = office.get(target, query_string={"_method": "POST"})

    assert (by_header.status_code, by_field.status_code) == (405, 405)


def everything(app):
    """All rows of all tables."""
    with app.app_context():
        return {
            table.name: sorted(map(repr, db.session.execute(select(table)).all()))
            for table in Base.metadata.sorted_tables
        }


def a_prepared_refusal():
    first, meeting = (
        select(column).order_by(Pitch.id).limit(1).scalar_subquery()
        for column in (Pitch.id, Pitch.meeting_id)
    )
    return insert(PitchDecision).values(
        pitch_id=first, meeting_id=meeting, kind="decline", reason="Voll.", next_step="Später.",
        at=clock.now(), by="Miriam Voss",
    )  # fmt: skip


def the_link_of_who_is_signed_in():
    mine = select(StaffSession.staff_id).limit(1).scalar_subquery()
    return update(FeedLink).where(FeedLink.staff_id.is_not(None)).values(staff_id=mine)


OLD_PICTURE = '["2027-09-30T17:00", "2027-09-30T19:00", "Altes Haus", ""]'
BEFORE = {
    "desk.publish": lambda: update(Meeting).values(state="draft"),
    "agenda_publishing.publish": lambda: update(AgendaItem).values(minutes=7),
    "backlog.take_up": lambda: update(BacklogItem).values(dropped="Beim Stadtfest besprochen."),
    "desk.resend": lambda: update(Message).values(state="failed"),
    "desk.resend_failed": lambda: update(Message).values(state="failed"),
    "registrations.confirm": lambda: update(Registration).values(state="pending"),
    "registrations.announce": lambda: update(Registration).values(sent_picture=OLD_PICTURE),
    "feeds.revoke": the_link_of_who_is_signed_in,
    "registrations.let_in": lambda: update(Registration).values(state="waitlisted"),
    "mailings.plan_again": lambda: update(Mailing).values(state="skipped"),
    "pitches.not_presented": lambda: update(Pitch).values(state="presented"),
    "pitches.decisions": a_prepared_refusal,
    "pitches.undo": a_prepared_refusal,
    "ratings.ask_new": lambda: delete(RatingSheet),
    "ratings.end": lambda: update(RatingSheet).values(handed_in_at=clock.now()),
    "funding.check": lambda: update(Funding).values(checked_on=None),
}
TEXT_ONLY = {
    "meetings.new_venue", "meetings.edit_venue", "meetings.add_fault", "meetings.mend_fault",
    "meetings.tick", "agenda.edit", "agenda.item",
    "agenda.new_item", "agenda.move", "agenda.remove", "notes.add_entry", "notes.entry",
    "agenda.take_back", "agenda_roles.index", "agenda_roles.add", "agenda_roles.remove",
    "notes.move_entry", "notes.remove_entry", "notes.postpone", "minutes.open",
    "door.mark", "door.guest", "live.press", "registrations.switch", "registrations.places",
    "pitches.shift", "pitches.times", "calendars.read_again",
    "minutes_versions.take_agenda_news", "minutes_photos.describe", "minutes_photos.move",
    "backlog.topic", "backlog.place", "backlog.from_kit", "backlog.add_reports",
    "backlog.remove_report", "floor.interim", "tasks.change", "mediations.helper",
    "sessions.move", "sessions.roll_call", "votes.cast",
    "seating.stop", "confirming.ask", "privacy.edit_text",
}  # fmt: skip
"""Neither people nor seats; minutes that are open already are not opened again;
door and live view keep each press in a table of their own, with who, when and what;
and what is sent as it was before is no change."""


def test_what_the_team_does_to_people_and_seats_is_written_down(app, office, world, again):
    """Who, when, what; no free text, no token (A-11)."""
    logged = {}
    for rule in [rule for rule in forms(app) if "_public." not in rule.endpoint]:
        if rule.endpoint in BEFORE:
            with app.app_context(), transaction():
                db.session.execute(BEFORE[rule.endpoint]())
        target, fields = filled_in(office, app, rule, world)
        before = len(entries(app))
        if send(office, target, fields).status_code == 303:
            logged[rule.endpoint] = entries(app)[before:]
        again()

    assert len(logged) > 25
    assert {name for name, found in logged.items() if not found} - TEXT_ONLY == set()
    for who, what, subject in (entry for found in logged.values() for entry in found):
        assert who == "Miriam Voss"
        assert re.fullmatch(r"[a-z_]+", what)
        assert re.fullmatch(r"[a-z_]+:\d+", subject)


def entries(app):
    with app.app_context():
        return build.audit()
