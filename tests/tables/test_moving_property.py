"""What a change by hand costs equals a slow recount, and it keeps every hard rule."""

from dataclasses import replace
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.tables.rules.cost import cost, crowd, lonely, meetings, mix, repeats, violations
from app.tables.rules.instance import Guest, Instance, Weights
from app.tables.rules.moving import Option, Situation
from app.tables.rules.start import NoPlan, first_plan


@st.composite
def situations(draw):
    """A random task with a valid plan and one of its rounds."""
    sizes = tuple(draw(st.lists(st.integers(2, 5), min_size=2, max_size=4)))
    people, rng = sum(sizes), Random(draw(st.integers(0, 10**6)))
    numbers = list(range(people))
    rng.shuffle(numbers)
    group = tuple(sorted(numbers[: draw(st.integers(0, 1)) * rng.randint(2, min(sizes))]))
    instance = Instance(
        guests=tuple(
            Guest(
                label=f"P{number}",
                sector=rng.choice([None, 0, 1, 2]),
                organisation=rng.choice([None, None, 0, 1]),
                interests=frozenset(rng.sample(range(3), rng.randint(0, 2))),
                fixed_table=rng.randrange(len(sizes)) if number == numbers[-1] else None,
            )
            for number in range(people)
        ),
        tables=sizes,
        rounds=draw(st.integers(1, 3)),
        history={
            (one, other): rng.choice([30, 100, 150])
            for one in range(people)
            for other in range(one + 1, people)
            if rng.random() < 0.3
        },
        together=(group,) if group else (),
        apart=frozenset({tuple(sorted(numbers[-3:-1]))}) if people > 7 else frozenset(),
        weights=Weights(repeat=100, interest=draw(st.integers(0, 1))),
    )
    try:
        plan = first_plan(instance, rng)
    except NoPlan:
        plan = None
    return instance, plan, rng.randrange(instance.rounds)


def changed(plan, round_, moves):
    rows = [list(row) for row in plan]
    for person, table in moves.items():
        rows[round_][person] = table
    return tuple(map(tuple, rows))


def strangers(instance, plan):
    return sum(1 for pair in meetings(instance, plan) if not instance.history.get(pair))


@settings(deadline=None, max_examples=40)
@given(situations())
def test_a_change_costs_what_a_slow_recount_says_and_keeps_the_rules(found):
    instance, plan, round_ = found
    if plan is None:
        return
    situation, weights = Situation(instance, plan, round_), instance.weights
    for person in range(instance.size):
        offered, refused = situation.options(person)
        partners = [one.partner for one in (*offered, *refused) if one.partner is not None]
        here = plan[round_][person]
        assert sorted(partners) == [n for n, at in enumerate(plan[round_]) if at != here]
        assert [one.price.cost for one in offered] == sorted(one.price.cost for one in offered)
        for option in offered:
            after = changed(plan, round_, option.moves)
            assert after[round_][person] == option.table
            assert option.price.cost == cost(instance, after) - cost(instance, plan)
            assert option.price.repeats == repeats(instance, after) - repeats(instance, plan)
            assert option.price.new == strangers(instance, after) - strangers(instance, plan)
            assert option.price.mix == mix(instance, after) - mix(instance, plan)
            assert option.price.crowd == crowd(instance, after) - crowd(instance, plan)
            if weights.interest:
                assert option.price.lonely == lonely(instance, after) - lonely(instance, plan)
            broken = violations(instance, after)
            assert broken == ([f"round {round_}: sizes"] if option.partner is None else [])


@settings(deadline=None, max_examples=25)
@given(situations())
def test_whoever_is_refused_would_break_a_rule(found):
    """Single people: changing places with a refused one breaks a rule, or one of them is held."""
    instance, plan, round_ = found
    if plan is None:
        return
    situation = Situation(instance, plan, round_)
    for person in range(instance.size):
        for one in situation.options(person)[1]:
            if one.partner is None or len(situation.unit(person) + situation.unit(one.partner)) > 2:
                continue
            moves = {person: one.table, one.partner: plan[round_][person]}
            assert violations(instance, changed(plan, round_, moves)), one


def test_groups_change_places_with_as_many_single_people():
    guests = tuple(Guest(label=name) for name in "ABCDEFGH")
    instance = Instance(guests=guests, tables=(4, 4), rounds=1, together=((0, 1),))
    situation = Situation(instance, ((0, 0, 0, 0, 1, 1, 1, 1),), 0)
    one = situation.exchange(0, 4)
    assert isinstance(one, Option)
    assert one.moves == {0: 1, 1: 1, 4: 0, 5: 0}
    back = situation.exchange(4, 0)
    assert isinstance(back, Option)
    assert back.moves == one.moves


def test_a_group_without_room_is_refused_with_the_reason():
    guests = tuple(Guest(label=name) for name in "ABCDEF")
    instance = Instance(guests=guests, tables=(3, 3), rounds=1, together=((0, 1), (3, 4, 5)))
    instance = replace(instance, locked={(0, 2): 0})
    situation = Situation(instance, ((0, 0, 0, 1, 1, 1),), 0)
    assert situation.exchange(0, 3).why == (
        "D, E und F sitzen zusammen. An Tisch 1 können nicht genug andere Platz machen."
    )
    assert situation.exchange(2, 3).why == "Der Platz von C ist gesperrt."
    assert situation.move(0, 1).why == "An Tisch 2 säßen dann 5 Personen, geplant sind 3."
