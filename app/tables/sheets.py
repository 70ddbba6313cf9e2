"""What stands on the papers of a seating plan: plain values, the same for paper and for Excel."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from app.agenda.queries import Row, agenda_for
from app.core.settings import current
from app.core.words import sort_key, time_of
from app.meetings.models import Meeting
from app.tables import queries
from app.tables.cards import card_is_right
from app.tables.models import Seat, SeatingPlan

NOT_THERE = 0
"""Instead of the number of a table: the person is not there in this round."""


@dataclass(frozen=True)
class Round:
    """A round with what its item of the agenda tells about it. ``begin``: local, without zone."""

    number: int
    begin: datetime | None = None
    title: str = ""

    @property
    def label(self) -> str:
        """„Runde 1, 18:30 Uhr“; without an item „Runde 1“."""
        name = f"Runde\N{NO-BREAK SPACE}{self.number}"
        return (
            f"{name}, {time_of(self.begin)}\N{NO-BREAK SPACE}Uhr"
            if self.begin is not None
            else name
        )


@dataclass(frozen=True)
class Person:
    """Somebody with the number of a table, from 1, for each round; 0: not there."""

    first_name: str
    last_name: str
    organisation: str
    sector: str
    tables: tuple[int, ...]
    changed: bool
    """Sits elsewhere than the card says that the person got, or has none."""
    has_card: bool

    @property
    def full_name(self) -> str:
        return " ".join(f"{self.first_name} {self.last_name}".split())

    @property
    def listed_name(self) -> str:
        """As a list by surname has it: „Nguyễn, Thị Mai“."""
        parts = (" ".join(part.split()) for part in (self.last_name, self.first_name))
        return ", ".join(part for part in parts if part)

    @property
    def letter(self) -> str:
        """Below which letter the name stands; # for what begins with none."""
        first = sort_key(self.listed_name)[0][:1].upper()
        return first if first.isalpha() else "#"

    @property
    def is_seated(self) -> bool:
        return any(table != NOT_THERE for table in self.tables)


@dataclass(frozen=True)
class Table:
    """A table with its people in each round; ``leads``: names of those who lead it."""

    number: int
    title: str
    leads: tuple[str, ...]
    rounds: tuple[tuple[Person, ...], ...]


@dataclass(frozen=True)
class Sheets:
    """A whole plan, people in German order."""

    plan: SeatingPlan
    rounds: tuple[Round, ...]
    people: tuple[Person, ...]
    tables: tuple[Table, ...]

    @property
    def meeting(self) -> Meeting:
        return self.plan.meeting

    @property
    def is_draft(self) -> bool:
        return self.plan.in_force_at is None

    @property
    def fullest(self) -> int:
        """How many people sit at the fullest table of all rounds."""
        return max((len(people) for table in self.tables for people in table.rounds), default=0)

    @property
    def seated(self) -> tuple[Person, ...]:
        """Everybody with a table in at least one round."""
        return tuple(one for one in self.people if one.is_seated)

    @property
    def changed(self) -> tuple[Person, ...]:
        """Those who need another card, where cards are out: nobody in a draft."""
        return tuple(one for one in self.seated if one.changed)

    @property
    def namesakes(self) -> frozenset[str]:
        """Names that several people have: where they must be told apart."""
        names = sorted(one.full_name for one in self.people)
        return frozenset(one for one, other in pairwise(names) if one == other)


def sheets_of(plan: SeatingPlan) -> Sheets:
    """The plan as it stands now, without who is left out. Constant number of queries."""
    seats = [seat for seat in queries.seats_of(plan.id) if not seat.left_out]
    sectors = {sector.id: sector.short for sector in current().forum.sectors}
    people = tuple(_person(seat, plan, sectors.get(seat.registration.sector, "")) for seat in seats)
    leads: dict[int, list[str]] = {}
    for seat in seats:
        if seat.leads and seat.fixed_table is not None:
            leads.setdefault(seat.fixed_table, []).append(seat.registration.full_name)
    tables = tuple(
        Table(
            number,
            table["title"],
            tuple(filter(None, [*leads.get(number - 1, []), table["lead"]])),
            _at(number, people, plan.rounds),
        )
        for number, table in enumerate(plan.tables, 1)
    )
    return Sheets(plan, rounds_of(plan), people, tables)


def rounds_of(plan: SeatingPlan) -> tuple[Round, ...]:
    """The rounds; those with an item of the agenda have its time and, if it is public, its title.

    What only repeats the number of the round, or is the same in all rounds, tells nothing and is
    left out.
    """
    ids = [*plan.round_items, *[None] * plan.rounds][: plan.rounds]
    rows = {row.item.id: row for row in agenda_for(plan.meeting).rows} if any(ids) else {}
    found = [_round(number, rows.get(one)) for number, one in enumerate(ids, 1)]
    alike = len(found) > 1 and len({one.title for one in found}) == 1
    return tuple(replace(one, title="") for one in found) if alike else tuple(found)


def _round(number: int, row: Row | None) -> Round:
    if row is None:
        return Round(number)
    title = row.item.title.removeprefix(f"Runde {number}").lstrip(" :–-")
    title = title.removesuffix(f"Tischrunde {number}").rstrip(" :–-")
    return Round(number, row.begin, title if row.item.public else "")


def _person(seat: Seat, plan: SeatingPlan, sector: str) -> Person:
    one = seat.registration
    return Person(
        one.first_name,
        one.last_name,
        one.organisation,
        sector,
        _numbers(seat.tables, plan.rounds),
        changed=not card_is_right(plan, seat),
        has_card=bool(seat.printed),
    )


def _numbers(tables: Sequence[int], rounds: int) -> tuple[int, ...]:
    """Tables from 0 as people count them; rounds without one are ``NOT_THERE``."""
    return tuple([*(table + 1 for table in tables), *[NOT_THERE] * rounds][:rounds])


def _at(number: int, people: Sequence[Person], rounds: int) -> tuple[tuple[Person, ...], ...]:
    return tuple(tuple(one for one in people if one.tables[at] == number) for at in range(rounds))
