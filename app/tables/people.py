"""Who is in a plan, who has a fixed place, and who wishes to sit together or apart."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from sqlalchemy import delete, or_

from app.access.actions import Actor, log
from app.core.db import db, locked, transaction
from app.core.errors import NotFound, RuleBroken
from app.core.words import count, listing
from app.meetings.models import Meeting
from app.tables import queries
from app.tables.actions import keep_what_fits
from app.tables.fitting import fitted
from app.tables.models import Seat, SeatingPlan, SeatWish
from app.tables.rules.instance import merged
from app.tables.states import Included, WishKind
from app.tables.steps import end_steps, remember_step

MOST_IN_A_WISH, MOST_WISHES = 12, 300
WISHED = {WishKind.TOGETHER: "zusammensitzen", WishKind.APART: "getrennt sitzen"}


@dataclass(frozen=True, kw_only=True)
class Place:
    """What holds for one person of a plan."""

    fixed_table: int | None = None
    """From 0; None: any table."""
    leads: bool = False
    left_out: bool = False


def place_of(seat: Seat) -> Place:
    """What holds now."""
    return Place(fixed_table=seat.fixed_table, leads=seat.leads, left_out=seat.left_out)


def _locked(plan_id: int) -> SeatingPlan:
    locked(Meeting, queries.plan_by_id(plan_id).meeting_id)
    return locked(SeatingPlan, plan_id)


def place(plan_id: int, seat_id: int, wanted: Place, actor: Actor) -> None:
    """Set what holds for one person; the seats of the tables follow who is in.

    A second press changes nothing. Raises ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        plan = _locked(plan_id)
        seat = queries.seat_of(plan_id, seat_id)
        if place_of(seat) == wanted:
            return
        _check(plan, seat, wanted)
        remember_step(plan, _deed(seat, wanted), actor.name)
        for name, value in vars(wanted).items():
            setattr(seat, name, value)
        follow_people(plan)
        log(actor, "seat_changed", f"registration:{seat.registration_id}")


def _check(plan: SeatingPlan, seat: Seat, wanted: Place) -> None:
    if wanted.fixed_table is None:
        if wanted.leads:
            raise RuleBroken("Wählen Sie den Tisch, den die Person leitet.", "table")
        return
    if not 0 <= wanted.fixed_table < len(plan.tables):
        raise RuleBroken(f"Diesen Tisch gibt es nicht. Es gibt {len(plan.tables)}.", "table")
    leading = [
        one.registration.full_name
        for one in queries.seats_of(plan.id)
        if one.leads and not one.left_out and one.fixed_table == wanted.fixed_table
        if one.id != seat.id
    ]
    if wanted.leads and not wanted.left_out and leading:
        raise RuleBroken(
            f"Tisch {wanted.fixed_table + 1} leitet schon {leading[0]}. "
            "Wählen Sie einen anderen Tisch.",
            "table",
        )


def _deed(seat: Seat, wanted: Place) -> str:
    """In words, without names."""
    if wanted.left_out != seat.left_out:
        return "Eine Person herausgenommen" if wanted.left_out else "Eine Person wieder aufgenommen"
    if wanted.fixed_table is None:
        return "Festen Platz aufgehoben"
    leads = "Leitung von" if wanted.leads else "Fester Platz an"
    return f"{leads} Tisch {wanted.fixed_table + 1}"


def follow_people(plan: SeatingPlan) -> None:
    """Seats of the tables for those who are in, and their places as far as they hold; joins."""
    db.session.flush()
    there = sum(not seat.left_out for seat in queries.seats_of(plan.id))
    seats = fitted([one["seats"] for one in plan.tables], there)
    plan.tables = [table | {"seats": one} for table, one in zip(plan.tables, seats, strict=True)]
    keep_what_fits(plan)


@dataclass(frozen=True)
class Difference:
    """How the people of a plan and those who belong to it by now differ."""

    new: tuple[int, ...]
    """Ids of registrations that are not in the plan."""
    gone: tuple[Seat, ...]
    """In the plan, though they are not expected any more."""

    @property
    def words(self) -> str:
        """„3 Personen sind neu dazugekommen, 1 Person ist nicht mehr dabei.“; empty: none."""
        parts = []
        if self.new:
            parts.append(count(len(self.new), "Person ist", "Personen sind") + " neu dazugekommen")
        if self.gone:
            parts.append(count(len(self.gone), "Person ist", "Personen sind") + " nicht mehr dabei")
        return f"{', '.join(parts)}." if parts else ""


def difference(plan: SeatingPlan) -> Difference:
    """Who came since the plan was made, and who left. Two queries."""
    return _difference(plan, queries.seats_of(plan.id))


def _difference(plan: SeatingPlan, seats: Sequence[Seat]) -> Difference:
    expected = {one.id for one in queries.people_in(plan.meeting, Included(plan.included))}
    there = {seat.registration_id for seat in seats}
    gone = [one for one in seats if not one.left_out and one.registration_id not in expected]
    return Difference(tuple(sorted(expected - there)), tuple(gone))


