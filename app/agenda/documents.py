"""Printed agendas (participants, notice, session) and run sheet (team), from a meeting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.agenda import lists, queries, rules
from app.agenda.page_height import Sheet, size_for
from app.agenda.programme import Programme
from app.agenda.published import published_agenda_for
from app.agenda.queries import Agenda
from app.core import clock
from app.core.ical import publish
from app.core.links import link_to
from app.core.pdf_files import Document, PdfAttachment
from app.core.printing import document, pdf_of
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_long, date_short, listing, time_of
from app.kits.schema import Mode
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.queries import next_public_meetings
from app.meetings.rules import file_name
from app.pitches.models import Pitch
from app.pitches.rules import LABELS, PitchState

CHAIR = "lenkung"
"""Role of the kit that leads a session."""
Facts = list[tuple[str, str]]


def agenda_pdf(meeting: Meeting) -> bytes:
    """The agenda for participants on one page, with the appointment attached."""
    return pdf_of(agenda_document(meeting))


def agenda_document(meeting: Meeting, *, with_dial_in: bool = False) -> Document:
    """The agenda for participants, A4. The same agenda gives the same bytes: no print time.

    ``with_dial_in``: for those who have a place; the public one does not say how to take part by
    telephone without registering.
    """
    dial_in = [("Einwahl", dial_in_of(meeting))] if with_dial_in else []
    facts = [*public_facts(meeting), *dial_in]
    return _public_document("agenda/print/agenda.html", meeting, facts, [_appointment(meeting)])


def notice_document(meeting: Meeting) -> Document:
    """The same agenda as a notice on A3 in large type."""
    return _public_document("agenda/print/notice.html", meeting, public_facts(meeting))


def _public_document(
    template: str, meeting: Meeting, facts: Facts, attachments: Sequence[PdfAttachment] = ()
) -> Document:
    agenda, foot = published_agenda_for(meeting), public_foot(meeting)
    items = queries.public_rows(agenda)
    sheet = Sheet(
        meeting.title, meeting.topic, [value for _, value in facts], items, _foot_columns(foot)
    )
    return document(
        template,
        kit=meeting.kit_id,
        attachments=attachments,
        meeting=meeting,
        items=items,
        facts=facts,
        ends_at=agenda.ends_at,
        size=size_for(sheet).name,
        **foot,
    )


def public_facts(meeting: Meeting) -> Facts:
    """When, where and how to get in, as label and value; the public page says the same."""
    venue = meeting.venue
    what = "Link und Telefonnummer" if meeting.dial_in else "Den Link"
    online = f"{what} bekommen Sie mit der Bestätigung Ihrer Anmeldung."
    return [
        ("Wann", _when(meeting)),
        ("Einlass", _doors(meeting)),
        ("Wo", place_of(meeting)),
        ("Anreise", f"Haltestelle {venue.stop}" if venue and venue.stop else ""),
        ("Zugang", _access(meeting)),
        ("Hinweis", " ".join(venue.note.split()) if venue else ""),
        ("Einschränkung", "; ".join(one.text for one in venue.open_faults) if venue else ""),
        ("Online", online if meeting.mode != Mode.ONSITE else ""),
    ]


def place_of(meeting: Meeting) -> str:
    """Name and address of the place in words."""
    if meeting.venue:
        return f"{meeting.venue.name}, {meeting.venue.address}"
    return "Online" if meeting.online_url or meeting.mode == Mode.ONLINE else "Der Ort folgt"


def dial_in_of(meeting: Meeting) -> str:
    """How to take part by telephone; never the link."""
    return f"per Telefon: {meeting.dial_in}" if meeting.dial_in else ""


def _when(meeting: Meeting) -> str:
    hours = f"{time_of(meeting.begins)}–{time_of(meeting.ends_at)}"
    day = date_long(meeting.day).replace(". ", ".\N{NO-BREAK SPACE}")
    return f"{day}, {hours}\N{NO-BREAK SPACE}Uhr"


def _doors(meeting: Meeting) -> str:
    if not meeting.kit.doors_minutes:
        return ""
    return f"ab {time_of(meeting.doors_at)}\N{NO-BREAK SPACE}Uhr"


def _access(meeting: Meeting) -> str:
    venue = meeting.venue
    if venue is None:
        return ""
    return rules.access_words(venue.step_free, venue.accessible_toilet, venue.hearing_loop)


def public_foot(meeting: Meeting) -> dict[str, Any]:
    """What follows and where the meeting's page is; nothing for meetings that are not listed."""
    if not meeting.listed:
        return {"following": [], "page": ""}
    return {
        "following": next_public_meetings(meeting.day),
        "page": link_to("desk_public.meeting", slug=meeting.slug),
    }


def _foot_columns(foot: dict[str, Any]) -> list[list[str]]:
    """About the paragraphs of the template, to reckon their height."""
    office = current().office
    support = "Brauchen Sie Unterstützung? Sprechen Sie uns an."
    columns = [[f"{office.name}, {office.organisation}", office.phone, office.mail, support]]
    if foot["following"]:
        columns.append([f"01.01.2027, 18:00 Uhr: {one.title}" for one in foot["following"]])
    return (
        [*columns, ["Nach dem Treffen steht es hier:", foot["page"]]] if foot["page"] else columns
    )


def session_agenda_document(
    meeting: Meeting, motions: Mapping[int, Sequence[str]] | None = None
) -> Document:
    """The formal agenda of the steering group, A4: numbers, kinds, who, minutes, annexes.

    ``motions``: id of the item → wordings of the motions below it.
    """
    agenda = published_agenda_for(meeting)
    return document(
        "agenda/print/session.html",
        kit=meeting.kit_id,
        attachments=[_appointment(meeting)],
        meeting=meeting,
        rows=lists.session_rows(agenda, motions),
        ends_at=agenda.ends_at,
        facts=[
            *public_facts(meeting),
            ("Einwahl", dial_in_of(meeting)),
            ("Leitung", _chair(meeting, agenda)),
        ],
    )


def _chair(meeting: Meeting, agenda: Agenda) -> str:
    """Who leads the session, where the role or the agenda names a person for it."""
    titles = {role.title for role in meeting.kit.roles if role.id == CHAIR}
    leads = (", ".join(row.people) for row in agenda.rows if row.item.role in titles)
    return next(filter(None, leads), "")


def run_sheet_pdf(meeting: Meeting, printed_at: datetime) -> bytes:
    """The run sheet for the team. ``printed_at``: local time, shown at the foot (MOD1)."""
    return pdf_of(run_sheet_document(meeting, printed_at))


def run_sheet_document(meeting: Meeting, printed_at: datetime) -> Document:
    """The run sheet for the team, A4 landscape, with room to write; for the team alone.

    ``printed_at``: local time, shown at the foot (MOD1). A hybrid meeting has columns for the
    room and for online.
    """
    agenda = queries.agenda_for(meeting, names=True)
    rows = lists.run_rows(agenda, meeting.kit)
    hybrid = meeting.mode == Mode.HYBRID and any(row.side == lists.ONLINE for row in rows)
    return document(
        "agenda/print/run_sheet.html",
        kit=meeting.kit_id,
        meeting=meeting,
        agenda=agenda,
        rows=rows,
        team=lists.team_of(agenda),
        place=place_of(meeting),
        printed_at=printed_at,
        version=lists.fingerprint(rows),
        hybrid=hybrid,
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
