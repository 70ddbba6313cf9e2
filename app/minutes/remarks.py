"""The draft goes to those who were there; what they ask to correct, and what they are answered."""

from datetime import date, timedelta

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, TooMany
from app.core.language import N_
from app.core.limits import count_attempt
from app.core.tokens import digest
from app.minutes import mails, queries, review_queries
from app.minutes.models import Minutes, MinutesItem, MinutesReader, MinutesRemark
from app.minutes.review_queries import people_to_ask, reader_behind, review_token
from app.minutes.rules import RemarkState, check_answer, check_open, check_review, check_window
from app.minutes.writing import check_held
from app.outbox.actions import put

MOST_PER_DAY = 30
ANSWERED = "Jemand anderes hat diese Berichtigung schon beantwortet. Laden Sie die Seite neu."
TOO_MANY = N_(
    "Heute sind über Ihren Link schon sehr viele Vorschläge gekommen. "
    "Bitte versuchen Sie es morgen noch einmal oder rufen Sie uns an."
)


def hand_out(meeting_id: int, until: date, *, actor: Actor) -> int:
    """Give the draft to everybody who was there and has an address, until the end of this day.

    Who has a link keeps it, and gets one letter for the draft of each version. Returns the number
    of letters. Raises ``RuleBroken`` for a day that is over or far away, once the minutes are
    released, and for a meeting that was called off or has not begun.
    """
    with transaction():
        minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
        check_open(minutes.state)
        check_held(minutes.meeting)
        check_review(until, clock.today())
        minutes.review_until = until
        readers = _readers_to_ask(minutes)
        sent = sum(put(letter) for letter in mails.reviews(minutes, readers, until))
        log(actor, "minutes_handed_out", f"meeting:{meeting_id}")
    return sent


def _readers_to_ask(minutes: Minutes) -> list[MinutesReader]:
    """Those who get a letter now, each with a link."""
    known, asked = review_queries.readers_by_person(minutes), people_to_ask(minutes)
    readers = [
        known.get(one.id) or MinutesReader(minutes=minutes, registration=one) for one in asked
    ]
    for reader in readers:
        reader.edition, reader.at = minutes.edition, clock.now()
    db.session.add_all(readers)
    db.session.flush()
    for reader in readers:
        reader.digest = digest(review_token(reader))
    return readers


def end_review(meeting_id: int, *, actor: Actor) -> None:
    """Take no more corrections; twice is as once."""
    with transaction():
        minutes = locked(Minutes, queries.minutes_id_of(meeting_id))
        if minutes.review_until is not None:
            minutes.review_until = None
            log(actor, "minutes_review_ended", f"meeting:{meeting_id}")


def suggest(token: str, item_id: int, text: str, *, submit_key: str) -> None:
    """A reader asks to correct something; sent again, the same form changes nothing.

    ``item_id``: the heading, 0 for the whole. A heading that was removed meanwhile costs the
    place, not the text. Raises ``NotFound`` for a stranger, ``Gone`` after the last day.
    """
    with transaction():
        reader = reader_behind(token)
        minutes = locked(Minutes, reader.minutes_id)
        check_window(minutes.state, minutes.review_until, clock.today())
        if review_queries.is_known_remark(submit_key):
            return
        if not count_attempt("remark", str(reader.id), most=MOST_PER_DAY, within=timedelta(days=1)):
            raise TooMany(TOO_MANY)
        item = db.session.get(MinutesItem, item_id) if item_id else None
        db.session.add(
            MinutesRemark(
                minutes_id=minutes.id,
                item_id=item.id if item and item.minutes_id == minutes.id else None,
                registration_id=reader.registration_id,
                text=text,
                submit_key=submit_key,
                at=clock.now(),
            )
        )


def answer(meeting_id: int, remark_id: int, state: RemarkState, text: str, *, actor: Actor) -> None:
    """Say whether a correction was taken over; the same answer twice is as once.

    Raises ``Conflict`` when somebody else answered otherwise, ``RuleBroken`` for a no without a
    reason, ``NotFound``.
    """
    with transaction():
        review_queries.remark_of(meeting_id, remark_id)
        remark = locked(MinutesRemark, remark_id)
        check_answer(state, text)
        if remark.state != RemarkState.OPEN:
            if (remark.state, remark.answer) != (state, text):
                raise Conflict(ANSWERED)
            return
        remark.state, remark.answer = state, text
        remark.settled_at, remark.settled_by = clock.now(), actor.name
        log(actor, "minutes_remark_answered", f"remark:{remark_id}")
