"""What pages show of a written vote: before its end who has voted, afterwards how it came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import clock
from app.steering.models import Ballot, Decision, Motion
from app.steering.rules import MotionState
from app.steering.vote_queries import counting, decisions_of_votes, votes_of
from app.steering.vote_rules import Votes


@dataclass(frozen=True)
class Shown:
    """A written vote as members may see it; ``votes`` is None while it runs."""

    motion: Motion
    voted: int
    seats: int
    votes: Votes | None
    decision: Decision | None
    comments: tuple[str, ...]

    @property
    def running(self) -> bool:
        """Whether nobody may see how it stands."""
        return self.motion.state == MotionState.OPEN

    @property
    def state_words(self) -> str:
        """Läuft, Angenommen, …"""
        if self.decision:
            return self.decision.result_label
        return {
            MotionState.OPEN: "Läuft",
            MotionState.LAPSED: "Ohne Beschluss",
            MotionState.WITHDRAWN: "Zurückgezogen",
        }.get(MotionState(self.motion.state), "Entschieden")


def shown(motions: Sequence[Motion]) -> list[Shown]:
    """Votes with their results, as far as they may be seen; one query for all."""
    found = decisions_of_votes([one.id for one in motions])
    return [_shown(one, found.get(one.id)) for one in motions]


def _shown(motion: Motion, decision: Decision | None) -> Shown:
    ballots = motion.ballots
    over = motion.state in (MotionState.DECIDED, MotionState.LAPSED)
    return Shown(
        motion=motion,
        voted=sum(one.choice is not None for one in ballots),
        seats=len(counting(ballots, clock.today())) if motion.seats is None else motion.seats,
        votes=votes_of(motion) if over else None,
        decision=decision,
        comments=_comments(ballots) if over else (),
    )


def _comments(ballots: Sequence[Ballot]) -> tuple[str, ...]:
    """In the order of the words, so that nobody reads from their place whose they are."""
    return tuple(sorted(one.comment for one in ballots if one.comment))
