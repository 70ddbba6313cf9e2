"""A calendar program as a test: it reads every mail in order and follows RFC 5546."""

import email.policy
from dataclasses import dataclass, field
from email import message_from_bytes

import icalendar

from app.core.db import db
from app.outbox.models import Message
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState


@dataclass(frozen=True)
class Scheduled:
    """One message with an entry: what stands in the mail and in its calendar part."""

    reader: str
    kind: str
    method: str
    part_method: str
    event: object

    @property
    def uid(self):
        return str(self.event["UID"])

    @property
    def sequence(self):
        return int(self.event["SEQUENCE"])

    @property
    def stamp(self):
        return self.event["DTSTAMP"].dt

    @property
    def picture(self):
        times = (self.event[name].dt.replace(tzinfo=None) for name in ("DTSTART", "DTEND"))
        return (*times, str(self.event.get("LOCATION", "")))


def scheduled(after=0):
    """Every message with an entry among the letters with a higher number, in order."""
    db.session.rollback()
    rows = db.session.query(Message).filter(Message.id > after).order_by(Message.id)
    found = []
    for row in rows:
        mail = message_from_bytes(row.body, policy=email.policy.default)
        parts = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
        for part in parts:
            calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
            (event,) = calendar.events
            said = part["Content-Type"].params["method"]
            found.append(Scheduled(row.recipient, row.kind, str(calendar["METHOD"]), said, event))
    return found


def last_number():
    db.session.rollback()
    return db.session.query(db.func.max(Message.id)).scalar() or 0


@dataclass
class Client:
    """The calendar behind one address."""

    entries: dict = field(default_factory=dict)

    def take(self, message):
        """Apply a message, unless the entry is newer already (RFC 5546 2.1.5)."""
        known = self.entries.get(message.uid)
        if known and (message.sequence, message.stamp) <= (known.sequence, known.stamp):
            return
        self.entries[message.uid] = message

    @property
    def shown(self):
        """UID -> begin, end, place of what is not cancelled."""
        return {
            uid: message.picture
            for uid, message in self.entries.items()
            if message.method == "REQUEST"
        }


def clients(messages):
    """Address -> calendar, after all these messages."""
    found = {}
    for message in messages:
        found.setdefault(message.reader.casefold(), Client()).take(message)
    return found


def wanted(meeting_of_picture):
    """Address -> UID -> picture, as the database says it must be."""
    found = {}
    people = db.session.query(Registration).filter_by(state=RegistrationState.CONFIRMED)
    for row in people:
        if row.email and row.meeting.state == "published":
            found.setdefault(row.email.casefold(), {})[row.uid] = meeting_of_picture(row)
    return found
