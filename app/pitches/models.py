"""Tables of pitches, the people who present as well, and what happened to a pitch."""

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.core.words import listing
from app.meetings.models import Meeting
from app.pitches.rules import PitchState


class Pitch(Base):
    """A project that wants to present itself at a meeting; it may move to another meeting."""

    __tablename__ = "pitch"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    title: Mapped[str] = mapped_column(String(150))
    summary: Mapped[str] = mapped_column(Text)
    seeking: Mapped[str] = mapped_column(Text, default="")
    action_field: Mapped[str] = mapped_column(String(10), default="")
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320))
    """Empty when the office took the pitch by phone."""
    phone: Mapped[str] = mapped_column(String(50), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Title, names, organisation and address without accents (pitches/rules.py)."""
    state: Mapped[PitchState] = mapped_column(String(12), default=PitchState.SUBMITTED)
    decline_reason: Mapped[str] = mapped_column(Text, default="")
    next_step: Mapped[str] = mapped_column(Text, default="")
    told_day: Mapped[date | None] = mapped_column()
    told_time: Mapped[time | None] = mapped_column()
    """The local day and time its people were told last; None: they were not told any."""
    told_number: Mapped[int] = mapped_column(default=0)
    """How often its people were told a time or a move: part of the key of such a mail."""
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(10), default="de")
    """In which it was handed in: mails about it speak it (``core/language.py``)."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    link_version: Mapped[int] = mapped_column(default=0)
    edit_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()
    presenters: Mapped[list["PitchPresenter"]] = relationship(
        back_populates="pitch", order_by="PitchPresenter.id"
    )

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def everybody(self) -> str:
        """All who present, in one line: Cem Yıldırım, Zoë Bauer und Änne Süß."""
        return listing([self.full_name, *(one.full_name for one in self.presenters)])

    @property
    def told_at(self) -> datetime | None:
        """The local moment its people were told last, without zone."""
        if self.told_day is None or self.told_time is None:
            return None
        return datetime.combine(self.told_day, self.told_time)


class PitchPresenter(Base):
    """Somebody who presents beside the person who handed in; reads the pitch by a link."""

    __tablename__ = "pitch_presenter"

    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), default="")
    organisation: Mapped[str] = mapped_column(String(200), default="")
    read_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

    pitch: Mapped[Pitch] = relationship(back_populates="presenters")

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class PitchChange(Base):
    """What happened to a pitch: when, by whom, in one German sentence."""

    __tablename__ = "pitch_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    pitch_id: Mapped[int] = mapped_column(ForeignKey("pitch.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(Text)
    left_meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    """The meeting the pitch moved away from with this change."""
