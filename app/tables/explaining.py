"""What a seating plan means for people, in plain words: whom they meet, what repeats and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.charts import Bar, Drawing, Part, Row, bars
from app.core.settings import current
from app.core.words import count, listing
from app.tables.models import Seat, SeatingPlan
from app.tables.planning import UNIT, Task, whole_task
from app.tables.rules import cost as costs
from app.tables.rules.bounds import bound
from app.tables.rules.figures import (
    Figures,
    advice,
    figures,
    forced_repeats,
    meetings_until_all_met,
    new_acquaintances,
    with_memory,
)
from app.tables.rules.instance import Instance, Pair, Plan, pairs_of

SHOWN = 100
"""So many pairs who meet again are listed by name."""
WEIGHED = 3
"""So many other numbers of tables are held against what people remember."""
EARLIER = "früheres Treffen"


@dataclass(frozen=True)
class Again:
    """Two who meet more than once, and where; all as text."""

    one: str
    other: str
    where: str


@dataclass(frozen=True)
class Points:
    """One part of the cost of a plan."""

    what: str
    number: str
    points: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """The rounds that are still to come, or all when they are over. All sentences are German."""

    past: bool
    people: int
    figures: Figures
    most_new: int
    spread: Sequence[tuple[int, int]]
    """(new acquaintances, people with so many), the fewest first."""
    mixed: int
    """Tables, over all rounds, with every group that has enough people for all tables."""
    rare: Sequence[str]
    """Groups with fewer people than tables, with their number."""
    chart: Drawing | None
    """None: everybody has the same number, a picture says nothing."""
    points: Sequence[Points]
    reason: str
    """Why some repeats cannot be avoided; empty: all can, as far as that is known."""
    mixing_costs: bool
    """The groups are mixed, and the plan is far from what may be possible."""
    remedy: str
    """Another number of tables that would avoid them; empty: none is known."""
    again: Sequence[Again]
    again_more: int
    """Pairs beyond those listed."""
    crowds: Sequence[str]
    """Tables with more people of one organisation than there should be."""
    until: int | None
    """At least so many meetings of this kind until all have sat together; None: they have."""


def explained_over(plan: SeatingPlan) -> Explanation | None:
    """How good it was, for everybody who sat in all rounds; None: nobody did."""
    task = whole_task(plan)
    return explained(task, bound(task.instance) if task.seats else 0, past=True)


def explained(task: Task, least: int, *, past: bool = False) -> Explanation | None:
    """None: somebody has no seat, or there are no rounds to come.

    ``least``: what no plan for the task can cost less than (``bounds.bound``), in units.
    """
    plan, instance = task.seated, task.instance
    if plan is None or not instance.rounds or not task.seats:
        return None
    known = Counter(new_acquaintances(instance, plan).values())
    spread = sorted(known.items())
    again = _again(task, plan)
    return Explanation(
        past=past,
        people=instance.size,
        figures=figures(instance, plan),
        most_new=spread[-1][0],
        spread=spread,
        mixed=_mixed(instance, plan),
        rare=_rare(instance),
        chart=_chart(spread),
        points=_points(instance, plan),
        reason=_reason(instance, least),
        mixing_costs=_mixing_costs(instance, plan, least),
        remedy=_remedy(instance),
        again=again[:SHOWN],
        again_more=max(0, len(again) - SHOWN),
        crowds=_crowds(task, plan),
        until=meetings_until_all_met(instance, plan),
    )


def amount(units: int) -> str:
    """Units as a number of points: „12“ or „12,5“."""
    text = f"{units / UNIT:.1f}".replace(".", ",")
    return text.removesuffix(",0")


def points_of(units: int) -> str:
    """„1 Punkt“, „12,5 Punkte“"""
    return "1 Punkt" if units == UNIT else f"{amount(units)} Punkte"


def _chart(spread: Sequence[tuple[int, int]]) -> Drawing | None:
    if len(spread) < 2:
        return None
    rows = [
        Row(f"{new} neue", (Bar((Part(people, "full"),), count(people, "Person", "Personen")),))
        for new, people in spread
    ]
    return bars(rows, left=76.0)


def _mixed(instance: Instance, plan: Plan) -> int:
    everywhere = {sector for sector, (least, _) in instance.sector_bounds.items() if least}
    return sum(
        everywhere <= {instance.guests[person].sector for person in table}
        for tables in costs.seats(instance, plan)
        for table in tables
    )


def _rare(instance: Instance) -> list[str]:
    counts = Counter(one.sector for one in instance.guests if one.sector is not None)
    names = [sector.short for sector in current().forum.sectors]
    return [
        f"{names[sector]} ({count(counts[sector], 'Person', 'Personen')})"
        for sector, (least, _) in instance.sector_bounds.items()
        if not least
    ]


def _points(instance: Instance, plan: Plan) -> list[Points]:
    weights, repeats = instance.weights, costs.repeats(instance, plan)
    parts = [Points("Wiederholungen", amount(repeats), points_of(repeats))]
    for what, weight, number in (
        ("Abweichungen von der gleichmäßigen Mischung der Gruppen", weights.mix, costs.mix),
        ("Personen zu viel aus einer Organisation", weights.crowd, costs.crowd),
        ("Plätze ohne gemeinsames Thema am Tisch", weights.interest, costs.lonely),
    ):
        if weight:
            found = number(instance, plan)
            parts.append(Points(what, str(found), points_of(found * weight * UNIT)))
    return parts


def _reason(instance: Instance, least: int) -> str:
    tables, seats = len(instance.tables), max(instance.tables)
    forced = _forced(instance)
    if forced:
        return (
            f"Mindestens {count(forced, 'Wiederholung', 'Wiederholungen')} erzwingt die Zahl der "
            f"Tische: {seats} Personen eines Tisches verteilen sich in der nächsten Runde auf nur "
            f"{count(tables, 'Tisch', 'Tische')}. Einige sitzen also wieder zusammen."
        )
    if least and instance.history:
        return (
            "Viele kennen sich schon aus früheren Runden oder Treffen. Ohne ein Wiedersehen geht "
            "es mit diesen Personen nicht."
        )
    return ""


def _mixing_costs(instance: Instance, plan: Plan, least: int) -> bool:
    """Far: by more than one repeat for two people."""
    far = instance.weights.repeat * instance.size // 2
    return bool(instance.weights.mix) and costs.cost(instance, plan) - least > far


def _forced(instance: Instance) -> int:
    """What the number of tables forces: who sits together by order does not meet again."""
    forced = forced_repeats(instance.size, len(instance.tables), instance.rounds)
    by_order = len(instance.excluded) * (instance.rounds * (instance.rounds - 1) // 2)
    return max(0, forced - by_order)


def _remedy(instance: Instance) -> str:
    tables = len(instance.tables)
    forced = _forced(instance)
    free = [one for one in advice(instance.size, instance.rounds) if not one.repeats]
    if not forced or not free:
        return ""
    nearest = sorted(free, key=lambda one: abs(one.tables - tables))[:WEIGHED]
    best = with_memory(instance, nearest)[0]
    least, most = best.seats
    seats = f"{most}" if least == most else f"{least} bis {most}"
    number = f"nur {best.repeats}" if best.repeats else "keine"
    return f"{best.tables} Tische zu {seats} Plätzen erzwingen {number}."


def _again(task: Task, plan: Plan) -> list[Again]:
    """Pairs who sat together before or sit together twice, in the order of the names."""
    held = _rounds_together(task.seats, task.first_round)
    found = []
    for pair, places in sorted(_places(task, plan).items()):
        rounds = held.get(pair, ())
        before = [f"Runde {number + 1}" for number in rounds]
        if task.instance.history.get(pair, 0) > UNIT * len(rounds):
            before = [EARLIER, *before]
        if pair not in task.instance.excluded and len(before) + len(places) > 1:
            names = [task.seats[person].registration.full_name for person in pair]
            found.append(Again(names[0], names[1], listing([*before, *places])))
    return found


def _places(task: Task, plan: Plan) -> Mapping[Pair, list[str]]:
    found: dict[Pair, list[str]] = {}
    for round_, tables in enumerate(costs.seats(task.instance, plan), start=task.first_round + 1):
        for number, people in enumerate(tables, start=1):
            for pair in pairs_of(people):
                found.setdefault(pair, []).append(f"Runde {round_} (Tisch {number})")
    return found


def _rounds_together(seats: Sequence[Seat], rounds: int) -> Mapping[Pair, tuple[int, ...]]:
    found: dict[Pair, tuple[int, ...]] = {}
    for round_ in range(rounds):
        at: dict[int, list[int]] = {}
        for person, seat in enumerate(seats):
            if len(seat.tables) > round_ and seat.tables[round_] >= 0:
                at.setdefault(seat.tables[round_], []).append(person)
        for people in at.values():
            for pair in pairs_of(people):
                found[pair] = (*found.get(pair, ()), round_)
    return found


def _crowds(task: Task, plan: Plan) -> list[str]:
    guests, found = task.instance.guests, []
    for round_, tables in enumerate(costs.seats(task.instance, plan), start=task.first_round + 1):
        for number, people in enumerate(tables, start=1):
            firms = Counter(guests[person].organisation for person in people)
            for firm, there in sorted((a, b) for a, b in firms.items() if a is not None):
                if there > task.instance.most_of_one[firm]:
                    one = next(person for person in people if guests[person].organisation == firm)
                    name = task.seats[one].registration.organisation
                    found.append(f"Runde {round_}, Tisch {number}: {there} Personen von „{name}“")
    return found
