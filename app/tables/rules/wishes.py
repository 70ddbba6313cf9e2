"""Wishes that contradict each other, said in a sentence each, before anything is searched."""

from collections import Counter
from collections.abc import Iterator

from .instance import Instance


def contradictions(instance: Instance) -> list[str]:
    """German sentences that name the people; empty: a plan may exist."""
    return [*_numbers(instance), *_fixed(instance), *_groups(instance), *_apart(instance)]


def _numbers(instance: Instance) -> Iterator[str]:
    people, tables = instance.size, len(instance.tables)
    if people < 2:
        yield "Es sind weniger als zwei Personen da. Ein Tischplan braucht mindestens zwei."
    elif tables < 1 or instance.rounds < 1:
        yield "Geben Sie mindestens einen Tisch und eine Runde an."
    elif people < 2 * tables:
        yield (
            f"{tables} Tische sind zu viele für {people} Personen: Niemand soll allein sitzen. "
            f"Höchstens {people // 2} Tische sind möglich."
        )
    elif sum(instance.tables) != people:
        yield (
            f"Die Tische haben zusammen {sum(instance.tables)} Plätze, da sind aber {people} "
            "Personen. Ändern Sie die Zahl der Plätze oder der Tische."
        )


def _fixed(instance: Instance) -> Iterator[str]:
    taken: Counter[int] = Counter()
    for guest in instance.guests:
        if guest.fixed_table is None:
            continue
        if not 0 <= guest.fixed_table < len(instance.tables):
            yield (
                f"{guest.label} soll fest an Tisch {guest.fixed_table + 1} sitzen. "
                f"Es gibt nur {len(instance.tables)} Tische."
            )
        taken[guest.fixed_table] += 1
    for table, number in sorted(taken.items()):
        if 0 <= table < len(instance.tables) and number > instance.tables[table]:
            yield (
                f"An Tisch {table + 1} sollen {number} Personen fest sitzen, er hat aber nur "
                f"{instance.tables[table]} Plätze."
            )


def _groups(instance: Instance) -> Iterator[str]:
    largest = max(instance.tables, default=0)
    for group in instance.together:
        names = _names(instance, group)
        fixed = {t for one in group if (t := instance.guests[one].fixed_table) is not None}
        if len(group) > largest:
            yield (
                f"{names} sollen zusammensitzen. Das sind {len(group)} Personen, der größte Tisch "
                f"hat {largest} Plätze."
            )
        elif len(fixed) > 1:
            tables = " und ".join(str(table + 1) for table in sorted(fixed))
            yield f"{names} sollen zusammensitzen, aber fest an den Tischen {tables}."


def _apart(instance: Instance) -> Iterator[str]:
    for one, other in sorted(instance.apart):
        names = _names(instance, (one, other))
        tables = [instance.guests[person].fixed_table for person in (one, other)]
        if (one, other) in instance.excluded:
            yield f"{names} sollen zusammensitzen und zugleich getrennt sitzen."
        elif tables[0] is not None and tables[0] == tables[1]:
            yield (
                f"{names} sollen getrennt sitzen, haben aber beide ihren festen Platz an Tisch "
                f"{tables[0] + 1}."
            )
    clique = _large_clique(instance)
    if len(clique) > len(instance.tables):
        yield (
            f"{_names(instance, clique)} sollen alle voneinander getrennt sitzen. Dafür braucht es "
            f"{len(clique)} Tische, da sind {len(instance.tables)}."
        )


def _large_clique(instance: Instance) -> tuple[int, ...]:
    """People who must all be apart from each other, found greedily: enough to explain."""
    foes: dict[int, set[int]] = {}
    for one, other in instance.apart:
        foes.setdefault(one, set()).add(other)
        foes.setdefault(other, set()).add(one)
    best: tuple[int, ...] = ()
    for start in sorted(foes):
        clique = [start]
        for person in sorted(foes[start], key=lambda one: (-len(foes[one]), one)):
            if all(person in foes[member] for member in clique):
                clique.append(person)
        best = max(best, tuple(sorted(clique)), key=len)
    return best


def _names(instance: Instance, people: tuple[int, ...]) -> str:
    *first, last = (instance.guests[person].label for person in people)
    return f"{', '.join(first)} und {last}" if first else last
