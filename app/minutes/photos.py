"""What is read of the photos of a meeting: for the team, for a release, for everybody."""

import base64
from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.db import db
from app.core.errors import NotFound
from app.minutes.content import Content, PhotoContent, from_plain
from app.minutes.models import Minutes, MinutesPhoto
from app.minutes.queries import release_of, released_among

UNKNOWN = "Dieses Foto gibt es nicht."
LARGE, SMALL = "gross", "klein"
"""The two sizes by their name in addresses."""
_COLUMNS: dict[str, InstrumentedAttribute[bytes]] = {
    LARGE: MinutesPhoto.picture,
    SMALL: MinutesPhoto.small,
}


def all_photos(minutes_id: int) -> list[MinutesPhoto]:
    """The photos of these minutes in order, without their bytes."""
    return list(
        db.session.scalars(
            select(MinutesPhoto)
            .where(MinutesPhoto.minutes_id == minutes_id)
            .order_by(MinutesPhoto.position, MinutesPhoto.id)
        )
    )


def photos_of(minutes_id: int) -> dict[int | None, tuple[PhotoContent, ...]]:
    """Id of the heading (None: without one) → photos that a release shows, in order; one query.

    A picture without a description is left out: somebody who cannot see it would learn nothing.
    """
    found: dict[int | None, tuple[PhotoContent, ...]] = {}
    for photo in all_photos(minutes_id):
        if photo.description:
            shown = PhotoContent(
                id=photo.id,
                description=photo.description,
                width=photo.width,
                height=photo.height,
            )
            found[photo.item_id] = (*found.get(photo.item_id, ()), shown)
    return found


def undescribed(minutes_id: int) -> int:
    """How many photos a release would leave out."""
    statement = select(func.count()).where(
        MinutesPhoto.minutes_id == minutes_id, MinutesPhoto.description == ""
    )
    return db.session.scalar(statement) or 0


def is_known(minutes_id: int, digest: str) -> bool:
    """Whether the very same file was handed in before."""
    found = select(MinutesPhoto.id).where(
        MinutesPhoto.minutes_id == minutes_id, MinutesPhoto.digest == digest
    )
    return db.session.scalar(found) is not None


def count_and_last(minutes_id: int) -> tuple[int, int]:
    """How many photos there are, and the position of the last one; 0 without any."""
    numbers = select(func.count(), func.coalesce(func.max(MinutesPhoto.position), 0))
    count, last = db.session.execute(numbers.where(MinutesPhoto.minutes_id == minutes_id)).one()
    return count, last


def photos_in(content: Content) -> Iterator[PhotoContent]:
    """All photos of a version: those of its headings, then those without one."""
    for item in content.items:
        yield from item.photos
    yield from content.photos


def print_sources(shown: Iterable[PhotoContent]) -> dict[int, str]:
    """Id → the small picture as it stands inside a document; removed ones are missing."""
    ids = [photo.id for photo in shown]
    rows = db.session.execute(
        select(MinutesPhoto.id, MinutesPhoto.small).where(MinutesPhoto.id.in_(ids))
    )
    return {
        photo_id: f"data:image/jpeg;base64,{base64.b64encode(small).decode()}"
        for photo_id, small in rows
    }


def page_sources(shown: Iterable[PhotoContent], address: Callable[[int], str]) -> dict[int, str]:
    """Id → address of the small picture; removed ones are missing.

    ``address``: of a photo's small picture, by its id.
    """
    ids = [photo.id for photo in shown]
    found = db.session.scalars(select(MinutesPhoto.id).where(MinutesPhoto.id.in_(ids)))
    return {photo_id: address(photo_id) for photo_id in found}


def photo_of(meeting_id: int, photo_id: int) -> MinutesPhoto:
    """A photo of this meeting, without its bytes. Raises ``NotFound``."""
    photo = db.session.scalar(
        select(MinutesPhoto)
        .join(Minutes, Minutes.id == MinutesPhoto.minutes_id)
        .where(MinutesPhoto.id == photo_id, Minutes.meeting_id == meeting_id)
    )
    if photo is None:
        raise NotFound(UNKNOWN)
    return photo


def picture(meeting_id: int, photo_id: int, size: str) -> bytes:
    """The JPEG in this size, for the team. Raises ``NotFound``."""
    if size not in _COLUMNS:
        raise NotFound(UNKNOWN)
    data: bytes | None = db.session.scalar(
        select(_COLUMNS[size])
        .join(Minutes, Minutes.id == MinutesPhoto.minutes_id)
        .where(MinutesPhoto.id == photo_id, Minutes.meeting_id == meeting_id)
    )
    if data is None:
        raise NotFound(UNKNOWN)
    return data


def is_released(meeting_id: int, photo_id: int) -> bool:
    """Whether the newest released version shows it."""
    if not released_among([meeting_id]):
        return False
    content = from_plain(release_of(meeting_id).content)
    return photo_id in {photo.id for photo in photos_in(content)}


def released_picture(meeting_id: int, photo_id: int, size: str) -> bytes:
    """The same for everybody: only when the newest released version shows it.

    Raises ``NotFound``, the same for drafts, hidden and unknown ones.
    """
    if not is_released(meeting_id, photo_id):
        raise NotFound(UNKNOWN)
    return picture(meeting_id, photo_id, size)
