"""Decisions: stored once with a number and their votes, and only corrected afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.words import date_short
from app.ideas import actions as ideas
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.meetings.models import Meeting
from app.minutes import entry_queries
from app.minutes.decided import Decided, correct_decision, note_decision
from app.minutes.entry_rules import free_number
from app.minutes.rules import EntryKind
from app.steering import decision_queries
from app.steering.models import Ballot, Decision, DecisionCorrection, DecisionIdea, Motion
from app.steering.motions import FASTER, lock_ideas, open_motion, write_motion
from app.steering.rules import Choice, DecisionKind, MotionState
from app.steering.session_queries import RollCall, decision_of_motion, motion_of, roll_call
from app.steering.sessions import check_begun, locked_session, write_quorum
from app.steering.vote_rules import (
    MOVES_TO,
    MotionValues,
    Votes,
    check_correction,
    check_decidable,
    check_votes,
    facts_for,
    has_quorum,
    there_words,
    votes_words,
)

CORRECTED = "Jemand anderes hat diesen Beschluss inzwischen berichtigt. Lesen Sie ihn noch einmal."
NO_ROLL_CALL = (
    "Die Anwesenheit ist noch nicht festgestellt. Erst dann steht fest, ob die Sitzung "
    "beschlussfähig ist und wie viele Stimmen es gibt."
)
NOTHING_NEW = "Es hat sich nichts geändert. Ändern Sie Wortlaut, Begründung oder Stimmen."


@dataclass(frozen=True, kw_only=True)
class Cast:
    """How a motion came out in a session. ``biased``: ids of members who took no part."""

    yes: int
    no: int
    abstain: int
    biased: tuple[int, ...] = ()

    @property
    def votes(self) -> Votes:
        """The numbers alone."""
        biased = len(set(self.biased))
        return Votes(yes=self.yes, no=self.no, abstain=self.abstain, biased=biased)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a decision should say instead, from which day on and why."""

    day: date
    why: str
    wording: str
    reason: str
    votes: Votes


def decide(
    meeting_id: int, motion_id: int, values: MotionValues, cast: Cast, *, seen: int, actor: Actor
) -> int:
    """Store what the session decides about a motion, in the words of ``values``.

    The number is given, the minutes get their entry, an adopted decision moves its ideas; all of
    it or nothing. Without a quorum it is a recommendation, which moves nothing (domain.md 3.3).
    A second press finds the decision. Returns its id. Raises ``Conflict``, ``RuleBroken`` naming
    the field, ``NotFound``.
    """
    with transaction():
        meeting = locked_session(meeting_id)
        if stored := decision_of_motion(motion_of(meeting_id, motion_id).id):
            return stored.id
        check_begun(meeting)
        motion = open_motion(meeting_id, motion_id)
        if motion.version != seen:
            raise Conflict(FASTER)
        call = roll_call(meeting)
        _check_cast(call, values, cast)
        write_motion(motion, values)
        return _decide(meeting, motion, values, cast, call, actor).id


def _check_cast(call: RollCall, values: MotionValues, cast: Cast) -> None:
    if not call.called:
        raise RuleBroken(NO_ROLL_CALL)
    check_decidable(values, clock.today())
    may_vote = {seat.member_id for seat in call.seats if seat.voting and seat.taken}
    if not set(cast.biased) <= may_vote:
        raise RuleBroken(
            "Befangen: Jemand davon ist nicht als anwesend vermerkt. Ändern Sie die Auswahl "
            "oder die Anwesenheit.",
            "biased",
        )
    check_votes(cast.votes, call.present)


def _decide(
    meeting: Meeting,
    motion: Motion,
    values: MotionValues,
    cast: Cast,
    call: RollCall,
    actor: Actor,
) -> Decision:
    write_quorum(meeting.id, call, actor)
    lock_ideas(values.idea_ids)
    recommendation, motion.seats = not has_quorum(call.present, call.votes), call.votes
    decision = store(
        motion, values, cast.votes, meeting.day, recommendation=recommendation, actor=actor
    )
    for member_id in set(cast.biased):
        ballot = Ballot(
            motion_id=motion.id, member_id=member_id, choice=Choice.BIASED, at=clock.now()
        )
        db.session.add(ballot)
    if decision.adopted:
        move_ideas(values, decision.number, actor)
    decision.entry_id = note_decision(
        meeting.id, values.agenda_item, _said(decision, values.idea_ids), actor=actor
    )
    return decision


def store(
    motion: Motion,
    values: MotionValues,
    votes: Votes,
    day: date,
    *,
    recommendation: bool,
    actor: Actor,
) -> Decision:
    """Write the decision about a motion down with the next number; joins the transaction."""
    decision = Decision(
        number=next_number(day.year),
        motion_id=motion.id,
        meeting_id=motion.meeting_id,
        day=day,
        kind=values.kind,
        wording=values.wording,
        reason=values.reason,
        yes=votes.yes,
        no=votes.no,
        abstain=votes.abstain,
        biased=votes.biased,
        recommendation=recommendation,
        at=clock.now(),
        by=actor.name,
    )
    decision.ideas = [
        DecisionIdea(idea_id=idea_id, position=position)
        for position, idea_id in enumerate(values.idea_ids, 1)
    ]
    db.session.add(decision)
    motion.state, motion.closed_at = MotionState.DECIDED, clock.now()
    motion.version += 1
    db.session.flush()
    _tell_ideas(decision, values, actor)
    log(actor, "decision_stored", f"decision:{decision.id}")
    return decision


def next_number(year: int) -> str:
    """LK-2027-19: one series a year for sessions and written votes; none is given twice."""
    one_at_a_time("decision-number")
    start = f"LK-{year}-"
    given = entry_queries.numbers_released(start) | decision_queries.numbers(start)
    drafted = entry_queries.numbers_drafted(start)
    return str(free_number(EntryKind.DECISION, year, given, drafted))


