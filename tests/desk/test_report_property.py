"""Sums of the report in small random worlds: the parts always add up to the whole."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from app.core.db import db, transaction
from app.desk.periods import Period
from app.desk.report import report
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, SupportKind
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.rules import WALK_IN, Attendance, RegistrationState
from app.steering.models import Decision, DecisionIdea
from app.steering.rules import DecisionKind
from app.support.models import SupportEntry
from tests import build

pytestmark = pytest.mark.usefixtures("ctx")
TODAY, BEGIN = date(2027, 10, 1), date(2027, 8, 20)
days = st.integers(0, 40).map(lambda number: BEGIN + timedelta(days=number))
ideas = st.lists(
    st.tuples(days, st.sampled_from(["", "MO", "EE", "alt"]), st.sampled_from(IdeaState),
              st.sampled_from([None, *DecisionKind]), st.booleans()),
    max_size=8,
)  # fmt: skip
people = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 4), st.sampled_from(["politik", "", "fremd"]),
              st.sampled_from(Attendance), st.sampled_from(["form", WALK_IN])),
    max_size=12, unique_by=lambda one: one[:2],
)  # fmt: skip
support = st.lists(
    st.tuples(days, st.sampled_from(SupportKind), st.integers(1, 600), st.integers(0, 7)),
    max_size=8,
)
periods = st.tuples(days, days).map(lambda two: Period(min(two), max(two)))


@pytest.fixture
def meetings():
    """Two public meetings and a session on days of the world."""
    return [
        build.a_meeting(day=date(2027, 9, 2)),
        build.a_meeting(day=date(2027, 9, 20)),
        build.a_meeting(kit="lenkungskreis", day=date(2027, 9, 10), listed=False),
    ]


@contextmanager
def world(meetings, ideas, people, support):
    """The rows of one example; afterwards they are gone again."""
    try:
        with transaction():
            rows = [_idea(number, one) for number, one in enumerate(ideas, 1)]
            db.session.add_all(rows)
            db.session.flush()
            for number, (row, one) in enumerate(zip(rows, ideas, strict=True), 1):
                if one[3]:
                    db.session.add(_decision(number, row.id, one[3], one[4]))
            for place, who, sector, attendance, source in people:
                _came(meetings[place], who, sector, attendance, source)
            for day, kind, minutes, place in support:
                if rows:
                    _entry(rows[place % len(rows)].id, day, kind, minutes)
        yield
    finally:
        with transaction():
            for table in (SupportEntry, DecisionIdea, Decision, Idea, Registration):
                db.session.execute(delete(table))


def _idea(number, one):
    day, field, state, *_ = one
    return Idea(
        year=2027, running_number=number, title="Idee", action_field=field, state=state,
        submitted_on=day, report_due=None,
    )  # fmt: skip


def _decision(number, idea_id, kind, recommendation):
    return Decision(
        number=f"LK-2027-{number:02d}", day=date(2027, 9, 30), kind=kind, wording="So sei es.",
        yes=5, no=0, abstain=0, recommendation=recommendation, by="Annika",
        at=datetime(2027, 9, 30, tzinfo=UTC), ideas=[DecisionIdea(idea_id=idea_id, position=1)],
    )  # fmt: skip


def _came(meeting_id, who, sector, attendance, source):
    db.session.add(
        Registration(
            meeting_id=meeting_id, first_name="Mai", last_name=f"Nr. {who}", name_key=f"mai {who}",
            email="mai@example.org", email_key="mai@example.org", sector=sector,
            state=RegistrationState.CONFIRMED, source=source, attendance=attendance,
            submitted_at=datetime(2027, 8, 1, tzinfo=UTC), uid=f"{meeting_id}-{who}",
            state_changed_at=datetime(2027, 8, 1, tzinfo=UTC), submit_key=f"{meeting_id}-{who}",
        )
    )  # fmt: skip


def _entry(idea_id, day, kind, minutes):
    db.session.add(
        SupportEntry(
            idea_id=idea_id, day=day, kind=kind, minutes=minutes, worker="Annika", by="Annika",
            at=datetime(2027, 9, 1, tzinfo=UTC),
        )
    )  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ideas, people, support, periods)
def test_parts_add_up(meetings, ideas, people, support, period):
    with world(meetings, ideas, people, support):
        found = report(period, TODAY)

    inside = [one for one in ideas if period.first <= one[0] <= period.last]
    assert found.ideas == sum(found.states.values()) == len(inside)
    assert found.selected == sum(one[3] is DecisionKind.SELECT and not one[4] for one in inside)
    assert len(found.waits) == sum(one[3] is not None and not one[4] for one in inside)
    steps = [step.number for step in found.funnel]
    assert steps[0] == found.ideas and steps[2] >= steps[3] and steps[0] >= steps[1]

    open_to_all = {0: date(2027, 9, 2), 1: date(2027, 9, 20)}
    came = [
        one
        for one in people
        if one[3] is Attendance.PRESENT
        and period.first <= open_to_all.get(one[0], date.min) <= period.last
    ]
    assert sum(row.present for row in found.shares) == len(came)
    assert sum(line.present for line in found.meetings) == len(came)
    assert sum(line.present or 0 for line in found.kits) == len(came)
    assert found.people == len({one[1] for one in came})
    earlier = {
        one[1]
        for one in people
        if one[3] is Attendance.PRESENT and open_to_all.get(one[0], date.max) < period.first
    }
    assert found.newcomers == len({one[1] for one in came} - earlier)

    logged = sum(
        minutes for day, _, minutes, _ in support if ideas and period.first <= day <= period.last
    )
    by_field = sum(minutes for _, minutes in found.support.fields)
    by_month = sum(minutes for _, minutes in found.support.months)
    assert found.support.total == by_field == by_month == logged


def test_a_merged_idea_counts_once(meetings):
    survivor, merged = build.an_idea(), build.an_idea(title="Dasselbe")
    with transaction():
        db.session.get(Idea, merged).merged_into_id = survivor

    day = db.session.get(Idea, survivor).submitted_on
    assert report(Period(day, day), TODAY).ideas == 1


def test_a_kit_that_is_gone_is_told_by_its_id(meetings):
    with transaction():
        db.session.get(Meeting, meetings[0]).kit_id = "fort"

    titles = [line.title for line in report(Period(BEGIN, TODAY), TODAY).kits]
    assert titles == ["fort", "Reguläres Vernetzungstreffen", "Lenkungskreis-Sitzung"]
