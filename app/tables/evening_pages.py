"""What the pages of a plan show about it being in force, and about the evening."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from flask import request

from app.agenda.queries import Row, agenda_for
from app.agenda.rules import Place
from app.core.devices import known_key
from app.core.forms import sent_number
from app.core.words import count, listing
from app.kits.schema import Kind
from app.tables import queries
from app.tables.cards import card_is_right, wrong_rounds
from app.tables.evening import is_seated
from app.tables.evening_queries import Evening, evening_of
from app.tables.fitting import fitted
from app.tables.models import Seat, SeatingPlan, SeatingStep
from app.tables.remixing import Wish
from app.tables.rules.evening import holes, laid_for, proposed_tables
from app.tables.states import SearchState
from app.tables.steps import last_step

AROUND = 3
"""So many tables more and fewer than proposed can be chosen."""


@dataclass(frozen=True)
class Panel:
    """Whether a plan is in force, and what stands in the way."""

    people: int
    ready: bool
    """Everybody has a place in every round."""
    searching: bool
    other: SeatingPlan | None
    """The plan in force that this one would replace."""
    changed: int
    """People whose card says something else than the plan."""
    past: bool
    """The day of the meeting is over."""
    over: bool
    """Nothing is left to mix."""


def panel(plan: SeatingPlan) -> Panel:
    """Two queries, however many people."""
    there = [seat for seat in queries.seats_of(plan.id) if not seat.left_out]
    return Panel(
        people=len(there),
        ready=bool(there) and all(is_seated(seat, plan) for seat in there),
        searching=plan.search != SearchState.IDLE,
        other=None if plan.in_force_at else queries.plan_in_force(plan.meeting_id, plan.item_id),
        changed=sum(not card_is_right(plan, seat) for seat in there),
        past=queries.is_past(plan),
        over=queries.is_over(plan),
    )


@dataclass(frozen=True)
class NewCard:
    """Somebody whose table is not the one on the card."""

    name: str
    places: Sequence[tuple[int, int | None, int]]
    """(round, table on the card or None, table now), all from 1; only what changed."""

    @property
    def is_new(self) -> bool:
        """There is no card yet."""
        return all(old is None for _, old, _ in self.places)

    @property
    def words(self) -> str:
        """„Runde 2 an Tisch 5 statt 3“, „Runde 2 und 3 an Tisch 4“"""
        by_change: dict[tuple[int | None, int], list[str]] = {}
        for round_, old, new in self.places:
            by_change.setdefault((old, new), []).append(str(round_))
        return ", ".join(
            f"Runde {listing(rounds)} an Tisch {new}" + (f" statt {old}" if old else "")
            for (old, new), rounds in by_change.items()
        )


def new_cards(plan: SeatingPlan, seats: Iterable[Seat]) -> list[NewCard]:
    """Everybody who needs another card, in the order given."""
    return [
        NewCard(seat.registration.full_name, places)
        for seat in seats
        if (places := _changed_places(plan, seat))
    ]


def _changed_places(plan: SeatingPlan, seat: Seat) -> list[tuple[int, int | None, int]]:
    old = [*seat.printed, *[-1] * plan.rounds]
    return [
        (round_ + 1, old[round_] + 1 if old[round_] >= 0 else None, seat.tables[round_] + 1)
        for round_ in wrong_rounds(plan, seat)
    ]


@dataclass(frozen=True)
class EveningPage:
    """Everything that the page of the evening shows."""

    evening: Evening
    wish: Wish
    """What is ticked."""
    cards: Sequence[NewCard]
    unseated: Sequence[Seat]
    """Who takes part and has no place."""
    holes: Sequence[str]
    """„Runde 2: an Tisch 3 sitzen 2 Personen“, where a table is too small by now."""
    next_round: int
    """From 1."""
    sizes: str
    """„7 Tische zu 6, 2 zu 5“, of the tables proposed."""
    choices: Sequence[int]
    step: SeatingStep | None
    """The change that an undo takes back."""
    searching: bool
    past: bool
    """The day of the meeting is over."""
    over: bool
    """Nothing is left to mix."""
    key: str

    @property
    def coming(self) -> Sequence[tuple[str, int]]:
        """What can be read out: name and table of those who sit elsewhere in the next round."""
        return [
            (card.name, table)
            for card in self.cards
            for round_, _, table in card.places
            if round_ == self.next_round
        ]


def evening_page(plan: SeatingPlan, wish: Wish | None = None) -> EveningPage:
    """A constant number of queries. ``wish``: what was ticked; None: what is likely."""
    evening = evening_of(plan)
    ticked = wish or Wish(
        absent=frozenset(one.seat.id for one in evening.missing if one.likely),
        new=frozenset(one.registration.id for one in evening.comers if one.likely),
        held=min(plan.rounds_held, plan.rounds - 1),
        tables=None,
        seen=plan.rounds_held,
    )
    if ticked.seen != plan.rounds_held:
        ticked = replace(ticked, held=min(plan.rounds_held, plan.rounds - 1))
    people = len(evening.seats) - len(ticked.absent) + len(ticked.new)
    laid = [table["seats"] for table in plan.tables if table["seats"]]
    proposed = proposed_tables(people, laid)
    unseated = [seat for seat in evening.seats if not is_seated(seat, plan)]
    most = max(1, people // 2)
    return EveningPage(
        evening=evening,
        wish=ticked,
        cards=new_cards(plan, evening.seats),
        unseated=unseated,
        holes=[] if unseated else _holes(plan, evening.seats),
        next_round=plan.rounds_held + 1,
        sizes=_sizes(fitted(laid_for(people, laid, proposed), people)),
        choices=range(max(1, proposed - AROUND), min(most, proposed + AROUND) + 1),
        step=last_step(plan.id),
        searching=plan.search != SearchState.IDLE,
        past=queries.is_past(plan),
        over=queries.is_over(plan),
        key=known_key(None),
    )


def _holes(plan: SeatingPlan, seats: Sequence[Seat]) -> list[str]:
    """Of the rounds to come, in which everybody has a place."""
    rounds = range(plan.rounds_held, plan.rounds)
    rows = tuple(tuple(seat.tables[number] for seat in seats) for number in rounds)
    return [
        f"Runde {rounds[one.round] + 1}: an Tisch {one.table + 1} "
        + ("sitzt " if one.people == 1 else "sitzen ")
        + (count(one.people, "Person", "Personen") if one.people else "keine Personen")
        for one in holes([table["seats"] for table in plan.tables], rows)
    ]


def _sizes(seats: Sequence[int]) -> str:
    kinds = sorted(set(seats), reverse=True)
    first, *more = ((seats.count(size), size) for size in kinds)
    words = f"{count(first[0], 'Tisch', 'Tische')} zu {first[1]}"
    return ", ".join([words, *(f"{number} zu {size}" for number, size in more)])


def wish_from_form() -> Wish:
    """What this request ticks."""
    return Wish(
        absent=frozenset(map(sent_number, request.form.getlist("fehlt"))),
        new=frozenset(map(sent_number, request.form.getlist("neu"))),
        held=sent_number(request.form.get("ab")) - 1,
        tables=sent_number(request.form.get("tische")) or None,
        seen=sent_number(request.form.get("begonnen")),
    )


@dataclass(frozen=True)
class RoundsPage:
    """The rounds beside the agenda."""

    items: Sequence[Row]
    """Items during the meeting, with their times."""
    chosen: Sequence[int | None]
    """Of each round."""
    whole: int | None
    """The item that is likely to hold all rounds."""


def rounds_page(plan: SeatingPlan, chosen: Sequence[int | None] | None = None) -> RoundsPage:
    """``chosen``: what was sent; None: what is kept."""
    rows = [row for row in agenda_for(plan.meeting).rows if row.item.place == Place.DURING]
    there = {row.item.id for row in rows}
    kept = [one if one in there else None for one in plan.round_items]
    work = [row.item.id for row in rows if row.item.kind == Kind.WORK]
    return RoundsPage(
        items=rows,
        chosen=[*(kept if chosen is None else chosen), *[None] * plan.rounds][: plan.rounds],
        whole=plan.item_id if plan.item_id in there else next(iter(work), None),
    )