def move_ideas(values: MotionValues, number: str, actor: Actor) -> None:
    """Bring the ideas where the decision wants them. Raises ``RuleBroken`` naming the idea."""
    target = MOVES_TO.get(values.kind)
    for idea_id in values.idea_ids if target else ():
        move_one(idea_id, target or IdeaState.REVIEW, values, number, actor)


def move_one(
    idea_id: int, target: IdeaState, values: MotionValues, number: str, actor: Actor
) -> None:
    """Move one idea. Raises ``RuleBroken`` naming the idea; nothing of it was moved then."""
    try:
        ideas.move_idea(idea_id, target, facts_for(values, number), actor=actor)
    except RuleBroken as fault:
        idea = db.session.get_one(Idea, idea_id)
        raise RuleBroken(
            f"Idee {idea.number} „{idea.title}“: {fault.message} Der Beschluss ist noch nicht "
            "gespeichert."
        ) from fault


def _tell_ideas(decision: Decision, values: MotionValues, actor: Actor) -> None:
    """A line in the history of each idea that this decision leaves where it is."""
    if decision.recommendation:
        words = "Empfehlung ohne Beschlussfähigkeit, noch kein Beschluss"
    elif not decision.adopted:
        words = f"Antrag „{values.kind.label}“ abgelehnt"
    elif values.kind is DecisionKind.POSTPONE:
        words = "Entscheidung vertagt"
    elif values.kind not in MOVES_TO:
        words = "Im Lenkungskreis beraten"
    else:
        return
    because = f" {values.reason}" if values.reason else ""
    for one in decision.ideas:
        idea = db.session.get_one(Idea, one.idea_id)
        ideas.remember(idea, actor, f"{words}: {decision.number}.{because}")


def _said(decision: Decision, idea_ids: Sequence[int], corrected: str = "") -> Decided:
    votes = votes_words(decision.votes, recommendation=decision.recommendation)
    seats = decision.motion.seats if decision.motion else None
    return Decided(
        number=decision.number,
        wording=decision.wording,
        votes=f"{votes}; {there_words(decision.votes.total, seats)}" if seats else votes,
        reason=decision.reason,
        idea_id=idea_ids[0] if len(idea_ids) == 1 else None,
        corrected=corrected,
    )


# corrections


def correct(decision_id: int, wanted: Correction, *, seen: int, actor: Actor) -> None:
    """Correct a stored decision; its old words stay readable (domain.md 3.3).

    ``seen``: how many corrections the page knew. The minutes follow in their next version, the
    ideas get a line in their history and stay where they are. Raises ``Conflict``, ``RuleBroken``.
    """
    with transaction():
        decision = locked(Decision, decision_id)
        before = _changed(decision, wanted)
        known = decision.corrections
        if not before and known and (known[-1].day, known[-1].reason) == (wanted.day, wanted.why):
            return
        if len(known) != seen:
            raise Conflict(CORRECTED)
        check_correction(
            wanted.day, wanted.why, decision.votes, wanted.votes,
            decided_on=decision.day, today=clock.today(),
        )  # fmt: skip
        if not wanted.wording:
            raise RuleBroken("Wortlaut: Ein Beschluss braucht einen Wortlaut.", "wording")
        if not before:
            raise RuleBroken(NOTHING_NEW)
        _correct(decision, wanted, before, actor)


def _values(wording: str, reason: str, votes: Votes) -> dict[str, str | int]:
    numbers = {"yes": votes.yes, "no": votes.no, "abstain": votes.abstain, "biased": votes.biased}
    return {"wording": wording, "reason": reason, **numbers}


def _changed(decision: Decision, wanted: Correction) -> dict[str, str | int]:
    """What stands there now and would be another."""
    now = _values(decision.wording, decision.reason, decision.votes)
    then = _values(wanted.wording, wanted.reason, wanted.votes)
    return {name: value for name, value in now.items() if then[name] != value}


def _correct(
    decision: Decision, wanted: Correction, before: dict[str, str | int], actor: Actor
) -> None:
    adopted = decision.adopted
    for name, value in _values(wanted.wording, wanted.reason, wanted.votes).items():
        setattr(decision, name, value)
    row = DecisionCorrection(
        decision_id=decision.id, day=wanted.day, reason=wanted.why, before=before,
        at=clock.now(), by=actor.name,
    )  # fmt: skip
    db.session.add(row)
    idea_ids = [one.idea_id for one in decision.ideas]
    if decision.entry_id:
        words = f"Berichtigt am {date_short(wanted.day)}: {wanted.why}"
        correct_decision(decision.entry_id, _said(decision, idea_ids, words), actor=actor)
    turned = "" if decision.adopted == adopted else f" {turned_words(decision)}"
    for one in decision.ideas:
        sentence = (
            f"Beschluss {decision.number} am {date_short(wanted.day)} berichtigt: "
            f"{wanted.why.rstrip('.')}.{turned}"
        )
        ideas.remember(one.idea, actor, sentence)
    db.session.flush()
    db.session.expire(decision, ["corrections"])
    log(actor, "decision_corrected", f"decision:{decision.id}")


def turned_words(decision: Decision) -> str:
    """What a correction that turns the result means for the ideas: a person moves them."""
    result = "angenommen" if decision.adopted else "abgelehnt"
    moved = "Die Idee bleibt" if len(decision.ideas) == 1 else "Ihre Ideen bleiben"
    return (
        f"Nach der Berichtigung ist der Antrag {result}. {moved} im bisherigen Status. Ändern "
        "Sie ihn bei Bedarf auf der Seite der Idee."
    )
