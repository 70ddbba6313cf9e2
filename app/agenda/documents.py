"""Printed agenda (participants) and run sheet (team): a meeting in, the bytes of a PDF out."""

from datetime import datetime

from app.agenda import queries, rules
from app.agenda.programme import Programme
from app.core import clock
from app.core.ical import publish
from app.core.pdf_files import Document, PdfAttachment
from app.core.printing import document, pdf_of
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short, listing, time_of
from app.kits.schema import Method
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import file_name
from app.pitches.models import Pitch
from app.pitches.rules import LABELS, PitchState

LINES_ON_A_PAGE = 21
"""More than this in normal size would not fit on the one page of an agenda."""
METHODS = {one.value: one.label for one in Method if one != Method.NONE}


def agenda_pdf(meeting: Meeting) -> bytes:
    """The agenda for participants on one page, with the appointment attached."""
    return pdf_of(agenda_document(meeting))


def agenda_document(meeting: Meeting) -> Document:
    """The agenda for participants. The same agenda gives the same bytes: it names no print time."""
    agenda = queries.agenda_for(meeting)
    items, venue = queries.public_rows(agenda), meeting.venue
    return document(
        "agenda/print/agenda.html",
        kit=meeting.kit_id,
        attachments=[_appointment(meeting)],
        meeting=meeting,
        items=items,
        ends_at=agenda.ends_at,
        access=venue
        and rules.access_words(venue.step_free, venue.accessible_toilet, venue.hearing_loop),
        dense=rules.print_lines(items) > LINES_ON_A_PAGE,
    )


def run_sheet_pdf(meeting: Meeting, printed_at: datetime) -> bytes:
    """The run sheet for the team. ``printed_at``: local time, shown at the foot (MOD1)."""
    return pdf_of(run_sheet_document(meeting, printed_at))


def run_sheet_document(meeting: Meeting, printed_at: datetime) -> Document:
    """The run sheet for the team. ``printed_at``: local time, shown at the foot (MOD1)."""
    return document(
        "agenda/print/run_sheet.html",
        kit=meeting.kit_id,
        meeting=meeting,
        agenda=queries.agenda_for(meeting, names=True),
        printed_at=printed_at,
        methods=METHODS,
    )


PITCH_HEADER = (
    "Titel", "Stand", "Uhrzeit", "Handlungsfeld", "Vorname", "Nachname", "Organisation",
    "E-Mail-Adresse", "Telefon", "Stellt mit vor", "Beschreibung", "Gesucht wird", "Eingereicht",
)  # fmt: skip


def pitches_as_csv(found: Programme) -> bytes:
    """All pitches of a meeting, as CSV for Excel."""
    return to_csv(PITCH_HEADER, [_pitch_row(pitch, found) for pitch in found.pitches])


def pitches_as_xlsx(found: Programme) -> bytes:
    """All pitches of a meeting, as XLSX."""
    rows = [_pitch_row(pitch, found) for pitch in found.pitches]
    return to_xlsx("Pitches", PITCH_HEADER, rows)


def _pitch_row(pitch: Pitch, found: Programme) -> list[Cell]:
    at, field = found.times.get(pitch.id), current().forum.field(pitch.action_field)
    return [
        pitch.title,
        LABELS[PitchState(pitch.state)],
        time_of(at) if at else "",
        field.name if field else "",
        pitch.first_name,
        pitch.last_name,
        pitch.organisation,
        pitch.email,
        pitch.phone,
        listing([one.full_name for one in pitch.presenters]),
        pitch.summary,
        pitch.seeking,
        date_short(clock.local(pitch.submitted_at)),
    ]


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
