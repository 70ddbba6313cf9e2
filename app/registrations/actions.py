"""Registering, confirming, cancelling, moving up: every seat is given under the meeting's lock.

Each public function is one transaction; its mails are rows of the same transaction.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import String, cast, literal, update

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Gone, NotFound, RuleBroken, TooMany
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest, link_token, random_token
from app.core.words import plain_key
from app.meetings import actions as meetings
from app.meetings.actions import MeetingChange
from app.meetings.mails import words_for
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.registrations import mails, queries, rules
from app.registrations.models import Registration
from app.registrations.queries import link_state_of, window_of
from app.registrations.rules import Applicant, LinkState, RegistrationState, Window

State = RegistrationState

CLOSED = {
    Window.NOT_YET: "Die Anmeldung ist noch nicht geöffnet.",
    Window.CLOSED: "Die Anmeldung ist geschlossen. Rufen Sie uns an: Manchmal geht noch etwas.",
    Window.OVER: "Dieses Treffen hat schon begonnen oder ist vorbei.",
    Window.CANCELLED: "Dieses Treffen fällt aus.",
}
FULL = "Alle Plätze sind vergeben, und es gibt keine Warteliste. Bitte rufen Sie uns an."
DEAD_LINK = {
    LinkState.EXPIRED: "Die Frist zum Bestätigen ist abgelaufen. Bitte melden Sie sich neu an.",
    LinkState.OVER: CLOSED[Window.OVER],
    LinkState.CALLED_OFF: CLOSED[Window.CANCELLED],
}


def register(
    meeting_id: int, applicant: Applicant, submit_key: str, network_address: str = ""
) -> None:
    """Keep a registration as pending and mail a link to confirm it.

    A person who is known already gets the mail that fits, and the page says the same (T-8).
    The same form twice does nothing twice (R-7). Raises ``RuleBroken`` when registering is not
    possible, ``TooMany`` when the address got too many mails today or the network address of a
    public form sent too many forms (M-8).
    """
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        meeting = locked(Meeting, meeting_id)
        if queries.is_known_form(submit_key):
            return
        if meeting.state == MeetingState.DRAFT:
            raise NotFound("Dieses Treffen gibt es nicht oder nicht mehr.")
        window = window_of(meeting, clock.now())
        if window is not Window.OPEN:
            raise RuleBroken(CLOSED[window])
        if not queries.has_room(meeting):
            raise RuleBroken(FULL)
        if not mail_may_be_sent(applicant.email):
            raise TooMany(
                "E-Mail-Adresse: An diese Adresse gingen heute schon viele E-Mails von uns. "
                "Bitte versuchen Sie es morgen noch einmal oder rufen Sie uns an.",
                "email",
            )
        registration = _person(meeting, applicant)
        if registration.state == State.PENDING:
            _write_down(registration, applicant, submit_key)
            put(mails.confirm_request(registration))
        else:
            _say_again(registration, submit_key)


def _person(meeting: Meeting, applicant: Applicant) -> Registration:
    """The live registration of this person, one that is revived, or a new one."""
    name_key = plain_key(f"{applicant.first_name} {applicant.last_name}")
    known = queries.same_person(meeting.id, plain_key(applicant.email), name_key)
    if known is None:
        return Registration(
            meeting=meeting,
            email_key=plain_key(applicant.email),
            name_key=name_key,
            uid=f"{random_token()}@{current().calendar.uid_host}",
            state=State.PENDING,
            link_version=0,
        )
    if known.state in (State.CANCELLED, State.OFFER_LAPSED):
        _move(known, State.PENDING)
        known.link_version += 1
        known.queue_number = known.offer_expires_at = None
    return known


def _write_down(registration: Registration, applicant: Applicant, submit_key: str) -> None:
    """What the form says; sending it again before confirming corrects it."""
    for name, value in vars(applicant).items():
        setattr(registration, name, dict(value) if name == "answers" else value)
    registration.submit_key = submit_key
    registration.submitted_at = registration.state_changed_at = clock.now()
    db.session.add(registration)
    db.session.flush()
    _make_links(registration)


def _make_links(registration: Registration) -> None:
    row_id, version = registration.id, registration.link_version
    registration.confirm_digest = digest(link_token("confirm", row_id, version))
    registration.manage_digest = digest(link_token("manage", row_id, version))


def _say_again(registration: Registration, again: str) -> None:
    """Send the mail that tells a known person how things stand."""
    if registration.state == State.CONFIRMED:
        put(mails.confirmation(registration, again=again))
    elif registration.state == State.OFFERED:
        put(mails.promoted(registration, again=again))
    else:
        position = queries.waiting_position(registration)
        put(mails.waitlist(registration, position, again=again))


def confirm(token: str) -> Registration:
    """Confirm the address: a place, or the waiting list. A second press changes nothing.

    Raises ``NotFound``, ``Gone`` when the link is too old or the meeting is over or called off.
    """
    with transaction():
        registration = _locked_with_meeting(queries.by_confirm_token(token))
        state = link_state_of(registration, clock.now())
        if state is LinkState.USED:
            return registration
        if state is not LinkState.OPEN:
            raise Gone(DEAD_LINK[state])
        registration.confirmed_at = clock.now()
        if not registration.takes_place:
            _give_place(registration)
            return registration
        numbers = queries.counts(registration.meeting_id)
        place = rules.place_for_next(registration.meeting.capacity, numbers.taken, numbers.waiting)
        if place is State.CONFIRMED:
            _give_place(registration)
        else:
            _queue(registration, numbers.waiting + 1)
        return registration


def _locked_with_meeting(found: Registration) -> Registration:
    """The registration, read again after the meeting was locked: nothing can overtake it."""
    locked(Meeting, found.meeting_id)
    return locked(Registration, found.id)


def _move(registration: Registration, new: RegistrationState) -> None:
    registration.state = rules.move(registration.state, new)
    registration.state_changed_at = clock.now()


def _give_place(registration: Registration) -> None:
    """A place for good. An invitation after a cancellation needs a higher SEQUENCE."""
    _move(registration, State.CONFIRMED)
    registration.offer_expires_at = None
    if registration.sequence:
        registration.sequence += 1
    registration.calendar_sent = True
    put(mails.confirmation(registration))


def _queue(registration: Registration, position: int) -> None:
    meeting = registration.meeting
    if not meeting.kit.has_waitlist:
        raise RuleBroken(FULL)
    _move(registration, State.WAITLISTED)
    registration.queue_number = meeting.next_queue_number
    meeting.next_queue_number += 1
    put(mails.waitlist(registration, position))


def cancel(token: str) -> Registration:
    """Cancel one's own registration. A second press changes nothing. Raises ``RuleBroken``."""
    with transaction():
        registration = _locked_with_meeting(queries.by_manage_token(token))
        _cancel(registration)
        return registration


