"""The search: a first valid plan, then better ones, the same for the same seed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from .anneal import anneal, movable
from .board import Board
from .bounds import bound
from .cost import cost
from .instance import Instance, Plan
from .start import GoOn, always, first_plan

TURNS = ((0.45, 0.1, 100), (0.6, 0.15, 200), (0.45, 0.2, 800))
"""(temperature at the start, at the end, chunks) of each turn, in repeats. The last one repeats,
each time twice as long: the slower it gets colder, the more is found."""
CHUNK = 4096
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


def plans(
    instance: Instance, seed: int, start: Plan | None = None, go_on: GoOn = always
) -> Iterator[Found]:
    """Better and better plans, one after each chunk of trials, until nothing better exists.

    The first one comes at once: ``start`` if it is valid, otherwise a valid plan near it. Whoever
    has waited long enough stops asking. Ends when nothing can move. Raises ``NoPlan`` when no valid
    plan was found, ``Unfinished`` when ``go_on`` said no before.
    """
    rng = random.Random(seed)
    best = first_plan(instance, rng, start, go_on)
    lowest, least, trials = cost(instance, best), bound(instance), 0
    yield Found(best, lowest, least, trials)
    rounds = movable(instance)
    turn = 0
    while rounds and lowest > least:
        board = Board(instance, best)
        for heat in _schedule(instance, turn):
            anneal(board, rounds, rng, CHUNK, heat)
            trials += CHUNK
            best, lowest = board.best, board.lowest
            yield Found(best, lowest, least, trials)
            if lowest <= least:
                return
        turn += 1


def _schedule(instance: Instance, turn: int) -> Iterator[float]:
    """Temperatures of one turn, in units: from free exchanges down to few."""
    last = len(TURNS) - 1
    hot, cold, steps = TURNS[min(turn, last)]
    steps <<= max(0, turn - last)
    for step in range(steps):
        yield instance.weights.repeat * hot * (cold / hot) ** (step / steps)
