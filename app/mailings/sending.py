"""Carrying a mail to everybody: the clockwork's part. May run in many processes, and die anywhere.

Each batch is one transaction under the lock of the mail; a letter's key is unique for each person.
Whoever comes next, after a crash too, goes on with those who have no letter yet.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from app.access.actions import Actor, log
from app.contacts.models import Person
from app.contacts.queries import unsubscribe_token
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.pdf import PdfFailed
from app.kits.schema import Attachment as Kind
from app.kits.snippets import SnippetError
from app.mailings import mails, queries
from app.mailings.mails import Enclosures, Links, Words, WordsNow
from app.mailings.models import Mailing
from app.mailings.recipients import Recipient, audience_of, idea_words
from app.mailings.rules import MailingState, leaves_by_itself
from app.meetings.invitations import invite
from app.meetings.models import Meeting
from app.meetings.queries import invitation_token
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.outbox.letter import Invitation
from app.registrations import scheduling
from app.registrations.calendar import invitation as calendar_invitation
from app.registrations.models import Registration
from app.registrations.places import put_in_thread
from app.registrations.queries import manage_token

Row = TypeVar("Row", Registration, Person)
BATCH = 25
"""So many letters are written in one transaction, which others wait for."""
IN_A_TURN = 100
"""So many letters of one mail are written before the clockwork does something else."""
MADE = 4
"""The files of so many mails are kept in memory while they are being sent."""
_made: dict[tuple[int, datetime | None], Enclosures] = {}
BY_ITSELF = Actor(0, "Automatisch", frozenset())
CALLED_OFF = "Das Treffen ist nicht mehr veröffentlicht. Die übrigen bekommen diese E-Mail nicht."


def send_due(stop: Callable[[], bool] = lambda: False) -> int:
    """Start what leaves by itself, and go on with everything that is being sent.

    Returns how many letters were written.
    """
    start_by_itself()
    return sum(send_some(mailing_id, stop) for mailing_id in queries.sending_ids())


def start_by_itself() -> None:
    """Start the mails whose day has come and that wait for nobody."""
    moment = clock.now()
    waiting = [one for one in queries.planned_mailings() if one.automatic and not one.fault]
    stand, hour = queries.standings(waiting, moment), clock.local(moment).hour
    for mailing_id, standing in stand.items():
        if leaves_by_itself(standing, automatic=True, hour=hour):
            _start(mailing_id)


def _start(mailing_id: int) -> None:
    """Look once more under the lock: another process may have been faster."""
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.state != MailingState.PLANNED or not mailing.automatic:
            return
        mark_started(mailing, BY_ITSELF)


def mark_started(mailing: Mailing, actor: Actor) -> None:
    """From now on the clockwork sends it; inside a transaction."""
    mailing.state, mailing.fault = MailingState.SENDING, ""
    mailing.started_at, mailing.sent_by = clock.now(), actor.name
    mailing.version += 1
    log(actor, "mailing_started", f"mailing:{mailing.id}")


def send_some(mailing_id: int, stop: Callable[[], bool] = lambda: False) -> int:
    """Write letters of one mail, batch by batch. Returns how many.

    A mail that cannot be written goes back to the office with the reason; others go on (M-11).
    """
    written = 0
    try:
        enclosed = _enclosed(queries.mailing_by_id(mailing_id))
        while not stop() and written < IN_A_TURN:
            number = send_batch(mailing_id, enclosed)
            written += number
            if not number:
                break
    except (SnippetError, PdfFailed) as fault:
        _give_back(mailing_id, getattr(fault, "message", str(fault)))
    return written


def _enclosed(mailing: Mailing) -> Enclosures:
    """Made once for each start of a mail: everybody gets the same agenda."""
    key = (mailing.id, mailing.started_at)
    if key not in _made:
        while len(_made) >= MADE:
            _made.pop(next(iter(_made)))
        _made[key] = mails.enclosures(mailing)
    return _made[key]


def send_batch(mailing_id: int, enclosed: Enclosures, size: int = BATCH) -> int:
    """Write the next letters in one transaction; marks the mail as sent when nobody is left.

    Who gets it is decided now: whoever unsubscribed or registered meanwhile does not.
    """
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.state != MailingState.SENDING:
            return 0
        meeting = locked(Meeting, mailing.meeting_id)  # entries must not overtake a cancellation
        if meeting.state != MeetingState.PUBLISHED:
            _finish(mailing, CALLED_OFF)
            return 0
        readers = audience_of(mailing).wanted[:size]
        if not readers:
            _finish(mailing)
            return 0
        _write_letters(mailing, readers, enclosed)
        return len(readers)


def _finish(mailing: Mailing, fault: str = "") -> None:
    mailing.state, mailing.fault, mailing.sent_at = MailingState.SENT, fault, clock.now()
    mailing.people = queries.letters_written([mailing.id])[mailing.id]
    mailing.version += 1


def _give_back(mailing_id: int, sentence: str) -> None:
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.state == MailingState.SENDING:
            mailing.state, mailing.fault = MailingState.PLANNED, sentence
            mailing.version += 1


def _write_letters(mailing: Mailing, readers: Sequence[Recipient], enclosed: Enclosures) -> None:
    words = mails.words_of(mailing)
    registrations = _by_id(Registration, [one.registration_id for one in readers])
    people = _by_id(Person, [one.person_id for one in readers])
    for reader in readers:
        registration = registrations.get(reader.registration_id or 0)
        more = idea_words(mailing.meeting_id, reader.idea_id) if reader.idea_id else {}
        letter = mails.letter_for(
            mailing,
            reader,
            partial(_together, more, words),
            _links(mailing, reader, registration, people.get(reader.person_id or 0)),
            enclosed,
            partial(_appointment, mailing, registration),
        )
        if registration is None:
            put(letter)
        else:
            put_in_thread(registration, letter)


def _together(more: Words, words: WordsNow) -> dict[str, str]:
    """``more``: of the idea that a mail tells about."""
    return {**more, **words()}


def _by_id(model: type[Row], row_ids: Sequence[int | None]) -> dict[int, Row]:
    wanted = [row_id for row_id in row_ids if row_id is not None]
    found = db.session.scalars(select(model).where(model.id.in_(wanted))).unique()
    return {row.id: row for row in found}


def _links(
    mailing: Mailing, reader: Recipient, registration: Registration | None, person: Person | None
) -> Links:
    leave = unsubscribe_token(person) if person else ""
    if registration is not None:
        return mails.own_links(reader, manage=manage_token(registration))
    if reader.gets_invitation and reader.person_id is not None:
        token = invitation_token(invite(mailing.meeting_id, reader.person_id))
        return mails.own_links(reader, invitation=token, unsubscribe=leave)
    return mails.public_links(mailing.meeting)


def _appointment(mailing: Mailing, registration: Registration | None) -> Invitation | None:
    """Somebody who comes gets their own entry, which later mails can move or take back."""
    if registration is None or Kind.ICS not in mailing.attachments:
        return None
    if registration.state != "confirmed":
        return None
    scheduling.invite(registration)
    return calendar_invitation(registration)
