"""Handing in, changing, withdrawing, declining: what is kept and which mails are waiting."""

import pytest
from sqlalchemy import select

from app.access.models import AuditEntry
from app.core.db import db
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.tokens import digest
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.pitches import actions, office, queries
from app.pitches.mails import edit_token, received
from app.pitches.models import Pitch
from app.pitches.rules import PitchState
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")


def pitch(pitch_id):
    return db.session.get(Pitch, pitch_id, populate_existing=True)


def mails():
    return [
        (message.kind, message.recipient, message.subject)
        for message in db.session.scalars(select(Message).order_by(Message.id))
    ]


@pytest.fixture
def meeting_id(ctx):
    return build.a_meeting(kit="pitch-abend", title="Projekt-Pitch-Abend 2027")


def test_a_pitch_is_kept_and_its_receipt_waits_in_the_outbox(meeting_id):
    pitch_id = actions.submit(meeting_id, build.a_proposal(), "k" * 27)

    kept = pitch(pitch_id)
    assert (kept.title, kept.last_name, kept.state) == (
        "Klima-Bänke", "Łukaszewicz", PitchState.SUBMITTED
    )  # fmt: skip
    assert mails() == [
        ("pitch_received", "jadwiga@example.org", "Ihre Projektidee ist da: Klima-Bänke")
    ]


def test_the_receipt_carries_the_personal_link_that_opens_the_pitch(meeting_id):
    kept = pitch(build.a_pitch(meeting_id))

    token = edit_token(kept)

    assert f"/pitch/{token}" in received(kept).text
    assert kept.edit_digest == digest(token)
    assert queries.pitch_behind(token).id == kept.id


def test_the_same_form_sent_twice_gives_one_pitch_and_one_mail(meeting_id):
    first = actions.submit(meeting_id, build.a_proposal(), "k" * 27)
    second = actions.submit(meeting_id, build.a_proposal(title="Anders"), "k" * 27)

    assert first == second
    assert len(mails()) == 1


def test_a_pitch_is_taken_until_the_last_minute_of_the_deadline(meeting_id, clock):
    clock.set("2027-09-16T23:59")
    build.a_pitch(meeting_id)
    clock.set("2027-09-17T00:00")

    with pytest.raises(RuleBroken) as fault:
        build.a_pitch(meeting_id)

    assert fault.value.message == (
        "Pitches waren bis Donnerstag, 16. September 2027 möglich. Melden Sie sich gern bei uns: "
        "0521 51-0 oder klimatriebwerk@example.org."
    )


@pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.CANCELLED])
def test_a_meeting_that_is_not_public_takes_no_pitches(state, ctx):
    meeting_id = build.a_meeting(kit="pitch-abend", state=state)

    with pytest.raises(RuleBroken):
        build.a_pitch(meeting_id)


def test_an_unknown_field_of_work_is_refused_at_its_field(meeting_id):
    with pytest.raises(RuleBroken) as fault:
        build.a_pitch(meeting_id, action_field="XX")

    assert fault.value.field == "action_field"


def test_the_sixth_mail_of_a_day_to_one_address_is_not_sent_but_the_pitch_is_kept(meeting_id):
    for number in range(6):
        build.a_pitch(meeting_id, title=f"Idee {number}")

    assert len(mails()) == 5
    assert len(queries.pitches_of(meeting_id)) == 6


def test_the_text_changes_by_its_link_and_the_address_stays(meeting_id):
    pitch_id = build.a_pitch(meeting_id)
    token = edit_token(pitch(pitch_id))

    actions.revise(token, build.a_proposal(title="Neu", email="other@example.org"), 1)

    kept = pitch(pitch_id)
    assert (kept.title, kept.email, kept.version) == ("Neu", "jadwiga@example.org", 2)


def test_a_change_based_on_an_old_reading_is_refused(meeting_id):
    pitch_id = build.a_pitch(meeting_id)
    token = edit_token(pitch(pitch_id))
    actions.revise(token, build.a_proposal(title="Neu"), 1)

    with pytest.raises(Conflict):
        actions.revise(token, build.a_proposal(title="Noch neuer"), 1)

    assert pitch(pitch_id).title == "Neu"


def test_after_the_deadline_the_text_stays(meeting_id, clock):
    token = edit_token(pitch(build.a_pitch(meeting_id)))
    clock.set("2027-09-17T00:01")

    with pytest.raises(RuleBroken):
        actions.revise(token, build.a_proposal(title="Neu"), 1)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "A", lambda t: "x" * 27])
def test_a_cut_or_changed_link_opens_nothing(meeting_id, change):
    token = edit_token(pitch(build.a_pitch(meeting_id)))

    with pytest.raises(NotFound) as fault:
        actions.withdraw(change(token))

    assert fault.value.message == queries.UNKNOWN_LINK


def test_withdrawing_twice_changes_nothing_more(meeting_id):
    pitch_id = build.a_pitch(meeting_id)
    token = edit_token(pitch(pitch_id))
    actions.withdraw(token)
    version = pitch(pitch_id).version

    actions.withdraw(token)

    assert (pitch(pitch_id).state, pitch(pitch_id).version) == (PitchState.WITHDRAWN, version)


def test_after_the_meeting_nothing_is_withdrawn(meeting_id, clock):
    pitch_id = build.a_pitch(meeting_id)
    token = edit_token(pitch(pitch_id))
    clock.set("2027-09-30T18:00")

    with pytest.raises(RuleBroken):
        actions.withdraw(token)

    assert pitch(pitch_id).state == PitchState.SUBMITTED


def test_a_withdrawn_pitch_is_not_revised(meeting_id):
    token = edit_token(pitch(build.a_pitch(meeting_id)))
    actions.withdraw(token)

    with pytest.raises(RuleBroken) as fault:
        actions.revise(token, build.a_proposal(title="Neu"), 2)

    assert fault.value.message == "Ihr Pitch ist zurückgezogen. Der Text bleibt, wie er ist."


def test_declining_mails_the_reason_once_and_is_logged(meeting_id):
    pitch_id = build.a_pitch(meeting_id)

    office.decline(pitch_id, "Die Zeit ist voll.", "Ein Stand auf dem Markt.", build.OFFICE)
    office.decline(pitch_id, "Die Zeit ist voll.", "Ein Stand auf dem Markt.", build.OFFICE)

    assert pitch(pitch_id).state == PitchState.DECLINED
    assert mails()[1:] == [("pitch_declined", "jadwiga@example.org", "Zu Ihrem Pitch: Klima-Bänke")]
    log = [(one.what, one.subject) for one in db.session.scalars(select(AuditEntry))]
    assert log == [("pitch_declined", f"pitch:{pitch_id}")]


def test_declining_needs_a_reason(meeting_id):
    pitch_id = build.a_pitch(meeting_id)

    with pytest.raises(RuleBroken) as fault:
        office.decline(pitch_id, "  ", "", build.OFFICE)

    assert fault.value.field == "reason"
    assert pitch(pitch_id).state == PitchState.SUBMITTED


def test_pitches_to_decide_on_stand_first(meeting_id):
    declined = build.a_pitch(meeting_id, title="Erster")
    waiting = build.a_pitch(meeting_id, title="Zweiter")
    office.decline(declined, "Grund", "Schritt", build.OFFICE)

    assert [one.id for one in queries.pitches_of(meeting_id)] == [waiting, declined]
    assert queries.counts_of(meeting_id) == {
        PitchState.SUBMITTED: 1,
        PitchState.ACCEPTED: 0,
        PitchState.DECLINED: 1,
        PitchState.WITHDRAWN: 0,
        PitchState.PRESENTED: 0,
    }
