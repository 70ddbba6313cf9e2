"""The evening: some are missing, others came; a plan for the rest that changes few cards."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from .cost import meetings
from .instance import Guest, Instance, Pair, Plan, merged, sizes


@dataclass(frozen=True)
class Repair:
    """The task of the rounds to come. ``search.plans`` begins with what is printed."""

    instance: Instance
    before: tuple[int | None, ...]
    """For each person the number in the plan of before; None: new."""


def repair(
    instance: Instance,
    plan: Plan,
    *,
    held: int,
    absent: Collection[int],
    new: Sequence[Guest] = (),
    changed_seat: int = 1,
) -> Repair:
    """From a printed plan of which so many rounds are over to the task of the others.

    The people keep their order, the new ones follow. As many tables as before, their seats within
    one of each other. ``changed_seat``: what leaving a printed place costs, in repeats.
    """
    there = [person for person in range(instance.size) if person not in set(absent)]
    number = {person: place for place, person in enumerate(there)}
    guests = (*(instance.guests[person] for person in there), *new)
    printed = tuple((*(row[person] for person in there), *(-1 for _ in new)) for row in plan[held:])
    tied = Counter(one.fixed_table for one in guests if one.fixed_table is not None)
    task = replace(
        instance,
        guests=guests,
        tables=seats_like(printed, len(instance.tables), tied),
        rounds=instance.rounds - held,
        history=_between(number, _history(instance, plan[:held])),
        together=merged(
            [number[one] for one in group if one in number] for group in instance.together
        ),
        apart=frozenset(_between(number, dict.fromkeys(instance.apart, 1))),
        locked={
            (round_ - held, number[person]): table
            for (round_, person), table in instance.locked.items()
            if round_ >= held and person in number
        },
        printed=printed,
        weights=replace(instance.weights, changed_seat=changed_seat),
    )
    return Repair(task, (*there, *(None for _ in new)))


def seats_like(printed: Plan, tables: int, tied: Mapping[int, int]) -> tuple[int, ...]:
    """Seats within one of each other, more of them where more people are already.

    ``tied``: table → people who cannot sit elsewhere; those tables are the larger ones first.
    """
    laid = sizes(len(printed[0]) if printed else 0, tables)
    few = min(laid)
    crowd = Counter(
        table for row in printed for table, people in Counter(row).items() if people > few
    )
    order = sorted(range(tables), key=lambda one: (tied.get(one, 0) <= few, -crowd[one], one))
    seats = dict(zip(order, laid, strict=True))
    return tuple(seats[table] for table in range(tables))


def _history(instance: Instance, held: Plan) -> dict[Pair, int]:
    """Earlier meetings, and the rounds of this evening that are over."""
    history = Counter(instance.history)
    for pair, times in meetings(instance, held).items():
        history[pair] += instance.weights.repeat * times
    return history


def _between(number: Mapping[int, int], pairs: Mapping[Pair, int]) -> dict[Pair, int]:
    """The pairs of those who are still there, by their new numbers (which keep the order)."""
    return {
        (number[one], number[other]): times
        for (one, other), times in pairs.items()
        if one in number and other in number
    }


def changed_people(instance: Instance, plan: Plan) -> int:
    """How many people sit elsewhere than their card says, in at least one round."""
    if instance.printed is None:
        return 0
    return sum(
        any(was >= 0 and was != now for was, now in zip(before, after, strict=True))
        for before, after in zip(
            zip(*instance.printed, strict=True), zip(*plan, strict=True), strict=True
        )
    )
