"""A mail to many speaks to each reader in their language, while it says what its kit says."""

from app.core.db import db, transaction
from app.meetings.models import Meeting
from app.outbox.models import Message
from app.registrations.models import Registration
from tests import build
from tests.mailings.test_sending import sent
from tests.registrations.outbox import text_of


def a_reminder(languages, **changes):
    """The reminder in the words of the kit, and two people who registered."""
    meeting_id = build.a_meeting(languages=languages)
    for email, language in (("cem@example.org", "de"), ("may@example.org", "en")):
        one = build.a_registration(
            meeting_id, email=email, first_name="Mai", last_name=f"Lê {language}"
        )
        with transaction():
            db.session.get(Registration, one).language = language
    mail = db.session.get(Meeting, meeting_id).kit.mail("reminder")
    facts = {"subject": mail.subject, "body": mail.body, "kit_mail": mail.id} | changes
    db.session.query(Message).delete()
    db.session.commit()
    return build.a_mailing(meeting_id, recipients=["registered"], purpose="reminder", **facts)


def test_each_reader_gets_it_in_the_language_of_the_registration(ctx):
    mails = sent(a_reminder(["en"]))

    assert mails["cem@example.org"]["Subject"].startswith("Erinnerung: ")
    assert mails["may@example.org"]["Subject"].startswith("Reminder: ")
    assert "We will meet soon:" in text_of(mails["may@example.org"])
    assert 'lang="en"' in mails["may@example.org"].get_body(("html",)).get_content()


def test_a_meeting_that_offers_german_alone_writes_german(ctx):
    mails = sent(a_reminder([]))

    assert mails["may@example.org"]["Subject"].startswith("Erinnerung: ")


def test_what_the_office_has_changed_goes_to_all_in_german(ctx):
    mails = sent(a_reminder(["en"], body="Am {{datum_lang}} ist es so weit.\n"))

    assert text_of(mails["may@example.org"]).startswith("Am Donnerstag, 30. September 2027")
