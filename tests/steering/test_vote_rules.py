"""Quorum, votes, seats and kinds, for every number there is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.core.errors import RuleBroken
from app.ideas.rules import IdeaState, SupportKind
from app.steering.rules import Choice, DecisionKind, Presence
from app.steering.vote_rules import (
    MOVES_TO,
    MotionValues,
    RollSeat,
    Votes,
    check_correction,
    check_deadline,
    check_decidable,
    check_motion,
    check_seats,
    check_votes,
    has_quorum,
    present_votes,
    proposal,
    quorum_words,
    tally,
    votes_words,
)

TODAY = date(2027, 9, 1)
NUMBERS = st.integers(0, 40)
VOTES = st.builds(Votes, yes=NUMBERS, no=NUMBERS, abstain=NUMBERS, biased=NUMBERS)


def a_seat(number, presence, voting=True, deputy=True):
    return RollSeat(
        member_id=number, name=f"Mitglied {number}", voting=voting, presence=presence,
        person_id=number * 2 + 1, deputy_id=number * 2 + 2 if deputy else None, deputy="Vertretung",
    )  # fmt: skip


SEATS = st.lists(st.tuples(st.sampled_from(Presence), st.booleans()), max_size=20).map(
    lambda rows: [a_seat(n, presence, voting) for n, (presence, voting) in enumerate(rows)]
)


@given(SEATS)
def test_a_seat_counts_once_and_only_with_a_vote(seats):
    present = present_votes(seats)
    assert present == sum(
        1 for one in seats if one.voting and one.presence.value in ("member", "deputy")
    )
    check_seats(seats)
    assert bool(quorum_words(present, len(seats)).startswith("Beschl")) == has_quorum(
        present, len(seats)
    )


@given(NUMBERS, NUMBERS)
def test_more_than_half_is_a_quorum(present, seats):
    assume(present <= seats)
    assert has_quorum(present, seats) == (seats - present < present)


def test_exactly_half_is_none():
    assert [has_quorum(n, 10) for n in (5, 6)] == [False, True]
    assert [has_quorum(n, 11) for n in (5, 6)] == [False, True]
    assert not has_quorum(0, 0)


@given(VOTES, NUMBERS)
def test_votes_add_up_or_the_difference_is_named(votes, present):
    if present and votes.total == present:
        check_votes(votes, present)
        return
    with pytest.raises(RuleBroken) as refused:
        check_votes(votes, present)
    if present:
        assert str(abs(votes.total - present)) in refused.value.message
        assert refused.value.field == "yes"


@given(VOTES)
def test_a_motion_passes_with_more_yes_than_no(votes):
    assert votes.adopted == (votes.yes - votes.no >= 1)
    assert ("abgelehnt" in votes_words(votes)) != votes.adopted
    assert votes_words(votes, recommendation=True).endswith("Empfehlung ohne Beschlussfähigkeit")


@given(st.lists(st.sampled_from([*Choice, None]), max_size=30))
def test_ballots_are_counted(choices):
    assert tally(choices).total == sum(one is not None for one in choices)


def test_nobody_sits_on_two_seats_and_no_deputy_is_invented():
    member = a_seat(1, Presence.MEMBER)
    twice = RollSeat(
        member_id=2, name="Zweiter Sitz", voting=True, presence=Presence.DEPUTY,
        person_id=9, deputy_id=member.person_id, deputy="Mitglied 1",
    )  # fmt: skip
    with pytest.raises(RuleBroken, match="zweimal als anwesend"):
        check_seats([member, twice])
    with pytest.raises(RuleBroken, match="keine Vertretung"):
        check_seats([a_seat(1, Presence.DEPUTY, deputy=False)])


def test_where_each_kind_brings_an_idea():
    assert {kind: MOVES_TO.get(kind) for kind in DecisionKind} == {
        DecisionKind.SELECT: IdeaState.SELECTED,
        DecisionKind.POSTPONE: None,
        DecisionKind.ON_HOLD: IdeaState.ON_HOLD,
        DecisionKind.DROP: IdeaState.DROPPED,
        DecisionKind.REFER: IdeaState.DROPPED,
        DecisionKind.PROGRAMME: None,
        DecisionKind.REPORT: None,
    }


@pytest.mark.parametrize(
    "kind, values, field",
    [
        ("select", {"idea_ids": ()}, "ideas"),
        ("report", {"wording": ""}, "wording"),
        ("drop", {"reason": ""}, "reason"),
        ("refer", {"reason": ""}, "reason"),
        ("on_hold", {"reason": ""}, "reason"),
        ("on_hold", {}, "review_on"),
        ("on_hold", {"review_on": TODAY}, "review_on"),
    ],
)
def test_what_is_missing_is_named(kind, values, field):
    facts = {"wording": "So.", "reason": "Darum.", "idea_ids": (1,)} | values
    with pytest.raises(RuleBroken) as refused:
        check_decidable(MotionValues(kind=DecisionKind(kind), **facts), TODAY)
    assert refused.value.field == field


def test_programme_and_report_need_no_idea():
    for kind in (DecisionKind.PROGRAMME, DecisionKind.REPORT):
        check_motion(MotionValues(kind=kind, wording="So."))


def test_a_first_wording():
    words = proposal(
        DecisionKind.SELECT, ["Klima-Küche"], group="Lenkungskreis", until=date(2027, 12, 31),
        support={SupportKind.MODERATION, SupportKind.CONTACTS},
    )  # fmt: skip
    assert words == (
        "Der Lenkungskreis empfiehlt, „Klima-Küche“ bis 31.12.2027 durch Kontakte und Moderation "
        "zu unterstützen."
    )
    two = proposal(DecisionKind.DROP, ["A", "B"], group="Lenkungskreis")
    assert two == "„A“ und „B“ werden nicht aufgenommen."
    assert all(proposal(kind, [], group="Rat") for kind in DecisionKind)


@given(st.timedeltas(timedelta(days=-5), timedelta(days=90)))
def test_a_deadline_leaves_one_day_and_at_most_sixty(after):
    now = datetime(2027, 9, 1, 7, tzinfo=UTC)
    fine = timedelta(days=1) <= after <= timedelta(days=60)
    try:
        check_deadline(now + after, now)
    except RuleBroken:
        assert not fine
    else:
        assert fine


@given(VOTES, VOTES)
def test_a_correction_keeps_the_number_of_votes(before, after):
    assume(before.total)
    try:
        check_correction(TODAY, "Zählfehler", before, after, decided_on=TODAY, today=TODAY)
    except RuleBroken:
        assert before.total != after.total
    else:
        assert before.total == after.total
