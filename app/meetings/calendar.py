"""A meeting as an appointment in somebody's calendar."""

from app.core import clock
from app.core.ical import Appointment
from app.core.links import link_to
from app.core.settings import current
from app.meetings.models import Meeting


def appointment_for(
    meeting: Meeting,
    *,
    uid: str,
    sequence: int,
    attendee_name: str | None = None,
    attendee_mail: str | None = None,
    cancelled: bool = False,
) -> Appointment:
    """The appointment of one person, or of nobody in particular (downloads, feeds).

    No personal link stands in it: people share and forward their calendars.
    """
    settings = current()
    page = link_to("desk_public.meeting", slug=meeting.slug)
    return Appointment(
        uid=uid,
        sequence=sequence,
        stamp=clock.now() if attendee_mail else meeting.calendar_changed_at,
        created=meeting.created_at,
        changed=meeting.calendar_changed_at,
        begins=meeting.begins_at,
        ends=meeting.ends_at,
        summary=meeting.title,
        description=_description(meeting, page),
        location=location(meeting),
        url=page,
        organiser_name=settings.office.name,
        organiser_mail=settings.office.mail,
        attendee_name=attendee_name,
        attendee_mail=attendee_mail,
        cancelled=cancelled,
    )


def public_uid(meeting: Meeting) -> str:
    """UID of the meeting in public downloads; the registrations have their own."""
    return f"meeting-{meeting.id}@{current().calendar.uid_host}"


def location(meeting: Meeting) -> str:
    """Name and address of the place, or the online link."""
    if meeting.venue:
        return f"{meeting.venue.name}, {meeting.venue.address}"
    return meeting.online_url or "Ort folgt"


def _description(meeting: Meeting, page: str) -> str:
    office = current().office
    lines = [meeting.topic, page]
    if meeting.online_url:
        lines.append(f"Online: {meeting.online_url}")
    lines.append(f"Fragen: {office.name}, {office.phone}, {office.mail}")
    return "\n".join(line for line in lines if line)
