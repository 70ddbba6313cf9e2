from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.db import db, transaction
from app.core.errors import NotFound, RuleBroken
from app.core.settings import current
from app.outbox import actions, queries
from app.outbox.message import compose
from app.outbox.models import Heartbeat, Message, MessageState
from tests.build import a_letter, a_queued_letter

QUEUED, SENDING, SENT, FAILED = MessageState


def row(row_id):
    db.session.rollback()
    return db.session.get(Message, row_id, populate_existing=True)


def every_row():
    db.session.rollback()
    return db.session.query(Message).order_by(Message.id).all()


def a_sent_letter(**values):
    row_id = a_queued_letter(**values)
    assert actions.mark_sent(actions.claim_next("me"))
    return row_id


def test_a_letter_is_a_finished_mail_in_the_queue(ctx):
    letter = a_letter(topic="meeting:5")
    assert actions.put(letter) is True
    [kept] = every_row()
    assert kept.body == compose(letter, current(), kept.message_id, kept.created_at)
    assert (kept.state, kept.tries, kept.not_before) == (QUEUED, 0, kept.created_at)
    assert (kept.kind, kept.topic, kept.recipient) == (
        "confirmation", "meeting:5", "mai@example.org",
    )  # fmt: skip
    assert (kept.recipient_name, kept.subject) == ("Nguyễn Thị Mai", "Ihr Platz ist sicher")
    assert kept.message_id.endswith("@example.org>")


def test_the_same_notice_is_put_once(ctx):
    assert [actions.put(a_letter(key="a:1")) for _ in range(3)] == [True, False, False]
    assert len(every_row()) == 1


def test_a_letter_lives_and_dies_with_its_cause(ctx):
    def register():
        with transaction():
            actions.put(a_letter())
            raise RuleBroken("Es sind keine Plätze mehr frei.")

    with pytest.raises(RuleBroken):
        register()
    assert every_row() == []


@pytest.mark.parametrize("address", ["", "mai", "mai@", "mai@example.org\r\nBcc: x@example.org"])
def test_an_unusable_address_is_kept_as_failed_and_harms_no_other(ctx, address):
    with transaction():
        actions.put(a_letter(to=address))
        actions.put(a_letter())
    bad, good = every_row()
    assert (bad.state, bad.body) == (FAILED, None)
    assert bad.last_error.startswith("Die E-Mail-Adresse „")
    assert (good.state, good.last_error) == (QUEUED, "")


def test_long_and_hostile_names_fit_the_row(ctx):
    actions.put(a_letter(to_name="Ü\x00" * 400, subject="x" * 900 + "\r\nBcc: a@b.example"))
    [kept] = every_row()
    assert (kept.recipient_name, kept.subject) == ("Ü" * 120, "x" * 300)
    assert kept.state == QUEUED


def test_claims_go_round_in_order_and_urgent_ones_first(ctx):
    first, second = a_queued_letter(), a_queued_letter()
    urgent = a_queued_letter(kind="sign_in")
    claims = [actions.claim_next("me") for _ in range(4)]
    assert [claim and claim.id for claim in claims] == [urgent, first, second, None]
    assert row(first).state == SENDING


def test_a_lease_that_ended_goes_to_the_next(ctx, clock):
    a_queued_letter()
    lost = actions.claim_next("first")
    assert actions.claim_next("second") is None
    clock.move(seconds=current().mail.lease_seconds + 1)
    again = actions.claim_next("second")
    assert (again.id, again.tries, again.message_id) == (lost.id, 2, lost.message_id)
    assert actions.mark_sent(lost) is False
    assert actions.put_back(lost) is False
    assert actions.mark_sent(again) is True


def test_the_same_owner_does_not_mark_with_an_old_claim(ctx, clock):
    a_queued_letter()
    lost = actions.claim_next("me")
    clock.move(minutes=5)
    again = actions.claim_next("me")
    assert actions.retry_later(lost, now(), "alt") is False
    assert actions.renew(again) is True


