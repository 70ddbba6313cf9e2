"""What is read of minutes."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, func, select, union
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.rules import (
    EntryKind,
    Finding,
    HeadValues,
    MinutesState,
    findings,
    head_mark,
)
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState

UNKNOWN = "Zu diesem Treffen gibt es noch kein Protokoll."
RELEASED_UNKNOWN = "Zu diesem Treffen ist kein Protokoll veröffentlicht."


def minutes_of(meeting_id: int) -> Minutes | None:
    """The minutes of a meeting with all entries, in three queries; None before they are opened."""
    return db.session.scalar(
        select(Minutes)
        .where(Minutes.meeting_id == meeting_id)
        .options(
            joinedload(Minutes.meeting),
            selectinload(Minutes.items).selectinload(MinutesItem.entries).joinedload(Entry.idea),
        )
    )


def opened_minutes(meeting_id: int) -> Minutes:
    """The same. Raises ``NotFound`` before they are opened."""
    minutes = minutes_of(meeting_id)
    if minutes is None:
        raise NotFound(UNKNOWN)
    return minutes


def has_minutes(meeting_id: int) -> bool:
    """Whether the minutes of a meeting were opened."""
    found = select(Minutes.id).where(Minutes.meeting_id == meeting_id)
    return db.session.scalar(found) is not None


def minutes_id_of(meeting_id: int) -> int:
    """Only the id, so that the row can be locked before it is read. Raises ``NotFound``."""
    minutes_id = db.session.scalar(select(Minutes.id).where(Minutes.meeting_id == meeting_id))
    if minutes_id is None:
        raise NotFound(UNKNOWN)
    return minutes_id


def released_minutes(meeting_id: int) -> Minutes:
    """Minutes that everybody may read. Raises ``NotFound``, the same for drafts and none."""
    minutes = minutes_of(meeting_id)
    if minutes is None or minutes.state != MinutesState.RELEASED:
        raise NotFound(RELEASED_UNKNOWN)
    return minutes


def released_pdf(meeting_id: int) -> bytes:
    """The stored document. Raises ``NotFound``."""
    pdf = db.session.scalar(
        select(Minutes.pdf).where(
            Minutes.meeting_id == meeting_id, Minutes.state == MinutesState.RELEASED
        )
    )
    if not pdf:
        raise NotFound(RELEASED_UNKNOWN)
    return pdf


_RELEASED = select(Minutes.meeting_id).where(
    Minutes.meeting_id.in_(bindparam("meeting_ids", expanding=True)),
    Minutes.state == MinutesState.RELEASED,
)


def is_released(meeting_id: int) -> bool:
    """Whether there are minutes to read."""
    return meeting_id in released_among([meeting_id])


def released_among(meeting_ids: Iterable[int]) -> set[int]:
    """Those of the meetings whose minutes are out."""
    return set(db.session.scalars(_RELEASED, {"meeting_ids": list(meeting_ids)}))


def entry_of(meeting_id: int, entry_id: int) -> Entry:
    """An entry of this meeting's minutes. Raises ``NotFound``."""
    entry = db.session.scalar(
        select(Entry)
        .join(Entry.item)
        .join(MinutesItem.minutes)
        .where(Entry.id == entry_id, Minutes.meeting_id == meeting_id)
        .options(joinedload(Entry.item), joinedload(Entry.idea))
    )
    if entry is None:
        raise NotFound("Diesen Eintrag gibt es nicht mehr.")
    return entry


def item_of(meeting_id: int, item_id: int) -> MinutesItem:
    """A heading of this meeting's minutes. Raises ``NotFound``."""
    item = db.session.scalar(
        select(MinutesItem)
        .join(MinutesItem.minutes)
        .where(MinutesItem.id == item_id, Minutes.meeting_id == meeting_id)
    )
    if item is None:
        raise NotFound("Diesen Punkt gibt es im Protokoll nicht.")
    return item


def entries_of_item(item_id: int) -> list[Entry]:
    """The entries below a heading, in order."""
    statement = select(Entry).where(Entry.item_id == item_id).order_by(Entry.position, Entry.id)
    return list(db.session.scalars(statement))


