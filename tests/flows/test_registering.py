"""Scenarios T1 and T3 of the office, through the pages and the mails alone."""

import email.policy
import re
from email import message_from_bytes

import icalendar

from app.core.db import db
from app.outbox.models import Message
from app.registrations import queries
from app.registrations.rules import Counts
from tests import build

FORM = {
    "vorname": "Nguyễn Thị",
    "nachname": "Mai",
    "email": "mai@example.org",
    "akteursgruppe": "zivilgesellschaft",
    "submit_key": "a-key-that-a-form-page-made-1",
}


def mails_to(app, address):
    with app.app_context():
        rows = db.session.query(Message).filter_by(recipient=address).order_by(Message.id)
        return [message_from_bytes(row.body, policy=email.policy.default) for row in rows]


def path_in(mail, ending=""):
    """The path of the personal link in a mail."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(rf"http://127\.0\.0\.1:8000(/anmeldung/[\w-]+{ending})\b", text)[1]


def calendar_in(mail):
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    return str(calendar["METHOD"]), calendar.events[0]


def numbers(app, meeting):
    with app.app_context():
        return queries.counts(meeting)


def a_public_meeting(app, **values):
    with app.app_context():
        meeting = build.a_meeting(**values)
        return meeting, build.slug_of(meeting)


def register(client, slug, **values):
    answer = client.post(f"/treffen/{slug}/anmelden", data=FORM | values)
    assert answer.status_code == 303, answer.text
    return answer


def test_t1_register_by_form_mail_and_button(app, client, soup):
    meeting, slug = a_public_meeting(app)

    page = soup(client.get(f"/treffen/{slug}/anmelden"))
    assert page.find("input", {"name": "vorname"})["autocomplete"] == "given-name"
    sent = client.get(register(client, slug).location)
    assert "Eine E-Mail ist unterwegs" in soup(sent).h1.text

    (request,) = mails_to(app, "mai@example.org")
    link = path_in(request, "/bestaetigen")
    for _ in range(5):
        assert "Anmeldung bestätigen" in soup(client.get(link)).h1.text
    assert numbers(app, meeting) == Counts(pending=1)

    own_page = client.get(client.post(link).location)
    assert "Ihr Platz ist sicher" in soup(own_page).text
    assert "Nguyễn Thị" in own_page.text
    assert numbers(app, meeting) == Counts(confirmed=1)

    _, confirmation = mails_to(app, "mai@example.org")
    method, event = calendar_in(confirmation)
    assert method == "REQUEST"
    assert event["DTSTART"].dt.isoformat() == "2027-09-30T18:00:00+02:00"
    assert event["DTEND"].dt.isoformat() == "2027-09-30T20:30:00+02:00"
    assert event["ATTENDEE"] == "mailto:mai@example.org"


def test_t1_pressing_twice_sends_one_confirmation(app, client):
    _meeting, slug = a_public_meeting(app)
    register(client, slug)
    register(client, slug)
    link = path_in(mails_to(app, "mai@example.org")[0], "/bestaetigen")

    first, second = client.post(link), client.post(link)

    assert (first.status_code, first.location) == (303, second.location)
    assert len(mails_to(app, "mai@example.org")) == 2


def test_t1_too_late_to_confirm(app, client, soup, clock):
    _meeting, slug = a_public_meeting(app)
    register(client, slug)
    link = path_in(mails_to(app, "mai@example.org")[0], "/bestaetigen")
    clock.move(hours=49)

    for answer in (client.get(link), client.post(link)):
        assert answer.status_code == 410
        page = soup(answer)
        assert "Der Link ist abgelaufen" in page.h1.text
        assert page.find("a", string=lambda text: text and "Neu anmelden" in text) or (
            f"/treffen/{slug}/anmelden" in answer.text
        )


def test_t3_cancel_by_link_and_the_waiting_list_moves(app, client, soup):
    meeting, slug = a_public_meeting(app, capacity=1)
    register(client, slug)
    client.post(path_in(mails_to(app, "mai@example.org")[0], "/bestaetigen"))
    with app.app_context():
        waiting = build.a_registration(meeting, email="wartet@example.org")
    link = path_in(mails_to(app, "mai@example.org")[1])

    question = soup(client.get(f"{link}/abmelden"))
    assert "Möchten Sie sich abmelden?" in question.text
    assert numbers(app, meeting) == Counts(confirmed=1, waiting=1)

    after = client.get(client.post(f"{link}/abmelden").location)
    assert "Sie sind abgemeldet" in soup(after).h1.text
    assert "mai@example.org" not in after.text
    assert f"/treffen/{slug}/anmelden" in after.text
    assert "Sie sind abgemeldet" in soup(client.get(link)).h1.text
    method, event = calendar_in(mails_to(app, "mai@example.org")[2])
    first = calendar_in(mails_to(app, "mai@example.org")[1])[1]
    assert (method, event["UID"]) == ("CANCEL", first["UID"])
    assert event["SEQUENCE"] > first["SEQUENCE"]

    assert numbers(app, meeting) == Counts(offered=1, cancelled=1)
    offer = mails_to(app, "wartet@example.org")[-1]
    page = soup(client.get(path_in(offer)))
    assert "Ein Platz ist frei" in page.text
    own = client.get(client.post(f"{path_in(offer)}/annehmen").location)
    assert "Ihr Platz ist sicher" in soup(own).text
    with app.app_context():
        assert queries.by_id(waiting).state == "confirmed"
