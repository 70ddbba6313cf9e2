"""What a person's calendar was told last, and what the next message says (RFC 5546 2.1.4, 2.1.5).

Plain values: time is an argument. SEQUENCE rises when begin, end, place or link change, with each
cancellation, and with the invitation after one; a mere repetition has a later DTSTAMP only.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Picture:
    """When and where, as a calendar shows it. ``begins`` and ``ends`` are naive local times."""

    begins: datetime
    ends: datetime
    place: str
    link: str = ""

    @property
    def text(self) -> str:
        """As it is kept; the same picture gives the same text."""
        parts = [f"{self.begins:%Y-%m-%dT%H:%M}", f"{self.ends:%Y-%m-%dT%H:%M}"]
        return json.dumps([*parts, self.place, self.link], ensure_ascii=False)


def picture_of(text: str) -> Picture:
    """The picture behind what ``Picture.text`` gave."""
    begins, ends, place, link = json.loads(text)
    return Picture(datetime.fromisoformat(begins), datetime.fromisoformat(ends), place, link)


@dataclass(frozen=True)
class Told:
    """The last message to one calendar; ``picture`` is empty while it holds no entry."""

    sequence: int = 0
    stamp: datetime | None = None
    picture: str = ""


def requested(told: Told, picture: str, now: datetime) -> Told:
    """The next REQUEST. The very first one has SEQUENCE 0."""
    raised = told.stamp is not None and told.picture != picture
    return Told(told.sequence + raised, stamp_after(told.stamp, now), picture)


def withdrawn(told: Told, now: datetime) -> Told:
    """The CANCEL (RFC 5546 3.2.5); the picture stays until it was written down."""
    return Told(told.sequence + 1, stamp_after(told.stamp, now), told.picture)


def stamp_after(last: datetime | None, now: datetime) -> datetime:
    """A DTSTAMP in whole seconds, later than the last one: equal ones are ignored by clients."""
    stamp = now.replace(microsecond=0)
    return stamp if last is None or stamp > last else last + SECOND
