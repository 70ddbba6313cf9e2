"""Mails to responsible persons, their answers, and what the office changes."""

from datetime import date, timedelta

import msgspec
import pytest

from app.contacts import office as contacts
from app.contacts.models import Person
from app.core.db import db, transaction
from app.core.errors import Conflict, NotFound, RuleBroken, TooMany
from app.minutes.models import Entry, Minutes
from app.minutes.queries import opened_minutes
from app.minutes.releases import revise
from app.minutes.snapshots import content_of
from app.outbox.models import Message
from app.tasks import actions, queries
from app.tasks.actions import AnswerValues, ChangeValues, tell_due
from app.tasks.models import TaskAnswer, TaskChange, TaskHolder, TaskNotice
from app.tasks.rules import Answer
from tests.build import OFFICE
from tests.tasks import build

KEY = "answer-key-{:020}".format
DONE, LATER, PROBLEM = (AnswerValues(what=what, until=date(2027, 10, 30), text="Weil …")
                        for what in Answer)  # fmt: skip


def entry(task_id):
    return db.session.get(Entry, task_id, populate_existing=True)


def bodies():
    return [message.body.decode() for message in db.session.query(Message).order_by(Message.id)]


# mails


def test_each_person_gets_one_mail_with_only_their_tasks_and_never_twice(ctx):
    ann = build.known(first_name="Änne", last_name="Süß", email="haus@example.org")
    bea = build.somebody("Bea Süß", "haus@example.org")
    build.out(
        {"text": "Saal buchen", **ann},
        {"text": "Technik prüfen", **ann},
        {"text": "Kuchen", **bea},
        {"text": "Ohne Adresse", "person": "Jemand"},
        {"text": "Ohne Person"},
    )
    assert (tell_due(), tell_due()) == (2, 0)
    assert build.letters() == [("haus@example.org", "tasks")] * 2
    found = {one.recipient_name: one for one in db.session.query(Message)}
    assert sorted(found) == ["Bea Süß", "Änne Süß"]
    for name, token in build.tokens().items():
        assert token in found[name].body.decode().replace("=\r\n", "")


def test_tasks_of_a_draft_wait_for_the_release(ctx):
    meeting, heading = build.held()
    build.a_task(heading, meeting, **build.somebody())
    assert tell_due() == 0
    build.release(meeting)
    assert tell_due() == 1


def test_what_is_added_after_the_release_waits_for_the_next_version(ctx, clock):
    meeting, _ = build.out(build.somebody())
    tell_due()
    revise(meeting, actor=OFFICE)
    heading = opened_minutes(meeting).items[0].id
    build.a_task(heading, meeting, "Neu dazu", **build.somebody())
    clock.move(days=1)
    assert tell_due() == 0
    build.release(meeting)
    assert tell_due() == 1
    assert len(bodies()) == 2


def test_nobody_gets_two_mails_on_one_day(ctx, clock):
    build.out(build.somebody())
    build.out({"text": "Zweite", **build.somebody()}, title="Zweites Treffen")
    assert tell_due() == 1
    build.out({"text": "Dritte", **build.somebody()}, title="Drittes Treffen")
    assert tell_due() == 0
    clock.move(days=1)
    assert tell_due() == 1


def test_mails_leave_from_eight_o_clock(ctx, clock):
    build.out(build.somebody())
    clock.set("2027-09-01T07:59")
    assert tell_due() == 0
    clock.set("2027-09-01T08:00")
    assert tell_due() == 1


def test_a_reminder_before_the_day_and_one_after_and_none_for_what_is_done(ctx, clock):
    _, (first, second) = build.out(
        {"due": date(2027, 9, 10), **build.somebody()},
        {"due": date(2027, 9, 10), **build.somebody("Done Yıldırım", "done@example.org")},
    )
    tell_due()
    actions.finish(second, done=True, actor=OFFICE)
    told = []
    for day in range(2, 30):
        clock.set(f"2027-09-{day:02}T09:00")
        told += [day] * tell_due()
    assert told == [7, 17]
    assert build.letters()[2:] == [("agnieszka@example.org", "task_reminder")] * 2
    notices = db.session.query(TaskNotice).filter_by(entry_id=first).order_by(TaskNotice.id)
    assert [one.reason for one in notices] == ["new", "soon", "late"]


