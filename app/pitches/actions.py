"""What people do with their own pitch by a link: hand in, change, present together, withdraw."""

from app.core.db import locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.language import N_
from app.core.limits import form_may_be_sent
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.pitches import mails, queries, rules, steps
from app.pitches.models import Pitch
from app.pitches.rules import PitchState, PresenterFacts, Proposal
from app.pitches.steps import PERSON

CHANGED = N_(
    "Dieser Pitch wurde inzwischen an anderer Stelle geändert. Ihre Eingaben stehen "
    "noch hier. Wenn Sie noch einmal speichern, gilt Ihre Fassung."
)


def submit(meeting_id: int, proposal: Proposal, submit_key: str, network_address: str = "") -> int:
    """Take in a pitch and mail the receipt with its link. Returns the pitch's id.

    The same form sent twice gives one pitch and one mail (R-7). Joins the caller's transaction.
    Raises ``RuleBroken`` when the meeting takes no pitches (any more) or the field of work is
    unknown, ``TooMany`` when a public form comes from a network address that sent too many (M-8).
    """
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        meeting = locked(Meeting, meeting_id)
        earlier = queries.pitch_by_submit_key(submit_key)
        if earlier is not None:
            return earlier.id
        steps.check_open(meeting)
        steps.check_field(proposal)
        return steps.new_pitch(meeting_id, proposal, submit_key, PERSON).id


def revise(token: str, proposal: Proposal, seen_version: int) -> None:
    """Change the text of a pitch by its link; address and phone stay as they were.

    Raises ``RuleBroken`` after the deadline, ``Conflict`` when it was changed since it was read.
    """
    with transaction():
        pitch = _own_open(token)
        if pitch.version != seen_version:
            raise Conflict(CHANGED)
        steps.check_field(proposal)
        kept = {"email": pitch.email, "phone": pitch.phone}
        changed = steps.write(pitch, Proposal(**{**vars(proposal), **kept}))
        if changed:
            pitch.version += 1
            steps.remember(pitch, PERSON, rules.change_sentence(changed))


def add_presenter(token: str, facts: PresenterFacts, network_address: str = "") -> None:
    """Name somebody who presents as well. Raises ``RuleBroken``, ``TooMany`` (M-8)."""
    with transaction():
        if network_address:
            form_may_be_sent(network_address)
        steps.add_presenter(_own_open(token), facts, PERSON)


def remove_presenter(token: str, presenter_id: int) -> None:
    """Take somebody out again and tell them; a second press changes nothing."""
    with transaction():
        steps.remove_presenter(_own_open(token), presenter_id, PERSON, tell=True)


def leave(read_token: str) -> None:
    """Somebody who was named by others takes themselves out, at any time."""
    with transaction():
        presenter = queries.presenter_behind(read_token)
        pitch = locked(Pitch, presenter.pitch_id)
        steps.remove_presenter(pitch, presenter.id, PERSON, tell=False)


def withdraw(token: str) -> None:
    """Take a pitch back by its link and confirm it; a second press changes nothing.

    Raises ``RuleBroken`` when it was declined or presented already, or the meeting has begun.
    """
    with transaction():
        pitch = locked(Pitch, queries.pitch_behind(token).id)
        over = pitch.meeting.state != MeetingState.CANCELLED and queries.has_begun(pitch.meeting)
        if over and pitch.state in rules.OPEN:
            raise RuleBroken(
                "Das Treffen hat schon begonnen. Der Pitch kann nicht mehr zurückgezogen werden."
            )
        if steps.enter(pitch, PitchState.WITHDRAWN, PERSON):
            for letter in mails.withdrawn(pitch):
                put(letter)


def _own_open(token: str) -> Pitch:
    """The locked pitch of a link while its owner may change it."""
    pitch = locked(Pitch, queries.pitch_behind(token).id)
    steps.check_open(pitch.meeting)
    if not rules.can_be_revised(pitch.state, open_now=True):
        raise RuleBroken(f"Ihr Pitch ist {rules.LABELS[pitch.state]}. Der Text bleibt, wie er ist.")
    return pitch
