"""Change notices: who gets what, old beside new, before anything is sent."""

import pytest

from app.core.db import db
from app.meetings import venues
from app.meetings.actions import change_of
from app.meetings.models import Meeting
from app.meetings.venues import VenueFacts
from app.outbox.models import Message
from app.registrations import actions, notices, office
from app.registrations.notices import CALL, MAIL_ONLY, NEW_ENTRY, Difference, Reader
from tests import build
from tests.registrations.outbox import calendar_of, last_mail, letters, row, text_of


def a_full_house(**values):
    """A meeting with somebody in every state. (meeting, name -> id)"""
    meeting = build.a_meeting(capacity=1, **values)
    names = {"Ahrens": True, "Bär": True, "Conrad": False}
    people = {n: build.a_registration(meeting, last_name=n, confirmed=c) for n, c in names.items()}
    people["Dorn"] = build.a_registration(meeting, last_name="Dorn")
    actions.cancel(build.token_of(people["Dorn"]))
    return meeting, people


def renamed(meeting_id, name="Neue Spulerei", street="Heeper Straße 37"):
    """Another name and address of the meeting's place, as the office types it."""
    venue = db.session.get(Meeting, meeting_id).venue
    venues.save_venue(venue.id, VenueFacts(name, street, "33607", "Bielefeld"))
    db.session.rollback()
    return db.session.get(Meeting, meeting_id)


def test_a_change_names_everybody_who_is_told_and_how(ctx):
    meeting_id, _ = a_full_house()
    applicant = build.an_applicant(last_name="Esser", email="")
    office.register(meeting_id, applicant, "by-phone", actor=build.OFFICE, as_guest=True)
    meeting = db.session.get(Meeting, meeting_id)

    plan = notices.planned_change(meeting, change_of(meeting, begins=build.time(19, 0)))

    assert plan.differences == (Difference("Zeit", "18:00 bis 20:30 Uhr", "19:00 bis 21:30 Uhr"),)
    assert plan.readers == (
        Reader("Cem Ahrens", "Angemeldet", NEW_ENTRY),
        Reader("Cem Bär", "Warteliste", MAIL_ONLY),
        Reader("Cem Esser", "Angemeldet", CALL),
    )
    assert (plan.people, plan.calls, plan.nothing) == (2, 1, 2)


def test_what_the_preview_counts_is_what_leaves(ctx):
    meeting_id, _ = a_full_house()
    meeting = db.session.get(Meeting, meeting_id)
    new = change_of(meeting, online_url="https://video.example.org/raum")
    plan, before = notices.planned_change(meeting, new), len(letters())

    told = office.change_meeting(meeting_id, new, seen_version=meeting.version, actor=build.OFFICE)

    assert told == plan.people == len(letters()[before:]) == 2


def test_another_room_does_not_concern_people_by_video(ctx):
    meeting_id = build.a_meeting(mode="hybrid", online_url="https://video.example.org/raum")
    here = build.a_registration(meeting_id, last_name="Ahrens")
    build.a_registration(meeting_id, last_name="Bär", participation="online")
    meeting = db.session.get(Meeting, meeting_id)
    new = change_of(meeting, venue_id=build.a_venue(name="Alte Spulerei"))
    plan = notices.planned_change(meeting, new)

    told = office.change_meeting(meeting_id, new, seen_version=1, actor=build.OFFICE)

    assert [reader.name for reader in plan.readers] == ["Cem Ahrens"]
    assert (told, letters("change_notice")) == (1, [("change_notice", row(here).email)])


def test_a_new_address_of_the_place_waits_for_the_office(ctx):
    meeting_id, people = a_full_house()
    before = len(letters())

    meeting = renamed(meeting_id)

    assert len(letters()) == before
    assert [one.id for one in notices.outdated(meeting)] == [people["Ahrens"]]
    plan = notices.planned_notice(meeting)
    (change,) = plan.differences
    assert (change.label, change.new) == ("Ort", "Neue Spulerei, Heeper Straße 37, 33607 Bielefeld")
    assert [reader.gets for reader in plan.readers] == [NEW_ENTRY, MAIL_ONLY]


def test_announcing_reaches_those_who_come_and_those_who_wait_once(ctx):
    meeting_id, people = a_full_house()
    renamed(meeting_id)
    before = len(letters())

    told = [office.announce(meeting_id, build.OFFICE) for _ in range(2)]

    assert told == [2, 0]
    assert [kind for kind, _ in letters()[before:]] == ["change_notice", "change_waiting"]
    mail = last_mail("change_notice")
    assert "jetzt Neue Spulerei, Heeper Straße 37, 33607 Bielefeld" in text_of(mail)
    method, uid, sequence, event = calendar_of(mail)
    assert (method, uid, sequence) == ("REQUEST", row(people["Ahrens"]).uid, 1)
    assert event["LOCATION"] == "Neue Spulerei, Heeper Straße 37, 33607 Bielefeld"


