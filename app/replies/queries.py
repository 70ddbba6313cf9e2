"""Answers of calendars as the pages and actions read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import contains_eager

from app.contacts.rules import search_words
from app.core.db import db
from app.core.paging import nearest_page
from app.core.settings_sections import Mailbox
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import DECLINED, Registration
from app.registrations.rules import RegistrationState
from app.replies.models import MailboxMark, ReceivedAnswer
from app.replies.reading import Parcel
from app.replies.rules import Standing

IN_A_PAGE = 50
OPEN = and_(ReceivedAnswer.standing == Standing.OPEN, ReceivedAnswer.settled_at.is_(None))
SETTLED = and_(ReceivedAnswer.standing == Standing.OPEN, ReceivedAnswer.settled_at.is_not(None))
FILTERS: dict[str, ColumnElement[bool]] = {
    "offen": OPEN,
    "uebernommen": ReceivedAnswer.standing == Standing.TAKEN,
    "nicht-beachtet": ReceivedAnswer.standing == Standing.IGNORED,
    "erledigt": SETTLED,
}
SORTS = {
    "eingang": (ReceivedAnswer.received_at, ReceivedAnswer.id),
    "name": (Registration.sort_key, ReceivedAnswer.id),
    "treffen": (Meeting.day, ReceivedAnswer.id),
}


@dataclass(frozen=True)
class AnswerPage:
    """One page of the list; ``number`` counts from 1, ``counts`` by filter."""

    rows: Sequence[ReceivedAnswer]
    number: int
    pages: int
    counts: dict[str, int]


def answer_page(
    search: str = "", wanted: str = "", order: str = "-eingang", number: int = 1
) -> AnswerPage:
    """Answers whose person, address or meeting holds every word of ``search``, newest first."""
    conditions = [_holds(word) for word in search_words(search)]
    if wanted in FILTERS:
        conditions.append(FILTERS[wanted])
    total = db.session.scalar(_joined(select(func.count(ReceivedAnswer.id))).where(*conditions))
    number, pages = nearest_page(total or 0, number, IN_A_PAGE)
    columns = SORTS.get(order.removeprefix("-"), SORTS["eingang"])
    rows = db.session.scalars(
        _joined(select(ReceivedAnswer))
        .options(contains_eager(ReceivedAnswer.registration).contains_eager(Registration.meeting))
        .where(*conditions)
        .order_by(*(one.desc() if order.startswith("-") else one.asc() for one in columns))
        .limit(IN_A_PAGE)
        .offset((number - 1) * IN_A_PAGE)
    )
    return AnswerPage(rows.all(), number, pages, _counts())


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(ReceivedAnswer)
        .outerjoin(ReceivedAnswer.registration)
        .outerjoin(Registration.meeting)
    )


def _holds(word: str) -> ColumnElement[bool]:
    return or_(
        Registration.search_key.contains(word, autoescape=True),
        ReceivedAnswer.attendee.contains(word, autoescape=True),
        ReceivedAnswer.sender.contains(word, autoescape=True),
        func.lower(Meeting.title).contains(word, autoescape=True),
    )


def _counts() -> dict[str, int]:
    columns = [func.count(case((condition, 1))) for condition in FILTERS.values()]
    found = db.session.execute(select(*columns, func.count(ReceivedAnswer.id))).one()
    return dict(zip([*FILTERS, ""], found, strict=True))


def open_answers() -> int:
    """How many answers the office has to look at."""
    return db.session.scalar(select(func.count(ReceivedAnswer.id)).where(OPEN)) or 0


def declined_with_place(today: date) -> Sequence[Registration]:
    """People whose calendar says no and who keep their place at a meeting to come."""
    return db.session.scalars(
        select(Registration)
        .join(Registration.meeting)
        .options(contains_eager(Registration.meeting))
        .where(
            DECLINED,
            Registration.state == RegistrationState.CONFIRMED,
            Meeting.day >= today,
            Meeting.state == MeetingState.PUBLISHED,
        )
        .order_by(Meeting.day, Registration.sort_key, Registration.id)
    ).all()


def same_answer(parcel: Parcel) -> ReceivedAnswer | None:
    """The answer when it was taken in before: the same file, or the same mail once more."""
    same = ReceivedAnswer.digest == parcel.digest
    if parcel.message_id and parcel.message:
        mail = and_(
            ReceivedAnswer.message_id == parcel.message_id,
            ReceivedAnswer.uid == parcel.message.uid,
            ReceivedAnswer.sequence == parcel.message.sequence,
            ReceivedAnswer.stamp == parcel.message.stamp,
            ReceivedAnswer.method == parcel.message.method,
        )
        same = or_(same, and_(mail, ReceivedAnswer.sender.in_(("", parcel.envelope.sender))))
    return db.session.scalar(select(ReceivedAnswer).where(same).limit(1))


def registration_with(uid: str) -> Registration | None:
    """The registration whose calendar entry has this UID."""
    return db.session.scalar(select(Registration).where(Registration.uid == uid))


def place_of(mailbox: Mailbox) -> str:
    """The name under which the reading of this folder is remembered."""
    return f"{mailbox.user}@{mailbox.host}:{mailbox.port}/{mailbox.folder}"[:400]


def mark_of(mailbox: Mailbox) -> MailboxMark | None:
    """How far this folder was read; None before the first time."""
    return db.session.scalar(
        select(MailboxMark).where(MailboxMark.place == place_of(mailbox)),
        execution_options={"populate_existing": True},
    )
