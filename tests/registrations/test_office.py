"""The office does it for people: by phone, to another meeting, beyond the places, other places."""

from datetime import date

import pytest

from app.core.errors import Conflict, RuleBroken
from app.registrations import actions, lists, office, queries
from app.registrations.rules import Counts, RegistrationState
from tests import build
from tests.registrations.outbox import calendar_of, last_mail, letters, row, state, text_of

S = RegistrationState


def phone(meeting, key="phone", as_guest=False, **values):
    applicant = build.an_applicant(**values)
    return office.register(meeting, applicant, key, actor=build.OFFICE, as_guest=as_guest).id


def test_somebody_who_calls_has_a_place_at_once_and_is_one_registration(ctx):
    meeting = build.a_meeting()
    applicant = build.an_applicant(email="mai@example.org")

    first = office.register(meeting, applicant, "one-form", actor=build.OFFICE).id
    again = office.register(meeting, applicant, "one-form", actor=build.OFFICE).id

    assert (first, row(first).source, state(first)) == (again, "office", S.CONFIRMED)
    assert letters() == [("confirmation", "mai@example.org")]
    assert build.audit() == [
        ("Miriam Voss", "registration_taken_by_phone", f"registration:{first}")
    ]
    with pytest.raises(RuleBroken) as fault:
        office.register(meeting, applicant, "another-form", actor=build.OFFICE)
    assert fault.value.field == "nachname"


def test_without_an_address_nobody_gets_a_mail_and_the_office_is_told(ctx):
    meeting = build.a_meeting()
    guest = phone(meeting, email="")

    told = office.call_off(meeting, reason="Sturm", next_step="", actor=build.OFFICE)

    assert (state(guest), letters(), told) == (S.CONFIRMED, [], 0)
    assert [one.id for one in queries.to_call(meeting)] == [guest]


def test_beyond_the_places_only_when_the_office_says_so(ctx):
    meeting = build.a_meeting(capacity=1)
    phone(meeting, "a")

    waiting, guest = phone(meeting, "b"), phone(meeting, "c", as_guest=True)

    assert [state(waiting), state(guest)] == [S.WAITLISTED, S.CONFIRMED]
    assert queries.counts(meeting) == Counts(confirmed=1, waiting=1, guests=1)
    office.cancel(guest, build.OFFICE)
    assert state(waiting) == S.WAITLISTED  # a guest had no place that could become free


def test_after_the_closing_date_the_office_decides_who_comes(ctx, clock):
    meeting = build.a_meeting(capacity=1)
    seated, waiting = build.a_registration(meeting), build.a_registration(meeting)
    with pytest.raises(RuleBroken):
        office.let_in(waiting, build.OFFICE)
    clock.set("2027-09-29T09:00")
    actions.cancel(build.token_of(seated))
    assert state(waiting) == S.WAITLISTED

    for _ in range(2):
        office.let_in(waiting, build.OFFICE)

    assert state(waiting) == S.CONFIRMED
    assert len(letters("confirmation")) == 2


def test_letting_in_somebody_with_an_offer_gives_the_place_that_is_held(ctx):
    meeting = build.a_meeting(capacity=1)
    seated, offered, waiting = (build.a_registration(meeting) for _ in range(3))
    actions.cancel(build.token_of(seated))

    office.let_in(offered, build.OFFICE, as_guest=True)

    assert [state(offered), state(waiting)] == [S.CONFIRMED, S.WAITLISTED]
    assert queries.counts(meeting) == Counts(confirmed=1, waiting=1, cancelled=1)


def test_moving_tells_once_and_both_calendars_agree(ctx):
    here, there = build.a_meeting(capacity=1), build.a_meeting(day=date(2027, 10, 7))
    guest, waiting = build.a_registration(here), build.a_registration(here)
    before, entry = len(letters()), row(guest).uid

    first = office.move(guest, there, build.OFFICE).id
    again = office.move(guest, there, build.OFFICE).id

    assert first == again != guest
    assert [state(guest), state(waiting), state(first)] == [S.CANCELLED, S.OFFERED, S.CONFIRMED]
    assert letters()[before:] == [("moved", row(guest).email), ("promoted", row(waiting).email)]
    mail = last_mail("moved")
    method, uid, sequence, event = calendar_of(mail)
    assert (method, uid) == ("REQUEST", row(first).uid)
    assert event["DTSTART"].dt.date() == date(2027, 10, 7)
    assert (uid, sequence) == (entry, 1)
    assert [part.get_filename() for part in mail.iter_attachments()] == ["invite.ics"]
    assert f"/anmeldung/{build.token_of(first)}" in text_of(mail)


def test_raising_places_makes_offers_at_once_and_their_number_is_known_before(ctx):
    meeting = build.a_meeting(capacity=1)
    people = [build.a_registration(meeting) for _ in range(4)]
    numbers = queries.counts(meeting)
    expected = lists.offers_by(row(people[0]).meeting, numbers, 3, None)

    offers = office.change_places(meeting, 3, None, build.OFFICE)

    assert offers == expected == 2
    assert office.change_places(meeting, 3, None, build.OFFICE) == 0
    with pytest.raises(RuleBroken) as fault:
        office.change_places(meeting, 2, None, build.OFFICE)
    assert "davon 2 angeboten" in fault.value.message


def test_confirming_by_phone_twice_is_confirming_once(ctx):
    pending = build.a_registration(build.a_meeting(), confirmed=False)

    for _ in range(2):
        office.confirm(pending, build.OFFICE)

    assert state(pending) == S.CONFIRMED
    assert len(letters("confirmation")) == 1


def test_two_editors_do_not_overwrite_each_other(ctx):
    guest = build.a_registration(build.a_meeting(), last_name="Yildirim", email="a@example.org")
    seen = row(guest).version
    new = build.an_applicant(last_name="Yıldırım", email="b@example.org", access_needs="Höranlage")

    office.edit(guest, new, seen, note="rief an", actor=build.OFFICE)
    with pytest.raises(Conflict):
        office.edit(guest, new, seen, note="", actor=build.OFFICE)

    found = row(guest)
    assert (found.last_name, found.email, found.office_note) == (
        "Yıldırım",
        "b@example.org",
        "rief an",
    )
    assert found.needs_told_at is not None
    assert [one.id for one in lists.listing(found.meeting_id, search="b@example.org")] == [guest]


def test_history_and_letters_of_one_person(ctx):
    meeting = build.a_meeting()
    guest = build.a_registration(meeting)
    build.a_registration(meeting)
    office.cancel(guest, build.OFFICE)

    assert [one.what for one in lists.history_of(guest)] == ["registration_cancelled"]
    kinds = [one.kind for one in lists.letters_to(row(guest))]
    assert kinds == ["cancellation_ack", "confirmation", "confirm_request"]
