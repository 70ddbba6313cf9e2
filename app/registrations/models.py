"""The table of registrations."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.contacts.rules import organisation_sort_key, person_sort_key, search_key
from app.core.db import Base, UtcDateTime
from app.core.tokens import link_token, random_token
from app.meetings.models import Meeting
from app.registrations.rules import LIVE as LIVE_STATES
from app.registrations.rules import Attendance, PlaceKind, RegistrationState, kind_of

LIVE = text("state IN ('pending', 'requested', 'confirmed', 'waitlisted', 'offered')")
# What few rows are, in the words of their index: with a value of its own SQLite would not use it.
NEEDS_WAIT = text("access_needs <> '' AND office_note = ''")
DECLINED = text("partstat = 'DECLINED'")
PRESENT = text("attendance = 'present'")

KEYS = ("search_key", "sort_key", "organisation_key")


def keys_of(first_name: str, last_name: str, organisation: str, email: str) -> dict[str, str]:
    """The columns by which a registration is found and sorted, the German way."""
    return {
        "search_key": search_key(first_name, last_name, organisation, email),
        "sort_key": person_sort_key(last_name, first_name),
        "organisation_key": organisation_sort_key(organisation),
    }


def _key(name: str) -> Any:
    """What a new row gets when nobody says otherwise."""

    def make(context: DefaultExecutionContext) -> str:
        said = context.get_current_parameters()  # type: ignore[no-untyped-call]
        names = ("first_name", "last_name", "organisation", "email")
        return keys_of(*(said.get(column) or "" for column in names))[name]

    return make


COUNTED_BY = ("meeting_id", "state", "source", "participation")
"""Places are counted by these alone: the index holds them, the rows themselves are not read."""


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
        Index("ix_registration_meeting_state", *COUNTED_BY, "attendance", "sector"),
        Index(
            "ix_registration_present",
            "email_key",
            "name_key",
            "meeting_id",
            sqlite_where=PRESENT,
            postgresql_where=PRESENT,
        ),
        Index(
            "ix_registration_needs_wait",
            "meeting_id",
            sqlite_where=NEEDS_WAIT,
            postgresql_where=NEEDS_WAIT,
        ),
        Index(
            "ix_registration_declined",
            "meeting_id",
            sqlite_where=DECLINED,
            postgresql_where=DECLINED,
        ),
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
    new_email: Mapped[str] = mapped_column(String(320), default="")
    """An address that counts as soon as the person has used the link that went there."""
    address_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of that link."""
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
    forgotten_days: Mapped[int] = mapped_column(default=-1)
    """So many days after the meeting what had to be forgotten was; -1: nothing yet."""
    state: Mapped[RegistrationState] = mapped_column(String(12))
    queue_number: Mapped[int | None] = mapped_column()
    """Place in the order of the waiting list, given at confirmation under the lock."""
    source: Mapped[str] = mapped_column(String(10), default="form")
    """form, office, walk_in; guest: let in by the office beyond the places"""
    participation: Mapped[str] = mapped_column(String(10), default="onsite")
    attendance: Mapped[Attendance] = mapped_column(String(8), default=Attendance.UNKNOWN)
    office_note: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    state_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    offer_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str] = mapped_column(String(10), default="de")
    """In which the form was sent: mails and calendar texts speak it (``core/language.py``)."""
    submit_key: Mapped[str] = mapped_column(String(64), unique=True)
    """From the form: the same form sent twice is one registration (R-7)."""
    link_key: Mapped[str] = mapped_column(String(27))
    """By chance: from it and a secret the links are derived, before the row has its number."""
    link_version: Mapped[int] = mapped_column(default=0)
    confirm_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    manage_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    after_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    """Of the link to results and contacts, which goes out after the meeting."""
    uid: Mapped[str] = mapped_column(String(120), unique=True)
    """Of the calendar entry; it goes along when the office moves the person to another meeting."""
    sequence: Mapped[int] = mapped_column(default=0)
    """SEQUENCE of the last message to the person's calendar (RFC 5546 2.1.4); never falls."""
    sent_stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """DTSTAMP of that message; each new one is later."""
    sent_picture: Mapped[str] = mapped_column(Text, default="")
    """Begin, end and place as that message told them; empty: the calendar holds no entry."""
    partstat: Mapped[str] = mapped_column(String(12), default="")
    """What the person's calendar answered (ACCEPTED, DECLINED, TENTATIVE); empty: nothing yet."""
    thread_id: Mapped[str] = mapped_column(String(200), default="")
    """Message-ID of the first invitation; later ones answer it, so that they stand together."""
    reply_sequence: Mapped[int] = mapped_column(default=0)
    """SEQUENCE of the invitation that was answered last."""
    reply_stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """DTSTAMP of that answer; an older one does not count any more."""
    reply_comment: Mapped[str] = mapped_column(Text, default="")
    """What the person wrote to it."""
    search_key: Mapped[str] = mapped_column(Text, default=_key("search_key"))
    sort_key: Mapped[str] = mapped_column(String(400), default=_key("sort_key"))
    organisation_key: Mapped[str] = mapped_column(String(400), default=_key("organisation_key"))
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship()

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"link_key": random_token()} | values)

    def token(self, purpose: str) -> str:
        """The secret part of this person's link for a purpose; derived, never stored (T-2)."""
        return link_token(purpose, self.link_key, self.link_version)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def calendar_sent(self) -> bool:
        """The person's calendar holds an entry: changes and a cancellation must follow."""
        return bool(self.sent_picture)

    @property
    def kind(self) -> PlaceKind:
        """Which kind of place the person needs."""
        return kind_of(self.meeting.mode, self.participation)

    @property
    def is_live(self) -> bool:
        """Whether the person still wants to come."""
        return self.state in LIVE_STATES
