"""What the office does: for single people, and with a whole meeting. All of it is logged.

A person without an e-mail address gets no letter; the office has them on the phone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import locked, transaction
from app.core.errors import RuleBroken
from app.core.language import speaking
from app.core.words import plain_key
from app.meetings import actions as meetings
from app.meetings.actions import MeetingChange
from app.meetings.mails import words_by_language
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations import entries, mails, notices, places, queries, rules, scheduling
from app.registrations.models import Registration
from app.registrations.notices import Pictures
from app.registrations.queries import window_of
from app.registrations.rules import Applicant, RegistrationState, Window

State = RegistrationState
DRAFT = "Dieses Treffen ist noch ein Entwurf. Bitte veröffentlichen Sie es zuerst."
IS_REGISTERED = "Nachname: Diese Person ist schon angemeldet. Bitte suchen Sie sie in der Liste."
NO_WAITLIST = (
    "Alle Plätze sind vergeben, und dieses Treffen hat keine Warteliste. Erhöhen Sie die Plätze, "
    "oder lassen Sie die Person als Gast über die Plätze hinaus zu."
)


@dataclass(frozen=True)
class Decision:
    """What became of people about whom the office decided."""

    confirmed: int = 0
    waiting: int = 0
    left: int = 0
    """Those who could not be decided about: somebody else was quicker, or nothing is free."""


def register(
    meeting_id: int,
    applicant: Applicant,
    submit_key: str,
    *,
    actor: Actor,
    as_guest: bool = False,
    note: str = "",
) -> Registration:
    """Register somebody who called; the address counts as confirmed by the office.

    ``as_guest``: beyond the places when there is none. The same form twice is one registration.
    Raises ``RuleBroken`` for somebody who is registered, and when it is too late.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        earlier = queries.by_submit_key(submit_key)
        if earlier is not None:
            return earlier
        _check_open(meeting)
        registration = entries.find_or_new(meeting, applicant, source="office")
        if registration.state != State.PENDING:
            raise RuleBroken(IS_REGISTERED, "nachname")
        entries.write_down(registration, applicant, submit_key)
        registration.office_note = note or registration.office_note
        _settle(registration, as_guest=as_guest, actor=actor)
        log(actor, "registration_taken_by_phone", f"registration:{registration.id}")
        return registration


def _check_open(meeting: Meeting) -> None:
    """The office may register people until the begin, also after the closing date."""
    if meeting.state == MeetingState.DRAFT:
        raise RuleBroken(DRAFT)
    window = window_of(meeting, clock.now())
    if window in (Window.OVER, Window.CANCELLED):
        raise RuleBroken(places.CLOSED[window])


def _settle(registration: Registration, *, as_guest: bool, actor: Actor) -> None:
    """The office vouches for the address: a place, the waiting list, or one place more."""
    registration.confirmed_at = clock.now()
    meeting = registration.meeting
    free = queries.places_of(meeting, registration.kind).is_free
    if as_guest and not free:
        places.give_extra_place(registration)
    elif not free and not meeting.kit.has_waitlist:
        raise RuleBroken(NO_WAITLIST, "as_guest")
    else:
        places.assign(registration)
    with speaking(registration.language):  # of the form, when the person sent it
        entries.remember(registration, way="phone", by=actor.name)


def confirm(registration_id: int, actor: Actor) -> Registration:
    """Confirm an address for somebody who called; a second press changes nothing."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        if registration.state != State.PENDING:
            return registration
        _check_open(registration.meeting)
        _settle(registration, as_guest=False, actor=actor)
        log(actor, "registration_confirmed", f"registration:{registration_id}")
        return registration


def edit(
    registration_id: int,
    applicant: Applicant,
    seen_version: int,
    *,
    note: str,
    actor: Actor,
) -> None:
    """Write new answers, address and note of one person; the address counts at once.

    Raises ``Conflict``, and ``RuleBroken`` when somebody else has this name and address.
    """
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        before = entries.agreed_kinds(registration)
        entries.rewrite(registration, applicant, seen_version)
        if plain_key(applicant.email) != registration.email_key:
            old = registration.email
            entries.change_address(registration, applicant.email)
            registration.link_version += 1  # whoever has the old links is somebody else, perhaps
            entries.make_links(registration)
            places.change_entry(registration, old)
            if registration.state != State.CONFIRMED:  # who has a place was told just now
                places.say_again(registration, f"address-{registration.link_version}")
        registration.office_note = note
        gone = before - entries.agreed_kinds(registration)
        if registration.confirmed_at:
            entries.remember(registration, way="phone", by=actor.name, before=before)
            entries.withdraw(registration, gone, way="phone", by=actor.name)
        log(actor, "registration_edited", f"registration:{registration_id}")


def switch(registration_id: int, participation: str, actor: Actor) -> Registration:
    """On site instead of online, or back, for somebody who called. Raises ``RuleBroken``."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        _check_open(registration.meeting)
        if registration.participation != participation:
            places.switch(registration, participation)
            registration.version += 1
            log(actor, "registration_switched", f"registration:{registration_id}")
        return registration


