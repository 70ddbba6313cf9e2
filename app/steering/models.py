"""Tables of the steering group: seats, ratings, sessions, motions, votes, decisions."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    and_,
    event,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Person
from app.core.db import Base, UtcDateTime
from app.core.words import sort_key
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.minutes.models import Entry
from app.steering.rules import Choice, DecisionKind, MotionState, Presence
from app.steering.vote_rules import Votes, votes_words

ERASED = "gelöschte Person"


class Member(Base):
    """A seat in the steering group for a term of office; the deputy belongs to it."""

    __tablename__ = "steering_member"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """None: erased from the address book since."""
    deputy_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    function: Mapped[str] = mapped_column(String(100), default="")
    """Sprecherin, Mitglied …, in the office's words."""
    voting: Mapped[bool] = mapped_column(default=True)
    """False: advises only."""
    term_from: Mapped[date] = mapped_column()
    term_to: Mapped[date | None] = mapped_column()
    """Last day of the term; None: open."""
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])
    deputy: Mapped[Person | None] = relationship(foreign_keys=[deputy_id])

    @property
    def name(self) -> str:
        """As people read it, also when the person was erased."""
        return self.person.full_name if self.person else ERASED

    @property
    def deputy_name(self) -> str:
        """Empty: there is no deputy."""
        return self.deputy.full_name if self.deputy else ""


class RatingRound(Base):
    """Members rate ideas by criteria until a deadline; nobody sees others before."""

    __tablename__ = "rating_round"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(150))
    criteria: Mapped[list[Any]] = mapped_column(JSON)
    """The wording of the criteria as they were when the round began."""
    deadline: Mapped[date] = mapped_column()
    """Last day."""
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Ended by the office before the deadline."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    version: Mapped[int] = mapped_column(default=1)

    ideas: Mapped[list["RatingIdea"]] = relationship(order_by="RatingIdea.position")
    sheets: Mapped[list["RatingSheet"]] = relationship(back_populates="round")