def numbers_starting(start: str) -> list[str]:
    """All numbers given out that begin like this; decisions also stand with the ideas."""
    entries = select(Entry.number).where(Entry.number.startswith(start, autoescape=True))
    decisions = select(Idea.decision).where(Idea.decision.startswith(start, autoescape=True))
    return [number for number in db.session.scalars(union(entries, decisions)) if number]


def head_of(minutes: Minutes) -> HeadValues:
    """The head as plain data."""
    return HeadValues(
        began=minutes.began,
        ended=minutes.ended,
        chair=minutes.chair,
        keeper=minutes.keeper,
        attendance=dict(minutes.attendance),
        excused=minutes.excused,
        summary=minutes.summary,
    )


def head_mark_of(minutes: Minutes) -> str:
    """The mark of the head as it is now, see ``rules.head_mark``."""
    return head_mark(head_of(minutes))


def findings_of(minutes: Minutes) -> list[Finding]:
    """What is still missing in these minutes."""
    items = [(item.id, item.title, item.entries) for item in minutes.items]
    return findings(items, head_of(minutes))


def entry_count(minutes: Minutes) -> int:
    """How many entries there are."""
    return sum(len(item.entries) for item in minutes.items)


def people_to_thank(meeting_id: int) -> list[Registration]:
    """Everybody with a place or who came, and left an address (domain.md G6)."""
    statement = select(Registration).where(
        Registration.meeting_id == meeting_id,
        (Registration.state == RegistrationState.CONFIRMED)
        | (Registration.attendance == Attendance.PRESENT),
        Registration.email != "",
    )
    return list(db.session.scalars(statement.order_by(Registration.id)))


def thanks_count(meeting_id: int) -> int:
    """How many letters a release sends."""
    statement = select(func.count()).where(
        Registration.meeting_id == meeting_id,
        (Registration.state == RegistrationState.CONFIRMED)
        | (Registration.attendance == Attendance.PRESENT),
        Registration.email != "",
    )
    return db.session.scalar(statement) or 0


_OPEN_TASKS = (
    select(Entry)
    .where(Entry.kind == EntryKind.TASK, Entry.done_on.is_(None))
    .join(Entry.item)
    .join(MinutesItem.minutes)
    .options(joinedload(Entry.item).joinedload(MinutesItem.minutes).joinedload(Minutes.meeting))
    .order_by(Entry.due.is_(None), Entry.due, Entry.number)
)
_WITHOUT_MINUTES = (
    select(Meeting)
    .where(
        Meeting.day < bindparam("today"),
        Meeting.state == MeetingState.PUBLISHED,
        Meeting.id.not_in(select(Minutes.meeting_id).where(Minutes.state == MinutesState.RELEASED)),
    )
    .order_by(Meeting.day)
)


_RESULTS = (
    select(Entry)
    .where(
        Entry.kind.in_((EntryKind.TASK, EntryKind.DECISION, EntryKind.AGREEMENT)),
        Minutes.state == MinutesState.RELEASED,
    )
    .join(Entry.item)
    .join(MinutesItem.minutes)
    .join(Minutes.meeting)
    .options(
        contains_eager(Entry.item)
        .contains_eager(MinutesItem.minutes)
        .contains_eager(Minutes.meeting)
        .lazyload(Meeting.venue)
    )
    .order_by(Meeting.day, Entry.number, Entry.id)
)


def results() -> list[Entry]:
    """Tasks, decisions and agreements of all released minutes, each with its meeting; one query."""
    return list(db.session.scalars(_RESULTS))


def open_tasks() -> list[Entry]:
    """Tasks nobody has ticked off yet, the earliest first, each with its meeting."""
    return list(db.session.scalars(_OPEN_TASKS))


def meetings_without_minutes(today: date) -> list[Meeting]:
    """Held meetings whose minutes are not out yet, the oldest first."""
    return list(db.session.scalars(_WITHOUT_MINUTES, {"today": today}))
