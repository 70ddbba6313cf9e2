"""The ideas that everybody may read: lists, one idea, and what happened to it so far."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import sort_key
from app.ideas.models import Idea
from app.ideas.rules import IdeaState, read_number
from app.meetings.models import Meeting
from app.open_data.rules import ANY_TIME, Page, Since
from app.projects.models import Supporter
from app.projects.rules import JoinState

UNKNOWN = "Diese Idee gibt es nicht."
CARDS_PER_PAGE = 24
MOST_MERGERS = 20

_JOINED = (
    select(func.count(Supporter.id))
    .where(Supporter.idea_id == Idea.id, Supporter.state == JoinState.CONFIRMED)
    .scalar_subquery()
)
_NUMBER = (Idea.year, Idea.running_number)
SORTS: dict[str, tuple[Any, ...]] = {
    "neu": tuple(column.desc() for column in _NUMBER),
    "stand": (Idea.changed_at.is_(None), Idea.changed_at.desc(), *_NUMBER),
    "titel": (Idea.public_key, *_NUMBER),
    "dabei": (_JOINED.desc(), *_NUMBER),
}
"""The allow-list of orders of the public page (I-6)."""
DEFAULT_SORT = "neu"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the list of ideas is narrowed to; empty values narrow nothing."""

    state: IdeaState | None = None
    field: str = ""
    district: str = ""
    search: str = ""
    sort: str = DEFAULT_SORT
    since: Since = ANY_TIME
    with_merged: bool = False
    """Ideas that go on in another one as well."""


@dataclass(frozen=True)
class Rows:
    """Ideas of one page, and how many there are on all pages."""

    ideas: Sequence[Idea]
    total: int
    page: Page

    @property
    def pages(self) -> int:
        """At least 1."""
        return self.page.pages(self.total)


def public_ideas(wish: Wish, page: Page) -> Rows:
    """Public ideas in the wanted order, one page of them; a page after the last one is empty."""
    found = select(Idea).where(*_conditions(wish)).options(*_public_options())
    order = SORTS.get(wish.sort, SORTS[DEFAULT_SORT])
    total = db.session.scalar(
        select(func.count()).select_from(select(Idea.id).where(*_conditions(wish)).subquery())
    )
    rows = db.session.scalars(found.order_by(*order).limit(page.limit).offset(page.offset))
    return Rows(rows.all(), total or 0, page)


def all_public_ideas(wish: Wish) -> Sequence[Idea]:
    """All of them, for a table."""
    order = SORTS.get(wish.sort, SORTS[DEFAULT_SORT])
    found = select(Idea).where(*_conditions(wish)).options(*_public_options())
    return db.session.scalars(found.order_by(*order)).all()


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Idea.public.is_(True), *since_conditions(wish.since)]
    if not wish.with_merged:
        found.append(Idea.merged_into_id.is_(None))
    if wish.state:
        found.append(Idea.state == wish.state)
    if wish.field:
        found.append(or_(Idea.action_field == wish.field, Idea.second_field == wish.field))
    if wish.district:
        found.append(Idea.district == wish.district.replace("\x00", ""))
    words = sort_key(wish.search.replace("\x00", ""))[0].split()
    found += [Idea.public_key.contains(word, autoescape=True) for word in words]
    return found


def since_conditions(since: Since) -> list[ColumnElement[bool]]:
    """Conditions on creation (the first moment of the day it was noted) and change."""
    found: list[ColumnElement[bool]] = []
    if since.created_since:
        begin = since.created_since - timedelta(microseconds=1)
        found.append(Idea.submitted_on > clock.local(begin).date())
    if since.created_until:
        found.append(Idea.submitted_on <= clock.local(since.created_until).date())
    if since.modified_since:
        found.append(Idea.changed_at >= since.modified_since)
    if since.modified_until:
        found.append(Idea.changed_at <= since.modified_until)
    return found


def _public_options() -> list[ORMOption]:
    """The meeting it came from with few columns, and the number of the idea it went into."""
    few = (Meeting.id, Meeting.slug, Meeting.title, Meeting.day, Meeting.state, Meeting.listed)
    meeting = selectinload(Idea.meeting).load_only(*few).options(lazyload(Meeting.venue))
    return [meeting, selectinload(Idea.merged_into)]


