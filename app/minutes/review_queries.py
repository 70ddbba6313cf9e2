"""Who reads a draft by link, and what they ask to correct."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, lazyload

from app.core.db import db
from app.core.errors import NotFound
from app.core.tokens import digest, link_token
from app.meetings.models import Meeting
from app.minutes.models import Minutes, MinutesReader, MinutesRemark
from app.minutes.rules import RemarkState
from app.registrations.models import Registration
from app.registrations.queries import UNKNOWN_LINK
from app.registrations.rules import FORGOTTEN, Attendance


def review_token(reader: MinutesReader) -> str:
    """The secret part of a reader's link to the draft; derived, never stored."""
    return link_token("review", reader.id, 0)


def reader_behind(token: str) -> MinutesReader:
    """The reader behind a link to a draft. Raises ``NotFound``, in the same words always.

    A link dies with the name of its person, whether erased on request or after its time.
    """
    reader = db.session.scalar(
        select(MinutesReader)
        .join(MinutesReader.registration)
        .where(MinutesReader.digest == digest(token), Registration.last_name != FORGOTTEN)
        .options(joinedload(MinutesReader.minutes), joinedload(MinutesReader.registration))
    )
    if reader is None:
        raise NotFound(UNKNOWN_LINK)
    return reader


def people_to_ask(minutes: Minutes) -> list[Registration]:
    """Everybody who was there, left an address and was not asked about this draft yet.

    The draft of the next version is another one: whoever read the last is asked again.
    """
    known = select(MinutesReader.registration_id).where(
        MinutesReader.minutes_id == minutes.id, MinutesReader.edition == minutes.edition
    )
    return list(
        db.session.scalars(
            select(Registration)
            .where(
                Registration.meeting_id == minutes.meeting_id,
                Registration.attendance == Attendance.PRESENT,
                Registration.email != "",
                Registration.id.not_in(known),
            )
            .order_by(Registration.id)
        )
    )


def readers_by_person(minutes: Minutes) -> dict[int, MinutesReader]:
    """Registration id → who has a link, of this draft or of an earlier one."""
    found = db.session.scalars(select(MinutesReader).filter_by(minutes_id=minutes.id))
    return {one.registration_id: one for one in found}


def reader_count(minutes: Minutes) -> int:
    """How many people were asked about the draft as it is now."""
    asked = select(func.count()).where(
        MinutesReader.minutes_id == minutes.id, MinutesReader.edition == minutes.edition
    )
    return db.session.scalar(asked) or 0


_REMARKS = (
    select(MinutesRemark)
    .options(joinedload(MinutesRemark.item), joinedload(MinutesRemark.registration))
    .order_by(MinutesRemark.id)
)


def remarks_of(minutes_id: int) -> list[MinutesRemark]:
    """All corrections that were asked for, open ones first, each with its heading and person."""
    found = db.session.scalars(_REMARKS.where(MinutesRemark.minutes_id == minutes_id))
    return sorted(found, key=lambda remark: remark.state != RemarkState.OPEN)


def remarks_by(reader: MinutesReader) -> list[MinutesRemark]:
    """What this reader asked to correct, the oldest first."""
    own = _REMARKS.where(
        MinutesRemark.minutes_id == reader.minutes_id,
        MinutesRemark.registration_id == reader.registration_id,
    )
    return list(db.session.scalars(own))


def remark_of(meeting_id: int, remark_id: int) -> MinutesRemark:
    """A correction asked for in this meeting's minutes. Raises ``NotFound``."""
    remark = db.session.scalar(
        _REMARKS.join(Minutes, Minutes.id == MinutesRemark.minutes_id).where(
            MinutesRemark.id == remark_id, Minutes.meeting_id == meeting_id
        )
    )
    if remark is None:
        raise NotFound("Diese Berichtigung gibt es nicht.")
    return remark


def is_known_remark(submit_key: str) -> bool:
    """Whether this very form was already taken in (R-7)."""
    known = select(MinutesRemark.id).where(MinutesRemark.submit_key == submit_key)
    return db.session.scalar(known) is not None


def open_remark_count(minutes_id: int) -> int:
    """How many corrections wait for an answer."""
    waiting = select(func.count()).where(
        MinutesRemark.minutes_id == minutes_id, MinutesRemark.state == RemarkState.OPEN
    )
    return db.session.scalar(waiting) or 0


_OPEN_REMARKS = (
    select(Meeting, func.count())
    .join(Minutes, Minutes.meeting_id == Meeting.id)
    .join(MinutesRemark, MinutesRemark.minutes_id == Minutes.id)
    .where(MinutesRemark.state == RemarkState.OPEN)
    .options(lazyload(Meeting.venue))
    .group_by(Meeting.id)
    .order_by(Meeting.day, Meeting.id)
)


def open_remarks() -> list[tuple[Meeting, int]]:
    """Meetings with corrections that wait for an answer, and how many; for Heute."""
    return [(meeting, number) for meeting, number in db.session.execute(_OPEN_REMARKS)]