def test_marking_a_letter_that_was_erased_says_so(ctx):
    row_id = a_queued_letter()
    claim = actions.claim_next("me")
    with transaction():
        db.session.delete(db.session.get(Message, row_id))
    assert actions.mark_sent(claim) is False


def test_put_back_does_not_count_as_a_try(ctx):
    row_id = a_queued_letter()
    assert actions.put_back(actions.claim_next("me"), "Das Programm endete.")
    assert (row(row_id).state, row(row_id).tries) == (QUEUED, 0)


def test_a_letter_nobody_survives_is_failed_after_all(ctx, clock):
    row_id = a_queued_letter()
    with transaction():
        db.session.get(Message, row_id).tries = 200
    clock.move(hours=49)
    other = a_queued_letter()
    assert actions.claim_next("me").id == other
    assert row(row_id).state == FAILED


def test_the_text_of_a_sign_in_link_goes_when_it_has_left(ctx):
    row_id = a_sent_letter(kind="sign_in")
    assert row(row_id).body is None
    assert row(row_id).sent_at is not None


def test_a_failed_letter_is_sent_once_more_as_it_was(ctx, clock):
    row_id = a_queued_letter()
    claim = actions.claim_next("me")
    actions.mark_failed(claim, "Die Adresse gibt es nicht.")
    clock.move(days=3)
    actions.resend(row_id)
    again = row(row_id)
    assert (again.state, again.tries, again.last_error) == (QUEUED, 0, "")
    assert (again.body, again.message_id) == (claim.body, claim.message_id)
    assert again.queued_at > again.created_at


def test_only_failed_letters_with_a_text_are_sent_again(ctx):
    queued, sent = a_queued_letter(), a_sent_letter()
    actions.put(a_letter(key="bad", to="mai"))
    broken = db.session.query(Message.id).filter_by(key="bad").scalar()
    for row_id in (queued, sent, broken):
        with pytest.raises(RuleBroken):
            actions.resend(row_id)
    with pytest.raises(NotFound):
        actions.resend(10_000)


def test_texts_are_forgotten_thirty_days_after_sending(ctx, clock):
    sent, waiting, failed = a_sent_letter(), a_queued_letter(), None
    actions.mark_failed(actions.claim_next("me"), "nein")
    failed, waiting = waiting, a_queued_letter()
    clock.move(days=29)
    assert actions.forget_bodies() == 0
    clock.move(days=2)
    assert actions.forget_bodies() == 2
    assert [row(one).body is None for one in (sent, failed, waiting)] == [True, True, False]
    assert (row(sent).state, row(sent).subject) == (SENT, "Ihr Platz ist sicher")
    assert actions.forget_bodies() == 0


def test_a_heartbeat_is_written_when_it_says_something_new(ctx, clock):
    actions.beat("clockwork")
    first = queries.heartbeat("clockwork").at
    clock.move(seconds=10)
    actions.beat("clockwork")
    assert queries.heartbeat("clockwork").at == first
    actions.beat("clockwork", "Die Festplatte ist voll.")
    assert queries.heartbeat("clockwork").at - first >= timedelta(seconds=9)
    clock.move(seconds=31)
    actions.beat("clockwork")
    assert queries.heartbeat("clockwork").note == ""
    assert db.session.query(Heartbeat).count() == 1


def test_failed_letters_are_sent_once_more_together(ctx):
    failed = [a_queued_letter() for _ in range(3)]
    forgotten, waiting = a_queued_letter(), a_queued_letter()
    for _ in (*failed, forgotten):
        actions.mark_failed(actions.claim_next("a"), "abgelehnt", "550 no")
    with transaction():
        db.session.get(Message, forgotten).body = None

    one = actions.resend_failed([failed[0], waiting])
    rest = actions.resend_failed()
    again = actions.resend_failed()

    assert (one, rest, again) == (1, 2, 0)
    states = [db.session.get(Message, number).state for number in (*failed, forgotten, waiting)]
    assert states == ["queued", "queued", "queued", "failed", "queued"]
