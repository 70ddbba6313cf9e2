"""Personal links: one purpose each, nothing for forged ones, and what a second press does."""

import re
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.models import StaffSession
from app.core import pdf
from app.core.db import Base, db
from app.core.tokens import digest
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.registrations.models import Registration
from tests import build
from tests.house.routes import OTHER_NAMES, address, rules
from tests.house.test_input import filled_in, forms, send

PERSON = {"vorname": "Mai", "nachname": "Nguyễn", "email": "mai@example.org",
          "akteursgruppe": "buergerschaft"}  # fmt: skip
PITCH = {"title": "Klima-Bänke", "summary": "Bänke im Schatten.", "first_name": "Mai",
         "last_name": "Nguyễn", "email": "mai@example.org", "action_field": ""}  # fmt: skip


SAME_PURPOSE = (
    {"token", "rights_token", "offer_token", "seated_token", "left_token", "stays_token"},
    {"project_waiting_token", "project_there_token"},
    {"unsubscribe_token", "gone_token"},
    {"rating_token", "handed_in_token"},
)
"""Links of two people for the same page: each opens it for its own person."""


def link_rules(app):
    return [
        (rule, method)
        for method in ("GET", "POST")
        for rule in rules(app, method, staff=False)
        if "token" in rule.arguments
    ]


def wrong(token, others):
    """A token that was cut, changed, lengthened, or is somebody's for another purpose."""
    flipped = token[:5] + ("A" if token[5] != "A" else "B") + token[6:]
    return [
        token[:-1], token[1:], token + "A", flipped, token[::-1], token.swapcase(), "x" * 27, "-",
        token + "%00", "%ff" + token, token + "=", "x" * 3000, token + "%20", *others,
    ]  # fmt: skip


def rows(app):
    with app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }


def test_no_other_token_opens_anything(app, client, world):
    """Foreign purposes included; the words never tell why (T-1 to T-3)."""
    tokens = {name: value for name, value in world.items() if name.endswith("token")}
    answers, before = {}, rows(app)
    for rule, method in link_rules(app):
        own = OTHER_NAMES.get(rule.endpoint, {}).get("token", "token")
        same = next((one for one in SAME_PURPOSE if own in one), {own})
        others = [value for name, value in tokens.items() if name not in same]
        known = address(app, rule, world)
        for value in wrong(tokens[own], others):
            answer = client.open(known.replace(tokens[own], value), method=method)
            answers.setdefault(rule.endpoint, set()).add((answer.status_code, sentence(answer)))

    assert len(answers) >= 9
    for name, found in answers.items():
        over = 410 if name == "access_public.enter" else 404
        assert {code for code, _ in found} <= {over, 400, 404}, name  # 400: NUL, 404: no such path
        assert len({said for code, said in found if code == over}) <= 2, name  # GET and POST
    assert rows(app) == before


