"""Making, changing and deleting seating plans; their people and wishes: people.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from app.access.actions import Actor, log
from app.agenda.queries import item_of
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.tokens import digest
from app.core.words import count
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.tables import queries, searching
from app.tables.fitting import FEWEST, fitted, kept_places
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import at_once, task_of
from app.tables.rules.instance import sizes
from app.tables.rules.start import NoPlan, first_plan
from app.tables.rules.wishes import contradictions
from app.tables.states import Included
from app.tables.steps import remember_step, weigh

MOST_TABLES, MOST_ROUNDS, MOST_SEATS, MOST_PLANS = 60, 10, 30, 20
FIRST_SECONDS = 10
"""How long the search for a new plan takes at most."""
CHANGED = (
    "Jemand anderes hat die Einstellungen inzwischen geändert. Ihre Angaben sind noch nicht "
    "gespeichert. Prüfen Sie sie bitte und speichern Sie noch einmal."
)
NOBODY = {
    Included.CONFIRMED: "Noch hat niemand einen bestätigten Platz vor Ort.",
    Included.PRESENT: "Am Einlass ist noch niemand als anwesend abgehakt.",
}


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a plan is for, and what the search looks at."""

    title: str
    item_id: int | None = None
    rounds: int = 3
    with_sectors: bool = True
    with_organisations: bool = True
    with_interests: bool = False
    with_memory: bool = True


@dataclass(frozen=True)
class Table:
    """One table as the office sets it."""

    seats: int
    title: str = ""
    lead: str = ""


