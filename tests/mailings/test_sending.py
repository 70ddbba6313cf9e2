"""What leaves: to whom, with which words, links and files; after trouble too."""

from datetime import date
from email import message_from_bytes, policy

import pytest

from app.agenda import actions as agenda
from app.agenda.publishing import publish_first
from app.contacts import actions as contacts
from app.contacts.models import Person
from app.contacts.rules import ConsentKind
from app.core import pdf
from app.core.db import db, transaction
from app.core.pdf import PdfFailed
from app.ideas.models import Idea
from app.mailings import actions, sending
from app.mailings.mails import Enclosures
from app.mailings.models import Mailing
from app.meetings.models import Invitation, Meeting
from app.outbox.models import Message
from tests import build
from tests.build import OFFICE
from tests.registrations.outbox import calendar_of, text_of


def row(mailing_id):
    db.session.rollback()
    return db.session.get(Mailing, mailing_id)


def letters():
    found = db.session.query(Message).order_by(Message.recipient)
    return {one.recipient: message_from_bytes(one.body, policy=policy.default) for one in found}


def sent(mailing_id):
    actions.start(mailing_id, actor=OFFICE)
    sending.send_due()
    return letters()


def cem(**values):
    facts = {"first_name": "Cem", "last_name": "Yıldırım", "email": "cem@example.org"}
    return build.a_person(invited=True, **facts | values)


def test_one_mail_each_with_their_own_name_and_link_and_nobody_elses_address(ctx):
    mailing = build.a_mailing(build.a_meeting())
    cem()
    build.a_person(first_name="Mai", last_name="Nguyễn", email="mai@example.org", invited=True)

    mails = sent(mailing)

    assert sorted(mails) == ["cem@example.org", "mai@example.org"]
    first = mails["cem@example.org"]
    assert text_of(first).startswith("Guten Tag Cem Yıldırım,")
    assert "mai@example.org" not in first.as_string()
    assert row(mailing).state == "sent" and row(mailing).people == 2
    assert db.session.query(Invitation).count() == 2


def test_the_link_leads_to_the_persons_own_page(ctx, client):
    mailing = build.a_mailing(build.a_meeting())
    cem()

    text = text_of(sent(mailing)["cem@example.org"])

    path = text.split("/einladung/")[1].split()[0]
    assert "Einladung für Cem Yıldırım" in client.get(f"/einladung/{path}").text


def test_mails_to_the_list_tell_how_to_leave_it_in_text_and_headers(ctx, client):
    mailing = build.a_mailing(build.a_meeting())
    person = cem()

    mail = sent(mailing)["cem@example.org"]

    address = mail["List-Unsubscribe"].strip("<>")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    last = text_of(mail).split()[-1]
    assert (last, "Hier können Sie sich austragen:" in text_of(mail)) == (address, True)
    page = client.post("/austragen/" + address.rpartition("/")[2],
                       data={"List-Unsubscribe": "One-Click"})  # fmt: skip
    assert page.status_code == 200
    assert not db.session.get(Person, person, populate_existing=True).invitations


def test_a_text_that_tells_how_to_leave_gets_no_second_line(ctx):
    body = "Keine Einladungen mehr? Hier austragen: {{verwaltungs_link}}\n"
    mailing = build.a_mailing(build.a_meeting(), body=body)
    cem()

    assert text_of(sent(mailing)["cem@example.org"]).count("austragen") == 1


