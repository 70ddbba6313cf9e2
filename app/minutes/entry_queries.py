"""What open pages of the notes ask for: one entry by its key, and what is new."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.ideas.models import Idea
from app.live import queries as live
from app.live.rules import OpenState
from app.meetings.models import Meeting
from app.minutes.content import EntryContent, from_plain
from app.minutes.models import Entry, Minutes, MinutesItem, MinutesRelease
from app.minutes.queries import UNKNOWN
from app.minutes.rules import MinutesState


@dataclass(frozen=True)
class Heading:
    """A heading as open pages see it, with the ids of its entries in order."""

    id: int
    title: str
    postponed: bool
    entry_ids: list[int]


@dataclass(frozen=True)
class News:
    """How the minutes stand, and the entries that changed since a version of them."""

    version: int
    open: bool
    """Whether they can still be written."""
    headings: Sequence[Heading] = ()
    entries: Sequence[Entry] = ()


def meeting_alone(meeting_id: int) -> Meeting:
    """The meeting without its venue and what is known of that. Raises ``NotFound``."""
    statement = select(Meeting).where(Meeting.id == meeting_id).options(lazyload(Meeting.venue))
    meeting = db.session.scalar(statement)
    if meeting is None:
        raise NotFound("Dieses Treffen gibt es nicht.")
    return meeting


def last_position(item_id: int) -> int:
    """Of the entries below a heading; 0 without any."""
    statement = select(func.max(Entry.position)).where(Entry.item_id == item_id)
    return db.session.scalar(statement) or 0


def entry_by_key(key: str) -> Entry | None:
    """The entry that a device made with this key, whatever meeting it is of."""
    statement = select(Entry).where(Entry.key == key)
    return db.session.scalar(statement.options(joinedload(Entry.item), joinedload(Entry.idea)))


def news_since(meeting_id: int, version: int) -> News:
    """What changed after this version; nothing but the version when it is the newest.

    Raises ``NotFound`` before the minutes are opened.
    """
    statement = select(Minutes.id, Minutes.version, Minutes.state)
    found = db.session.execute(statement.where(Minutes.meeting_id == meeting_id)).one_or_none()
    if found is None:
        raise NotFound(UNKNOWN)
    minutes_id, now, state = found
    is_open = state != MinutesState.RELEASED
    if now == version:
        return News(now, is_open)
    return News(now, is_open, _headings(minutes_id), _changed(minutes_id, version))


def _headings(minutes_id: int) -> list[Heading]:
    items = (
        select(MinutesItem.id, MinutesItem.title, MinutesItem.postponed)
        .where(MinutesItem.minutes_id == minutes_id)
        .order_by(MinutesItem.position, MinutesItem.id)
    )
    found = {row.id: Heading(*row, []) for row in db.session.execute(items)}
    entries = (
        select(Entry.item_id, Entry.id)
        .join(Entry.item)
        .where(MinutesItem.minutes_id == minutes_id)
        .order_by(Entry.position, Entry.id)
    )
    for item_id, entry_id in db.session.execute(entries):
        if item_id in found:
            found[item_id].entry_ids.append(entry_id)
    return list(found.values())


def _changed(minutes_id: int, version: int) -> Sequence[Entry]:
    statement = (
        select(Entry)
        .join(Entry.item)
        .where(MinutesItem.minutes_id == minutes_id, Entry.change > version)
        .options(joinedload(Entry.idea))
        .order_by(Entry.position, Entry.id)
    )
    return db.session.scalars(statement).all()


def numbers_drafted(start: str) -> set[str]:
    """Running numbers that begin like this and stand at an entry now."""
    statement = select(Entry.number).where(Entry.number.startswith(start, autoescape=True))
    return {number for number in db.session.scalars(statement) if number}


def numbers_released(start: str) -> set[str]:
    """Those that people have read: in released minutes, or as decisions about ideas."""
    decisions = select(Idea.decision).where(Idea.decision.startswith(start, autoescape=True))
    found = {number for number in db.session.scalars(decisions) if number}
    for numbers in db.session.scalars(select(MinutesRelease.numbers)):
        found.update(number for number in numbers if number.startswith(start))
    return found


def was_read(number: str) -> bool:
    """Whether this number stands in any released minutes."""
    return number in numbers_released(number)


def read_as(entry: Entry) -> list[EntryContent]:
    """This entry as the released versions say it, the oldest first."""
    statement = (
        select(MinutesRelease.content)
        .where(MinutesRelease.minutes_id == entry.item.minutes_id)
        .order_by(MinutesRelease.number)
    )
    contents = [from_plain(plain) for plain in db.session.scalars(statement)]
    return [one for content in contents for one in content.entries if one.id == entry.id]


def running_items(meeting: Meeting) -> tuple[int, ...]:
    """Ids of the agenda items that are on now, by the live view; none before and after."""
    if live.state_of(meeting) is not OpenState.OPEN or not live.presses_of(meeting.id):
        return ()
    current = live.evening_of(meeting, clock.now()).state.current
    return current.step.members if current and current.step else ()
