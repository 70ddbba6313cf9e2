"""A registration as an entry in the calendar of one person: one UID, a rising SEQUENCE."""

from app.core import ical
from app.meetings.calendar import appointment_for
from app.outbox.letter import Invitation
from app.registrations.models import Registration


def invitation(registration: Registration) -> Invitation:
    """Puts the meeting into the person's calendar, or moves it there."""
    return Invitation(ical.request(_entry(registration, cancelled=False)), "REQUEST")


def withdrawal(registration: Registration) -> Invitation:
    """Takes the meeting out of the person's calendar."""
    return Invitation(ical.cancel(_entry(registration, cancelled=True)), "CANCEL")


def _entry(registration: Registration, *, cancelled: bool) -> ical.Appointment:
    return appointment_for(
        registration.meeting,
        uid=registration.uid,
        sequence=registration.sequence,
        attendee_name=registration.full_name,
        attendee_mail=registration.email,
        cancelled=cancelled,
    )


def download(registration: Registration) -> bytes:
    """The same entry as a file to open by hand; names nobody."""
    appointment = appointment_for(
        registration.meeting, uid=registration.uid, sequence=registration.sequence
    )
    return ical.publish([appointment])
