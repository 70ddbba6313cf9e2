"""What everybody may read of released minutes: they stay as they were kept, words are left out."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.meetings.models import Meeting
from app.minutes.content import Content, EntryContent, ItemContent, from_plain
from app.minutes.queries import release_of
from app.minutes.rules import EntryKind
from app.steering.closed import closed_entries

LEFT_OUT = "Der Wortlaut ist nicht öffentlich, denn er nennt eine Idee, die nicht öffentlich ist."


@dataclass(frozen=True)
class OpenMinutes:
    """The content for everybody. ``whole``: nothing was left out, the document may be read."""

    content: Content
    released_at: datetime
    whole: bool


def open_minutes(meeting: Meeting) -> OpenMinutes:
    """The newest version without words that name a hidden idea. Raises ``NotFound``.

    Of a meeting that is not listed, only those read it who were given its address: all of it.
    """
    release = release_of(meeting.id)
    content = from_plain(release.content)
    decided = [entry.id for entry in content.entries if entry.kind == EntryKind.DECISION]
    closed = closed_entries(decided) if meeting.listed and decided else set()
    if not closed:
        return OpenMinutes(content, release.at, whole=True)
    items = tuple(_without(item, closed) for item in content.items)
    return OpenMinutes(replace(content, items=items), release.at, whole=False)


def _without(item: ItemContent, closed: set[int]) -> ItemContent:
    return replace(item, entries=tuple(_left_out(one, closed) for one in item.entries))


def _left_out(entry: EntryContent, closed: set[int]) -> EntryContent:
    return replace(entry, text=LEFT_OUT, reason="") if entry.id in closed else entry
