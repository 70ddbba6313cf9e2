"""Wishes that contradict each other, said in a sentence each, before anything is searched.

What is found here is certain: no plan exists, or only one that seats somebody alone. What is not
found may still be impossible; then the search ends with ``NoPlan``, and ``tight_wishes`` says where
the room is least.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from .instance import Instance

NAMED = 4
"""So many names are written out; of more only two."""
BACK = "Nehmen Sie einen dieser Wünsche zurück."
SHOWN = 3
"""So many of the tightest wishes are named."""


def contradictions(instance: Instance, first_round: int = 0) -> list[str]:
    """German sentences that name people and remedy; empty: a plan may exist.

    ``first_round``: what people call round 1 is round 0 of the instance, unless rounds are over.
    """
    numbers = list(_numbers(instance))
    if not instance.guests or not instance.tables:
        return numbers
    units = _Units(instance)
    found = [*numbers, *_fixed(units), *_groups(units), *_apart(units)]
    found += [] if found else [*_packing(units), *_no_table_left(units)]
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
                f"{names} sollen zusammensitzen, {units.names(people)} aber fest an den Tischen "
                f"{tables}. {BACK}"
            )


def _apart(units: _Units) -> Iterator[str]:
    for one, other in sorted(units.instance.apart):
        names = units.names((one, other))
        mine, theirs = units.of[one], units.of[other]
        fixed = units.seated[mine]
        if mine == theirs and len(units.all[mine]) == 2:
            yield f"{names} sollen zusammensitzen und zugleich getrennt sitzen. {BACK}"
        elif mine == theirs:
            yield (
                f"{names} sollen getrennt sitzen, gehören aber zu denen, die zusammensitzen "
                f"sollen: {units.names(units.all[mine])}. {BACK}"
            )
        elif len(fixed) == 1 and fixed == units.seated[theirs]:
            yield (
                f"{names} sollen getrennt sitzen, haben aber beide ihren Platz fest an Tisch "
                f"{min(fixed) + 1}. {BACK}"
            )
    clique = _large_clique(units)
    if len(clique) > len(units.instance.tables):
        people = sorted(
            {
                person
                for pair in units.instance.apart
                if {units.of[one] for one in pair} <= set(clique)
                for person in pair
            }
        )
        yield (
            f"{units.names(people)} sollen alle voneinander getrennt sitzen. Dafür braucht es "
            f"{len(clique)} Tische, da {_there(units.instance)}. Stellen Sie mehr Tische auf, "
            "oder nehmen Sie einen dieser Wünsche zurück."
        )


def _large_clique(units: _Units) -> list[int]:
    """Units that must all be apart from each other, found greedily: enough to explain."""
    foes, best = units.foes, list[int]()
    for start, near in enumerate(foes):
        clique = [start] if near - {start} else []
        for unit in sorted(near - {start}, key=lambda one: (-len(foes[one]), one)):
            if all(unit in foes[member] for member in clique):
                clique.append(unit)
        best = max(best, clique, key=len)
    return best


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
    instance = units.instance
    for round_ in range(instance.rounds):
        if any(number == round_ for number, _ in instance.locked):
            yield from _locked_in_round(units, round_, f"In Runde {round_ + 1 + first_round}")


def _locked_in_round(units: _Units, round_: int, where: str) -> Iterator[str]:
    instance = units.instance
    at = [
        {table for person in unit if (table := instance.fixed_at(round_, person)) is not None}
        for unit in units.all
    ]
    remedy = "Entsperren Sie einen Platz, oder nehmen Sie den Wunsch zurück."
    for unit, tables in zip(units.all, at, strict=True):
        names = units.names(unit)
        if not tables <= set(range(len(instance.tables))):
            yield (
                f"{where} ist für {names} ein Platz an einem Tisch gesperrt, den es nicht gibt. "
                "Entsperren Sie den Platz."
            )
        elif len(tables) > 1:
            named = " und ".join(str(table + 1) for table in sorted(tables))
            verb = "ist" if len(unit) == 1 else "sind"
            yield f"{where} {verb} {names} zugleich an die Tische {named} gebunden. {remedy}"
    for table, seats in enumerate(instance.tables):
        here = (unit for unit, tables in zip(units.all, at, strict=True) if tables == {table})
        people = sorted(person for unit in here for person in unit)
        if len(people) > seats:
            yield (
                f"{where} hat Tisch {table + 1} {seats} {_word(seats, 'Platz', 'Plätze')}, "
                f"gebunden sind an ihn aber {len(people)} Personen: {units.names(people)}. {remedy}"
            )
    for one, other in sorted(instance.apart):
        mine, theirs = at[units.of[one]], at[units.of[other]]
        if len(mine) == 1 and mine == theirs:
            yield (
                f"{where} sind {units.names((one, other))} beide an Tisch {min(mine) + 1} "
                f"gebunden, sollen aber getrennt sitzen. {remedy}"
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