def test_with_another_day_the_reminder_comes_again(ctx, clock):
    _, (task,) = build.out({"due": date(2027, 9, 3), **build.somebody()})
    tell_due()
    actions.change(
        task,
        ChangeValues(**mail_of(build.somebody()), due=date(2027, 9, 10)),
        seen_version=entry(task).version,
        actor=OFFICE,
    )
    clock.set("2027-09-07T09:00")
    assert tell_due() == 1


def mail_of(columns):
    return {"person": columns["person"], "email": columns["person_email"]}


def test_reminders_can_be_switched_off_and_new_tasks_are_still_told(ctx, clock):
    before = ctx.extensions["settings"]
    tasks = msgspec.structs.replace(before.tasks, reminders=False)
    ctx.extensions["settings"] = msgspec.structs.replace(before, tasks=tasks)
    try:
        build.out({"due": date(2027, 9, 10), **build.somebody()})
        assert tell_due() == 1
        clock.set("2027-09-20T09:00")
        assert tell_due() == 0
    finally:
        ctx.extensions["settings"] = before


def test_nobody_is_reminded_while_their_answer_waits(ctx, clock):
    token, task = build.told(due=date(2027, 9, 10))
    actions.answer(token, task, PROBLEM, KEY(1))
    clock.set("2027-09-20T09:00")
    assert tell_due() == 0
    answer_id = db.session.query(TaskAnswer.id).scalar()
    actions.note_seen(task, answer_id, actor=OFFICE)
    assert tell_due() == 1


def test_the_address_of_today_counts_and_the_link_in_the_old_mailbox_opens_nothing(ctx, clock):
    person = build.known(first_name="Cem", last_name="Yıldırım", email="alt@example.org")
    build.out(person)
    tell_due()
    (old,) = build.tokens().values()
    with transaction():
        db.session.get(Person, person["person_id"]).email = "neu@example.org"
    build.out({"text": "Neu", **person}, title="Zweites Treffen")
    clock.move(days=1)
    assert tell_due() == 1
    assert [address for address, _ in build.letters()] == ["alt@example.org", "neu@example.org"]
    with pytest.raises(NotFound):
        queries.holder_behind(old)
    (new,) = build.tokens().values()
    assert len(queries.tasks_of(queries.holder_behind(new), date(2027, 9, 2))[0]) == 2


