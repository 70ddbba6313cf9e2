"""Decisions on pitches that are prepared silently and sent together."""

from dataclasses import dataclass

from app.access.actions import Actor, log
from app.agenda import places, plans, programme
from app.agenda.models import AgendaItem, PitchDecision
from app.agenda.plans import Planned
from app.agenda.rules import Decision, Spot
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.meetings.models import Meeting
from app.pitches import office
from app.pitches.models import Pitch
from app.pitches.queries import later_meetings, pitch_of
from app.pitches.rules import PitchState, check_move, check_move_on


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What the office chose for a pitch."""

    kind: Decision
    spot: Spot | None = None
    target_id: int | None = None
    reason: str = ""
    next_step: str = ""


def prepare(meeting_id: int, pitch_id: int, choice: Choice, actor: Actor) -> None:
    """Keep a decision that nobody is told yet; a later one replaces it. Raises ``RuleBroken``."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        pitch_of(meeting_id, pitch_id)
        pitch = locked(Pitch, pitch_id)
        _check(meeting, pitch, choice)
        places.forget_decisions([pitch_id])
        item_id, position = choice.spot or (None, None)
        decision = PitchDecision(
            pitch_id=pitch_id, meeting_id=meeting_id, kind=choice.kind, item_id=item_id,
            position=position, target_id=choice.target_id, reason=choice.reason,
            next_step=choice.next_step, at=clock.now(), by=actor.name,
        )  # fmt: skip
        db.session.add(decision)
        log(actor, "pitch_decision_prepared", f"pitch:{pitch_id}")


def _check(meeting: Meeting, pitch: Pitch, choice: Choice) -> None:
    if choice.kind == Decision.ACCEPT:
        check_move(pitch.state, PitchState.ACCEPTED)
        item = db.session.get(AgendaItem, choice.spot[0]) if choice.spot else None
        if choice.spot and (item is None or item.meeting_id != meeting.id):
            raise RuleBroken("Diese Uhrzeit gibt es nicht mehr. Wählen Sie eine andere.", "spot")
        return
    if not choice.reason.strip():
        raise RuleBroken("Grund: Bitte nennen Sie einen Grund.", "reason")
    if choice.kind == Decision.DECLINE:
        check_move(pitch.state, PitchState.DECLINED)
        if not choice.next_step.strip():
            raise RuleBroken("Vorschlag: Bitte schreiben Sie, wie es weitergeht.", "next_step")
        return
    check_move_on(pitch.state)
    if choice.target_id not in [one.id for one in later_meetings(meeting)]:
        raise RuleBroken("Neues Treffen: Bitte wählen Sie eines aus der Liste.", "target")


def undo(meeting_id: int, pitch_id: int, actor: Actor) -> None:
    """Take back a prepared decision; a second press changes nothing."""
    with transaction():
        pitch_of(meeting_id, pitch_id)
        if programme.decision_on(pitch_id) is None:
            return
        places.forget_decisions([pitch_id])
        log(actor, "pitch_decision_undone", f"pitch:{pitch_id}")


def send(meeting_id: int, seen_mark: str, actor: Actor) -> int:
    """Carry out everything that is prepared and tell everybody, all or nothing.

    ``seen_mark``: ``Plan.mark`` of the page the office looked at. Returns how many decisions; 0
    when they were sent before. Raises ``Conflict`` when something changed since, ``RuleBroken``
    naming what cannot be carried out.
    """
    with transaction():
        meeting = _locked_meetings(meeting_id)
        decisions = programme.decisions_of(meeting_id)
        for pitch_id in sorted(one.pitch_id for one in decisions):
            locked(Pitch, pitch_id)
        plan = plans.plan_of(meeting)
        if not plan.rows:
            return 0
        if plan.mark != seen_mark:
            raise Conflict(
                "Inzwischen hat sich etwas geändert. Es ist noch nichts gesendet. Lesen Sie die "
                "E-Mails bitte noch einmal und senden Sie dann."
            )
        if plan.problems:
            raise RuleBroken(" ".join(["Es ist noch nichts gesendet.", *plan.problems]))
        for row in plan.alive:
            _carry_out(meeting_id, row, actor)
        places.forget_decisions([row.pitch.id for row in plan.rows])
        return len(plan.alive)


def _locked_meetings(meeting_id: int) -> Meeting:
    """This meeting and those to which pitches go, always in the same order."""
    targets = {one.target_id for one in programme.decisions_of(meeting_id) if one.target_id}
    rows = {number: locked(Meeting, number) for number in sorted({meeting_id, *targets})}
    return rows[meeting_id]


def _carry_out(meeting_id: int, row: Planned, actor: Actor) -> None:
    decision, pitch_id = row.decision, row.pitch.id
    reason, next_step = decision.reason, decision.next_step
    if decision.kind == Decision.DECLINE:
        office.decline(pitch_id, reason, next_step, actor)
    elif decision.kind == Decision.MOVE and row.target:
        places.move_pitch(meeting_id, pitch_id, row.target.id, reason, actor)
    elif row.spot:
        item_id, position = row.spot
        places.accept_pitch(meeting_id, pitch_id, item_id, actor, position=position)


def decline(meeting_id: int, pitch_id: int, reason: str, next_step: str, actor: Actor) -> None:
    """Decline one pitch at once: its people are told, what was prepared is void. ``RuleBroken``."""
    with transaction():
        locked(Meeting, meeting_id)
        pitch_of(meeting_id, pitch_id)
        office.decline(pitch_id, reason, next_step, actor)
        places.forget_decisions([pitch_id])
