"""What people are told and answer: plain values."""

from dataclasses import dataclass
from datetime import date

import pytest

from app.core.errors import RuleBroken
from app.tasks import rules
from app.tasks.rules import Answer, Reason, Told, When, Who

TODAY = date(2027, 9, 1)
NEW = Told(Reason.NEW, None)


@dataclass
class Task:
    id: int = 1
    number: str | None = "A-2027-01"
    text: str = "Angebot\neinholen"
    due: date | None = None
    done_on: date | None = None


@pytest.mark.parametrize(
    ("due", "done_on", "expected"),
    [
        (date(2027, 8, 31), None, When.LATE),
        (TODAY, None, When.TODAY),
        (date(2027, 9, 2), None, When.OPEN),
        (None, None, When.OPEN),
        (date(2027, 8, 1), TODAY, When.DONE),
    ],
)
def test_due_today_is_not_overdue(due, done_on, expected):
    assert rules.when(due, done_on, TODAY) is expected


def test_the_reminder_comes_three_working_days_before():
    friday = date(2027, 9, 3)
    assert rules.remind_on(friday, ()) == date(2027, 8, 31)
    assert rules.remind_on(date(2027, 9, 6), ()) == TODAY
    assert rules.remind_on(friday, {date(2027, 9, 1)}) == date(2027, 8, 30)


@pytest.mark.parametrize(
    ("due", "told", "expected"),
    [
        (date(2027, 12, 1), (), {Reason.NEW}),
        (None, (), {Reason.NEW}),
        (date(2027, 12, 1), (NEW,), set()),
        (date(2027, 9, 6), (NEW,), {Reason.SOON}),
        (date(2027, 9, 7), (NEW,), set()),
        (TODAY, (NEW, Told(Reason.SOON, TODAY)), set()),
        (TODAY, (NEW, Told(Reason.SOON, date(2027, 8, 25))), {Reason.SOON}),
        (date(2027, 8, 26), (NEW,), set()),
        (date(2027, 8, 25), (NEW,), {Reason.LATE}),
        (date(2027, 8, 25), (NEW, Told(Reason.LATE, date(2027, 8, 25))), set()),
        (date(2027, 8, 1), (), {Reason.NEW, Reason.LATE}),
    ],
)
def test_why_a_mail_leaves(due, told, expected):
    assert rules.reasons(due, TODAY, (), told, reminders=True) == expected


def test_without_reminders_only_new_tasks_are_told():
    assert rules.reasons(date(2027, 8, 1), TODAY, (), (), reminders=False) == {Reason.NEW}
    assert rules.reasons(date(2027, 8, 1), TODAY, (), (NEW,), reminders=False) == set()


@pytest.mark.parametrize(
    ("what", "until", "text", "field"),
    [
        (Answer.PROBLEM, None, "", "text"),
        (Answer.LATER, None, "", "until"),
        (Answer.LATER, date(2027, 8, 31), "", "until"),
        (Answer.LATER, date(2027, 9, 2), "", "until"),
    ],
)
def test_answers_that_need_more_name_the_field(what, until, text, field):
    with pytest.raises(RuleBroken) as fault:
        rules.check_answer(what, until, text, due=date(2027, 9, 2), today=TODAY)
    assert fault.value.field == field


@pytest.mark.parametrize(
    ("what", "until", "text"),
    [
        (Answer.DONE, date(2020, 1, 1), ""),
        (Answer.LATER, TODAY, ""),
        (Answer.PROBLEM, None, "Der Schlüssel fehlt."),
    ],
)
def test_answers_that_are_fine(what, until, text):
    rules.check_answer(what, until, text, due=date(2027, 8, 1), today=TODAY)


def test_two_people_at_one_address_are_two():
    ann, bea = (Who(name, "Haus@example.org") for name in ("Änne  Süß", "Bea Süß"))
    assert ann.key != bea.key
    assert ann.key == Who("änne süß", "haus@example.org").key
    assert Who("Änne Süß", "haus@example.org", 7).key == "person:7"


def test_the_lines_of_a_mail_name_new_tasks_first():
    tasks = [
        Task(1, "A-2027-02", due=date(2027, 8, 31)),
        Task(2, "A-2027-09", due=TODAY),
        Task(3, "A-2027-10"),
    ]
    assert rules.task_lines(tasks, {3}, TODAY, {one.id: one.text for one in tasks}).split("\n") == [
        "- Neu: A-2027-10, ohne festen Tag: Angebot einholen",
        "- A-2027-02, bis Di., 31.08.2027 (überfällig): Angebot einholen",
        "- A-2027-09, bis Mi., 01.09.2027 (heute fällig): Angebot einholen",
    ]


def test_the_order_counts_numbers_as_numbers():
    tasks = [Task(1, "A-2027-10"), Task(2, "A-2027-9"), Task(3, due=TODAY)]
    assert [one.id for one in rules.in_order(tasks)] == [3, 2, 1]
