"""Handing in a pitch as a visitor, and the personal link (T2)."""

import pytest
from sqlalchemy import select

from app.core.db import db
from app.meetings.rules import MeetingState
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from tests import build

TYPED = {
    "title": "Klima-Bänke",
    "summary": "Bänke mit Schatten.\r\nUnd mit Grün.",
    "seeking": "Holz",
    "action_field": "KG",
    "first_name": "Thị Mai",
    "last_name": "Nguyễn",
    "organisation": "",
    "email": "mai@example.org",
}


@pytest.fixture
def slug(app):
    with app.app_context():
        return build.slug_of(build.a_meeting(kit="pitch-abend", title="Pitch-Abend"))


def pitches(app):
    with app.app_context():
        return [
            (p.title, p.summary, p.full_name, p.state) for p in db.session.scalars(select(Pitch))
        ]


@pytest.fixture
def token(app, slug):
    with app.app_context():
        meeting_id = db.session.scalar(select(build.Meeting.id).where(build.Meeting.slug == slug))
        return edit_token(db.session.get(Pitch, build.a_pitch(meeting_id)))


def test_a_pitch_is_handed_in_and_the_page_says_what_follows(app, client, slug, soup):
    page = soup(client.get(f"/treffen/{slug}/pitch"))
    typed = TYPED | {"submit_key": page.find(id="submit_key")["value"]}

    answer = client.post(f"/treffen/{slug}/pitch", data=typed)
    again = client.post(f"/treffen/{slug}/pitch", data=typed)

    assert (answer.status_code, again.status_code) == (303, 303)
    assert pitches(app) == [
        ("Klima-Bänke", "Bänke mit Schatten.\nUnd mit Grün.", "Thị Mai Nguyễn", "submitted")
    ]
    assert "Eine E-Mail ist unterwegs" in soup(client.get(answer.location)).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Bitte füllen Sie dieses Feld aus."),
        ("title", "x" * 151, "Höchstens 150 Zeichen sind möglich."),
        ("title", "www.kaufen.example", "Hier ist keine Internet-Adresse möglich."),
        ("summary", "x" * 1501, "Höchstens 1500 Zeichen sind möglich."),
        ("first_name", "http://böse.example", "Hier ist keine Internet-Adresse möglich."),
        ("last_name", "A\u0007B", "unsichtbares Steuerzeichen"),
        ("email", "mai", "Es fehlt das @-Zeichen."),
    ],
)
def test_a_wrong_field_says_what_to_do_and_keeps_the_rest(
    app, client, slug, soup, field, value, sentence
):
    answer = client.post(f"/treffen/{slug}/pitch", data=TYPED | {field: value})

    page = soup(answer)
    assert answer.status_code == 422
    assert sentence in page.find(id=f"{field}-error").text
    assert page.find(id="organisation") is not None
    kept = page.find(id="seeking").text.strip()
    assert kept == "Holz"
    assert pitches(app) == []


def test_an_invented_field_of_work_is_refused(app, client, slug):
    answer = client.post(f"/treffen/{slug}/pitch", data=TYPED | {"action_field": "XX"})

    assert answer.status_code == 422
    assert pitches(app) == []


def test_after_the_deadline_the_form_gives_way_to_a_friendly_text(client, slug, clock, soup):
    clock.set("2027-09-17T00:00")

    page = soup(client.get(f"/treffen/{slug}/pitch"))

    assert page.find("form", {"method": "post"}) is None
    assert "bis Donnerstag, 16.\N{NO-BREAK SPACE}September 2027 einreichen" in page.text
    assert "0521 51-0" in page.main.text


def test_who_was_still_writing_at_the_deadline_loses_nothing_typed(client, slug, clock, soup):
    clock.set("2027-09-17T00:00")

    answer = client.post(f"/treffen/{slug}/pitch", data=TYPED)

    assert answer.status_code == 422
    page = soup(answer)
    assert "Pitches waren bis Donnerstag, 16. September 2027 möglich." in page.text
    assert "Bänke mit Schatten." in page.find(id="summary").text


def test_a_meeting_without_pitches_says_so(app, client):
    with app.app_context():
        slug = build.slug_of(build.a_meeting(kit="themenwerkstatt", title="Werkstatt"))

    answer = client.get(f"/treffen/{slug}/pitch")

    assert answer.status_code == 404
    assert "Beim Treffen „Werkstatt“ werden keine Pitches vorgestellt." in answer.text


def test_a_draft_meeting_is_not_there(app, client):
    with app.app_context():
        slug = build.slug_of(build.a_meeting(kit="pitch-abend", state=MeetingState.DRAFT))

    assert client.get(f"/treffen/{slug}/pitch").status_code == 404


def test_the_link_opens_the_text_and_changes_it(app, client, token, soup):
    page = soup(client.get(f"/pitch/{token}"))
    typed = TYPED | {"title": "Neu", "version": page.find(id="version")["value"]}

    answer = client.post(f"/pitch/{token}", data=typed)

    assert answer.status_code == 303
    assert "Ihr Text ist gespeichert" in soup(client.get(answer.location)).text
    assert [title for title, *_ in pitches(app)] == ["Neu"]


def test_a_second_tab_is_told_and_its_text_is_kept(app, client, token, soup):
    client.post(f"/pitch/{token}", data=TYPED | {"title": "Erste", "version": "1"})

    answer = client.post(f"/pitch/{token}", data=TYPED | {"title": "Zweite", "version": "1"})

    page = soup(answer)
    assert answer.status_code == 422
    assert "inzwischen an anderer Stelle geändert" in page.text
    assert page.find(id="title")["value"] == "Zweite"
    assert page.find(id="version")["value"] == "2"
    assert [title for title, *_ in pitches(app)] == ["Erste"]


def test_after_the_deadline_the_link_shows_the_text_read_only(client, token, clock, soup):
    clock.set("2027-09-17T08:00")

    page = soup(client.get(f"/pitch/{token}"))

    assert page.find("textarea") is None
    assert "Bänke mit Schatten und Grün für den Kesselbrink." in page.text
    assert "0521 51-0" in page.main.text


def test_withdrawing_needs_a_button(app, client, token, soup):
    shown = soup(client.get(f"/pitch/{token}/zurueckziehen"))
    before = pitches(app)[0][3]

    answer = client.post(f"/pitch/{token}/zurueckziehen")

    assert before == PitchState.SUBMITTED
    assert shown.find("form", {"method": "post"})["action"].endswith("/zurueckziehen")
    assert "Ihr Pitch ist zurückgezogen" in soup(client.get(answer.location)).text
    assert pitches(app)[0][3] == PitchState.WITHDRAWN


@pytest.mark.parametrize("path", ["", "/zurueckziehen", "/gespeichert"])
def test_link_pages_are_not_kept_and_tell_no_referrer(client, token, path):
    headers = client.get(f"/pitch/{token}{path}").headers

    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["", "/zurueckziehen"])
def test_a_cut_link_is_not_found(client, token, method, path):
    assert getattr(client, method)(f"/pitch/{token[:-1]}{path}").status_code == 404
