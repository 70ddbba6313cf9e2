"""Minutes as a printed document, and the same content for the public page."""

from datetime import date
from typing import Any

from app.core.pdf_files import Document
from app.core.printing import document, pdf_of
from app.core.settings import current
from app.core.words import count, listing
from app.meetings.queries import next_public_meeting
from app.minutes.models import Entry, Minutes
from app.minutes.rules import TITLES, EntryKind

COUNTED = (
    (EntryKind.DECISION, "Beschluss", "Beschlüsse"),
    (EntryKind.AGREEMENT, "Vereinbarung", "Vereinbarungen"),
    (EntryKind.TASK, "Aufgabe", "Aufgaben"),
    (EntryKind.IDEA, "Idee", "Ideen"),
    (EntryKind.OPEN_QUESTION, "offene Frage", "offene Fragen"),
)


def minutes_pdf(minutes: Minutes, *, released_on: date | None = None) -> bytes:
    """The minutes on A4; without a day of release they are marked as a draft."""
    return pdf_of(minutes_document(minutes, released_on=released_on))


def minutes_document(minutes: Minutes, *, released_on: date | None = None) -> Document:
    """The minutes on A4; without a day of release they are marked as a draft."""
    content = content_of(minutes)
    return document(
        "minutes/print/minutes.html",
        kit=minutes.meeting.kit_id,
        released_on=released_on,
        **content,
    )


def content_of(minutes: Minutes) -> dict[str, Any]:
    """What document and page have in common."""
    meeting = minutes.meeting
    entries = [entry for item in minutes.items for entry in item.entries]
    return {
        "minutes": minutes,
        "meeting": meeting,
        "kind": TITLES[meeting.kit.minutes_type],
        "people": people_in_words(minutes.attendance),
        "at_a_glance": _at_a_glance(entries),
        "tasks": sorted(
            (entry for entry in entries if entry.kind == EntryKind.TASK),
            key=lambda task: (len(task.number or ""), task.number or ""),
        ),
        "following": next_public_meeting(meeting.day) if meeting.listed else None,
    }


def people_in_words(attendance: dict[str, int]) -> str:
    """53 Personen: Zivilgesellschaft 23, Wirtschaft 12, … in the order of the settings."""
    total = sum(attendance.values())
    if not total:
        return ""
    forum = current().forum
    order = [sector.id for sector in forum.sectors]
    known = [(key, attendance[key]) for key in order if attendance.get(key)]
    rest = total - sum(number for _, number in known)
    groups = [f"{forum.sector(key)} {number}" for key, number in known]
    groups += [f"ohne Angabe {rest}"] if rest else []
    return f"{count(total, 'Person', 'Personen')}: {', '.join(groups)}"


def _at_a_glance(entries: list[Entry]) -> str:
    told = [
        count(number, one, many)
        for kind, one, many in COUNTED
        if (number := sum(entry.kind == kind for entry in entries))
    ]
    return listing(told) if told else ""
