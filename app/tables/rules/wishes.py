"""Wishes that contradict each other, said in a sentence each, before anything is searched.

What is found here is certain: no plan exists, or only one that seats somebody alone. What is not
found may still be impossible; then the search ends with ``NoPlan``, and ``tight_wishes`` says where
the room is least.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from .instance import Instance

NAMED = 4
"""So many names are written out; of more only two."""
UNLOCK = "Entsperren Sie einen Platz, oder nehmen Sie den Wunsch zurück."
BACK = "Nehmen Sie einen dieser Wünsche zurück."
SHOWN = 3
"""So many of the tightest wishes are named."""
MORE_TABLES = "Stellen Sie mehr Tische auf, oder nehmen Sie einen dieser Wünsche zurück."
EFFORT = 500_000
"""About so many looks at a unit are taken to prove that people cannot all be apart."""
LARGEST = 200
"""Of more units it is not tried to prove."""


def contradictions(instance: Instance, first_round: int = 0) -> list[str]:
    """German sentences that name people and remedy; empty: a plan may exist.

    ``first_round``: what people call round 1 is round 0 of the instance, unless rounds are over.
    """
    numbers = list(_numbers(instance))
    if not instance.guests or not instance.tables:
        return numbers
    units = _Units(instance)
    found = [*numbers, *_fixed(units), *_groups(units), *_apart(units), *_all_apart(units)]
    found += [] if found else [*_packing(units), *_no_table_left(units)]
    found += [] if found else _too_few_tables(units)
    return found or list(_locked(units, first_round))


def tight_wishes(instance: Instance) -> list[str]:
    """When the search finds no plan: which wishes leave the least room, in German sentences."""
    units = _Units(instance)
    tight = sorted(_tightness(units), key=lambda one: -one[0])[:SHOWN]
    head = (
        "Es ist kein Plan gefunden worden, der alle Wünsche einhält. Nehmen Sie Wünsche zurück, "
        "oder stellen Sie mehr Tische auf."
    )
    return [head, *(sentence for _, sentence in tight)]


class _Units:
    """Groups and single people: whoever can only move as one."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        grouped = {person for group in instance.together for person in group}
        singles = ((person,) for person in range(instance.size) if person not in grouped)
        self.all = [*instance.together, *singles]
        self.of = {person: place for place, unit in enumerate(self.all) for person in unit}
        self.seated = [self._fixed(unit) for unit in self.all]
        """For each unit the tables where its people sit fast: none, one, or a contradiction."""

    def _fixed(self, unit: Iterable[int]) -> set[int]:
        tables = (self.instance.guests[person].fixed_table for person in unit)
        return {table for table in tables if table is not None}

    @cached_property
    def foes(self) -> list[set[int]]:
        """For each unit the units that must not share its table."""
        found: list[set[int]] = [set() for _ in self.all]
        for one, other in self.instance.apart:
            found[self.of[one]].add(self.of[other])
            found[self.of[other]].add(self.of[one])
        return found

    def bound_to(self, table: int) -> list[int]:
        """Everybody who sits at this table in every round, with those they belong to."""
        return sorted(
            person
            for unit, tables in zip(self.all, self.seated, strict=True)
            if tables == {table}
            for person in unit
        )

    def names(self, people: Collection[int]) -> str:
        return _names(self.instance, people)


def _numbers(instance: Instance) -> Iterator[str]:
    people, tables, seats = instance.size, len(instance.tables), sum(instance.tables)
    if people == 0:
        yield "Es ist niemand da. Nehmen Sie Personen in den Tischplan auf."
    elif people == 1:
        yield "Es ist nur eine Person da. Ein Tischplan braucht mindestens zwei."
    elif tables < 1 or instance.rounds < 1:
        yield "Geben Sie mindestens einen Tisch und eine Runde an."
    elif people < 2 * tables:
        most = "1 Tisch ist" if people < 4 else f"{people // 2} Tische sind"
        yield (
            f"{tables} Tische sind zu viele für {people} Personen: Niemand soll allein sitzen. "
            f"Höchstens {most} möglich."
        )
    elif seats != people:
        yield (
            f"Die Tische haben zusammen {seats} {_word(seats, 'Platz', 'Plätze')}, da sind aber "
            f"{people} Personen. Ändern Sie die Zahl der Plätze oder der Tische."
        )


