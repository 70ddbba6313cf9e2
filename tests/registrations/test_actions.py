"""Registering, confirming, cancelling, moving up: what is kept and which letters wait to leave."""

from datetime import timedelta

import pytest

from app.core import clock as app_clock
from app.core.errors import Gone, NotFound, RuleBroken, TooMany
from app.kits.shelf import shelf
from app.registrations import actions, lists, office, places, queries, retention
from app.registrations.rules import Counts, RegistrationState
from tests import build
from tests.registrations.outbox import calendar_of, last_mail, letters, row, state, text_of

S = RegistrationState


def test_registration_is_pending_and_the_link_is_on_its_way(ctx):
    meeting = build.a_meeting()

    person = build.a_registration(meeting, confirmed=False, email="Cem@Example.org")

    assert queries.counts(meeting) == Counts(pending=1)
    assert letters() == [("confirm_request", "Cem@Example.org")]
    link = f"http://127.0.0.1:8000/anmeldung/{build.token_of(person, 'confirm')}/bestaetigen"
    assert link in text_of(last_mail("confirm_request"))
    assert "48 Stunden" in text_of(last_mail("confirm_request"))


def test_the_same_form_twice_is_one_registration_and_one_mail(ctx):
    meeting, applicant = build.a_meeting(), build.an_applicant()

    actions.register(meeting, applicant, "the-same-key")
    actions.register(meeting, applicant, "the-same-key")

    assert queries.counts(meeting) == Counts(pending=1)
    assert letters() == [("confirm_request", applicant.email)]


def test_sending_the_form_again_corrects_what_is_pending_and_mails_again(ctx):
    meeting = build.a_meeting()
    first = build.an_applicant(email="mai@example.org", last_name="Nguyễn", organisation="")
    second = build.an_applicant(
        email="MAI@example.org", last_name="NGUYỄN", organisation="Radfreunde"
    )

    actions.register(meeting, first, "key-1")
    actions.register(meeting, second, "key-2")

    (kept,) = lists.listing(meeting)
    assert (kept.organisation, kept.last_name, kept.state) == ("Radfreunde", "NGUYỄN", "pending")
    assert len(letters("confirm_request")) == 2


def test_two_people_may_share_an_address(ctx):
    meeting = build.a_meeting()

    build.a_registration(meeting, first_name="Änne", last_name="Süß", email="suess@example.org")
    build.a_registration(meeting, first_name="Cem", last_name="Süß", email="suess@example.org")

    assert queries.counts(meeting) == Counts(confirmed=2)


def test_a_confirmed_person_who_registers_again_gets_the_confirmation_again(ctx):
    meeting = build.a_meeting()
    build.a_registration(meeting, last_name="Süß", email="suess@example.org")

    again = build.an_applicant(last_name="Süß", email="suess@example.org")
    actions.register(meeting, again, "key-again")
    actions.register(meeting, again, "key-again")

    assert queries.counts(meeting) == Counts(confirmed=1)
    kinds = [kind for kind, _ in letters()]
    assert kinds[:3] == ["confirm_request", "confirmation", "confirmation"]
    assert calendar_of(last_mail("confirmation"))[2] == 0


def test_one_address_gets_no_more_mails_than_the_limit(ctx):
    meeting = build.a_meeting()
    for number in range(5):
        build.a_registration(
            meeting, confirmed=False, last_name=f"Gast {number}", email="viele@example.org"
        )

    with pytest.raises(TooMany) as fault:
        build.a_registration(meeting, confirmed=False, email="viele@example.org")

    assert fault.value.field == "email"
    assert queries.counts(meeting) == Counts(pending=5)


def test_confirming_gives_the_place_and_the_invitation(ctx):
    meeting = build.a_meeting()
    person = build.a_registration(
        meeting, confirmed=False, first_name="Nguyễn Thị", last_name="Mai", email="mai@example.org"
    )

    own_page = actions.confirm(build.token_of(person, "confirm"))

    found = queries.by_manage_token(own_page)
    assert (found.state, found.calendar_sent, found.sequence) == (S.CONFIRMED, True, 0)
    assert letters("confirmation") == [("confirmation", "mai@example.org")]
    mail = last_mail("confirmation")
    method, uid, sequence, event = calendar_of(mail)
    assert (method, uid, sequence) == ("REQUEST", found.uid, 0)
    assert event["ATTENDEE"] == "mailto:mai@example.org"
    assert event["DTSTART"].dt.isoformat() == "2027-09-30T18:00:00+02:00"
    text = text_of(mail)
    assert "Guten Tag Nguyễn Thị Mai," in text
    assert "Donnerstag, 30. September 2027, 18:00 bis 20:30 Uhr" in text
    assert f"/anmeldung/{build.token_of(person)}" in text


def test_confirming_twice_changes_nothing(ctx):
    meeting = build.a_meeting()
    person = build.a_registration(meeting)

    actions.confirm(build.token_of(person, "confirm"))

    assert queries.counts(meeting) == Counts(confirmed=1)
    assert len(letters("confirmation")) == 1


