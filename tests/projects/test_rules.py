"""When a project is asked, what a report sets, how two texts are compared."""

from datetime import date, timedelta

import pytest

from app.core.errors import RuleBroken
from app.projects import rules
from app.projects.rules import (
    Ahead,
    Asked,
    Piece,
    Progress,
    Question,
    Report,
    ReportStep,
    Standing,
)

TODAY = date(2027, 9, 1)


def ago(days):
    return TODAY - timedelta(days=days)


def question(ahead=None, weeks=6, days=14, **values):
    standing = Standing(**{"since": ago(400)} | values)
    return rules.question(TODAY, standing, ahead, weeks=weeks, days=days)


def test_a_project_is_asked_so_many_weeks_after_it_began_the_last_question_or_the_last_news():
    assert question(since=ago(42)) == Question()
    assert question(since=ago(41)) is None
    assert question(news_on=ago(42)) == Question()
    assert question(news_on=ago(41)) is None
    assert question(asks=[Asked(ago(42))], news_on=ago(42)) == Question()
    assert question(asks=[Asked(ago(41))], news_on=ago(41)) is None


def test_a_question_without_an_answer_is_repeated_once_after_a_week():
    assert question(asks=[Asked(ago(6))]) is None
    assert question(asks=[Asked(ago(7))]) == Question(again=True)
    assert question(asks=[Asked(ago(8)), Asked(ago(1), again=True)]) is None
    assert question(asks=[Asked(ago(18)), Asked(ago(11), again=True)]) is None
    assert question(asks=[Asked(ago(20))], news_on=ago(20)) is None


def test_before_a_meeting_at_which_its_report_is_due_a_project_is_asked_once():
    ahead = Ahead(5, TODAY + timedelta(days=14))
    due = {"report_due": ahead.day, "news_on": ago(10)}
    assert question(ahead, **due) == Question(meeting_id=5)
    assert question(ahead, **due, days=13) is None
    assert question(ahead, **due | {"report_due": ahead.day + timedelta(days=1)}) is None
    assert question(ahead, **due | {"report_due": None}) is None
    assert question(ahead, **due | {"news_on": ago(6)}) is None
    assert question(ahead, asks=[Asked(ago(3))], **due) is None
    told = [Asked(ago(10), meeting_id=5)]
    assert question(ahead, asks=told, **due) is None
    silent = question(ahead, asks=told, report_due=ahead.day)
    assert silent == Question(again=True, meeting_id=5)
    assert question(asks=told, report_due=ahead.day) == Question(again=True)


def test_silence_counts_whole_weeks_since_the_last_news():
    assert rules.silence(TODAY, ago(63), weeks=6) == "seit 9 Wochen ohne Nachricht"
    assert rules.silence(TODAY, ago(41), weeks=6) == ""
    assert rules.silence(TODAY, ago(42), weeks=6) == "seit 6 Wochen ohne Nachricht"


def test_help_needs_a_word():
    with pytest.raises(RuleBroken) as fault:
        rules.check_news(Progress.HELP, "")
    assert fault.value.field == "text"
    rules.check_news(Progress.RUNNING, "")


def report(**values):
    facts = {
        "planned": True, "held_on": ago(3), "postponed": False, "released": True, "counted": False,
    }  # fmt: skip
    return rules.report_step(Report(**facts | values), TODAY)


def test_a_report_counts_once_when_it_was_given_and_is_taken_back_when_it_was_not():
    assert report() is ReportStep.COUNT
    assert report(counted=True) is ReportStep.NOTHING
    assert report(held_on=TODAY) is ReportStep.NOTHING
    assert report(postponed=True) is ReportStep.NOTHING
    assert report(released=False) is ReportStep.NOTHING
    assert report(released=False, held_on=ago(14)) is ReportStep.COUNT
    assert report(counted=True, postponed=True) is ReportStep.TAKE_BACK
    assert report(counted=True, planned=False) is ReportStep.TAKE_BACK


def test_a_report_sets_the_next_date_unless_a_later_one_is_set():
    held = ago(3)
    assert rules.due_after(held, held, 16) == held + timedelta(weeks=16)
    assert rules.due_after(TODAY, held, 16) == TODAY
    assert rules.due_after(None, held, 16) is None
    assert rules.due_again(held + timedelta(weeks=16), held, 16) == held
    assert rules.due_again(TODAY, held, 16) == TODAY


def test_words_that_differ_are_marked_on_both_sides():
    old, new = rules.marked("Zwei Räder gesucht", "Drei Räder gesucht")
    assert old == [Piece("Zwei", True), Piece(" Räder gesucht", False)]
    assert new == [Piece("Drei", True), Piece(" Räder gesucht", False)]
    assert rules.marked("", "Neu") == ([], [Piece("Neu", True)])


def test_a_pair_says_when_the_team_changed_the_same_value():
    now = dict.fromkeys(rules.TEXTS, "") | {"title": "B", "team": "X"}
    pairs = rules.text_pairs(now, {"title": "A", "team": "X"}, {"title": "C", "team": "Y"})
    assert [(one.name, one.moved) for one in pairs] == [("title", True), ("team", False)]
    assert rules.text_pairs(now, {"title": "A"}, {"title": "B"}) == []
