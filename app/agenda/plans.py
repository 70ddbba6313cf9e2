"""What sending the prepared decisions on pitches would do now, with what each person will read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.agenda import mails, programme, queries, rules
from app.agenda.models import PitchDecision
from app.agenda.rules import Decision
from app.core.tokens import digest
from app.meetings.models import Meeting
from app.outbox.letter import Letter
from app.pitches import mails as pitch_mails
from app.pitches.models import Pitch
from app.pitches.queries import later_meetings
from app.pitches.rules import MOVES_ON, PitchState, can_move


@dataclass(frozen=True)
class Planned:
    """One prepared decision as it would be carried out now."""

    decision: PitchDecision
    pitch: Pitch
    spot: rules.Spot | None
    at: datetime | None
    target: Meeting | None
    letters: Sequence[Letter]
    problem: str = ""
    """Why it cannot be carried out; empty when it can."""
    void: bool = False
    """The pitch has changed its state since: nothing is left to do."""


@dataclass(frozen=True)
class Plan:
    """All prepared decisions of a meeting, with what each person will read."""

    rows: Sequence[Planned]

    @property
    def alive(self) -> list[Planned]:
        return [row for row in self.rows if not row.void]

    @property
    def problems(self) -> list[str]:
        return [row.problem for row in self.alive if row.problem]

    @property
    def letters(self) -> list[Letter]:
        return [letter for row in self.alive for letter in row.letters]

    def number(self, kind: str) -> int:
        return sum(row.decision.kind == kind for row in self.alive)

    @property
    def mark(self) -> str:
        """Tells this plan from any other one: what was looked at is what is sent."""
        parts = [
            f"{row.pitch.id}|{row.pitch.version}|{row.decision.kind}|{row.at}|{row.problem}|"
            + "|".join(letter.subject + letter.text for letter in row.letters)
            for row in self.alive
        ]
        return digest("\n".join(parts))


def plan_of(meeting: Meeting) -> Plan:
    """What sending the prepared decisions would do now."""
    decisions = programme.decisions_of(meeting.id)
    agenda = queries.agenda_for(meeting)
    targets = {one.id: one for one in later_meetings(meeting)}
    times = dict(agenda.free_spots)
    wishes = [
        (one.pitch_id, _wish(one))
        for one in decisions
        if one.kind == Decision.ACCEPT and not _is_void(one)
    ]
    dealt = rules.deal_slots(wishes, list(times))
    return Plan(
        [_planned(one, meeting, dealt.get(one.pitch_id), times, targets) for one in decisions]
    )


def _wish(decision: PitchDecision) -> rules.Spot | None:
    if decision.item_id is None or decision.position is None:
        return None
    return decision.item_id, decision.position


def _is_void(decision: PitchDecision) -> bool:
    """Withdrawn, moved or decided otherwise since it was prepared."""
    pitch = decision.pitch
    if pitch.meeting_id != decision.meeting_id:
        return True
    if decision.kind == Decision.MOVE:
        return pitch.state not in MOVES_ON
    target = PitchState.ACCEPTED if decision.kind == Decision.ACCEPT else PitchState.DECLINED
    return not can_move(pitch.state, target)


def _planned(
    decision: PitchDecision,
    meeting: Meeting,
    spot: rules.Spot | None,
    times: dict[rules.Spot, datetime],
    targets: dict[int, Meeting],
) -> Planned:
    pitch = decision.pitch
    if _is_void(decision):
        return Planned(decision, pitch, None, None, None, (), void=True)
    if decision.kind == Decision.DECLINE:
        letters = pitch_mails.declined(pitch, decision.reason, decision.next_step)
        return Planned(decision, pitch, None, None, None, letters)
    if decision.kind == Decision.MOVE:
        target = targets.get(decision.target_id or 0)
        if target is None:
            problem = f"„{pitch.title}“: Das gewählte Treffen nimmt keine Pitches mehr auf."
            return Planned(decision, pitch, None, None, None, (), problem)
        letters = pitch_mails.moved(pitch, decision.reason, meeting, target)
        return Planned(decision, pitch, None, None, target, letters)
    if spot is None:
        problem = f"„{pitch.title}“: In der Tagesordnung ist keine Zeit mehr frei."
        return Planned(decision, pitch, None, None, None, (), problem)
    return Planned(decision, pitch, spot, times[spot], None, mails.accepted(pitch, times[spot]))