def test_full_meeting_puts_people_on_the_waiting_list_in_order_of_confirmation(ctx):
    meeting = build.a_meeting(capacity=1)
    early = build.a_registration(meeting, confirmed=False)
    build.a_registration(meeting)
    second = build.a_registration(meeting)
    actions.confirm(build.token_of(early, "confirm"))

    assert queries.counts(meeting) == Counts(confirmed=1, waiting=2)
    assert queries.waiting_position(row(second)) == 1
    assert queries.waiting_position(row(early)) == 2
    assert "Platz 2 der" in text_of(last_mail("waitlist"))


def test_without_waiting_list_a_full_meeting_takes_nobody(ctx):
    meeting = build.a_meeting(kit="lenkungskreis", capacity=1)
    waiting = build.a_registration(meeting, confirmed=False)
    build.a_registration(meeting)

    with pytest.raises(RuleBroken):
        actions.confirm(build.token_of(waiting, "confirm"))
    with pytest.raises(RuleBroken):
        build.a_registration(meeting)

    assert shelf().kit("lenkungskreis").has_waitlist is False
    assert queries.counts(meeting) == Counts(confirmed=1, pending=1)


def test_online_guests_of_a_hybrid_meeting_take_no_place(ctx):
    meeting = build.a_meeting(kit="online-hybrid", capacity=1)

    build.a_registration(meeting)
    build.a_registration(meeting, participation="online")
    build.a_registration(meeting)

    assert queries.counts(meeting) == Counts(confirmed=1, online=1, waiting=1)


def test_link_to_confirm_ends_after_48_hours(ctx, clock):
    meeting = build.a_meeting()
    person = build.a_registration(meeting, confirmed=False)
    clock.move(hours=48, minutes=5)

    with pytest.raises(Gone):
        actions.confirm(build.token_of(person, "confirm"))

    assert state(person) == S.PENDING


def test_who_registered_on_the_last_day_may_confirm_on_the_next(ctx, clock):
    meeting = build.a_meeting()
    clock.set("2027-09-28T23:50")
    person = build.a_registration(meeting, confirmed=False)
    clock.set("2027-09-29T09:00")

    actions.confirm(build.token_of(person, "confirm"))

    assert state(person) == S.CONFIRMED
    with pytest.raises(RuleBroken):
        build.a_registration(meeting)


def test_tokens_open_one_purpose_only(ctx):
    person = build.a_registration(build.a_meeting())
    confirm, manage = build.token_of(person, "confirm"), build.token_of(person)

    for wrong in (manage, confirm[:-1], confirm + "A", ""):
        with pytest.raises(NotFound):
            actions.confirm(wrong)
    for wrong in (confirm, manage[:-1]):
        with pytest.raises(NotFound):
            actions.cancel(wrong)


def test_draft_takes_no_registration(ctx):
    with pytest.raises(NotFound):
        build.a_registration(build.a_meeting(state="draft"))


def test_cancelling_frees_the_place_for_the_first_in_line_at_once(ctx):
    meeting = build.a_meeting(capacity=1)
    guest = build.a_registration(meeting)
    first, second = build.a_registration(meeting), build.a_registration(meeting)

    actions.cancel(build.token_of(guest))

    assert [state(person) for person in (guest, first, second)] == [
        S.CANCELLED,
        S.OFFERED,
        S.WAITLISTED,
    ]
    assert queries.counts(meeting).taken == 1
    assert row(first).offer_expires_at - app_clock.now() > timedelta(hours=47, minutes=59)
    method, uid, sequence, event = calendar_of(last_mail("cancellation_ack"))
    assert (method, uid, sequence) == ("CANCEL", row(guest).uid, 1)
    assert event["STATUS"] == "CANCELLED"
    assert "Fr., 03.09.2027, 09:00 Uhr" in text_of(last_mail("promoted"))


def test_cancelling_twice_sends_one_mail(ctx):
    person = build.a_registration(build.a_meeting())

    actions.cancel(build.token_of(person))
    actions.cancel(build.token_of(person))

    assert len(letters("cancellation_ack")) == 1


def test_leaving_the_waiting_list_sends_no_calendar_file(ctx):
    meeting = build.a_meeting(capacity=1)
    build.a_registration(meeting)
    person = build.a_registration(meeting)

    actions.cancel(build.token_of(person))

    mail = last_mail("left_waitlist")
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert "nicht mehr auf der Warteliste" in text_of(mail).replace("\n", " ")


def test_no_offer_after_the_closing_day(ctx, clock):
    meeting = build.a_meeting(capacity=1)
    guest, waiting = build.a_registration(meeting), build.a_registration(meeting)
    clock.set("2027-09-29T00:00")

    actions.cancel(build.token_of(guest))

    assert state(waiting) == S.WAITLISTED


