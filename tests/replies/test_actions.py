"""Answers are matched, applied once, and a decline asks the person instead of freeing the place."""

from datetime import UTC, datetime

import pytest

from app.core.db import db
from app.core.errors import RuleBroken
from app.core.settings import current
from app.outbox.models import Message
from app.registrations import actions as registrations
from app.registrations import retention as people
from app.replies import actions, queries, reading
from app.replies.actions import Outcome
from app.replies.models import ReceivedAnswer, Way
from app.replies.retention import forget_received
from app.replies.rules import REASONS, Standing, Verdict
from tests import build
from tests.replies import samples
from tests.replies.conftest import MAIL, Person, listed

TAKEN = Outcome(Standing.TAKEN, REASONS[Verdict.TAKEN])


def letters(kind="declined_by_calendar"):
    return db.session.query(Message).filter_by(kind=kind).order_by(Message.id).all()


@pytest.mark.parametrize("style", samples.STYLES)
@pytest.mark.parametrize("partstat", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_the_answers_of_all_calendars_are_understood(person, style, partstat):
    before = person.said

    assert person.answers(partstat, style=style) == TAKEN
    assert person.said == (partstat, *before[1:])
    assert person.row.reply_stamp == datetime(2027, 9, 1, 9, tzinfo=UTC)


def test_the_comment_is_kept(person):
    person.answers(style="outlook")

    assert person.row.reply_comment == "Bis dann, ich bringe Kuchen mit."


def test_the_newest_answer_counts(person):
    person.answers("TENTATIVE", stamp="20270901T100000Z")
    late = person.answers("DECLINED", stamp="20270901T090000Z")
    newer = person.answers("ACCEPTED", stamp="20270901T110000Z")

    assert (late.standing, newer.standing) == (Standing.IGNORED, Standing.TAKEN)
    assert person.row.partstat == "ACCEPTED"


def test_the_same_answer_counts_once_whichever_way_it_comes(person):
    first, again = person.answers("DECLINED"), person.answers("DECLINED")
    file = samples.google(person.uid, MAIL, "DECLINED")
    third = actions.receive(samples.mail(file, MAIL, number=2), Way.UPLOAD)
    by_hand = actions.receive(file, Way.UPLOAD)

    assert first == TAKEN
    assert (again.repeated, third.repeated) == (True, True)
    assert by_hand == Outcome(Standing.IGNORED, REASONS[Verdict.OLDER])
    assert len(letters()) == 1


def test_a_decline_keeps_the_place_and_asks_the_person_once(person):
    before = person.said
    person.answers("DECLINED")

    (letter,) = letters()
    token = build.token_of(person.id)
    assert person.said == ("DECLINED", *before[1:])
    assert letter.recipient == MAIL
    text = letter.body.decode()
    assert f"/anmeldung/{token}" in text.replace("=\r\n", "")
    assert "Ihr Kalender hat abgesagt" in text
    assert [row.asked for row in db.session.query(ReceivedAnswer)] == [True]


def test_each_new_decline_asks_again_up_to_the_limit_of_a_day(person):
    most = current().limits.mails_per_address_per_day
    for minute in range(most + 2):
        person.answers("DECLINED", stamp=f"20270901T09{minute:02}00Z")

    assert len(letters()) <= most
    assert listed() == [("taken", "taken")] * (most + 2)


def test_who_cancelled_meanwhile_is_not_asked(person):
    registrations.cancel(build.token_of(person.id))
    declined = person.answers("DECLINED", sequence=person.row.sequence)
    late = "20270901T093000Z"
    comes = person.answers("ACCEPTED", sequence=person.row.sequence, stamp=late)

    assert (declined.reason, comes.reason) == (REASONS[Verdict.GONE], REASONS[Verdict.NO_PLACE])
    assert (person.row.partstat, letters()) == ("", [])


def test_an_answer_to_an_older_version_does_not_count(person):
    row = person.row
    with db.session.begin_nested():
        row.sequence = 1
    db.session.commit()

    assert person.answers(sequence=0).reason == REASONS[Verdict.OLD_VERSION]
    assert person.answers(sequence=2).reason == REASONS[Verdict.NO_SUCH_VERSION]
    assert person.row.partstat == ""


def test_strangers_and_unknown_meetings_change_nothing(person):
    stranger = actions.receive(
        samples.mail(samples.google(person.uid, "cem@example.org"), "cem@example.org"), Way.MAILBOX
    )
    nobody = actions.receive(samples.mail(samples.google("quark", MAIL), MAIL), Way.MAILBOX)

    assert (stranger.reason, nobody.reason) == (
        REASONS[Verdict.STRANGER],
        REASONS[Verdict.UNKNOWN],
    )
    assert person.row.partstat == ""


FAILED = "Authentication-Results: mx.example.org; spf=fail; dmarc=fail header.from=example.org"


@pytest.mark.parametrize(
    ("sender", "headers"),
    [("cem@example.org", ()), (MAIL, (FAILED,)), (f"{MAIL}>, Cem <cem@example.org", ())],
)
def test_a_forged_sender_waits_for_a_person(person, sender, headers):
    file = samples.google(person.uid, MAIL, "DECLINED")
    outcome = actions.receive(samples.mail(file, sender, headers=headers), Way.MAILBOX)

    assert outcome == Outcome(Standing.OPEN, REASONS[Verdict.SENDER])
    assert (person.row.partstat, letters()) == ("", [])

    actions.take_over(db.session.query(ReceivedAnswer.id).scalar(), build.OFFICE)
    assert person.row.partstat == "DECLINED"
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("results", "believed"),
    [
        ("dmarc=pass header.from=example.org", True),
        ("spf=pass (sender is fine; really) smtp.mailfrom=mai@example.org; dmarc=none", True),
        ("dkim=pass header.d=example.org; spf=fail smtp.mailfrom=list.example.net", True),
        ("spf=fail smtp.mailfrom=example.org; dmarc=none", False),
        ("spf=pass smtp.mailfrom=evil.example; dkim=pass header.d=evil.example", False),
        ("spf=fail smtp.mailfrom=dmarc=pass@evil.example", False),
        ("spf=pass smtp.mailfrom=example.org@evil.example", False),
        ("dmarc=temperror; spf=temperror; dkim=fail header.d=example.org", False),
        ("none", False),
    ],
)
def test_only_a_word_for_the_very_domain_of_the_sender_counts(person, results, believed):
    line = f"Authentication-Results: mx.example.org; {results}"
    mail = samples.mail(samples.google(person.uid, MAIL), MAIL, headers=(line,))

    found = actions.receive(mail, Way.MAILBOX)

    assert found.standing is (Standing.TAKEN if believed else Standing.OPEN)


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "quark"])
def test_halves_of_letters_from_odd_charsets_stop_nothing(person, charset):
    file = samples.google(person.uid, MAIL, more="COMMENT:\\ud800 \xe4")
    kind = f"text/calendar; method=REPLY; charset={charset}"
    mail = samples.mail(file.replace("\xe4".encode(), b"\xe4"), MAIL, kind=kind)

    assert actions.receive(mail, Way.MAILBOX) is not None
    assert "\ud800" not in person.row.reply_comment