def _fixed(units: _Units) -> Iterator[str]:
    instance = units.instance
    for guest in instance.guests:
        if guest.fixed_table is not None and not 0 <= guest.fixed_table < len(instance.tables):
            yield (
                f"{guest.label} soll fest an Tisch {guest.fixed_table + 1} sitzen, es gibt aber "
                f"nur {_number_of_tables(instance)}. Wählen Sie einen anderen Tisch."
            )
    for table, seats in enumerate(instance.tables):
        people = units.bound_to(table)
        if len(people) <= seats:
            continue
        along = any(instance.guests[person].fixed_table is None for person in people)
        with_whom = ", wenn alle mitkommen, die mit ihnen zusammensitzen" if along else ""
        yield (
            f"An Tisch {table + 1} sollen {len(people)} Personen fest sitzen{with_whom}: "
            f"{units.names(people)}. Er hat nur {seats} {_word(seats, 'Platz', 'Plätze')}. {BACK}"
        )


def _groups(units: _Units) -> Iterator[str]:
    largest = max(units.instance.tables)
    for unit, fixed in zip(units.all, units.seated, strict=True):
        names = units.names(unit)
        if len(unit) > largest:
            yield (
                f"{names} sollen zusammensitzen. Das sind {len(unit)} Personen, der größte Tisch "
                f"hat {largest} {_word(largest, 'Platz', 'Plätze')}. {BACK}"
            )
        elif len(fixed) > 1:
            people = [one for one in unit if units.instance.guests[one].fixed_table is not None]
            tables = " und ".join(str(table + 1) for table in sorted(fixed))
            yield (
                f"{names} sollen zusammensitzen. Feste Plätze an den Tischen {tables} haben aber "
                f"{units.names(people)}. {BACK}"
            )


def _apart(units: _Units) -> Iterator[str]:
    for one, other in sorted(units.instance.apart):
        mine, theirs = units.of[one], units.of[other]
        fixed = units.seated[mine]
        if mine != theirs and (len(fixed) != 1 or fixed != units.seated[theirs]):
            continue
        names = units.names((one, other))
        if mine != theirs:
            yield (
                f"{names} sollen getrennt sitzen, haben aber beide ihren Platz fest an Tisch "
                f"{min(fixed) + 1}. {BACK}"
            )
        elif len(units.all[mine]) == 2:
            yield f"{names} sollen zusammensitzen und zugleich getrennt sitzen. {BACK}"
        else:
            yield (
                f"{names} sollen getrennt sitzen, gehören aber zu denen, die zusammensitzen "
                f"sollen: {units.names(units.all[mine])}. {BACK}"
            )


def _all_apart(units: _Units) -> Iterator[str]:
    clique = set(_large_clique(units))
    if clique:
        pairs = [pair for pair in units.instance.apart if {units.of[one] for one in pair} <= clique]
        yield (
            f"{units.names(sorted({one for pair in pairs for one in pair}))} sollen alle "
            f"voneinander getrennt sitzen. Dafür braucht es {len(clique)} Tische, da "
            f"{_there(units.instance)}. {MORE_TABLES}"
        )


