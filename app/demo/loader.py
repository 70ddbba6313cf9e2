"""Loads the invented year into an empty database: all of it or nothing."""

import logging
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from app.access.actions import add_staff
from app.access.rules import Role
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.core.pdf import PdfFailed, stop_renderer
from app.core.printing import pdf_of
from app.demo.agendas import add_topics, publish_agendas
from app.demo.decisions import add_decisions
from app.demo.evening import add_course, add_feedback, add_polls
from app.demo.guests import add_registrations
from app.demo.ideas import add_ideas
from app.demo.mailings import add_mailings
from app.demo.matching import add_cards
from app.demo.meetings import add_meetings, add_venues, place_pitches
from app.demo.members import add_members
from app.demo.minutes import add_minutes, name_people
from app.demo.people import add_people
from app.demo.pitches import add_pitches, link_ideas
from app.demo.projects import add_projects
from app.demo.sample import MODERATOR, OFFICE_LEAD, SPEAKER, people
from app.demo.series import add_series
from app.demo.short_minutes import add_short_minutes
from app.demo.support import add_support
from app.demo.tables import add_tables
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.special_days import seed_days
from app.minutes.documents import newest_document
from app.minutes.models import MinutesRelease
from app.minutes.queries import is_released, release_of
from app.outbox.actions import put
from app.registrations import mails
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState

log = logging.getLogger(__name__)

OFFICE_MAIL = "geschaeftsstelle@example.org"
"""The office signs in with this address."""
LETTERS = 10
"""How many confirmations wait in the outbox."""


def is_empty() -> bool:
    """Whether no meeting was planned yet."""
    return db.session.scalar(select(Meeting.id).limit(1)) is None


def load_demo(now: datetime | None = None) -> None:
    """Load the year as it stands at ``now`` (aware; the app's clock when left out).

    Raises ``RuleBroken`` when there is a meeting already: the year is never mixed with real data.
    """
    meeting_ids = load_year(now or clock.now())
    _keep_documents(meeting_ids.values())


def load_year(now: datetime) -> dict[str, int]:
    """The data of the year without rendering anything. Returns id in the sample -> meeting id."""
    reference = clock.local(now).date()
    with transaction():
        if not is_empty():
            raise RuleBroken(
                "Die Datenbank ist nicht leer. Das Beispieljahr kommt nur in eine neue Datenbank."
            )
        return _add_everything(reference)


def _add_everything(reference: date) -> dict[str, int]:
    _add_staff()
    seed_days()
    people_by_id = add_people()
    members = add_members(people_by_id, reference)
    meetings = add_meetings(add_venues(), reference)
    add_registrations(meetings, people_by_id)
    pitch_ids = add_pitches(meetings, reference)
    place_pitches(meetings, pitch_ids)
    publish_agendas(meetings)
    add_topics(reference)
    add_series(meetings["M4"])
    meeting_ids = {sample_id: meeting.id for sample_id, meeting in meetings.items()}
    idea_ids = add_ideas(meeting_ids, people_by_id)
    link_ideas(idea_ids, pitch_ids)
    add_support(idea_ids, reference)
    add_projects(idea_ids, people_by_id)
    add_cards(people_by_id)
    add_polls(meetings, idea_ids)
    add_course(meetings["M4"])
    add_tables(meetings["M3"])
    add_feedback(meetings["M4"])
    add_short_minutes(meetings, idea_ids)
    add_minutes(meeting_ids, idea_ids)
    name_people(people_by_id.values())
    add_decisions(meetings["M2"], idea_ids, members)
    add_mailings(meetings, reference)
    _fill_outbox(meeting_ids["M5"])
    return meeting_ids


def _add_staff() -> None:
    team = people()
    add_staff(team[OFFICE_LEAD].full_name, OFFICE_MAIL, frozenset({Role.OFFICE}))
    add_staff(team[MODERATOR].full_name, team[MODERATOR].email, frozenset({Role.MODERATOR}))
    add_staff(team[SPEAKER].full_name, team[SPEAKER].email, frozenset({Role.STEERING}))


def _fill_outbox(meeting_id: int) -> None:
    """The latest letters about a meeting, so that the office sees what leaves and how."""
    known = db.session.scalars(
        select(Registration)
        .where(Registration.meeting_id == meeting_id, Registration.source == "form")
        .order_by(Registration.confirmed_at, Registration.submitted_at)
    ).all()
    confirmed = [one for one in known if one.state == RegistrationState.CONFIRMED]
    for registration in confirmed[-LETTERS:]:
        put(mails.confirmation(registration))
    for registration in known:
        if registration.state == RegistrationState.PENDING:
            put(mails.confirm_request(registration))


def _keep_documents(meeting_ids: Iterable[int]) -> None:
    """The documents of released minutes, as releasing keeps them.

    Where nothing can be rendered (fonts or Pango missing), the year is there all the same.
    """
    try:
        for meeting_id in meeting_ids:
            _keep_document(meeting_id)
    except PdfFailed as fault:
        log.warning("Die Protokolle im Beispieljahr haben noch kein PDF: %s", fault.message)
    finally:
        stop_renderer()


def _keep_document(meeting_id: int) -> None:
    """Render first, then write: nothing slow happens inside of a transaction."""
    if not is_released(meeting_id):
        return
    pdf = pdf_of(newest_document(meeting_by_id(meeting_id)))
    release_id = release_of(meeting_id).id
    with transaction():
        locked(MinutesRelease, release_id).pdf = pdf