def test_answers_to_others_are_not_ours_to_put_away(person):
    nobody = actions.receive(samples.mail(samples.google("quark", MAIL), MAIL), Way.MAILBOX)

    assert (nobody.ours, person.answers().ours) == (False, True)


def test_a_word_of_another_server_below_does_not_count(person):
    fine = "Authentication-Results: mx.example.org; dmarc=pass header.from=example.org"
    other = "Authentication-Results: far.example.net; dmarc=fail"
    file = samples.google(person.uid, MAIL)

    assert actions.receive(samples.mail(file, MAIL, headers=(fine, other)), Way.MAILBOX) == TAKEN


def test_a_forged_answer_does_not_stand_in_the_way_of_the_real_one(person):
    file = samples.google(person.uid, MAIL, "DECLINED")
    actions.receive(samples.mail(file, "cem@example.org"), Way.MAILBOX)

    assert actions.receive(samples.mail(file, MAIL), Way.MAILBOX) == TAKEN


def test_what_is_newer_meanwhile_is_not_overwritten_by_hand(person):
    file = samples.google(person.uid, MAIL, "DECLINED")
    actions.receive(samples.mail(file, "cem@example.org"), Way.MAILBOX)
    person.answers("ACCEPTED", stamp="20270901T100000Z")
    answer_id = db.session.query(ReceivedAnswer.id).order_by(ReceivedAnswer.id).limit(1).scalar()

    with pytest.raises(RuleBroken) as fault:
        actions.take_over(answer_id, build.OFFICE)

    assert REASONS[Verdict.OLDER] in fault.value.message
    assert person.row.partstat == "ACCEPTED"


