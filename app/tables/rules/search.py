"""The search: a first valid plan, then better ones, the same for the same seed."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from .board import Board
from .bounds import bound
from .cost import cost
from .instance import Instance, Plan
from .start import first_plan

HOT, WARM, COLD = 1.0, 0.6, 0.2
"""Temperatures, in repeats: of the first turn, of later ones, and of the end."""
STEPS = 200
CHUNK = 2000
"""Exchanges that are tried between two looks at the clock of whoever waits."""


@dataclass(frozen=True)
class Found:
    """The best plan so far, and how far the search is."""

    plan: Plan
    cost: int
    bound: int
    trials: int

    @property
    def perfect(self) -> bool:
        """Nothing better exists."""
        return self.cost <= self.bound


def plans(instance: Instance, seed: int) -> Iterator[Found]:
    """Better and better plans, one after each chunk of trials, until nothing better exists.

    The first one comes at once. Whoever has waited long enough stops asking.
    """
    rng = random.Random(seed)
    best = first_plan(instance, rng)
    lowest, least, trials = cost(instance, best), bound(instance), 0
    yield Found(best, lowest, least, trials)
    people = _movable(instance)
    turn = 0
    while lowest > least and _can_move(instance, people):
        board = Board(instance, best)
        for heat in _schedule(instance, turn):
            board.best, board.lowest = best, lowest
            board.anneal(rng, people, CHUNK, heat)
            _move_groups(board, rng, people, heat)
            if board.lowest < lowest:
                best, lowest = board.best, board.lowest
            trials += CHUNK
            yield Found(best, lowest, least, trials)
            if lowest <= least:
                return
        turn += 1


def _movable(instance: Instance) -> list[int]:
    """People who may change their table on their own."""
    grouped = {person for group in instance.together for person in group}
    return [
        person
        for person, guest in enumerate(instance.guests)
        if guest.fixed_table is None and person not in grouped
    ]


def _can_move(instance: Instance, people: list[int]) -> bool:
    return len(people) > 1 and len(instance.tables) > 1


def _schedule(instance: Instance, turn: int) -> Iterator[float]:
    """Temperatures of one turn, in units of ``weights.repeat``: from free exchanges down to few."""
    unit = instance.weights.repeat
    hot = HOT if turn == 0 else WARM
    steps = STEPS * 2 ** min(turn, 3)
    for step in range(steps):
        yield unit * hot * (COLD / hot) ** (step / steps)


def _move_groups(board: Board, rng: random.Random, people: list[int], heat: float) -> None:
    """Let each group that sits together change its table once, against as many single people."""
    instance = board.instance
    for group in instance.together:
        if any(instance.guests[person].fixed_table is not None for person in group):
            continue
        round_ = rng.randrange(instance.rounds)
        tables = board.tables[round_]
        there = rng.randrange(len(instance.tables))
        others = [one for one in people if tables[one] == there]
        if there == tables[group[0]] or len(others) < len(group):
            continue
        _try_group(
            board, rng, round_, list(zip(group, rng.sample(others, len(group)), strict=True)), heat
        )


def _try_group(
    board: Board, rng: random.Random, round_: int, pairs: list[tuple[int, int]], heat: float
) -> None:
    before = board.total
    for one, other in pairs:
        board.exchange(round_, one, other, board.price(round_, one, other))
    price = board.total - before
    if price <= 0 or rng.random() < math.exp(-price / heat):
        if board.total < board.lowest:
            board.lowest, board.best = board.total, board.plan()
        return
    for one, other in reversed(pairs):
        board.exchange(round_, one, other, board.price(round_, one, other))
