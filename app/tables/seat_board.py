"""Who sits where, for the page of a plan."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.core.settings import current
from app.core.words import date_short, plain_key
from app.tables import memory, queries, steps
from app.tables.cards import wrong_rounds
from app.tables.models import Seat, SeatingPlan, SeatingStep
from app.tables.rules.instance import Pair, merged, pairs_of
from app.tables.seating import Places
from app.tables.states import WishKind

ALL = "alle"


def listed(places: Places) -> str:
    """Places as a form sends them: „12-3 15-0“, seat and table from 1 (0: none)."""
    return " ".join(f"{seat}-{table + 1}" for seat, table in places.items())


@dataclass(frozen=True)
class Mark:
    """A group in short, so that it can be read in black and white."""

    short: str
    name: str


@dataclass(frozen=True)
class Person:
    """Somebody at a table in one round."""

    seat: Seat
    mark: Mark | None
    locked: bool
    found: bool
    """Fits what was typed into the filter."""
    again: tuple[str, ...] = ()
    """Who of the table the person knows already, with the occasion."""
    partners: tuple[str, ...] = ()
    """Who sits together with the person in every round."""
    missing: tuple[str, ...] = ()
    """Who should and does not."""

    @property
    def name(self) -> str:
        return self.seat.registration.full_name

    @property
    def organisation(self) -> str:
        return self.seat.registration.organisation


@dataclass(frozen=True)
class Table:
    """One table in one round."""

    index: int
    """From 0."""
    title: str
    lead: str
    """Somebody who is not registered leads it."""
    planned: int
    people: tuple[Person, ...]

    @property
    def locked(self) -> bool:
        return bool(self.people) and all(one.locked for one in self.people)

    @property
    def found(self) -> bool:
        return any(one.found for one in self.people)

    @property
    def places(self) -> str:
        return listed({one.seat.id: self.index for one in self.people})


@dataclass(frozen=True)
class Line:
    """Somebody with the tables of all rounds."""

    seat: Seat
    mark: Mark | None
    tables: tuple[int, ...]
    """-1: none."""
    wrong: tuple[int, ...]
    """Rounds from 0 that the printed card says wrong."""

    @property
    def news(self) -> list[str]:
        """What the card says wrong."""
        return [f"Runde {one + 1} jetzt Tisch {self.tables[one] + 1}" for one in self.wrong]


@dataclass(frozen=True)
class Board:
    """All that the part „Wer sitzt wo“ shows."""

    plan: SeatingPlan
    round: int | None
    """From 0; None: all rounds by name."""
    name: str
    """What was typed into the filter."""
    tables: tuple[Table, ...]
    unseated: tuple[Person, ...]
    lines: tuple[Line, ...]
    cards: tuple[Line, ...]
    """Those whose printed card is not right any more."""
    marks: tuple[Mark, ...]
    seated: bool
    """Somebody has a place in some round."""
    steps: Sequence[SeatingStep] = field(default_factory=tuple)

    @property
    def held(self) -> bool:
        return self.round is not None and self.round < self.plan.rounds_held

    @property
    def locked(self) -> bool:
        return bool(self.tables) and all(one.locked for one in self.tables if one.people)

    @property
    def places(self) -> str:
        return " ".join(one.places for one in self.tables)

    @property
    def any_locked(self) -> bool:
        return any(person.locked for one in self.tables for person in one.people)

    @property
    def last(self) -> SeatingStep | None:
        """The change that can be undone."""
        return steps.undoable(self.steps)


def marks_of_groups() -> Mapping[str, Mark]:
    """Sector id → its mark: the shortest beginnings that differ."""
    sectors = current().forum.sectors
    return {
        one.id: Mark(_beginning(one.short, [other.short for other in sectors]), one.short)
        for one in sectors
    }


def _beginning(word: str, words: Sequence[str]) -> str:
    lengths = range(1, len(word) + 1)
    alone = (n for n in lengths if sum(one.startswith(word[:n]) for one in words) == 1)
    return word[: next(alone, len(word))]


def board_of(plan: SeatingPlan, round_: str, name: str) -> Board:
    """``round_``: as the address says it (from 1, or ``ALL``). A constant number of queries."""
    seats = [seat for seat in queries.seats_of(plan.id) if not seat.left_out]
    shown = round_of(plan, round_)
    marks = marks_of_groups() if plan.with_sectors else {}
    lines = tuple(_line(plan, seat, marks) for seat in seats)
    wanted = plain_key(name)
    people = {} if shown is None else _people(plan, seats, shown, marks, wanted)
    there = {one.seat.registration.sector for one in lines}
    return Board(
        plan=plan,
        round=shown,
        name=name,
        tables=() if shown is None else _tables(plan, people),
        unseated=tuple(people.get(-1, ())),
        lines=tuple(one for one in lines if not wanted or fits(one.seat, wanted)),
        cards=tuple(one for one in lines if one.wrong),
        marks=tuple(mark for sector, mark in marks.items() if sector in there),
        seated=any(one != -1 for line in lines for one in line.tables),
        steps=steps.steps_of(plan.id),
    )


def round_of(plan: SeatingPlan, text: str) -> int | None:
    """The round that an address names, from 0; None: all. Nonsense means the round to come."""
    if text == ALL:
        return None
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    return number - 1 if 1 <= number <= plan.rounds else min(plan.rounds_held, plan.rounds - 1)


def fits(seat: Seat, wanted: str) -> bool:
    """Whether what was typed stands in the name or the organisation."""
    text = f"{seat.registration.full_name} {seat.registration.organisation}"
    return wanted in plain_key(text)


def _line(plan: SeatingPlan, seat: Seat, marks: Mapping[str, Mark]) -> Line:
    return Line(
        seat=seat,
        mark=marks.get(seat.registration.sector),
        tables=_at_all(plan, seat.tables),
        wrong=tuple(wrong_rounds(plan, seat)),
    )


def _at_all(plan: SeatingPlan, tables: Sequence[int]) -> tuple[int, ...]:
    return (*tables, *[-1] * plan.rounds)[: plan.rounds]


def _people(
    plan: SeatingPlan, seats: Sequence[Seat], round_: int, marks: Mapping[str, Mark], wanted: str
) -> dict[int, list[Person]]:
    """Table → its people, leads first; -1: those without a place."""
    at: dict[int, list[int]] = {}
    for number, seat in enumerate(seats):
        at.setdefault(_at_all(plan, seat.tables)[round_], []).append(number)
    known, partners = _known(plan, seats, round_), _partners(plan, seats)
    return {
        table: [
            Person(
                seat=seats[one],
                mark=marks.get(seats[one].registration.sector),
                locked=round_ in seats[one].locked,
                found=bool(wanted) and fits(seats[one], wanted),
                again=tuple(
                    _again(seats, one, set(group) - {*partners.get(one, ())}, known)
                    if table >= 0
                    else ()
                ),
                partners=_names(seats, partners.get(one, ()), group, here=True),
                missing=_names(seats, partners.get(one, ()), group, here=False),
            )
            for one in sorted(group, key=lambda each: (not seats[each].leads, each))
        ]
        for table, group in at.items()
    }


def _names(
    seats: Sequence[Seat], people: Collection[int], group: Collection[int], *, here: bool
) -> tuple[str, ...]:
    """Those of the people who are in the group, or those who are not."""
    return tuple(seats[one].registration.full_name for one in people if (one in group) is here)


def _known(plan: SeatingPlan, seats: Sequence[Seat], round_: int) -> dict[Pair, str]:
    """Pairs that met before this round, and where."""
    days = memory.known_days(plan, seats) if plan.with_memory else {}
    known = {pair: _earlier(plan, day) for pair, day in days.items()}
    for number in range(round_):
        at: dict[int, list[int]] = {}
        for person, seat in enumerate(seats):
            at.setdefault(_at_all(plan, seat.tables)[number], []).append(person)
        for table, people in at.items():
            known |= {pair: f"Runde {number + 1}" for pair in pairs_of(people) if table >= 0}
    return known


def _earlier(plan: SeatingPlan, day: date) -> str:
    same = day == plan.meeting.day
    return "anderer Tischplan dieses Treffens" if same else f"Treffen am {date_short(day)}"


def _partners(plan: SeatingPlan, seats: Sequence[Seat]) -> dict[int, list[int]]:
    """Person → those who sit together with the person by order."""
    place = {seat.registration_id: number for number, seat in enumerate(seats)}
    pairs = [
        (place[wish.one_id], place[wish.other_id])
        for wish in queries.wishes_of(plan.id)
        if wish.kind == WishKind.TOGETHER and {wish.one_id, wish.other_id} <= place.keys()
    ]
    return {one: [n for n in group if n != one] for group in merged(pairs) for one in group}


def _again(
    seats: Sequence[Seat], one: int, group: Collection[int], known: Mapping[Pair, str]
) -> list[str]:
    """„Zoë Bauer (Runde 1)“"""
    found = []
    for other in sorted(group):
        occasion = known.get((min(one, other), max(one, other)))
        if other != one and occasion:
            found.append(f"{seats[other].registration.full_name} ({occasion})")
    return found


def _tables(plan: SeatingPlan, people: Mapping[int, Sequence[Person]]) -> tuple[Table, ...]:
    return tuple(
        Table(
            index=index,
            title=table.get("title", ""),
            lead=table.get("lead", ""),
            planned=table["seats"],
            people=tuple(people.get(index, ())),
        )
        for index, table in enumerate(plan.tables)
    )
