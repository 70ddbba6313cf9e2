"""Why a meeting must not disappear with its series: rows of people, and work put into it."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Select, literal, or_, select, union_all

from app.agenda.models import AgendaItem, AgendaRole, AgendaStep
from app.core.db import Base, db
from app.mailings.models import Mailing
from app.mailings.rules import MailingState
from app.meetings.models import ChecklistItem

OWN_TABLES = (
    "agenda_item",
    "agenda_role",
    "agenda_step",
    "backlog_place",
    "checklist_item",
    "mailing",
    "print_job",
    "series_meeting",
)
"""Tables that planning fills, and packs that were printed: rows there alone bind nobody."""
REASONS = {
    "registration": "Anmeldungen",
    "pitch": "Pitches",
    "minutes": "Protokoll",
    "idea": "Ideen",
    "invitation": "Einladungen",
}


def reasons_of(meeting_ids: Collection[int]) -> dict[int, set[str]]:
    """Why meetings must not disappear: rows of people, and work the office put into them."""
    if not meeting_ids:
        return {}
    parts = [*_rows_about(meeting_ids), *_work_on(meeting_ids)]
    found: dict[int, set[str]] = {}
    for meeting_id, reason in db.session.execute(union_all(*parts)):
        found.setdefault(meeting_id, set()).add(reason)
    return found


def _rows_about(meeting_ids: Collection[int]) -> Iterable[Select[int, str]]:
    """Whatever table points to meetings, also one that is made later."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            points = any(key.column.table.name == "meeting" for key in column.foreign_keys)
            if points and table.name not in OWN_TABLES:
                reason = REASONS.get(table.name, "weitere Daten")
                yield _reason(column, reason, meeting_ids)


def _work_on(meeting_ids: Collection[int]) -> Iterable[Select[int, str]]:
    done = or_(
        ChecklistItem.done_at.is_not(None),
        ChecklistItem.assigned_to != "",
        ChecklistItem.own.is_(True),
        ChecklistItem.day_offset.is_(None),
        ChecklistItem.version > 1,
    )
    written = or_(Mailing.state != MailingState.PLANNED, Mailing.version > 1)
    yield _reason(ChecklistItem.meeting_id, "bearbeitete Checkliste", meeting_ids).where(done)
    yield _reason(AgendaItem.meeting_id, "bearbeiteter Ablauf", meeting_ids).where(
        AgendaItem.version > 1
    )
    yield _reason(AgendaStep.meeting_id, "bearbeiteter Ablauf", meeting_ids)
    yield _reason(AgendaRole.meeting_id, "verteilte Rollen", meeting_ids).where(
        AgendaRole.version > 1
    )
    yield _reason(Mailing.meeting_id, "bearbeitete E-Mails", meeting_ids).where(written)


def _reason(column: Any, reason: str, meeting_ids: Collection[int]) -> Select[int, str]:
    return select(column, literal(reason)).where(column.in_(meeting_ids)).distinct()
