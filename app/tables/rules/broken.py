"""Which wishes and fixed places a plan does not keep, in a German sentence each."""

from collections.abc import Iterator

from .instance import Instance, Plan


def broken_wishes(instance: Instance, plan: Plan, first_round: int = 0) -> list[str]:
    """Empty: everybody sits as was wished for. Sizes of tables are no wish.

    ``first_round``: what people call round 1 is round 0 of the instance, unless rounds are over.
    """
    return [
        f"Runde {number + first_round + 1}: {sentence}"
        for number, tables in enumerate(plan)
        for sentence in _broken_in(instance, number, tables)
    ]


def _broken_in(instance: Instance, round_: int, tables: tuple[int, ...]) -> Iterator[str]:
    names = [guest.label for guest in instance.guests]
    for group in instance.together:
        if len({tables[person] for person in group}) > 1:
            who = ", ".join(f"{names[one]} (Tisch {tables[one] + 1})" for one in group)
            yield f"Es sollen zusammensitzen, sitzen aber getrennt: {who}."
    for one, other in sorted(instance.apart):
        if tables[one] == tables[other]:
            yield (
                f"{names[one]} und {names[other]} sollen getrennt sitzen, sitzen aber beide an "
                f"Tisch {tables[one] + 1}."
            )
    for person, table in enumerate(tables):
        fixed = instance.fixed_at(round_, person)
        if fixed not in (None, table):
            yield (
                f"{names[person]} hat einen festen Platz an Tisch {fixed + 1}, sitzt aber an "
                f"Tisch {table + 1}."
            )
