"""What somebody who was there finds behind the link of the thank-you mail (domain.md T6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core import clock
from app.core.errors import NotFound
from app.desk.documentation import Documentation, documentation_of, is_over
from app.meetings.models import Meeting
from app.minutes.queries import is_released
from app.registrations.lists import ContactEntry, contact_entries, contact_standing
from app.registrations.models import Registration
from app.registrations.rules import ContactStanding

NO_LIST = "Diese Kontaktliste gibt es nicht."


@dataclass(frozen=True)
class Afterwards:
    """The personal page. ``found``: what was released; None before that."""

    over: bool
    found: Documentation | None
    standing: ContactStanding
    contacts: int
    """How many people stand on the contact list; 0 for those who may not read it."""


def afterwards_of(registration: Registration) -> Afterwards:
    """Everything that this person may see now."""
    meeting, over = registration.meeting, is_over(registration.meeting, _now())
    released = over and is_released(meeting.id)
    standing = contact_standing(registration)
    may_read = over and standing is ContactStanding.LISTED
    return Afterwards(
        over=over,
        found=documentation_of(meeting) if released else None,
        standing=standing,
        contacts=len(contact_entries(meeting)) if may_read else 0,
    )


def contacts_for(registration: Registration) -> Sequence[ContactEntry]:
    """The contact list, for somebody who stands on it (D-6).

    Raises ``NotFound`` for everybody else, and before the end of the meeting.
    """
    meeting: Meeting = registration.meeting
    if not is_over(meeting, _now()) or contact_standing(registration) is not ContactStanding.LISTED:
        raise NotFound(NO_LIST)
    return contact_entries(meeting)


def _now() -> datetime:
    """Local, without zone."""
    return clock.local(clock.now()).replace(tzinfo=None)
