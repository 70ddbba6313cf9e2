"""What the office does with pitches: by phone, mend, decline, mark as presented."""

from collections.abc import Collection

from app.access.actions import Actor, log
from app.core.db import locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.limits import mail_may_be_sent
from app.core.tokens import digest
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.pitches import mails, queries, rules, steps
from app.pitches.actions import CHANGED
from app.pitches.models import Pitch
from app.pitches.rules import PitchState, PresenterFacts, Proposal


def take_in(meeting_id: int, proposal: Proposal, submit_key: str, actor: Actor) -> int:
    """Register a pitch for somebody, for example by phone; also after the deadline.

    Returns the id. The same form sent twice gives one pitch. Raises ``RuleBroken`` when the
    meeting has no pitches or is called off.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        earlier = queries.pitch_by_submit_key(submit_key)
        if earlier is not None:
            return earlier.id
        if meeting.pitch_deadline is None or meeting.state == MeetingState.CANCELLED:
            raise RuleBroken(
                "Dieses Treffen nimmt keine Pitches auf. Wählen Sie ein anderes Treffen."
            )
        steps.check_field(proposal)
        pitch = steps.new_pitch(meeting_id, proposal, submit_key, actor.name)
        log(actor, "pitch_taken_in", f"pitch:{pitch.id}")
        return pitch.id


def change(pitch_id: int, proposal: Proposal, seen_version: int, actor: Actor) -> None:
    """Write what the office mended, at any time. A new address gets a new link; the old one ends.

    Raises ``Conflict`` when it was changed since it was read, ``RuleBroken``.
    """
    with transaction():
        pitch = locked(Pitch, pitch_id)
        if pitch.version != seen_version:
            raise Conflict(CHANGED)
        steps.check_field(proposal)
        changed = steps.write(pitch, proposal)
        if not changed:
            return
        pitch.version += 1
        steps.remember(pitch, actor.name, rules.change_sentence(changed))
        if "email" in changed:
            _new_link(pitch)
        log(actor, "pitch_changed", f"pitch:{pitch_id}")


def _new_link(pitch: Pitch) -> None:
    pitch.link_version += 1
    pitch.edit_digest = digest(mails.edit_token(pitch))
    if pitch.email and pitch.state in rules.OPEN and mail_may_be_sent(pitch.email):
        put(mails.received(pitch))


def add_presenter(pitch_id: int, facts: PresenterFacts, actor: Actor) -> None:
    """Name somebody who presents as well, at any time. Raises ``RuleBroken``."""
    with transaction():
        steps.add_presenter(locked(Pitch, pitch_id), facts, actor.name)
        log(actor, "pitch_presenter_added", f"pitch:{pitch_id}")


def remove_presenter(pitch_id: int, presenter_id: int, actor: Actor) -> None:
    """Take somebody out again and tell them; a second press changes nothing."""
    with transaction():
        if steps.remove_presenter(locked(Pitch, pitch_id), presenter_id, actor.name, tell=True):
            log(actor, "pitch_presenter_removed", f"pitch:{pitch_id}")


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
        steps.enter(pitch, PitchState.DECLINED, actor.name)
        pitch.decline_reason, pitch.next_step = reason, next_step
        pitch.told_day = pitch.told_time = None
        for letter in mails.declined(pitch, reason, next_step):
            put(letter)
        log(actor, "pitch_declined", f"pitch:{pitch_id}")


def move(pitch_id: int, target: PitchState, actor: Actor) -> Pitch:
    """Bring a pitch into another state; for rooms above (agenda, minutes), which tell people.

    Staying in the state is no move and changes nothing. Raises ``RuleBroken``.
    """
    with transaction():
        pitch = locked(Pitch, pitch_id)
        steps.enter(pitch, target, actor.name)
        return pitch


def mark_presented(meeting_id: int, pitch_ids: Collection[int], actor: Actor) -> int:
    """Mark accepted pitches as presented. Returns how many; others are left as they are.

    Raises ``RuleBroken`` before the meeting has begun.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if not queries.has_begun(meeting):
            raise RuleBroken("Das Treffen hat noch nicht begonnen. Vermerken Sie es danach.")
        accepted = [
            pitch.id
            for pitch in queries.pitches_of(meeting_id)
            if pitch.state == PitchState.ACCEPTED and pitch.id in pitch_ids
        ]
        for pitch_id in sorted(accepted):
            steps.enter(locked(Pitch, pitch_id), PitchState.PRESENTED, actor.name)
            log(actor, "pitch_presented", f"pitch:{pitch_id}")
        return len(accepted)


def not_presented(pitch_id: int, actor: Actor) -> None:
    """Mend a slip: the pitch was not presented after all. Raises ``RuleBroken``."""
    with transaction():
        pitch = locked(Pitch, pitch_id)
        if pitch.state == PitchState.PRESENTED:
            steps.enter(pitch, PitchState.ACCEPTED, actor.name)
            log(actor, "pitch_not_presented", f"pitch:{pitch_id}")


def log_export(meeting_id: int, actor: Actor) -> None:
    """Write down that the pitches of a meeting were taken away as a table (A-11)."""
    log(actor, "pitches_exported", f"meeting:{meeting_id}")
