import re

import pytest
from sqlalchemy import select

from app.access import actions
from app.access.models import AuditEntry, Staff, StaffSession
from app.access.rules import Role
from app.core.db import db, transaction
from app.core.errors import Gone, NotFound
from app.outbox.models import Message
from app.outbox.queries import letter_view
from tests import build


def link_for(app, *roles):
    with app.app_context():
        return actions.make_link(build.a_member(*roles))


def test_get_shows_a_button_and_only_post_signs_in(app, client, soup):
    token = link_for(app)
    for _ in range(5):
        page = soup(client.get(f"/einloggen/{token}"))
    assert page.find("button", string=re.compile("Einloggen"))

    answer = client.post(f"/einloggen/{token}")

    assert (answer.status_code, answer.location) == (303, "/buero/")
    assert client.get("/buero/").status_code == 200


def test_a_link_works_once(app, client):
    token = link_for(app)
    client.post(f"/einloggen/{token}")

    assert app.test_client().post(f"/einloggen/{token}").status_code == 410


def test_a_link_ends_after_a_quarter_of_an_hour(app, client, clock):
    token = link_for(app)
    clock.move(minutes=16)

    assert client.get(f"/einloggen/{token}").status_code == 410
    assert client.post(f"/einloggen/{token}").status_code == 410


def test_forged_links_open_nothing(app, client):
    token = link_for(app)

    for forged in (token[:-1], token + "A", "x", "%ff", token[::-1]):
        assert client.post(f"/einloggen/{forged}").status_code in (404, 410)


def test_known_and_unknown_addresses_get_the_same_answer(app, client):
    with app.app_context():
        email = build.a_member()

    known = client.post("/einloggen", data={"email": email})
    unknown = client.post("/einloggen", data={"email": "fremd@example.org"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    with app.app_context():
        letters = db.session.scalars(select(Message)).all()
        assert [(letter.recipient, letter.kind) for letter in letters] == [(email, "sign_in")]


def test_leaving_ends_a_copied_cookie(app, office):
    cookie = office.get_cookie("treffwerk").value
    office.post("/buero/ausloggen")
    thief = app.test_client()
    thief.set_cookie("treffwerk", cookie)

    assert thief.get("/buero/").status_code == 303


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 303)])
def test_an_idle_session_ends(office, clock, minutes, status):
    clock.move(minutes=minutes)

    assert office.get("/buero/").status_code == status


def test_a_session_ends_after_twelve_hours_whatever_happens(office, clock):
    for _ in range(24):
        clock.move(minutes=29)
        office.get("/buero/")

    clock.move(minutes=29)
    assert office.get("/buero/").status_code == 303


def test_a_deactivated_member_is_out_at_once(app, office):
    with app.app_context():
        with transaction():
            for member in db.session.scalars(select(Staff)):
                member.active = False

    assert office.get("/buero/").status_code == 303


def test_somebody_removed_at_the_terminal_is_out_and_can_come_back(app, office):
    with app.app_context():
        email = db.session.scalar(select(Staff.email))
        late = actions.make_link(email)
    command = app.test_cli_runner().invoke

    said = command(args=["staff", "remove", email]).output

    assert said == "Miriam Voss ist nicht mehr im Team und überall ausgeloggt.\n"
    assert office.get("/buero/").status_code == 303
    assert office.post(f"/einloggen/{late}").status_code == 410
    assert "niemandem im Team" in command(args=["staff", "remove", email]).output
    command(args=["staff", "add", email, "Miriam Voss", "--role", "moderator"])
    with app.app_context():
        assert [member.active for member in db.session.scalars(select(Staff))] == [True]
        assert [entry[:2] for entry in build.audit()][-2:] == [
            ("Terminal", "staff_removed"),
            ("Terminal", "staff_added"),
        ]


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/buero/treffen?suche=x", "/buero/treffen?suche=x"),
        ("https://evil.example/", "/buero/"),
        ("//evil.example/", "/buero/"),
        ("/\\evil.example", "/buero/"),
        ("/\t/evil.example", "/buero/"),
    ],
)
def test_after_signing_in_only_local_pages_follow(app, client, target, location):
    answer = client.post(f"/einloggen/{link_for(app)}", data={"weiter": target})

    assert answer.location == location


def test_signing_in_is_logged_without_the_token(ctx):
    email = build.a_member(Role.OFFICE, name="Miriam Voss")
    actions.sign_in(actions.make_link(email))

    entry = db.session.scalar(select(AuditEntry))
    assert (entry.who, entry.what, entry.subject) == ("Miriam Voss", "signed_in", "staff:1")


def test_strangers_get_no_link(ctx):
    with pytest.raises(NotFound, match="niemandem im Team"):
        actions.make_link("fremd@example.org")


def test_old_sessions_and_links_are_forgotten(ctx, clock):
    email = build.a_member()
    with pytest.raises(Gone):
        actions.sign_in("unbekannt")
    actions.sign_in(actions.make_link(email))
    clock.move(hours=13)

    actions.forget_old_sessions()

    assert db.session.scalars(select(StaffSession)).all() == []


def test_the_page_that_was_asked_for_comes_after_signing_in(app, client, soup):
    with app.app_context():
        email = build.a_member()
    ask = client.get("/buero/treffen?suche=auftakt").location
    client.post(soup(client.get(ask)).find("form", method="post")["action"], data={"email": email})
    with app.app_context():
        letter = letter_view(db.session.scalar(select(Message)))
    link = re.search(r"http://127.0.0.1:8000(\S+)", letter.text)[1]

    page = soup(client.get(link))
    fields = {field["name"]: field["value"] for field in page.main.select("input[name=weiter]")}

    assert client.post(link, data=fields).location == "/buero/treffen?suche=auftakt"
