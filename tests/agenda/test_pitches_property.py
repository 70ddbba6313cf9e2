"""Hundreds of steps with pitches, slots and mails: what must hold after each of them.

No slot holds two; accepted pitches have a slot or the office is warned; no pitch is lost; nobody
is told the same twice in a row, and everybody was told last what is kept.
"""

import email
import email.policy
from contextlib import suppress
from datetime import date
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import select

from app.agenda import actions, decisions, places, plans, programme, queries
from app.agenda.decisions import Choice
from app.agenda.models import AgendaItem, AgendaPitch
from app.agenda.rules import Decision, ItemText
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.words import time_of
from app.meetings.queries import meeting_by_id
from app.outbox.models import Message
from app.pitches import actions as pitch_actions
from app.pitches import office
from app.pitches.mails import edit_token
from app.pitches.models import Pitch
from app.pitches.queries import history_of
from app.pitches.rules import IN_THE_PROGRAMME, PitchState
from tests import build
from tests.conftest import empty_database

NUMBER = st.integers(0, 3)
UP = st.booleans()


class Pitching(RuleBasedStateMachine):
    """An office and people with pitches at two meetings, in any order of steps."""

    def __init__(self):
        super().__init__()
        db.session.rollback()  # an open reading would keep PostgreSQL from emptying the tables
        empty_database()
        days = (date(2027, 9, 30), date(2027, 11, 25))
        self.meetings = [build.a_planned_meeting(title=f"Abend {day}", day=day) for day in days]
        self.pitches = []

    @initialize()
    def begin(self):
        """Two accepted pitches at the first meeting: what comes after that is what goes wrong."""
        for _ in range(2):
            self.submit(0)
            pitch_id, meeting_id = self.pick(len(self.pitches) - 1)
            places.accept_pitch(meeting_id, pitch_id, self.item(meeting_id, 0).id, build.OFFICE)

    def teardown(self):
        db.session.rollback()

    def pick(self, number):
        pitch = db.session.get(Pitch, self.pitches[number % len(self.pitches)])
        return pitch.id, pitch.meeting_id

    def item(self, meeting_id, number):
        items = build.item_ids(meeting_id, kind="pitch")
        return db.session.get(AgendaItem, items[number % len(items)])

    @precondition(lambda self: len(self.pitches) < 4)
    @rule(number=NUMBER)
    def submit(self, number):
        where, count = self.meetings[number % 2], len(self.pitches)
        one = build.a_pitch(where, title=f"Projekt {count}", email=f"p{count}@example.org")
        self.pitches.append(one)

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER)
    def withdraw(self, number):
        pitch_id, _ = self.pick(number)
        with suppress(RuleBroken):
            pitch_actions.withdraw(edit_token(db.session.get(Pitch, pitch_id)))

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER, where=NUMBER, position=st.one_of(st.none(), st.integers(0, 1)))
    def accept(self, number, where, position):
        pitch_id, meeting_id = self.pick(number)
        item = self.item(meeting_id, where).id
        with suppress(RuleBroken):
            places.accept_pitch(meeting_id, pitch_id, item, build.OFFICE, position=position)

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER)
    def decline(self, number):
        pitch_id, meeting_id = self.pick(number)
        with suppress(RuleBroken):
            decisions.decline(meeting_id, pitch_id, "Voll.", "Ein Stand.", build.OFFICE)

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER)
    def move_on(self, number):
        pitch_id, meeting_id = self.pick(number)
        (target,) = set(self.meetings) - {meeting_id}
        with suppress(RuleBroken):
            places.move_pitch(meeting_id, pitch_id, target, "Voll.", build.OFFICE)

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER, kind=st.sampled_from(Decision), where=NUMBER, chosen=UP)
    def prepare(self, number, kind, where, chosen):
        pitch_id, meeting_id = self.pick(number)
        spot = (self.item(meeting_id, where).id, where % 2) if chosen else None
        (target,) = set(self.meetings) - {meeting_id}
        choice = Choice(
            kind=kind, spot=spot, target_id=target, reason="Voll.", next_step="Ein Stand."
        )
        with suppress(RuleBroken):
            decisions.prepare(meeting_id, pitch_id, choice, build.OFFICE)

    @rule(number=NUMBER)
    def send(self, number):
        meeting_id = self.meetings[number % 2]
        mark = plans.plan_of(meeting_by_id(meeting_id)).mark
        with suppress(RuleBroken):
            decisions.send(meeting_id, mark, build.OFFICE)
            before = self.told()
            decisions.send(meeting_id, mark, build.OFFICE)
            assert self.told() == before

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER, up=UP)
    def shift(self, number, up):
        pitch_id, meeting_id = self.pick(number)
        places.shift_pitch(meeting_id, pitch_id, up=up, actor=build.OFFICE)

    @rule(number=NUMBER, where=NUMBER, slots=st.integers(0, 2), minutes=st.integers(5, 40))
    def change_item(self, number, where, slots, minutes):
        meeting_id = self.meetings[number % 2]
        item = self.item(meeting_id, where)
        fields = {name: getattr(item, name) for name in ItemText.__dataclass_fields__}
        text = ItemText(**fields | {"pitch_slots": slots, "minutes": minutes, "materials": ()})
        actions.change_item(meeting_id, item.id, text, item.version)

    @rule(number=NUMBER)
    def tell_times(self, number):
        meeting_id = self.meetings[number % 2]
        places.tell_times(meeting_id, build.OFFICE)
        assert places.tell_times(meeting_id, build.OFFICE) == 0

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER)
    def present(self, number):
        pitch_id, _ = self.pick(number)
        with suppress(RuleBroken):
            office.move(pitch_id, PitchState.PRESENTED, build.OFFICE)

    @precondition(lambda self: self.pitches)
    @rule(number=NUMBER)
    def mend(self, number):
        office.not_presented(self.pick(number)[0], build.OFFICE)

    def told(self):
        """Recipient → (kind, subject, text) of the mails, in order."""
        found = {}
        for row in db.session.scalars(select(Message).order_by(Message.id)):
            mail = email.message_from_bytes(row.body, policy=email.policy.default)
            text = mail.get_body(("plain",)).get_content()
            found.setdefault(row.recipient, []).append((row.kind, row.subject, text))
        return found

    @invariant()
    def no_slot_holds_two_and_none_is_made_up(self):
        db.session.expire_all()
        seen = set()
        for one in db.session.scalars(select(AgendaPitch)):
            if one.pitch.state in IN_THE_PROGRAMME:
                assert one.pitch.meeting_id == one.item.meeting_id
                assert 0 <= one.position < one.item.pitch_slots
                assert (one.item_id, one.position) not in seen
                seen.add((one.item_id, one.position))

    @invariant()
    def accepted_pitches_have_a_time_or_the_office_is_warned(self):
        for meeting_id in self.meetings:
            found = programme.programme_of(meeting_by_id(meeting_id))
            live = [one for one in found.pitches if one.state in IN_THE_PROGRAMME]
            placed = [one for one in live if one.id in found.times]
            assert len(placed) <= sum(len(row.slots) for row in found.agenda.rows)
            without = {one.id for one in live if one.state == PitchState.ACCEPTED} - {*found.times}
            assert {one.id for one in found.without_slot} == without
            assert bool(without) is any("keine Zeit" in words for words in found.warnings)

    @invariant()
    def no_pitch_is_lost(self):
        rows = db.session.scalars(select(Pitch).order_by(Pitch.id)).all()
        assert [row.id for row in rows] == self.pitches
        for row in rows:
            assert row.meeting_id in self.meetings
            assert history_of(row.id)[0].what == "Eingereicht."

    @invariant()
    def nobody_is_told_the_same_twice_and_all_know_what_holds(self):
        told = self.told()
        for mails in told.values():
            assert all(one != other for one, other in pairwise(mails))
        for row in db.session.scalars(select(Pitch).where(Pitch.state == PitchState.ACCEPTED)):
            kind, subject, _ = told[row.email][-1]
            assert kind in ("pitch_accepted", "pitch_time_changed")
            assert f"{time_of(row.told_time)} Uhr" in subject

    @invariant()
    def times_follow_the_agenda(self):
        for meeting_id in self.meetings:
            agenda = queries.agenda_of(meeting_id)
            times = list(agenda.pitch_times.values())
            assert times == sorted(times)


def test_pitches_and_slots_whatever_happens(ctx):
    run(Pitching, settings=settings(max_examples=8, stateful_step_count=25, deadline=None))
