"""Whatever is pressed, in whatever order it arrives: one course that adds up."""

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.live import pages
from app.live.course import Phase, TurnState, course
from app.live.rules import Press, Pressed, history
from tests.conftest import ROOT
from tests.live.build import BEGIN, MINUTE, a_plan
from tests.node import node

SECOND = timedelta(seconds=1)
KINDS = ("welcome", "input", "work", "break", "buffer", "report", "closing")
PLANS = st.builds(
    lambda kinds, fixed, announced: a_plan(*kinds, fixed=fixed, announced=announced),
    st.lists(st.tuples(st.sampled_from(KINDS), st.integers(1, 40)), min_size=1, max_size=7),
    st.dictionaries(st.integers(1, 6), st.integers(0, 200), max_size=2),
    st.none() | st.integers(10, 200),
)
WHATS = st.sampled_from(["start", "next", "next", "next", "pause", "resume", "give", "undo"])
TAPS = st.lists(
    st.tuples(WHATS, st.integers(0, 15), st.integers(0, 900), st.integers(0, 3), st.booleans()),
    max_size=25,
)
"""What, a number to choose by, seconds since the tap before, how often it is old, seen anew."""


def arrive(plan, presses, press):
    """As the server takes a press: with what it begins, decided by the plan as it stands."""
    if press.what in (Press.START, Press.NEXT):
        then = course(plan, presses, press.at).following
        if then is not None:
            minutes = int((then.end - then.begin).total_seconds() // 60)
            press = replace(
                press, begins=then.item, members=then.step.members, title=then.title,
                minutes=minutes,
            )  # fmt: skip
    return [*presses, replace(press, id=len(presses) + 1)]


def evening(plan, taps):
    """All that arrives when two devices tap, each by what it saw last; some of it late."""
    presses, now = [], BEGIN - 30 * MINUTE
    seen = course(plan, presses, now)
    for number, (what, choice, wait, late, looks) in enumerate(taps):
        now += wait * SECOND
        if looks:
            seen = course(plan, presses, now)
        press = tap(plan, seen, what, choice, now - late * 3 * MINUTE, f"key-{number}")
        presses = arrive(plan, presses, press)
    return presses, now


def tap(plan, seen, what, choice, at, key):
    item = seen.current.item if seen.current else plan.steps[choice % len(plan.steps)].id
    minutes, undoes = None, None
    if what == "give":
        open_turns = (one for one in seen.turns if one.state is not TurnState.DONE)
        givers = [one for one in open_turns if one.can_give or one.given]
        giver = givers[choice % len(givers)] if givers else None
        item = giver.item if giver else item
        minutes = min(choice, giver.given + giver.can_give) if giver else 0
    if what == "undo":
        item, undoes = None, seen.last.id if seen.last else None
    if what == "start":
        item = None
    return Pressed(
        id=0, what=Press(what), at=at, key=key, item=item, minutes=minutes, undoes=undoes
    )


@given(PLANS, TAPS, st.integers(0, 4000))
@settings(max_examples=150)
def test_the_course_adds_up(plan, taps, later):
    presses, now = evening(plan, taps)
    state = course(plan, presses, now + later * SECOND)

    assert state.ends_at - state.planned_end == state.drift
    assert state.ends_at == state.turns[-1].end
    for one, other in pairwise(state.turns):
        assert one.begin <= one.end <= other.begin
    if state.current:
        assert state.spent + state.remaining == state.current.minutes * MINUTE
        assert state.spent >= timedelta()
    for one in state.turns:
        if one.state is TurnState.COMING and one.step.fixed:
            assert one.begin >= one.step.fixed
        assert 0 <= one.can_give <= one.minutes
    ids = [one.item for one in state.turns]
    assert sorted(ids) == sorted({*ids})


@given(PLANS, TAPS)
@settings(max_examples=150)
def test_no_item_is_skipped_whatever_two_devices_press(plan, taps):
    presses, now = evening(plan, taps)
    state = course(plan, presses, now)
    order = [step.id for step in plan.steps if step.kind != "buffer"]
    had_a_turn = [one.item for one in history(presses).held if one.item in order]

    assert had_a_turn == order[: len(had_a_turn)]
    if state.phase is Phase.OVER:
        assert had_a_turn == order


@given(PLANS, TAPS, st.data())
@settings(max_examples=100)
def test_an_undo_leads_back_to_exactly_what_was(plan, taps, data):
    presses, now = evening(plan, taps)
    before = history(presses)
    seen = course(plan, presses, now)
    what = data.draw(st.sampled_from(["start", "next", "pause", "resume", "give"]))
    then = arrive(plan, presses, tap(plan, seen, what, 3, now, "the-last"))
    if history(then) == before:
        return  # it changed nothing: there is nothing to take back

    undo = Pressed(id=0, what=Press.UNDO, at=now, key="undo", undoes=then[-1].id)
    once = arrive(plan, then, undo)
    twice = arrive(plan, once, replace(undo, key="undo-again"))

    assert history(once) == before
    assert history(twice) == before


@given(PLANS, TAPS, st.data())
@settings(max_examples=100)
def test_what_arrives_twice_counts_once(plan, taps, data):
    """The second of two devices saw the same page: its press names the same item."""
    presses, _ = evening(plan, taps)
    counted = [one for one in presses if one.what in (Press.NEXT, Press.START, Press.UNDO)]
    if not counted:
        return
    again = data.draw(st.sampled_from(counted))
    index = presses.index(again)
    doubled = presses[: index + 1]

    for late in (timedelta(), 10 * MINUTE):
        repeated = arrive(plan, doubled, replace(again, at=again.at - late, key="twice"))
        assert history(repeated) == history(doubled)


RUN = """
import { readFileSync } from "node:fs";
await import(process.argv[1]);
const { course } = globalThis.treffwerk;
const cases = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(({ plan, presses, now }) => {
  const s = course(plan, presses, now);
  const turn = (t) => [t.item, t.title, t.state, t.begin, t.end, t.minutes, t.given, t.canGive];
  return { phase: s.phase, current: s.current?.item ?? null, ends: s.endsAt,
    following: s.following?.item ?? null, spent: s.spent, remaining: s.remaining,
    last: s.last?.nr ?? null, turns: s.turns.map(turn) };
})));
"""


def without_its_head(plan):
    """The first item was taken out; the one that ran beside it stands in its place."""
    first, *rest = plan.steps
    return replace(plan, steps=(replace(first, id=101, members=(101,)), *rest))


def as_script(state):
    ms = pages.millis
    return {
        "phase": state.phase,
        "current": state.current.item if state.current else None,
        "following": state.following.item if state.following else None,
        "spent": state.spent / timedelta(milliseconds=1),
        "remaining": state.remaining / timedelta(milliseconds=1),
        "ends": ms(state.ends_at),
        "last": state.last.id if state.last else None,
        "turns": [
            [t.item, t.title, t.state, ms(t.begin), ms(t.end), t.minutes, t.given, t.can_give]
            for t in state.turns
        ],
    }


def test_the_script_on_the_device_reckons_the_same():
    """Many evenings at once: starting Node for each would take minutes."""
    if node() is None:
        pytest.skip("Node.js fehlt. Abhilfe: make install")
    cases, expected = [], []

    @given(PLANS, TAPS, st.integers(0, 4000), st.booleans())
    @settings(max_examples=150)
    def collect(plan, taps, later, headless):
        presses, now = evening(plan, taps)
        if headless:
            plan = without_its_head(plan)
        moment = now + later * SECOND
        told = pages.plan_data(plan)
        pressed = [pages.press_data(one) for one in presses]
        cases.append({"plan": told, "presses": pressed, "now": pages.millis(moment)})
        expected.append(as_script(course(plan, presses, moment)))

    collect()
    script = ROOT / "app/static/live-course.js"
    answer = subprocess.run(
        [node(), "--input-type=module", "-e", RUN, str(script)],
        input=json.dumps(cases), capture_output=True, text=True, check=True,
    )  # fmt: skip
    for found, wanted, case in zip(json.loads(answer.stdout), expected, cases, strict=True):
        assert found == wanted, case
