"""The personal page after a meeting (domain.md T6): results for all, contacts for who agreed."""

import re
from datetime import date
from email import message_from_bytes, policy

import pytest

from app.contacts.rules import ConsentKind
from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes import actions
from app.minutes import entries as minutes_entries
from app.minutes.rules import EntryKind, EntryValues
from app.outbox.models import Message
from app.registrations import entries, retention
from app.registrations.models import Registration
from app.registrations.queries import after_token
from app.registrations.rules import Attendance
from tests import build
from tests.minutes.releasing import put_out, release
from tests.registrations.build import a_place

DAY = date(2027, 8, 26)
THERE = {"attendance": Attendance.PRESENT}
LISTED = THERE | {"on_contact_list": True}


@pytest.fixture
def held(app):
    """Id of a meeting that was held six days ago."""
    with app.app_context():
        return build.a_planned_meeting("vernetzung", day=DAY, title="2. Treffen am Wall")


def link_of(app, held, *names, **values):
    """Somebody with a place: the address of the personal page."""
    with app.app_context():
        row_id = a_place(held, *names, **values)
        with transaction():
            row = db.session.get(Registration, row_id)
            entries.make_links(row)
        return f"/danach/{after_token(row)}"


def test_who_stands_on_the_list_reads_it_and_sees_only_those_who_agreed(app, client, held, soup):
    own = link_of(
        app, held, "Mai", "Nguyễn Thị", organisation="Stadtwerke", email="mai@example.org", **LISTED
    )
    link_of(app, held, "Jadwiga", "Krzyżanowska", email="jadwiga@example.org", **LISTED)
    link_of(app, held, "Da", "Ungefragt", **THERE)
    link_of(app, held, "Weg", "Einverstanden", on_contact_list=True)

    page = soup(client.get(own))
    people = soup(client.get(f"{own}/kontakte"))

    assert "2 Personen stehen auf der Liste, Sie auch." in page.main.text
    assert [[cell.get_text(strip=True) for cell in row] for row in people.select("tbody tr")] == [
        ["Jadwiga Krzyżanowska", "", "jadwiga@example.org"],
        ["Mai Nguyễn Thị", "Stadtwerke", "mai@example.org"],
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (THERE, "Sie haben dem nicht zugestimmt."),
        ({"on_contact_list": True}, "waren Sie nicht dabei"),
        ({}, "waren Sie nicht dabei"),
    ],
)
def test_others_read_why_they_do_not_get_it(app, client, held, soup, values, said):
    link_of(app, held, "Mai", "Nguyễn Thị", **LISTED)
    own = link_of(app, held, "Cem", "Yıldırım", **values)

    page = soup(client.get(own))

    assert said in page.main.text
    assert not page.select('a[href*="kontakt"]')
    assert "Nguyễn" not in page.text
    for end in ("/kontakte", "/kontaktliste.pdf"):
        assert client.get(own + end).status_code == 404


def test_who_took_the_consent_back_does_not_read_it_either(app, client, held, soup):
    with app.app_context():
        person_id = build.a_person()
        for given in (True, False):
            build.contacts.note_consent(
                person_id, ConsentKind.CONTACT_LIST, given=given, way="phone",
                words="Ja" * given, actor=build.OFFICE,
            )  # fmt: skip
    own = link_of(app, held, person_id=person_id, **LISTED)

    assert "Sie haben dem nicht zugestimmt." in soup(client.get(own)).main.text


@pytest.mark.parametrize("end", ["", "/kontakte", "/kontaktliste.pdf"])
def test_without_the_right_link_there_is_nothing(app, client, office, held, end):
    own = link_of(app, held, **LISTED)
    with app.app_context():
        row = db.session.query(Registration).one()
        foreign = build.token_of(row.id)

    for token in ("x" * 27, own.rpartition("/")[2][:-1], foreign, "%20"):
        for browser in (client, office):
            assert browser.get(f"/danach/{token}{end}").status_code == 404


