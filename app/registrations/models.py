"""The table of registrations."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, UtcDateTime
from app.meetings.models import Meeting
from app.registrations.rules import LIVE as LIVE_STATES
from app.registrations.rules import Attendance, RegistrationState, takes_place

LIVE = text("state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')")


class Registration(Base):
    """One person at one meeting. Two people may share an address, so the name counts too."""

    __tablename__ = "registration"
    __table_args__ = (
        Index(
            "uq_registration_live",
            "meeting_id",
            "email_key",
            "name_key",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index("ix_registration_meeting_state", "meeting_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """The record in the address book, when the person is in it."""
    first_name: Mapped[str] = mapped_column(String(200))
    last_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(402))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    organisation: Mapped[str] = mapped_column(String(200), default="")
    sector: Mapped[str] = mapped_column(String(30), default="")
    """Id of a sector of the settings; empty: not said."""
    no_photo: Mapped[bool] = mapped_column(default=False)
    on_contact_list: Mapped[bool] = mapped_column(default=False)
    wants_invitations: Mapped[bool] = mapped_column(default=False)
    access_needs: Mapped[str] = mapped_column(Text, default="")
    """Sensitive (Art. 9 GDPR): seen by the office only, forgotten first."""
    needs_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the access needs were last told or changed; decides whether they came late."""
    answers: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Answers to the kit's own questions, by question id."""
    state: Mapped[RegistrationState] = mapped_column(String(12))
    queue_number: Mapped[int | None] = mapped_column()
    """Place in the order of the waiting list, given at confirmation under the lock."""
    source: Mapped[str] = mapped_column(String(10), default="form")
    """form, office, walk_in"""
    participation: Mapped[str] = mapped_column(String(10), default="onsite")
    attendance: Mapped[Attendance] = mapped_column(String(8), default=Attendance.UNKNOWN)
    office_note: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offer_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    """From the form: the same form sent twice is one registration (R-7)."""
    link_version: Mapped[int] = mapped_column(default=0)
    confirm_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    manage_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    """Of the calendar entry; never changes."""
    sequence: Mapped[int] = mapped_column(default=0)
    calendar_sent: Mapped[bool] = mapped_column(default=False)
    """An invitation left, so that a cancellation must follow."""
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def takes_place(self) -> bool:
        """Whether the person needs one of the places."""
        return takes_place(self.meeting.mode, self.participation)

    @property
    def is_live(self) -> bool:
        """Whether the person still wants to come."""
        return self.state in LIVE_STATES