def _large_clique(units: _Units) -> list[int]:
    """More units than tables that must all be apart from each other, found greedily; or none."""
    foes, tables = units.foes, len(units.instance.tables)
    able = [unit for unit, near in enumerate(foes) if len(near - {unit}) >= tables]
    able.sort(key=lambda unit: (-len(foes[unit]), unit))
    for start in able[: 1 + EFFORT // (len(foes) * tables)]:
        clique = [start]
        for unit in able:
            if unit != start and all(unit in foes[member] for member in clique):
                clique.append(unit)
        if len(clique) > tables:
            return clique
    return []


def _too_few_tables(units: _Units) -> Iterator[str]:
    """So many pairs kept apart that their people cannot be shared out to the tables at all.

    Who has fewer of the others in the way than tables to choose from always finds one.
    """
    left = {unit: _tables_left(units, unit) for unit, near in enumerate(units.foes) if near}
    left = {unit: tables for unit, tables in left.items() if not units.seated[unit]}
    while easy := [one for one in left if len(units.foes[one] & left.keys()) < len(left[one])]:
        left = {unit: tables for unit, tables in left.items() if unit not in easy}
    if not 0 < len(left) <= LARGEST:
        return
    alike = sorted(set(range(len(units.instance.tables))).difference(*units.seated))
    if _can_share_out(units.foes, left, alike, [EFFORT // (5 * len(left))]) is False:
        people = sorted(one for unit in left for one in units.all[unit])
        yield (
            f"{units.names(people)} sollen in so vielen Paaren getrennt sitzen, dass "
            f"{len(units.instance.tables)} Tische nicht reichen. {MORE_TABLES}"
        )


def _tables_left(units: _Units, unit: int) -> set[int]:
    """Tables where nobody sits fast from whom the unit must be apart."""
    return set(range(len(units.instance.tables))).difference(
        *(units.seated[foe] for foe in units.foes[unit])
    )


def _can_share_out(
    foes: Sequence[set[int]], left: Mapping[int, set[int]], alike: Sequence[int], steps: list[int]
) -> bool | None:
    """Whether each unit can have one of its tables apart from its foes; None: too many ways.

    ``alike``: tables that nobody has yet, of which it is enough to try one; ``steps``: how many
    ways may still be looked at.
    """
    if not left:
        return True
    unit = min(left, key=lambda one: (len(left[one]), -len(foes[one])))
    for table in sorted(left[unit].difference(alike[1:])):
        steps[0] -= 1
        if steps[0] < 0:
            return None
        others = {
            one: tables - {table} if one in foes[unit] else tables
            for one, tables in left.items()
            if one != unit
        }
        rest = alike[1:] if table in alike[:1] else alike
        found = _can_share_out(foes, others, rest, steps)
        if found is not False:
            return found
    return False


def _packing(units: _Units) -> Iterator[str]:
    """More groups of a size than the tables have room for."""
    instance = units.instance
    for size in sorted({len(unit) for unit in units.all} - {1}):
        large = [unit for unit in units.all if len(unit) >= size]
        room = sum(seats // size for seats in instance.tables)
        if len(large) > room:
            yield (
                f"{len(large)} Gruppen von mindestens {size} Personen sollen jeweils "
                f"zusammensitzen, die Tische haben aber nur für {room} solche Gruppen Platz. "
                f"Zu ihnen gehören {units.names(large[0])}. {BACK}"
            )
            return


def _no_table_left(units: _Units) -> Iterator[str]:
    """Somebody for whom every table is full or has a fixed person from whom they are kept apart."""
    instance = units.instance
    taken = [units.bound_to(table) for table in range(len(instance.tables))]
    for place, unit in enumerate(units.all):
        foes = units.foes[place]
        if units.seated[place] or not foes:
            continue
        free = any(
            seats - len(people) >= len(unit) and not any(units.of[one] in foes for one in people)
            for seats, people in zip(instance.tables, taken, strict=True)
        )
        if not free:
            near = sorted(one for people in taken for one in people if units.of[one] in foes)
            yield (
                f"Für {units.names(unit)} bleibt kein Tisch: An jedem sitzt fest, wer getrennt "
                f"sitzen soll ({units.names(near)}), oder er hat keinen Platz. {BACK}"
            )


def _locked(units: _Units, first_round: int) -> Iterator[str]:
    """Contradictions that only locked places of a round make."""
    for round_ in sorted({number for number, _ in units.instance.locked}):
        if round_ < units.instance.rounds:
            at = [_bound_in(units, round_, unit) for unit in units.all]
            where = f"In Runde {round_ + 1 + first_round}"
            yield from _locked_wrong(units, at, where)
            yield from _locked_full(units, at, where)
            yield from _locked_foes(units, at, where)


def _bound_in(units: _Units, round_: int, unit: Iterable[int]) -> set[int]:
    tables = (units.instance.fixed_at(round_, person) for person in unit)
    return {table for table in tables if table is not None}


def _locked_wrong(units: _Units, at: Sequence[set[int]], where: str) -> Iterator[str]:
    there = set(range(len(units.instance.tables)))
    for unit, tables in zip(units.all, at, strict=True):
        names = units.names(unit)
        if not tables <= there:
            yield (
                f"{where} ist für {names} ein Platz an einem Tisch gesperrt, den es nicht gibt. "
                "Entsperren Sie den Platz."
            )
        elif len(tables) > 1:
            named = " und ".join(str(table + 1) for table in sorted(tables))
            verb = "ist" if len(unit) == 1 else "sind"
            yield f"{where} {verb} {names} zugleich an die Tische {named} gebunden. {UNLOCK}"


def _locked_full(units: _Units, at: Sequence[set[int]], where: str) -> Iterator[str]:
    for table, seats in enumerate(units.instance.tables):
        here = (unit for unit, tables in zip(units.all, at, strict=True) if tables == {table})
        people = sorted(person for unit in here for person in unit)
        if len(people) > seats:
            yield (
                f"{where} hat Tisch {table + 1} {seats} {_word(seats, 'Platz', 'Plätze')}, "
                f"gebunden sind an ihn aber {len(people)} Personen: {units.names(people)}. {UNLOCK}"
            )


def _locked_foes(units: _Units, at: Sequence[set[int]], where: str) -> Iterator[str]:
    for one, other in sorted(units.instance.apart):
        mine, theirs = at[units.of[one]], at[units.of[other]]
        if len(mine) == 1 and mine == theirs:
            yield (
                f"{where} sind {units.names((one, other))} beide an Tisch {min(mine) + 1} "
                f"gebunden, sollen aber getrennt sitzen. {UNLOCK}"
            )


def _tightness(units: _Units) -> Iterator[tuple[float, str]]:
    """Wishes with how much of the room they take, 1: all of it."""
    instance = units.instance
    tables, largest = len(instance.tables), max(instance.tables)
    for place, unit in enumerate(units.all):
        verb = "soll" if len(unit) == 1 else "sollen"
        if len(unit) > 1:
            yield (
                len(unit) / largest,
                f"{units.names(unit)} {verb} zusammensitzen: {len(unit)} Personen an einem Tisch.",
            )
        if units.foes[place] and (len(units.foes[place]) > 1 or min(units.foes[place]) > place):
            people = sorted(one for foe in units.foes[place] for one in units.all[foe])
            share = len(units.foes[place]) / max(1, tables - 1)
            yield share, f"{units.names(unit)} {verb} getrennt sitzen von {units.names(people)}."
    for table, seats in enumerate(instance.tables):
        people = units.bound_to(table)
        if people:
            yield (
                len(people) / seats,
                f"An Tisch {table + 1} sind Plätze fest vergeben: {len(people)} von {seats}.",
            )
    if instance.locked:
        yield (
            len(instance.locked) / (instance.size * instance.rounds),
            f"{len(instance.locked)} {_word(len(instance.locked), 'Platz ist', 'Plätze sind')} "
            "gesperrt.",
        )


def _number_of_tables(instance: Instance) -> str:
    number = len(instance.tables)
    return "einen Tisch" if number == 1 else f"{number} Tische"


def _there(instance: Instance) -> str:
    number = len(instance.tables)
    return "ist nur einer" if number == 1 else f"sind nur {number}"


def _word(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


def _names(instance: Instance, people: Collection[int]) -> str:
    """„Anna Beck, Bernd Arslan und 5 weitere“"""
    labels = [instance.guests[person].label for person in people]
    if len(labels) > NAMED:
        return f"{labels[0]}, {labels[1]} und {len(labels) - 2} weitere"
    *first, last = labels
    return f"{', '.join(first)} und {last}" if first else last
