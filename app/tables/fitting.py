"""Seats and places when people, tables or rounds become more or fewer; plain values."""

from collections.abc import Collection, Mapping, Sequence

FEWEST = 2
"""Seats of a table: nobody sits alone."""


def fitted(
    seats: Sequence[int],
    people: int,
    free: Collection[int] | None = None,
    tied: Mapping[int, int] | None = None,
) -> list[int]:
    """Seats that add up to the number of people, as far as that is possible.

    The smallest tables get more first, the largest have fewer first. ``free``: numbers from 0 of
    the tables that may change; None: all but those that were given up. ``tied``: table → how many
    people must sit there, so that it has no fewer seats.
    """
    least = tied or {}
    found = [max(laid, least.get(table, 0)) for table, laid in enumerate(seats)]
    tables = sorted((table for table, laid in enumerate(seats) if laid) if free is None else free)
    while tables and sum(found) < people:
        found[min(tables, key=lambda table: (found[table], table))] += 1
    while sum(found) > people:
        larger = [table for table in tables if found[table] > max(FEWEST, least.get(table, 0))]
        if not larger:
            break
        found[max(larger, key=lambda table: (found[table], table))] -= 1
    return found


def kept_places(
    tables: Sequence[int], *, held: int, rounds: int, number: int, fixed: int | None
) -> list[int]:
    """The table of each round as far as it still holds, in the order of the rounds.

    Rounds that were held stay. ``number``: of tables; ``fixed``: the only table of the person. A
    place that is not possible any more ends the list: from that round on the person has none.
    """
    kept = list(tables[:held])
    for table in tables[held:rounds]:
        if table >= number or (fixed is not None and table != fixed):
            break
        kept.append(table)
    return kept
