"""People in the address book whom nothing keeps there any more (domain.md 2.3)."""

from datetime import date, timedelta

from sqlalchemy import ColumnElement, exists, or_, select

from app.contacts.models import Consent, Person
from app.contacts.rules import EXPIRED
from app.core import clock
from app.core.db import db, transaction
from app.core.settings import current
from app.ideas.models import Idea
from app.matching.models import MatchCard
from app.matching.rules import CardState
from app.meetings.models import Meeting
from app.minutes.models import Entry
from app.projects.models import Supporter
from app.registrations.models import Registration
from app.steering.models import Member
from app.support.models import SupportCase


def forget_former_contacts() -> int:
    """Remove people without consent and without any part in the work for so long. How many."""
    before = clock.now() - timedelta(days=current().retention.contacts_days)
    day = clock.local(before).date()
    kept = or_(
        Person.invitations, Person.contact_list, Person.merged_into_id.is_not(None),
        Person.changed_at >= before, *_parts(day), exists().where(
            Consent.person_id == Person.id, Consent.at >= before, Consent.way != EXPIRED
        ),
    )  # fmt: skip
    with transaction():
        # Locked, so that nobody agrees to something or joins in meanwhile.
        gone = db.session.scalars(select(Person).where(~kept).with_for_update(of=Person)).all()
        for person in gone:
            db.session.delete(person)
        db.session.flush()
        return len(gone)


def _parts(day: date) -> tuple[ColumnElement[bool], ...]:
    """What somebody has to do with the forum, or had since ``day``."""
    meeting = exists().where(
        Registration.person_id == Person.id,
        Registration.meeting_id == Meeting.id,
        Meeting.day >= day,
    )
    seat = exists().where(
        or_(Member.person_id == Person.id, Member.deputy_id == Person.id),
        or_(Member.term_to.is_(None), Member.term_to >= day),
    )
    idea = exists().where(Idea.contact_person_id == Person.id, Idea.closed_on.is_(None))
    joined = exists().where(
        Supporter.person_id == Person.id, Supporter.idea_id == Idea.id, Idea.closed_on.is_(None)
    )
    card = exists().where(MatchCard.person_id == Person.id, MatchCard.state == CardState.OPEN)
    case = exists().where(SupportCase.person_id == Person.id, SupportCase.closed_at.is_(None))
    task = exists().where(
        Entry.person_id == Person.id, Entry.due.is_not(None), Entry.done_on.is_(None)
    )
    return meeting, seat, idea, joined, card, case, task
