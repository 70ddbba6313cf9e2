"""Signs for walls and doors, and the poster: a meeting in, a document out.

All of them are drawn for A4; on A3 the same drawing is larger.
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.agenda.rules import access_words
from app.core.fitting import fitting_size
from app.core.links import link_to
from app.core.pdf_files import Document
from app.core.printing import document
from app.feedback.rules import last_day
from app.meetings.models import Meeting, Venue


class Size(StrEnum):
    """The paper of a sign."""

    A4 = "a4"
    A3 = "a3"


class Arrow(StrEnum):
    """Where a sign points; none: it hangs at the place itself."""

    NONE = ""
    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"


ARROW_LABELS = {
    Arrow.NONE: "Ohne Pfeil",
    Arrow.LEFT: "Pfeil nach links",
    Arrow.RIGHT: "Pfeil nach rechts",
    Arrow.UP: "Pfeil geradeaus",
    Arrow.DOWN: "Pfeil nach unten",
}


@dataclass(frozen=True)
class Sign:
    """A sign with a few large words; ``size``: of its text, see ``fitting_size``."""

    text: str
    note: str
    arrow: Arrow
    symbol: str
    """A name of symbols.html; empty: none."""
    size: int

    @property
    def picture_says(self) -> str:
        return ARROW_LABELS[self.arrow] if self.arrow else f"Symbol: {self.text}"


def way_sign_document(meeting: Meeting, text: str, arrow: Arrow, size: Size = Size.A4) -> Document:
    """One sign with the words of the office, landscape."""
    return _of(meeting, "way_signs", size, signs=[_sign(text, arrow=arrow)])


def signs_document(meeting: Meeting, venue: Venue | None, size: Size = Size.A4) -> Document:
    """The set for an evening, a sign on each page, landscape: the way, doors, photos, data.

    Only what the place has; the last page is an arrow to hang below any sign, turned as needed.
    """
    privacy = link_to("legal_public.privacy")
    signs = [*_to_the_meeting(meeting), *_at_the_place(venue)]
    return _of(meeting, "signs", size, signs=signs, address=privacy, short_address=_short(privacy))


def _to_the_meeting(meeting: Meeting) -> list[Sign]:
    ways = (Arrow.LEFT, Arrow.RIGHT, Arrow.UP)
    return [_sign(meeting.title, "Hier geht es zum Treffen", way) for way in ways]


def _at_the_place(venue: Venue | None) -> list[Sign]:
    signs = [
        _sign("Anmeldung", "Hier bekommen Sie Ihr Namensschild", symbol="list"),
        _sign(venue.name if venue else "Saal"),
        _sign("Garderobe", symbol="coat"),
    ]
    if venue and venue.accessible_toilet:
        signs.append(_sign("Toiletten", "Auch barrierefrei", symbol="wheelchair"))
    else:
        signs.append(_sign("Toiletten"))
    if venue and venue.step_free:
        signs.append(_sign("Weg ohne Stufen", symbol="wheelchair"))
        signs.append(_sign("Aufzug", symbol="lift"))
    if venue and venue.hearing_loop:
        loop = "Hier hören Sie mit der Höranlage. Stellen Sie Ihr Hörgerät auf „T“."
        signs.append(_sign("Höranlage", loop, symbol="listen"))
    return signs


def _sign(text: str, note: str = "", arrow: Arrow = Arrow.NONE, symbol: str = "") -> Sign:
    width = 187 if arrow or symbol else 269
    height = 158 - 14 * math.ceil(len(note) / 26)
    return Sign(text, note, arrow, symbol, fitting_size(text, width, height))


def poster_document(meeting: Meeting, size: Size = Size.A3) -> Document:
    """The poster, upright: one message, when, where, how to get in, the way to the page."""
    venue = meeting.venue
    address = link_to("desk_public.meeting", slug=meeting.slug)
    return _of(
        meeting,
        "poster",
        size,
        title_size=fitting_size(meeting.title, 180, 82, 34),
        topic_size=fitting_size(meeting.topic, 180, 28, 11),
        place_size=fitting_size(venue.name, 180, 22, 9) if venue else 9,
        access=access_words(venue.step_free, venue.accessible_toilet, venue.hearing_loop)
        if venue
        else "",
        address=address,
        short_address=_short(address),
    )


def takes_ideas(meeting: Meeting) -> bool:
    """Is there a page to hand in an idea for this meeting?"""
    return meeting.pitch_deadline is not None


def ideas_wall_document(meeting: Meeting, size: Size = Size.A4) -> Document:
    """A sign with the way to hand in an idea, landscape; only where ``takes_ideas``."""
    address = link_to("pitches_public.submit", slug=meeting.slug)
    return _of(
        meeting,
        "ideas_wall",
        size,
        title_size=fitting_size(meeting.title, 160, 46, 11),
        address=address,
        short_address=_short(address),
    )


def feedback_sign_document(meeting: Meeting, size: Size = Size.A4) -> Document:
    """A sign for the way out, landscape, with the way to the anonymous form."""
    address = link_to("feedback_public.give", slug=meeting.slug)
    return _of(
        meeting,
        "feedback",
        size,
        title_size=fitting_size(meeting.title, 160, 46, 11),
        until=last_day(meeting.day),
        address=address,
        short_address=_short(address),
    )


def _short(address: str) -> str:
    """As people type it: without https:// and a slash at the end."""
    return address.partition("://")[2].rstrip("/")


def _of(meeting: Meeting, name: str, size: Size, **context: Any) -> Document:
    template = f"papers/print/{name}.html"
    return document(template, kit=meeting.kit_id, meeting=meeting, a3=size == Size.A3, **context)
