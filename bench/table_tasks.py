"""Tasks for ``bench.tables``, made from their names: classes A to E of docs/table-mixing.md.

A-8-4-7: tables, seats, rounds. B-36-6-4: people, tables, rounds. C- and D-40-7-3-h3: with so many
earlier meetings. E-40-6-3-h3: the evening of D after the first round.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from app.tables.fitting import fitted
from app.tables.rules.cost import meetings
from app.tables.rules.evening import laid_for, proposed_tables
from app.tables.rules.fields import arithmetic
from app.tables.rules.instance import Guest, Instance, Pair, Plan, merged, sizes

NEWCOMERS_SECTOR = 3


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task and what it is held against; None: nothing is known."""

    name: str
    instance: Instance
    reference: int | None = None
    """The best value known."""
    plain: int | None = None
    """What plain Python reached in 20 seconds (C and D): the aim within 10."""
    check_sum: int | None = None

    @property
    def kind(self) -> str:
        return self.name[0]

    @property
    def at_once(self) -> bool:
        """The number of tables is a prime power, and nothing but numbers is given."""
        return self.kind == "B" and arithmetic(len(self.instance.tables)) is not None

    def wrong_sum(self) -> bool:
        """The generator does not make what the measure describes."""
        found = sum(self.instance.history.values())
        return self.check_sum is not None and found != self.check_sum


CLASSIC = (
    "A-5-3-7", "A-6-5-6", "A-7-4-8", "A-7-4-9", "A-8-3-11", "A-8-4-8", "A-8-4-9", "A-8-4-10",
    "A-7-5-7", "A-7-6-7", "A-7-7-5", "A-7-7-8", "A-8-5-8", "A-8-6-6", "A-8-7-5", "A-8-8-4",
    "A-9-8-4", "A-9-9-4", "A-9-5-6", "A-10-5-7", "A-10-6-6", "A-10-8-5",
)  # fmt: skip
"""Plans without any repeat are known for all of them."""
# Name → best known value; for C and D: (reference, plain Python in 20 s, check sum).
PRACTICAL = {
    "B-20-4-2": 4, "B-20-4-3": 12, "B-20-4-4": 24, "B-24-4-3": 24, "B-30-5-3": 15, "B-30-6-3": 0,
    "B-36-6-3": 0, "B-36-6-4": 2, "B-40-8-4": 0, "B-42-6-3": 18, "B-48-8-4": 0, "B-50-8-3": 0,
    "B-56-7-4": 42, "B-60-10-4": 0, "B-60-8-3": 0, "B-64-8-4": 0, "B-72-9-4": 0, "B-80-10-4": 0,
    "B-100-13-4": 0, "B-120-15-4": 0, "B-150-25-4": 0, "B-200-25-4": 0,
}  # fmt: skip
WITH_HISTORY = {
    "C-30-5-3-h2": (44, 45, 205), "C-30-5-3-h5": (119, 120, 434), "C-40-7-3-h3": (11, 15, 303),
    "C-40-7-3-h6": (108, 116, 757), "C-60-10-3-h4": (4, 8, 758), "C-60-10-3-h8": (90, 98, 1580),
    "C-100-14-3-h4": (0, 0, 1191), "C-150-22-3-h4": (0, 0, 1759),
    "D-24-4-3-h2": (79, 81, 108), "D-40-6-3-h3": (48, 55, 269), "D-60-9-3-h4": (32, 38, 601),
    "D-100-14-4-h4": (16, 26, 1260), "D-150-20-4-h4": (2, 2, 1734), "D-200-25-4-h4": (5, 5, 2230),
}  # fmt: skip
EVENINGS = tuple(name.replace("D", "E", 1) for name in WITH_HISTORY if name.startswith("D"))
LARGE = ("B-500-60-3", "D-500-60-3-h2")
"""Not in the measure: 500 people at 60 tables, planned within 10 seconds."""


def names(kinds: str) -> Iterator[str]:
    """All names of these classes, L being the large ones."""
    for kind in kinds:
        if kind == "L":
            yield from LARGE
        every = (*CLASSIC, *PRACTICAL, *WITH_HISTORY, *EVENINGS)
        yield from (name for name in every if name.startswith(kind))


