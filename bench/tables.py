"""``make bench-tables``: how good the plans of mixed tables are, and how fast.

``python -m bench.tables --classes BD --seeds 2 --seconds 5`` measures a part, ``--only
C-45-8-3-h3`` one task, also one that is in no table (docs/table-mixing.md). Every plan is counted
anew.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.tables.rules import cost
from app.tables.rules.instance import Instance, Plan
from app.tables.rules.search import Found
from app.tables.rules.solve import Solved, Timer, solve
from bench.table_tasks import Task, evening, names, task

SECONDS = {"A": 10.0, "B": 5.0, "C": 10.0, "D": 10.0, "E": 5.0}
"""How long a class may search when nothing else is asked for."""
SOON, LONG = 10.0, 60.0
"""Times at which C and D are held against what is known."""
BEFORE_EVENING = 1_000_000
"""Trials for the plan that an evening of E begins with: the same on every machine."""


@dataclass(frozen=True)
class Run:
    """One search with one seed; times in seconds since its begin."""

    curve: tuple[tuple[float, int], ...]
    """Each better plan: when, and its cost. The first one is the first valid plan."""
    seconds: float
    trials: int
    bound: int
    faults: tuple[str, ...]
    changed: tuple[int, int]
    """People who sit elsewhere than their card says, and seats that differ from the cards."""

    def best(self, within: float) -> tuple[float, int]:
        """When the best plan within this time was found, and its cost."""
        known = [point for point in self.curve if point[0] <= within]
        return known[-1] if known else self.curve[0]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; 1 when a plan broke a rule or a count did not agree."""
    asked = _options(arguments)
    wanted = asked.only or list(names(asked.classes))
    noise = Noise(_timer(asked))
    print(HEAD, "-" * len(HEAD), sep="\n", flush=True)
    broken = 0
    for name in wanted:
        for line, fine in _measure(task(name, asked.shift), asked):
            print(line, flush=True)
            broken += not fine
        noise.between()
    print(noise.report())
    return int(broken > 0)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.tables", description=__doc__)
    parser.add_argument("--classes", default="ABCDEL", help="letters of A B C D E, L: 500 people")
    parser.add_argument("--only", nargs="+", help="names of tasks, for example C-45-8-3-h3")
    parser.add_argument("--seeds", type=int, default=5, help="how many (default 5)")
    parser.add_argument("--seconds", type=float, help="of each search (default 5 or 10)")
    parser.add_argument("--shift", type=int, default=0, help="other people in C, D and E")
    parser.add_argument(
        "--cpu", action="store_true", help="seconds of the processor, where others use it as well"
    )
    return parser.parse_args(arguments)


HEAD = (
    f"{'task':<22}{'bound':>6}{'ref.':>6}{'best':>7}{'median':>7}{'worst':>7}{'first':>8}"
    f"{'to best':>9}{'slowest':>9}{'k/s':>7}  {'at aim':<8}{'aim':<16}met"
)


