"""The table of what was pressed in the live view. Nothing is overwritten: the rest follows."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, UtcDateTime
from app.live.rules import Press, Pressed


class LivePress(Base):
    """One press. The id is the running number by which devices ask for news.

    It is given out under the lock on the meeting: within a meeting no smaller one appears later.
    """

    __tablename__ = "live_press"
    __table_args__ = (Index("ix_live_press_meeting_id_id", "meeting_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    key: Mapped[str] = mapped_column(String(64), unique=True)
    """Made by the device for this press: sent again, it changes nothing."""
    what: Mapped[Press] = mapped_column(String(6))
    item: Mapped[int | None] = mapped_column()
    """Id of the agenda item it is about (it may be removed later); None at a start."""
    begins: Mapped[int | None] = mapped_column()
    """Id of the item that begins at a start or a next; None: the meeting ends."""
    members: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Ids of all that begin side by side then, with that one: it may be removed later."""
    title: Mapped[str] = mapped_column(String(200), default="")
    """Of the item that begins, as it was called then."""
    minutes: Mapped[int | None] = mapped_column()
    """Planned for the item that begins; for a give: how many the item gives away in all."""
    undoes: Mapped[int | None] = mapped_column()
    """Id of the press that an undo takes back."""
    pressed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """By our clock: the moment of arrival less the time it waited on the device."""
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))

    def pressed(self) -> Pressed:
        """The same as plain values."""
        return Pressed(
            id=self.id,
            what=Press(self.what),
            at=self.pressed_at,
            key=self.key,
            item=self.item,
            begins=self.begins,
            members=tuple(self.members),
            title=self.title,
            minutes=self.minutes,
            undoes=self.undoes,
            by=self.by,
        )