def test_nobody_cancels_after_the_begin(ctx, clock):
    person = build.a_registration(build.a_meeting())
    clock.set("2027-09-30T18:00")

    with pytest.raises(RuleBroken):
        actions.cancel(build.token_of(person))

    assert state(person) == S.CONFIRMED


def test_registering_again_revives_the_entry_with_a_higher_sequence(ctx):
    meeting = build.a_meeting()
    who = {"last_name": "Krzyżanowska", "email": "k@example.org"}
    person = build.a_registration(meeting, **who)
    uid, old_link = row(person).uid, build.token_of(person)
    actions.cancel(old_link)

    again = build.a_registration(meeting, **who)

    assert again == person
    method, same_uid, sequence, _ = calendar_of(last_mail("confirmation"))
    assert (method, same_uid, sequence) == ("REQUEST", uid, 2)
    with pytest.raises(NotFound):
        actions.cancel(old_link)


def test_office_cancels_for_a_person_and_the_log_knows(ctx):
    person = build.a_registration(build.a_meeting())

    office.cancel(person, build.OFFICE)

    assert state(person) == S.CANCELLED
    assert build.audit() == [("Miriam Voss", "registration_cancelled", f"registration:{person}")]


def offered(meeting):
    guest, first = build.a_registration(meeting), build.a_registration(meeting)
    second = build.a_registration(meeting)
    actions.cancel(build.token_of(guest))
    return first, second


def test_accepting_an_offer_gives_place_and_invitation_once(ctx):
    first, _ = offered(build.a_meeting(capacity=1))
    before = len(letters("confirmation"))

    actions.accept_offer(build.token_of(first))
    actions.accept_offer(build.token_of(first))

    assert state(first) == S.CONFIRMED
    assert len(letters("confirmation")) == before + 1
    assert calendar_of(last_mail("confirmation"))[0] == "REQUEST"


def test_a_waiting_person_cannot_take_a_place(ctx):
    _, second = offered(build.a_meeting(capacity=1))

    with pytest.raises(Gone):
        actions.accept_offer(build.token_of(second))

    assert state(second) == S.WAITLISTED


def test_lapsed_offer_goes_to_the_next_and_the_person_is_told(ctx, clock):
    meeting = build.a_meeting(capacity=1)
    first, second = offered(meeting)
    clock.move(hours=48, minutes=5)

    with pytest.raises(Gone):
        actions.accept_offer(build.token_of(first))
    assert places.lapse_offers() == 1
    assert places.lapse_offers() == 0

    assert [state(first), state(second)] == [S.OFFER_LAPSED, S.OFFERED]
    assert letters("offer_lapsed") == [("offer_lapsed", row(first).email)]
    assert "03.09.2027" in text_of(last_mail("offer_lapsed"))
    assert queries.counts(meeting) == Counts(offered=1, lapsed=1, cancelled=1)


def test_unconfirmed_entries_are_gone_after_48_hours(ctx, clock):
    meeting = build.a_meeting()
    old, kept = build.a_registration(meeting, confirmed=False), build.a_registration(meeting)
    clock.move(hours=40)
    young = build.a_registration(meeting, confirmed=False)
    clock.move(hours=8, minutes=5)

    assert retention.forget_unconfirmed() == 1

    assert [found.id for found in lists.listing(meeting, order="eingang")] == [kept, young]
    assert row(old) is None


def test_who_had_cancelled_and_never_confirmed_again_stays_cancelled(ctx, clock):
    meeting = build.a_meeting()
    who = {"last_name": "Süß", "email": "suess@example.org"}
    person = build.a_registration(meeting, **who)
    actions.cancel(build.token_of(person))
    build.a_registration(meeting, confirmed=False, **who)
    clock.move(hours=49)

    retention.forget_unconfirmed()

    assert state(person) == S.CANCELLED


def test_search_ignores_case_and_accents_and_sorts_the_german_way(ctx):
    meeting = build.a_meeting()
    for name in ("Zürn", "Ärmel", "Yıldırım", "Armbrust"):
        build.a_registration(meeting, last_name=name, email=f"a{len(name)}@example.org")

    def names(**wanted):
        return [found.last_name for found in lists.listing(meeting, **wanted)]

    assert names() == ["Armbrust", "Ärmel", "Yıldırım", "Zürn"]
    assert names(order="-name") == ["Zürn", "Yıldırım", "Ärmel", "Armbrust"]
    assert names(order="; drop table") == names()
    assert names(search="yildirim") == ["Yıldırım"]
    assert names(search="ZUERN zurn") == []
    assert names(search="cem ÄRME") == ["Ärmel"]
    assert names(state="pending") == []


def test_sectors_count_people_with_a_place(ctx):
    meeting = build.a_meeting()
    build.a_registration(meeting, sector="politik")
    build.a_registration(meeting, sector="politik")
    build.a_registration(meeting, sector="")
    build.a_registration(meeting, sector="wirtschaft", confirmed=False)

    assert queries.sectors(meeting) == {"": 1, "politik": 2}
    assert queries.attendance_by_sector(meeting) == {}
