"""Publishing the agenda: from then on participants see the working copy as it is now."""

from app.access.actions import Actor, log
from app.agenda import published
from app.agenda.differences import SeenItem, from_data, to_data
from app.agenda.models import PublishedAgenda
from app.agenda.queries import items_of
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

CHANGED = (
    "Jemand hat die Tagesordnung geändert, seit Sie diese Seite geöffnet haben. Unten steht jetzt, "
    "was sich ändert. Prüfen Sie es bitte und veröffentlichen Sie noch einmal."
)


def publish_agenda(meeting_id: int, seen: str, actor: Actor) -> int | None:
    """Show participants the working copy. Returns the number of the new version.

    ``seen``: the sign of what the office has looked at (``Comparison.stand``). None: all of it is
    published already, for example by a second press. Raises ``Conflict`` when the working copy
    changed since, ``RuleBroken`` when the meeting is not public.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        _check_public(meeting)
        items = published.seen_items(meeting, items_of(meeting_id))
        last = published.latest(meeting_id)
        if last and from_data(last.items) == items:
            return None
        if published.stand_of(items) != seen:
            raise Conflict(CHANGED)
        return _keep(meeting_id, items, last.number + 1 if last else 1, actor)


def _check_public(meeting: Meeting) -> None:
    if meeting.state == MeetingState.DRAFT:
        raise RuleBroken(
            "Das Treffen ist noch ein Entwurf. Die Tagesordnung wird mit dem Treffen "
            "veröffentlicht."
        )
    if meeting.state == MeetingState.CANCELLED:
        raise RuleBroken("Das Treffen ist abgesagt. Eine Tagesordnung braucht es nicht mehr.")


def publish_first(meeting_id: int, actor: Actor) -> None:
    """The agenda that a meeting is published with; without items it follows later.

    Joins the caller's transaction. A meeting that has a published agenda keeps it.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        items = published.seen_items(meeting, items_of(meeting_id))
        if items and published.latest(meeting_id) is None:
            _keep(meeting_id, items, 1, actor)


def _keep(meeting_id: int, items: tuple[SeenItem, ...], number: int, actor: Actor) -> int:
    db.session.add(
        PublishedAgenda(
            meeting_id=meeting_id,
            number=number,
            items=to_data(items),
            at=clock.now(),
            by=actor.name,
        )
    )
    db.session.flush()
    log(actor, "agenda_published", f"meeting:{meeting_id}")
    return number