def test_registered_people_get_their_own_page_and_their_own_calendar_entry(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(
        meeting, recipients=["registered"], attachments=["ics"], purpose="reminder",
        body="Doch verhindert? {{verwaltungs_link}}\n",
    )  # fmt: skip
    registration = build.a_registration(meeting, email="kommt@example.org")
    db.session.query(Message).delete()
    db.session.commit()

    mail = sent(mailing)["kommt@example.org"]

    assert f"/anmeldung/{build.token_of(registration)}" in text_of(mail)
    method, _, _, event = calendar_of(mail)
    assert (method, str(event["ATTENDEE"])) == ("REQUEST", "mailto:kommt@example.org")
    assert "List-Unsubscribe" not in mail


def test_others_get_the_date_as_a_file_that_names_nobody(ctx):
    mailing = build.a_mailing(build.a_meeting(), attachments=["ics"])
    cem()

    mail = sent(mailing)["cem@example.org"]

    method, _, _, event = calendar_of(mail)
    assert (method, event.get("ATTENDEE")) == ("PUBLISH", None)


def test_the_agenda_goes_along_and_is_made_once(ctx, monkeypatch):
    made = []
    monkeypatch.setattr(pdf, "_in_worker", lambda *_: made.append(1) or b"%PDF-1.7")
    meeting = build.a_planned_meeting()
    mailing = build.a_mailing(
        meeting,
        attachments=["agenda_pdf", "travel_info"],
        body="Programm:\n{{tagesordnung_kurz}}\n",
    )
    cem()
    cem(email="noch@example.org")

    mail = sent(mailing)["cem@example.org"]

    assert [part.get_filename() for part in mail.iter_attachments()] == [
        "2027-09-30_Vernetzungstreffen-im-Herbst_Tagesordnung.pdf"
    ]
    assert len(made) == 1
    assert "\n18:00 Uhr: Begrüßung" in text_of(mail).replace("\r", "")
    assert "Haltestelle: Musterweg, 120 m" in text_of(mail)
    assert "Einlass" not in text_of(mail)


def test_an_agenda_that_cannot_be_made_gives_the_mail_back_to_the_office(ctx, monkeypatch):
    def broken(*_):
        raise PdfFailed("Das Dokument ließ sich nicht erstellen.")

    monkeypatch.setattr(pdf, "_in_worker", broken)
    bad = build.a_mailing(build.a_meeting(), attachments=["agenda_pdf"])
    good = build.a_mailing(build.a_meeting())
    cem()
    for one in (bad, good):
        actions.start(one, actor=OFFICE)

    sending.send_due()

    assert (row(bad).state, row(bad).fault) == (
        "planned", "Das Dokument ließ sich nicht erstellen."
    )  # fmt: skip
    assert (row(good).state, row(good).people) == ("sent", 1)


def test_who_unsubscribes_while_it_is_being_sent_gets_nothing(ctx):
    mailing = build.a_mailing(build.a_meeting())
    cem()
    last = build.a_person(last_name="Zuletzt", email="z@example.org", invited=True)
    actions.start(mailing, actor=OFFICE)

    sending.send_batch(mailing, Enclosures(), size=1)
    contacts.withdraw(last, ConsentKind.INVITATIONS, way="link")
    sending.send_due()

    assert list(letters()) == ["cem@example.org"]
    assert (row(mailing).state, row(mailing).people) == ("sent", 1)


def test_it_goes_on_where_a_crash_left_it(ctx):
    mailing = build.a_mailing(build.a_meeting())
    for number in range(7):
        build.a_person(email=f"{number}@example.org", invited=True)
    actions.start(mailing, actor=OFFICE)

    with pytest.raises(ZeroDivisionError), transaction():
        sending.send_batch(mailing, Enclosures(), size=3)
        raise ZeroDivisionError
    sending.send_batch(mailing, Enclosures(), size=3)
    sending.send_due()
    sending.send_due()

    assert sorted(letters()) == [f"{number}@example.org" for number in range(7)]


def test_called_off_in_the_middle_the_others_get_nothing(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting)
    cem()
    cem(last_name="Zuletzt", email="z@example.org")
    actions.start(mailing, actor=OFFICE)
    sending.send_batch(mailing, Enclosures(), size=1)
    with transaction():
        db.session.get(Meeting, meeting).state = "cancelled"

    sending.send_due()

    assert list(letters()) == ["cem@example.org"]
    assert row(mailing).state == "sent" and "nicht mehr veröffentlicht" in row(mailing).fault


@pytest.mark.parametrize(
    ("wall", "state"),
    [
        ("2027-09-14T07:59", "planned"),
        ("2027-09-14T08:00", "sent"),
        ("2027-09-16T12:00", "sent"),
        ("2027-09-17T12:00", "planned"),
    ],
)
def test_a_reminder_leaves_by_itself_on_its_day_and_never_too_late(ctx, clock, wall, state):
    meeting = build.a_meeting(day=date(2027, 9, 30))
    mailing = build.a_mailing(
        meeting, recipients=["registered"], automatic=True, fixed_day=date(2027, 9, 14)
    )
    build.a_registration(meeting)
    clock.set(wall)

    sending.send_due()

    assert row(mailing).state == state


def test_what_waits_for_the_office_does_not_leave_by_itself(ctx):
    mailing = build.a_mailing(build.a_meeting())
    cem()

    sending.send_due()

    assert (row(mailing).state, letters()) == ("planned", {})


def test_results_go_to_the_contact_of_each_idea_one_by_one(ctx):
    meeting = build.a_planned_meeting(kit="lenkungskreis")
    heading = build.minutes_for(meeting)[0]
    for title in ("Klima-Bänke", "Balkon-Solar"):
        build.an_entry(meeting, heading, kind="idea", text=title)
    mailing = build.a_mailing(
        meeting, recipients=["decided_ideas"], purpose="decision_notice",
        subject="Ergebnis: {{pitch_titel}}", body="{{begruendung}} {{naechster_schritt}}\n",
    )  # fmt: skip
    with transaction():
        for idea in db.session.query(Idea):
            idea.contact_name, idea.contact_email = "Ina Neu", "ina@example.org"

    sent(mailing)

    subjects = [one.subject for one in db.session.query(Message).order_by(Message.subject)]
    assert subjects == ["Ergebnis: Balkon-Solar", "Ergebnis: Klima-Bänke"]


def test_planning_a_meeting_brings_its_agenda_into_the_short_words(ctx):
    meeting = build.a_meeting()
    agenda.draft_agenda(meeting)
    publish_first(meeting, build.OFFICE)
    mailing = build.a_mailing(meeting, body="{{tagesordnung_kurz}}\n")
    cem()

    text = text_of(sent(mailing)["cem@example.org"])

    assert text.splitlines()[0].startswith("18:00 Uhr: ")
