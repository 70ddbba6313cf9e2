"""What is read of minutes."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, bindparam, func, select, tuple_
from sqlalchemy.orm import (
    contains_eager,
    joinedload,
    lazyload,
    load_only,
    selectinload,
    undefer,
)

from app.agenda.models import AgendaItem
from app.agenda.queries import items_of
from app.agenda.rules import Place
from app.contacts.models import Person
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.ideas.models import Idea
from app.ideas.rules import read_number
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.content import Edition
from app.minutes.models import Entry, Minutes, MinutesItem, MinutesRelease
from app.minutes.rules import (
    WITHOUT_RESULT,
    EntryKind,
    HeadValues,
    file_name,
    find_heading,
    head_mark,
)
from app.minutes.task_queries import OUT
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


def release_of(meeting_id: int, number: int | None = None) -> MinutesRelease:
    """A released version with its content; without a number the newest, which people read.

    Raises ``NotFound``, the same for drafts and none.
    """
    found = db.session.scalar(
        _releases(meeting_id, number).options(undefer(MinutesRelease.content)).limit(1)
    )
    if found is None:
        raise NotFound(RELEASED_UNKNOWN)
    return found


def releases_of(meeting_id: int) -> list[MinutesRelease]:
    """All released versions, the newest first, without their contents."""
    return list(db.session.scalars(_releases(meeting_id)))


def editions_of(meeting_id: int) -> list[Edition]:
    """All released versions as readers see them, the oldest first."""
    return [
        Edition(one.number, clock.local(one.at).date(), one.note)
        for one in reversed(releases_of(meeting_id))
    ]


def newest_name(meeting: Meeting) -> str:
    """File name of the version that people read; of a draft before there is one."""
    number = db.session.scalar(select(Minutes.edition).where(Minutes.meeting_id == meeting.id))
    return file_name(meeting.day, meeting.title, meeting.kit.minutes_type, number or 0)


def released_pdf(meeting_id: int, number: int | None = None) -> bytes:
    """The stored document of a version, without a number of the newest. Raises ``NotFound``."""
    pdf = db.session.scalar(
        _releases(meeting_id, number).with_only_columns(MinutesRelease.pdf).limit(1)
    )
    if not pdf:
        raise NotFound(RELEASED_UNKNOWN)
    return pdf


def _releases(meeting_id: int, number: int | None = None) -> Select[MinutesRelease]:
    statement = (
        select(MinutesRelease)
        .join(Minutes, Minutes.id == MinutesRelease.minutes_id)
        .where(Minutes.meeting_id == meeting_id)
        .order_by(MinutesRelease.number.desc())
    )
    return statement if number is None else statement.where(MinutesRelease.number == number)


_RELEASED = select(Minutes.meeting_id).where(
    Minutes.meeting_id.in_(bindparam("meeting_ids", expanding=True)), Minutes.edition > 0
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


def items_of_minutes(minutes_id: int) -> list[MinutesItem]:
    """The headings of these minutes, in order."""
    return list(
        db.session.scalars(
            select(MinutesItem)
            .where(MinutesItem.minutes_id == minutes_id)
            .order_by(MinutesItem.position, MinutesItem.id)
        )
    )


def agenda_with_results(meeting_id: int) -> list[AgendaItem]:
    """Public items of the meeting itself that can have a result, in order."""
    return [
        item
        for item in items_of(meeting_id)
        if item.place == Place.DURING and item.public and item.kind not in WITHOUT_RESULT
    ]


def agenda_news(minutes: Minutes) -> list[AgendaItem]:
    """What came onto the agenda since headings were last taken over, and has none."""
    return [
        item
        for item in agenda_with_results(minutes.meeting_id)
        if item.id > minutes.agenda_seen
        and find_heading(minutes.items, item.id, item.title) is None
    ]


def newest_agenda_item(meeting_id: int) -> int:
    """Highest id of an item of the agenda; 0 without any."""
    return max((item.id for item in items_of(meeting_id)), default=0)


def entries_of_item(item_id: int) -> list[Entry]:
    """The entries below a heading, in order."""
    statement = select(Entry).where(Entry.item_id == item_id).order_by(Entry.position, Entry.id)
    return list(db.session.scalars(statement))


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


def entry_count(minutes: Minutes) -> int:
    """How many entries there are."""
    return sum(len(item.entries) for item in minutes.items)


def with_address(person_ids: Iterable[int]) -> set[int]:
    """Those of the known people who can get a mail."""
    asked = select(Person.id).where(Person.id.in_(list(person_ids)), Person.email != "")
    return set(db.session.scalars(asked))


def public_ideas(numbers: Iterable[str]) -> set[str]:
    """Those of the ideas that everybody may read."""
    wanted = [parts for number in numbers if (parts := read_number(number))]
    found = select(Idea).where(tuple_(Idea.year, Idea.running_number).in_(wanted), Idea.public)
    return {idea.number for idea in db.session.scalars(found)}


_TO_THANK = (
    (Registration.state == RegistrationState.CONFIRMED)
    | (Registration.attendance == Attendance.PRESENT),
    Registration.email != "",
)


def people_to_thank(meeting_id: int) -> list[Registration]:
    """Everybody with a place or who came, and left an address (domain.md G6)."""
    statement = select(Registration).where(Registration.meeting_id == meeting_id, *_TO_THANK)
    return list(db.session.scalars(statement.order_by(Registration.id)))


def thanks_count(meeting_id: int) -> int:
    """How many letters a release sends."""
    statement = select(func.count()).where(Registration.meeting_id == meeting_id, *_TO_THANK)
    return db.session.scalar(statement) or 0


_WITHOUT_MINUTES = (
    select(Meeting)
    .where(
        Meeting.day < bindparam("today"),
        Meeting.state == MeetingState.PUBLISHED,
        Meeting.id.not_in(select(Minutes.meeting_id).where(Minutes.edition > 0)),
    )
    .options(load_only(Meeting.title, Meeting.day, Meeting.recipe_digest), lazyload(Meeting.venue))
    .order_by(Meeting.day)
)


_RESULTS = (
    select(Entry)
    .where(
        Entry.kind.in_((EntryKind.TASK, EntryKind.DECISION, EntryKind.AGREEMENT)),
        OUT,
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


def meetings_without_minutes(today: date) -> list[Meeting]:
    """Held meetings whose minutes are not out yet, the oldest first."""
    return list(db.session.scalars(_WITHOUT_MINUTES, {"today": today}))
