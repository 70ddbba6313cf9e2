"""Years of questions, answers, meetings and postponements, day by day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from app.projects import rules
from app.projects.rules import Ahead, Asked, Report, ReportStep, Standing

BEGIN = date(2027, 1, 1)
DAYS = 220
WEEKS, NEAR, REPORT_WEEKS = 6, 14, 16
days_of_the_year = some.sets(some.integers(0, DAYS - 1), max_size=12)


def day(number):
    return BEGIN + timedelta(days=number)


@given(news=days_of_the_year, meetings=days_of_the_year, due=some.integers(0, DAYS))
def test_no_two_mails_in_a_week_one_reminder_a_question_one_question_a_meeting(news, meetings, due):
    asks, news_on = [], None
    for number in range(DAYS):
        today = day(number)
        coming = sorted(one for one in meetings if one > number)
        ahead = Ahead(coming[0], day(coming[0])) if coming else None
        standing = Standing(since=BEGIN, asks=asks, news_on=news_on, report_due=day(due))
        asked = rules.question(today, standing, ahead, weeks=WEEKS, days=NEAR)
        if asked:
            asks.append(Asked(today, asked.again, asked.meeting_id))
        if number in news:
            news_on = today
        moments = [BEGIN, *(one.on for one in asks), *([news_on] if news_on else [])]
        assert today - max(moments) <= timedelta(weeks=WEEKS)
    gaps = [later.on - one.on for one, later in pairwise(asks)]
    assert all(gap >= timedelta(days=7) for gap in gaps)
    assert all(not one.again for one, later in pairwise(asks) if later.again)
    questions = [one.meeting_id for one in asks if one.meeting_id is not None and not one.again]
    assert len(questions) == len(set(questions))
    heard = [day(one) for one in news]
    assert all(
        not timedelta() < one.on - told < timedelta(days=7) for one in asks for told in heard
    )


@some.composite
def evenings(draw):
    """Meetings with the day their minutes come out, and whether the report is called postponed."""
    days = sorted(draw(some.sets(some.integers(0, 400), max_size=6)))
    out, postponed = some.none() | some.integers(1, 30), some.sampled_from(["no", "yes", "late"])
    return [(one, draw(out), draw(postponed)) for one in days]


@given(evenings(), some.integers(0, 300))
def test_no_report_is_lost_and_none_counts_twice(held, first_due):
    due, counted, steps = day(first_due), set(), []
    planned = set()

    def is_back(one, number):
        how = next(postponed for which, _, postponed in held if which == one)
        return how == "yes" or (how == "late" and number >= one + 40)

    for number in range(500):
        today = day(number)
        standing = any(day(one) >= due and not is_back(one, number) for one in planned)
        if not standing and due <= today + timedelta(days=1):  # the agenda takes what is due
            planned |= {one for one, _, _ in held if one == number + 1}
        for one, out, _ in held:
            if one not in planned:
                continue
            facts = Report(
                planned=True, held_on=day(one), postponed=is_back(one, number),
                released=out is not None and number >= one + out, counted=one in counted,
            )  # fmt: skip
            step = rules.report_step(facts, today)
            if step is ReportStep.COUNT:
                counted.add(one)
                due = rules.due_after(due, day(one), REPORT_WEEKS)
            elif step is ReportStep.TAKE_BACK:
                counted.discard(one)
                due = rules.due_again(due, day(one), REPORT_WEEKS)
            steps.append((one, step))
    given_reports = {one for one, _, postponed in held if one in planned and postponed == "no"}
    assert counted == given_reports
    for one in planned:
        taken = [step for which, step in steps if which == one]
        assert taken.count(ReportStep.COUNT) <= 1
        assert taken.count(ReportStep.TAKE_BACK) <= taken.count(ReportStep.COUNT)
    latest = max((day(one) + timedelta(weeks=REPORT_WEEKS) for one in counted), default=None)
    assert latest is None or due >= latest
