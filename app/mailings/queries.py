"""Mails to many as the pages and the clockwork read them."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.agenda.published import public_agenda
from app.agenda.rules import Place
from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.kits.schema import Purpose
from app.kits.spoken import kit_words
from app.mailings import rules
from app.mailings.models import Mailing
from app.mailings.rules import MailingState, Standing
from app.meetings.mails import words_for
from app.meetings.models import Meeting
from app.meetings.queries import special_days
from app.meetings.rules import MeetingState
from app.outbox.models import Message, MessageState

NO_WORKING_DAY = ("public", "service_free")


def mailing_by_id(mailing_id: int) -> Mailing:
    """One mail to many, with its meeting. Raises ``NotFound``."""
    found = db.session.get(Mailing, mailing_id)
    if found is None:
        raise NotFound("Diese E-Mail gibt es nicht oder nicht mehr.")
    return found


def of_meeting(meeting_id: int) -> list[Mailing]:
    """All mails to many of a meeting, in the order of their days."""
    found = list(db.session.scalars(select(Mailing).where(Mailing.meeting_id == meeting_id)))
    days = due_days(found)
    return sorted(found, key=lambda mailing: (days[mailing.id], mailing.id))


def due_days(mailings: Sequence[Mailing]) -> dict[int, date]:
    """Id → day on which it is due, for many mails at once: they move with their meetings."""
    closed = _closed(mailing.meeting.day for mailing in mailings)
    return {
        one.id: rules.due_day(one.meeting.day, one.day_offset, one.fixed_day, closed)
        for one in mailings
    }


def _closed(meeting_days: Iterable[date]) -> frozenset[date]:
    """Public holidays and service-free days for two years around these days, read once."""
    days, reach = list(meeting_days), timedelta(days=731)
    if not days:
        return frozenset()
    return frozenset(
        special.start + timedelta(days=number)
        for special in special_days(min(days) - reach, max(days) + reach)
        if special.kind in NO_WORKING_DAY
        for number in range((special.end - special.start).days + 1)
    )


def due_on(mailing: Mailing) -> date:
    """The day on which a mail is due."""
    return due_days([mailing])[mailing.id]


def standings(mailings: Sequence[Mailing], moment: datetime) -> dict[int, Standing]:
    """Id → how the mail stands at this (aware) moment."""
    days, now = due_days(mailings), clock.local(moment).replace(tzinfo=None)
    return {one.id: _standing(one, days[one.id], now) for one in mailings}


def standing_of(mailing: Mailing, moment: datetime) -> Standing:
    """How one mail stands at this (aware) moment."""
    return standings([mailing], moment)[mailing.id]


def _standing(mailing: Mailing, due: date, now: datetime) -> Standing:
    meeting = mailing.meeting
    return rules.standing(
        MailingState(mailing.state),
        due,
        now.date(),
        silent=meeting.state != MeetingState.PUBLISHED,
        begun=now >= meeting.begins_at,
        afterwards=rules.is_for_afterwards(meeting.day, mailing.day_offset, mailing.fixed_day),
    )


def to_do(until: date) -> list[Mailing]:
    """What the office must send or decide until this day, the oldest first.

    Mails that leave by themselves are among them only when they were missed.
    """
    found, moment = planned_mailings(), clock.now()
    days, stand = due_days(found), standings(found, moment)
    asked = [
        one
        for one in found
        if days[one.id] <= until
        and rules.may_be_sent(stand[one.id])
        and (not one.automatic or one.fault or stand[one.id] is Standing.MISSED)
    ]
    return sorted(asked, key=lambda one: (days[one.id], one.id))


def planned_mailings() -> list[Mailing]:
    """Every planned mail of a meeting that is published and not long over."""
    last = clock.today() - timedelta(days=60)
    return list(
        db.session.scalars(
            select(Mailing)
            .join(Mailing.meeting)
            .where(
                Mailing.state == MailingState.PLANNED,
                Meeting.state == MeetingState.PUBLISHED,
                Meeting.day >= last,
            )
            .order_by(Mailing.id)
        )
    )


def sending_ids() -> Sequence[int]:
    """Ids of the mails that are being sent."""
    return db.session.scalars(
        select(Mailing.id).where(Mailing.state == MailingState.SENDING).order_by(Mailing.id)
    ).all()


def invitation_of(meeting_id: int) -> Mailing | None:
    """The first invitation of a meeting, as the office has written it, or None."""
    return db.session.scalar(
        select(Mailing)
        .where(Mailing.meeting_id == meeting_id, Mailing.purpose == Purpose.INVITATION)
        .order_by(Mailing.id)
        .limit(1)
    )


def words_about(meeting: Meeting) -> dict[str, str]:
    """The words that are the same for all readers, with the agenda in short."""
    during = [item for item in public_agenda(meeting) if item["place"] == Place.DURING]
    kit = meeting.kit_id
    short = rules.agenda_words((item["time"], kit_words(kit, item["title"])) for item in during)
    return {**words_for(meeting), "tagesordnung_kurz": short}


def topic_of(mailing_id: int) -> str:
    """What the letters of a mail to many are about, in the outbox."""
    return f"mailing:{mailing_id}"


def letter_key(mailing_id: int, identity: str) -> str:
    """Unique for each person: nobody gets a mail twice, whoever sends it."""
    return f"mailing:{mailing_id}:{identity}"


def letters_by_state(mailing_id: int) -> dict[MessageState, int]:
    """How many letters of this mail stand how in the outbox."""
    rows = db.session.execute(
        select(Message.state, func.count(Message.id))
        .where(Message.topic == topic_of(mailing_id))
        .group_by(Message.state)
    )
    return {MessageState(state): number for state, number in rows}


def letters_written(mailing_ids: Sequence[int]) -> dict[int, int]:
    """Id → how many letters of this mail are in the outbox, for many mails at once."""
    topics = {topic_of(one): one for one in mailing_ids}
    rows = db.session.execute(
        select(Message.topic, func.count(Message.id))
        .where(Message.topic.in_(list(topics)))
        .group_by(Message.topic)
    )
    found = {topics[topic]: number for topic, number in rows}
    return {one: found.get(one, 0) for one in mailing_ids}