def log_export(meeting_id: int, actor: Actor) -> None:
    """Write down that the list of a meeting was taken away as a table (A-11)."""
    log(actor, "registrations_exported", f"meeting:{meeting_id}")


def cancel(registration_id: int, actor: Actor) -> Registration:
    """Cancel for a person who called; they get the same mail."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        if places.leave(registration):
            log(actor, "registration_cancelled", f"registration:{registration_id}")
        return registration


def let_in(registration_id: int, actor: Actor, *, as_guest: bool = False) -> Registration:
    """Give a place to somebody who waits: one that is free, or one more when the office says so.

    While offers are made, no place is free as long as somebody waits; afterwards the office
    decides who gets it. A second press changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        _check_open(registration.meeting)
        if registration.state == State.CONFIRMED:
            return registration
        found = queries.places_of(registration.meeting, registration.kind)
        held = registration.state == State.OFFERED
        if held or found.limit is None or found.taken < found.limit:
            places.give_place(registration)
        elif as_guest:
            places.give_extra_place(registration)
        else:
            raise RuleBroken("Es ist kein Platz frei.")
        log(actor, "registration_let_in", f"registration:{registration_id}")
        return registration


def move(
    registration_id: int, target_id: int, actor: Actor, *, as_guest: bool = False
) -> Registration:
    """Cancel here and register there, in one step; the person is told once.

    Returns the registration there, which is a new one with a calendar entry of its own. A second
    press finds it and changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        found = queries.by_id(registration_id)
        for meeting_id in sorted({found.meeting_id, target_id}):
            locked(Meeting, meeting_id)
        registration = locked(Registration, registration_id)
        target = locked(Meeting, target_id)
        key = f"moved-{registration_id}-{registration.link_version}-{target_id}"
        earlier = queries.by_submit_key(key)
        if earlier is not None:
            return earlier
        if not registration.is_live or registration.meeting_id == target_id:
            raise RuleBroken("Diese Anmeldung ist schon beendet. Es gibt nichts mehr umzumelden.")
        _check_open(target)
        arrived = _arrived(registration, target, key, as_guest=as_guest)
        places.leave_for(registration, arrived)
        log(actor, "registration_moved", f"registration:{registration_id}")
        log(actor, "registration_moved_here", f"registration:{arrived.id}")
        return arrived


def _arrived(
    registration: Registration, target: Meeting, key: str, *, as_guest: bool
) -> Registration:
    applicant = entries.applicant_for(registration, target)
    arrived = entries.find_or_new(target, applicant, source="office")
    if arrived.state != State.PENDING:
        raise RuleBroken("Diese Person ist zu dem anderen Treffen schon angemeldet.")
    entries.write_down(arrived, applicant, key)
    arrived.confirmed_at = clock.now()
    arrived.person_id, arrived.office_note = registration.person_id, registration.office_note
    free = queries.places_of(target, arrived.kind).is_free
    if not free and not as_guest and not target.kit.has_waitlist:
        raise RuleBroken(NO_WAITLIST)
    places.assign_silently(arrived, as_guest=as_guest and not free)
    return arrived


def approve(meeting_id: int, ids: Iterable[int], actor: Actor) -> Decision:
    """Say yes to people who asked: a place, or the waiting list when all is full.

    In the order in which they asked. Whom somebody else decided about meanwhile is left alone.
    """
    confirmed = waiting = left = 0
    with transaction():
        meeting = locked(Meeting, meeting_id)
        _check_open(meeting)
        for registration in _chosen(meeting_id, ids):
            full = not queries.places_of(meeting, registration.kind).is_free
            if full and not meeting.kit.has_waitlist:
                left += 1
                continue
            places.assign(registration)
            log(actor, "registration_approved", f"registration:{registration.id}")
            confirmed += registration.state == State.CONFIRMED
            waiting += registration.state == State.WAITLISTED
    return Decision(confirmed, waiting, left)


def decline(meeting_id: int, ids: Iterable[int], actor: Actor) -> int:
    """Say no to people who asked. Returns how many; a second press finds nobody."""
    declined = 0
    with transaction():
        meeting = locked(Meeting, meeting_id)
        _check_open(meeting)
        for registration in _chosen(meeting_id, ids):
            places.decline(registration)
            log(actor, "registration_declined", f"registration:{registration.id}")
            declined += 1
    return declined


def _chosen(meeting_id: int, ids: Iterable[int]) -> list[Registration]:
    wanted = set(ids)
    return [row for row in queries.requested(meeting_id) if row.id in wanted]


def change_meeting(
    meeting_id: int,
    new: MeetingChange,
    *,
    seen_version: int,
    actor: Actor,
    keep_dates: bool = False,
) -> int:
    """Change a meeting and tell everybody who has a place or waits. Returns how many were told.

    Deadlines that were not changed move along with the day, unless ``keep_dates``.
    People are told when day, time or place change. More places go to the waiting list at once
    (R-3). Raises ``Conflict``, and ``RuleBroken`` for fewer places than are taken.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_capacity(new.capacity, new.online_capacity, queries.counts(meeting_id))
        rules.check_new_day(meeting.day, new.day, clock.today())
        before = notices.known(meeting)
        touched = meetings.change(meeting_id, new, seen_version, keep_dates=keep_dates)
        log(actor, "meeting_changed", f"meeting:{meeting_id}")
        over = window_of(meeting, clock.now()) is Window.OVER
        told = _tell_change(meeting, before) if touched and not over else 0
        if meeting.state == MeetingState.PUBLISHED:
            places.fill(meeting)
        return told


