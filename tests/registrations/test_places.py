"""Every way in which a place becomes free ends with an offer to the first in line; two kinds of
places; requests; coming back."""

from datetime import date

import pytest

from app.core.db import db, locked, transaction
from app.core.errors import Gone, RuleBroken
from app.meetings.models import Meeting
from app.registrations import actions, office, places, queries, retention
from app.registrations.rules import Counts, RegistrationState
from tests import build
from tests.registrations.outbox import calendar_of, last_mail, letters, row, state, text_of

S = RegistrationState
HYBRID = "online-hybrid"


def change(meeting, **values):
    with transaction():
        for name, value in values.items():
            setattr(locked(Meeting, meeting), name, value)


def others(meeting):
    return build.a_meeting(title="Ein anderes Treffen", day=date(2027, 10, 7))


def lapse(clock):
    clock.move(hours=60)
    places.lapse_offers()


WAYS = {
    "one cancels": lambda m, guest, clock: actions.cancel(build.token_of(guest)),
    "the office cancels": lambda m, guest, clock: office.cancel(guest, build.OFFICE),
    "the office moves somebody": lambda m, guest, clock: office.move(
        guest, others(m), build.OFFICE
    ),
    "there are more places": lambda m, guest, clock: office.change_places(m, 2, None, build.OFFICE),
    "somebody goes online": lambda m, guest, clock: actions.switch(build.token_of(guest), "online"),
    "somebody is erased": lambda m, guest, clock: retention.erase(guest, build.OFFICE),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_which_a_place_becomes_free_offers_it_on(ctx, clock, way):
    meeting = build.a_meeting(HYBRID, capacity=1)
    guest, first, second = (build.a_registration(meeting) for _ in range(3))

    WAYS[way](meeting, guest, clock)

    assert [state(first), state(second)] == [S.OFFERED, S.WAITLISTED]
    assert letters("promoted") == [("promoted", row(first).email)]


def test_a_lapsed_offer_and_a_declined_one_go_on(ctx, clock):
    meeting = build.a_meeting(HYBRID, capacity=1)
    guest, first, second, third = (build.a_registration(meeting) for _ in range(4))
    actions.cancel(build.token_of(guest))

    lapse(clock)
    assert [state(first), state(second)] == [S.OFFER_LAPSED, S.OFFERED]
    actions.cancel(build.token_of(second))

    assert [state(second), state(third)] == [S.CANCELLED, S.OFFERED]


def test_who_left_the_line_and_came_back_stands_at_its_end(ctx):
    meeting = build.a_meeting(capacity=1)
    guest, first, second = (build.a_registration(meeting) for _ in range(3))
    actions.cancel(build.token_of(first))
    actions.come_back(build.token_of(first))

    actions.cancel(build.token_of(guest))

    assert [state(first), state(second)] == [S.WAITLISTED, S.OFFERED]


def test_a_held_place_is_nobody_elses(ctx):
    """While one place is offered, nothing that happens gives it to a second person."""
    meeting = build.a_meeting(HYBRID, capacity=1)
    change(meeting, online_capacity=1)
    for kind in ("onsite", "online"):
        guest, first, second = (build.a_registration(meeting, participation=kind) for _ in range(3))
        actions.cancel(build.token_of(guest))
        late = build.a_registration(meeting, participation=kind)
        actions.cancel(build.token_of(late))  # the places are counted once more
        with pytest.raises(RuleBroken):
            office.let_in(second, build.OFFICE)

        assert [state(first), state(second)] == [S.OFFERED, S.WAITLISTED]
    with pytest.raises(RuleBroken):
        office.change_places(meeting, 1, 0, build.OFFICE)
    assert queries.counts(meeting).all_offered == 2


def test_nobody_passes_a_held_place_when_the_line_behind_it_is_empty(ctx):
    meeting = build.a_meeting(HYBRID, capacity=1)
    change(meeting, online_capacity=1)
    for kind in ("onsite", "online"):
        guest, first = (build.a_registration(meeting, participation=kind) for _ in range(2))
        actions.cancel(build.token_of(guest))
        late = build.a_registration(meeting, participation=kind)

        assert [state(first), state(late)] == [S.OFFERED, S.WAITLISTED]


def test_a_declined_request_and_a_removed_entry_leave_the_line_as_it_is(ctx, clock):
    meeting = build.a_meeting(capacity=1)
    guest, waiting = build.a_registration(meeting), build.a_registration(meeting)
    change(meeting, needs_approval=True)
    asking = build.a_registration(meeting)
    build.a_registration(meeting, confirmed=False)

    office.decline(meeting, [asking], build.OFFICE)
    clock.move(hours=49)
    retention.forget_unconfirmed()

    assert [state(guest), state(waiting), state(asking)] == [S.CONFIRMED, S.WAITLISTED, S.CANCELLED]
    assert letters("declined") == [("declined", row(asking).email)]


def test_each_kind_of_place_has_its_own_line(ctx):
    meeting = build.a_meeting(HYBRID, capacity=1)
    change(meeting, online_capacity=1)
    seated, waiting = build.a_registration(meeting), build.a_registration(meeting)
    viewer, late = (build.a_registration(meeting, participation="online") for _ in range(2))

    assert queries.counts(meeting) == Counts(confirmed=1, waiting=1, online=1, online_waiting=1)
    assert [queries.waiting_position(row(one)) for one in (waiting, late)] == [1, 1]
    actions.cancel(build.token_of(viewer))

    assert [state(waiting), state(late)] == [S.WAITLISTED, S.OFFERED]
    assert state(seated) == S.CONFIRMED


def test_who_has_a_place_keeps_it_when_none_is_free_on_the_other_side(ctx):
    meeting = build.a_meeting(HYBRID, capacity=1)
    build.a_registration(meeting)
    viewer = build.a_registration(meeting, participation="online")

    with pytest.raises(RuleBroken) as fault:
        actions.switch(build.token_of(viewer), "onsite")

    assert "kein Platz vor Ort frei" in fault.value.message
    assert (row(viewer).participation, state(viewer)) == ("online", S.CONFIRMED)


def test_going_online_frees_the_place_and_the_entry_comes_once_more(ctx):
    meeting = build.a_meeting(HYBRID, capacity=1)
    guest, waiting = build.a_registration(meeting), build.a_registration(meeting)

    for _ in range(2):  # a second press changes nothing
        actions.switch(build.token_of(guest), "online", ("teilnahmeart", "Online am Bildschirm"))

    assert queries.counts(meeting) == Counts(online=1, offered=1)
    assert row(guest).answers["teilnahmeart"] == "Online am Bildschirm"
    assert letters("switched") == [("switched", row(guest).email)]
    assert calendar_of(last_mail("switched"))[:3] == ("REQUEST", row(guest).uid, 1)
    assert state(waiting) == S.OFFERED


def test_who_waits_on_site_gets_a_free_place_online_at_once(ctx):
    meeting = build.a_meeting(HYBRID, capacity=1)
    build.a_registration(meeting)
    waiting = build.a_registration(meeting)

    actions.switch(build.token_of(waiting), "online")

    assert state(waiting) == S.CONFIRMED
    assert queries.counts(meeting) == Counts(confirmed=1, online=1)


def test_the_office_decides_when_it_wants_to(ctx):
    meeting = build.a_meeting(capacity=1, needs_approval=True)
    first, second, third = (build.a_registration(meeting) for _ in range(3))
    assert queries.counts(meeting) == Counts(requested=3)
    assert [kind for kind, _ in letters("requested")] == ["requested"] * 3

    done = office.approve(meeting, [second, first], build.OFFICE)
    again = office.approve(meeting, [second, first], build.OFFICE)

    assert (done.confirmed, done.waiting, done.left) == (1, 1, 0)
    assert (again.confirmed, again.waiting) == (0, 0)
    assert [state(one) for one in (first, second, third)] == [
        S.CONFIRMED,
        S.WAITLISTED,
        S.REQUESTED,
    ]
    assert office.decline(meeting, [third], build.OFFICE) == 1
    assert "keinen Platz geben" in text_of(last_mail("declined"))


def test_without_a_waiting_list_nobody_is_approved_beyond_the_places(ctx):
    meeting = build.a_meeting("lenkungskreis", capacity=1, needs_approval=True)
    first, second = (build.a_registration(meeting) for _ in range(2))

    done = office.approve(meeting, [first, second], build.OFFICE)

    assert (done.confirmed, done.waiting, done.left) == (1, 0, 1)
    assert [state(first), state(second)] == [S.CONFIRMED, S.REQUESTED]


def test_coming_back_takes_one_press_and_keeps_the_calendar_entry(ctx):
    meeting = build.a_meeting()
    guest = build.a_registration(meeting)
    uid = row(guest).uid
    actions.cancel(build.token_of(guest))

    for _ in range(2):
        actions.come_back(build.token_of(guest))

    assert state(guest) == S.CONFIRMED
    assert calendar_of(last_mail("confirmation"))[:3] == ("REQUEST", uid, 2)
    assert len(letters("confirmation")) == 2


def test_leaving_the_waiting_list_twice_is_told_twice(ctx):
    meeting = build.a_meeting(capacity=1)
    build.a_registration(meeting)
    waiting = build.a_registration(meeting)

    for _ in range(2):
        actions.cancel(build.token_of(waiting))
        actions.come_back(build.token_of(waiting))

    assert len(letters("left_waitlist")) == 2
    assert queries.waiting_position(row(waiting)) == 1


def test_nobody_comes_back_when_registration_is_closed(ctx, clock):
    meeting = build.a_meeting()
    guest = build.a_registration(meeting)
    actions.cancel(build.token_of(guest))
    clock.set("2027-09-29T09:00")

    with pytest.raises(RuleBroken):
        actions.come_back(build.token_of(guest))

    assert state(guest) == S.CANCELLED


def test_a_new_address_counts_when_its_link_was_used(ctx):
    guest = build.a_registration(build.a_meeting(), email="alt@example.org")

    actions.ask_new_address(build.token_of(guest), "Neu@example.org")
    assert row(guest).email == "alt@example.org"
    token = queries.address_token(row(guest))
    for _ in range(2):
        actions.confirm_address(token)

    assert row(guest).email == "Neu@example.org"
    assert letters()[-3:] == [
        ("address_request", "Neu@example.org"),
        ("address_changed", "alt@example.org"),
        ("confirmation", "Neu@example.org"),
    ]
    assert calendar_of(last_mail("confirmation"))[3]["ATTENDEE"] == "mailto:Neu@example.org"


def test_pages_of_the_link_end_with_the_meeting(ctx, clock):
    guest = build.a_registration(build.a_meeting())
    clock.set("2027-09-30T18:00")

    with pytest.raises(Gone):
        actions.switch(build.token_of(guest), "online")
    with pytest.raises(Gone):
        actions.change_answers(build.token_of(guest), build.an_applicant(), 1)


def test_consents_reach_the_address_book_with_their_words(ctx):
    meeting = build.a_meeting()
    quiet = build.a_registration(meeting)
    guest = build.a_registration(meeting, wants_invitations=True)

    person = queries.by_id(guest).person_id
    assert queries.by_id(quiet).person_id is None
    again = build.an_applicant(first_name="Cem", last_name=row(guest).last_name)
    actions.change_answers(build.token_of(guest), again, row(guest).version)

    from app.contacts.models import Consent

    given = [
        (one.kind, one.given, one.way, one.wording.text)
        for one in db.session.query(Consent).filter_by(person_id=person).order_by(Consent.id)
    ]
    words = "Bitte laden Sie mich auch zu den nächsten Treffen ein."
    assert given == [
        ("invitations", True, "form", words),
        ("invitations", False, "link", words),
    ]