def test_another_time_is_a_note(person):
    file = samples.google(person.uid, MAIL, "TENTATIVE", more="COMMENT:Lieber <b>später</b>")
    file = file.replace(b"METHOD:REPLY", b"METHOD:COUNTER").replace(b"T160000Z", b"T170000Z")
    kind = "text/calendar; method=COUNTER"
    outcome = actions.receive(samples.mail(file, MAIL, kind=kind), Way.MAILBOX)

    (row,) = db.session.query(ReceivedAnswer)
    assert outcome.standing is Standing.OPEN
    assert row.begins == datetime(2027, 9, 30, 17, tzinfo=UTC)
    assert row.comment == "Lieber <b>später</b>"
    assert (person.row.partstat, queries.open_answers()) == ("", 1)

    actions.settle(row.id, build.OFFICE)
    actions.settle(row.id, build.OFFICE)
    assert queries.open_answers() == 0
    assert [what for _, what, _ in build.audit()].count("calendar_answer_settled") == 1


def test_invitations_to_other_meetings_are_ordinary_mail(ctx):
    file = samples.google("quark", MAIL).replace(b"METHOD:REPLY", b"METHOD:REQUEST")
    mail = samples.mail(file, MAIL, kind="text/calendar; method=REQUEST")

    assert actions.receive(mail, Way.MAILBOX) is None
    assert actions.receive(mail, Way.UPLOAD).reason == REASONS[Verdict.UNKNOWN]


def test_answers_after_the_meeting_or_its_end_are_listed_only(person, clock):
    clock.set("2027-10-05T09:00")

    assert person.answers().reason == REASONS[Verdict.OVER]


def test_what_must_be_forgotten_goes(person, clock):
    other = Person(person.meeting_id, "cem@example.org")
    person.answers(style="outlook")
    other.answers(style="outlook")
    people.erase(person.id, build.OFFICE)
    forget_received()

    comments = [row.comment for row in db.session.query(ReceivedAnswer).order_by("id")]
    assert comments == ["", "Bis dann, ich bringe Kuchen mit."]
    assert (person.row.reply_comment, bool(other.row.reply_comment)) == ("", True)

    clock.move(days=current().retention.mail_bodies_days + 1)
    assert (forget_received(), listed()) == (2, [])


@pytest.mark.parametrize(
    "old",
    [b"<mai@example.org>", b"Mai <", b"<1@mail", b"text/calendar", b"method=REPLY", b"UTF-8",
     b"base64", b'boundary="b"', b"Subject:"],
)  # fmt: skip
@pytest.mark.parametrize("new", [b"\xff\xfe", b"\x00", b"=?quark?B?4pi6?=", b"\xc3\x9f" * 200])
def test_heads_with_bytes_of_any_kind_can_be_kept(person, old, new):
    file = samples.google("quark", MAIL).replace(b"CN=mai", b"CN=\xff")
    mail = samples.mail(file, MAIL).replace(old, new + old, 1)

    actions.receive(mail, Way.UPLOAD)
    person.answers()

    assert listed()[-1] == ("taken", "taken")


def test_nothing_is_looked_into_beyond_the_limit(person):
    attached = b"--b\r\nContent-Type: application/pdf\r\n\r\n" + b"x" * 10 * 1024**2 + b"\r\n"
    mail = samples.mail(samples.google(person.uid, MAIL), MAIL, extra=attached)

    assert reading.unpack(mail).message is None
    assert "größer als 2 MB" in actions.receive(mail, Way.PIPE).reason
    assert listed() == [("unreadable", "open")]
