"""Tables of support: the log, cases, funding programmes and what was told about them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Organisation
from app.core.db import Base, UtcDateTime
from app.core.words import sort_key
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.support.rules import CaseState


class SupportCase(Base):
    """A request of a project for help, with the person who takes care and a day."""

    __tablename__ = "support_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    kind: Mapped[SupportKind | None] = mapped_column(String(12))
    """None: the request does not say, or the office has not decided yet."""
    text: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[str] = mapped_column(String(400), default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    known: Mapped[bool] = mapped_column(default=False)
    """It was somebody in the address book; without ``person_id`` any more they were erased."""
    source: Mapped[str] = mapped_column(String(10), default="office")
    """office, link (asked on the project's page), answer (a status question)"""
    state: Mapped[CaseState] = mapped_column(String(8), default=CaseState.OPEN, index=True)
    worker: Mapped[str] = mapped_column(String(200), default="")
    """Who of the office takes care."""
    due: Mapped[date | None] = mapped_column(index=True)
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it; the project reads it too."""
    note: Mapped[str] = mapped_column(Text, default="")
    """For the office alone."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_by: Mapped[str] = mapped_column(String(200), default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    entries: Mapped[list["SupportEntry"]] = relationship(
        back_populates="case", order_by="SupportEntry.day"
    )


@event.listens_for(SupportCase, "before_insert")
@event.listens_for(SupportCase, "before_update")
def _keep_case_key(_mapper: object, _connection: object, case: SupportCase) -> None:
    texts = (case.text, case.outcome, case.worker, case.note)
    case.search_key = sort_key(" ".join(text for text in texts if text))[0]


class SupportEntry(Base):
    """What the office did for a project, and for how long."""

    __tablename__ = "support_entry"
    __table_args__ = (Index(None, "day", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id"), index=True)
    day: Mapped[date] = mapped_column()
    kind: Mapped[SupportKind] = mapped_column(String(12))
    minutes: Mapped[int] = mapped_column()
    worker: Mapped[str] = mapped_column(String(200))
    """Who of the office did it."""
    partner: Mapped[str] = mapped_column(String(200), default="")
    """With whom, as typed."""
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisation.id", ondelete="SET NULL"), index=True
    )
    """The known organisation behind the partner."""
    what: Mapped[str] = mapped_column(Text, default="")
    """What was done; the project reads it too."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    """For the office alone."""
    follow_up: Mapped[date | None] = mapped_column(index=True)
    """On this day it comes back on Heute."""
    followed_on: Mapped[date | None] = mapped_column()
    """When the follow-up was done."""
    case_id: Mapped[int | None] = mapped_column(
        ForeignKey("support_case.id", ondelete="SET NULL"), index=True
    )
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """What is searched, without accents and capitals; kept by itself. Never the note: who may not
    read it could find out its words by searching."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)

    idea: Mapped[Idea] = relationship()
    case: Mapped[SupportCase | None] = relationship(back_populates="entries")
    organisation: Mapped[Organisation | None] = relationship()


@event.listens_for(SupportEntry, "before_insert")
@event.listens_for(SupportEntry, "before_update")
def _keep_search_key(_mapper: object, _connection: object, entry: SupportEntry) -> None:
    texts = (entry.what, entry.outcome, entry.partner, entry.worker)
    entry.search_key = sort_key(" ".join(text for text in texts if text))[0]


class Funding(Base):
    """A funding programme with its next deadline (domain.md 3.8)."""

    __tablename__ = "funding"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(10), unique=True)
    """F01, F02 …"""
    name: Mapped[str] = mapped_column(String(200))
    amount: Mapped[str] = mapped_column(String(200), default="")
    eligible: Mapped[str] = mapped_column(String(300), default="")
    """Who may apply."""
    deadline: Mapped[date | None] = mapped_column(index=True)
    """None: applications are taken at any time."""
    rhythm: Mapped[str] = mapped_column(String(300), default="")
    fields: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Ids of fields of work; empty: for all."""
    link: Mapped[str] = mapped_column(String(500), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    checked_on: Mapped[date | None] = mapped_column()
    """When somebody last made sure that this is right."""
    archived: Mapped[bool] = mapped_column(default=False)
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


@event.listens_for(Funding, "before_insert")
@event.listens_for(Funding, "before_update")
def _keep_funding_key(_mapper: object, _connection: object, funding: Funding) -> None:
    texts = (funding.name, funding.number, funding.eligible, funding.amount, funding.note)
    funding.search_key = sort_key(" ".join(text for text in texts if text))[0]


class FundingHint(Base):
    """The contact person of an idea was told of a deadline, once for each."""

    __tablename__ = "funding_hint"
    __table_args__ = (UniqueConstraint("funding_id", "idea_id", "deadline"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    funding_id: Mapped[int] = mapped_column(ForeignKey("funding.id", ondelete="CASCADE"))
    idea_id: Mapped[int] = mapped_column(ForeignKey("idea.id", ondelete="CASCADE"), index=True)
    deadline: Mapped[date | None] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
