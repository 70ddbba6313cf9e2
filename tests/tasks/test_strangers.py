"""People with tasks who are not in the address book: looked up, and forgotten in time."""

from datetime import date

import pytest

from app.contacts import office as contacts
from app.contacts.models import Person
from app.core.db import db
from app.core.errors import NotFound
from app.minutes.models import Entry
from app.tasks import actions, queries, retention
from app.tasks.actions import AnswerValues
from app.tasks.models import TaskHolder
from app.tasks.rules import Answer
from tests.build import OFFICE
from tests.tasks import build


def test_names_are_looked_up_at_once(ctx, count_queries):
    build.out(*[build.somebody(f"Person {n}", f"p{n}@example.org") for n in range(3)])
    with count_queries() as asked:
        queries.strangers_known_by_now()
    assert sum(one.startswith("SELECT") for one in asked) == 2


PROBLEM = AnswerValues(what=Answer.PROBLEM, text="Ich bin krank")


def test_an_address_is_forgotten_four_weeks_after_the_last_task_is_done(ctx, clock):
    _, tasks = build.out(build.somebody(), {"text": "Zweite", **build.somebody()})
    build.out(build.somebody("Bea Süß", "agnieszka@example.org"), title="Anderes")
    actions.tell_due()
    token = build.tokens()["Agnieszka Krzyżanowska"]
    actions.answer(token, tasks[0], PROBLEM, "answer-key-000000000001")
    actions.finish(tasks[0], done=True, actor=OFFICE)
    clock.set("2027-10-20T09:00")
    assert retention.forget_strangers() == 0
    actions.finish(tasks[1], done=True, actor=OFFICE)
    clock.set("2027-11-16T09:00")
    assert retention.forget_strangers() == 0
    clock.set("2027-11-17T09:00")
    assert (retention.forget_strangers(), retention.forget_strangers()) == (1, 0)
    assert [db.session.get(Entry, id).person_email for id in tasks] == ["", ""]
    with pytest.raises(NotFound):
        queries.holder_behind(token)
    assert [one.name for one in db.session.query(TaskHolder)] == ["Bea Süß"]
    assert (retention.forget_words(), retention.forget_words()) == (1, 0)
    assert [(one.name, one.text) for one in queries.answers_to(tasks)] == [("", "")]


def test_who_was_told_and_has_no_task_any_more_is_forgotten(ctx, clock):
    _, task = build.told()
    actions.change(task, actions.ChangeValues(person="Bea", due=date(2027, 9, 30)),
                   seen_version=db.session.get(Entry, task).version, actor=OFFICE)  # fmt: skip
    clock.set("2027-09-28T09:00")
    assert retention.forget_strangers() == 0
    clock.set("2027-09-29T09:00")
    assert retention.forget_strangers() == 1
    assert db.session.query(TaskHolder).count() == 0


def test_with_the_person_the_words_go(ctx):
    person = build.known(first_name="Cem", last_name="Yıldırım", email="cem@example.org")
    _, (task,) = build.out(person)
    actions.tell_due()
    (token,) = build.tokens().values()
    actions.answer(token, task, PROBLEM, "answer-key-000000000001")
    version = db.session.get(Person, person["person_id"]).version
    contacts.erase_person(person["person_id"], seen_version=version, actor=OFFICE)
    assert retention.forget_words() == 1
    (answer,) = queries.answers_to([task])
    assert (answer.name, answer.text) == ("", "")
