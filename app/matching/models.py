"""Tables of search and offer cards, and of contacts that are passed on."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.models import Person
from app.core.db import Base, UtcDateTime
from app.core.words import sort_key
from app.ideas.models import Idea
from app.matching.rules import CardKind, CardState, MediationState


class MatchCard(Base):
    """Somebody seeks or offers something."""

    __tablename__ = "match_card"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(12), unique=True)
    """S01 for a search, B01 for an offer; None until the office has read it."""
    kind: Mapped[CardKind] = mapped_column(String(6))
    text: Mapped[str] = mapped_column(Text)
    action_field: Mapped[str] = mapped_column(String(10), default="", index=True)
    district: Mapped[str] = mapped_column(String(100), default="")
    state: Mapped[CardState] = mapped_column(String(8), default=CardState.OPEN, index=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """The known person; None: name and address as handed in."""
    name: Mapped[str] = mapped_column(String(401), default="")
    email: Mapped[str] = mapped_column(String(320), default="")
    known: Mapped[bool] = mapped_column(default=False)
    """Belongs to somebody of the address book; without person_id that person was erased."""
    consent: Mapped[bool] = mapped_column(default=False)
    """Agrees in principle that contacts are passed on; each time both are asked anyway."""
    wording: Mapped[str] = mapped_column(Text, default="")
    """The words that were agreed to on the public form; empty: the office noted it."""
    language: Mapped[str] = mapped_column(String(10), default="de")
    """In which the card was handed in: mails about it speak it (``core/language.py``)."""
    answers_id: Mapped[int | None] = mapped_column(
        ForeignKey("match_card.id", ondelete="SET NULL"), index=True
    )
    """The card to which this one was handed in as an answer."""
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    """The project that seeks or offers it."""
    valid_until: Mapped[date | None] = mapped_column()
    outcome: Mapped[str] = mapped_column(Text, default="")
    """Why it was closed, what came of it; the person reads it, too."""
    note: Mapped[str] = mapped_column(Text, default="")
    """For the office alone."""
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of the personal link; empty: there is none."""
    link_version: Mapped[int] = mapped_column(default=0)
    """Goes up when the card goes to somebody else: the old link then opens nothing."""
    ran_out: Mapped[bool] = mapped_column(default=False)
    """Closed because its time was over: the person may open it again."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    search_key: Mapped[str] = mapped_column(Text, default="")
    """What is searched, without accents and capitals; kept by itself."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = relationship()
    idea: Mapped[Idea | None] = relationship()
    answers: Mapped["MatchCard | None"] = relationship(foreign_keys=[answers_id], remote_side=[id])


@event.listens_for(MatchCard, "before_insert")
@event.listens_for(MatchCard, "before_update")
def _keep_search_key(_mapper: object, _connection: object, card: MatchCard) -> None:
    texts = (card.number, card.text, card.district, card.name)
    card.search_key = sort_key(" ".join(text for text in texts if text))[0]


class Mediation(Base):
    """The office suggests that two sides get to know each other; both are asked first."""

    __tablename__ = "mediation"

    id: Mapped[int] = mapped_column(primary_key=True)
    search_id: Mapped[int | None] = mapped_column(ForeignKey("match_card.id"), index=True)
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("match_card.id"), index=True)
    idea_id: Mapped[int | None] = mapped_column(ForeignKey("idea.id"), index=True)
    """The project it helps."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """What both sides read: why they could help each other."""
    state: Mapped[MediationState] = mapped_column(
        String(8), default=MediationState.ASKED, index=True
    )
    minutes: Mapped[int] = mapped_column(default=0)
    """What the office spent on it, for the support log."""
    worked: Mapped[bool | None] = mapped_column()
    """Whether the contact helped; None: nobody knows yet."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    support_id: Mapped[int | None] = mapped_column(
        ForeignKey("support_entry.id", ondelete="SET NULL")
    )
    """The line of the support log that was written when contacts were passed on."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    passed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When both got the contact of the other; None: nothing was passed on."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since then nothing can be answered any more."""
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the office noted what came of it; None: it stands on Heute once it is due."""
    version: Mapped[int] = mapped_column(default=1)

    search: Mapped[MatchCard | None] = relationship(foreign_keys=[search_id])
    offer: Mapped[MatchCard | None] = relationship(foreign_keys=[offer_id])
    idea: Mapped[Idea | None] = relationship()
    sides: Mapped[list["MediationSide"]] = relationship(
        back_populates="mediation", order_by="MediationSide.id"
    )


class MediationSide(Base):
    """One of the two who are asked, with a link of their own."""

    __tablename__ = "mediation_side"
    __table_args__ = (UniqueConstraint("mediation_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    mediation_id: Mapped[int] = mapped_column(ForeignKey("mediation.id", ondelete="CASCADE"))
    kind: Mapped[CardKind] = mapped_column(String(6))
    """Whether this side seeks or offers."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    known: Mapped[bool] = mapped_column(default=False)
    """Stood in the address book; without person_id that person was erased."""
    name: Mapped[str] = mapped_column(String(401))
    email: Mapped[str] = mapped_column(String(320))
    agreed: Mapped[bool | None] = mapped_column()
    """None: has not answered yet."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wording: Mapped[str] = mapped_column(Text, default="")
    """The words that were agreed to."""
    passed: Mapped[str] = mapped_column(Text, default="")
    """What this side gave away: name and address as the other side got them."""
    message: Mapped[str] = mapped_column(Text, default="")
    """What this side wrote with the answer."""
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)

    mediation: Mapped[Mediation] = relationship(back_populates="sides")
    person: Mapped[Person | None] = relationship()
