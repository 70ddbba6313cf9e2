"""Decisions as everybody may read them, and the meetings they belong to."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from app.core.db import db
from app.core.errors import NotFound
from app.core.words import sort_key
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.open_data.rules import ANY_TIME, Page, Since, may_name
from app.steering.models import Decision, DecisionCorrection, DecisionIdea
from app.steering.rules import DecisionKind

UNKNOWN = "Diesen Beschluss gibt es nicht."


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the list of decisions is narrowed to; empty values narrow nothing."""

    kind: DecisionKind | None = None
    first: date | None = None
    last: date | None = None
    search: str = ""
    since: Since = ANY_TIME


@dataclass(frozen=True)
class PublicDecision:
    """A decision without what nobody else may read."""

    row: Decision
    wording: str | None
    """None: it names an idea that is not public."""
    reason: str | None
    ideas: tuple[Idea, ...]
    """The public ones among those it is about."""
    meeting: Meeting | None
    """The session, when everybody may know of it."""
    settled: datetime
    """When it was taken or corrected last."""
    modified: datetime
    """The same, and when an idea it is about was shown or hidden."""
    corrected_on: tuple[date, ...]


@dataclass(frozen=True)
class Rows:
    """Decisions of one page, and how many there are on all pages."""

    decisions: Sequence[PublicDecision]
    total: int
    page: Page


def decisions(wish: Wish, page: Page) -> Rows:
    """The newest first; a page after the last one is empty."""
    found = select(Decision).where(*_conditions(wish)).options(*_options())
    total = db.session.scalar(select(func.count(Decision.id)).where(*_conditions(wish)))
    rows = db.session.scalars(
        found.order_by(Decision.day.desc(), Decision.id.desc())
        .limit(page.limit)
        .offset(page.offset)
    )
    return Rows([as_public(row) for row in rows], total or 0, page)


def all_decisions(wish: Wish) -> list[PublicDecision]:
    """All of them, for a table."""
    found = select(Decision).where(*_conditions(wish)).options(*_options())
    rows = db.session.scalars(found.order_by(Decision.day.desc(), Decision.id.desc()))
    return [as_public(row) for row in rows]


def by_age(wish: Wish, most: int, offset: int) -> tuple[list[PublicDecision], int]:
    """At most so many decisions in the order in which they were stored, and how many there are."""
    total = db.session.scalar(select(func.count(Decision.id)).where(*_conditions(wish))) or 0
    found = select(Decision).where(*_conditions(wish)).options(*_options())
    rows = db.session.scalars(found.order_by(Decision.id).limit(most).offset(offset))
    return [as_public(row) for row in rows], total


def decision_numbered(number: str) -> PublicDecision:
    """One decision, as LK-2027-01. Raises ``NotFound``."""
    row = db.session.scalar(
        select(Decision).where(Decision.number == number.replace("\x00", "")).options(*_options())
    )
    if row is None:
        raise NotFound(UNKNOWN)
    return as_public(row)


def decisions_of_idea(idea_id: int) -> list[PublicDecision]:
    """Those about one idea, the oldest first."""
    found = select(Decision).join(Decision.ideas).where(DecisionIdea.idea_id == idea_id)
    rows = db.session.scalars(found.options(*_options()).order_by(Decision.day, Decision.id))
    return [as_public(row) for row in rows.unique()]


def decisions_of_meetings(meeting_ids: Collection[int]) -> dict[int, list[PublicDecision]]:
    """Meeting id → its decisions in their order; meetings without any are left out."""
    found = select(Decision).where(Decision.meeting_id.in_(meeting_ids)).options(*_options())
    told: dict[int, list[PublicDecision]] = {}
    for row in db.session.scalars(found.order_by(Decision.day, Decision.id)):
        told.setdefault(row.meeting_id or 0, []).append(as_public(row))
    return told


def decisions_of_ideas(idea_ids: Collection[int]) -> dict[int, list[PublicDecision]]:
    """Idea id → decisions about it, the oldest first; ideas without any are left out."""
    found = (
        select(Decision)
        .where(Decision.ideas.any(DecisionIdea.idea_id.in_(idea_ids)))
        .options(*_options())
        .order_by(Decision.day, Decision.id)
    )
    told: dict[int, list[PublicDecision]] = {}
    for row in db.session.scalars(found):
        one = as_public(row)
        for link in row.ideas:
            told.setdefault(link.idea_id, []).append(one)
    return told