def create(
    meeting_id: int, options: Options, included: Included, *, tables: int = 0, seats: int = 0,
    seed: int = 1, submit_key: str | None = None, actor: Actor,
) -> int:  # fmt: skip
    """Make a plan with a seat for everybody who belongs to it, and ask for the search.

    Either the number of ``tables`` or the ``seats`` of the largest one is told. Returns the id;
    the same ``submit_key`` makes one plan. Raises ``RuleBroken``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if submit_key and (known := queries.made_by(submit_key)):
            return known
        _check_new(meeting, options)
        people = queries.people_in(meeting, included)
        number = tables or -(-len(people) // max(seats, 1))
        _check_numbers(len(people), number, included, "tables" if tables else "seats")
        plan = SeatingPlan(
            **vars(options),
            meeting_id=meeting_id, included=included, seed=seed, submit_key=submit_key,
            tables=[vars(Table(one)) for one in sizes(len(people), number)],
            created_at=clock.now(), created_by=actor.name,
        )  # fmt: skip
        db.session.add(plan)
        db.session.flush()
        db.session.add_all(Seat(plan_id=plan.id, registration_id=one.id) for one in people)
        db.session.flush()
        log(actor, "seating_made", f"seating_plan:{plan.id}")
        searching.ask(plan.id, FIRST_SECONDS, actor)
        return plan.id


def _check_new(meeting: Meeting, options: Options) -> None:
    if meeting.state == MeetingState.CANCELLED:
        raise RuleBroken(searching.CALLED_OFF)
    if len(queries.plans_of(meeting.id)) >= MOST_PLANS:
        raise RuleBroken(
            f"Mehr als {MOST_PLANS} Tischpläne sind für ein Treffen nicht möglich. "
            "Löschen Sie bitte einen, den Sie nicht mehr brauchen."
        )
    if options.item_id is not None:
        item_of(meeting.id, options.item_id)


def _check_numbers(people: int, tables: int, included: Included, field: str) -> None:
    """Raises ``RuleBroken`` when so many people cannot sit at so many tables."""
    if not people:
        raise RuleBroken(NOBODY[included], "included")
    if people < FEWEST:
        raise RuleBroken("Ein Tischplan braucht mindestens zwei Personen. Da ist eine.", "included")
    if tables > people // FEWEST:
        raise RuleBroken(
            f"{tables} Tische sind zu viele für {people} Personen: Niemand soll allein sitzen. "
            f"Höchstens {count(people // FEWEST, 'Tisch ist', 'Tische sind')} möglich.",
            field,
        )
    if tables > MOST_TABLES:
        raise RuleBroken(
            f"Das wären {tables} Tische. Möglich sind höchstens {MOST_TABLES}. "
            "Nehmen Sie mehr Plätze je Tisch.",
            field,
        )


def options_of(plan: SeatingPlan) -> Options:
    """The options of a plan as they are kept."""
    return Options(**{name: getattr(plan, name) for name in Options.__dataclass_fields__})


def tables_of(plan: SeatingPlan) -> list[Table]:
    """The tables of a plan, without those at the end that were given up on the evening."""
    return [Table(**one) for one in plan.tables if one["seats"]]


def settings_version(plan: SeatingPlan) -> str:
    """Another text as soon as somebody changes options or tables; moving people does not count."""
    return digest(repr((options_of(plan), tables_of(plan))))[:16]


def change(
    plan_id: int, options: Options, tables: Sequence[Table], number: int, seen: str, actor: Actor
) -> list[int]:
    """Set options and tables of a plan; ``number``: how many tables there shall be.

    Seats are made to fit the people: tables whose seats the office has just set are changed last.
    Places that do not exist any more are given up. Returns the numbers (from 1) of tables whose
    seats are other than told. A second press changes nothing. Raises ``Conflict`` when the
    settings are not those of ``seen`` any more, ``RuleBroken`` when the seats cannot fit.
    """
    with transaction():
        locked(Meeting, queries.plan_by_id(plan_id).meeting_id)
        plan = locked(SeatingPlan, plan_id)
        people = [seat for seat in queries.seats_of(plan_id) if not seat.left_out]
        wanted = [*tables, *[Table(FEWEST)] * (number - len(tables))][:number]
        fitting = _fitting(plan, wanted, len(people))
        if (options, fitting) == (options_of(plan), tables_of(plan)):
            return []
        given_up = [Table(**one) for one in plan.tables[len(fitting) :] if not one["seats"]]
        if settings_version(plan) != seen:
            raise Conflict(CHANGED)
        _check_change(plan, options, fitting)
        if options.item_id != plan.item_id and options.item_id is not None:
            item_of(plan.meeting_id, options.item_id)
        _write(plan, options, [*fitting, *given_up], actor)
        return [
            place + 1
            for place, (one, told) in enumerate(zip(fitting, tables, strict=False))
            if one.seats != told.seats
        ]


def _fitting(plan: SeatingPlan, wanted: list[Table], people: int) -> list[Table]:
    """The wanted tables with seats for everybody: another number of tables shares them out anew."""
    told = [one.seats for one in wanted]
    before = [one.seats for one in tables_of(plan)]
    if len(told) != len(before):
        seats = list(sizes(people, len(told)))
    else:
        free = [place for place, one in enumerate(told) if one == before[place]]
        seats = fitted(told, people, free)
    return [Table(one, table.title, table.lead) for one, table in zip(seats, wanted, strict=True)]


def _check_change(plan: SeatingPlan, options: Options, tables: Collection[Table]) -> None:
    people = sum(not seat.left_out for seat in queries.seats_of(plan.id))
    if people >= FEWEST:
        _check_numbers(people, len(tables), Included(plan.included), "number")
    if people and sum(one.seats for one in tables) != people:
        raise RuleBroken(
            f"Die Tische haben zusammen {sum(one.seats for one in tables)} Plätze, im Plan sind "
            f"aber {people} Personen. Ändern Sie die Plätze eines Tisches.",
            "number",
        )
    if options.rounds < plan.rounds_held:
        raise RuleBroken(
            f"Runden: {plan.rounds_held} haben schon begonnen. Weniger sind nicht mehr möglich.",
            "rounds",
        )
    if plan.in_force_at and options.item_id != plan.item_id:
        raise RuleBroken(
            "Dieser Plan gilt. Nehmen Sie ihn zuerst zurück, dann können Sie ändern, wofür er ist.",
            "item_id",
        )
    if plan.rounds_held and len(tables) < len(tables_of(plan)):
        raise RuleBroken(
            "Eine Runde hat schon begonnen. Die Zahl der Tische kann nicht mehr kleiner werden.",
            "number",
        )


def _write(plan: SeatingPlan, options: Options, tables: Sequence[Table], actor: Actor) -> None:
    remember_step(plan, "Einstellungen geändert", actor.name)
    for name, value in vars(options).items():
        setattr(plan, name, value)
    plan.tables = [vars(one) for one in tables]
    keep_what_fits(plan)
    log(actor, "seating_changed", f"seating_plan:{plan.id}")


def keep_what_fits(plan: SeatingPlan) -> None:
    """Keep the places that still hold, give the others new ones, and weigh it; joins.

    While nobody is seated, or wishes contradict each other, places that do not exist any more are
    only given up; also where others are not found at once: then a search begins.
    """
    db.session.flush()
    seats = queries.seats_of(plan.id)
    for seat in seats:
        seat.locked = [number for number in seat.locked if _can_stay_locked(plan, seat, number)]
    plan.fault = ""
    if not _seated_again(plan, seats):
        for seat in seats:
            _give_up(plan, seat)
    db.session.flush()
    before = _above(plan)
    weigh(plan)
    plan.worsened = plan.worsened or _above(plan) > before


def _above(plan: SeatingPlan) -> int:
    """How far the seats are above what no plan can be below, in units."""
    return 0 if plan.cost is None else plan.cost - plan.bound


def _seated_again(plan: SeatingPlan, seats: Sequence[Seat]) -> bool:
    """Whether everybody has a place, as near to the one of before as is easily found."""
    task = task_of(plan)
    people, first = task.seats, task.first_round
    if not any(len(seat.tables) > first for seat in people) or contradictions(task.instance):
        return False
    near = tuple(
        tuple(_place_in(seat, number, len(plan.tables)) for seat in people)
        for number in range(first, plan.rounds)
    )
    try:
        found = first_plan(task.instance, Random(plan.seed), near, at_once())
    except NoPlan:
        searching.seat_later(plan, FIRST_SECONDS)
        return False
    for person, seat in enumerate(people):
        held = [*seat.tables, *[-1] * first][:first]
        seat.tables = [*held, *(row[person] for row in found)]
    for seat in seats:
        if seat.left_out:
            _give_up(plan, seat)
    return True


def _place_in(seat: Seat, number: int, tables: int) -> int:
    """The table of one round, if there is one that still exists; otherwise -1."""
    place = seat.tables[number] if number < len(seat.tables) else -1
    return place if place < tables else -1


def _can_stay_locked(plan: SeatingPlan, seat: Seat, number: int) -> bool:
    """Whether the locked place of a round still exists and is the person's fixed one, if any."""
    table = _place_in(seat, number, len(plan.tables)) if number < plan.rounds else -1
    return table >= 0 and seat.fixed_table in (None, table)


def _give_up(plan: SeatingPlan, seat: Seat) -> None:
    """Take away the places that do not exist any more."""
    held = min(plan.rounds_held, len(seat.tables))
    kept = kept_places(
        seat.tables,
        held=held,
        rounds=held if seat.left_out else plan.rounds,
        number=len(plan.tables),
        fixed=seat.fixed_table,
    )
    if kept != seat.tables:
        seat.tables = kept
    seat.locked = [number for number in seat.locked if number < len(kept)]


def delete(plan_id: int, actor: Actor) -> None:
    """Remove a plan with its seats and wishes. Raises ``NotFound``."""
    with transaction():
        plan = queries.plan_by_id(plan_id)
        locked(Meeting, plan.meeting_id)
        db.session.delete(locked(SeatingPlan, plan_id))
        log(actor, "seating_deleted", f"seating_plan:{plan_id}")
