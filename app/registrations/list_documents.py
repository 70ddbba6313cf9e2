"""Lists of people on paper and as tables: to sign, and to get in touch with each other."""

from collections.abc import Iterable
from datetime import datetime

from app.core import clock
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.tables import Cell, to_csv, to_xlsx
from app.kits.schema import MinutesType
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.registrations.lists import Attendee, ContactEntry, attendees, contact_entries
from app.registrations.rules import check_contact_list

ATTENDANCE = ("Nachname", "Vorname", "Funktion", "Organisation", "Teilnahme", "Anwesend")
CONTACTS = ("Nachname", "Vorname", "Organisation", "E-Mail-Adresse")
SPARE_LINES = 5
"""Empty lines for people who come without having registered."""


def attendance_list_document(meeting: Meeting, printed_at: datetime) -> Document:
    """The list to sign, without addresses. ``printed_at``: local time, shown at the foot.

    Where decisions are taken (minutes of decisions) every member stands on it, with the columns
    that a quorum needs; what nobody has told us is filled in by hand.
    """
    people, deciding = _attendees(meeting)
    return document(
        "registrations/print/attendance_list.html",
        kit=meeting.kit_id,
        meeting=meeting,
        printed_at=printed_at,
        people=people,
        deciding=deciding,
        spare_lines=SPARE_LINES,
    )


def _attendees(meeting: Meeting) -> tuple[list[Attendee], bool]:
    deciding = meeting.kit.minutes_type == MinutesType.DECISION
    return attendees(meeting, members=deciding), deciding


def attendance_list_csv(meeting: Meeting) -> bytes:
    """The list of those with a place for Excel; who was ticked off at the door is told."""
    return to_csv(ATTENDANCE, map(_attendance_row, _attendees(meeting)[0]))


def attendance_list_xlsx(meeting: Meeting) -> bytes:
    """The list of those with a place as a workbook."""
    return to_xlsx("Anwesenheit", ATTENDANCE, map(_attendance_row, _attendees(meeting)[0]))


def _attendance_row(one: Attendee) -> list[Cell]:
    return [
        one.last_name, one.first_name, one.function, one.organisation,
        "Online" if one.online else "Vor Ort", "ja" if one.present else "",
    ]  # fmt: skip


def contact_list_document(meeting: Meeting, printed_at: datetime) -> Document:
    """Who was there and agreed, with addresses. ``printed_at``: local time, shown at the foot.

    Raises ``RuleBroken`` before the end of the meeting.
    """
    return document(
        "registrations/print/contact_list.html",
        kit=meeting.kit_id,
        meeting=meeting,
        printed_at=printed_at,
        people=_contacts(meeting, printed_at),
    )


def contact_list_csv(meeting: Meeting) -> bytes:
    """The contact list for Excel. Raises ``RuleBroken`` before the end of the meeting."""
    return to_csv(CONTACTS, _contact_rows(_contacts(meeting, clock.local(clock.now()))))


def contact_list_xlsx(meeting: Meeting) -> bytes:
    """The contact list as a workbook. Raises ``RuleBroken`` before the end of the meeting."""
    rows = _contact_rows(_contacts(meeting, clock.local(clock.now())))
    return to_xlsx("Kontaktliste", CONTACTS, rows)


def _contacts(meeting: Meeting, moment: datetime) -> list[ContactEntry]:
    """``moment``: local time."""
    called_off = meeting.state == MeetingState.CANCELLED
    check_contact_list(meeting.ends_at, moment.replace(tzinfo=None), called_off=called_off)
    return contact_entries(meeting)


def _contact_rows(people: Iterable[ContactEntry]) -> Iterable[list[Cell]]:
    return ([one.last_name, one.first_name, one.organisation, one.email] for one in people)
