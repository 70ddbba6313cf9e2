"""Minutes and the list of decisions and tasks in print, and what the public page shows of them."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.core.ical import publish
from app.core.language import ngettext
from app.core.links import link_to
from app.core.pdf_files import Document, PdfAttachment
from app.core.printing import document, pdf_of
from app.core.words import listing, number
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.queries import next_public_meeting
from app.meetings.rules import file_name
from app.minutes import queries
from app.minutes.content import Content, Edition, EntryContent, from_plain
from app.minutes.lists import TaskList, tasks_csv
from app.minutes.models import Minutes
from app.minutes.photos import photos_in, print_sources
from app.minutes.rules import EntryKind
from app.minutes.rules import file_name as minutes_name
from app.minutes.snapshots import content_of

COUNTED = (
    EntryKind.DECISION,
    EntryKind.AGREEMENT,
    EntryKind.TASK,
    EntryKind.IDEA,
    EntryKind.OPEN_QUESTION,
)


def minutes_pdf(minutes: Minutes) -> bytes:
    """The draft on A4, marked as one."""
    return pdf_of(minutes_document(minutes))


def minutes_document(minutes: Minutes) -> Document:
    """The draft on A4, marked as one."""
    return content_document(minutes.meeting, content_of(minutes))


def content_document(
    meeting: Meeting, content: Content, editions: Sequence[Edition] = ()
) -> Document:
    """This content on A4. ``editions``: all versions up to this one; without any it is a draft.

    Inside are the tasks as a table and the next public meeting as an appointment.
    """
    following = next_public_meeting(meeting.day) if meeting.listed else None
    return document(
        "minutes/print/minutes.html",
        kit=meeting.kit_id,
        attachments=_attachments(meeting, content.tasks, following),
        photo_sources=print_sources(photos_in(content)),
        page=link_to("minutes_public.minutes", slug=meeting.slug) if meeting.listed else "",
        **shown(content, editions),
    )


def newest_document(meeting: Meeting) -> Document:
    """The version that people read, laid out from its kept content. Raises ``NotFound``."""
    content = from_plain(queries.release_of(meeting.id).content)
    return content_document(meeting, content, queries.editions_of(meeting.id))


def draft_name(meeting: Meeting) -> str:
    """File name of a draft."""
    return minutes_name(meeting.day, meeting.title, meeting.kit.minutes_type, 0)


def shown(content: Content, editions: Sequence[Edition] = ()) -> dict[str, Any]:
    """What document and page have in common. ``editions``: the oldest first."""
    return {
        "shown": content,
        "tasks": content.tasks,
        "at_a_glance": _at_a_glance(list(content.entries)),
        "editions": list(editions),
        "edition": editions[-1] if editions else None,
    }


def _attachments(
    meeting: Meeting, tasks: Sequence[EntryContent], following: Meeting | None
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


def _at_a_glance(entries: list[EntryContent]) -> str:
    found = Counter(entry.kind for entry in entries)
    told = [_counted(kind, found[kind]) for kind in COUNTED if found[kind]]
    return listing(told) if told else ""


def _counted(kind: EntryKind, value: int) -> str:
    """3 Beschlüsse"""
    shown = number(value)
    if kind == EntryKind.DECISION:
        return ngettext("%(num)s Beschluss", "%(num)s Beschlüsse", value, num=shown)
    if kind == EntryKind.AGREEMENT:
        return ngettext("%(num)s Vereinbarung", "%(num)s Vereinbarungen", value, num=shown)
    if kind == EntryKind.TASK:
        return ngettext("%(num)s Aufgabe", "%(num)s Aufgaben", value, num=shown)
    if kind == EntryKind.IDEA:
        return ngettext("%(num)s Idee", "%(num)s Ideen", value, num=shown)
    return ngettext("%(num)s offene Frage", "%(num)s offene Fragen", value, num=shown)
