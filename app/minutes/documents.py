"""Minutes and the list of decisions and tasks in print, and what the public page shows of them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.core.ical import publish
from app.core.links import link_to
from app.core.pdf_files import Document, PdfAttachment
from app.core.printing import document, pdf_of
from app.core.settings import current
from app.core.words import count, listing
from app.kits.schema import MinutesType
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.queries import next_public_meeting
from app.meetings.rules import file_name
from app.minutes.lists import TaskList, tasks_csv
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
    """The minutes on A4; without a day of release they are marked as a draft.

    Inside are the tasks as a table and the next public meeting as an appointment.
    """
    content = content_of(minutes)
    return document(
        "minutes/print/minutes.html",
        kit=minutes.meeting.kit_id,
        attachments=_attachments(minutes.meeting, content["tasks"], content["following"]),
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
        "page": link_to("minutes_public.minutes", slug=meeting.slug) if meeting.listed else "",
        "readers": _readers(meeting),
    }


def _readers(meeting: Meeting) -> str:
    """Who gets the minutes (DIN 5008: the list of distribution)."""
    if meeting.kit.minutes_type == MinutesType.DECISION:
        return f"Mitglieder: {current().forum.steering_group}"
    return "Teilnehmende, öffentliche Seite" if meeting.listed else "Teilnehmende"


def _attachments(
    meeting: Meeting, tasks: Sequence[Entry], following: Meeting | None
) -> list[PdfAttachment]:
    found: list[PdfAttachment] = []
    if tasks:
        name = file_name(meeting.day, meeting.title, "Aufgaben", "csv")
        words = f"Aufgaben aus dem Protokoll als Tabelle: {meeting.title}"
        found.append(PdfAttachment(name, tasks_csv(tasks), "text/csv", words))
    if following:
        appointment = appointment_for(
            following, uid=public_uid(following), sequence=following.sequence
        )
        name = file_name(following.day, following.title, "Termin", "ics")
        words = f"Nächstes Treffen als Termin für den Kalender: {following.title}"
        found.append(PdfAttachment(name, publish([appointment]), "text/calendar", words))
    return found


def task_list_document(found: TaskList, *, kit: str = "") -> Document:
    """Decisions and tasks of all released minutes, A4 landscape; office and steering group.

    ``found``: ``lists.task_list(today)``; its day stands at the foot.
    """
    return document("minutes/print/task_list.html", kit=kit, found=found)


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
