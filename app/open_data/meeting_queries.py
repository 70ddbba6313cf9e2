"""Meetings that everybody may know of: published or called off, and listed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from app.agenda.models import PublishedAgenda
from app.agenda.published import published_agendas
from app.agenda.queries import Row
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import sort_key
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.open_data.rules import ANY_TIME, Page, Since
from app.steering.models import Decision, DecisionCorrection, DecisionIdea

UNKNOWN = "Dieses Treffen gibt es nicht."
LONGEST_ID = 10
"""Numbers of meetings have fewer digits; longer ones fit into no column."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the list of meetings is narrowed to; empty values narrow nothing."""

    state: MeetingState | None = None
    kits: Collection[str] | None = None
    """Ids of templates; None: of all."""
    first: date | None = None
    last: date | None = None
    search: str = ""
    since: Since = ANY_TIME


@dataclass(frozen=True)
class PublicMeeting:
    """A meeting, and when what everybody may read of it changed last."""

    row: Meeting
    modified: datetime


@dataclass(frozen=True)
class Rows:
    """Meetings of one page, and how many there are on all pages."""

    meetings: Sequence[PublicMeeting]
    total: int
    page: Page


def meetings(wish: Wish, page: Page) -> Rows:
    """In the order of their days, the latest first; a page after the last one is empty."""
    conditions = _conditions(wish)
    total = db.session.scalar(select(func.count(Meeting.id)).where(*conditions))
    order = (Meeting.day.desc(), Meeting.begins.desc(), Meeting.id.desc())
    found = select(Meeting).where(*conditions).order_by(*order)
    rows = db.session.scalars(found.limit(page.limit).offset(page.offset)).unique().all()
    return Rows(_with_change(rows), total or 0, page)


def by_age(wish: Wish, page: Page) -> Rows:
    """The same in the order in which they were planned, which never changes.

    Who asks for changes gets the meetings that are public no longer as well.
    """
    conditions = _conditions(wish, gone=wish.since.with_deleted)
    total = db.session.scalar(select(func.count(Meeting.id)).where(*conditions))
    found = select(Meeting).where(*conditions).order_by(Meeting.id)
    rows = db.session.scalars(found.limit(page.limit).offset(page.offset)).unique().all()
    return Rows(_with_change(rows), total or 0, page)


def all_meetings(wish: Wish) -> list[PublicMeeting]:
    """All of them, for a table."""
    order = (Meeting.day.desc(), Meeting.begins.desc(), Meeting.id.desc())
    found = select(Meeting).where(*_conditions(wish)).order_by(*order)
    return _with_change(db.session.scalars(found).unique().all())


def public_meeting(key: str) -> PublicMeeting:
    """A meeting by its number or its slug. Raises ``NotFound``."""
    known = [Meeting.slug == key.replace("\x00", "")]
    if key.isascii() and key.isdigit() and len(key) < LONGEST_ID:
        known.append(Meeting.id == int(key))
    row = db.session.scalar(
        select(Meeting).where(Meeting.public, or_(*known)).order_by(Meeting.id).limit(1)
    )
    if row is None:
        raise NotFound(UNKNOWN)
    return _with_change([row])[0]


def known_meeting(number: int) -> PublicMeeting:
    """A meeting that is public or was. Raises ``NotFound``."""
    known = or_(Meeting.public, Meeting.was_public)
    fits = len(str(number)) < LONGEST_ID
    row = db.session.scalar(select(Meeting).where(known, Meeting.id == number)) if fits else None
    if row is None:
        raise NotFound(UNKNOWN)
    return _with_change([row])[0]


def meetings_at(venue_id: int) -> list[PublicMeeting]:
    """Public meetings at a place, in the order of their numbers."""
    found = select(Meeting).where(Meeting.public, Meeting.venue_id == venue_id).order_by(Meeting.id)
    return _with_change(db.session.scalars(found).unique().all())


def public_items(found: Sequence[PublicMeeting]) -> dict[int, list[Row]]:
    """Meeting id → the items of its published agenda that everybody may read.

    A meeting that was called off has none. A fixed number of queries.
    """
    held = [one.row for one in found if one.row.state == MeetingState.PUBLISHED]
    return {
        meeting_id: [row for row in agenda.rows if row.item.public]
        for meeting_id, agenda in published_agendas(held).items()
    }


def agendas_of(meeting_id: int) -> list[PublishedAgenda]:
    """All published agendas of a meeting, the newest first."""
    return list(
        db.session.scalars(
            select(PublishedAgenda)
            .where(PublishedAgenda.meeting_id == meeting_id)
            .order_by(PublishedAgenda.number.desc())
        )
    )


