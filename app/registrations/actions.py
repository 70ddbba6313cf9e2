"""What people do themselves: register, confirm, change, switch, cancel, take an offered place.

Each public function is one transaction; its mails are rows of the same transaction. Places are
given and passed on by ``places`` alone.
"""

from app.core import clock
from app.core.db import locked, transaction
from app.core.errors import Gone, NotFound, RuleBroken, TooMany
from app.core.language import N_, speaking
from app.core.language import gettext as _
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.words import plain_key
from app.meetings.invitations import invitation_used
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.pitches import actions as pitches
from app.pitches.rules import Proposal
from app.registrations import entries, mails, places, queries
from app.registrations.models import Registration
from app.registrations.queries import link_state_of, window_of
from app.registrations.rules import (
    Applicant,
    LinkState,
    RegistrationState,
    Window,
    kind_of,
)

State = RegistrationState

MANY_MAILS = N_(
    "E-Mail-Adresse: An diese Adresse gingen heute schon viele E-Mails von uns. "
    "Bitte versuchen Sie es morgen noch einmal oder rufen Sie uns an."
)
DEAD_LINK = {
    LinkState.EXPIRED: N_("Die Frist zum Bestätigen ist abgelaufen. Bitte melden Sie sich neu an."),
    LinkState.OVER: places.CLOSED[Window.OVER],
    LinkState.CALLED_OFF: places.CLOSED[Window.CANCELLED],
}


def register(
    meeting_id: int,
    applicant: Applicant,
    submit_key: str,
    network_address: str = "",
    *,
    proposal: Proposal | None = None,
    invitation_id: int | None = None,
) -> None:
    """Keep a registration as pending and mail a link to confirm it.

    With a ``proposal`` the project is handed in with it: both are kept, or nothing is. The
    personal invitation by which somebody came is marked as used.

    A person who is known already gets the mail that fits, and the page says the same (T-8).
    The same form twice does nothing twice (R-7). Raises ``RuleBroken`` when registering is not
    possible, ``TooMany`` when the address got too many mails today or the network address of a
    public form sent too many forms (M-8).
    """
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        meeting = locked(Meeting, meeting_id)
        before = entries.sent_before(meeting, applicant, submit_key)
        if before and before.submit_key == submit_key:
            return
        if meeting.state == MeetingState.DRAFT:
            raise NotFound(_("Dieses Treffen gibt es nicht oder nicht mehr."))
        window = window_of(meeting, clock.now())
        if window is not Window.OPEN:
            raise RuleBroken(places.CLOSED[window])
        if not queries.has_room(meeting, kind_of(meeting.mode, applicant.participation)):
            raise RuleBroken(places.FULL)
        if not mail_may_be_sent(applicant.email):
            raise TooMany(MANY_MAILS, "email")
        registration = entries.again_or_new(before, meeting, applicant)
        if registration.state == State.PENDING:
            entries.write_down(registration, applicant, submit_key)
            letter = mails.confirm_request(registration, project=proposal.title if proposal else "")
            put(letter, fresh=True)
        else:
            places.say_again(registration, submit_key)
        if proposal:
            _hand_in(meeting_id, proposal, submit_key)
        if invitation_id:
            invitation_used(invitation_id)


def _hand_in(meeting_id: int, proposal: Proposal, submit_key: str) -> None:
    """The project, in the same transaction; what is wrong with it is said at its fields."""
    try:
        pitches.submit(meeting_id, proposal, submit_key)
    except RuleBroken as fault:
        field = f"projekt_{fault.field}" if fault.field else None
        raise RuleBroken(fault.message, field) from fault


def confirm(token: str) -> str:
    """Confirm the address: a place, or the waiting list. A second press changes nothing.

    Returns the token of the person's own page. Raises ``NotFound``, ``Gone`` when the link is too
    old or the meeting is over or called off.
    """
    with transaction():
        registration = queries.locked_by_confirm_token(token)
        state, own_page = (
            link_state_of(registration, clock.now()),
            queries.manage_token(registration),
        )
        if state is LinkState.USED:
            return own_page
        if state is not LinkState.OPEN:
            raise Gone(DEAD_LINK[state])
        if registration.meeting.needs_approval:
            registration.confirmed_at = clock.now()
            places.ask_office(registration)
        else:
            places.assign(registration, confirmed=clock.now())
        with speaking(registration.language):  # of the form that was sent
            entries.remember(registration)
        return own_page


