"""Taking over from an earlier meeting what the office wishes, instead of what the kit brings."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import msgspec

from app.agenda.models import AgendaItem
from app.agenda.queries import items_of
from app.agenda.roles import copy_roles
from app.agenda.topics import item_ids_of_topics
from app.core.db import db
from app.kits.schema import Kit
from app.mailings.models import Mailing
from app.mailings.queries import of_meeting
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.queries import checklist_of, closed_days, meeting_by_id
from app.meetings.rules import due_date


class Part(StrEnum):
    """What can be taken over; place and places are suggested in the form."""

    AGENDA = "agenda"
    POINTS = "points"
    MAILS = "mails"
    QUESTIONS = "questions"


PARTS = {
    Part.AGENDA: "Ablauf",
    Part.POINTS: "Eigene Punkte der Checkliste",
    Part.MAILS: "Texte der E-Mails",
    Part.QUESTIONS: "Fragen der Anmeldung",
}
ITEM = (
    "position", "place", "title", "kind", "minutes", "parallel", "method", "role", "public",
    "public_text", "materials", "notes", "expected_result", "pitch_slots",
)  # fmt: skip
MAIL = ("title", "subject", "body", "attachments", "recipients", "automatic")


@dataclass(frozen=True)
class Copy:
    """From which meeting, and what of it; nothing personal ever comes along."""

    source_id: int
    parts: Collection[Part] = field(default_factory=frozenset)


def kit_with_questions(kit: Kit, source: Meeting) -> Kit:
    """The kit with the questions of the registration as the earlier meeting asked them."""
    old = source.kit
    return msgspec.structs.replace(kit, questions=old.questions, base_questions=old.base_questions)


def copy_agenda(source_id: int, meeting: Meeting) -> None:
    """The items and roles as they stand there, without names and without pitches.

    A fixed begin lies as long after the begin of the meeting as it did there. Topics of the
    backlog stay away: they belong to one evening, and postponed ones come by themselves.
    """
    later = meeting.begins_at - datetime.combine(meeting.day, meeting_by_id(source_id).begins)
    topics = item_ids_of_topics(source_id)
    for item in items_of(source_id):
        if item.id in topics:
            continue
        values = {name: getattr(item, name) for name in ITEM}
        if item.starts:
            values["starts"] = (datetime.combine(meeting.day, item.starts) + later).time()
        db.session.add(AgendaItem(meeting_id=meeting.id, **values))
    copy_roles(source_id, meeting)
    db.session.flush()


def copy_points(source: Meeting, meeting: Meeting) -> None:
    """Points the office added itself, as far from the meeting as they were there."""
    closed, place = closed_days(meeting.day), len(meeting.kit.checklist)
    own = [one for one in checklist_of(source.id) if one.own or one.day_offset is None]
    for number, point in enumerate(own):
        offset = (point.due - source.day).days if point.day_offset is None else point.day_offset
        db.session.add(
            ChecklistItem(
                meeting_id=meeting.id,
                position=place + number,
                due=due_date(meeting.day, offset, closed),
                day_offset=offset,
                area=point.area,
                role=point.role,
                must=point.must,
                text=point.text,
                own=True,
            )
        )
    db.session.flush()


def copy_mails(source_id: int, meeting: Meeting) -> None:
    """Texts of the same mails, and the mails that the office added itself."""
    texts = {mail.kit_mail: mail for mail in of_meeting(source_id) if mail.kit_mail}
    for mail in of_meeting(meeting.id):
        if mail.kit_mail in texts:
            for name in MAIL:
                setattr(mail, name, getattr(texts[mail.kit_mail], name))
    for mail in of_meeting(source_id):
        if not mail.kit_mail and mail.day_offset is not None:
            values = {name: getattr(mail, name) for name in MAIL}
            db.session.add(
                Mailing(
                    meeting_id=meeting.id,
                    purpose=mail.purpose,
                    day_offset=mail.day_offset,
                    **values,
                )
            )
    db.session.flush()
