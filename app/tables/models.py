"""Tables of seating plans: seats, wishes, steps to undo, objections to the memory."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.tables.states import Included, SearchState, WishKind


class SeatingPlan(Base):
    """Tables and rounds of a meeting or of one item of its agenda, and the search for seats."""

    __tablename__ = "seating_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(
        ForeignKey("meeting.id", ondelete="CASCADE"), index=True
    )
    item_id: Mapped[int | None] = mapped_column()
    """Id of the agenda item it is for, which may have been removed since; None: the meeting."""
    title: Mapped[str] = mapped_column(String(200))
    included: Mapped[Included] = mapped_column(String(9))
    rounds: Mapped[int] = mapped_column()
    tables: Mapped[list[Any]] = mapped_column(JSON)
    """One {"seats": int, "title": str, "lead": str} per table, in the order of their numbers from
    1; lead: a person who is not registered and needs no seat of those counted. A table at the end
    with no seats was given up on the evening, after rounds at which people sat there."""
    with_sectors: Mapped[bool] = mapped_column(default=True)
    with_organisations: Mapped[bool] = mapped_column(default=True)
    with_interests: Mapped[bool] = mapped_column(default=False)
    with_memory: Mapped[bool] = mapped_column(default=True)
    round_items: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Id of the agenda item of each round, or None; an item may have been removed since."""
    rounds_held: Mapped[int] = mapped_column(default=0)
    """So many first rounds have begun: nothing changes them any more."""
    seed: Mapped[int] = mapped_column()
    """The same seed gives the same plan, for the same task searched in one go."""
    search: Mapped[SearchState] = mapped_column(String(7), default=SearchState.IDLE, index=True)
    search_seconds: Mapped[float] = mapped_column(default=0.0)
    """The search ends when ``spent`` has come so far."""
    claim: Mapped[int] = mapped_column(default=0)
    """Rises whenever the search is asked for, stopped, or taken by a process: a process that holds
    an older number writes nothing any more."""
    attempts: Mapped[int] = mapped_column(default=0)
    """So many processes have taken the search up since it was asked for or put back in order."""
    afresh: Mapped[bool] = mapped_column(default=False)
    """The search begins with no seats but the locked ones, instead of those that are there."""
    keep_cards: Mapped[bool] = mapped_column(default=True)
    """The search leaves people where their printed card says, as far as it costs little."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Running: until then no other process takes the search over. Waiting: since when."""
    trials: Mapped[int] = mapped_column(BigInteger, default=0)
    """Exchanges tried since the seed was set."""
    spent: Mapped[float] = mapped_column(default=0.0)
    """Seconds of search since then."""
    fault: Mapped[str] = mapped_column(Text, default="")
    """Why there is no plan: German sentences, one per line."""
    cost: Mapped[int | None] = mapped_column()
    """Of the seats as they are, in units (tables/planning.py UNIT); None: nobody is seated."""
    bound: Mapped[int] = mapped_column(default=0)
    """No plan costs less, in the same units."""
    worsened: Mapped[bool] = mapped_column(default=False)
    """People, wishes or settings have made the seats worse, and no search has written any since."""
    in_force_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it is the one that people have on their cards; None: a draft. Only these are
    shown to people, count in the live view and are remembered."""
    basis: Mapped[int] = mapped_column(default=1)
    """Rises with everything that changes the task: a search that began before starts anew."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)
    """Rises with each change that somebody made; the search does not count."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(200))

    meeting: Mapped[Meeting] = relationship(lazy="joined")

    @property
    def wants_search(self) -> bool:
        """Going on may mend what changes made worse; once a round began the cards come first."""
        above = self.cost is not None and self.cost > self.bound
        return self.worsened and above and not self.rounds_held


class Seat(Base):
    """Somebody in a plan: the table of each round, and what holds for the person."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("plan_id", "registration_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("seating_plan.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), index=True
    )
    tables: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """For each round the table from 0; -1: not there in this round. Empty: not seated yet."""
    printed: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """The same as on the card that the person got; empty: none."""
    locked: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Rounds from 0 in which the place is locked."""
    fixed_table: Mapped[int | None] = mapped_column()
    """„Fester Platz“: sits there in every round."""
    leads: Mapped[bool] = mapped_column(default=False)
    """Leads the fixed table."""
    left_out: Mapped[bool] = mapped_column(default=False)
    """The office has taken the person out, or the person is not there any more."""

    plan: Mapped[SeatingPlan] = relationship()
    registration: Mapped[Registration] = relationship(lazy="joined")


class SeatWish(Base):
    """Two people of a plan who must share a table in every round, or never."""

    __tablename__ = "seat_wish"
    __table_args__ = (UniqueConstraint("plan_id", "one_id", "other_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("seating_plan.id", ondelete="CASCADE"))
    kind: Mapped[WishKind] = mapped_column(String(8))
    one_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    """The larger id of the two."""


class SeatingStep(Base):
    """The seats as they were before one change, so that the change can be undone."""

    __tablename__ = "seating_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(
        ForeignKey("seating_plan.id", ondelete="CASCADE"), index=True
    )
    what: Mapped[str] = mapped_column(String(300))
    """What was changed, a German phrase without names: „Runde 2: Tausch zwischen Tisch 3 und 5“."""
    before: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    """"options" and "tables": those of the plan before the change; "seats": registration → its
    tables, locked, fixed_table, leads and left_out; "held": rounds that had begun before and
    after. Empty: this change stays."""
    version: Mapped[int] = mapped_column()
    """Of the plan after the change."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the form that made the change: sent twice it counts once."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    undone: Mapped[bool] = mapped_column(default=False)
    final: Mapped[bool] = mapped_column(default=False)
    """People or wishes are others since: neither this change nor one before it can be undone."""


class SeatObjection(Base):
    """Somebody who does not want it kept with whom they sat."""

    __tablename__ = "seat_objection"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed, of what the person is known by: nobody can read from it who it is."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
