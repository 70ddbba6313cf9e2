"""Exchanges at one temperature: the loop that a search spends its time in."""

import math
import random
from dataclasses import dataclass

from .board import Board
from .instance import Instance

LOOKS = 16
"""With so many others one person is compared before the next one's turn."""


@dataclass(frozen=True)
class Movable:
    """Who may change the table in one round."""

    round_: int
    singles: list[int]
    groups: list[tuple[int, ...]]

    @property
    def any(self) -> bool:
        """Whether somebody may find as many others to change places with."""
        sizes = sorted([1] * len(self.singles) + [len(group) for group in self.groups])
        return any(sum(sizes[:place]) >= size for place, size in enumerate(sizes))


def movable(instance: Instance) -> list[Movable]:
    """The rounds in which an exchange is possible at all; empty: nothing can move."""
    grouped = {person for group in instance.together for person in group}
    found = []
    for round_ in range(instance.rounds if len(instance.tables) > 1 else 0):
        free = [instance.fixed_at(round_, person) is None for person in range(instance.size)]
        singles = [one for one, may in enumerate(free) if may and one not in grouped]
        groups = [group for group in instance.together if all(free[one] for one in group)]
        found.append(Movable(round_, singles, groups))
    return [one for one in found if one.any]


def anneal(
    board: Board, rounds: list[Movable], rng: random.Random, trials: int, heat: float
) -> None:
    """About so many trials at one heat (in units); ``board.best`` keeps the cheapest plan."""
    singles = [one for one in rounds if len(one.singles) > 1]
    if singles:
        _exchange_singles(board, singles, rng, trials, heat)
    groups = [one for one in rounds if one.groups]
    if groups:
        grouped = sum(len(group) for group in board.instance.together)
        for _ in range(1 + trials * grouped // (4 * board.instance.size)):
            _exchange_group(board, rng.choice(groups), rng, heat)


def _exchange_singles(
    board: Board, rounds: list[Movable], rng: random.Random, trials: int, heat: float
) -> None:
    """Somebody is compared with some others in turn and takes the first place that is cheap enough.

    The loop says again what ``Board.price`` says, without its calls: it runs millions of times a
    second.
    """
    toss, log = rng.random, math.log
    met, unit, seats = board.met, board.unit, board.instance.tables
    full, plain = [unit * (number - 1) for number in seats], not board.loneliness
    sector, organisation = board.traits.sector, board.traits.organisation
    rings = []
    for one in rounds:
        people = one.singles[:]
        rng.shuffle(people)
        rings.append((one.round_, len(people), people * (1 + -(-LOOKS // len(people)))))
    for _ in range(trials // LOOKS):
        round_, number, ring = rings[int(toss() * len(rings))]
        person = ring[int(toss() * number)]
        tables, pull = board.tables[round_], board.pull[round_]
        leave, join = board.traits.leave[round_], board.traits.join[round_]
        alone = board.alone[round_]
        here, mine, known = tables[person], pull[person], met[person]
        x, y = sector[person], organisation[person]
        base = full[here] - mine[here]
        limit = -heat * log(1 - toss())
        begin = int(toss() * number)
        for other in ring[begin : begin + LOOKS]:
            there = tables[other]
            if there == here:
                continue
            theirs = pull[other]
            price = (
                base + full[there] + mine[there] + theirs[here] - theirs[there] - 2 * known[other]
            )
            z = sector[other]
            if x != z:
                price += leave[here][x] + join[there][x] + leave[there][z] + join[here][z]
            z = organisation[other]
            if y != z:
                price += leave[here][y] + join[there][y] + leave[there][z] + join[here][z]
            if price > limit and (plain or price > limit + alone[here] + alone[there]):
                continue
            if not plain:
                price += board.lonely_price(round_, here, there, [person], [other])
                if price > limit:
                    continue
            if price > 0:
                board.remember()  # only before it gets worse: copying the plan takes long
            board.exchange(round_, person, other)
            board.total += price
            break
    board.remember()


def _exchange_group(board: Board, here: Movable, rng: random.Random, heat: float) -> None:
    """A group changes the table against others who take as many seats."""
    tables = board.tables[here.round_]
    group = rng.choice(here.groups)
    target = rng.randrange(len(board.instance.tables))
    if target == tables[group[0]]:
        return
    others = [one for one in here.groups if tables[one[0]] == target]
    others += [(one,) for one in here.singles if tables[one] == target]
    rng.shuffle(others)
    back: list[int] = []
    for unit in others:
        if len(back) + len(unit) <= len(group):
            back.extend(unit)
    away = list(group)
    if len(back) < len(away):
        return
    price = board.price(here.round_, away, back)
    if price <= -heat * math.log(1 - rng.random()):
        board.exchange_all(here.round_, away, back, price)
        board.remember()
