"""Each letter of a registration in three languages: one language from subject to calendar entry."""

import re

import msgspec
import pytest
from icalendar import Calendar

from app.core import clock
from app.core.db import db
from app.core.language import LANGUAGES, speaking
from app.core.settings import current
from app.meetings.mails import words_by_language
from app.outbox.message import compose
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState as State
from tests import build

GERMAN = re.compile(r"\b(Sie|Ihre?[nmr]?|wir|bitte|nicht|Uhr|Guten Tag|Grüße)\b")
ENGLISH = re.compile(r"\b(the|you|your|please|Hello|regards)\b", re.IGNORECASE)
KINDS = {
    "confirm_request": lambda one: mails.confirm_request(one, project="Radweg"),
    "confirmation": mails.confirmation,
    "waitlist": lambda one: mails.waitlist(one, 3),
    "promoted": mails.promoted,
    "requested": mails.requested,
    "declined": mails.declined,
    "switched": mails.switched,
    "address_request": mails.address_request,
    "address_changed": lambda one: mails.address_changed(one, "alt@example.org"),
    "offer_lapsed": mails.offer_lapsed,
    "cancellation": mails.cancellation,
    "change_notice": lambda one: mails.change_notice(
        one, lambda: "", words_by_language(one.meeting)
    ),
    "called_off": lambda one: mails.called_off(one, "-", "-", words_by_language(one.meeting)),
}


def somebody(language, state=State.CONFIRMED, **values):
    """A registration in this language; only the letters are looked at, nothing is sent."""
    meeting_id = build.a_meeting(title="Klima 2027", topic="", **values)
    one = db.session.get(Registration, build.a_registration(meeting_id))
    one.language, one.state = language, state
    one.offer_expires_at, one.new_email = clock.now(), "neu@example.org"
    one.sent_picture = one.sent_picture if state is State.CONFIRMED else ""
    return one


def told(letter):
    """What a reader sees, without the names that are the same in every language."""
    names = current().office.signature.strip().partition("\n")[2]
    return re.sub(r"https?://\S+", "", f"{letter.subject}\n{letter.text}".replace(names, ""))


@pytest.mark.parametrize("state", [State.CONFIRMED, State.WAITLISTED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_letter_speaks_one_language(ctx, language, state):
    one = somebody(language, state)
    unwanted = GERMAN if language == "en" else ENGLISH

    for kind, write in KINDS.items():
        with speaking("de" if language == "en" else "en"):  # whoever presses the button
            letter = write(one)

        assert (kind, letter.language) == (kind, language)
        assert "{{" not in letter.subject + letter.text
        assert (kind, unwanted.findall(told(letter))) == (kind, [])
        page = compose(letter, current(), "<1@example.org>", clock.local(clock.now()))
        assert f'lang=3D"{LANGUAGES[language].tag}"' in page.decode("ascii")


def test_the_dates_of_a_letter_suit_its_language(ctx):
    one = somebody("en")

    assert one.meeting.day.strftime("%-d %B %Y") in mails.confirmation(one).text
    one.language = "einfach"
    assert f"{one.meeting.day:%d.%m.%Y}" in mails.confirmation(one).subject


def test_the_entry_in_the_calendar_speaks_it_too(ctx):
    one = somebody("en", venue_id=None)

    (event,) = Calendar.from_ical(mails.confirmation(one).invitation.data).walk("VEVENT")

    assert event["LOCATION"] == "Place to follow"
    assert event["DESCRIPTION"].splitlines()[-1].startswith("Questions: ")


def test_a_text_that_the_office_changed_goes_to_all_in_german(ctx):
    one = somebody("en")
    kit, changed = one.meeting.kit, one.meeting.kit.mail("confirmation")
    new = msgspec.structs.replace(changed, body="Am {{datum_lang}} um {{beginn}} Uhr.\n")
    mails_now = tuple(new if mail is changed else mail for mail in kit.mails)
    one.meeting.kit = msgspec.structs.replace(kit, mails=mails_now)

    letter = mails.confirmation(one)

    assert letter.language == "de"
    assert letter.text.endswith(" Uhr.\n")
    assert f"{one.meeting.day.year} um" in letter.text
    assert letter.subject.startswith("Ihr Platz ist sicher")
