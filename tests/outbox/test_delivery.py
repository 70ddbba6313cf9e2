import socket
import ssl
import subprocess
import time
from datetime import timedelta

import pytest

from app.core.clock import now
from app.core.db import db, transaction
from app.outbox import actions, queries
from app.outbox.delivery import HEARTBEAT, deliver_due, own_name
from app.outbox.letter import Invitation
from app.outbox.models import Message, MessageState
from tests.build import a_queued_letter
from tests.outbox.mailserver import DROP, STALL

QUEUED, SENT, FAILED = MessageState.QUEUED, MessageState.SENT, MessageState.FAILED


def row(row_id):
    db.session.rollback()
    return db.session.get(Message, row_id, populate_existing=True)


def state(row_id):
    found = row(row_id)
    return found.state, found.tries


def note():
    found = queries.heartbeat(HEARTBEAT)
    return found.note if found else ""


def minutes_until_due(row_id):
    return (row(row_id).not_before - now()).total_seconds() / 60


def break_row(row_id, **values):
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(Message, row_id), name, value)


def test_the_server_gets_the_bytes_of_the_row(ctx, mailserver):
    server = mailserver()
    letter = a_queued_letter(
        text="Guten Tag Nguyễn Thị Mai,\n.\n..punkt\n\nGrüße " + "ü" * 400,
        invitation=Invitation(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "REQUEST"),
    )
    assert deliver_due(10) == 1
    assert server.letters == [row(letter).body]
    assert server.recipients == [("klimatriebwerk@example.org", ["mai@example.org"])]
    assert server.ids == [row(letter).message_id]
    assert state(letter) == (SENT, 1)
    assert row(letter).sent_at is not None


def test_many_letters_share_one_line_and_leave_once(ctx, mailserver):
    server = mailserver()
    letters = [a_queued_letter(to=f"person{number}@example.org") for number in range(5)]
    assert deliver_due(3) == 3
    assert deliver_due(10) == 2
    assert deliver_due(10) == 0
    assert server.ids == [row(letter).message_id for letter in letters]
    assert server.lines == 2


def test_without_a_mail_server_letters_wait_untouched(ctx, mail_settings):
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    assert state(letter) == (QUEUED, 0)


@pytest.mark.parametrize("answer", ["421 busy", "450 greylisted", "451 local error"])
def test_later_is_tried_again_with_the_same_id(ctx, mailserver, clock, answer):
    server = mailserver(rcpt=[answer])
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    assert state(letter) == (QUEUED, 1)
    assert 0.9 < minutes_until_due(letter) <= 1.2
    assert answer in row(letter).last_error
    assert deliver_due(10) == 0
    clock.move(minutes=2)
    assert deliver_due(10) == 1
    assert server.letters == [b"X-Treffwerk-Attempt: 2\r\n" + row(letter).body]
    assert state(letter) == (SENT, 2)
    assert row(letter).last_error == ""


def test_a_refused_recipient_fails_alone(ctx, mailserver):
    server = mailserver(rcpt=["550 5.1.1 no such user"])
    first, second = a_queued_letter(), a_queued_letter()
    assert deliver_due(10) == 1
    assert state(first) == (FAILED, 1)
    assert "550 5.1.1 no such user" in row(first).last_error
    assert server.ids == [row(second).message_id]
    assert note() == ""


def test_a_refused_content_fails_alone(ctx, mailserver):
    mailserver(content=["554 looks like spam"])
    first, second = a_queued_letter(), a_queued_letter()
    assert deliver_due(10) == 1
    assert (state(first), state(second)) == ((FAILED, 1), (SENT, 1))


def test_a_wrong_password_stops_the_queue_and_fails_nobody(ctx, mailserver, clock):
    server = mailserver(password="richtig", user="forum", sent_password="falsch")
    letters = [a_queued_letter(), a_queued_letter()]
    assert deliver_due(10) == 0
    assert [state(letter) for letter in letters] == [(QUEUED, 0), (QUEUED, 0)]
    assert server.lines == 1
    assert "lehnt unser Konto ab (535" in note()
    assert deliver_due(10) == 0
    assert server.lines == 1  # not a second login before the pause is over
    server.password = "falsch"
    clock.move(minutes=2)
    assert deliver_due(10) == 2
    assert note() == ""


def test_a_refused_sender_stops_the_queue(ctx, mailserver):
    mailserver(mail=["550 not one of ours"])
    letters = [a_queued_letter(), a_queued_letter()]
    assert deliver_due(10) == 0
    assert [state(letter) for letter in letters] == [(QUEUED, 0), (QUEUED, 0)]
    assert "klimatriebwerk@example.org" in note()


