"""A registration as an entry in the calendar of one person: one UID, a rising SEQUENCE."""

from datetime import datetime, timedelta

from app.core import clock, ical
from app.meetings.actions import MeetingChange, change_of
from app.meetings.calendar import appointment_for, place_words
from app.meetings.models import Meeting, Venue
from app.outbox.letter import Invitation
from app.registrations.itip import Picture
from app.registrations.models import Registration
from app.registrations.rules import PlaceKind


def picture_of(registration: Registration) -> Picture:
    """When and where this person meets the others."""
    return meeting_picture(registration.meeting, registration.kind)


def meeting_picture(meeting: Meeting, kind: PlaceKind = PlaceKind.ONSITE) -> Picture:
    """The same for everybody with this kind of place."""
    return picture_with(meeting, change_of(meeting), meeting.venue, kind)


def picture_with(
    meeting: Meeting, new: MeetingChange, venue: Venue | None, kind: PlaceKind
) -> Picture:
    """The same for a change that is not kept yet."""
    begins = datetime.combine(new.day, new.begins)
    ends = begins + timedelta(minutes=new.duration_minutes)
    online = kind is PlaceKind.ONLINE
    place = place_words(venue, meeting.mode, new.online_url, new.online_url, online=online)
    return Picture(begins, ends, place, new.online_url)


def invitation(registration: Registration) -> Invitation:
    """Puts the meeting into the person's calendar, or moves it there."""
    return Invitation(ical.request(_entry(registration, cancelled=False)), "REQUEST")


def withdrawal(registration: Registration, mail: str = "") -> Invitation:
    """Takes the meeting out of the person's calendar; ``mail``: an address they had before."""
    return Invitation(ical.cancel(_entry(registration, cancelled=True, mail=mail)), "CANCEL")


def _entry(registration: Registration, *, cancelled: bool, mail: str = "") -> ical.Appointment:
    return appointment_for(
        registration.meeting,
        uid=registration.uid,
        sequence=registration.sequence,
        stamp=registration.sent_stamp or clock.now(),
        attendee_name=registration.full_name,
        attendee_mail=mail or registration.email,
        partstat=registration.partstat or "",
        cancelled=cancelled,
        online=registration.kind is PlaceKind.ONLINE,
        with_link=True,
    )


def download(registration: Registration) -> bytes:
    """The same entry as a file to open by hand; names nobody."""
    appointment = appointment_for(
        registration.meeting,
        uid=registration.uid,
        sequence=registration.sequence,
        online=registration.kind is PlaceKind.ONLINE,
        with_link=True,
    )
    return ical.publish([appointment])
