"""The search with an end: the entry for the command and the bench."""

from collections.abc import Callable
from dataclasses import dataclass

from .instance import Instance
from .search import Found, plans
from .start import GoOn, always

Timer = Callable[[], float]
"""Seconds since some moment, as ``time.perf_counter``: rules read no clock of their own."""
Look = Callable[[Found, float], None]
"""Is shown every plan, with the seconds since the begin."""


@dataclass(frozen=True, kw_only=True)
class Solved:
    """The best plan, and how long it took. All in seconds since the begin."""

    found: Found
    first_after: float
    best_after: float
    seconds: float


def solve(
    instance: Instance,
    *,
    seed: int,
    seconds: float,
    timer: Timer,
    trials: int | None = None,
    look: Look | None = None,
    go_on: GoOn = always,
) -> Solved:
    """Search until the time is over, nothing better exists, or ``go_on`` says no.

    ``trials`` ends the search after so many trials as well, which makes a plan repeatable on any
    machine. A first plan that is easily found is always waited for, however short the time. Raises
    ``start.Unfinished`` when the end came before a first plan, ``start.NoPlan`` when there is none.
    """
    begin = timer()
    best: Solved | None = None
    for found in plans(instance, seed, go_on=lambda: timer() - begin < seconds and go_on()):
        now = timer() - begin
        best = _better(best, found, now)
        if look is not None:
            look(found, now)
        enough = now >= seconds or (trials is not None and found.trials >= trials)
        if enough or not go_on():
            break
    assert best is not None  # the search yields a plan or raises
    return best


def _better(best: Solved | None, found: Found, now: float) -> Solved:
    if best is None:
        return Solved(found=found, first_after=now, best_after=now, seconds=now)
    reached = now if found.cost < best.found.cost else best.best_after
    return Solved(found=found, first_after=best.first_after, best_after=reached, seconds=now)
