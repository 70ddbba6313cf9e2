"""Reading the backlog (Themenspeicher): what waits, what stands where, what comes back."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.agenda.carrying import Evening, TopicState
from app.agenda.models import AgendaItem, BacklogItem, BacklogPlace
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
from app.core.words import plain_key
from app.kits.schema import MinutesType
from app.kits.shelf import shelf
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

ON_A_PAGE = 50
ORDERS: dict[str, Callable[[], Any]] = {
    "titel": lambda: BacklogItem.search_key,
    "minuten": lambda: BacklogItem.minutes,
    "seit": lambda: BacklogItem.at,
}


@dataclass(frozen=True)
class Topic:
    """A topic and where it stands; ``meeting`` is None while it waits or is dropped."""

    row: BacklogItem
    meeting: Meeting | None

    @property
    def state(self) -> TopicState:
        if self.row.dropped:
            return TopicState.DROPPED
        return TopicState.PLACED if self.meeting else TopicState.WAITING

    @property
    def postponed_at(self) -> Meeting | None:
        """The last meeting at which it was postponed and that there still is."""
        return last_postponed(self.row)

    @property
    def was_postponed(self) -> bool:
        """It comes back by itself."""
        return any(one.postponed for one in self.row.places)


def last_postponed(topic: BacklogItem) -> Meeting | None:
    """The last meeting at which a topic was postponed and that there still is."""
    found = [one.meeting for one in topic.places if one.postponed and one.meeting]
    return found[-1] if found else None


@dataclass(frozen=True)
class TopicFilter:
    """What the list of topics shows."""

    search: str = ""
    state: str = TopicState.WAITING
    sort: str = "titel"
    page: int = 1


@dataclass(frozen=True)
class TopicPage:
    rows: list[Topic]
    total: int
    number: int
    pages: int


_STANDS = and_(Meeting.id == AgendaItem.meeting_id, Meeting.state != MeetingState.CANCELLED)
_WAITS = and_(BacklogItem.dropped == "", Meeting.id.is_(None))


def _topics() -> Select[BacklogItem, Meeting]:
    return (
        select(BacklogItem, Meeting)
        .outerjoin(AgendaItem, AgendaItem.id == BacklogItem.item_id)
        .outerjoin(Meeting, _STANDS)
        .options(selectinload(BacklogItem.places).joinedload(BacklogPlace.meeting))
    )


def topic_page(wanted: TopicFilter) -> TopicPage:
    """The topics of a filter, page by page."""
    found = _topics().where(*_wanted(wanted))
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    number, pages = nearest_page(total, wanted.page, ON_A_PAGE)
    order = ORDERS.get(wanted.sort.removeprefix("-"), ORDERS["titel"])()
    order = order.desc() if wanted.sort.startswith("-") else order
    rows = db.session.execute(
        found.order_by(order, BacklogItem.id).offset((number - 1) * ON_A_PAGE).limit(ON_A_PAGE)
    )
    return TopicPage([Topic(*row) for row in rows], total, number, pages)


def _wanted(wanted: TopicFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.search.strip():
        key = plain_key(wanted.search).strip()
        conditions.append(BacklogItem.search_key.contains(key, autoescape=True))
    if wanted.state == TopicState.WAITING:
        conditions.append(_WAITS)
    elif wanted.state == TopicState.PLACED:
        conditions += [BacklogItem.dropped == "", Meeting.id.is_not(None)]
    elif wanted.state == TopicState.DROPPED:
        conditions.append(BacklogItem.dropped != "")
    return conditions


def is_empty() -> bool:
    """Nobody has put in a topic yet, and none was postponed."""
    return db.session.scalar(select(BacklogItem.id).limit(1)) is None


def topic_of(topic_id: int) -> Topic:
    """One topic. Raises ``NotFound``."""
    row = db.session.execute(_topics().where(BacklogItem.id == topic_id)).one_or_none()
    if row is None:
        raise NotFound("Dieses Thema gibt es nicht oder nicht mehr.")
    return Topic(*row)


def made_by(submit_key: str) -> int | None:
    """The topic that this form has made already."""
    return db.session.scalar(select(BacklogItem.id).filter_by(submit_key=submit_key))


def waiting_topics(circle: str) -> list[Topic]:
    """What waits for a meeting of this circle, in German order."""
    found = _topics().where(_WAITS, BacklogItem.circle == circle).order_by(BacklogItem.search_key)
    return [Topic(*row) for row in db.session.execute(found)]


def first_waiting(circle: str, most: int) -> tuple[list[Topic], int]:
    """(the first of what waits for this circle, how many there are); two queries at most."""
    found = _topics().where(_WAITS, BacklogItem.circle == circle).order_by(BacklogItem.search_key)
    rows = db.session.execute(found.add_columns(func.count().over()).limit(most)).all()
    return [Topic(topic, meeting) for topic, meeting, _ in rows], rows[0][2] if rows else 0


def in_called_off_meetings() -> list[int]:
    """Ids of topics that were postponed once and stand in a meeting that was called off since."""
    found = (
        select(BacklogItem.id)
        .join(AgendaItem, AgendaItem.id == BacklogItem.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(BacklogItem.dropped == "", Meeting.state == MeetingState.CANCELLED)
        .where(BacklogItem.places.any(BacklogPlace.postponed.is_(True)))
        .order_by(BacklogItem.id)
    )
    return list(db.session.scalars(found))


def place_at(item_id: int) -> BacklogPlace | None:
    """What an agenda item means to the backlog."""
    return db.session.scalar(select(BacklogPlace).filter_by(item_id=item_id))


def places_at(item_ids: Collection[int]) -> list[BacklogPlace]:
    """The same for many items, with their topics, in the order of the items."""
    found = select(BacklogPlace).where(BacklogPlace.item_id.in_(item_ids))
    found = found.options(joinedload(BacklogPlace.topic)).order_by(BacklogPlace.item_id)
    return list(db.session.scalars(found))


@dataclass(frozen=True)
class Mark:
    """What the editor says about an item that is a topic."""

    words: str
    """„vertagt vom 17.06.2027“ or „aus dem Themenspeicher“; empty: it was postponed away."""
    postponed: bool
    """It was not dealt with here and comes back later."""


def marked(meeting_id: int) -> dict[int, Mark]:
    """Item id → where it comes from and whether it was postponed, for the items of a meeting."""
    found = (
        select(AgendaItem.id, BacklogPlace)
        .join(AgendaItem, AgendaItem.id == BacklogPlace.item_id)
        .where(AgendaItem.meeting_id == meeting_id)
        .options(
            joinedload(BacklogPlace.topic)
            .selectinload(BacklogItem.places)
            .joinedload(BacklogPlace.meeting)
        )
    )
    return {item_id: _mark(place) for item_id, place in db.session.execute(found)}


def _mark(place: BacklogPlace) -> Mark:
    earlier = [
        one.meeting
        for one in place.topic.places
        if one.postponed and one.meeting and one.id < place.id
    ]
    if earlier:
        return Mark(f"vertagt vom {earlier[-1].day:%d.%m.%Y}", place.postponed)
    first = place.postponed and place.topic.places[0].id == place.id
    return Mark("" if first else "aus dem Themenspeicher", place.postponed)


def meetings_after(meeting_id: int) -> set[int]:
    """Meetings in which topics stand now that stood in this one before."""
    found = (
        select(AgendaItem.meeting_id)
        .join(BacklogItem, BacklogItem.item_id == AgendaItem.id)
        .where(BacklogItem.places.any(BacklogPlace.meeting_id == meeting_id))
    )
    return set(db.session.scalars(found))


def item_ids_of_topics(meeting_id: int) -> set[int]:
    """Items of a meeting that are topics of their own: a copied agenda leaves them out."""
    found = select(BacklogPlace.item_id).join(AgendaItem, AgendaItem.id == BacklogPlace.item_id)
    return set(db.session.scalars(found.where(AgendaItem.meeting_id == meeting_id)))


def circle_of(meeting: Meeting) -> str:
    """Whose topics a meeting takes: the kit's id for a steering group, else empty."""
    return meeting.kit_id if meeting.kit.minutes_type == MinutesType.DECISION else ""


def circles() -> list[tuple[str, str]]:
    """(id, title) of the steering groups' kits."""
    kits = (kit for kit in shelf().kits if kit.minutes_type == MinutesType.DECISION)
    return [(kit.id, kit.title) for kit in kits]


def evening_of(meeting: Meeting) -> Evening:
    """The meeting as the carry-over sees it."""
    called_off = meeting.state == MeetingState.CANCELLED
    circle = circle_of(meeting)
    return Evening(meeting.id, meeting.begins_at, circle, meeting.listed, called_off)


def coming_meetings(circle: str | None = None) -> list[Meeting]:
    """Meetings that have not begun and are not called off, the earliest first.

    ``circle``: those that take its topics.
    """
    now = local_now()
    found = (
        select(Meeting)
        .where(Meeting.state != MeetingState.CANCELLED, Meeting.day >= now.date())
        .order_by(Meeting.day, Meeting.begins, Meeting.id)
    )
    meetings = [one for one in db.session.scalars(found).unique() if one.begins_at > now]
    return [one for one in meetings if circle is None or circle_of(one) == circle]


def local_now() -> datetime:
    """Local wall-clock time without zone, as meetings have it."""
    return clock.local(clock.now()).replace(tzinfo=None)
