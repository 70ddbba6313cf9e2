"""Addresses that open a filled-in entry in somebody's calendar on the web.

They are only written, never opened by us: nobody is asked, and nothing leaves before a person
follows the link.
"""

from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from app.core.ical import ZONE, ZONE_NAME, Appointment

MOST_LETTERS = 1500
"""Of the text: browsers and servers cut longer addresses."""
OUTLOOK_PRIVATE = "https://outlook.live.com"
OUTLOOK_AT_WORK = "https://outlook.office.com"


def google_entry(appointment: Appointment) -> str:
    """Google Kalender with this appointment filled in."""
    begins, ends = (f"{_utc(t):%Y%m%dT%H%M%SZ}" for t in (appointment.begins, appointment.ends))
    return "https://calendar.google.com/calendar/render?" + _query(
        action="TEMPLATE",
        text=appointment.summary,
        dates=f"{begins}/{ends}",
        ctz=ZONE_NAME,
        location=appointment.location,
        details=_text(appointment),
    )


def outlook_entry(appointment: Appointment, host: str) -> str:
    """Outlook on the web with this appointment filled in."""
    return f"{host}/calendar/0/deeplink/compose?" + _query(
        path="/calendar/action/compose",
        rru="addevent",
        subject=appointment.summary,
        startdt=f"{_utc(appointment.begins):%Y-%m-%dT%H:%M:%SZ}",
        enddt=f"{_utc(appointment.ends):%Y-%m-%dT%H:%M:%SZ}",
        location=appointment.location,
        body=_text(appointment),
    )


def google_subscription(feed: str) -> str:
    """Google Kalender asking whether to subscribe to this https address."""
    return "https://calendar.google.com/calendar/r?" + _query(cid=webcal(feed))


def outlook_subscription(feed: str, name: str, host: str) -> str:
    """Outlook on the web asking whether to subscribe to this https address."""
    return f"{host}/calendar/0/addfromweb?" + _query(url=feed, name=name)


def webcal(feed: str) -> str:
    """The address that programs on a computer or telephone open as a subscription."""
    return "webcal://" + feed.split("://", 1)[1]


def _query(**values: str) -> str:
    return urlencode(values, quote_via=quote, safe="")  # Outlook shows a plus sign for a space


def _text(appointment: Appointment) -> str:
    text = appointment.description
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1] + "…"


def _utc(wall: datetime) -> datetime:
    return wall.replace(tzinfo=ZONE).astimezone(UTC)
