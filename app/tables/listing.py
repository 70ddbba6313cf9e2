"""What the pages about plans show: plans of a meeting, people of a plan, advice beforehand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.contacts.rules import search_key, search_words
from app.core.db import db
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState
from app.tables import queries
from app.tables.actions import MOST_ROUNDS, MOST_TABLES
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import UNIT, task_of
from app.tables.rules.figures import Advice, advice
from app.tables.rules.wishes import contradictions
from app.tables.states import Included, SearchState

REMOVED = "Ein Punkt, der nicht mehr in der Tagesordnung steht"
ROUNDS_SHOWN = (2, 3, 4)
MOST_SEATS_ADVISED, FEWEST_SEATS_ADVISED = 8, 3
ORDERS = ("name", "organisation", "tisch", "stand")


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list of a meeting."""

    plan: SeatingPlan
    people: int
    item: str
    """Title of the item of the agenda; empty: the whole meeting."""

    @property
    def state(self) -> tuple[str, str]:
        """In words, and the kind of the mark."""
        if self.plan.fault:
            return "Geht so nicht", "danger"
        if self.plan.in_force_at:
            return "Gilt", "success"
        if self.plan.search != SearchState.IDLE:
            return "Wird berechnet", "info"
        return "Entwurf", "neutral"

    @property
    def quality(self) -> str:
        """How good the seats are, as far as that can be said without reckoning again."""
        plan = self.plan
        if plan.cost is None:
            return "Noch sitzt nicht jede Person"
        if plan.cost <= plan.bound:
            return "Besser geht es nicht"
        points = -(-(plan.cost - plan.bound) // UNIT)
        return f"Höchstens {points} {'Punkt' if points == 1 else 'Punkte'} über dem Bestmöglichen"


def plan_lines(meeting: Meeting, titles: dict[int, str]) -> list[PlanLine]:
    """The plans of a meeting, the oldest first. ``titles``: of the items of its agenda."""
    plans = queries.plans_of(meeting.id)
    rows = db.session.execute(
        select(Seat.plan_id, func.count())
        .where(Seat.plan_id.in_([one.id for one in plans]), Seat.left_out.is_(False))
        .group_by(Seat.plan_id)
    )
    people = {row[0]: row[1] for row in rows}
    return [PlanLine(one, people.get(one.id, 0), _for_what(one, titles)) for one in plans]


def _for_what(plan: SeatingPlan, titles: dict[int, str]) -> str:
    return titles.get(plan.item_id, REMOVED) if plan.item_id is not None else ""


def numbers_of(meeting: Meeting) -> dict[Included, int]:
    """How many people would be in a new plan."""
    return {included: len(queries.people_in(meeting, included)) for included in Included}


def rounds_shown(wanted: int) -> tuple[int, ...]:
    """The numbers of rounds that the advice tells apart; ``wanted``: also this one, if larger."""
    return (*ROUNDS_SHOWN, wanted) if ROUNDS_SHOWN[-1] < wanted <= MOST_ROUNDS else ROUNDS_SHOWN


def advice_for(
    people: int, shown: Sequence[int] = ROUNDS_SHOWN
) -> list[tuple[Advice, tuple[int, ...]]]:
    """For each size of a table the fewest tables, and the repeats forced in so many rounds."""
    fewest = FEWEST_SEATS_ADVISED if people > 2 * FEWEST_SEATS_ADVISED else 2
    chosen: dict[int, Advice] = {}
    found = advice(people, ROUNDS_SHOWN[0], fewest, MOST_SEATS_ADVISED)
    for one in sorted(found, key=lambda one: one.tables):
        chosen.setdefault(one.seats[1], one)
    by_rounds = [
        {one.tables: one.repeats for one in advice(people, rounds, fewest, MOST_SEATS_ADVISED)}
        for rounds in shown
    ]
    return [(one, tuple(rounds[one.tables] for rounds in by_rounds)) for one in chosen.values()]


def suggested_tables(people: int) -> int | None:
    """The number of tables for three rounds that forces least, with the largest tables."""
    found = advice_for(people)
    best = min(found, key=lambda row: (row[1][1], row[0].tables), default=None)
    return min(best[0].tables, MOST_TABLES) if best else None


def seats_words(one: Advice) -> str:
    """„6“ or „5 bis 6“"""
    least, most = one.seats
    return str(most) if least == most else f"{least} bis {most}"


def advice_sentence(people: int) -> str:
    """„In 3 Runden erzwingen 4 Tische zu 6 mindestens 24 Wiederholungen, 6 Tische zu 4 keine.“"""
    rows = [(one, rounds[1]) for one, rounds in advice_for(people) if one.tables > 1]
    free = next((one for one, repeats in rows if not repeats), None)
    forced = [(one, repeats) for one, repeats in rows if repeats]
    if not free or not forced:
        return ""
    worse, repeats = min(forced, key=lambda pair: pair[1])
    return (
        f"In 3 Runden erzwingen {worse.tables} Tische zu {seats_words(worse)} mindestens "
        f"{repeats} Wiederholungen, {free.tables} Tische zu {seats_words(free)} keine."
    )


@dataclass(frozen=True)
class PersonLine:
    """Somebody in the list of a plan."""

    seat: Seat
    state: str
    """Why the person is not in, in words; empty: is in."""

    @property
    def tables(self) -> str:
        """„3, 5, 1“: the table of each round."""
        return ", ".join("–" if one < 0 else str(one + 1) for one in self.seat.tables)


def person_lines(
    seats: Sequence[Seat], gone: Collection[Seat], *, search: str = "", order: str = "name"
) -> list[PersonLine]:
    """Who is in a plan, found by parts of name or organisation and sorted.

    ``order``: one of ``ORDERS``, with ``-`` in front for backwards; anything else means name.
    """
    words = search_words(search)
    lost = {one.id for one in gone}
    found = [
        PersonLine(seat, _state(seat, seat.id in lost))
        for seat in seats
        if all(word in _searched(seat.registration) for word in words)
    ]
    key = order.removeprefix("-")
    if key in ORDERS[1:]:
        found.sort(key=lambda one: _sorted_by(key, one))
    return found[::-1] if order.startswith("-") and key in ORDERS else found


def _searched(registration: Registration) -> str:
    return search_key(registration.first_name, registration.last_name, registration.organisation)


def _sorted_by(key: str, one: PersonLine) -> tuple[bool, object]:
    if key == "organisation":
        return not one.seat.registration.organisation, one.seat.registration.organisation_key
    if key == "tisch":
        fixed = one.seat.fixed_table
        return fixed is None, one.seat.tables if fixed is None else [fixed]
    return not one.state, one.state


def _state(seat: Seat, gone: bool) -> str:
    registration = seat.registration
    expected = registration.state == RegistrationState.CONFIRMED
    present = registration.attendance == Attendance.PRESENT
    if not expected and not present:
        return "abgemeldet"
    if seat.left_out:
        return "herausgenommen"
    return "nicht anwesend" if gone else ""


def faults_of(plan: SeatingPlan) -> list[str]:
    """Sentences about wishes that contradict each other; empty: a plan may exist."""
    task = task_of(plan)
    return contradictions(task.instance, task.first_round)
