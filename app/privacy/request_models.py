"""Tables of the rights of people: links to one's own data, and digests of who was erased."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class DataLink(Base):
    """A link by which one person sees, takes away and erases what is kept of them, for a day."""

    __tablename__ = "data_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Of a random token; the token itself stands in the mail alone."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), index=True
    )
    """The record in the address book, when the person is in it."""
    name_key: Mapped[str] = mapped_column(String(402))
    email_key: Mapped[str] = mapped_column(String(320))
    """Two people may share the address, so both count."""
    language: Mapped[str] = mapped_column(String(10), default="de")
    """Of the mail and of the pages behind the link; key of ``core.language.LANGUAGES``."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ErasedSubject(Base):
    """Somebody who was erased: a restored backup is held against these digests."""

    __tablename__ = "erased_subject"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """Keyed, of address and name: nobody can read from it who it was."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
