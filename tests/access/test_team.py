"""The office manages the team; everybody the own sessions; what was done can be found."""

import ast
from pathlib import Path

import pytest

from app.access import actions, queries, team
from app.access.devices import device_of
from app.access.event_words import EVENTS
from app.access.rules import Role
from app.core import clock as app_clock
from app.core.errors import RuleBroken
from tests import build
from tests.conftest import signed_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
)


def moderator_in(app):
    with app.app_context():
        return next(one for one in queries.team() if one.role_set == {Role.MODERATOR})


def test_the_office_takes_somebody_in(office, app, soup):
    answer = office.post(
        "/buero/team/neu",
        data={"name": "Łukasz Yıldırım", "email": "Neu@Example.org", "roles": ["moderator"]},
        follow_redirects=True,
    )

    assert "Łukasz Yıldırım ist im Team" in soup(answer).text
    with app.app_context():
        assert queries.staff_by_email("neu@example.org").role_set == {Role.MODERATOR}
        assert actions.make_link("neu@example.org")


def test_an_address_that_is_taken_is_said_at_the_field(office, app, soup):
    with app.app_context():
        build.a_member(Role.MODERATOR, email="da@example.org")

    answer = office.post("/buero/team/neu", data={"name": "Zwei", "email": "da@example.org"})

    assert answer.status_code == 422
    page = soup(answer)
    assert "gehört schon zu einer Person im Team" in page.text
    assert page.find("input", {"name": "name"})["value"] == "Zwei"


def test_roles_change_from_the_next_click_on(office, app):
    other = signed_in(app, Role.MODERATOR)
    staff = moderator_in(app)
    office.post(
        f"/buero/team/{staff.id}",
        data={"name": staff.name, "email": staff.email, "roles": ["steering"]},
    )

    assert other.get("/buero/lenkungskreis").status_code == 200
    assert other.get("/buero/postausgang").status_code == 403


def test_the_address_is_shown_and_no_field_promises_to_change_it(office, app, soup):
    signed_in(app, Role.MODERATOR)
    staff = moderator_in(app)
    page = soup(office.get(f"/buero/team/{staff.id}"))

    assert staff.email in page.main.text
    assert page.main.select("[name=email]") == []


def test_the_last_of_the_office_stays(ctx, clock):
    only = build.a_member(Role.OFFICE, email="eine@example.org")
    staff = queries.staff_by_email(only)
    actor = actions.actor_of(staff)

    with pytest.raises(RuleBroken, match="Mindestens eine Person"):
        team.let_go(staff.id, actor)
    with pytest.raises(RuleBroken, match="Mindestens eine Person"):
        team.change(staff.id, "Eine", [Role.MODERATOR], actor)


def test_who_leaves_is_out_at_once(office, app, soup):
    other = signed_in(app, Role.MODERATOR)
    staff = moderator_in(app)
    second_look = soup(office.get(f"/buero/team/{staff.id}/entfernen"))
    assert "Eine Sitzung endet sofort" in second_look.text or "1 Sitzung endet" in second_look.text

    office.post(f"/buero/team/{staff.id}/entfernen")

    assert other.get("/buero/").status_code == 303
    assert office.get(f"/buero/team/{staff.id}").status_code == 404


def test_everywhere_is_everywhere(app, clock):
    with app.app_context():
        address = build.a_member(Role.OFFICE)
        tokens = [actions.make_link(address) for _ in range(2)]
    first, second = app.test_client(), app.test_client()
    for browser, token, agent in ((first, tokens[0], FIREFOX), (second, tokens[1], IPHONE)):
        browser.post(f"/einloggen/{token}", headers={"User-Agent": agent})
    page = first.get("/buero/sitzungen").text
    assert "Firefox, Windows" in page and "Safari, iPhone" in page

    first.post("/buero/sitzungen/alle-beenden")

    assert first.get("/buero/").status_code == second.get("/buero/").status_code == 303


def test_nobody_ends_somebody_elses_session(app, office):
    signed_in(app, Role.MODERATOR)
    with app.app_context():
        sessions = queries.live_sessions(app_clock.now())
        foreign = next(one.id for one in sessions if Role.OFFICE not in one.staff.role_set)

    assert office.post(f"/buero/sitzungen/{foreign}/beenden").status_code == 404


@pytest.mark.parametrize(
    ("agent", "words"),
    [(FIREFOX, "Firefox, Windows"), (IPHONE, "Safari, iPhone"), ("", ""), ("curl/8", "")],
)
def test_devices(agent, words):
    assert device_of(agent) == words


def test_events_are_found_by_name_deed_kind_and_number(office, app, soup):
    with app.app_context():
        actions.log(actions.Actor(1, "Kim Ost", frozenset()), "meeting_published", "meeting:17")
        actions.log(actions.Actor(2, "Ada West", frozenset()), "pitch_moved", "pitch:4")

    def found(words):
        page = soup(office.get("/buero/ereignisse", query_string={"suche": words}))
        return [row.th.get_text(strip=True) for row in page.select("tbody tr")]

    assert found("kim") == ["Treffen veröffentlicht"]
    assert found("verschoben") == ["Pitch verschoben"]
    assert found("Treffen 17") == ["Treffen veröffentlicht"]
    assert found("Ada Treffen") == []


def test_every_deed_of_the_code_has_german_words():
    deeds = set()
    for file in Path("app").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "log":
                deeds |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}

    assert deeds - set(EVENTS) == set()
