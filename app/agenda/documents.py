"""Printed agenda (participants) and run sheet (team): a meeting in, the bytes of a PDF out."""

from datetime import datetime

from app.agenda import queries
from app.core.ical import publish
from app.core.pdf import PdfAttachment, render_pdf
from app.core.templating import render
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import file_name


def agenda_pdf(meeting: Meeting) -> bytes:
    """The agenda for participants on one page, with the appointment attached.

    The same agenda gives the same bytes: no print time stands in it.
    """
    agenda = queries.agenda_for(meeting)
    html = render(
        "agenda/print/agenda.html",
        meeting=meeting,
        items=queries.public_rows(agenda),
        ends_at=agenda.ends_at,
    )
    return render_pdf(html, attachments=[_appointment(meeting)])


def run_sheet_pdf(meeting: Meeting, printed_at: datetime) -> bytes:
    """The run sheet for the team. ``printed_at``: local time, shown at the foot (MOD1)."""
    html = render(
        "agenda/print/run_sheet.html",
        meeting=meeting,
        agenda=queries.agenda_for(meeting),
        printed_at=printed_at,
    )
    return render_pdf(html)


def agenda_name(meeting: Meeting) -> str:
    return file_name(meeting.day, meeting.title, "Tagesordnung", "pdf")


def run_sheet_name(meeting: Meeting) -> str:
    return file_name(meeting.day, meeting.title, "Regieplan", "pdf")


def _appointment(meeting: Meeting) -> PdfAttachment:
    appointment = appointment_for(
        meeting, uid=public_uid(meeting), sequence=meeting.sequence, cancelled=False
    )
    return PdfAttachment(
        name=file_name(meeting.day, meeting.title, "Termin", "ics"),
        data=publish([appointment]),
        mime="text/calendar",
        description=f"Termin für den Kalender: {meeting.title}",
    )
