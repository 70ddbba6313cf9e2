"""Tables of staff, their sessions, sign-in links, and the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.access.rules import Role
from app.core.db import Base, UtcDateTime


class Staff(Base):
    """A person who works with the application."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    """In lower case."""
    roles: Mapped[list[Any]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    subject: Mapped[str | None] = mapped_column(String(600), unique=True)
    """Of the account of the city with which the person signs in; None: by link alone."""

    @property
    def role_set(self) -> frozenset[Role]:
        return frozenset(Role(role) for role in self.roles)


class SignInLink(Base):
    """A link for one sign-in, or for confirming one session; only its digest is kept."""

    __tablename__ = "sign_in_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    session_id: Mapped[int | None] = mapped_column(
        ForeignKey("staff_session.id", ondelete="CASCADE")
    )
    """The session that it confirms, and nothing else; None: it opens a new one."""

    staff: Mapped[Staff] = relationship()


class StaffSession(Base):
    """A signed-in browser; ending the row ends the session (A-6)."""

    __tablename__ = "staff_session"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the person last proved who it is; None: the provider let it in without asking."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    device: Mapped[str] = mapped_column(String(60), default="")
    """Family of browser and system, so that the person knows it again: „Firefox, Windows“."""

    staff: Mapped[Staff] = relationship(lazy="joined")


class AuditEntry(Base):
    """Who did what to whom, without free text and without tokens (A-11)."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    who: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(60))
    """A verb of the code, for example ``registration_cancelled``."""
    subject: Mapped[str] = mapped_column(String(60))
    """Kind and id, for example ``registration:17``."""
