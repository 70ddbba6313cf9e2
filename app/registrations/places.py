"""Every way a place is given, queued for, becomes free or is passed on: the one service for it.

Whoever calls in here has locked the meeting before (``locked_with_meeting``) and stands inside a
transaction; mails are rows of the same transaction.
"""

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.registrations import mails, queries, rules
from app.registrations.models import Registration
from app.registrations.queries import window_of
from app.registrations.rules import RegistrationState, Window

State = RegistrationState

CLOSED = {
    Window.NOT_YET: "Die Anmeldung ist noch nicht geöffnet.",
    Window.CLOSED: "Die Anmeldung ist geschlossen. Rufen Sie uns an: Manchmal geht noch etwas.",
    Window.OVER: "Dieses Treffen hat schon begonnen oder ist vorbei.",
    Window.CANCELLED: "Dieses Treffen fällt aus.",
}
FULL = "Alle Plätze sind vergeben, und es gibt keine Warteliste. Bitte rufen Sie uns an."


def locked_with_meeting(found: Registration) -> Registration:
    """The registration, read again after the meeting was locked: nothing can overtake it."""
    locked(Meeting, found.meeting_id)
    return locked(Registration, found.id)


def move(registration: Registration, new: RegistrationState) -> None:
    registration.state = rules.move(registration.state, new)
    registration.state_changed_at = clock.now()


def give_place(registration: Registration) -> None:
    """A place for good. An invitation after a cancellation needs a higher SEQUENCE."""
    move(registration, State.CONFIRMED)
    registration.offer_expires_at = None
    if registration.sequence:
        registration.sequence += 1
    registration.calendar_sent = True
    put(mails.confirmation(registration))


def queue(registration: Registration, position: int) -> None:
    meeting = registration.meeting
    if not meeting.kit.has_waitlist:
        raise RuleBroken(FULL)
    move(registration, State.WAITLISTED)
    registration.queue_number = meeting.next_queue_number
    meeting.next_queue_number += 1
    put(mails.waitlist(registration, position))


def leave(registration: Registration) -> bool:
    """Free the place and pass it on at once (R-3). False when there is nothing to cancel."""
    if not registration.is_live:
        return False
    if window_of(registration.meeting, clock.now()) is Window.OVER:
        raise RuleBroken(f"{CLOSED[Window.OVER]} Eine Abmeldung ist nicht mehr nötig.")
    pending = registration.state == State.PENDING
    called_off = registration.meeting.state == MeetingState.CANCELLED
    move(registration, State.CANCELLED)
    registration.offer_expires_at = None
    if not pending and not called_off:
        if registration.calendar_sent:
            registration.sequence += 1
        put(mails.cancellation(registration))
    registration.calendar_sent = False
    fill(registration.meeting)
    return True


def fill(meeting: Meeting) -> None:
    """Offer every free place to the front of the waiting list; the meeting must be locked."""
    db.session.flush()
    numbers = queries.counts(meeting.id)
    closed = window_of(meeting, clock.now()) is not Window.OPEN or not meeting.kit.has_waitlist
    offers = rules.offers_to_make(meeting.capacity, numbers.taken, numbers.waiting, closed=closed)
    begins = clock.moment_of(meeting.day, meeting.begins.hour, meeting.begins.minute)
    for registration in queries.front_of_queue(meeting.id, offers):
        move(registration, State.OFFERED)
        registration.offer_expires_at = rules.offer_ends(
            clock.now(), meeting.kit.waitlist_reply_hours, begins
        )
        put(mails.promoted(registration))


def lapse_offers() -> int:
    """End offers whose time is over, tell the people, and offer on. Returns how many."""
    ended = 0
    for registration_id in queries.lapsed_offers(clock.now()):
        with transaction():
            registration = locked_with_meeting(queries.by_id(registration_id))
            ends = registration.offer_expires_at
            if registration.state != State.OFFERED or not ends or ends > clock.now():
                continue
            move(registration, State.OFFER_LAPSED)
            if registration.meeting.state != MeetingState.CANCELLED:
                put(mails.offer_lapsed(registration))
            fill(registration.meeting)
            ended += 1
    return ended
