"""Tables of the retention run and of the legal texts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime


class Forgotten(Base):
    """How much a rule forgot on a day; numbers only."""

    __tablename__ = "forgotten"
    __table_args__ = (UniqueConstraint("day", "rule"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column()
    rule: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column()
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the last of them went."""


class Foretold(Base):
    """What the office was told in a week that it would go; the row is the claim to tell it."""

    __tablename__ = "foretold"

    id: Mapped[int] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(unique=True)
    """Its Monday."""
    numbers: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Rule -> how many; empty: nothing was due and no mail was written."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class LegalText(Base):
    """One version of a text that the city is responsible for; never changed, only followed."""

    __tablename__ = "legal_text"
    __table_args__ = (UniqueConstraint("kind", "language", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """LegalKind"""
    language: Mapped[str] = mapped_column(String(10))
    number: Mapped[int] = mapped_column()
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
