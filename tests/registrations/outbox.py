"""Reading the outbox and the registrations back, for tests of actions."""

import email.policy
from email import message_from_bytes

import icalendar

from app.core.db import db
from app.outbox.models import Message
from app.registrations.models import Registration


def letters(kind=None):
    """(kind, recipient) of everything in the outbox, in order."""
    rows = db.session.query(Message).order_by(Message.id)
    return [(row.kind, row.recipient) for row in rows if kind in (None, row.kind)]


def last_mail(kind):
    row = db.session.query(Message).filter_by(kind=kind).order_by(Message.id.desc()).first()
    return message_from_bytes(row.body, policy=email.policy.default)


def calendar_of(mail):
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
    event = calendar.events[0]
    return str(calendar["METHOD"]), str(event["UID"]), int(event["SEQUENCE"]), event


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def row(registration_id):
    db.session.rollback()
    return db.session.get(Registration, registration_id)


def state(registration_id):
    return row(registration_id).state
