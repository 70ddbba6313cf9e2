"""Tables of ideas and their history."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event, inspect, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Person
from app.core import clock
from app.core.db import Base, UtcDateTime
from app.core.words import sort_key
from app.ideas.rules import IdeaState, SupportKind, idea_number
from app.meetings.models import Meeting
from app.pitches.models import Pitch

MERGED = text("merged_into_id IS NOT NULL")
"""Without those that go on, SQLite does not take nearly all ideas for few."""


class Idea(Base):
    """A project idea; from ``selected`` on people call it a project."""

    __tablename__ = "idea"
    __table_args__ = (
        UniqueConstraint("year", "running_number"),
        Index(None, "next_step_due", "state"),
        Index(None, "state", "merged_into_id"),
        Index(
            "ix_idea_merged",
            "merged_into_id",
            sqlite_where=MERGED,
            postgresql_where=MERGED,
        ),
        Index(
            "ix_idea_shown",
            "action_field",
            "second_field",
            "state",
            "district",
            sqlite_where=text("public IS 1 AND merged_into_id IS NULL"),
            postgresql_where=text("public AND merged_into_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column()
    running_number: Mapped[int] = mapped_column()
    title: Mapped[str] = mapped_column(String(150))
    summary: Mapped[str] = mapped_column(Text, default="")
    action_field: Mapped[str] = mapped_column(String(10), default="", index=True)
    """Id of a field of work in the settings; empty: not decided yet."""
    second_field: Mapped[str] = mapped_column(String(10), default="")
    district: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[IdeaState] = mapped_column(String(12), default=IdeaState.NEW)
    source: Mapped[str] = mapped_column(String(10), default="office")
    """meeting, pitch, office"""
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting it came from."""
    pitch_id: Mapped[int | None] = mapped_column(ForeignKey("pitch.id"), unique=True)
    """The pitch with which it was presented."""
    contact_name: Mapped[str] = mapped_column(String(400), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    contact_public: Mapped[bool] = mapped_column(default=False)
    """The contact person agreed to be named on the public page."""
    organisation: Mapped[str] = mapped_column(String(200), default="")
    contact_person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """The known person behind the contact; None: only the name and address above."""
    contact_known: Mapped[bool] = mapped_column(default=False)
    """There was a known person. With no ``contact_person_id`` any more they were erased, and name
    and address are forgotten, too."""
    team: Mapped[str] = mapped_column(Text, default="")
    """Who works on it, in words: organisations and groups rather than names."""
    seeking: Mapped[str] = mapped_column(Text, default="")
    offering: Mapped[str] = mapped_column(Text, default="")
    support_kinds: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Kinds of support it needs or was promised, see ``rules.SupportKind``."""
    support_minutes: Mapped[int | None] = mapped_column()
    """How many minutes of support were agreed; None: no amount was."""
    support_until: Mapped[date | None] = mapped_column()
    """Last day of the agreed support."""
    sponsor: Mapped[str] = mapped_column(String(400), default="")
    """Who of the steering group takes care of it."""
    points: Mapped[int | None] = mapped_column()
    next_step: Mapped[str] = mapped_column(Text, default="")
    next_step_by: Mapped[str] = mapped_column(String(400), default="")
    next_step_due: Mapped[date | None] = mapped_column()
    decision: Mapped[str] = mapped_column(String(40), default="")
    """Number of the newest decision about it."""
    selected_on: Mapped[date | None] = mapped_column()
    """When it was moved to „Ausgewählt“; None: never, or that was taken back."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why it rests or was not taken up."""
    review_on: Mapped[date | None] = mapped_column()
    report_due: Mapped[date | None] = mapped_column(index=True)
    """From this day on it should report at a meeting; None: no report is expected."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    closed_on: Mapped[date | None] = mapped_column(index=True)
    """Since when it is done, dropped or merged; None: it goes on."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"))
    """The idea that goes on for both since two were merged; this one keeps its number."""
    split_from_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    """The idea that this one was part of."""
    news_on: Mapped[date | None] = mapped_column(index=True)
    """Day of the newest news from the contact person; None: there was none yet."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Rises when another person becomes the contact: the old link then opens nothing."""
    link_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of the link to the project's page; empty: nobody has one."""
    changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When what everybody may read changed last; follows by itself."""
    public: Mapped[bool] = mapped_column(default=False)
    submitted_on: Mapped[date] = mapped_column(index=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Title first, then all that is searched, without accents and capitals; kept by itself."""
    public_key: Mapped[str] = mapped_column(Text, default="")
    """The same without names: what everybody may search."""
    version: Mapped[int] = mapped_column(default=1)
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)

    meeting: Mapped[Meeting | None] = relationship()
    pitch: Mapped[Pitch | None] = relationship()
    contact_person: Mapped[Person | None] = relationship()
    merged_into: Mapped["Idea | None"] = relationship(
        foreign_keys=[merged_into_id], remote_side=[id]
    )
    history: Mapped[list["IdeaChange"]] = relationship(order_by="IdeaChange.id")

    @property
    def number(self) -> str:
        """2027-001; see ``idea_number``."""
        return idea_number(self.year, self.running_number)

    @property
    def state_label(self) -> str:
        """German name of the state."""
        return IdeaState(self.state).label

    @property
    def support_labels(self) -> list[str]:
        """German names of the kinds of support."""
        return [SupportKind(kind).label for kind in self.support_kinds]


@event.listens_for(Idea, "before_insert")
@event.listens_for(Idea, "before_update")
def _keep_search_key(_mapper: object, _connection: object, idea: Idea) -> None:
    texts = (
        idea.title, idea.number, idea.summary, idea.seeking, idea.offering, idea.team,
        idea.organisation, idea.district, idea.next_step,
    )  # fmt: skip
    idea.public_key = sort_key(" ".join(text for text in texts if text))[0]
    idea.search_key = f"{idea.public_key} {sort_key(idea.contact_name or '')[0]}".rstrip()


EVERYBODY_READS = (
    "title", "summary", "action_field", "second_field", "district", "state", "organisation", "team",
    "seeking", "offering", "contact_name", "contact_public", "next_step", "next_step_due",
    "decision", "reason", "outcome", "merged_into_id", "meeting_id", "public",
)  # fmt: skip
"""What the public pages show of an idea; the rest of it changes unseen."""


@event.listens_for(Idea, "before_insert")
@event.listens_for(Idea, "before_update")
def _note_public_change(_mapper: object, _connection: object, idea: Idea) -> None:
    """Whoever changes what everybody may read moves the moment by which feeds know of it.

    An idea that was never public has none. One that is hidden again keeps the moment it left.
    """
    attributes = inspect(idea).attrs
    if attributes["changed_at"].history.has_changes() and idea.changed_at is not None:
        return
    changed = {name for name in EVERYBODY_READS if attributes[name].history.has_changes()}
    if ("public" in changed and (idea.public or idea.changed_at)) or (changed and idea.public):
        idea.changed_at = clock.now()


class IdeaChange(Base):
    """What happened to an idea: when, by whom, in one German sentence."""

    __tablename__ = "idea_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text)


class IdeaNotice(Base):
    """What the contact person may be told of a move: a draft until the office has settled it."""

    __tablename__ = "idea_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), unique=True)
    """One draft for each idea: a later move replaces what was not sent."""
    version: Mapped[int] = mapped_column()
    """Of the idea when it was moved; no two moves of an idea have the same."""
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))

    idea: Mapped[Idea] = relationship()
