"""A consent that nobody renews ends, as the form promises; each new tick renews it."""

from datetime import date, timedelta

from app.contacts.models import Consent, Person
from app.core.db import db
from app.outbox.models import Message
from app.privacy.consents import Topic, decide
from app.privacy.old_consents import end_old_invitations, end_old_listings
from app.privacy.retention_run import foretell, run
from app.privacy.subjects import subject_of
from app.registrations.models import Registration
from tests import build

WISHES = {"wants_invitations": True, "on_contact_list": True}


def a_guest(clock, year):
    """Somebody who ticks both boxes on 1 September of that year, for a meeting a week later."""
    clock.set(f"{year}-09-01T10:00")
    meeting = build.a_meeting(day=date(year, 9, 8), registration_closes=date(year, 9, 7))
    build.a_registration(meeting, last_name="Kaya", email="k@example.org", **WISHES)


def history(kind):
    db.session.expire_all()
    rows = db.session.query(Consent).filter_by(kind=kind).order_by(Consent.id)
    return [(row.at.year, row.given, row.way) for row in rows]


def test_a_consent_to_invitations_ends_three_years_after_the_last_tick(ctx, clock):
    a_guest(clock, 2027)
    a_guest(clock, 2029)
    clock.set("2032-09-07T10:00")
    assert end_old_invitations() == 0
    clock.set("2032-09-09T10:00")
    assert (end_old_invitations(), end_old_invitations()) == (1, 0)

    assert history("invitations") == [
        (2027, True, "form"), (2029, True, "form"), (2032, False, "expired"),
    ]  # fmt: skip
    assert not db.session.query(Person).one().invitations


def test_a_consent_to_the_contact_list_ends_a_year_after_the_meeting(ctx, clock):
    a_guest(clock, 2027)
    clock.set("2028-09-07T10:00")
    assert end_old_listings() == 0
    clock.set("2028-09-09T10:00")
    assert (end_old_listings(), end_old_listings()) == (1, 0)

    assert not db.session.query(Person).one().contact_list


def test_who_let_it_run_out_leaves_the_address_book_in_the_same_run(ctx, clock):
    a_guest(clock, 2027)
    clock.set("2030-10-01T10:00")
    run()

    assert db.session.query(Person).count() == 0


def test_the_office_is_told_a_week_before_of_a_single_one(ctx, clock):
    a_guest(clock, 2027)
    for day in range(21):
        clock.set((date(2030, 8, 12) + day * timedelta(days=1)).isoformat() + "T08:00")
        foretell()

    letter = db.session.query(Message).filter_by(kind="foretold").one()
    assert letter.created_at.date() == date(2030, 8, 19)


def test_the_photo_wish_of_a_form_does_not_outlive_it_in_the_address_book(ctx, clock):
    meeting = build.a_meeting(day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    build.a_registration(meeting, no_photo=True, **WISHES)

    assert not db.session.query(Person).one().no_photo


def test_a_photo_wish_said_late_ends_with_the_others_of_the_meeting(ctx, clock):
    meeting = build.a_meeting(day=date(2027, 9, 8), registration_closes=date(2027, 9, 7))
    guest = build.a_registration(meeting)
    clock.set("2027-10-20T10:00")
    run()
    decide(subject_of("registration", guest), Topic.PHOTOS, given=False)
    assert db.session.get_one(Registration, guest).no_photo
    run()
    db.session.expire_all()
    assert not db.session.get_one(Registration, guest).no_photo
