"""A meeting as schema.org data, for search engines and link previews."""

from typing import Any

from app.core.clock import zone
from app.core.links import link_to
from app.core.settings import current
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState

MODES = {"onsite": "Offline", "online": "Online", "hybrid": "Mixed"}


def schema_org(meeting: Meeting, *, full: bool) -> dict[str, Any]:
    """An Event as JSON-LD; nothing in it is personal."""
    cancelled = meeting.state == MeetingState.CANCELLED
    url = link_to("desk_public.meeting", slug=meeting.slug)
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": meeting.title,
        "description": meeting.topic or meeting.kit.purpose,
        "startDate": meeting.begins_at.replace(tzinfo=zone()).isoformat(),
        "endDate": meeting.ends_at.replace(tzinfo=zone()).isoformat(),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if cancelled else 'Scheduled'}",
        "eventAttendanceMode": f"https://schema.org/{MODES[meeting.mode]}EventAttendanceMode",
        "location": _location(meeting, url),
        "organizer": {"@type": "Organization", "name": current().office.name},
        "isAccessibleForFree": True,
        "inLanguage": "de",
        "url": url,
        "offers": {
            "@type": "Offer",
            "price": 0,
            "priceCurrency": "EUR",
            "url": url,
            "availability": f"https://schema.org/{'SoldOut' if full else 'InStock'}",
        },
    }


def _location(meeting: Meeting, url: str) -> dict[str, Any]:
    venue = meeting.venue
    if venue is None:
        return {"@type": "VirtualLocation", "url": url}
    return {
        "@type": "Place",
        "name": venue.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": venue.street,
            "postalCode": venue.postcode,
            "addressLocality": venue.city,
            "addressCountry": "DE",
        },
    }