def test_relaying_denied_stops_the_queue_but_one_address_cannot_do_so_forever(
    ctx, mailserver, clock
):
    server = mailserver(rcpt=["554 5.7.1 Relay access denied"])
    first, second = a_queued_letter(), a_queued_letter()
    assert deliver_due(10) == 0
    assert (state(first), state(second)) == ((QUEUED, 1), (QUEUED, 0))
    assert "Relay access denied" in note()
    clock.move(minutes=2)
    assert deliver_due(10) == 2
    assert sorted(server.ids) == sorted(row(letter).message_id for letter in (first, second))


def test_a_server_that_says_no_at_once(ctx, mailserver, clock):
    mailserver(connect=["421 too many"])
    letters = [a_queued_letter(), a_queued_letter()]
    assert deliver_due(10) == 0
    assert [state(letter) for letter in letters] == [(QUEUED, 1), (QUEUED, 0)]
    assert "421 too many" in note()
    clock.move(minutes=2)
    assert deliver_due(10) == 2


def test_an_unreachable_server_costs_one_try_not_one_each(ctx, mail_settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mail_settings(
            smtp_host="127.0.0.1", smtp_port=closed.getsockname()[1], smtp_security="none"
        )
        letters = [a_queued_letter() for _ in range(3)]
        assert deliver_due(10) == 0
    assert [state(letter) for letter in letters] == [(QUEUED, 1), (QUEUED, 0), (QUEUED, 0)]
    assert "antwortet nicht" in note()
    assert all(0.9 < minutes_until_due(letter) <= 1.2 for letter in letters)


def test_an_unreachable_server_is_given_up_after_two_days(ctx, mail_settings, clock):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        mail_settings(
            smtp_host="127.0.0.1", smtp_port=closed.getsockname()[1], smtp_security="none"
        )
        letter = a_queued_letter()
        tried = []
        while row(letter).state == QUEUED:
            deliver_due(1)
            tried.append(row(letter).tries)
            clock.move(minutes=73)
    assert tried[-1] == pytest.approx(40, abs=3)
    assert row(letter).state == FAILED


@pytest.mark.parametrize("step", ["mail", "rcpt", "taken"])
def test_a_silent_server_is_left_in_time(ctx, mailserver, step):
    mailserver(**{step: [STALL]})
    first, second = a_queued_letter(), a_queued_letter()
    began = time.monotonic()
    assert deliver_due(10) == 1
    assert time.monotonic() - began < 20
    assert (state(first), state(second)) == ((QUEUED, 1), (SENT, 1))


def test_a_server_that_stays_silent_ends_the_round(ctx, mailserver):
    server = mailserver(rcpt=[STALL] * 9)
    letters = [a_queued_letter() for _ in range(4)]
    assert deliver_due(10) == 0
    assert [state(letter)[1] for letter in letters] == [1, 1, 0, 0]
    assert server.lines == 2
    assert "antwortet nicht" in note()


def test_a_line_dropped_in_the_middle_loses_nothing(ctx, mailserver, clock):
    server = mailserver(data=[DROP])
    first, second = a_queued_letter(), a_queued_letter()
    assert deliver_due(10) == 1
    assert (state(first), state(second)) == ((QUEUED, 1), (SENT, 1))
    clock.move(minutes=2)
    assert deliver_due(10) == 1
    assert server.ids == [row(second).message_id, row(first).message_id]


def test_a_line_dropped_after_the_server_took_it_repeats_with_the_same_id(ctx, mailserver, clock):
    server = mailserver(taken=[DROP])
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    clock.move(minutes=2)
    assert deliver_due(10) == 1
    assert server.ids == [row(letter).message_id] * 2
    assert server.letters[1] == b"X-Treffwerk-Attempt: 2\r\n" + server.letters[0]


@pytest.mark.parametrize(
    "poison",
    [
        {"body": None},
        {"body": b""},
        {"recipient": "mai@example.org\r\nRCPT TO:<evil@example.org>"},
        {"recipient": "mäi@example.org"},
    ],
)
def test_a_poisoned_letter_fails_alone(ctx, mailserver, poison):
    server = mailserver()
    bad, good = a_queued_letter(), a_queued_letter()
    break_row(bad, **poison)
    assert deliver_due(10) == 1
    assert state(bad) == (FAILED, 1)
    assert row(bad).last_error.startswith("Diese Nachricht lässt sich nicht senden (")
    assert server.ids == [row(good).message_id]
    assert server.recipients == [("klimatriebwerk@example.org", ["mai@example.org"])]


def test_no_more_leave_in_a_minute_than_allowed(ctx, mailserver, mail_settings, clock):
    server = mailserver()
    mail_settings(per_minute=3)
    for _ in range(5):
        a_queued_letter()
    assert deliver_due(10) == 3
    clock.move(seconds=30)
    assert deliver_due(10) == 0
    clock.move(seconds=31)
    assert deliver_due(10) == 2
    assert len(set(server.ids)) == 5


def test_asked_to_end_it_ends_before_the_next_letter(ctx, mailserver):
    server = mailserver()
    letters = [a_queued_letter(), a_queued_letter()]
    assert deliver_due(10, stop=lambda: bool(server.letters)) == 1
    assert [state(letter) for letter in letters] == [(SENT, 1), (QUEUED, 0)]


def test_asked_to_end_before_handing_over_it_puts_the_letter_back(ctx, mailserver):
    server = mailserver()
    letter = a_queued_letter()
    asked = iter([False, False, True])
    assert deliver_due(10, stop=lambda: next(asked, True)) == 0
    assert state(letter) == (QUEUED, 0)
    assert row(letter).lease_owner is None
    assert server.letters == []


def test_a_letter_whose_lease_went_to_another_is_not_sent_twice(ctx, mailserver, mail_settings):
    server = mailserver()
    letter = a_queued_letter()
    claim = actions.claim_next("gone")
    break_row(letter, lease_until=now() - timedelta(seconds=1))
    assert deliver_due(10) == 1
    assert actions.renew(claim) is False
    assert actions.mark_failed(claim, "zu spät") is False
    assert state(letter) == (SENT, 2)
    assert len(server.letters) == 1


def test_login_with_the_right_password(ctx, mailserver):
    mailserver(password="Strasse123", user="forum", sent_password="Strasse123")
    letter = a_queued_letter()
    assert deliver_due(10) == 1
    assert state(letter) == (SENT, 1)


def test_a_password_that_the_protocol_cannot_carry_stops_the_queue(ctx, mailserver):
    mailserver(password="Straße123", user="forum", sent_password="Straße123")
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    assert state(letter) == (QUEUED, 0)
    assert "ohne Umlaute" in note()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """A key and a certificate for 127.0.0.1, trusted by nobody."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    return context, certificate


def test_starttls_with_a_trusted_certificate(ctx, mailserver, certificate, monkeypatch):
    context, path = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    server = mailserver(security="starttls", tls_context=context)
    letter = a_queued_letter()
    assert deliver_due(10) == 1
    assert server.letters == [row(letter).body]


def test_a_certificate_nobody_trusts_is_refused(ctx, mailserver, certificate):
    server = mailserver(security="starttls", tls_context=certificate[0])
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    assert state(letter) == (QUEUED, 1)
    assert "CERTIFICATE_VERIFY_FAILED" in note()
    assert server.letters == []


def test_no_encryption_offered_stops_the_queue(ctx, mailserver):
    server = mailserver(security="starttls")
    letter = a_queued_letter()
    assert deliver_due(10) == 0
    assert state(letter) == (QUEUED, 0)
    assert "mail.smtp_security" in note()
    assert server.letters == []


@pytest.mark.parametrize(
    "host, name",
    [("example.org", "example.org"), ("127.0.0.1", "[127.0.0.1]")],
)
def test_how_we_introduce_ourselves(host, name):
    assert own_name(host) == name


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({}, "250 "),
        ({"rcpt": ["451 4.7.1 come back later"]}, "451 4.7.1 come back later"),
        ({"rcpt": ["550 5.1.1 no such user"]}, "550 5.1.1 no such user"),
        ({"content": ["554 " + "spam " * 200]}, "554 spam spam"),
        ({"mail": [DROP]}, ""),
    ],
)
def test_the_servers_last_answer_is_kept_short(ctx, mailserver, answers, kept):
    mailserver(**answers)
    letter = a_queued_letter()
    deliver_due(1)
    found = row(letter).last_answer
    assert found.startswith(kept) and 0 < len(found) <= 300


def test_a_later_answer_takes_the_place_of_the_first(ctx, mailserver, clock):
    mailserver(rcpt=["450 greylisted"])
    letter = a_queued_letter()
    deliver_due(1)
    clock.move(minutes=2)
    deliver_due(1)
    assert row(letter).last_answer.startswith("250")
