"""Photos of a meeting: taking them in, describing, ordering, removing.

A picture is made small before the transaction begins. Everything counts as a change of the
minutes, so that a release sees it.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.minutes import photos, queries
from app.minutes.entries import FASTER
from app.minutes.models import Minutes, MinutesPhoto
from app.minutes.rules import check_open
from app.minutes.writing import open_for_writing

if TYPE_CHECKING:
    from app.minutes.imaging import Picture

MOST_PHOTOS = 60
"""Of one meeting; they all stand in one document."""


@dataclass
class Upload:
    """What became of the files of one upload, by their names."""

    kept: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    """These pictures were there already."""
    refused: list[str] = field(default_factory=list)
    """One sentence each, with the name in front."""


def take_in(meeting_id: int, files: Iterable[tuple[str, bytes]], actor: Actor) -> Upload:
    """Keep the pictures among (name, bytes); a bad one keeps no other one out.

    Raises ``NotFound`` before the minutes are opened, ``RuleBroken`` once they are released.
    """
    check_open(queries.opened_minutes(meeting_id).state)
    done = Upload()
    for name, sent in files:
        try:
            new = _take_in_one(meeting_id, sent, actor)
        except RuleBroken as fault:
            done.refused.append(f"{name}: {fault.message}")
        else:
            (done.kept if new else done.again).append(name)
    if done.kept:
        with transaction():
            log(actor, "photos_added", f"meeting:{meeting_id}")
    return done


def _take_in_one(meeting_id: int, sent: bytes, actor: Actor) -> bool:
    """Whether the picture is new. Raises ``RuleBroken`` for what is none."""
    mark = hashlib.sha256(sent).hexdigest()
    if photos.is_known(queries.minutes_id_of(meeting_id), mark):
        return False
    from app.minutes.imaging import made_small

    small = made_small(sent)
    with transaction():
        minutes = open_for_writing(meeting_id)
        if photos.is_known(minutes.id, mark):
            return False
        _add(minutes, small, mark, actor)
        return True


def _add(minutes: Minutes, made: "Picture", mark: str, actor: Actor) -> None:
    number, last = photos.count_and_last(minutes.id)
    if number >= MOST_PHOTOS:
        raise RuleBroken(
            f"Zu einem Treffen gehören höchstens {MOST_PHOTOS} Fotos. "
            "Entfernen Sie zuerst ein anderes."
        )
    db.session.add(
        MinutesPhoto(
            minutes_id=minutes.id,
            position=last + 1,
            description="",
            width=made.width,
            height=made.height,
            digest=mark,
            picture=made.data,
            small=made.small,
            at=clock.now(),
            by=actor.name,
        )
    )


def describe(
    meeting_id: int,
    photo_id: int,
    *,
    description: str,
    item_id: int | None,
    seen_version: int,
) -> None:
    """Say what a picture shows and to which heading it belongs (None: to none).

    Raises ``Conflict`` when somebody else was faster, ``RuleBroken`` naming the field,
    ``NotFound``.
    """
    with transaction():
        open_for_writing(meeting_id)
        photo = photos.photo_of(meeting_id, photo_id)
        if photo.version != seen_version:
            raise Conflict(FASTER)
        if item_id is not None:
            _check_heading(meeting_id, item_id)
        if (photo.description, photo.item_id) == (description, item_id):
            return
        photo.description, photo.item_id = description, item_id
        photo.version += 1


def _check_heading(meeting_id: int, item_id: int) -> None:
    try:
        queries.item_of(meeting_id, item_id)
    except NotFound as fault:
        raise RuleBroken(
            "Gehört zu: Diesen Punkt gibt es nicht mehr. Wählen Sie einen anderen.", "item"
        ) from fault


def move(meeting_id: int, photo_id: int, *, up: bool) -> None:
    """Swap a photo with its neighbour; at the ends nothing happens. Raises ``NotFound``."""
    with transaction():
        minutes = open_for_writing(meeting_id)
        photo = photos.photo_of(meeting_id, photo_id)
        row = photos.all_photos(minutes.id)
        place = row.index(photo)
        target = place + (-1 if up else 1)
        if not 0 <= target < len(row):
            return
        row.insert(target, row.pop(place))
        for position, one in enumerate(row, 1):
            one.position = position


def remove(meeting_id: int, photo_id: int, actor: Actor) -> None:
    """Take a photo away for good, from public pages too. Raises ``NotFound``.

    Also once the minutes are released: a face that should not be there cannot wait.
    """
    with transaction():
        minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
        db.session.delete(photos.photo_of(meeting_id, photo_id))
        minutes.version += 1
        log(actor, "photo_removed", f"meeting:{meeting_id}")