def _conditions(wish: Wish, *, gone: bool = False) -> list[ColumnElement[bool]]:
    shown: ColumnElement[bool] = (
        or_(Meeting.public, Meeting.was_public) if gone else and_(Meeting.public)
    )
    found: list[ColumnElement[bool]] = [shown, *_since(wish.since)]
    if wish.state:
        found.append(Meeting.state == wish.state)
    if wish.kits is not None:
        found.append(Meeting.kit_id.in_(wish.kits))
    if wish.first:
        found.append(Meeting.day >= wish.first)
    if wish.last:
        found.append(Meeting.day <= wish.last)
    words = sort_key(wish.search.replace("\x00", ""))[0].split()
    return found + [Meeting.search_key.contains(word, autoescape=True) for word in words]


def _since(since: Since) -> list[ColumnElement[bool]]:
    """A meeting changes with its own values, its published agenda and its decisions."""
    found: list[ColumnElement[bool]] = []
    if since.created_since:
        found.append(Meeting.created_at >= since.created_since)
    if since.created_until:
        found.append(Meeting.created_at <= since.created_until)
    published = select(PublishedAgenda.id).where(PublishedAgenda.meeting_id == Meeting.id)
    decided = select(Decision.id).where(Decision.meeting_id == Meeting.id)
    corrected = (
        select(DecisionCorrection.id)
        .join(Decision, Decision.id == DecisionCorrection.decision_id)
        .where(Decision.meeting_id == Meeting.id)
    )
    about = (
        select(Idea.id)
        .join(DecisionIdea, DecisionIdea.idea_id == Idea.id)
        .join(Decision, Decision.id == DecisionIdea.decision_id)
        .where(Decision.meeting_id == Meeting.id)
    )
    if moment := since.modified_since:
        found.append(
            or_(
                Meeting.calendar_changed_at >= moment,
                published.where(PublishedAgenda.at >= moment).exists(),
                decided.where(Decision.at >= moment).exists(),
                corrected.where(DecisionCorrection.at >= moment).exists(),
                about.where(Idea.changed_at >= moment).exists(),
            )
        )
    if moment := since.modified_until:
        found += [
            Meeting.calendar_changed_at <= moment,
            ~published.where(PublishedAgenda.at > moment).exists(),
            ~decided.where(Decision.at > moment).exists(),
            ~corrected.where(DecisionCorrection.at > moment).exists(),
            ~about.where(Idea.changed_at > moment).exists(),
        ]
    return found


def _with_change(rows: Sequence[Meeting]) -> list[PublicMeeting]:
    ids = [row.id for row in rows]
    moments = {row.id: [row.calendar_changed_at] for row in rows}
    newest = (
        select(PublishedAgenda.meeting_id, func.max(PublishedAgenda.at))
        .where(PublishedAgenda.meeting_id.in_(ids))
        .group_by(PublishedAgenda.meeting_id),
        select(Decision.meeting_id, func.max(Decision.at))
        .where(Decision.meeting_id.in_(ids))
        .group_by(Decision.meeting_id),
        select(Decision.meeting_id, func.max(DecisionCorrection.at))
        .join(Decision, Decision.id == DecisionCorrection.decision_id)
        .where(Decision.meeting_id.in_(ids))
        .group_by(Decision.meeting_id),
        select(Decision.meeting_id, func.max(Idea.changed_at))
        .join(DecisionIdea, DecisionIdea.decision_id == Decision.id)
        .join(Idea, Idea.id == DecisionIdea.idea_id)
        .where(Decision.meeting_id.in_(ids), Idea.changed_at.is_not(None))
        .group_by(Decision.meeting_id),
    )
    for statement in newest:
        for meeting_id, at in db.session.execute(statement):
            if meeting_id and at:
                moments[meeting_id].append(at)
    return [PublicMeeting(row, max(moments[row.id])) for row in rows]


def numbers_of_decisions(meeting_ids: Collection[int]) -> dict[int, list[str]]:
    """Meeting id → numbers of the decisions taken there."""
    rows = db.session.execute(
        select(Decision.meeting_id, Decision.number)
        .where(Decision.meeting_id.in_(meeting_ids))
        .order_by(Decision.day, Decision.id)
    )
    told: dict[int, list[str]] = {}
    for meeting_id, number in rows:
        told.setdefault(meeting_id or 0, []).append(number)
    return told


def newest_change() -> datetime | None:
    """The moment at which anything that meetings show changed last; None while there is none."""
    return db.session.scalar(select(func.max(Meeting.calendar_changed_at)).where(Meeting.public))


def first_creation() -> datetime | None:
    """When the first public meeting was planned; None while there is none."""
    return db.session.scalar(select(func.min(Meeting.created_at)).where(Meeting.public))
