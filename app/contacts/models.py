"""Tables of people, organisations, labels and consents."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.rules import KEY_LENGTH, ConsentKind
from app.core.db import Base, UtcDateTime

SortKey = String(KEY_LENGTH).with_variant(String(KEY_LENGTH, collation="C"), "postgresql")
"""Ordered letter by letter on both databases; the key itself knows German order."""

MERGED = text("merged_into_id IS NOT NULL")
"""Without those that go on, SQLite does not take nearly all people for few."""


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
    sort_key: Mapped[str] = mapped_column(SortKey, default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Person(Base):
    """Somebody the office knows. The address is no key: two people may share one."""

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_merged", "merged_into_id", sqlite_where=MERGED, postgresql_where=MERGED),
        Index(None, "organisation_id", "merged_into_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(402), index=True)
    academic_title: Mapped[str] = mapped_column(String(40), default="")
    """Only as typed by the person; never on badges (domain.md 2.2)."""
    email: Mapped[str] = mapped_column(String(320), default="")
    email_key: Mapped[str] = mapped_column(String(320), default="", index=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    postal_address: Mapped[str] = mapped_column(Text, default="")
    """Lines below the name on a letter, for people whom no mail reaches; empty: not known."""
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
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
    sort_key: Mapped[str] = mapped_column(SortKey, default="", index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    """The record that holds everything since two records of one person were merged."""
    link_version: Mapped[int] = mapped_column(default=0)
    unsubscribe_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    labels: Mapped[list["PersonLabel"]] = relationship(
        order_by="PersonLabel.label", passive_deletes=True, cascade="all, delete-orphan"
    )
    consents: Mapped[list["Consent"]] = relationship(
        order_by="(Consent.at.desc(), Consent.id.desc())", viewonly=True
    )

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class PersonLabel(Base):
    """A word of the office by which people are found, for example „Lenkungskreis“."""

    __tablename__ = "person_label"
    __table_args__ = (UniqueConstraint("person_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(String(60), index=True)


LONGEST_WORDING = 1000


class ConsentWording(Base):
    """The words somebody agreed to, in the language in which they stood there; each kept once."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("kind", "text"), UniqueConstraint("kind", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    """A ``ConsentKind``, or what another room asks for."""
    number: Mapped[int] = mapped_column()
    """Version of the wording, from 1."""
    text: Mapped[str] = mapped_column(String(LONGEST_WORDING))
    language: Mapped[str] = mapped_column(String(10), default="de")
    """Key of ``core.language.LANGUAGES``."""
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class Consent(Base):
    """A consent given or withdrawn: when, in which way, to which words (domain.md 2.3)."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ConsentKind] = mapped_column(String(20))
    given: Mapped[bool] = mapped_column()
    """False: withdrawn."""
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[str] = mapped_column(String(20))
    """form, phone, paper, import, link, mail_program (one-click unsubscribe), merge, expired"""
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("consent_wording.id"))
    by: Mapped[str] = mapped_column(String(200), default="")
    """Who wrote it down, when it was not the person."""

    wording: Mapped[ConsentWording | None] = relationship(lazy="joined")


class ContactImport(Base):
    """A list that was uploaded and waits for being taken over; nothing of it counts yet."""

    __tablename__ = "contact_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(String(200))
    by: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    header: Mapped[list[Any]] = mapped_column(JSON)
    """Names of the columns as they stand in the file."""
    mapping: Mapped[list[Any]] = mapped_column(JSON)
    """For each column the id of what it holds (imports.FIELDS); empty: not read."""
    proof: Mapped[bool] = mapped_column(default=False)
    """The office has the consents in writing, so that they may be taken."""


class ContactImportRow(Base):
    """One line of an uploaded list, and what would become of it."""

    __tablename__ = "contact_import_row"
    __table_args__ = (Index("ix_contact_import_row_verdict", "import_id", "verdict", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("contact_import.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column()
    """Number of the line, as the spreadsheet program shows it."""
    cells: Mapped[list[Any]] = mapped_column(JSON)
    verdict: Mapped[str] = mapped_column(String(10))
    """new, known, question, rejected"""
    reason: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[str] = mapped_column(String(12), default="")
    """What the office must decide: twin, first_name, no_email; empty: nothing."""
    answer: Mapped[str] = mapped_column(String(8), default="")
    """same, new, skip; empty: not decided yet."""
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    """Who is there already, or may be the same."""

    person: Mapped[Person | None] = relationship()
