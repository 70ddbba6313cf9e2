"""Tasks for the tests of the pure core."""

import random

from app.tables.rules.instance import (
    Guest,
    Instance,
    Pair,
    Plan,
    Weights,
    merged,
    pairs_of,
    sizes,
)


def plain(people: int, tables: int, rounds: int) -> Instance:
    """Class B of the measure: nothing but people and tables."""
    guests = tuple(Guest() for _ in range(people))
    return Instance(guests=guests, tables=sizes(people, tables), rounds=rounds)


def solvable(rng: random.Random) -> Instance:
    """With everything that a task can have, made so that a hidden plan keeps every hard rule."""
    tables = tuple(rng.randint(1, 6) for _ in range(rng.randint(1, 5)))
    people, rounds, unit = sum(tables), rng.randint(1, 4), rng.choice([1, 100])
    hidden = [table for table, seats in enumerate(tables) for _ in range(seats)]
    rng.shuffle(hidden)
    pairs = list(pairs_of(range(people)))
    near = [pair for pair in pairs if hidden[pair[0]] == hidden[pair[1]]]
    far = [pair for pair in pairs if hidden[pair[0]] != hidden[pair[1]]]
    return Instance(
        guests=tuple(_guest(rng, table) for table in hidden),
        tables=tables,
        rounds=rounds,
        history={pair: rng.randint(1, 3 * unit) for pair in _some(rng, pairs)},
        together=merged(_some(rng, near)),
        apart=frozenset(_some(rng, far)),
        locked={
            (round_, person): hidden[person]
            for round_ in range(rounds)
            for person in range(people)
            if rng.random() < 0.05
        },
        printed=_printed(rng, people, rounds, len(tables)) if rng.random() < 0.5 else None,
        weights=Weights(
            repeat=unit,
            mix=rng.choice([0, 2]),
            crowd=rng.choice([0, 5]),
            interest=rng.choice([0, 1]),
            changed_seat=rng.choice([0, 1]),
        ),
    )


def _guest(rng: random.Random, table: int) -> Guest:
    return Guest(
        sector=rng.choice([None, 0, 1, 2]),
        fixed_table=table if rng.random() < 0.15 else None,
        organisation=rng.choice([None, None, 0, 1, 2]),
        interests=frozenset(number for number in range(4) if rng.random() < 0.3),
    )


def _printed(rng: random.Random, people: int, rounds: int, tables: int) -> Plan:
    return tuple(tuple(rng.randrange(-1, tables) for _ in range(people)) for _ in range(rounds))


def _some(rng: random.Random, pairs: list[Pair]) -> list[Pair]:
    share = rng.choice([0.0, 0.02, 0.1, 0.3])
    return [pair for pair in pairs if rng.random() < share]