def test_reading_changes_nothing_and_nobody_is_told(app, client, held):
    own = link_of(app, held, **LISTED)
    with app.app_context():
        before = db.session.query(Registration).one().version

    for end in ("", "/kontakte"):
        answer = client.get(own + end)
        assert (
            dict(answer.headers).items()
            >= {
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "no-store",
                "X-Robots-Tag": "noindex",
            }.items()
        )
        assert "Set-Cookie" not in answer.headers

    with app.app_context():
        assert db.session.query(Registration).one().version == before
    assert "Disallow: /danach/" in client.get("/robots.txt").text


def test_before_the_end_of_the_meeting_there_is_no_list(app, client, clock, held, soup):
    own = link_of(app, held, **LISTED)
    clock.set("2027-08-26T19:00")

    assert "noch nicht vorbei" in soup(client.get(own)).main.text
    assert client.get(f"{own}/kontakte").status_code == 404


def test_a_meeting_that_was_called_off_has_neither(app, client, held, soup):
    own = link_of(app, held, **LISTED)
    with app.app_context(), transaction():
        db.session.get(Meeting, held).state = MeetingState.CANCELLED

    assert "ist ausgefallen" in soup(client.get(own)).main.text
    assert client.get(f"{own}/kontakte").status_code == 404


def test_before_the_release_the_page_says_when_results_come(app, client, held, soup):
    page = soup(client.get(link_of(app, held, **THERE)))

    assert "Das Protokoll folgt bis Donnerstag, 9. September 2027." in page.main.text.replace(
        "\xa0", " "
    )


def test_after_the_release_everybody_finds_minutes_and_ideas(app, client, held, soup):
    own = link_of(app, held, **THERE)
    with app.app_context():
        actions.open_minutes(held, build.OFFICE)
        build.an_idea("Mehrweg-Verbund", public=True, meeting_id=held)
        put_out(held)
        slug = build.slug_of(held)

    page = soup(client.get(own))

    links = [link["href"] for link in page.main.select("a")]
    assert links[:5] == [
        f"/treffen/{slug}/protokoll", f"/treffen/{slug}/protokoll.pdf", f"/treffen/{slug}",
        f"/treffen/{slug}/dokumentation.pdf", "/ideen/2027-001",
    ]  # fmt: skip


@pytest.mark.pdf
def test_the_list_is_handed_out_as_pdf(app, client, held):
    own = link_of(app, held, **LISTED)

    answer = client.get(f"{own}/kontaktliste.pdf")

    assert (answer.status_code, answer.data[:5]) == (200, b"%PDF-")
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_when_the_person_is_forgotten_the_link_opens_nothing(app, client, clock, held):
    own = link_of(app, held, **LISTED)
    clock.set("2028-08-20T09:00")
    with app.app_context():
        retention.forget_people()
    assert client.get(own).status_code == 200

    clock.set("2028-09-01T09:00")
    with app.app_context():
        retention.forget_people()

    assert client.get(own).status_code == 404


@pytest.mark.pdf
def test_the_thank_you_mail_holds_the_own_link_and_the_form(app, client, held, soup):
    with app.app_context():
        build.a_registration(build.a_meeting(), first_name="Zoë")
        row_id = a_place(held, "Cem", "Yıldırım", **LISTED)
        with transaction():
            entries.make_links(db.session.get(Registration, row_id))
        actions.open_minutes(held, build.OFFICE)
        item = build.opened_minutes(held).items[0].id
        minutes_entries.add_entry(
            held, item, EntryValues(kind=EntryKind.INFORMATION, text="Ja."), actor=build.OFFICE
        )
        release(held)
        (mail,) = db.session.query(Message).filter_by(kind="thanks_minutes")
        letter = message_from_bytes(mail.body, policy=policy.default)
        text = letter.get_body(("plain",)).get_content()
        own = re.search(r"https?://[^/\s]+(/danach/\S+)", text)[1]
        form = re.search(r"https?://[^/\s]+(/treffen/\S+/rueckmeldung)", text)[1]

    assert "1 Person steht auf der Liste" in soup(client.get(own)).main.text
    assert client.get(form).status_code == 200
