"""Thousands of steps in any order: what must hold for places, lines and letters after each of them.

A real database, the real actions, two kinds of places, and a second meeting to move people to.
"""

from datetime import date, timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from app.core import clock as app_clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.outbox.models import Message
from app.registrations import actions, office, places, queries, retention
from app.registrations.models import Registration
from app.registrations.rules import GUEST, RegistrationState, Window
from tests import build
from tests.conftest import empty_database

S = RegistrationState
TOLD = {
    S.PENDING: {"confirm_request"},
    S.REQUESTED: {"requested"},
    S.CONFIRMED: {"confirmation", "switched", "moved"},
    S.WAITLISTED: {"waitlist", "moved"},
    S.OFFERED: {"promoted"},
    S.OFFER_LAPSED: {"offer_lapsed"},
    S.CANCELLED: {"cancellation_ack", "left_waitlist", "declined", "moved", "confirm_request"},
}
"""The last letter that a person in this state may have got; a pending one may just be gone."""
BEGIN = "2027-09-01T09:00"
MANY = {"max_examples": 26, "stateful_step_count": 50, "phases": [Phase.explicit, Phase.generate]}
"""Without shrinking: a failing run is short enough to read, and shrinking takes minutes."""

which = st.integers(0, 10_000)
kinds = st.sampled_from(["onsite", "online"])