def _tell_change(meeting: Meeting, before: Pictures) -> int:
    words, after = words_by_language(meeting), notices.pictures_of(meeting)
    people = queries.to_notify(meeting.id)
    told = [one for one in people if places.tell_change(one, before, after, words)]
    return sum(1 for one in told if one.email)


def announce(meeting_id: int, actor: Actor) -> int:
    """Tell everybody what their calendars do not know yet. Returns how many were told.

    For what changed without the meeting being changed, as the address of its place. A second
    press finds nobody.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if not notices.outdated(meeting):
            return 0
        log(actor, "change_announced", f"meeting:{meeting_id}")
        return _tell_change(meeting, notices.known(meeting))


def keep_spelling(meeting_id: int, actor: Actor) -> int:
    """Only the spelling changed: nobody is told, and SEQUENCE stays. Returns for how many."""
    with transaction():
        people = notices.outdated(locked(Meeting, meeting_id))
        for registration in people:
            scheduling.correct(registration)
        if people:
            log(actor, "spelling_kept", f"meeting:{meeting_id}")
        return len(people)


def change_places(meeting_id: int, capacity: int, online_capacity: int | None, actor: Actor) -> int:
    """More or fewer places; free ones are offered at once. Returns how many offers went out.

    Raises ``RuleBroken`` for fewer places than are taken.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.state == MeetingState.CANCELLED:
            raise RuleBroken("Das Treffen ist abgesagt und kann nicht mehr geändert werden.")
        before = queries.counts(meeting_id)
        rules.check_capacity(capacity, online_capacity, before)
        if (meeting.capacity, meeting.online_capacity) == (capacity, online_capacity):
            return 0
        meeting.capacity, meeting.online_capacity = capacity, online_capacity
        meeting.version += 1
        log(actor, "places_changed", f"meeting:{meeting_id}")
        if meeting.state == MeetingState.PUBLISHED:
            places.fill(meeting)
        return queries.counts(meeting_id).all_offered - before.all_offered


def call_off(meeting_id: int, *, reason: str, next_step: str, actor: Actor) -> int:
    """Call a meeting off and tell everybody who has a place or waits. Returns how many.

    Calendars get a CANCEL. Pending and cancelled people get nothing. Raises ``RuleBroken``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if window_of(meeting, clock.now()) is Window.OVER:
            raise RuleBroken(places.CLOSED[Window.OVER])
        meetings.call_off(meeting_id, reason)
        log(actor, "meeting_called_off", f"meeting:{meeting_id}")
        words = words_by_language(meeting)
        people = queries.to_notify(meeting_id)
        for registration in people:
            scheduling.withdraw(registration)
            places.tell(registration, mails.called_off, reason, next_step, words)
            scheduling.taken_out(registration)
        return sum(1 for one in people if one.email)
