"""What the clock on the projector shows: public titles only, no names; plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.live.course import MINUTE, LiveState, Phase, Turn, TurnState

FORGOTTEN = timedelta(hours=6)
"""So long after the announced end a meeting is over, also when nobody has pressed."""
BREATHER = "Gleich geht es weiter"
CALLED_OFF = "Dieses Treffen fällt aus"


@dataclass(frozen=True, kw_only=True)
class Face:
    """The clock at one moment."""

    phase: Phase
    title: str = ""
    note: str = ""
    """What everybody is asked to do: „Tischrunde 2 von 3: Bitte wechseln Sie den Tisch.“"""
    following: str = ""
    """Title of the next public item; "" when none comes."""
    following_at: datetime | None = None
    until: datetime | None = None
    """When the time of the item is up; None: nothing to count down to."""
    total: timedelta = timedelta()
    """How long the item is: for the ring."""
    ends_at: datetime | None = None
    """When the meeting will be over."""
    now: datetime

    @property
    def remaining(self) -> timedelta:
        """Until the time is up; negative when it is over it."""
        return self.until - self.now if self.until else timedelta()

    @property
    def percent(self) -> int:
        """How much of the time is left, 0 to 100."""
        if not self.total:
            return 0
        return max(0, min(100, round(100 * (self.remaining / self.total))))


def face(state: LiveState, public: Mapping[int, str], begin: str) -> Face:
    """``public``: item id → title for everybody, "" for an internal item; ``begin``: „18:00“."""
    if state.phase is Phase.OVER or state.now - state.planned_end > FORGOTTEN:
        return Face(phase=Phase.OVER, title="Vielen Dank", now=state.now)
    coming = [one for one in state.turns if one.state is TurnState.COMING and public.get(one.item)]
    following = coming[0] if coming else None
    if state.current is None:
        return _before(state, following, public, begin)
    return _during(state, state.current, following, public)


def _before(state: LiveState, first: Turn | None, public: Mapping[int, str], begin: str) -> Face:
    early = bool(state.turns) and state.turns[0].begin > state.now
    return Face(
        phase=Phase.BEFORE,
        title=f"Wir beginnen um {begin}\N{NO-BREAK SPACE}Uhr" if early else "Gleich geht es los",
        following=public[first.item] if first else "",
        following_at=first.begin if first else None,
        ends_at=state.ends_at,
        now=state.now,
    )


def _during(
    state: LiveState, current: Turn, following: Turn | None, public: Mapping[int, str]
) -> Face:
    title = public.get(current.step.id, "") if current.step else ""
    until: datetime | None = state.now + state.remaining
    total = current.minutes * MINUTE
    if not title:
        until = following.begin if following else None
        total = following.begin - current.begin if following else timedelta()
    return Face(
        phase=state.phase,
        title=title or BREATHER,
        following=public[following.item] if following else "",
        following_at=following.begin if following else None,
        until=until,
        total=total,
        ends_at=state.ends_at,
        now=state.now,
    )
