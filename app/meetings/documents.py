"""The checklist of a meeting on paper and as tables."""

from datetime import datetime
from itertools import groupby

from app.core import clock
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short
from app.kits.schema import Area
from app.meetings import queries
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import preparation_phase

AREAS = {area.value: area.label for area in Area}
HEADER = (
    "Bis", "Punkt", "Bereich", "Zuständig", "Muss sein", "Erledigt am", "Erledigt von",
)  # fmt: skip


def checklist_document(meeting: Meeting, printed_at: datetime) -> Document:
    """All points on A4: open ones by week, then what is done. ``printed_at``: local time."""
    points = queries.checklist_of(meeting.id)
    today = printed_at.date()
    still_open = [point for point in points if point.done_at is None]
    phases = groupby(still_open, lambda point: preparation_phase(point.due, today))
    return document(
        "meetings/print/checklist.html",
        kit=meeting.kit_id,
        meeting=meeting,
        printed_at=printed_at,
        phases=[(heading, list(group)) for heading, group in phases],
        done=[point for point in points if point.done_at is not None],
        areas=AREAS,
        roles=_roles(meeting),
    )


def checklist_csv(meeting: Meeting) -> bytes:
    """The checklist for Excel, in the order of its days."""
    return to_csv(HEADER, _rows(meeting))


def checklist_xlsx(meeting: Meeting) -> bytes:
    """The same as XLSX."""
    return to_xlsx("Checkliste", HEADER, _rows(meeting))


def _rows(meeting: Meeting) -> list[list[Cell]]:
    roles = _roles(meeting)
    return [_row(point, roles) for point in queries.checklist_of(meeting.id)]


def _row(point: ChecklistItem, roles: dict[str, str]) -> list[Cell]:
    done = clock.local(point.done_at) if point.done_at else None
    return [
        date_short(point.due),
        point.text,
        AREAS.get(point.area, point.area),
        point.assigned_to or roles.get(point.role, ""),
        "Ja" if point.must else "Nein",
        date_short(done) if done else "",
        point.done_by,
    ]


def _roles(meeting: Meeting) -> dict[str, str]:
    """Titles of the kit's roles by their id; the office's own points have none."""
    return {role.id: role.title for role in meeting.kit.roles}
