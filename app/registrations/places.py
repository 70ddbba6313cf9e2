"""Every way a place is given, queued for, becomes free or is passed on: the one service for it.

Whoever calls in here has locked the meeting before (``locked_with_meeting``) and stands inside a
transaction; mails are rows of the same transaction. Each way in which a place becomes free ends
in ``fill``: leaving, lapsing, switching the kind of place, changed places, a decline.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm.attributes import set_committed_value

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.core.language import N_
from app.core.language import gettext as _
from app.meetings.models import Meeting
from app.meetings.queries import closed_days
from app.meetings.rules import MeetingState
from app.outbox.actions import new_message_id, put
from app.outbox.letter import Letter
from app.registrations import mails, queries, rules, scheduling
from app.registrations.models import Registration
from app.registrations.notices import Pictures, differences, pictures_for, told_differences
from app.registrations.queries import window_of
from app.registrations.rules import (
    GUEST,
    KIND_WORDS,
    PlaceKind,
    RegistrationState,
    Window,
)

State = RegistrationState

CLOSED = {
    Window.NOT_YET: N_("Die Anmeldung ist noch nicht geöffnet."),
    Window.CLOSED: N_("Die Anmeldung ist geschlossen. Rufen Sie uns an: Manchmal geht noch etwas."),
    Window.OVER: N_("Dieses Treffen hat schon begonnen oder ist vorbei."),
    Window.CANCELLED: N_("Dieses Treffen fällt aus."),
}
FULL = N_("Alle Plätze sind vergeben, und es gibt keine Warteliste. Bitte rufen Sie uns an.")
NO_OFFERS = (Window.CLOSED, Window.OVER, Window.CANCELLED)
"""Nobody is offered a place any more: the office decides (domain.md 1.10)."""


def locked_with_meeting(found: Registration) -> Registration:
    """The registration, read again after the meeting was locked: nothing can overtake it."""
    meeting = locked(Meeting, found.meeting_id)
    registration = locked(Registration, found.id)
    set_committed_value(registration, "meeting", meeting)  # read already: not once more
    return registration


def tell(registration: Registration, write: Callable[..., Letter], *facts: Any) -> None:
    """Put a letter of ``mails``, if there is an address: whom no mail reaches, the office calls."""
    if registration.email:
        put_in_thread(registration, write(registration, *facts))


def put_in_thread(registration: Registration, letter: Letter) -> None:
    """Put a letter; the first one with an entry for the calendar begins the thread."""
    if not letter.invitation:
        put(letter, fresh=True)
    elif registration.thread_id:
        put(replace(letter, in_reply_to=registration.thread_id), fresh=True)
    else:
        registration.thread_id = new_message_id()
        put(replace(letter, message_id=registration.thread_id), fresh=True)


def say_again(registration: Registration, again: str) -> None:
    """The mail that tells how things stand, once more; with a place the entry comes along."""
    if registration.state == State.CONFIRMED:
        scheduling.invite(registration)
        tell(registration, partial(mails.confirmation, again=again))
    elif registration.state == State.OFFERED:
        tell(registration, partial(mails.promoted, again=again))
    elif registration.state == State.REQUESTED:
        tell(registration, partial(mails.requested, again=again))
    elif registration.state == State.WAITLISTED:
        position = queries.waiting_position(registration)
        tell(registration, partial(mails.waitlist, again=again), position)


def move(registration: Registration, new: RegistrationState) -> None:
    """Bring it into another state. Raises ``RuleBroken``."""
    registration.state = rules.move(registration.state, new)
    registration.state_changed_at = clock.now()


def assign(registration: Registration, *, confirmed: datetime | None = None) -> None:
    """A place when one is free and nobody waits for it, else the end of the waiting list.

    ``confirmed``: when the person has confirmed the address, kept with the place in one update.
    Raises ``RuleBroken`` when all is full and the kit has no waiting list.
    """
    db.session.flush()
    places = queries.places_of(registration.meeting, registration.kind)
    place = rules.place_for_next(places.limit, places.taken, places.waiting)
    registration.confirmed_at = confirmed or registration.confirmed_at
    if place is State.CONFIRMED:
        give_place(registration)
    else:
        _queue(registration, places.waiting + 1)


def assign_silently(registration: Registration, *, as_guest: bool) -> None:
    """The same for somebody who is told by another letter (``leave_for``)."""
    db.session.flush()
    found = queries.places_of(registration.meeting, registration.kind)
    if as_guest:
        registration.source = GUEST
    if as_guest or found.is_free:
        _take_place(registration)
    else:
        move(registration, State.WAITLISTED)
        _take_number(registration)
    db.session.flush()


def ask_office(registration: Registration) -> None:
    """The office decides: until then the person takes no place and stands in no line."""
    move(registration, State.REQUESTED)
    tell(registration, mails.requested)


def give_place(registration: Registration) -> None:
    """A place for good, told by a letter with the entry for the calendar."""
    _take_place(registration)
    scheduling.invite(registration)
    tell(registration, mails.confirmation)


def _take_place(registration: Registration) -> None:
    move(registration, State.CONFIRMED)
    registration.offer_expires_at = None


def give_extra_place(registration: Registration) -> None:
    """Let somebody in beyond the places, because the office says so."""
    registration.source = GUEST
    give_place(registration)


def _queue(registration: Registration, position: int) -> None:
    if not registration.meeting.kit.has_waitlist:
        raise RuleBroken(FULL)
    move(registration, State.WAITLISTED)
    _take_number(registration)
    tell(registration, mails.waitlist, position)


def _take_number(registration: Registration) -> None:
    """The end of the line: numbers rise, and the lock on the meeting gives each one once."""
    meeting = registration.meeting
    registration.queue_number = meeting.next_queue_number
    meeting.next_queue_number += 1


def leave(registration: Registration) -> bool:
    """Free the place and pass it on at once (R-3). False when there is nothing to cancel."""
    if not registration.is_live:
        return False
    if window_of(registration.meeting, clock.now()) is Window.OVER:
        raise RuleBroken(f"{CLOSED[Window.OVER]} Eine Abmeldung ist nicht mehr nötig.")
    pending = registration.state == State.PENDING
    called_off = registration.meeting.state == MeetingState.CANCELLED
    _end(registration)
    scheduling.withdraw(registration)
    if not pending and not called_off:
        tell(registration, mails.cancellation)
    scheduling.taken_out(registration)
    fill(registration.meeting)
    return True


def leave_for(registration: Registration, arrived: Registration) -> None:
    """Free the place of somebody who goes to another meeting; one letter tells both things.

    With a place there the entry in the calendar moves; without one it is taken out.
    """
    _end(registration)
    if arrived.state != State.CONFIRMED:
        scheduling.withdraw(registration)
    else:
        if registration.calendar_sent:
            scheduling.hand_over(registration, arrived)
        scheduling.invite(arrived)
    if registration.email:
        letter = mails.moved(registration, arrived, queries.waiting_position(arrived))
        put_in_thread(arrived if arrived.calendar_sent else registration, letter)
    scheduling.taken_out(registration)
    fill(registration.meeting)


def change_entry(registration: Registration, old: str) -> None:
    """The entry goes to another address: it is taken out there and put in here.

    ``old``: the address until now, which is told as well; "" when there was none.
    """
    if old:
        scheduling.withdraw(registration)
        put_in_thread(registration, mails.address_changed(registration, old))
        scheduling.taken_out(registration)
    if registration.state == State.CONFIRMED:
        registration.thread_id = ""
        scheduling.invite(registration)
        tell(registration, mails.confirmation)


def tell_change(
    registration: Registration, before: Pictures, after: Pictures, words: mails.WordsNow
) -> bool:
    """What is new to this person, old beside new (domain.md 1.10). False: they know it all."""
    pictures = pictures_for(registration, before, after)
    if not differences(*pictures):
        return False
    if registration.calendar_sent:
        scheduling.invite(registration)
    tell(registration, mails.change_notice, lambda: told_differences(*pictures), words)
    return True


def decline(registration: Registration) -> None:
    """The office says no to somebody who asked for a place."""
    _end(registration)
    tell(registration, mails.declined)
    fill(registration.meeting)


def _end(registration: Registration) -> None:
    move(registration, State.CANCELLED)
    registration.offer_expires_at = None
    registration.version += 1


def remove(registration: Registration) -> None:
    """Take an entry away that nobody confirmed; who had been there before is cancelled as before.

    A pending entry holds no place, so nothing is free afterwards; asking costs little.
    """
    meeting = registration.meeting
    if registration.confirmed_at is None:
        db.session.delete(registration)
    else:
        move(registration, State.CANCELLED)
    fill(meeting)


def switch(registration: Registration, participation: str) -> None:
    """Take part on site instead of online, or back: needs a place there and frees the one here.

    Who waits or asks goes to the end of the other line. Raises ``RuleBroken`` when a person with
    a place would lose it: the old place stays.
    """
    old = registration.kind
    new = rules.kind_of(registration.meeting.mode, participation)
    if new is old or not registration.is_live or registration.state == State.PENDING:
        registration.participation = participation
        return
    places = queries.places_of(registration.meeting, new)
    if not places.is_free and registration.state in (State.CONFIRMED, State.OFFERED):
        raise RuleBroken(_no_place(new, old))
    registration.participation = participation
    _arrive(registration, free=places.is_free, position=places.waiting + 1)
    fill(registration.meeting)


def _no_place(new: PlaceKind, old: PlaceKind) -> str:
    return _(
        "Wie möchten Sie teilnehmen? Es ist gerade kein Platz %(new)s frei. "
        "Ihr Platz %(old)s bleibt Ihnen. Rufen Sie uns an: Manchmal geht noch etwas.",
        new=_(KIND_WORDS[new]),
        old=_(KIND_WORDS[old]),
    )


def _arrive(registration: Registration, *, free: bool, position: int) -> None:
    """What somebody gets who came over from the other kind of place."""
    if registration.state == State.REQUESTED:
        return
    if registration.state == State.CONFIRMED:
        registration.source = "form" if registration.source == GUEST else registration.source
        scheduling.invite(registration)
        tell(registration, mails.switched)
    elif free:
        give_place(registration)
    else:
        _take_number(registration)
        tell(registration, mails.waitlist, position)


def fill(meeting: Meeting) -> None:
    """Offer every free place to the front of its waiting list; the meeting must be locked."""
    db.session.flush()
    closed = window_of(meeting, clock.now()) in NO_OFFERS or not meeting.kit.has_waitlist
    for kind, places in queries.all_places(meeting).items():
        number = rules.offers_to_make(places.limit, places.taken, places.waiting, closed=closed)
        if not number:
            continue
        ends = _offer_ends(meeting)
        for registration in queries.front_of_queue(meeting, kind, number):
            move(registration, State.OFFERED)
            registration.offer_expires_at = ends
            tell(registration, mails.promoted)


def _offer_ends(meeting: Meeting) -> datetime:
    now = clock.now()
    return rules.offer_ends(
        now,
        meeting.kit.waitlist_reply_hours,
        clock.moment_of(meeting.day, meeting.begins.hour, meeting.begins.minute),
        zone=clock.zone(),
        closed=closed_days(clock.local(now).date()),
    )


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
                tell(registration, mails.offer_lapsed)
            fill(registration.meeting)
            ended += 1
    return ended
