"""What a plan means for people: numbers to read before it is printed (no figures for solvers)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .bounds import bound, spread
from .cost import meetings
from .instance import Guest, Instance, Pair, Plan, sizes


@dataclass(frozen=True, kw_only=True)
class Figures:
    """New acquaintances, and pairs that have still never met."""

    least_new: int
    mean_new: float
    all_tables: int
    """Over all rounds."""
    never_met: int
    """Pairs that may meet and have not, with these rounds and all that is remembered."""
    all_pairs: int
    """Pairs that may meet: all but those told to be apart."""


def figures(instance: Instance, plan: Plan) -> Figures:
    """All of them, counted from the plan."""
    new = new_acquaintances(instance, plan).values()
    all_pairs = instance.size * (instance.size - 1) // 2 - len(instance.apart)
    return Figures(
        least_new=min(new, default=0),
        mean_new=sum(new) / max(1, instance.size),
        all_tables=len(plan) * len(instance.tables),
        never_met=all_pairs - len(_met(instance, plan) - instance.apart),
        all_pairs=all_pairs,
    )


def new_acquaintances(instance: Instance, plan: Plan) -> Mapping[int, int]:
    """For each person how many they meet for the first time.

    Whoever is told to sit together knows each other already.
    """
    new = dict.fromkeys(range(instance.size), 0)
    for pair in meetings(instance, plan):
        if not instance.history.get(pair) and pair not in instance.excluded:
            for person in pair:
                new[person] += 1
    return new


def _met(instance: Instance, plan: Plan) -> set[Pair]:
    before = {pair for pair, times in instance.history.items() if times}
    return before | set(meetings(instance, plan)) | instance.excluded


def forced_repeats(people: int, tables: int, rounds: int) -> int:
    """How many repeats so many tables force in so many rounds, whoever sits where."""
    forced = sum(spread(seats_, tables) for seats_ in sizes(people, tables))
    return forced * (rounds * (rounds - 1) // 2)


@dataclass(frozen=True)
class Advice:
    """A number of tables and what it forces."""

    tables: int
    seats: tuple[int, int]
    """Fewest and most seats of a table."""
    repeats: int
    """At least so many; how many more there will be is for the search to find."""


def advice(people: int, rounds: int, fewest: int = 3, most: int = 8) -> list[Advice]:
    """Every number of tables whose size lies between ``fewest`` and ``most`` seats.

    The best is first: the fewest repeats, then the largest tables, where people meet most others.
    """
    found = []
    for tables in range(1, people // 2 + 1):
        seats_ = sizes(people, tables)
        if fewest <= seats_[-1] and seats_[0] <= most:
            forced = max(forced_repeats(people, tables, rounds), _too_few_pairs(seats_, rounds))
            found.append(Advice(tables, (seats_[-1], seats_[0]), forced))
    return _best_first(found)


def _too_few_pairs(seats_: Sequence[int], rounds: int) -> int:
    """More places beside others than there are pairs: some must meet again."""
    pairs = sum(seats_) * (sum(seats_) - 1) // 2
    times, rest = divmod(rounds * sum(one * (one - 1) // 2 for one in seats_), pairs)
    return pairs * times * (times - 1) // 2 + rest * times


def with_memory(instance: Instance, found: Iterable[Advice]) -> list[Advice]:
    """The same numbers of tables for the people of this instance, with all they remember.

    As if nobody had a fixed place. Takes about as long as ``bounds.bound`` for each of them.
    """
    free = (Guest(),) * instance.size
    plain = replace(instance, guests=free, apart=frozenset(), locked={}, printed=None)
    known = [
        replace(
            one,
            repeats=bound(replace(plain, tables=sizes(instance.size, one.tables)))
            // instance.weights.repeat,
        )
        for one in found
    ]
    return _best_first(known)


def _best_first(found: Iterable[Advice]) -> list[Advice]:
    return sorted(found, key=lambda one: (one.repeats, one.tables))


def meetings_until_all_met(instance: Instance, plan: Plan) -> int | None:
    """At least so many more meetings of this kind until all have sat together; None: they have.

    Nobody meets more people in an evening than have places beside them, and no evening has more
    pairs at its tables. Pairs that are told to be apart need not meet.
    """
    met = _met(instance, plan) | instance.apart
    known = Counter(person for pair in met for person in pair)
    missing = instance.size * (instance.size - 1) // 2 - len(met)
    if not missing:
        return None
    beside = instance.rounds * sum(one * (one - 1) // 2 for one in instance.tables)
    by_pairs = -(-missing // max(1, beside - instance.rounds * len(instance.excluded)))
    partners = Counter(person for pair in instance.excluded for person in pair)
    by_person = (
        -(-(instance.size - 1 - known[person]) // max(1, _places(instance, person, partners)))
        for person in range(instance.size)
    )
    return max(by_pairs, *by_person)


def _places(instance: Instance, person: int, partners: Mapping[int, int]) -> int:
    """Places beside others in one meeting, without those of people who always sit there."""
    table = instance.guests[person].fixed_table
    most = max(instance.tables) if table is None else instance.tables[table]
    return instance.rounds * (most - 1 - partners.get(person, 0))
