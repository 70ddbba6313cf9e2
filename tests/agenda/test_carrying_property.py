"""Carry-over, whatever happens: no postponed topic is lost, and none stands in two agendas.

Meetings are planned and called off, evenings pass, items are postponed, removed, brought back by
undoing, topics are put in by hand and dropped; the clockwork runs in between.
"""

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import select

from app.agenda import actions, backlog, topics, undo
from app.agenda.carrying import Evening, TopicState, comes_back_at, next_evening
from app.agenda.models import AgendaItem, BacklogItem, BacklogPlace
from app.core.db import db
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.pitches.queries import has_begun
from app.registrations.office import call_off
from app.series import actions as series
from tests import build
from tests.conftest import empty_database

PICK = st.integers(0, 5)
FIRST = date(2027, 9, 8)


class CarryOver(RuleBasedStateMachine):
    """An office with evenings every two weeks, and topics that are marked by their titles."""

    clock = None

    def __init__(self):
        super().__init__()
        db.session.rollback()
        empty_database()
        self.clock.set("2027-09-01T09:00")
        self.meetings, self.titles, self.day = [], [], FIRST
        self.plan()

    @initialize(twice=st.booleans())
    def begin(self, twice):
        """Two topics at the first evening, one of them postponed: from here things go wrong."""
        self.plan()
        self.add(0)
        self.add(0)
        self.postpone(0, twice)

    def teardown(self):
        db.session.rollback()

    @precondition(lambda self: len(self.meetings) < 6)
    @rule()
    def plan(self):
        facts = series.Plan(
            title="Abend", day=self.day, begins=time(18, 0), capacity=20, venue_id=None
        )
        self.meetings.append(series.plan_meeting("vernetzung", facts, build.OFFICE))
        self.day += timedelta(days=14)

    @precondition(lambda self: len(self.titles) < 3)
    @rule(where=PICK)
    def add(self, where):
        """An item that is one topic from now on, wherever it goes."""
        title = f"Thema {len(self.titles)}"
        if db.session.get(Meeting, self.pick(where)).state != MeetingState.CANCELLED:
            text = actions.ItemText(title=title, kind="plenary", minutes=10)
            actions.add_item(self.pick(where), text)
            self.titles.append(title)

    def pick(self, number):
        return self.meetings[number % len(self.meetings)]

    def items(self):
        """Items of our topics that nobody postponed there, in meetings that take place."""
        away = select(BacklogPlace.item_id).where(BacklogPlace.postponed.is_(True))
        found = select(AgendaItem).join(Meeting, Meeting.id == AgendaItem.meeting_id)
        return list(
            db.session.scalars(
                found.where(AgendaItem.title.in_(self.titles), AgendaItem.id.not_in(away))
                .where(Meeting.state != MeetingState.CANCELLED)
                .order_by(AgendaItem.id)
            )
        )

    @precondition(lambda self: self.items())
    @rule(number=PICK, twice=st.booleans())
    def postpone(self, number, twice):
        items = self.items()
        item = items[number % len(items)]
        item_id, meeting_id = item.id, item.meeting_id
        backlog.postpone(meeting_id, item_id, build.OFFICE)
        if twice:
            backlog.postpone(meeting_id, item_id, build.OFFICE)

    @precondition(lambda self: self.items())
    @rule(number=PICK)
    def postpone_and_undo(self, number):
        items = self.items()
        item = items[number % len(items)]
        item_id, meeting_id = item.id, item.meeting_id
        backlog.postpone(meeting_id, item_id, build.OFFICE)
        step = next(one for one in undo.steps_of(meeting_id) if not one.undone)
        if step.what.endswith("verschoben"):
            undo.undo(meeting_id, step.id, "Büro")

    @precondition(lambda self: self.items())
    @rule(number=PICK)
    def remove_topic(self, number):
        """Only what is a topic already: other items may be removed for good."""
        known = set(db.session.scalars(select(BacklogItem.item_id)))
        items = [one for one in self.items() if one.id in known]
        if items:
            item = items[number % len(items)]
            actions.remove_item(item.meeting_id, item.id)

    @rule(where=PICK)
    def take_back(self, where):
        """Undo, but not that an item was added: then it is meant to go."""
        meeting_id = self.pick(where)
        step = next((one for one in undo.steps_of(meeting_id) if not one.undone), None)
        if step and not step.what.endswith("hinzugefügt"):
            with suppress(RuleBroken):
                undo.undo(meeting_id, step.id, "Büro")

    @rule(where=PICK, number=PICK)
    def put_in(self, where, number):
        found = topics.waiting_topics("")
        if found:
            with suppress(RuleBroken):
                topic_id = found[number % len(found)].row.id
                backlog.put_into(topic_id, self.pick(where), build.OFFICE)

    @rule(where=PICK)
    def cancel(self, where):
        meeting = db.session.get(Meeting, self.pick(where))
        unknown = select(BacklogItem.title)
        plain = [one for one in self.items() if one.meeting_id == meeting.id]
        if all(one.title in set(db.session.scalars(unknown)) for one in plain):
            with suppress(RuleBroken):
                call_off(meeting.id, reason="Sturm", next_step="", actor=build.OFFICE)

    @rule(days=st.integers(1, 20))
    def wait(self, days):
        self.clock.move(days=days)

    @rule()
    def tick(self):
        backlog.leave_called_off_meetings()
        assert backlog.leave_called_off_meetings() == 0

    @invariant()
    def nothing_is_lost_or_doubled(self):
        db.session.rollback()
        standing = [one.title for one in self.items()]
        found = [topics.topic_of(one) for one in db.session.scalars(select(BacklogItem.id))]
        waiting = [one.row.title for one in found if one.state == TopicState.WAITING]
        assert sorted(standing + waiting) == sorted(self.titles)
        left = select(Meeting).join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        left = left.join(BacklogPlace, BacklogPlace.item_id == AgendaItem.id)
        stayed = db.session.scalars(left.where(BacklogPlace.postponed.is_(True))).unique()
        assert all(map(has_begun, stayed)), "before the evening a postponed item leaves"


def test_carry_over_neither_loses_nor_doubles_a_topic(ctx, clock):
    CarryOver.clock = clock
    some = settings(
        max_examples=20, stateful_step_count=16, deadline=None, phases=(Phase.generate,)
    )
    run(CarryOver, settings=some)


evenings = st.lists(
    st.builds(
        Evening,
        id=st.integers(1, 9),
        begins_at=st.datetimes(
            min_value=datetime(2027, 1, 1),
            max_value=datetime(2027, 2, 1),
        ),
        circle=st.sampled_from(["", "lenkungskreis"]),
        public=st.booleans(),
        called_off=st.booleans(),
    ),
    max_size=8,
)


@given(evenings, st.sampled_from(["", "lenkungskreis"]), st.integers(0, 31), st.integers(0, 31))
def test_a_topic_comes_back_at_the_first_evening_that_fits(found, circle, after, now):
    since = datetime(2027, 1, 1) + timedelta(days=after)
    moment = datetime(2027, 1, 1) + timedelta(days=now)
    target = next_evening(found, circle, since, moment)
    fitting = [one for one in found if comes_back_at(one, circle, since, moment)]
    if target is None:
        assert not fitting
    else:
        first = min(fitting, key=lambda one: (one.begins_at, one.id))
        assert target == first.id
        assert not first.called_off and first.begins_at > max(since, moment)
        assert first.circle == circle and (circle or first.public)