def sentence(answer):
    """What the page says, without the token in its addresses."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text.partition("<main")[2]))


def test_tokens_are_kept_as_digests_only(app, world):
    with app.app_context():
        kept = [
            repr(row)
            for table in Base.metadata.sorted_tables
            if table.name != "message"  # a mail that waits carries its link, until it is forgotten
            for row in db.session.execute(select(table))
        ]

    for name, value in world.items():
        if name.endswith("token"):
            assert not any(value in row for row in kept), name
    assert any(digest(world["token"]) in row for row in kept)


def test_two_tabs_may_press_every_button(app, office, world, again, monkeypatch):
    """The second press of the same page: no fault, and no mail, person, pitch or seat twice."""
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())
    broken = {}
    for rule in forms(app):
        target, fields = filled_in(office, app, rule, world)
        if not fields:
            continue
        first = send(office, target, fields).status_code
        after_first = rows(app)
        second = send(office, target, fields).status_code
        grown = {name for name in GROWING if rows(app)[name] != after_first[name]}
        again()
        fine = (200, 303) if rule.endpoint in LOOKS_AGAIN else (303, 404, 409, 410, 422)
        if second not in fine or grown - ALLOWED.get(rule.endpoint, set()):
            broken[rule.endpoint] = (first, second, grown)

    assert broken == {}


GROWING = ("message", "registration", "pitch", "staff_session", "minutes",
           "seating_plan", "seat", "seat_wish", "seat_objection", "seating_step")  # fmt: skip
ALLOWED = {
    "access_public.ask": {"message"},  # a new link for each time somebody asks
    "confirming.ask": {"message"},
    "rights_public.own": {"message"},
    "desk.test_mail": {"message"},  # whoever tests twice wants two
    "mailings.test": {"message"},
}
LOOKS_AGAIN = {
    "contacts.export",
    "organisations.export",
    "ideas.export",
    "floor.slips",
    "registrations.requests",
    "registrations.export",
    "pitches.export",
    "tasks.export",
    "decisions.export",
    "support.export",
    "rights.take",
    "rights_public.take",
}
"""A file once more, or the page that says that nobody waits any longer."""


@pytest.mark.parametrize(
    ("trouble", "path", "typed"),
    [
        ({"registration_closes": "2027-08-31"}, "anmelden", PERSON),
        ({"registration_opens": "2027-09-02"}, "anmelden", PERSON),
        ({"day": "2027-08-30"}, "anmelden", PERSON),
        ({"state": MeetingState.CANCELLED}, "anmelden", PERSON),
        ({"state": MeetingState.DRAFT}, "anmelden", PERSON),
        ({"pitch_deadline": "2027-08-31"}, "pitch", PITCH),
        ({"day": "2027-08-30", "pitch_deadline": "2027-08-20"}, "pitch", PITCH),
        ({"state": MeetingState.CANCELLED}, "pitch", PITCH),
        ({"state": MeetingState.DRAFT}, "pitch", PITCH),
    ],
)
def test_a_form_sent_past_its_page_is_refused_by_the_server(app, client, trouble, path, typed):
    """R-6: whatever page is open, the server decides, and nothing is kept."""
    days = {k: date.fromisoformat(v) for k, v in trouble.items() if k != "state"}
    with app.app_context():
        meeting = build.a_meeting(kit="pitch-abend", **(trouble | days))
        slug = build.slug_of(meeting)
    before = rows(app)

    answer = client.post(f"/treffen/{slug}/{path}", data=typed | {"submit_key": "s" * 27})

    assert answer.status_code in (404, 409, 422)
    assert {name: count for name, count in rows(app).items() if name != "attempt"} == {
        name: count for name, count in before.items() if name != "attempt"
    }


def test_the_form_of_a_good_meeting_is_accepted(app, client):
    """The control of the test above."""
    with app.app_context():
        slug = build.slug_of(build.a_meeting(kit="pitch-abend"))

    for path, typed in (("anmelden", PERSON), ("pitch", PITCH)):
        assert client.post(f"/treffen/{slug}/{path}", data=typed).status_code == 303
    with app.app_context():
        assert db.session.scalar(select(func.count(Message.id))) == 2
        assert db.session.scalar(select(Registration.email)) == "mai@example.org"


def test_signing_in_gives_a_new_session_and_a_new_form_key(app, monkeypatch):
    """Neither a planted cookie nor a key seen before opens anything afterwards (A-4, A-6)."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    browser = app.test_client()
    browser.set_cookie("treffwerk", "x" * 27)
    with app.app_context():
        token = build.sign_in_token()
    key = key_in(browser.get(f"/einloggen/{token}"))

    browser.post(f"/einloggen/{token}", data={"csrf_token": key})
    late = browser.post("/buero/ausloggen", data={"csrf_token": key})

    assert browser.get_cookie("treffwerk").value != "x" * 27
    assert late.status_code == 400
    assert key_in(browser.get("/buero/")) != key
    with app.app_context():
        assert db.session.scalar(select(StaffSession.ended_at)) is None


def key_in(page):
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)[1]


def test_cookies_hold_nothing_about_people(app, office, world):
    office.post(f"/buero/anmeldungen/{world['registration_id']}/abmelden")

    value = office.get_cookie("formular").value
    held = app.session_interface.get_signing_serializer(app).loads(value)

    assert "Cem" not in str(held)
    assert "Yıldırım" not in str(held)


def test_each_visitor_gets_keys_of_their_own(app, world):
    """Parts of a form are kept for everybody: its keys must not be among them (A-4, R-7)."""
    for path in ("anmelden", "pitch"):
        forms_seen = [
            sorted(re.findall(r'name="submit_key"[^>]* value="([^"]+)"', page.text))
            for page in (app.test_client().get(f"/treffen/{world['slug']}/{path}") for _ in "ab")
        ]

        assert all(forms_seen)
        assert forms_seen[0] != forms_seen[1]


def test_what_one_visitor_typed_is_shown_to_no_other(app, world):
    target = f"/treffen/{world['slug']}/anmelden"
    app.test_client().get(target)
    wrong = app.test_client().post(target, data=PERSON | {"email": "kaputt", "vorname": "Geheim"})

    assert "Geheim" in wrong.text
    assert "Geheim" not in app.test_client().get(target).text