def cancel(token: str) -> Registration:
    """Cancel one's own registration. A second press changes nothing. Raises ``RuleBroken``."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_manage_token(token))
        places.leave(registration)
        return registration


def come_back(token: str) -> Registration:
    """Register again by the personal link, with what is still known. A second press does nothing.

    The address was confirmed before, so there is a place or the waiting list at once; the entry
    for the calendar is the same one. Raises ``RuleBroken`` when registering is not possible.
    """
    with transaction():
        registration = places.locked_with_meeting(queries.by_manage_token(token))
        if registration.is_live:
            return registration
        meeting = registration.meeting
        window = window_of(meeting, clock.now())
        if window is not Window.OPEN:
            raise RuleBroken(places.CLOSED[window])
        if not queries.has_room(meeting, registration.kind):
            raise RuleBroken(places.FULL)
        entries.revive(registration)
        if meeting.needs_approval:
            places.ask_office(registration)
        else:
            places.assign(registration)
        return registration


def accept_offer(token: str) -> Registration:
    """Take the offered place. A second press changes nothing. Raises ``Gone``, ``RuleBroken``."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_manage_token(token))
        if registration.state == State.CONFIRMED:
            return registration
        window = window_of(registration.meeting, clock.now())
        if window in (Window.OVER, Window.CANCELLED):
            raise Gone(places.CLOSED[window])
        ends = registration.offer_expires_at
        if registration.state == State.OFFERED and ends and clock.now() < ends:
            places.give_place(registration)
            return registration
        raise Gone(
            _(
                "Das Angebot gilt nicht mehr. Der Platz ging an die nächste Person. "
                "Sie können sich neu anmelden."
            )
        )


def change_answers(token: str, applicant: Applicant, seen_version: int) -> None:
    """New answers and another spelling of the name, by the personal link.

    Consents that were given are kept in the address book; taking one away withdraws it there.
    Raises ``Conflict``, ``RuleBroken``, ``Gone`` when it is too late or the person is not coming.
    """
    with transaction():
        registration = _still_coming(token)
        before = entries.agreed_kinds(registration)
        entries.rewrite(registration, applicant, seen_version)
        entries.remember(registration, before=before)
        entries.withdraw(registration, before - entries.agreed_kinds(registration), way="link")


def _still_coming(token: str) -> Registration:
    registration = places.locked_with_meeting(queries.by_manage_token(token))
    window = window_of(registration.meeting, clock.now())
    if window in (Window.OVER, Window.CANCELLED):
        raise Gone(places.CLOSED[window])
    if not registration.is_live:
        raise Gone(_("Sie sind zu diesem Treffen nicht mehr angemeldet."))
    if registration.state == State.PENDING:
        raise Gone(_("Bitte bestätigen Sie zuerst Ihre Anmeldung über den Link in unserer E-Mail."))
    return registration


def switch(token: str, participation: str, answer: tuple[str, str] | None = None) -> None:
    """Take part on site instead of online, or back; a second press changes nothing.

    ``answer``: id of the kit's question about it, and what was chosen. Raises ``RuleBroken`` when
    no place is free there, ``Gone``.
    """
    with transaction():
        registration = _still_coming(token)
        places.switch(registration, participation)
        if answer:
            registration.answers = registration.answers | {answer[0]: answer[1]}
        registration.version += 1


def ask_new_address(token: str, email: str) -> None:
    """Mail a link to the new address; the old one counts until that link was used.

    Raises ``RuleBroken``, ``TooMany``, ``Gone``.
    """
    with transaction():
        registration = _still_coming(token)
        if plain_key(email) == registration.email_key:
            return
        if not mail_may_be_sent(email):
            raise TooMany(MANY_MAILS, "email")
        entries.expect_address(registration, email)
        put(mails.address_request(registration))


def confirm_address(token: str) -> Registration:
    """The new address counts; both addresses are told. Raises ``NotFound``, ``RuleBroken``."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_address_token(token))
        if not registration.new_email:
            return registration
        old = registration.email
        entries.change_address(registration, registration.new_email)
        places.change_entry(registration, old)
        return registration