def consultation_numbered(number: int) -> tuple[PublicDecision, DecisionIdea]:
    """A decision and one of the ideas it is about. Raises ``NotFound``."""
    link = db.session.get(DecisionIdea, number)
    if link is None or not (link.idea.public or link.idea.changed_at):
        raise NotFound(UNKNOWN)
    found = select(Decision).where(Decision.id == link.decision_id).options(*_options())
    return as_public(db.session.scalars(found).one()), link


def numbers_by_idea(idea_ids: Collection[int]) -> dict[int, list[str]]:
    """Idea id → numbers of the decisions about it, the oldest first."""
    rows = db.session.execute(
        select(DecisionIdea.idea_id, Decision.number)
        .join(Decision, Decision.id == DecisionIdea.decision_id)
        .where(DecisionIdea.idea_id.in_(idea_ids))
        .order_by(Decision.day, Decision.id)
    )
    told: dict[int, list[str]] = {}
    for idea_id, number in rows:
        told.setdefault(idea_id, []).append(number)
    return told


def as_public(row: Decision) -> PublicDecision:
    """Wording and reason only when all ideas it is about are public."""
    open_ = may_name([one.idea.public for one in row.ideas])
    meeting = row.meeting
    moments = [row.at, *(one.at for one in row.corrections)]
    shown_or_hidden = [one.idea.changed_at for one in row.ideas]
    return PublicDecision(
        row=row,
        wording=row.wording if open_ else None,
        reason=row.reason if open_ else None,
        ideas=tuple(one.idea for one in row.ideas if one.idea.public),
        meeting=meeting if meeting is not None and meeting.public else None,
        settled=max(moments),
        modified=max([*moments, *(moment for moment in shown_or_hidden if moment)]),
        corrected_on=tuple(one.day for one in row.corrections),
    )


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = _since(wish.since)
    if wish.kind:
        found.append(Decision.kind == wish.kind)
    if wish.first:
        found.append(Decision.day >= wish.first)
    if wish.last:
        found.append(Decision.day <= wish.last)
    words = sort_key(wish.search.replace("\x00", ""))[0].split()
    if words:  # what may not be read must not be found either
        found += [
            ~_names_hidden(),
            *(Decision.search_key.contains(w, autoescape=True) for w in words),
        ]
    return found


def _names_hidden() -> ColumnElement[bool]:
    return (
        select(DecisionIdea.id)
        .join(DecisionIdea.idea)
        .where(DecisionIdea.decision_id == Decision.id, Idea.public.is_(False))
        .exists()
    )


def _since(since: Since) -> list[ColumnElement[bool]]:
    """A decision changes when it is corrected, and when an idea it is about is shown or hidden."""
    found: list[ColumnElement[bool]] = []
    if since.created_since:
        found.append(Decision.at >= since.created_since)
    if since.created_until:
        found.append(Decision.at <= since.created_until)
    corrected = select(DecisionCorrection.id).where(DecisionCorrection.decision_id == Decision.id)
    changed = (
        select(DecisionIdea.id)
        .join(DecisionIdea.idea)
        .where(DecisionIdea.decision_id == Decision.id)
    )
    if moment := since.modified_since:
        later = corrected.where(DecisionCorrection.at >= moment).exists()
        found.append(
            or_(Decision.at >= moment, later, changed.where(Idea.changed_at >= moment).exists())
        )
    if moment := since.modified_until:
        later = corrected.where(DecisionCorrection.at > moment).exists()
        moved = changed.where(Idea.changed_at > moment).exists()
        found.append(and_(Decision.at <= moment, ~later, ~moved))
    return found


def _options() -> list[ORMOption]:
    few = (Meeting.id, Meeting.slug, Meeting.title, Meeting.day, Meeting.state, Meeting.listed)
    return [
        selectinload(Decision.ideas).joinedload(DecisionIdea.idea),
        selectinload(Decision.corrections),
        selectinload(Decision.meeting).load_only(*few).options(lazyload(Meeting.venue)),
    ]