def _measure(one: Task, asked: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    """Lines of the table, and whether all is right with the plans."""
    if one.wrong_sum():
        yield f"{one.name}: the check sum of the history is wrong", False
        return
    seconds = asked.seconds or SECONDS[one.kind]
    timer = _timer(asked)
    instance = one.instance
    if one.kind == "E":
        before = solve(instance, seed=1, seconds=LONG, timer=timer, trials=BEFORE_EVENING)
        instance = evening(instance, before.found.plan)
    runs = [_run(instance, seed, seconds, timer) for seed in range(1, asked.seeds + 1)]
    limits = {seconds}
    if one.kind in "CD" and seconds > SOON:
        limits.add(SOON)
    for limit in sorted(limits):
        yield _line(one, runs, limit), True
    for fault in sorted({fault for run in runs for fault in run.faults}):
        yield f"{one.name}: {fault}", False


def _timer(asked: argparse.Namespace) -> Timer:
    return time.process_time if asked.cpu else time.perf_counter


def _search(
    instance: Instance, seed: int, seconds: float, timer: Timer
) -> tuple[Solved, list[tuple[float, int]]]:
    curve: list[tuple[float, int]] = []

    def look(found: Found, now: float) -> None:
        if not curve or found.cost < curve[-1][1]:
            curve.append((now, found.cost))

    return solve(instance, seed=seed, seconds=seconds, timer=timer, look=look), curve


def _run(instance: Instance, seed: int, seconds: float, timer: Timer) -> Run:
    solved, curve = _search(instance, seed, seconds, timer)
    plan, found = solved.found.plan, solved.found
    faults = cost.violations(instance, plan)
    if cost.cost(instance, plan) != found.cost:
        faults.append(f"seed {seed}: says {found.cost}, counted {cost.cost(instance, plan)}")
    if found.bound > found.cost:
        faults.append(f"seed {seed}: the bound {found.bound} is above the cost {found.cost}")
    return Run(
        curve=tuple(curve),
        seconds=solved.seconds,
        trials=found.trials,
        bound=found.bound,
        faults=tuple(faults),
        changed=(_changed_people(instance, plan), cost.changed_seats(instance, plan)),
    )


def _changed_people(instance: Instance, plan: Plan) -> int:
    """How many people sit elsewhere than their card says, in at least one round."""
    if instance.printed is None:
        return 0
    return sum(
        any(was >= 0 and was != now for was, now in zip(before, after, strict=True))
        for before, after in zip(
            zip(*instance.printed, strict=True), zip(*plan, strict=True), strict=True
        )
    )


@dataclass(frozen=True)
class Aim:
    """What every seed should reach: a cost, and in how many seconds."""

    cost: int | None
    seconds: float
    first: float = 1.0
    """Seconds to the first valid plan."""

    def met_by(self, run: Run, limit: float) -> bool:
        when, value = run.best(limit)
        fine = self.cost is None or (value <= self.cost and when <= self.seconds)
        return fine and run.curve[0][0] <= self.first

    def __str__(self) -> str:
        if self.cost is None:
            return f"first <= {self.first:g} s"
        return f"{self.cost} in {self.seconds:g} s"


def _aim(one: Task, bound: int, limit: float) -> Aim:
    """The targets of the measure, as far as there is one for this task and time."""
    if one.kind == "A":
        return Aim(0, limit)
    if one.kind == "B":
        best = bound if one.reference is None else one.reference
        large = one.instance.size >= 500
        return Aim(None if large else best, 0.5 if one.at_once else 5.0, 10.0 if large else 1.0)
    if one.reference is None:
        return Aim(None, limit, 10.0 if one.instance.size >= 500 else 1.0)
    if limit < LONG:
        return Aim(one.plain, SOON)
    return Aim(max(one.reference + 1, int(one.reference * 1.05)), LONG)


def _line(one: Task, runs: Sequence[Run], limit: float) -> str:
    points = [run.best(limit) for run in runs]
    values, times = sorted(value for _, value in points), [when for when, _ in points]
    aim = _aim(one, runs[0].bound, limit)
    reached = sum(aim.met_by(run, limit) for run in runs)
    speed = statistics.median(run.trials / max(run.seconds, 0.001) for run in runs) / 1000
    name = one.name if limit == SECONDS[one.kind] else f"{one.name} ({limit:g} s)"
    line = (
        f"{name:<22}{runs[0].bound:>6}{'' if one.reference is None else one.reference:>6}"
        f"{values[0]:>7}{statistics.median_low(values):>7}{values[-1]:>7}"
        f"{max(run.curve[0][0] for run in runs):>8.3f}{statistics.median(times):>9.2f}"
        f"{max(times):>9.2f}{speed:>7.0f}  {f'{reached} of {len(runs)}':<8}{aim!s:<16}"
        f"{'yes' if reached == len(runs) else 'NO'}"
    )
    if one.kind == "E":
        people, seats = (sorted(run.changed[which] for run in runs) for which in (0, 1))
        line += f"; other tables for {people[0]} to {people[-1]} people"
        line += f", {seats[0]} to {seats[-1]} seats"
    return line


class Noise:
    """A fixed piece of work, measured again and again: how even the machine is."""

    def __init__(self, timer: Timer) -> None:
        self.timer, self.load = timer, os.getloadavg()[0]
        self.before = [_fixed_work(timer) for _ in range(5)]
        self.while_measuring: list[float] = []

    def between(self) -> None:
        self.while_measuring.append(_fixed_work(self.timer))

    def report(self) -> str:
        after = [_fixed_work(self.timer) for _ in range(5)]
        every = [*self.before, *self.while_measuring, *after]
        parts = {"before": self.before, "between": self.while_measuring, "after": after}
        said = "; ".join(
            f"{name} {min(times) * 1000:.0f} to {max(times) * 1000:.0f}"
            for name, times in parts.items()
            if times
        )
        return (
            f"\nFixed work of the machine, ms: {said}; the slowest took "
            f"{max(every) / min(every):.2f} times the fastest. Load {self.load:.1f} before, "
            f"{os.getloadavg()[0]:.1f} after, Python {sys.version.split()[0]}."
        )


def _fixed_work(timer: Timer) -> float:
    """Seconds for a loop over lists and numbers, as the search does."""
    begin = timer()
    row, total = list(range(64)), 0
    for number in range(300_000):
        total += row[number & 63] - row[total & 63]
        row[total & 63] ^= 1
    return timer() - begin


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
