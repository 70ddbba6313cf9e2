"""What is kept of one person, in numbers: before it is taken away or erased."""

from dataclasses import dataclass

from app.core.language import gettext
from app.privacy.consents import Line, Switch, record_of, switches_of
from app.privacy.erasing import waiting_mails
from app.privacy.mentions import marks_of, mentions_of
from app.privacy.requests import place_words
from app.privacy.subjects import Belongings, Subject, belongings_of
from app.privacy.ways import WAYS, Fate, Way


@dataclass(frozen=True)
class PartLine:
    """One kind of rows, how many there are, and what an erasure leaves of them."""

    title: str
    number: int
    stays: str
    goes: bool
    """Nothing of it is left."""


@dataclass(frozen=True)
class Overview:
    """Everything that the pages about one person show."""

    found: Belongings
    parts: tuple[PartLine, ...]
    mentions: tuple[tuple[str, int], ...]
    """Where the name stands in texts of others, and how often."""
    consents: tuple[Line, ...]
    switches: tuple[Switch, ...]
    waiting: int
    """Mails to the person that have not left yet."""
    in_team: bool
    """Somebody of the team has this name."""

    @property
    def subject(self) -> Subject:
        return self.found.subject


def _part(way: Way, number: int) -> PartLine:
    stays = gettext(way.stays) if way.stays else ""
    goes = way.fate is not Fate.KEEP and not way.stays
    return PartLine(gettext(way.title), number, stays, goes)


def overview_of(subject: Subject) -> Overview:
    """Read everything once."""
    found = belongings_of(subject)
    marks = marks_of(found)
    places: dict[str, int] = {}
    for one in mentions_of(found, marks):
        words = gettext(place_words(one.table))
        places[words] = places.get(words, 0) + 1
    return Overview(
        found=found,
        parts=tuple(_part(way, len(rows)) for way in WAYS if (rows := found.rows.get(way.id))),
        mentions=tuple(sorted(places.items())),
        consents=tuple(reversed(record_of(found))),
        switches=tuple(switches_of(found)),
        waiting=waiting_mails(found),
        in_team=marks is not None and marks.in_team,
    )