def cancel_by_office(registration_id: int, actor: Actor) -> Registration:
    """Cancel for a person who called; they get the same mail."""
    with transaction():
        registration = _locked_with_meeting(queries.by_id(registration_id))
        if _cancel(registration):
            log(actor, "registration_cancelled", f"registration:{registration_id}")
        return registration


def _cancel(registration: Registration) -> bool:
    """Free the place and pass it on at once (R-3). False when there is nothing to cancel."""
    if not registration.is_live:
        return False
    if window_of(registration.meeting, clock.now()) is Window.OVER:
        raise RuleBroken(f"{CLOSED[Window.OVER]} Eine Abmeldung ist nicht mehr nötig.")
    pending = registration.state == State.PENDING
    called_off = registration.meeting.state == MeetingState.CANCELLED
    _move(registration, State.CANCELLED)
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
        _move(registration, State.OFFERED)
        registration.offer_expires_at = rules.offer_ends(
            clock.now(), meeting.kit.waitlist_reply_hours, begins
        )
        put(mails.promoted(registration))


def accept_offer(token: str) -> Registration:
    """Take the offered place. A second press changes nothing. Raises ``Gone``, ``RuleBroken``."""
    with transaction():
        registration = _locked_with_meeting(queries.by_manage_token(token))
        if registration.state == State.CONFIRMED:
            return registration
        window = window_of(registration.meeting, clock.now())
        if window in (Window.OVER, Window.CANCELLED):
            raise Gone(CLOSED[window])
        ends = registration.offer_expires_at
        if registration.state == State.OFFERED and ends and clock.now() < ends:
            _give_place(registration)
            return registration
        raise Gone(
            "Das Angebot gilt nicht mehr. Der Platz ging an die nächste Person. "
            "Sie können sich neu anmelden."
        )


