"""Taking answers in: matched, judged, applied once. A decline asks the person, it frees nothing."""

from dataclasses import dataclass
from datetime import datetime

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.forms import clean
from app.core.itip import CalendarMessage, Guest
from app.core.limits import mail_may_be_sent
from app.outbox.actions import put
from app.registrations.models import Registration
from app.registrations.places import locked_with_meeting
from app.registrations.queries import window_of
from app.registrations.rules import RegistrationState, Window
from app.replies import mails, queries, reading, rules
from app.replies.models import ReceivedAnswer, Way
from app.replies.reading import Parcel
from app.replies.rules import Known, Standing, Verdict

CALENDAR = Actor(0, "Kalender", frozenset())


@dataclass(frozen=True)
class Outcome:
    """What became of an answer. ``repeated``: it was there before, nothing changed."""

    standing: Standing
    reason: str
    repeated: bool = False
    ours: bool = True
    """It belongs to an invitation of ours."""


def receive(data: bytes, way: Way) -> Outcome | None:
    """Take in a mail or calendar file. None: it is no message of a calendar for us."""
    parcel = reading.unpack(data)
    return keep(parcel, way) if parcel else None


def keep(parcel: Parcel, way: Way) -> Outcome | None:
    """Judge and list an answer; the same one a second time changes nothing.

    Other people's invitations that arrive in the mailbox are ordinary mail: None.
    """
    with transaction():
        one_at_a_time("received_answer")
        if there := queries.same_answer(parcel):
            known = there.registration_id is not None
            return Outcome(Standing(there.standing), there.reason, repeated=True, ours=known)
        registration = _registration_of(parcel)
        verdict = _verdict(parcel, registration)
        if way is Way.MAILBOX and verdict is Verdict.UNKNOWN and not _is_answer(parcel.message):
            return None
        row = _row(parcel, way, verdict, registration)
        db.session.add(row)
        db.session.flush()
        if verdict is Verdict.TAKEN and registration:
            assert parcel.message and parcel.message.stamp
            _apply(row, registration, parcel.message.stamp, CALENDAR)
        return Outcome(row.standing, row.reason, ours=registration is not None)


def _is_answer(message: CalendarMessage | None) -> bool:
    return message is not None and message.method in rules.ANSWERS


def _registration_of(parcel: Parcel) -> Registration | None:
    """Locked together with its meeting: cancelling and answering come one after the other."""
    if parcel.message is None:
        return None
    found = queries.registration_with(parcel.message.uid)
    return locked_with_meeting(found) if found else None


def _verdict(parcel: Parcel, registration: Registration | None) -> Verdict:
    if parcel.message is None:
        return Verdict.UNREADABLE
    known = _known(registration) if registration else None
    return rules.decide(parcel.message, parcel.envelope, known, clock.now())


def _known(registration: Registration) -> Known:
    window = window_of(registration.meeting, clock.now())
    return Known(
        mail=registration.email.casefold(),
        sequence=registration.sequence,
        has_place=registration.state == RegistrationState.CONFIRMED,
        over=window is Window.OVER,
        called_off=window is Window.CANCELLED,
        reply_sequence=registration.reply_sequence,
        reply_stamp=registration.reply_stamp,
    )


def _row(
    parcel: Parcel, way: Way, verdict: Verdict, registration: Registration | None
) -> ReceivedAnswer:
    message = parcel.message or CalendarMessage("", "")
    mail = registration.email.casefold() if registration else ""
    guests = [guest.mail for guest in message.guests]
    attendee = "" if not guests or mail in guests else guests[0]
    counter = message.method == "COUNTER"
    return ReceivedAnswer(
        digest=parcel.digest,
        message_id=parcel.message_id,
        received_at=clock.now(),
        way=way,
        verdict=verdict,
        standing=rules.standing_of(verdict),
        reason=parcel.fault or rules.REASONS[verdict],
        method=message.method,
        uid=message.uid,
        partstat=rules.partstat_of(message, mail),
        sequence=message.sequence,
        stamp=message.stamp,
        begins=message.begins if counter else None,
        ends=message.ends if counter else None,
        comment=clean(message.comment),
        sender="" if parcel.envelope.sender == mail else parcel.envelope.sender,
        attendee=attendee,
        registration_id=registration.id if registration else None,
    )


def _apply(row: ReceivedAnswer, registration: Registration, stamp: datetime, actor: Actor) -> None:
    """Note the answer at the registration; who declined is asked by mail, once for each answer."""
    registration.partstat = row.partstat
    registration.reply_sequence, registration.reply_stamp = row.sequence, stamp
    registration.reply_comment = row.comment
    row.verdict, row.standing = Verdict.TAKEN, Standing.TAKEN
    row.reason = rules.REASONS[Verdict.TAKEN]
    log(actor, "calendar_answer_taken", f"answer:{row.id}")
    if row.partstat == "DECLINED" and mail_may_be_sent(registration.email):
        row.asked = put(mails.declined(registration))


def take_over(answer_id: int, actor: Actor) -> None:
    """The office says that this answer is the person's own. Raises ``RuleBroken`` with the reason.

    Time and version are looked at again: what changed meanwhile counts.
    """
    with transaction():
        row = locked(ReceivedAnswer, answer_id)
        if row.standing == Standing.TAKEN:
            return
        registration = row.registration and locked_with_meeting(row.registration)
        if registration is None or not can_take_over(row):
            raise RuleBroken("Diese Antwort lässt sich nicht übernehmen.")
        stamp = _believable_stamp(row)
        message = CalendarMessage(
            row.method, row.uid, (Guest(row.attendee, row.partstat),), row.sequence, stamp
        )
        verdict = rules.decide_by_hand(message, _known(registration))
        if verdict is not Verdict.TAKEN:
            raise Conflict(f"Die Antwort gilt nicht mehr. {rules.REASONS[verdict]}")
        _apply(row, registration, stamp, actor)


def can_take_over(row: ReceivedAnswer) -> bool:
    """Whether the office may decide that this answer counts."""
    return bool(row.is_open and row.partstat and row.verdict in rules.BY_HAND)


def _believable_stamp(row: ReceivedAnswer) -> datetime:
    if row.stamp is None or row.stamp > row.received_at + rules.AHEAD:
        return row.received_at
    return row.stamp


def settle(answer_id: int, actor: Actor) -> None:
    """Nothing is left to do about it; nothing else changes. A second press neither."""
    with transaction():
        row = locked(ReceivedAnswer, answer_id)
        if row.is_open:
            row.settled_at = clock.now()
            log(actor, "calendar_answer_settled", f"answer:{row.id}")