class Places(RuleBasedStateMachine):
    """One meeting with few places, and everything that people and the office can do."""

    app = None
    clock = None

    @initialize(capacity=st.integers(1, 4), online=st.one_of(st.none(), st.integers(1, 3)))
    def start(self, capacity, online):
        self.context = self.app.app_context()
        self.context.push()
        empty_database()
        self.clock.set(BEGIN)
        days = {"day": date(2027, 12, 1), "registration_closes": date(2027, 11, 25)}
        self.meeting = build.a_meeting("online-hybrid", capacity=capacity, **days)
        self.other = build.a_meeting("vernetzung", capacity=2, **days)
        self.set(online_capacity=online)
        self.known = {}
        self.before = {}
        self.removed = set()

    def teardown(self):
        db.session.remove()
        if hasattr(self, "context"):
            self.context.pop()

    # helpers

    def set(self, **values):
        """What the office changes of a meeting in another room."""
        with transaction():
            meeting = locked(Meeting, self.meeting)
            for name, value in values.items():
                setattr(meeting, name, value)
            places.fill(meeting)

    def rows(self, *states):
        wanted = states or tuple(S)
        found = select(Registration).where(Registration.state.in_(wanted)).order_by(Registration.id)
        return db.session.scalars(found).all()

    def one(self, which, *states):
        """Somebody in one of these states at the meeting, or None."""
        found = [row for row in self.rows(*states) if row.meeting_id == self.meeting]
        return found[which % len(found)].id if found else None

    def attempt(self, do, *words, **more):
        """Do it; what a rule refuses must change nothing (the invariants look)."""
        try:
            do(*words, **more)
        except RuleBroken:
            db.session.rollback()

    # what people do

    @rule(participation=kinds)
    def register(self, participation):
        self.attempt(
            build.a_registration, self.meeting, confirmed=False, participation=participation
        )

    @rule(participation=kinds)
    def register_and_confirm(self, participation):
        self.attempt(build.a_registration, self.meeting, participation=participation)

    @rule(which=which, online=st.booleans())
    def free_one_and_look(self, which, online):
        """A place becomes free while others wait: what most of this is about."""
        kind = "online" if online else "onsite"
        self.attempt(build.a_registration, self.meeting, participation=kind)
        if row_id := self.one(which, S.CONFIRMED):
            self.attempt(actions.cancel, build.token_of(row_id))

    @rule(which=which, online=st.booleans())
    def leave_the_line_and_come_back(self, which, online):
        """The old number in line is gone; then somebody with a place goes."""
        kind = "online" if online else "onsite"
        self.attempt(build.a_registration, self.meeting, participation=kind)
        if row_id := self.one(which, S.WAITLISTED):
            self.attempt(actions.cancel, build.token_of(row_id))
            self.attempt(actions.come_back, build.token_of(row_id))

    @rule(which=which, online=st.booleans())
    def let_an_offer_lapse(self, which, online):
        """Somebody goes, the next in line says nothing, and time passes."""
        self.free_one_and_look(which, online)
        if self.one(which, S.OFFERED):
            self.all_is_well()
            self.wait(50)

    @rule(which=which)
    def go_over_to_the_other_places(self, which):
        """From a place somebody waits for to the other kind, where one more is made."""
        self.set(online_capacity=None)
        if row_id := self.one(which, S.CONFIRMED):
            self.attempt(actions.switch, build.token_of(row_id), "online")

    @rule(which=which)
    def confirm(self, which):
        if row_id := self.one(which, S.PENDING):
            self.attempt(actions.confirm, build.token_of(row_id, "confirm"))

    @rule(which=which)
    def cancel(self, which):
        if row_id := self.one(which, S.CONFIRMED, S.WAITLISTED, S.OFFERED, S.REQUESTED):
            self.attempt(actions.cancel, build.token_of(row_id))

    @rule(which=which)
    def come_back(self, which):
        if row_id := self.one(which, S.CANCELLED, S.OFFER_LAPSED):
            self.attempt(actions.come_back, build.token_of(row_id))

    @rule(which=which)
    def accept(self, which):
        if row_id := self.one(which, S.OFFERED, S.WAITLISTED):
            self.attempt(actions.accept_offer, build.token_of(row_id))

    @rule(which=which, participation=kinds)
    def switch(self, which, participation):
        if row_id := self.one(which, S.CONFIRMED, S.WAITLISTED, S.OFFERED, S.REQUESTED):
            self.attempt(actions.switch, build.token_of(row_id), participation)

    # what the office does

    @rule(participation=kinds, as_guest=st.booleans())
    def phone(self, participation, as_guest):
        applicant = build.an_applicant(participation=participation)
        key = f"phone-{applicant.email}"
        self.attempt(
            office.register, self.meeting, applicant, key, actor=build.OFFICE, as_guest=as_guest
        )

    @rule(which=which)
    def office_cancel(self, which):
        if row_id := self.one(which, *S):
            self.attempt(office.cancel, row_id, build.OFFICE)

    @rule(which=which, as_guest=st.booleans())
    def move_away(self, which, as_guest):
        if row_id := self.one(which, S.CONFIRMED, S.WAITLISTED, S.OFFERED):
            self.attempt(office.move, row_id, self.other, build.OFFICE, as_guest=as_guest)

    @rule(which=which, as_guest=st.booleans())
    def let_in(self, which, as_guest):
        if row_id := self.one(which, S.WAITLISTED, S.OFFERED):
            self.chosen = row_id
            self.attempt(office.let_in, row_id, build.OFFICE, as_guest=as_guest)

    @rule(capacity=st.integers(0, 7), online=st.one_of(st.none(), st.integers(1, 5)))
    def change_places(self, capacity, online):
        self.attempt(office.change_places, self.meeting, capacity or 1, online, build.OFFICE)

    @rule(wanted=st.booleans())
    def decide_or_not(self, wanted):
        self.set(needs_approval=wanted)

    @precondition(lambda self: any(row.state == S.REQUESTED for row in self.rows()))
    @rule(yes=st.booleans(), most=st.integers(1, 4))
    def decide(self, yes, most):
        ids = [row.id for row in self.rows(S.REQUESTED)][:most]
        self.attempt(office.approve if yes else office.decline, self.meeting, ids, build.OFFICE)

    @rule(closed=st.booleans())
    def close_or_open(self, closed):
        today = app_clock.today()
        self.set(registration_closes=today - timedelta(days=1) if closed else date(2027, 11, 25))

    # what time does

    @rule(hours=st.sampled_from([1, 13, 30, 50]))
    def wait(self, hours):
        if app_clock.today() < date(2027, 11, 20):
            self.clock.move(hours=hours)
        places.lapse_offers()
        self.removed = {row.id for row in self.rows(S.PENDING) if row.confirmed_at is None}
        retention.forget_unconfirmed()

    # what holds after every step

    @invariant()
    def all_is_well(self):
        if not hasattr(self, "meeting"):
            return
        db.session.rollback()
        db.session.expire_all()
        rows = {row.id: row for row in self.rows()}
        self._places_are_not_oversold_nor_idle(rows)
        self._nobody_was_passed(rows)
        self._nobody_is_lost(rows)
        self._everybody_was_told(rows)
        self.before = {row.id: (row.state, row.kind, row.queue_number) for row in rows.values()}
        self.chosen, self.removed = None, set()

    def _places_are_not_oversold_nor_idle(self, rows):
        for meeting in db.session.scalars(select(Meeting)):
            window = queries.window_of(meeting, app_clock.now())
            for found in queries.all_places(meeting).values():
                assert found.limit is None or found.taken <= found.limit
                if window is Window.OPEN and found.waiting:
                    assert found.limit is not None
                    assert found.taken == found.limit

    def _nobody_was_passed(self, rows):
        for kind in ("onsite", "online"):
            line = {
                row_id: number
                for row_id, (state, place, number) in self.before.items()
                if state == S.WAITLISTED
                and place == kind
                and rows[row_id].meeting_id == self.meeting
            }
            left = [
                n
                for i, n in line.items()
                if rows[i].state == S.WAITLISTED and rows[i].queue_number == n
            ]
            moved_up = [
                n
                for i, n in line.items()
                if rows[i].kind == kind
                and rows[i].state in (S.OFFERED, S.CONFIRMED)
                and i != self.chosen
            ]
            assert not moved_up or not left or max(moved_up) < min(left)
            for row in rows.values():
                old = self.before.get(row.id, (None, None, None))
                came_first = row.state == S.CONFIRMED and old[0] not in (
                    S.CONFIRMED,
                    S.OFFERED,
                    S.WAITLISTED,
                )
                at_meeting = row.meeting_id == self.meeting and row.kind == kind
                assert not (came_first and at_meeting and row.source != GUEST and line)
        numbers = [
            row.queue_number
            for row in rows.values()
            if row.state == S.WAITLISTED and row.meeting_id == self.meeting
        ]
        assert len(numbers) == len(set(numbers))

    def _nobody_is_lost(self, rows):
        entries = {row.uid: row.sequence for row in rows.values()}
        for row_id, (uid, sequence) in self.known.items():
            assert row_id in rows or row_id in self.removed
            if row_id in rows:
                assert entries[uid] >= sequence
        self.known = {row.id: (row.uid, row.sequence) for row in rows.values()}

    def _everybody_was_told(self, rows):
        last, moved = {}, set()
        for key, kind in db.session.execute(select(Message.key, Message.kind).order_by(Message.id)):
            row_id = int(key.split(":")[1])
            last[row_id] = kind
            moved |= {row_id} if kind == "moved" else set()
        for row in rows.values():
            came = row.submit_key.startswith("moved-") and int(row.submit_key.split("-")[1])
            kind = last.get(row.id) or ("moved" if came in moved else None)
            assert kind in TOLD[row.state], (row.id, row.state, kind)


def test_places_lines_and_letters_agree_whatever_happens(app, clock):
    Places.app, Places.clock = app, clock

    run_state_machine_as_test(
        Places,
        settings=settings(
            **MANY, deadline=None, suppress_health_check=list(HealthCheck), print_blob=False
        ),
    )
