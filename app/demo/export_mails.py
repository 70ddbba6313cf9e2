"""Every mail a meeting of the year can send, to one person who was really there.

Nothing is written to the database: the person is a copy that no session knows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import inspect, select

from app.agenda.mails import accepted
from app.agenda.queries import pitch_time
from app.core import clock
from app.core.db import db
from app.core.language import SOURCE
from app.core.words import moment_brief
from app.demo.sample import MODERATOR, people
from app.meetings.mails import words_by_language
from app.meetings.models import Meeting
from app.outbox.letter import Letter
from app.pitches import mails as pitch_mails
from app.pitches.models import Pitch
from app.pitches.rules import IN_THE_PROGRAMME, PitchState
from app.registrations import mails
from app.registrations.calendar import meeting_picture
from app.registrations.models import Registration
from app.registrations.notices import Difference
from app.registrations.rules import RegistrationState as State

REASON = "Der Raum ist nach einem Wasserschaden gesperrt."
NEXT_STEP = "Wir suchen einen neuen Termin und laden Sie wieder ein."


@dataclass(frozen=True)
class Guest:
    """Copies of one registration, as it is on the way through the meeting's mails."""

    pending: Registration
    confirmed: Registration
    offered: Registration
    cancelled: Registration


def guest_of(meeting: Meeting, language: str = SOURCE) -> Guest:
    """A person of the meeting with a waiting list place, else with a place, else a moderator.

    ``language``: one in which somebody has registered.
    """
    source = db.session.scalar(
        select(Registration)
        .where(
            Registration.meeting_id == meeting.id,
            Registration.source != "walk_in",
            Registration.language == language,
        )
        .order_by(Registration.queue_number.is_(None), Registration.id)
        .limit(1)
    ) or _newcomer(meeting)
    hours = timedelta(hours=meeting.kit.waitlist_reply_hours)
    picture = meeting_picture(meeting).text
    queue = {"queue_number": source.queue_number or 1}
    return Guest(
        pending=_copy(source, state=State.PENDING, sent_picture=""),
        confirmed=_copy(source, state=State.CONFIRMED, sent_picture=picture, sequence=0),
        offered=_copy(source, state=State.OFFERED, offer_expires_at=clock.now() + hours, **queue),
        cancelled=_copy(source, state=State.CANCELLED, sent_picture=picture, sequence=1),
    )


def _newcomer(meeting: Meeting) -> Registration:
    """For a meeting that nobody could register for yet."""
    person = people()[MODERATOR]
    return Registration(
        id=0,
        meeting_id=meeting.id,
        meeting=meeting,
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        submit_key="sample",
        uid=f"sample-{meeting.id}@treffwerk.example.org",
        link_version=0,
    )


def _copy(source: Registration, **changes: object) -> Registration:
    names = [column.key for column in inspect(Registration).column_attrs]
    values = {name: getattr(source, name) for name in names} | changes
    return Registration(**values, meeting=source.meeting)


def letters_of(meeting: Meeting) -> Iterator[Letter]:
    """All letters of a meeting, in the order in which a person would get them.

    Those that guests get in other languages too, for each language in which somebody registered.
    """
    yield from _guest_letters(meeting, guest_of(meeting))
    yield from _pitch_letters(meeting)
    spoken = select(Registration.language).where(
        Registration.meeting_id == meeting.id, Registration.language != SOURCE
    )
    for language in db.session.scalars(spoken.distinct().order_by(Registration.language)):
        yield from _guest_letters(meeting, guest_of(meeting, language))


def _guest_letters(meeting: Meeting, guest: Guest) -> Iterator[Letter]:
    yield mails.confirm_request(guest.pending)
    yield mails.confirmation(guest.confirmed)
    if meeting.kit.has_waitlist:
        yield mails.waitlist(guest.offered, 1)
        yield mails.promoted(guest.offered)
        yield mails.offer_lapsed(guest.offered)
    words = words_by_language(meeting)
    yield mails.change_notice(guest.confirmed, lambda: _change(meeting), words)
    yield mails.cancellation(guest.cancelled)
    yield mails.called_off(guest.cancelled, REASON, NEXT_STEP, words)


def _change(meeting: Meeting) -> str:
    """As if the meeting had begun half an hour earlier before."""
    earlier = meeting.begins_at - timedelta(minutes=30)
    return Difference("Wann", moment_brief(earlier), moment_brief(meeting.begins_at)).sentence


def _pitch_letters(meeting: Meeting) -> Iterator[Letter]:
    pitches = db.session.scalars(
        select(Pitch).where(Pitch.meeting_id == meeting.id).order_by(Pitch.id)
    ).all()
    if pitches:
        yield pitch_mails.received(pitches[0])
    for pitch in pitches:
        begins = pitch_time(pitch.id) if pitch.state in IN_THE_PROGRAMME else None
        if begins:
            yield from accepted(pitch, begins)
        if pitch.state == PitchState.DECLINED:
            yield from pitch_mails.declined(pitch, pitch.decline_reason, pitch.next_step)