def lapse_offers() -> int:
    """End offers whose time is over, tell the people, and offer on. Returns how many."""
    ended = 0
    for registration_id in queries.lapsed_offers(clock.now()):
        with transaction():
            registration = _locked_with_meeting(queries.by_id(registration_id))
            ends = registration.offer_expires_at
            if registration.state != State.OFFERED or not ends or ends > clock.now():
                continue
            _move(registration, State.OFFER_LAPSED)
            if registration.meeting.state != MeetingState.CANCELLED:
                put(mails.offer_lapsed(registration))
            fill(registration.meeting)
            ended += 1
    return ended


def forget_unconfirmed() -> int:
    """Remove what nobody confirmed within the hours of the settings. Returns how many.

    Somebody who had been registered before and wanted to come again is cancelled as before.
    """
    oldest = clock.now() - timedelta(hours=current().retention.unconfirmed_hours)
    gone = 0
    for registration_id in queries.unconfirmed_since(oldest):
        with transaction():
            registration = _locked_with_meeting(queries.by_id(registration_id))
            if registration.state != State.PENDING or registration.submitted_at > oldest:
                continue
            if registration.confirmed_at is None:
                db.session.delete(registration)
            else:
                _move(registration, State.CANCELLED)
            gone += 1
    return gone


def forget_needs() -> int:
    """Empty the field for access needs of meetings that are some days past (domain.md 2.3)."""
    before = clock.today() - timedelta(days=current().retention.access_needs_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.access_needs != "")
            .values(access_needs="")
            .returning(Registration.id)
        ).all()
    return len(forgotten)


def forget_people() -> int:
    """Take the person out of old registrations; state, sector and attendance stay as numbers."""
    before = clock.today() - timedelta(days=current().retention.registrations_days)
    with transaction():
        forgotten = db.session.scalars(
            update(Registration)
            .where(queries.of_meetings_before(before), Registration.email_key != "")
            .values(
                first_name="",
                last_name=rules.FORGOTTEN,
                name_key=literal("forgotten:") + cast(Registration.id, String),
                email="",
                email_key="",
                organisation="",
                access_needs="",
                answers={},
                on_contact_list=False,
                wants_invitations=False,
                link_version=Registration.link_version + 1,
                confirm_digest="",
                manage_digest="",
            )
            .returning(Registration.id)
        ).all()
    return len(forgotten)


def change_meeting(meeting_id: int, new: MeetingChange, *, seen_version: int, actor: Actor) -> int:
    """Change a meeting and tell everybody who has a place or waits. Returns how many were told.

    People are told when day, time or place change. More places go to the waiting list at once
    (R-3). Raises ``Conflict``, and ``RuleBroken`` for fewer places than are taken.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_capacity(new.capacity, queries.counts(meeting_id))
        if new.day != meeting.day and new.day < clock.today():
            raise RuleBroken("Tag: Dieser Tag ist schon vorbei.", "day")
        before = queries.facts_of(meeting)
        touched = meetings.change(meeting_id, new, seen_version)
        log(actor, "meeting_changed", f"meeting:{meeting_id}")
        over = window_of(meeting, clock.now()) is Window.OVER
        told = _tell_change(meeting, before) if touched and not over else 0
        if meeting.state == MeetingState.PUBLISHED:
            fill(meeting)
        return told


def _tell_change(meeting: Meeting, before: Mapping[str, str]) -> int:
    changes = rules.differences(before, queries.facts_of(meeting))
    text = "\n".join(change.sentence for change in changes)
    words = words_for(meeting)
    people = queries.to_notify(meeting.id)
    for registration in people:
        if registration.calendar_sent:
            registration.sequence += 1
        put(mails.change_notice(registration, text, words))
    return len(people)


def call_off(meeting_id: int, *, reason: str, next_step: str, actor: Actor) -> int:
    """Call a meeting off and tell everybody who has a place or waits. Returns how many.

    Calendars get a CANCEL. Pending and cancelled people get nothing. Raises ``RuleBroken``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if window_of(meeting, clock.now()) is Window.OVER:
            raise RuleBroken(CLOSED[Window.OVER])
        meetings.call_off(meeting_id, reason)
        log(actor, "meeting_called_off", f"meeting:{meeting_id}")
        words = words_for(meeting)
        people = queries.to_notify(meeting_id)
        for registration in people:
            if registration.calendar_sent:
                registration.sequence += 1
            put(mails.called_off(registration, reason, next_step, words))
            registration.calendar_sent = False
        return len(people)
