"""Tables of people, organisations, labels and consents."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.rules import ConsentKind
from app.core.db import Base, UtcDateTime


class Organisation(Base):
    """An association, an office, a firm, a school."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(320), unique=True)
    sector: Mapped[str] = mapped_column(String(30), default="")
    """Id of a sector of the settings; empty: not known."""
    kind: Mapped[str] = mapped_column(String(60), default="")
    """Verein, Initiative, Unternehmen …, in the office's words."""
    district: Mapped[str] = mapped_column(String(100), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Name without accents and capitals, for the search."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Person(Base):
    """Somebody the office knows. The address is no key: two people may share one."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(402), index=True)
    academic_title: Mapped[str] = mapped_column(String(40), default="")
    """Only as typed by the person; never on badges (domain.md 2.2)."""
    email: Mapped[str] = mapped_column(String(320), default="")
    email_key: Mapped[str] = mapped_column(String(320), default="", index=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    function: Mapped[str] = mapped_column(String(100), default="")
    """What the person does in the organisation."""
    sector: Mapped[str] = mapped_column(String(30), default="")
    district: Mapped[str] = mapped_column(String(100), default="")
    interests: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Ids of fields of work."""
    no_photo: Mapped[bool] = mapped_column(default=False)
    invitations: Mapped[bool] = mapped_column(default=False, index=True)
    """May be invited, as the newest consent says."""
    contact_list: Mapped[bool] = mapped_column(default=False)
    """May stand on contact lists, as the newest consent says."""
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(10), default="office")
    """office, form, import"""
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Name, organisation and address without accents and capitals, for the search."""
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The record that holds everything since two records of one person were merged."""
    link_version: Mapped[int] = mapped_column(default=0)
    unsubscribe_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    labels: Mapped[list["PersonLabel"]] = relationship(order_by="PersonLabel.label")
    consents: Mapped[list["Consent"]] = relationship(order_by="Consent.id.desc()")

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class PersonLabel(Base):
    """A word of the office by which people are found, for example „Lenkungskreis“."""

    __tablename__ = "person_label"
    __table_args__ = (UniqueConstraint("person_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    label: Mapped[str] = mapped_column(String(60), index=True)


class ConsentWording(Base):
    """The words somebody agreed to; each wording is kept once, with a number."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("kind", "text"), UniqueConstraint("kind", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ConsentKind] = mapped_column(String(20))
    number: Mapped[int] = mapped_column()
    """Version of the wording, from 1."""
    text: Mapped[str] = mapped_column(String(1000))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Base):
    """A consent given or withdrawn: when, in which way, to which words (domain.md 2.3)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(String(20))
    given: Mapped[bool] = mapped_column()
    """False: withdrawn."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(20))
    """form, phone, paper, import, link, mail_program (one-click unsubscribe), merge"""
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("consent_wording.id"))
    by: Mapped[str] = mapped_column(String(200), default="")
    """Who wrote it down, when it was not the person."""

    wording: Mapped[ConsentWording | None] = relationship(lazy="joined")