class RatingIdea(Base):
    """An idea that is rated in a round."""

    __tablename__ = "rating_idea"
    __table_args__ = (UniqueConstraint("round_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rating_round.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int] = mapped_column()

    idea: Mapped[Idea] = relationship()


class RatingSheet(Base):
    """What one member has to rate in a round, with a personal link."""

    __tablename__ = "rating_sheet"
    __table_args__ = (UniqueConstraint("round_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rating_round.id", ondelete="CASCADE"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("steering_member.id"), index=True)
    """None: a year after the end nobody can tell any more whose it was."""
    rates: Mapped[bool] = mapped_column(default=True)
    """False: of an advising member, with comments alone."""
    by_deputy: Mapped[bool] = mapped_column(default=False)
    """The member cannot rate: the office has asked the deputy instead."""
    handed_in_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None: saved half-way at most."""
    reminded_on: Mapped[date | None] = mapped_column()
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)

    round: Mapped[RatingRound] = relationship(back_populates="sheets")
    member: Mapped[Member | None] = relationship()
    ratings: Mapped[list["Rating"]] = relationship(
        back_populates="sheet", order_by="Rating.idea_id"
    )


class Rating(Base):
    """Points of one member for one idea."""

    __tablename__ = "rating"
    __table_args__ = (UniqueConstraint("sheet_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("rating_sheet.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    points: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """0 to 3 for each criterion in its order; None where there is none yet."""
    biased: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")

    sheet: Mapped[RatingSheet] = relationship(back_populates="ratings")


class SessionSeat(Base):
    """Who sits on a member's seat in a session."""

    __tablename__ = "session_seat"
    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("steering_member.id"), index=True)
    presence: Mapped[Presence] = mapped_column(String(8))

    member: Mapped[Member] = relationship()


class Motion(Base):
    """Something to be decided, in a session or by a written vote."""

    __tablename__ = "motion"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The session; None: a written vote."""
    agenda_item: Mapped[int | None] = mapped_column()
    """Id of the item of the session's agenda under which it stands, which may be gone since."""
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[DecisionKind] = mapped_column(String(10))
    wording: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    review_on: Mapped[date | None] = mapped_column()
    """When an idea that is put on hold comes back."""
    state: Mapped[MotionState] = mapped_column(String(10), default=MotionState.PREPARED)
    deadline: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Of a written vote."""
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recommendation_id: Mapped[int | None] = mapped_column()
    """Id of the recommendation of a session that a written vote takes up."""
    seats: Mapped[int | None] = mapped_column()
    """Seats with a vote when it came to an end, of which more than half had to take part."""
    closing_note: Mapped[str] = mapped_column(Text, default="")
    """Why it was withdrawn."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting | None] = relationship()
    ideas: Mapped[list["MotionIdea"]] = relationship(order_by="MotionIdea.position")
    ballots: Mapped[list["Ballot"]] = relationship(back_populates="motion", order_by="Ballot.id")

    @property
    def kind_label(self) -> str:
        """German name of the kind."""
        return DecisionKind(self.kind).label


class MotionIdea(Base):
    """An idea that a motion is about."""

    __tablename__ = "motion_idea"
    __table_args__ = (UniqueConstraint("motion_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int] = mapped_column()

    idea: Mapped[Idea] = relationship()


class Ballot(Base):
    """The vote of one seat: asked for by link in a written vote, or biased in a session."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("motion_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    motion_id: Mapped[int] = mapped_column(ForeignKey("motion.id", ondelete="CASCADE"))
    member_id: Mapped[int] = mapped_column(ForeignKey("steering_member.id"), index=True)
    choice: Mapped[Choice | None] = mapped_column(String(8))
    """None: has not voted yet."""
    by_deputy: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    link_version: Mapped[int] = mapped_column(default=0)
    reminded_on: Mapped[date | None] = mapped_column()
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    motion: Mapped[Motion] = relationship(back_populates="ballots")
    member: Mapped[Member] = relationship()


class Decision(Base):
    """What the steering group has decided; it can only be corrected with day and reason."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    """LK-2027-01"""
    motion_id: Mapped[int | None] = mapped_column(ForeignKey("motion.id"), unique=True)
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The session; None: by a written vote."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"))
    """Where the minutes of the session say it."""
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[DecisionKind] = mapped_column(String(10))
    wording: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, default="")
    yes: Mapped[int] = mapped_column()
    no: Mapped[int] = mapped_column()
    abstain: Mapped[int] = mapped_column()
    biased: Mapped[int] = mapped_column(default=0)
    recommendation: Mapped[bool] = mapped_column(default=False)
    """There was no quorum: a recommendation for a written vote, no decision."""
    not_moved: Mapped[str] = mapped_column(Text, default="")
    """Why an idea did not move with the end of a written vote; empty: all did that should."""
    search_key: Mapped[str] = mapped_column(Text, default="")
    """What is searched, without accents and capitals; kept by itself."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))

    motion: Mapped[Motion | None] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
    entry: Mapped[Entry | None] = relationship()
    ideas: Mapped[list["DecisionIdea"]] = relationship(order_by="DecisionIdea.position")
    corrections: Mapped[list["DecisionCorrection"]] = relationship(order_by="DecisionCorrection.id")

    @property
    def votes(self) -> Votes:
        """The numbers as plain data."""
        return Votes(yes=self.yes, no=self.no, abstain=self.abstain, biased=self.biased)

    @hybrid_property
    def has_majority(self) -> bool:
        """More yes than no, whether there was a quorum or not. Also a condition in queries."""
        return self.yes > self.no

    @hybrid_property
    def adopted(self) -> bool:
        """A decision with more yes than no; a recommendation decides nothing (domain.md 3.3).

        The one meaning of „angenommen“: also a condition in queries.
        """
        return self.has_majority and not self.recommendation

    @adopted.inplace.expression
    @classmethod
    def _adopted_in_queries(cls) -> ColumnElement[bool]:
        return and_(cls.yes > cls.no, cls.recommendation.is_(False))

    @property
    def result_label(self) -> str:
        """Angenommen, Abgelehnt or Empfehlung: the one word for how it came out."""
        if self.recommendation:
            return "Empfehlung"
        return "Angenommen" if self.adopted else "Abgelehnt"

    @property
    def votes_words(self) -> str:
        """9 ja, 0 nein, 1 Enthaltung …"""
        return votes_words(self.votes, recommendation=self.recommendation)

    @property
    def kind_label(self) -> str:
        """German name of the kind."""
        return DecisionKind(self.kind).label


@event.listens_for(Decision, "before_insert")
@event.listens_for(Decision, "before_update")
def _keep_search_key(_mapper: object, _connection: object, decision: Decision) -> None:
    texts = (decision.number, decision.wording, decision.reason)
    decision.search_key = sort_key(" ".join(text for text in texts if text))[0]


class DecisionIdea(Base):
    """An idea that a decision is about."""

    __tablename__ = "decision_idea"
    __table_args__ = (UniqueConstraint("decision_id", "idea_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    position: Mapped[int] = mapped_column()

    idea: Mapped[Idea] = relationship()


class DecisionCorrection(Base):
    """What was corrected in a stored decision, when, by whom and why; the old words stay."""

    __tablename__ = "decision_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(
        ForeignKey("decision.id", ondelete="CASCADE"), index=True
    )
    day: Mapped[date] = mapped_column()
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Name of a value → what stood there."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
