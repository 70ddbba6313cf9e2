"""Reading what feeds show, and in one statement each whether anything of it changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import aliased, contains_eager

from app.access.models import AuditEntry, Staff
from app.core.clock import moment_of
from app.core.db import db
from app.core.errors import NotFound
from app.core.tokens import digest, link_token
from app.feeds import rules
from app.feeds.models import FeedLink
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from app.series.models import Series, SeriesMeeting

UNKNOWN = "Diesen Kalender gibt es nicht oder nicht mehr."


@dataclass(frozen=True)
class Seen:
    """What one statement says of a feed: numbers that change with it, and the newest change."""

    numbers: tuple[object, ...]
    changed: datetime | None


def meetings(*, since: date, kit_id: str | None = None, public: bool = True) -> Sequence[Meeting]:
    """Meetings from this day on, in order; ``kit_id``: of this template only."""
    shown = _shown(since, kit_id, public=public)
    order = (Meeting.day, Meeting.begins, Meeting.id)
    return db.session.scalars(select(Meeting).where(shown).order_by(*order)).unique().all()


def _shown(since: date, kit_id: str | None, *, public: bool) -> ColumnElement[bool]:
    of_kit = Meeting.kit_id == kit_id if kit_id is not None else true()
    return and_(Meeting.day >= since, of_kit, Meeting.public if public else true())


def meetings_seen(*, since: date, kit_id: str | None = None) -> Seen:
    """Of the public feeds. Hidden meetings count for the newest change: they may just have left."""
    shown = _shown(since, kit_id, public=True)
    of_kit = Meeting.kit_id == kit_id if kit_id is not None else true()
    return _seen(db.session.execute(select(*_numbers(shown, since)).where(of_kit)).one())


def _numbers(shown: ColumnElement[bool], since: date) -> list[Any]:
    return [
        func.max(Meeting.calendar_changed_at),
        func.max(Meeting.day).filter(Meeting.day < since),
        func.count(Meeting.id).filter(shown),
        func.sum(Meeting.id).filter(shown),
        func.sum(Meeting.version).filter(shown),
        func.sum(Meeting.sequence).filter(shown),
        func.max(Meeting.calendar_changed_at).filter(shown),
    ]


def _seen(row: Any, *moments: datetime | None) -> Seen:
    """``row``: the newest change, the last day that left, then the numbers."""
    changed, left, *numbers = row
    gone = moment_of(rules.day_of_leaving(left)) if left else None
    known = [moment for moment in (changed, gone, *moments) if moment]
    return Seen(tuple(map(str, numbers)), max(known, default=None))


# series


def series_rows(series: Series) -> Sequence[SeriesMeeting]:
    """All meetings of a series with their places in it, in order of the days."""
    return (
        db.session.scalars(
            select(SeriesMeeting)
            .join(SeriesMeeting.meeting)
            .options(contains_eager(SeriesMeeting.meeting))
            .where(SeriesMeeting.series_id == series.id)
            .order_by(Meeting.day, Meeting.begins, Meeting.id)
        )
        .unique()
        .all()
    )


def is_public(meeting: Meeting) -> bool:
    """Whether everybody may see it in a list."""
    return meeting.public


def series_seen(series: Series) -> Seen:
    """Of both files of a series, which keep all its meetings."""
    row = db.session.execute(
        select(*_numbers(and_(Meeting.public), date.min))
        .select_from(SeriesMeeting)
        .join(SeriesMeeting.meeting)
        .where(SeriesMeeting.series_id == series.id)
    ).one()
    seen = _seen(row, series.calendar_changed_at)
    return Seen((*seen.numbers, series.version, str(series.calendar_changed_at)), seen.changed)


# the feed of one person


def own_link(registration: Registration) -> FeedLink | None:
    """The link row of this person, whichever registration it was made at."""
    anchor, owner = aliased(Registration), owner_of(registration)
    return db.session.scalar(
        select(FeedLink)
        .join(anchor, anchor.id == FeedLink.registration_id)
        .where(_same_person(anchor, registration), FeedLink.owner == owner)
        .order_by(FeedLink.digest.desc(), FeedLink.id)
        .limit(1)
    )


def _same_person(rows: Any, registration: Registration) -> ColumnElement[bool]:
    """Same name and address; without an address a name alone proves nothing."""
    if not registration.email_key:
        one: ColumnElement[bool] = rows.id == registration.id
        return one
    same_mail = rows.email_key == registration.email_key
    return and_(same_mail, rows.name_key == registration.name_key)


def owner_of(registration: Registration) -> str:
    """Whom a link of this registration belongs to."""
    return digest(f"{registration.email_key}|{registration.name_key}")


def feed_token(link: FeedLink) -> str:
    """The secret part of the address; derived, never stored."""
    return link_token("feed", link.id, link.link_version)


def person_behind(token: str) -> Registration:
    """The registration at which this feed was made. Raises ``NotFound``."""
    found = db.session.execute(
        select(Registration, FeedLink.owner)
        .join(FeedLink, FeedLink.registration_id == Registration.id)
        .where(FeedLink.digest == digest(token))
    ).one_or_none()
    if found is None or found[1] != owner_of(found[0]):
        raise NotFound(UNKNOWN)
    registration: Registration = found[0]
    return registration


def own_registrations(anchor: Registration, since: date) -> Sequence[Registration]:
    """Places of this person at meetings from this day on; whoever declined is not there."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.meeting)
        .options(contains_eager(Registration.meeting))
        .where(_has_place(anchor, since))
        .order_by(Meeting.day, Meeting.begins, Registration.id)
    ).all()


