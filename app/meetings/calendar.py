"""A meeting as an appointment in somebody's calendar."""

from datetime import datetime

from werkzeug.urls import iri_to_uri

from app.core.ical import Appointment, Place
from app.core.language import N_
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.settings import current
from app.meetings.models import Meeting, Venue

ONLINE, UNKNOWN = N_("Online"), N_("Ort folgt")


def appointment_for(
    meeting: Meeting,
    *,
    uid: str,
    sequence: int,
    stamp: datetime | None = None,
    attendee_name: str | None = None,
    attendee_mail: str | None = None,
    partstat: str = "",
    cancelled: bool = False,
    online: bool = False,
    with_link: bool = False,
) -> Appointment:
    """The appointment of one person, or of nobody in particular (downloads, feeds).

    ``stamp``: DTSTAMP of a message; without it that of the last change. ``online``: for somebody
    who takes part by video. ``with_link``: the address of the conference stands in it; that is for
    people with a place and for the team. No personal link stands in it: people share calendars.
    """
    settings = current()
    page = link_to("desk_public.meeting", slug=meeting.slug)
    return Appointment(
        uid=uid,
        sequence=sequence,
        stamp=stamp or meeting.calendar_changed_at,
        created=meeting.created_at,
        changed=meeting.calendar_changed_at,
        begins=meeting.begins_at,
        ends=meeting.ends_at,
        summary=meeting.title,
        description=_description(meeting, page, with_link=with_link),
        location=location(meeting, online=online, with_link=with_link),
        url=page,
        organiser_name=settings.office.name,
        organiser_mail=settings.office.mail,
        attendee_name=attendee_name,
        attendee_mail=attendee_mail,
        partstat=partstat,
        cancelled=cancelled,
        conference=iri_to_uri(meeting.online_url) if with_link else "",
        place=None if online else place_of(meeting.venue),
    )


def public_uid(meeting: Meeting) -> str:
    """UID of the meeting in public downloads; the registrations have their own."""
    return f"meeting-{meeting.id}@{current().calendar.uid_host}"


def location(meeting: Meeting, *, online: bool = False, with_link: bool = False) -> str:
    """Name and address of the place; for people who come by video the link, if they may have it."""
    link = meeting.online_url if with_link else ""
    place = place_words(meeting.venue, meeting.mode, meeting.online_url, link, online=online)
    return place_now(place)


def place_now(words: str) -> str:
    """The place as ``place_words`` gave it, in the language spoken now: a name stays a name."""
    return _(words) if words in (UNKNOWN, ONLINE) else words


def place_words(
    venue: Venue | None, mode: str, online_url: str, shown_link: str, *, online: bool
) -> str:
    """The same for values that are not kept yet; always in German, as rows keep it."""
    if venue and not online:
        return f"{venue.name}, {venue.address}"
    if online_url:
        return shown_link or ONLINE
    return UNKNOWN if mode == "onsite" else ONLINE


def place_of(venue: Venue | None) -> Place | None:
    """The place on a map, when its position is known."""
    if venue is None or venue.latitude is None or venue.longitude is None:
        return None
    return Place(venue.name, venue.address, venue.latitude, venue.longitude)


def _description(meeting: Meeting, page: str, *, with_link: bool) -> str:
    office = current().office
    lines = [meeting.topic, page]
    if with_link and meeting.online_url:
        lines.append(_("Online: %(link)s", link=meeting.online_url))
    if with_link and meeting.dial_in:
        lines.append(_("Telefon: %(nummer)s", nummer=meeting.dial_in))
    contact = f"{office.name}, {office.phone}, {office.mail}"
    lines.append(_("Fragen: %(kontakt)s", kontakt=contact))
    return "\n".join(line for line in lines if line)
