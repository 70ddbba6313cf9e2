"""Tables of meetings, venues, checklists, invitations and special days."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    and_,
    event,
    inspect,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.contacts.models import Person
from app.core import clock
from app.core.db import Base, UtcDateTime
from app.core.language import LANGUAGES, SOURCE
from app.core.words import sort_key
from app.kits.recipes import kept_kit, recipe_of
from app.kits.schema import Kit
from app.meetings.rules import MeetingState, Seating, room_warnings


class Venue(Base):
    """A place to meet, with what people must know about access."""

    __tablename__ = "venue"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    street: Mapped[str] = mapped_column(String(200))
    postcode: Mapped[str] = mapped_column(String(10))
    city: Mapped[str] = mapped_column(String(100))
    stop: Mapped[str] = mapped_column(String(200), default="")
    latitude: Mapped[float | None] = mapped_column()
    """Degrees as in WGS 84, with ``longitude``; None: not known."""
    longitude: Mapped[float | None] = mapped_column()
    step_free: Mapped[bool | None] = mapped_column()
    accessible_toilet: Mapped[bool | None] = mapped_column()
    hearing_loop: Mapped[bool | None] = mapped_column()
    wired_internet: Mapped[bool | None] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)

    # Read when they are asked for: most pages and mails need neither. Lists of venues load both.
    seatings: Mapped[list["VenueSeating"]] = relationship(
        order_by="VenueSeating.seats.desc()", cascade="all, delete-orphan"
    )
    faults: Mapped[list["VenueFault"]] = relationship(order_by="VenueFault.id")

    @property
    def seats(self) -> int:
        """The most places with any seating; 0 when not known."""
        return max((seating.seats for seating in self.seatings), default=0)

    @property
    def address(self) -> str:
        return f"{self.street}, {self.postcode} {self.city}"

    def seats_with(self, seating: str) -> int:
        """Places with this seating, with "" the most there are; 0 when not known."""
        known = {str(row.seating): row.seats for row in self.seatings}
        return known.get(seating, 0) if seating else self.seats

    @property
    def open_faults(self) -> list["VenueFault"]:
        """What does not work at the moment."""
        return [fault for fault in self.faults if fault.mended_on is None]


class VenueSeating(Base):
    """How many places a venue has with one kind of seating."""

    __tablename__ = "venue_seating"
    __table_args__ = (UniqueConstraint("venue_id", "seating"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"))
    seating: Mapped[Seating] = mapped_column(String(10))
    seats: Mapped[int] = mapped_column()


class VenueFault(Base):
    """Something that does not work at a venue; people read it until it is mended."""

    __tablename__ = "venue_fault"

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venue.id"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    known_since: Mapped[date] = mapped_column()
    mended_on: Mapped[date | None] = mapped_column()


class Meeting(Base):
    """One meeting. Day and times are local wall-clock values; the kit is kept as it was."""

    __tablename__ = "meeting"
    __table_args__ = (Index(None, "day", "state", "listed"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    """In the public address; cannot be guessed when the meeting is not listed."""
    kit_id: Mapped[str] = mapped_column(String(60))
    recipe: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True, sort_order=1)
    """The whole kit at the moment of planning; later changes of the kit do not reach it."""
    recipe_digest: Mapped[str] = mapped_column(String(64))
    """Of the recipe, which is large: a process reads and checks each recipe once."""
    title: Mapped[str] = mapped_column(String(200))
    topic: Mapped[str] = mapped_column(String(300), default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
    """Title and topic without accents and capitals: for the search and the German order."""
    day: Mapped[date] = mapped_column()
    begins: Mapped[time] = mapped_column()
    duration_minutes: Mapped[int] = mapped_column()
    """As announced; the agenda says by how much it differs."""
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"), index=True)
    mode: Mapped[str] = mapped_column(String(10), default="onsite")
    online_url: Mapped[str] = mapped_column(String(500), default="")
    dial_in: Mapped[str] = mapped_column(String(200), default="")
    seating: Mapped[str] = mapped_column(String(10), default="")
    """Planned seating of the venue (Seating); empty: not decided."""
    capacity: Mapped[int] = mapped_column()
    """Places on site; for an online meeting all places."""
    online_capacity: Mapped[int | None] = mapped_column()
    """Places by video at a hybrid meeting; None: no limit."""
    needs_approval: Mapped[bool] = mapped_column(default=False)
    """The office decides on each registration before it gets a place."""
    registration_opens: Mapped[date] = mapped_column()
    registration_closes: Mapped[date] = mapped_column()
    """The last day on which people can register."""
    pitch_deadline: Mapped[date | None] = mapped_column()
    listed: Mapped[bool] = mapped_column(default=True)
    """Shown on the public pages; otherwise reached by its address only."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the form that planned it, which may be sent twice; empty for a date of a series."""
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    """In which public pages and mails are offered beside German (``core/language.py``)."""
    was_public: Mapped[bool] = mapped_column(default=False)
    """Everybody could know of it at some time; follows by itself."""
    state: Mapped[MeetingState] = mapped_column(String(10), default=MeetingState.DRAFT)
    call_off_reason: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int] = mapped_column(default=0)
    """Rises when day, time or place change, or when it is called off (RFC 5546 2.1.4)."""
    calendar_changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """Moves with everything that calendars show of it, see ``IN_CALENDARS``, by itself."""
    next_queue_number: Mapped[int] = mapped_column(default=1)
    """Order of the waiting list: given out under the lock on this row."""
    seats_shown: Mapped[bool] = mapped_column(default=False)
    """Whoever takes part sees the own tables of a seating plan on the own page."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    venue: Mapped[Venue | None] = relationship(lazy="joined")
    checklist: Mapped[list["ChecklistItem"]] = relationship(
        back_populates="meeting", order_by="(ChecklistItem.due, ChecklistItem.position)"
    )

    @validates("title", "topic")
    def _keep_search_key(self, name: str, value: str) -> str:
        title, topic = (value if name == key else getattr(self, key) for key in ("title", "topic"))
        self.search_key = sort_key(f"{title or ''} {topic or ''}".strip())[0]
        return value

    @property
    def language_names(self) -> str:
        """Deutsch, English"""
        return ", ".join(LANGUAGES[one].name for one in (SOURCE, *self.languages))

    @hybrid_property
    def public(self) -> bool:
        """Everybody may know of it: listed, and published or called off.

        The one meaning of a public meeting: also a condition in queries.
        """
        return self.listed and self.state != MeetingState.DRAFT

    @public.inplace.expression
    @classmethod
    def _public_in_queries(cls) -> ColumnElement[bool]:
        return and_(cls.listed.is_(True), cls.state != MeetingState.DRAFT)

    @property
    def kit(self) -> Kit:
        """The kit as it was when the meeting was planned."""
        return kept_kit(self.recipe_digest, lambda: self.recipe)

    @kit.setter
    def kit(self, kit: Kit) -> None:
        self.kit_id = kit.id
        self.recipe, self.recipe_digest = recipe_of(kit)

    @property
    def room_seats(self) -> int:
        """Places of the room with the planned seating; 0 when not known."""
        return self.venue.seats_with(self.seating) if self.venue else 0

    def room_warnings(self, taken: int) -> list[str]:
        """Why the room is too small for what is planned or ``taken``; [] when it is not."""
        return room_warnings(self.room_seats, self.seating, self.capacity, taken)

    @property
    def begins_at(self) -> datetime:
        """Local wall-clock begin, without zone."""
        return datetime.combine(self.day, self.begins)

    @property
    def ends_at(self) -> datetime:
        """Local wall-clock end as announced, without zone; may lie on the next day."""
        return self.begins_at + timedelta(minutes=self.duration_minutes)

    @property
    def doors_at(self) -> datetime:
        """Local wall-clock time at which the doors open, without zone."""
        return self.begins_at - timedelta(minutes=self.kit.doors_minutes)


IN_CALENDARS = (
    "title", "topic", "slug", "day", "begins", "duration_minutes", "venue_id", "mode", "online_url",
    "dial_in", "listed", "state",
)  # fmt: skip
"""What calendars show of a meeting; the rest of it changes unseen."""


@event.listens_for(Meeting, "before_insert")
@event.listens_for(Meeting, "before_update")
def _remember_public(_mapper: Any, _connection: Any, meeting: Meeting) -> None:
    """Whoever was told of a meeting must learn that it is gone (OParl 1.1, 2.8)."""
    if meeting.listed is not False and meeting.state not in (None, MeetingState.DRAFT):
        meeting.was_public = True


@event.listens_for(Meeting, "before_update")
def _note_change(_mapper: Any, _connection: Any, meeting: Meeting) -> None:
    """Whoever changes what calendars show moves the moment by which feeds know of it."""
    attributes = inspect(meeting).attrs
    if attributes["calendar_changed_at"].history.has_changes():
        return
    if any(attributes[name].history.has_changes() for name in IN_CALENDARS):
        meeting.calendar_changed_at = clock.now()


class ChecklistItem(Base):
    """One point of preparation with its day."""

    __tablename__ = "checklist_item"
    __table_args__ = (
        Index(
            "ix_checklist_item_open",
            "due",
            "meeting_id",
            "assigned_to",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    position: Mapped[int] = mapped_column()
    due: Mapped[date] = mapped_column()
    day_offset: Mapped[int | None] = mapped_column()
    """Calendar days to the meeting, before the working-day rule; None: a date of its own."""
    area: Mapped[str] = mapped_column(String(30))
    role: Mapped[str] = mapped_column(String(30), default="")
    must: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str] = mapped_column(String(200), default="")
    assigned_to: Mapped[str] = mapped_column(String(200), default="")
    """Who takes care of it; empty: whoever has the role."""
    own: Mapped[bool] = mapped_column(default=False)
    """Added by the office, not by the kit: it can be taken off the list again."""
    submit_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    """Of the form that added it: a second press adds nothing."""
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = relationship(back_populates="checklist")


class Invitation(Base):
    """A personal link to one meeting, and what became of it; only its digest is kept."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    link_version: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The person pressed a button there; merely opening a link says nothing (scanners do)."""
    registered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    declined_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    meeting: Mapped[Meeting] = relationship()
    person: Mapped[Person] = relationship()


class CalendarDay(Base):
    """Days on which offices plan differently and that no formula knows: school holidays, votes."""

    __tablename__ = "calendar_day"

    id: Mapped[int] = mapped_column(primary_key=True)
    start: Mapped[date] = mapped_column(index=True)
    end: Mapped[date] = mapped_column()
    kind: Mapped[str] = mapped_column(String(12))
    """school, service_free, election, other"""
    name: Mapped[str] = mapped_column(String(200))
