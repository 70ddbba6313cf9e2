"""What every room and every page uses to change a pitch: one function does all moves.

Each joins the caller's transaction; the pitch is locked by the caller.
"""

from app.core import clock
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.language import current_language
from app.core.language import gettext as _
from app.core.limits import mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest
from app.meetings.models import Meeting
from app.outbox.actions import put
from app.pitches import mails, queries, rules
from app.pitches.models import Pitch, PitchChange, PitchPresenter
from app.pitches.rules import PitchState, PresenterFacts, Proposal

PERSON = "Über den persönlichen Link"
"""Stands in the history instead of a name."""


def enter(pitch: Pitch, target: PitchState, by: str) -> bool:
    """Bring a pitch into another state. False: it is there already, nothing happens.

    Raises ``RuleBroken`` when ``rules.MOVES`` knows no such move.
    """
    if pitch.state == target:
        return False
    rules.check_move(pitch.state, target)
    remember(pitch, by, rules.move_sentence(pitch.state, target))
    _set_state(pitch, target)
    return True


def enter_meeting(pitch: Pitch, target: Meeting, by: str) -> bool:
    """Hand the pitch in at another meeting: same row, same link. False: it is there already."""
    if pitch.meeting_id == target.id:
        return False
    rules.check_move_on(pitch.state)
    before, after = mails.meeting_words(pitch.meeting), mails.meeting_words(target)
    sentence = f"Verschoben: vom Treffen {before} zum Treffen {after}."
    remember(pitch, by, sentence, left=pitch.meeting_id)
    pitch.meeting_id, pitch.meeting = target.id, target
    pitch.decline_reason = pitch.next_step = ""
    pitch.told_day = pitch.told_time = None
    _set_state(pitch, PitchState.SUBMITTED)
    return True


def _set_state(pitch: Pitch, state: PitchState) -> None:
    pitch.state = state
    pitch.state_changed_at = clock.now()
    pitch.version += 1


def remember(pitch: Pitch, by: str, what: str, *, left: int | None = None) -> None:
    """One more row of the history. ``left``: the meeting the pitch moves away from."""
    row = PitchChange(pitch_id=pitch.id, at=clock.now(), by=by, what=what, left_meeting_id=left)
    db.session.add(row)


def write(pitch: Pitch, proposal: Proposal) -> list[str]:
    """Put the values into the row. Returns the names of those that changed."""
    changed = rules.changed_fields(queries.proposal_of(pitch), proposal)
    for name in changed:
        setattr(pitch, name, getattr(proposal, name))
    pitch.search_key = rules.search_form(proposal)
    return changed


def new_pitch(meeting_id: int, proposal: Proposal, submit_key: str, by: str) -> Pitch:
    """A pitch as it came in, with its link and its receipt (which counts against the limit)."""
    pitch = Pitch(
        meeting_id=meeting_id,
        language=current_language(),
        submit_key=submit_key,
        submitted_at=clock.now(),
        state_changed_at=clock.now(),
        search_key=rules.search_form(proposal),
        **vars(proposal),
    )
    db.session.add(pitch)
    db.session.flush()
    pitch.edit_digest = digest(mails.edit_token(pitch))
    remember(pitch, by, "Eingereicht.")
    if pitch.email and mail_may_be_sent(pitch.email):
        put(mails.received(pitch))
    return pitch


def add_presenter(pitch: Pitch, facts: PresenterFacts, by: str) -> PitchPresenter:
    """One more person who presents; told by mail when there is an address. ``RuleBroken``."""
    rules.check_presenter(facts, [queries.facts_of(one) for one in pitch.presenters])
    presenter = PitchPresenter(pitch=pitch, added_at=clock.now(), **vars(facts))
    db.session.add(presenter)
    db.session.flush()
    presenter.read_digest = digest(mails.read_token(presenter))
    remember(pitch, by, "Eine weitere Person stellt mit vor.")
    if presenter.email and mail_may_be_sent(presenter.email):
        put(mails.presenter_added(presenter))
    return presenter


def remove_presenter(pitch: Pitch, presenter_id: int, by: str, *, tell: bool) -> bool:
    """Take a person out again. False: somebody did so before."""
    presenter = queries.presenter_of(pitch, presenter_id)
    if presenter is None:
        return False
    if tell and presenter.email and mail_may_be_sent(presenter.email):
        put(mails.presenter_removed(presenter))
    pitch.presenters.remove(presenter)
    db.session.delete(presenter)
    remember(pitch, by, "Eine Person stellt nicht mehr mit vor.")
    return True


def check_open(meeting: Meeting) -> None:
    """R-6: the server decides, whatever page is still open in a browser."""
    if queries.takes_pitches(meeting):
        return
    office = current().office
    why = rules.closed_sentence(meeting.pitch_deadline, meeting.state)
    raise RuleBroken(
        _(
            "%(why)s Melden Sie sich gern bei uns: %(phone)s oder %(mail)s.",
            why=why,
            phone=office.phone,
            mail=office.mail,
        )
    )


def check_field(proposal: Proposal) -> None:
    """Raises ``RuleBroken`` for a field of work that the settings do not know."""
    if proposal.action_field and current().forum.field(proposal.action_field) is None:
        raise RuleBroken(_("Handlungsfeld: Bitte wählen Sie eines aus der Liste."), "action_field")