def task(name: str, shift: int = 0) -> Task:
    """The task of a name, also of one that is in no table. Raises ``ValueError``.

    ``shift`` is added to the seeds of the generators: other people, the same kind of task; then no
    reference holds. The task of an E is that of its D.
    """
    found = re.fullmatch(r"([A-E])-(\d+)-(\d+)-(\d+)(?:-h(\d+))?", name)
    if not found:
        raise ValueError(f"{name}: names look like A-8-4-7, B-36-6-4, C-40-7-3-h3")
    kind, (one, two, rounds, meetings) = found[1], (int(text or 0) for text in found.groups()[1:])
    if kind == "A":
        best = 0 if name in CLASSIC else None
        return Task(name=name, instance=_plain(one * two, one, rounds), reference=best)
    if kind == "B":
        return Task(name=name, instance=_plain(one, two, rounds), reference=PRACTICAL.get(name))
    make = _with_history if kind == "C" else _with_everything
    known = WITH_HISTORY.get(name.replace("E", "D", 1)) if not shift else None
    reference, plain, check_sum = known or (None, None, None)
    if kind == "E":
        reference = plain = None
    return Task(
        name=name,
        instance=make(one, two, rounds, meetings, shift),
        reference=reference,
        plain=plain,
        check_sum=check_sum,
    )


def _plain(people: int, tables: int, rounds: int) -> Instance:
    guests = tuple(Guest(label=str(person)) for person in range(people))
    return Instance(guests=guests, tables=sizes(people, tables), rounds=rounds)


def _with_history(people: int, tables: int, rounds: int, meetings: int, shift: int) -> Instance:
    known = history(people, meetings, 1000 + people + meetings + shift)
    return replace(_plain(people, tables, rounds), history=known)


def _with_everything(people: int, tables: int, rounds: int, meetings: int, shift: int) -> Instance:
    rng = random.Random(3000 + people + shift)
    sectors = [_sector((person + 0.5) / people) for person in range(people)]
    rng.shuffle(sectors)
    rest = list(range(tables, people))
    rng.shuffle(rest)
    pairs = max(1, people // 50)
    together = merged(rest[2 * pair : 2 * pair + 2] for pair in range(pairs))
    others = rest[2 * pairs :]
    apart = [sorted(rng.sample(others, 2)) for _ in range(people // 10)]
    return Instance(
        guests=tuple(
            Guest(label=str(one), sector=sector, fixed_table=one if one < tables else None)
            for one, sector in enumerate(sectors)
        ),
        tables=sizes(people, tables),
        rounds=rounds,
        history=history(people, meetings, 2000 + people + meetings + shift),
        together=together,
        apart=frozenset((one, other) for one, other in apart),
    )


def _sector(position: float) -> int:
    return sum(position >= limit for limit in (0.35, 0.65, 0.85))


def history(people: int, meetings: int, seed: int) -> dict[Pair, int]:
    """Who sat with whom at earlier meetings, three rounds each, among the first ``people``."""
    rng = random.Random(seed)
    known: Counter[Pair] = Counter()
    for _ in range(meetings):
        there = [person for person in range(int(1.5 * people)) if rng.random() < 0.6]
        tables = max(1, round(len(there) / 6))
        for _ in range(3):
            order = there[:]
            rng.shuffle(order)
            for table in range(tables):
                known.update(combinations(sorted(order[table::tables]), 2))
    return {(one, other): times for (one, other), times in known.items() if other < people}


def evening(before: Instance, plan: Plan) -> Instance:
    """The rest of an evening after round 1: a tenth is missing, a twentieth new people are there.

    The last people are those missing. People have the tables of ``plan`` on their cards. Tables are
    laid as the office's „Neu mischen“ lays them (app/tables/remixing.py).
    """
    there, new = before.size - round(before.size * 0.1), round(before.size * 0.05)
    newcomers = (Guest(label=f"new {one}", sector=NEWCOMERS_SECTOR) for one in range(new))
    guests = (*before.guests[:there], *newcomers)
    number = proposed_tables(len(guests), before.tables)
    tied = Counter(one.fixed_table for one in guests if one.fixed_table is not None)
    seats = fitted(laid_for(len(guests), before.tables, number), len(guests), tied=tied)
    met = Counter(before.history)
    for pair, times in meetings(before, plan[:1]).items():
        met[pair] += before.weights.repeat * times
    return replace(
        before,
        guests=guests,
        tables=tuple(seats),
        rounds=before.rounds - 1,
        history={pair: times for pair, times in met.items() if pair[1] < there},
        together=merged([one for one in group if one < there] for group in before.together),
        apart=frozenset(pair for pair in before.apart if pair[1] < there),
        printed=tuple((*row[:there], *(-1,) * new) for row in plan[1:]),
        weights=replace(before.weights, changed_seat=1),
    )