def test_another_spelling_mails_nobody_and_does_not_raise_the_sequence(ctx):
    meeting_id, people = a_full_house()
    meeting = renamed(meeting_id)
    before = len(letters())

    kept = [office.keep_spelling(meeting_id, build.OFFICE) for _ in range(2)]

    assert (kept, len(letters()), row(people["Ahrens"]).sequence) == ([1, 0], before, 0)
    assert notices.outdated(meeting) == []


def test_a_meeting_that_is_over_tells_nobody(ctx, clock):
    meeting_id, _ = a_full_house()
    clock.set("2027-09-30T18:00")

    assert notices.outdated(renamed(meeting_id)) == ()
    assert office.announce(meeting_id, build.OFFICE) == 0


def test_a_later_change_tells_what_was_not_announced_as_well(ctx):
    meeting_id, _ = a_full_house()
    meeting = renamed(meeting_id)
    new = change_of(meeting, begins=build.time(19, 0))
    plan = notices.planned_change(meeting, new)

    office.change_meeting(meeting_id, new, seen_version=meeting.version, actor=build.OFFICE)

    assert [change.label for change in plan.differences] == ["Zeit", "Ort"]
    for kind in ("change_notice", "change_waiting"):
        text = text_of(last_mail(kind))
        assert "Zeit: bisher 18:00 bis 20:30 Uhr, jetzt 19:00 bis 21:30 Uhr" in text
        assert "jetzt Neue Spulerei" in text


def test_more_places_alone_promise_no_message(ctx):
    meeting_id, _ = a_full_house()
    meeting = renamed(meeting_id)
    new = change_of(meeting, capacity=9)
    plan, before = notices.planned_change(meeting, new), len(letters("change_notice"))

    told = office.change_meeting(meeting_id, new, seen_version=meeting.version, actor=build.OFFICE)

    assert (plan.people, told, len(letters("change_notice"))) == (0, 0, before)


def test_a_link_that_comes_later_reads_well(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid", mode="online", venue_id=None)
    build.a_registration(meeting_id)
    meeting = db.session.get(Meeting, meeting_id)
    new = change_of(meeting, online_url="https://video.example.org/raum")

    plan = notices.planned_change(meeting, new)

    assert [change.sentence for change in plan.differences] == [
        "Online-Link: bisher nichts, jetzt https://video.example.org/raum"
    ]


# the pages


@pytest.fixture
def meeting(app):
    with app.app_context():
        meeting_id, _ = a_full_house()
        renamed(meeting_id)
        return meeting_id


def mails(app):
    with app.app_context():
        return [kind for (kind,) in db.session.query(Message.kind).order_by(Message.id)]


def test_the_meeting_page_leads_to_the_notice_which_shows_old_and_new(office, meeting, soup):
    overview = soup(office.get(f"/buero/treffen/{meeting}"))
    link = overview.find("a", string="Änderung ansehen und mitteilen")["href"]

    page = soup(office.get(link))

    cells = [cell.get_text(" ", strip=True) for cell in page.select("table td, table th")]
    assert "Neue Spulerei, Heeper Straße 37, 33607 Bielefeld" in cells
    assert "Cem Ahrens" in cells and "Cem Conrad" not in cells and "Cem Dorn" not in cells
    assert "2 Personen bekommen eine Nachricht. Änderung mitteilen?" in page.text
    assert "2 Personen bekommen nichts: noch nicht bestätigt oder abgemeldet." in page.text


@pytest.mark.parametrize(("button", "left"), [("bestaetigt", 2), ("schreibweise", 0)])
def test_the_office_chooses_whether_it_is_news(app, office, meeting, button, left):
    before = len(mails(app))

    answer = office.post(f"/buero/treffen/{meeting}/aenderung-mitteilen", data={button: "ja"})

    assert answer.status_code == 303
    assert len(mails(app)) - before == left
    assert "andere Angaben im Kalender" not in office.get(f"/buero/treffen/{meeting}").text


def test_without_news_the_page_says_so(app, office):
    with app.app_context():
        quiet = build.a_meeting()

    page = office.get(f"/buero/treffen/{quiet}/aenderung-mitteilen")

    assert "Es gibt nichts mitzuteilen." in page.text


def test_the_page_before_calling_off_names_who_is_told(office, meeting, soup):
    page = soup(office.get(f"/buero/treffen/{meeting}/absagen"))

    cells = [cell.get_text(" ", strip=True) for cell in page.select("table td, table th")]
    assert "E-Mail, die den Termin aus dem Kalender nimmt" in cells
    assert "Cem Ahrens" in cells and "Cem Conrad" not in cells


def test_the_pages_ask_the_same_number_of_queries_for_one_and_for_thirty(
    app, office, count_queries
):
    numbers = []
    for people in (1, 30):
        with app.app_context():
            many = build.a_meeting(title=f"Treffen mit {people}", capacity=40)
            for number in range(people):
                build.a_registration(many, email=f"viele{people}-{number}@example.org")
            renamed(many, name=f"Haus {people}")
        with count_queries() as seen:
            office.get(f"/buero/treffen/{many}/aenderung-mitteilen")
        numbers.append(len(seen))

    assert numbers[0] == numbers[1]