def test_somebody_who_asked_to_be_erased_gets_no_mail_and_has_no_page(ctx, clock):
    """The name stands in the minutes; the office sees that no mail goes out."""
    person = build.known(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    typed = build.somebody("Cem Yıldırım", "cem@example.org")
    _, (one, two) = build.out({"due": date(2027, 9, 10), **person}, typed)
    tell_due()
    (token,) = build.tokens().values()
    version = db.session.get(Person, person["person_id"]).version
    contacts.erase_person(person["person_id"], seen_version=version, actor=OFFICE)
    clock.set("2027-09-20T09:00")
    assert tell_due() == 0
    with pytest.raises(NotFound):
        queries.holder_behind(token)
    assert [(entry(id).person_id, entry(id).person_email) for id in (one, two)] == [(None, "")] * 2
    assert [queries.who_does(entry(id)) for id in (one, two)] == [None, None]
    with pytest.raises(RuleBroken):
        actions.send_again(one, KEY(1), actor=OFFICE)
    actions.change(one, ChangeValues(**mail_of(build.somebody())),
                   seen_version=entry(one).version, actor=OFFICE)  # fmt: skip
    assert tell_due() == 1


def test_a_stranger_who_is_known_by_now_keeps_the_link(ctx):
    token, task = build.told(**build.somebody("Nguyễn Thị Mai", "mai@example.org"))
    person = build.known(first_name="Nguyễn Thị", last_name="Mai", email="mai@example.org")
    assert tell_due() == 0
    assert (entry(task).person_id, entry(task).person_email) == (person["person_id"], "")
    assert queries.task_of(queries.holder_behind(token), task).id == task


# answers


def test_done_is_done_at_once_and_a_second_press_is_harmless(ctx):
    token, task = build.told()
    assert actions.answer(token, task, AnswerValues(what=Answer.DONE), KEY(1))
    assert not actions.answer(token, task, AnswerValues(what=Answer.DONE), KEY(1))
    assert not actions.answer(token, task, AnswerValues(what=Answer.DONE), KEY(2))
    assert entry(task).done_on == date(2027, 9, 1)
    assert queries.waiting_answers() == []
    assert db.session.query(TaskAnswer).count() == 1


def test_words_with_done_reach_the_office(ctx):
    token, task = build.told()
    actions.answer(token, task, DONE, KEY(1))
    assert [(one.what, one.text, one.until) for one in queries.waiting_answers()] == [
        ("done", "Weil …", None)
    ]


def test_another_day_holds_when_the_office_agrees(ctx):
    token, task = build.told()
    actions.answer(token, task, LATER, KEY(1))
    assert entry(task).due == date(2027, 9, 30)
    (answer,) = queries.waiting_answers()
    assert actions.take_new_day(task, answer.id, actor=OFFICE)
    assert not actions.take_new_day(task, answer.id, actor=OFFICE)
    assert entry(task).due == date(2027, 10, 30)
    assert queries.waiting_answers() == []
    assert [one.text for one in db.session.query(TaskChange)] == [
        "Bis wann: bisher 30.09.2027, jetzt 30.10.2027, wie gewünscht"
    ]


def test_the_minutes_go_on_saying_what_was_agreed(ctx):
    token, task = build.told()
    minutes = db.session.query(Minutes).one()
    before = content_of(opened_minutes(minutes.meeting_id))
    actions.answer(token, task, LATER, KEY(1))
    (answer,) = queries.waiting_answers()
    actions.take_new_day(task, answer.id, actor=OFFICE)
    actions.change(task, ChangeValues(person="Änne Süß"), seen_version=entry(task).version,
                   actor=OFFICE)  # fmt: skip
    assert (entry(task).person, entry(task).due) == ("Änne Süß", None)
    assert content_of(opened_minutes(minutes.meeting_id)).tasks == before.tasks
    with transaction():
        entry(task).due = date(2027, 12, 1)
    assert content_of(opened_minutes(minutes.meeting_id)).tasks[0].due == date(2027, 12, 1)


def test_a_problem_waits_for_the_office_whatever_its_person_says_later(ctx):
    token, task = build.told()
    actions.answer(token, task, PROBLEM, KEY(1))
    actions.answer(token, task, LATER, KEY(2))
    assert [one.what for one in queries.waiting_answers()] == ["problem", "later"]
    actions.answer(token, task, AnswerValues(what=Answer.DONE), KEY(3))
    assert [one.what for one in queries.waiting_answers()] == ["problem"]


def test_words_about_a_task_that_the_office_ticked_meanwhile_are_kept(ctx):
    token, task = build.told()
    actions.finish(task, done=True, actor=OFFICE)
    assert actions.answer(token, task, PROBLEM, KEY(1))
    assert [one.text for one in queries.waiting_answers()] == ["Weil …"]


def test_by_one_link_a_limited_number_of_answers_is_taken_in(ctx, clock):
    token, task = build.told()
    for number in range(30):
        actions.answer(token, task, PROBLEM, KEY(number))
    with pytest.raises(TooMany):
        actions.answer(token, task, PROBLEM, KEY(30))
    assert not actions.answer(token, task, PROBLEM, KEY(1))
    clock.move(days=2)
    assert actions.answer(token, task, PROBLEM, KEY(31))


def test_what_the_person_before_said_binds_nobody(ctx, clock):
    token, task = build.told(due=date(2027, 9, 10))
    actions.answer(token, task, LATER, KEY(1))
    (answer,) = queries.waiting_answers()
    with transaction():
        entry(task).person, entry(task).person_email = "Bea Süß", "bea@example.org"
    release_again(task)
    assert not actions.take_new_day(task, answer.id, actor=OFFICE)
    tell_due()
    clock.set("2027-09-20T09:00")
    assert tell_due() == 1
    actions.change(task, ChangeValues(**mail_of(build.somebody()), due=date(2027, 9, 10)),
                   seen_version=entry(task).version, actor=OFFICE)  # fmt: skip
    assert queries.waiting_answers() == []


def release_again(task):
    meeting = entry(task).item.minutes.meeting_id
    revise(meeting, actor=OFFICE)
    build.release(meeting)


def test_nobody_answers_for_others(ctx):
    build.out(
        build.somebody("Änne Süß", "haus@example.org"),
        build.somebody("Bea Süß", "haus@example.org"),
    )
    tell_due()
    tokens = build.tokens()
    ids = {
        name: [
            task.id for task in queries.tasks_of(queries.holder_behind(token), date(2027, 9, 1))[0]
        ]
        for name, token in tokens.items()
    }
    assert all(len(found) == 1 for found in ids.values())
    with pytest.raises(NotFound):
        actions.answer(tokens["Änne Süß"], ids["Bea Süß"][0], DONE, KEY(1))


# the office


def test_done_and_open_again_are_written_down_and_settle_answers(ctx):
    token, task = build.told()
    actions.answer(token, task, PROBLEM, KEY(1))
    for done in (True, True, False, False):
        actions.finish(task, done=done, actor=OFFICE)
    assert entry(task).done_on is None
    assert queries.waiting_answers() == []
    assert [(one.text, one.by) for one in queries.changes_of(task)] == [
        ("Wieder geöffnet", "Miriam Voss"),
        ("Als erledigt markiert", "Miriam Voss"),
    ]


def test_another_person_is_told_and_the_first_one_sees_it_no_more(ctx):
    token, task = build.told()
    person = build.known(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    actions.change(
        task,
        ChangeValues(person="cem  yıldırım", due=date(2027, 9, 30)),
        seen_version=entry(task).version,
        actor=OFFICE,
    )
    assert entry(task).person_id == person["person_id"]
    assert tell_due() == 1
    assert build.letters()[-1] == ("cem@example.org", "tasks")
    with pytest.raises(NotFound):
        queries.task_of(queries.holder_behind(token), task)


def test_two_at_once_lose_nothing_and_no_change_is_no_change(ctx):
    _, task = build.told()
    seen = entry(task).version
    same = ChangeValues(**mail_of(build.somebody()), due=date(2027, 9, 30))
    actions.change(task, same, seen_version=seen, actor=OFFICE)
    assert queries.changes_of(task) == []
    actions.change(task, ChangeValues(person="Änne"), seen_version=seen, actor=OFFICE)
    with pytest.raises(Conflict):
        actions.change(task, ChangeValues(person="Bea"), seen_version=seen, actor=OFFICE)


def test_of_two_people_with_one_name_the_one_who_has_it_keeps_it(ctx):
    first = build.known(first_name="Cem", last_name="Yıldırım", email="eins@example.org")
    build.known(first_name="Cem", last_name="Yıldırım", email="zwei@example.org")
    _, (task,) = build.out(first)
    change = ChangeValues(person="Cem Yıldırım", due=date(2027, 12, 1))
    actions.change(task, change, seen_version=entry(task).version, actor=OFFICE)
    assert entry(task).person_id == first["person_id"]


def test_sending_again_sends_once_for_each_press(ctx):
    _, task = build.told()
    for key in (KEY(1), KEY(1), KEY(2)):
        assert actions.send_again(task, key, actor=OFFICE) == "agnieszka@example.org"
    assert len(build.letters()) == 3
    assert tell_due() == 0


def test_a_merged_person_keeps_page_and_tasks(ctx):
    person = build.known(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    build.out(person)
    tell_due()
    (token,) = build.tokens().values()
    kept = build.known(first_name="Cem", last_name="Yildirim", email="cem@example.org")["person_id"]
    versions = tuple(db.session.get(Person, id).version for id in (kept, person["person_id"]))
    contacts.merge_people(kept, person["person_id"], {}, seen_versions=versions, actor=OFFICE)
    tasks, _ = queries.tasks_of(queries.holder_behind(token), date(2027, 9, 1))
    assert len(tasks) == 1


def test_two_months_later_what_is_done_is_not_shown_any_more(ctx, clock):
    token, task = build.told()
    actions.finish(task, done=True, actor=OFFICE)
    holder = queries.holder_behind(token)
    day = date(2027, 9, 1)
    assert [len(part) for part in queries.tasks_of(holder, day)] == [0, 1]
    assert queries.tasks_of(holder, day + timedelta(days=61)) == ([], [])
    assert db.session.query(TaskHolder).count() == 1
