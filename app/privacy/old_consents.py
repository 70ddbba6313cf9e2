"""Consents that nobody has renewed for so long end by themselves (domain.md 2.3).

Whoever ticks the box again has renewed it. The office is told a week before, so that it can ask.
"""

from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select

from app.contacts import actions as contacts
from app.contacts.models import Consent, Person
from app.contacts.rules import ConsentKind
from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.meetings.models import Meeting
from app.privacy.consents import COLUMNS
from app.registrations.models import Registration


def end_old_invitations() -> int:
    """End old consents to invitations. Returns how many."""
    return _end(ConsentKind.INVITATIONS, current().retention.consents_days)


def end_old_listings() -> int:
    """End old consents to stand on contact lists: as long as a registration is kept. How many."""
    return _end(ConsentKind.CONTACT_LIST, current().retention.registrations_days)


def _end(kind: ConsentKind, days: int) -> int:
    before = clock.now() - timedelta(days=days)
    with transaction():
        people = db.session.scalars(_old(kind, before)).all()
        for person_id in people:
            contacts.end(person_id, kind)
        return len(people)


def _old(kind: ConsentKind, before: datetime) -> Select[int]:
    """Who agreed before that moment, and for no meeting since then."""
    given = select(func.max(Consent.at)).where(
        Consent.person_id == Person.id, Consent.kind == kind, Consent.given
    )
    newest = func.coalesce(given.scalar_subquery(), Person.created_at)
    wished = exists().where(
        Registration.person_id == Person.id, getattr(Registration, COLUMNS[kind]),
        Registration.meeting_id == Meeting.id, Meeting.day >= clock.local(before).date(),
    )  # fmt: skip
    holds = getattr(Person, contacts.FLAGS[kind])
    return select(Person.id).where(holds, newest < before, ~wished).order_by(Person.id)
