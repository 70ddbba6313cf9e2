"""What the pages of a released version show, for everybody and for the team."""

from functools import partial
from typing import Any

from flask import url_for

from app.meetings.models import Meeting
from app.minutes import queries
from app.minutes.content import Content, from_plain
from app.minutes.documents import shown
from app.minutes.photos import LARGE, SMALL, page_sources, photos_in


def newest_shown(meeting: Meeting) -> dict[str, Any]:
    """The version that people read, whatever is typed in the next one. Raises ``NotFound``."""
    return page_values(meeting, from_plain(queries.release_of(meeting.id).content))


def page_values(meeting: Meeting, content: Content) -> dict[str, Any]:
    """The same for this content of the newest version."""
    ideas = queries.public_ideas(entry.idea for entry in content.entries if entry.idea)
    photo = partial(photo_address, meeting)
    return {
        "meeting": meeting,
        "public_ideas": ideas,
        "photo_sources": page_sources(photos_in(content), partial(photo, size=SMALL)),
        "photo_page": partial(photo, size=LARGE),
        **shown(content, queries.editions_of(meeting.id)),
    }


def photo_address(meeting: Meeting, photo_id: int, *, size: str) -> str:
    """Where everybody finds a released photo; ``size``: ``LARGE`` or ``SMALL``."""
    name = "minutes_photos_public.picture"
    return url_for(name, slug=meeting.slug, photo_id=photo_id, size=size)
