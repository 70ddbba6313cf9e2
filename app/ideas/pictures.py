"""What board and map of the ideas show, and ideas that are like what is typed: a few rows each."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import load_only, selectinload

from app.core.db import db
from app.core.settings import current
from app.ideas.field_map import Area, area
from app.ideas.models import Idea
from app.ideas.queries import counts_by_state, field_names, living
from app.ideas.rules import IdeaState
from app.ideas.similar import best, likeness, search_stems, words_of

MOST_CARDS, MOST_MARKS, MOST_SIMILAR, MOST_LOOKED_AT = 12, 40, 5, 60


@dataclass(frozen=True)
class Column:
    """One column of the board: its first cards, and how many ideas are in this state."""

    state: IdeaState
    cards: list[Idea]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.cards)


def board(field: str = "") -> list[Column]:
    """All states in the order of the funnel; the next step that is due first stands on top."""
    order = (Idea.next_step_due.is_(None), Idea.next_step_due, Idea.id.desc())
    cards: dict[IdeaState, list[Idea]] = defaultdict(list)
    for idea in _first_of_each(Idea.state, order, MOST_CARDS, field):
        cards[IdeaState(idea.state)].append(idea)
    totals = counts_by_state(field)
    return [Column(state, cards[state], totals[state]) for state in IdeaState]


@dataclass(frozen=True)
class MapRow:
    """One field of work: its drawing, its ideas for the table beside it, and all counted."""

    field: str
    name: str
    area: Area
    ideas: list[Idea]
    counts: dict[IdeaState, int]

    @property
    def total(self) -> int:
        """How many ideas have this field as their first."""
        return sum(self.counts.values())


def field_map() -> list[MapRow]:
    """Each field of work with its ideas; those without a field last, if there are any."""
    ideas: dict[str, list[Idea]] = defaultdict(list)
    order = (*_STEP, Idea.year, Idea.running_number)
    for idea in _first_of_each(Idea.action_field, order, MOST_MARKS, ""):
        ideas[idea.action_field].append(idea)
    counted = _counts_by_field()
    active = [one.id for one in current().forum.action_fields if not one.archived]
    fields = [*active, *(one for one in counted if one and one not in active)]
    named = field_names()
    rows = [(field, named.get(field, field)) for field in fields]
    if "" in counted:
        rows.append(("", "Noch ohne Handlungsfeld"))
    return [_map_row(field, name, ideas[field], counted.get(field, {})) for field, name in rows]


def _map_row(field: str, name: str, ideas: list[Idea], counts: dict[IdeaState, int]) -> MapRow:
    marks = [(idea.number, IdeaState(idea.state)) for idea in ideas]
    whole = {state: counts.get(state, 0) for state in IdeaState}
    return MapRow(field, name, area(marks, sum(whole.values())), ideas, whole)


_STEP = (case({state: place for place, state in enumerate(IdeaState)}, value=Idea.state),)


SHOWN = (
    Idea.year, Idea.running_number, Idea.title, Idea.state, Idea.action_field, Idea.next_step,
    Idea.next_step_due,
)  # fmt: skip
"""All that a card of the board or a mark of the map says."""


def _first_of_each(
    group: ColumnElement[str] | object, order: Sequence[object], most: int, field: str
) -> list[Idea]:
    """The first ideas of each group, in one query, with what is ``SHOWN`` alone."""
    place = func.row_number().over(partition_by=group, order_by=order)  # type: ignore[arg-type]
    numbered = select(Idea.id, place.label("place")).where(living())
    if field:
        numbered = numbered.where(Idea.action_field == field)
    wanted = numbered.subquery()
    statement = (
        select(Idea)
        .join(wanted, wanted.c.id == Idea.id)
        .where(wanted.c.place <= most)
        .order_by(wanted.c.place)
        .options(load_only(*SHOWN))
    )
    return list(db.session.scalars(statement))


def _counts_by_field() -> dict[str, dict[IdeaState, int]]:
    grouped = select(Idea.action_field, Idea.state, func.count()).where(living())
    counted: dict[str, dict[IdeaState, int]] = defaultdict(dict)
    for field, state, number in db.session.execute(grouped.group_by(Idea.action_field, Idea.state)):
        counted[field][IdeaState(state)] = number
    return counted


def similar_ideas(title: str, summary: str = "", but: int | None = None) -> list[Idea]:
    """At most five ideas that are like these words, the most alike first, without the idea ``but``.

    One query: those with the most words in common, at most ``MOST_LOOKED_AT``, are compared.
    """
    looked_for = search_stems(title, summary)
    if not looked_for:
        return []
    holds = [Idea.search_key.contains(stem, autoescape=True) for stem in looked_for]
    hits = sum((case((one, 1), else_=0) for one in holds[1:]), case((holds[0], 1), else_=0))
    statement = (
        select(Idea)
        .where(or_(*holds), living())
        .order_by(hits.desc(), Idea.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    if but is not None:
        statement = statement.where(Idea.id != but)
    typed = words_of(title, summary)
    found = db.session.scalars(statement).all()
    scored = [(likeness(typed, words_of(one.title, one.summary)), one) for one in found]
    return best(scored, MOST_SIMILAR)


@dataclass(frozen=True)
class Related:
    """The ideas around one idea."""

    whole: Idea | None
    """It was part of this one."""
    parts: list[Idea]
    merged: list[Idea]
    similar: list[Idea]


def related_ideas(idea: Idea) -> Related:
    """What was split off or merged, and at most five that are alike and none of these."""
    near = or_(Idea.split_from_id == idea.id, Idea.merged_into_id == idea.id)
    statement = select(Idea).where(near).options(selectinload(Idea.history)).order_by(Idea.id)
    found = db.session.scalars(statement).all()
    merged = [one for one in found if one.merged_into_id == idea.id]
    parts = [one for one in found if one.merged_into_id is None]
    whole = db.session.get(Idea, idea.split_from_id) if idea.split_from_id else None
    known = {one.id for one in found} | {idea.split_from_id}
    similar = similar_ideas(idea.title, idea.summary, idea.id)
    return Related(whole, parts, merged, [one for one in similar if one.id not in known])
