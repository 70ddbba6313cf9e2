"""What one person could change, for the page „Platz ändern“, and what a change has cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core.settings import current
from app.core.words import count, listing, plain_key
from app.tables import seating
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import task_of
from app.tables.rules.moving import Option, Refusal, Situation
from app.tables.seat_board import fits, listed, round_of
from app.tables.seat_words import price_words, size_words, verdict


@dataclass(frozen=True)
class Offer:
    """One possibility of „Platz ändern“."""

    choice: str
    """person-12: exchange with that seat; table-3: move to that table (from 1)."""
    partner: Seat | None
    table: int
    along: str
    """Who moves too, in a sentence; empty: nobody."""
    verdict: str
    """How many points the plan has more or less."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class Obstacle:
    """What is not possible, and why."""

    partner: Seat | None
    table: int
    why: str


@dataclass(frozen=True)
class Place:
    """The page „Platz ändern“ of one person in one round."""

    plan: SeatingPlan
    seat: Seat
    round: int
    table: int
    """-1: no place yet."""
    locked: bool
    bound: str
    """Why the person cannot leave at all."""
    group: tuple[str, ...]
    places: str
    """Where everybody sits in this round, for the form."""
    name: str
    """What was typed into the filter."""
    offers: tuple[Offer, ...]
    obstacles: tuple[Obstacle, ...]


def place_of(plan: SeatingPlan, seat_id: int, round_: str, name: str = "") -> Place:
    """``name``: only possibilities with this in name, organisation or „Tisch 4“.

    A constant number of queries. Raises ``RuleBroken`` for a round that was held.
    """
    shown = round_of(plan, round_) or 0
    task = task_of(plan)
    situation = seating.situation_of(plan, task, shown)
    person = seating.place_of(task, seat_id)
    options, refusals = situation.options(person)
    seat = task.seats[person]
    bound = situation.bound_to(person)
    return Place(
        plan=plan,
        seat=seat,
        round=shown,
        table=situation.tables[person],
        locked=shown in seat.locked,
        bound=bound,
        group=tuple(_names(task.seats, set(situation.unit(person)) - {person})),
        places=listed(seating.places_in(task.seats, shown)),
        name=name,
        offers=tuple(
            _offer(plan, situation, task.seats, person, one)
            for one in options
            if _fits(task.seats, one, plain_key(name))
        ),
        obstacles=() if bound else tuple(_obstacle(task.seats, one) for one in refusals),
    )


def _fits(seats: Sequence[Seat], option: Option, wanted: str) -> bool:
    partner = None if option.partner is None else seats[option.partner]
    table = f"tisch {option.table + 1}"
    return wanted in table or (partner is not None and fits(partner, wanted))


def _names(seats: Sequence[Seat], people: set[int]) -> list[str]:
    return [seats[one].registration.full_name for one in sorted(people)]


def _offer(
    plan: SeatingPlan, situation: Situation, seats: Sequence[Seat], person: int, option: Option
) -> Offer:
    partner = None if option.partner is None else seats[option.partner]
    planned = [table["seats"] for table in plan.tables]
    sectors = [one.short for one in current().forum.sectors]
    return Offer(
        choice=f"table-{option.table + 1}" if partner is None else f"person-{partner.id}",
        partner=partner,
        table=option.table,
        along=_along(situation, seats, person, option),
        verdict=verdict(option.price),
        words=(*price_words(option.price, sectors), *size_words(option, planned)),
    )


def _along(situation: Situation, seats: Sequence[Seat], person: int, option: Option) -> str:
    others = option.moves.keys() - {person, option.partner}
    there = {one for one in others if option.moves[one] == option.table}
    groups = ((there, option.table), (others - there, situation.tables[person]))
    return ", ".join(_go_along(seats, group, table) for group, table in groups if group)


def _go_along(seats: Sequence[Seat], group: set[int], table: int) -> str:
    verb = "geht" if len(group) == 1 else "gehen"
    return f"{listing(_names(seats, group))} {verb} mit an Tisch {table + 1}"


def _obstacle(seats: Sequence[Seat], refusal: Refusal) -> Obstacle:
    partner = None if refusal.partner is None else seats[refusal.partner]
    return Obstacle(partner, refusal.table, refusal.why)


def done_words(done: seating.Done) -> str:
    """One line about a change that was made: what it cost, and which cards it spoils."""
    sectors = [one.short for one in current().forum.sectors]
    planned = done.task.instance.tables
    price = done.option.price
    words = [verdict(price), *price_words(price, sectors), *size_words(done.option, planned)]
    if done.cards:
        words.append(f"{count(done.cards, 'Karte', 'Karten')} neu drucken")
    return f"Geändert: {', '.join(words)}."