def match_list(plan_id: int, actor: Actor) -> Difference:
    """Bring in who came since, and drop who left; returns what it changed.

    Whoever has a printed card or sat in a round already stays in the plan as left out.
    """
    with transaction():
        plan = _locked(plan_id)
        found = difference(plan)
        if not found.words:
            return found
        db.session.add_all(Seat(plan_id=plan_id, registration_id=one) for one in found.new)
        for seat in found.gone:
            _drop(plan, seat)
        follow_people(plan)
        end_steps(plan, f"Liste angeglichen: {found.words}", actor.name)
        log(actor, "seating_people", f"seating_plan:{plan_id}")
        return found


def _drop(plan: SeatingPlan, seat: Seat) -> None:
    if seat.printed or plan.rounds_held:
        seat.left_out = True
        return
    of_person = or_(
        SeatWish.one_id == seat.registration_id, SeatWish.other_id == seat.registration_id
    )
    db.session.execute(delete(SeatWish).where(SeatWish.plan_id == plan.id, of_person))
    db.session.delete(seat)


def add_wish(plan_id: int, kind: WishKind, people: Collection[int], actor: Actor) -> int:
    """Two or more people (ids of registrations) shall sit together in every round, or never.

    Returns how many wishes are new. Raises ``RuleBroken`` when one contradicts another directly.
    """
    with transaction():
        plan = _locked(plan_id)
        names = {one.registration_id: one.registration.full_name
                 for one in queries.seats_of(plan_id)}  # fmt: skip
        chosen = sorted({one for one in people if one in names})
        if len(chosen) < 2:
            raise RuleBroken("Wählen Sie bitte mindestens zwei Personen aus.")
        if len(chosen) > MOST_IN_A_WISH:
            raise RuleBroken(
                f"Wählen Sie bitte höchstens {MOST_IN_A_WISH} Personen auf einmal aus. "
                f"Es sind {len(chosen)}."
            )
        pairs = pairwise(chosen) if kind is WishKind.TOGETHER else combinations(chosen, 2)
        return _add_pairs(plan, kind, list(pairs), names, actor)


def _add_pairs(
    plan: SeatingPlan, kind: WishKind, pairs: list[tuple[int, int]], names: dict[int, str],
    actor: Actor,
) -> int:  # fmt: skip
    wishes = queries.wishes_of(plan.id)
    known = {(one.one_id, one.other_id): WishKind(one.kind) for one in wishes}
    for one, other in pairs:
        if known.get((one, other), kind) is not kind:
            raise RuleBroken(
                f"{names[one]} und {names[other]} sollen schon {WISHED[known[one, other]]}. "
                "Nehmen Sie diesen Wunsch zuerst zurück."
            )
    new = [pair for pair in pairs if pair not in known]
    if len(known) + len(new) > MOST_WISHES:
        raise RuleBroken(f"Mehr als {MOST_WISHES} Wünsche sind in einem Plan nicht möglich.")
    if new:
        db.session.add_all(
            SeatWish(plan_id=plan.id, kind=kind, one_id=one, other_id=other) for one, other in new
        )
        _wishes_changed(plan, actor)
    return len(new)


def _wishes_changed(plan: SeatingPlan, actor: Actor) -> None:
    db.session.flush()
    keep_what_fits(plan)
    end_steps(plan, "Wünsche geändert", actor.name)
    log(actor, "seating_wishes", f"seating_plan:{plan.id}")


def remove_wish(plan_id: int, wish_id: int, actor: Actor) -> None:
    """Take a wish back; of people who sit together, for the whole group. Raises ``NotFound``."""
    with transaction():
        plan = _locked(plan_id)
        wishes = queries.wishes_of(plan_id)
        wish = next((one for one in wishes if one.id == wish_id), None)
        if wish is None:
            raise NotFound("Diesen Wunsch gibt es nicht mehr.")
        group = next(one.people for one in grouped(wishes) if wish_id in one.wish_ids)
        for one in wishes:
            if one.kind == wish.kind and {one.one_id, one.other_id} <= set(group):
                db.session.delete(one)
        _wishes_changed(plan, actor)


@dataclass(frozen=True)
class Wish:
    """People who shall sit together or apart, as a page shows them: in one line."""

    kind: WishKind
    people: tuple[int, ...]
    """Ids of registrations."""
    wish_ids: tuple[int, ...]


def grouped(wishes: Sequence[SeatWish]) -> list[Wish]:
    """Wishes in lines: who sits together as whole groups, who apart as pairs."""
    close = [one for one in wishes if one.kind == WishKind.TOGETHER]
    groups = [
        Wish(WishKind.TOGETHER, group, tuple(one.id for one in close if one.one_id in group))
        for group in merged((one.one_id, one.other_id) for one in close)
    ]
    pairs = [
        Wish(WishKind.APART, (one.one_id, one.other_id), (one.id,))
        for one in wishes
        if one.kind == WishKind.APART
    ]
    return [*groups, *pairs]


def names_of(wish: Wish, seats: Sequence[Seat]) -> str:
    """„Ayşe Yıldırım und Zoë Bauer“, in German order."""
    return listing(
        [one.registration.full_name for one in seats if one.registration_id in wish.people]
    )
