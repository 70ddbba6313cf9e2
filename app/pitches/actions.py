"""Handing in, changing, withdrawing and declining pitches."""

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import date_long
from app.meetings.models import Meeting
from app.outbox.actions import put
from app.pitches import mails, queries, rules
from app.pitches.models import Pitch
from app.pitches.rules import PitchState, Proposal

TEXTS = (
    "title", "summary", "seeking", "action_field", "first_name", "last_name", "organisation"
)  # fmt: skip


def submit(meeting_id: int, proposal: Proposal, submit_key: str, network_address: str = "") -> int:
    """Take in a pitch and mail the receipt with its link. Returns the pitch's id.

    The same form sent twice gives one pitch and one mail (R-7). Raises ``RuleBroken`` when the
    meeting takes no pitches (any more) or the field of work is unknown, ``TooMany`` when a public
    form comes from a network address that sent too many (M-8).
    """
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        meeting = locked(Meeting, meeting_id)
        earlier = queries.pitch_by_submit_key(submit_key)
        if earlier is not None:
            return earlier.id
        _check_open(meeting)
        _check_field(proposal)
        pitch = Pitch(
            meeting_id=meeting_id,
            submit_key=submit_key,
            submitted_at=clock.now(),
            state_changed_at=clock.now(),
            **vars(proposal),
        )
        db.session.add(pitch)
        db.session.flush()
        pitch.edit_digest = digest(mails.edit_token(pitch))
        if mail_may_be_sent(pitch.email):
            put(mails.received(pitch))
        return pitch.id


def revise(token: str, proposal: Proposal, seen_version: int) -> None:
    """Change the text of a pitch by its link; the address stays as it was.

    Raises ``RuleBroken`` after the deadline, ``Conflict`` when it was changed since it was read.
    """
    with transaction():
        pitch = locked(Pitch, queries.pitch_behind(token).id)
        _check_open(pitch.meeting)
        if not rules.can_be_revised(pitch.state, open_now=True):
            raise RuleBroken(
                f"Ihr Pitch ist {rules.LABELS[pitch.state]}. Der Text bleibt, wie er ist."
            )
        if pitch.version != seen_version:
            raise Conflict(
                "Dieser Pitch wurde inzwischen an anderer Stelle geändert. Ihre Eingaben stehen "
                "noch hier. Wenn Sie noch einmal speichern, gilt Ihre Fassung."
            )
        _check_field(proposal)
        for name in TEXTS:
            setattr(pitch, name, getattr(proposal, name))
        pitch.version += 1


def withdraw(token: str) -> None:
    """Take a pitch back by its link; a second press changes nothing.

    Raises ``RuleBroken`` when it was declined or presented already.
    """
    with transaction():
        pitch = locked(Pitch, queries.pitch_behind(token).id)
        if pitch.state != PitchState.WITHDRAWN:
            _enter(pitch, PitchState.WITHDRAWN)


def decline(pitch_id: int, reason: str, next_step: str, actor: Actor) -> None:
    """Decline a pitch and mail the reason; a second press changes nothing.

    An accepted pitch loses its place in the agenda. Raises ``RuleBroken``.
    """
    with transaction():
        pitch = locked(Pitch, pitch_id)
        if pitch.state == PitchState.DECLINED:
            return
        if not reason.strip():
            raise RuleBroken("Grund: Bitte nennen Sie einen Grund.", "reason")
        _enter(pitch, PitchState.DECLINED)
        pitch.decline_reason, pitch.next_step = reason, next_step
        put(mails.declined(pitch, reason, next_step))
        log(actor, "pitch_declined", f"pitch:{pitch_id}")


def move(pitch_id: int, target: PitchState) -> Pitch:
    """Bring a pitch into another state; for rooms above (agenda, minutes), which tell people.

    Staying in the state is no move and changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        pitch = locked(Pitch, pitch_id)
        if pitch.state != target:
            _enter(pitch, target)
        return pitch


def _enter(pitch: Pitch, target: PitchState) -> None:
    rules.check_move(pitch.state, target)
    pitch.state = target
    pitch.state_changed_at = clock.now()
    pitch.version += 1


def _check_open(meeting: Meeting) -> None:
    """R-6: the server decides, whatever page is still open in a browser."""
    if queries.takes_pitches(meeting):
        return
    office = current().office
    until = f" bis {date_long(meeting.pitch_deadline)}" if meeting.pitch_deadline else ""
    raise RuleBroken(
        f"Pitches waren{until} möglich. Melden Sie sich gern bei uns: {office.phone} oder "
        f"{office.mail}."
    )


def _check_field(proposal: Proposal) -> None:
    if proposal.action_field and current().forum.field(proposal.action_field) is None:
        raise RuleBroken("Handlungsfeld: Bitte wählen Sie eines aus der Liste.", "action_field")
