"""Releasing minutes as version 1, 2, 3 …, and taking them up again for the next one."""

from datetime import datetime

from app.access.actions import Actor, log
from app.agenda import backlog
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.printing import pdf_of
from app.minutes import mails, queries
from app.minutes.changes import changes
from app.minutes.content import Content, Edition, as_plain, from_plain
from app.minutes.documents import content_document
from app.minutes.models import Minutes, MinutesRelease
from app.minutes.rules import MinutesState, Wish, check_open, check_release
from app.minutes.snapshots import content_of
from app.minutes.writing import check_held
from app.outbox.actions import put
from app.outbox.letter import Letter

TOO_LATE = "Das Protokoll wurde gerade noch geändert. Prüfen Sie es vor der Freigabe."
UNCHANGED = (
    "Das Protokoll sagt dasselbe wie die veröffentlichte Version. "
    "Eine neue Version gibt es erst, wenn sich etwas geändert hat."
)
NO_NOTE = "Was hat sich geändert? Schreiben Sie es in ein bis zwei Sätzen auf."


def release(meeting_id: int, wish: Wish, *, actor: Actor) -> int:
    """Publish the next version: its document is made first, then everything is kept at once.

    The first version goes to each person by mail, a later one when that is wanted. Returns the
    number of letters. Postponed items come back at the next meeting. Raises ``Conflict`` when the
    draft is not what the page showed, ``RuleBroken`` when it is out already, empty, unchanged,
    without a note on the change, or of a meeting that was called off or has not begun.
    """
    minutes = queries.opened_minutes(meeting_id)
    check_release(minutes.state, queries.entry_count(minutes))
    check_held(minutes.meeting)
    content = content_of(minutes)
    editions = _next_editions(minutes, content, wish.note)
    pdf = pdf_of(content_document(minutes.meeting, content, editions))
    letters = _letters(minutes, editions[-1], pdf, inform=wish.inform)
    with transaction():
        backlog.lock_for_postponing(meeting_id)
        kept = _still_as_shown(minutes.id, meeting_id, {content.mark, wish.seen}, len(editions))
        keep_release(kept, content, editions[-1], pdf, by=actor.name)
        sent = sum(put(letter) for letter in letters)
        backlog.postpone_all(meeting_id, _left(kept), actor)
        log(actor, "minutes_released", f"meeting:{meeting_id}")
    return sent


def _still_as_shown(minutes_id: int, meeting_id: int, marks: set[str], edition: int) -> Minutes:
    """The locked minutes, when they say what was shown and printed. Raises ``Conflict``."""
    kept = locked(Minutes, minutes_id)
    check_open(kept.state)
    found = queries.opened_minutes(meeting_id)
    check_held(found.meeting)
    if marks != {content_of(found).mark} or kept.edition + 1 != edition:
        raise Conflict(TOO_LATE)
    return kept


def _left(minutes: Minutes) -> list[backlog.Left]:
    """What was not dealt with, whether it stood in the agenda or not."""
    return [
        backlog.Left(f"minutes-item:{one.id}", one.title, one.agenda_item)
        for one in minutes.items
        if one.postponed
    ]


def keep_release(
    minutes: Minutes,
    content: Content,
    edition: Edition,
    pdf: bytes,
    *,
    by: str,
    at: datetime | None = None,
) -> None:
    """Write the version down and let it be the one that people read."""
    db.session.add(
        MinutesRelease(
            minutes_id=minutes.id,
            number=edition.number,
            note=edition.note,
            at=at or clock.now(),
            by=by,
            numbers=content.numbers,
            content=as_plain(content),
            pdf=pdf,
        )
    )
    minutes.state, minutes.edition, minutes.review_until = (
        MinutesState.RELEASED, edition.number, None,
    )  # fmt: skip


def revise(meeting_id: int, *, actor: Actor) -> None:
    """Open released minutes for the next version; what is public stays as it is.

    A second call finds them open. Raises ``NotFound``.
    """
    with transaction():
        minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
        if minutes.state == MinutesState.DRAFT:
            return
        minutes.state = MinutesState.DRAFT
        minutes.version += 1
        log(actor, "minutes_reopened", f"meeting:{meeting_id}")


def close_unchanged(meeting_id: int, *, actor: Actor) -> None:
    """Shut minutes that were opened again and say what is public. Twice is as once.

    Raises ``RuleBroken`` when something was changed meanwhile, or nothing is public yet.
    """
    with transaction():
        minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
        if minutes.state == MinutesState.RELEASED:
            return
        public = from_plain(queries.release_of(meeting_id).content)
        if changes(public, content_of(queries.opened_minutes(meeting_id))):
            raise RuleBroken(
                "Das Protokoll ist inzwischen geändert. Geben Sie die Änderungen als neue "
                "Version frei oder nehmen Sie sie zurück."
            )
        minutes.state, minutes.review_until = MinutesState.RELEASED, None
        log(actor, "minutes_closed", f"meeting:{meeting_id}")


def _next_editions(minutes: Minutes, content: Content, note: str) -> list[Edition]:
    """All versions and the one that is being made. Raises ``RuleBroken``."""
    today = clock.today()
    if not minutes.edition:
        return [Edition(1, today)]
    public = from_plain(queries.release_of(minutes.meeting_id).content)
    if not changes(public, content):
        raise RuleBroken(UNCHANGED)
    if not note:
        raise RuleBroken(NO_NOTE, "note")
    return [*queries.editions_of(minutes.meeting_id), Edition(minutes.edition + 1, today, note)]


def _letters(minutes: Minutes, edition: Edition, pdf: bytes, *, inform: bool) -> list[Letter]:
    people = queries.people_to_thank(minutes.meeting_id)
    if edition.number == 1:
        return mails.thanks(minutes, people, pdf)
    return mails.changed(minutes, people, edition) if inform else []