def _has_place(anchor: Registration, since: date) -> ColumnElement[bool]:
    return and_(
        _same_person(Registration, anchor),
        Registration.state == RegistrationState.CONFIRMED,
        Registration.partstat != "DECLINED",
        Meeting.state != MeetingState.DRAFT,
        Meeting.day >= since,
    )


def person_seen(anchor: Registration, since: date) -> Seen:
    """Of the feed of one person; what ended counts for the newest change."""
    has_place = _has_place(anchor, since)
    moments = (Registration.confirmed_at, Registration.sent_stamp, Registration.reply_stamp)
    row = db.session.execute(
        select(
            *_numbers(has_place, since),
            func.sum(Registration.id).filter(has_place),
            func.sum(Registration.version).filter(has_place),
            func.sum(Registration.sequence).filter(has_place),
            func.count().filter(has_place, Registration.partstat == "TENTATIVE"),
            *[func.max(moment) for moment in moments],
        )
        .select_from(Registration)
        .join(Registration.meeting)
        .where(_same_person(Registration, anchor))
    ).one()
    return _seen(row, *row[-len(moments) :])


# the feed of the team


def team_link(staff_id: int) -> FeedLink | None:
    """The link row of a member of staff."""
    return db.session.scalar(select(FeedLink).where(FeedLink.staff_id == staff_id))


def check_member(token: str) -> None:
    """Raise ``NotFound`` unless the token belongs to somebody who works here now."""
    staff = db.session.scalar(
        select(Staff)
        .join(FeedLink, FeedLink.staff_id == Staff.id)
        .where(FeedLink.digest == digest(token), Staff.active.is_(True))
    )
    if staff is None or not staff.role_set:
        raise NotFound(UNKNOWN)


def team_seen(*, since: date, points: bool) -> Seen:
    """Of the team's feed. Whatever the team does is in the audit log, removed drafts as well."""
    numbers = _numbers(_shown(since, None, public=False), since)
    row = db.session.execute(select(*numbers)).one()
    audited = db.session.scalar(select(func.max(AuditEntry.at)))
    seen = _seen(row, audited)
    if not points:
        return seen
    told = db.session.execute(
        select(
            func.count(ChecklistItem.id),
            func.sum(ChecklistItem.id),
            func.sum(ChecklistItem.version),
            func.max(ChecklistItem.done_at),
            func.count(ChecklistItem.done_at),
        )
        .join(ChecklistItem.meeting)
        .where(_with_points(since))
    ).one()
    known = [moment for moment in (seen.changed, told[3]) if moment]
    return Seen((*seen.numbers, *map(str, told)), max(known, default=None))


def _with_points(since: date) -> ColumnElement[bool]:
    """A meeting that was called off needs no preparation; what is done stays done."""
    still = or_(Meeting.state != MeetingState.CANCELLED, ChecklistItem.done_at.is_not(None))
    return and_(Meeting.day >= since, still)


def points(*, since: date) -> Sequence[ChecklistItem]:
    """Points of preparation with their meetings, in order of the days."""
    return db.session.scalars(
        select(ChecklistItem)
        .join(ChecklistItem.meeting)
        .options(contains_eager(ChecklistItem.meeting))
        .where(_with_points(since))
        .order_by(ChecklistItem.due, ChecklistItem.meeting_id, ChecklistItem.position)
    ).all()