@dataclass(frozen=True)
class Choices:
    """What the public list can be narrowed to, with numbers of ideas."""

    total: int
    fields: dict[str, int]
    states: dict[IdeaState, int]
    districts: list[str]


def choices() -> Choices:
    """Of all public ideas that go on under their own number."""
    columns = (Idea.action_field, Idea.second_field, Idea.state, Idea.district)
    rows = db.session.execute(
        select(*columns, func.count()).where(*_conditions(Wish())).group_by(*columns)
    )
    fields, states, districts = Counter[str](), Counter[IdeaState](), set[str]()
    for first, second, state, district, number in rows:
        fields.update(dict.fromkeys({first, second} - {""}, number))
        states[IdeaState(state)] += number
        districts |= {district} - {""}
    return Choices(
        total=sum(states.values()),
        fields=dict(fields),
        states={state: states[state] for state in IdeaState if states[state]},
        districts=sorted(districts, key=sort_key),
    )


def joined(idea_ids: Collection[int]) -> dict[int, int]:
    """Idea id → how many people joined in with a confirmed address; 0 is left out."""
    rows = db.session.execute(
        select(Supporter.idea_id, func.count(Supporter.id))
        .where(Supporter.idea_id.in_(idea_ids), Supporter.state == JoinState.CONFIRMED)
        .group_by(Supporter.idea_id)
    )
    return {row[0]: row[1] for row in rows}


def idea_numbered(number: str) -> Idea:
    """Any idea by its number. Raises ``NotFound``."""
    parts = read_number(number)
    idea = parts and db.session.scalar(_numbered(*parts))
    if not idea:
        raise NotFound(UNKNOWN)
    return idea


def _numbered(year: int, running: int) -> Select[Idea]:
    here = and_(Idea.year == year, Idea.running_number == running)
    return select(Idea).where(here).options(*_public_options())


def public_idea(number: str) -> Idea:
    """An idea everybody may see. Raises ``NotFound``, the same for hidden and unknown ones."""
    idea = idea_numbered(number)
    if not idea.public:
        raise NotFound(UNKNOWN)
    return idea


def survivor_of(idea: Idea) -> Idea | None:
    """The public idea that a merged one goes on in; None when it was never merged or public.

    Follows several mergers.
    """
    if idea.changed_at is None:
        return None
    found = idea.merged_into
    for _ in range(MOST_MERGERS):
        if found is None or found.merged_into is None:
            break
        found = found.merged_into
    return found if found is not None and found.public else None


def came_from(idea: Idea, number: str) -> str:
    """The number of an idea that leads here since it was merged; empty when it does not."""
    parts = read_number(number)
    merged = db.session.scalar(_numbered(*parts)) if parts else None
    leads_here = merged is not None and survivor_of(merged) is idea
    return merged.number if merged and leads_here else ""


def merged_into(idea: Idea) -> list[str]:
    """Numbers of the ideas that go on in this one and were public once."""
    merged = db.session.scalars(
        select(Idea)
        .where(Idea.merged_into_id == idea.id, Idea.changed_at.is_not(None))
        .order_by(*_NUMBER)
    )
    return [one.number for one in merged]


# the feed


@dataclass(frozen=True)
class FeedSeen:
    """What one statement says of the feed: numbers that change with it, and the newest change."""

    numbers: tuple[object, ...]
    changed: datetime | None


def feed_seen(field: str) -> FeedSeen:
    """Of all public ideas, or those of a field. Those just hidden count for the newest change."""
    shown = and_(*_conditions(Wish(field=field)))
    row = db.session.execute(
        select(
            func.max(Idea.changed_at),
            func.count(Idea.id).filter(shown),
            func.sum(Idea.id).filter(shown),
            func.sum(Idea.version).filter(shown),
            func.max(Idea.changed_at).filter(shown),
        )
    ).one()
    return FeedSeen(tuple(map(str, row)), row[0])


def feed_ideas(field: str, page: Page) -> Rows:
    """Public ideas, the newest change first."""
    return public_ideas(Wish(field=field, sort="stand"), page)
