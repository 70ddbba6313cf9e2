"""Published agendas of the year, and topics that wait for a meeting."""

from datetime import date
from itertools import count

from app.access.actions import Actor
from app.access.rules import Role
from app.agenda.backlog import TopicText, add_topic
from app.agenda.models import BacklogItem, PublishedAgenda
from app.agenda.publishing import publish_first
from app.core.db import db
from app.demo.sample import OFFICE_LEAD, at, people
from app.kits.schema import Kind
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

TOPICS = (
    (date(2027, 6, 21), "Nachbarschaftsfest: Klimastand mit allen Gruppen", Kind.PLENARY, 15, ""),
    (date(2027, 7, 8), "Wie finden wir mehr Betriebe aus dem Handwerk?", Kind.WORK, 25, ""),
    (date(2027, 8, 19), "Hitzesommer 2027: Was lernen wir daraus?", Kind.INPUT, 20, ""),
    (
        date(2027, 8, 24),
        "Vorschlag: Mittel für kleine Projekte",
        Kind.DECISION,
        10,
        "lenkungskreis",
    ),
)
"""Since when, title, kind, minutes, circle."""


def publish_agendas(meetings: dict[str, Meeting]) -> None:
    """Participants see the agenda of a published meeting since its registration opened."""
    office = Actor(0, people()[OFFICE_LEAD].full_name, frozenset({Role.OFFICE}))
    for meeting in meetings.values():
        if meeting.state == MeetingState.PUBLISHED:
            publish_first(meeting.id, office)
            row = db.session.query(PublishedAgenda).filter_by(meeting_id=meeting.id).one()
            row.at = at(meeting.registration_opens, "09:30")


def add_topics(reference: date) -> None:
    """What the office has noted for a later meeting."""
    office = Actor(0, people()[OFFICE_LEAD].full_name, frozenset({Role.OFFICE}))
    numbers = count(1)
    for since, title, kind, minutes, circle in TOPICS:
        if since > reference:
            continue
        text = TopicText(title=title, kind=kind.value, minutes=minutes, circle=circle)
        topic_id = add_topic(text, f"demo-topic-{next(numbers):010}", office)
        db.session.get_one(BacklogItem, topic_id).at = at(since, "11:00")
    db.session.flush()
