"""Planning, changing and starting mails to many."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from app.core.db import db, transaction
from app.core.errors import Conflict, RuleBroken
from app.kits.shelf import shelf
from app.mailings import actions, queries
from app.mailings.models import Mailing
from app.mailings.rules import Standing
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from tests import build
from tests.build import OFFICE


def row(mailing_id):
    db.session.rollback()
    return db.session.get(Mailing, mailing_id)


def drafted(kit="vernetzung", **values):
    meeting_id = build.a_meeting(kit=kit, **values)
    with transaction():
        actions.draft_mailings(db.session.get(Meeting, meeting_id))
    return meeting_id, queries.of_meeting(meeting_id)


def change_meeting(meeting_id, **values):
    with transaction():
        for name, value in values.items():
            setattr(db.session.get(Meeting, meeting_id), name, value)


def test_every_mail_of_a_day_is_drafted_and_reminders_leave_by_themselves(ctx):
    _, found = drafted("pitch-abend")

    assert [(one.title, one.recipients, one.automatic) for one in found] == [
        ("Aufruf zu Pitches", ["idea_contacts", "mailing_list"], False),
        ("Einladung", ["mailing_list"], False),
        ("Erinnerung", ["registered"], True),
    ]


@pytest.mark.parametrize("kit", ["auftakt", "lenkungskreis", "online-hybrid", "themenwerkstatt"])
def test_the_words_of_every_kit_can_be_sent(ctx, kit):
    _, found = drafted(kit)

    for one in found:
        actions.change(one.id, actions.values_of(one), seen_version=1, actor=OFFICE)
    assert found and all(row(one.id).version == 2 for one in found)


def test_its_day_moves_with_the_meeting_unless_it_is_fixed(ctx):
    meeting_id, found = drafted(day=date(2027, 9, 30))
    fixed = build.a_mailing(meeting_id, fixed_day=date(2027, 9, 8))

    change_meeting(meeting_id, day=date(2027, 10, 7))

    assert [queries.due_on(row(one.id)) for one in found] == [date(2027, 9, 2), date(2027, 10, 5)]
    assert queries.due_on(row(fixed)) == date(2027, 9, 8)


def test_what_the_office_must_do_is_asked_of_it_and_nothing_else(ctx, clock):
    meeting_id = build.a_meeting(day=date(2027, 9, 30))
    due = build.a_mailing(meeting_id, title="Fällig")
    build.a_mailing(meeting_id, automatic=True, title="Von selbst")
    missed = build.a_mailing(
        meeting_id, automatic=True, title="Verpasst", fixed_day=date(2027, 8, 20)
    )
    build.a_mailing(meeting_id, title="Später", fixed_day=date(2027, 9, 20))
    build.a_mailing(build.a_meeting(state=MeetingState.DRAFT), title="Entwurf")
    build.a_mailing(build.a_meeting(state=MeetingState.CANCELLED), title="Abgesagt")

    asked = queries.to_do(date(2027, 9, 1))

    assert [one.id for one in asked] == [missed, due]


def test_what_is_to_do_takes_as_many_queries_for_thirty_mails(ctx, count_queries):
    def count():
        db.session.rollback()
        with count_queries() as seen:
            days = queries.due_days(queries.to_do(date(2027, 9, 1)))
        return len(seen), len(days)

    build.a_mailing(build.a_meeting())
    few, _ = count()
    for _ in range(30):
        build.a_mailing(build.a_meeting())

    assert count() == (few, 31)


def test_an_unknown_placeholder_is_refused_at_its_field_with_those_that_exist(ctx):
    mailing = row(build.a_mailing(build.a_meeting()))
    wrong = replace(actions.values_of(mailing), body="Guten Tag\n\n{{vornahme}}\n")

    with pytest.raises(RuleBroken) as caught:
        actions.change(mailing.id, wrong, seen_version=1, actor=OFFICE)

    assert caught.value.field == "body"
    assert caught.value.message.startswith(
        "Text: Zeile 3: Den Platzhalter {{vornahme}} gibt es hier nicht. "
        "Möglich sind: {{anmelde_link}}, {{anmeldeschluss}}, "
    )
    assert row(mailing.id).version == 1


def test_a_placeholder_of_another_occasion_is_none_here(ctx):
    mailing = row(build.a_mailing(build.a_meeting()))
    wrong = replace(actions.values_of(mailing), subject="Platz {{wartelistenplatz}}")

    with pytest.raises(RuleBroken, match=r"Betreff: Den Platzhalter") as caught:
        actions.change(mailing.id, wrong, seen_version=1, actor=OFFICE)

    assert caught.value.field == "subject"


def test_the_second_of_two_people_who_change_a_mail_is_told(ctx):
    mailing = row(build.a_mailing(build.a_meeting()))
    values = actions.values_of(mailing)
    actions.change(mailing.id, replace(values, title="A"), seen_version=1, actor=OFFICE)

    with pytest.raises(Conflict):
        actions.change(mailing.id, replace(values, title="B"), seen_version=1, actor=OFFICE)
    assert row(mailing.id).title == "A"


def test_starting_twice_starts_once_and_says_so(ctx):
    mailing = build.a_mailing(build.a_meeting())
    build.a_person(invited=True)
    actions.start(mailing, actor=OFFICE)

    with pytest.raises(RuleBroken, match="Es geht nichts noch einmal hinaus"):
        actions.start(mailing, actor=OFFICE)

    started = [what for _, what, _ in build.audit() if what == "mailing_started"]
    assert (row(mailing).state, row(mailing).sent_by, len(started)) == ("sending", "Miriam Voss", 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": MeetingState.DRAFT}, "nicht veröffentlicht"),
        ({"state": MeetingState.CANCELLED}, "nicht veröffentlicht"),
        ({"day": date(2027, 9, 1), "begins": time(8, 0)}, "hat begonnen"),
    ],
)
def test_nothing_leaves_for_such_a_meeting(ctx, values, words):
    mailing = build.a_mailing(build.a_meeting(**values))
    build.a_person(invited=True)

    with pytest.raises(RuleBroken, match=words):
        actions.start(mailing, actor=OFFICE)
    assert row(mailing).state == "planned"


def test_a_mail_for_nobody_is_not_started(ctx):
    mailing = build.a_mailing(build.a_meeting())

    with pytest.raises(RuleBroken, match="bekommt niemand"):
        actions.start(mailing, actor=OFFICE)


def test_left_out_and_planned_again(ctx):
    mailing = build.a_mailing(build.a_meeting())
    actions.skip(mailing, actor=OFFICE)
    actions.skip(mailing, actor=OFFICE)
    skipped = row(mailing).state
    actions.plan_again(mailing, actor=OFFICE)

    assert (skipped, row(mailing).state) == ("skipped", "planned")


def test_a_test_mail_carries_nobodys_links_and_marks_nothing(ctx):
    meeting = build.a_meeting()
    mailing = build.a_mailing(meeting, body="{{vorname}}: {{verwaltungs_link}}\n")
    build.a_person(invited=True)

    actions.send_test(mailing, "office@example.org", actor=OFFICE)

    letter = db.session.query(Message).one()
    assert (letter.kind, letter.recipient, row(mailing).state) == (
        "test", "office@example.org", "planned"
    )  # fmt: skip
    assert letter.subject.startswith("Test: Einladung zum Treffen am")
    assert b"/einladung/" not in letter.body and b"List-Unsubscribe" not in letter.body


def test_words_of_an_event_mail_change_for_one_meeting_alone(ctx):
    one, other = build.a_meeting(), build.a_meeting()
    meeting = db.session.get(Meeting, one)
    mail = meeting.kit.mail("confirmation")

    actions.change_event_mail(
        one, mail.id, subject="Schön, dass Sie kommen", body="Guten Tag {{vorname}}",
        seen=meeting.recipe_digest, actor=OFFICE,
    )  # fmt: skip

    db.session.rollback()
    texts = [db.session.get(Meeting, n).kit.mail("confirmation").subject for n in (one, other)]
    assert texts == [
        "Schön, dass Sie kommen",
        shelf().kit("vernetzung").mail("confirmation").subject,
    ]
    with pytest.raises(Conflict):
        actions.change_event_mail(
            one, mail.id, subject="x", body="y", seen="altes Rezept", actor=OFFICE
        )


def test_a_missed_mail_can_still_be_sent_or_moved(ctx, clock):
    meeting = build.a_meeting(day=date(2027, 9, 30))
    mailing = build.a_mailing(meeting, fixed_day=date(2027, 8, 1))
    build.a_person(invited=True)
    moment = clock.moment
    assert queries.standing_of(row(mailing), moment) is Standing.MISSED

    later = replace(actions.values_of(row(mailing)), fixed_day=date(2027, 9, 3))
    actions.change(mailing, later, seen_version=1, actor=OFFICE)
    planned = queries.standing_of(row(mailing), moment)
    tooearly = queries.standing_of(row(mailing), moment + timedelta(days=10))
    actions.start(mailing, actor=OFFICE)

    assert (planned, tooearly) == (Standing.PLANNED, Standing.MISSED)
    assert row(mailing).state == "sending"
