"""The entry in one person's calendar: what the row keeps of it, for each message that leaves.

Whoever calls in here stands inside a transaction and writes the letter next.
"""

from app.core import clock
from app.core.db import db
from app.core.settings import current
from app.core.tokens import random_token
from app.registrations import itip
from app.registrations.calendar import picture_of
from app.registrations.itip import Told
from app.registrations.models import Registration


def new_uid() -> str:
    """A UID nobody has; its host is set in the configuration once and for all (ical.md 4.2)."""
    return f"{random_token()}@{current().calendar.uid_host}"


def invite(registration: Registration) -> None:
    """A REQUEST leaves next; another time or place waits for a new answer."""
    picture = picture_of(registration).text
    if registration.sent_picture != picture:
        registration.partstat = ""
    _keep(registration, itip.requested(_told(registration), picture, clock.now()))


def withdraw(registration: Registration) -> None:
    """A CANCEL leaves next, if the calendar holds an entry; then ``taken_out``."""
    if registration.calendar_sent:
        _keep(registration, itip.withdrawn(_told(registration), clock.now()))


def taken_out(registration: Registration) -> None:
    """The calendar holds no entry any more."""
    registration.sent_picture = registration.partstat = registration.reply_comment = ""


def correct(registration: Registration) -> None:
    """The entry is right as it is: only the spelling changed, and nobody is told."""
    registration.sent_picture = picture_of(registration).text


def hand_over(registration: Registration, arrived: Registration) -> None:
    """The entry goes along to another meeting: there it is moved, not made a second time."""
    uid, told, thread = registration.uid, _told(registration), registration.thread_id
    registration.uid, registration.thread_id = new_uid(), ""
    _keep(registration, Told())
    db.session.flush()  # two rows never have one UID
    arrived.uid, arrived.thread_id = uid, thread
    _keep(arrived, told)


def _told(registration: Registration) -> Told:
    stamp, picture = registration.sent_stamp, registration.sent_picture or ""
    return Told(registration.sequence or 0, stamp, picture)


def _keep(registration: Registration, told: Told) -> None:
    registration.sequence, registration.sent_stamp = told.sequence, told.stamp
    registration.sent_picture = told.picture
