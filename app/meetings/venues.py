"""Places to meet: keeping them, what does not work there, taking them off the list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select, update

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.words import count, date_short
from app.meetings import queries
from app.meetings.models import Meeting, Venue, VenueFault, VenueSeating
from app.meetings.rules import Seating

ADDRESS = ("name", "street", "postcode", "city", "latitude", "longitude")
"""What calendars show of a place."""


@dataclass(frozen=True)
class VenueFacts:
    """What is known about a place."""

    name: str
    street: str
    postcode: str
    city: str
    seatings: Mapping[Seating, int] = field(default_factory=dict)
    """Places with each kind of seating."""
    stop: str = ""
    latitude: float | None = None
    longitude: float | None = None
    step_free: bool | None = None
    accessible_toilet: bool | None = None
    hearing_loop: bool | None = None
    wired_internet: bool | None = None
    note: str = ""


def save_venue(venue_id: int | None, facts: VenueFacts, seen_version: int | None = None) -> int:
    """Add a venue, or change one.

    Raises ``RuleBroken`` for a name that is taken, ``Conflict`` when somebody else changed the
    venue since ``seen_version``.
    """
    with transaction():
        venue = locked(Venue, venue_id) if venue_id else Venue()
        if seen_version is not None and venue.version != seen_version:
            raise Conflict(
                "Jemand anderes hat den Ort inzwischen geändert. "
                "Bitte prüfen Sie die neuen Angaben und speichern Sie noch einmal."
            )
        _check_name(facts.name, venue_id)
        moved = venue_id and any(getattr(venue, name) != getattr(facts, name) for name in ADDRESS)
        for name, value in vars(facts).items():
            if name != "seatings":
                setattr(venue, name, value)
        if moved:
            _touch_meetings(venue)
        venue.version = (venue.version or 0) + 1
        db.session.add(venue)
        _seat(venue, facts.seatings)
        return venue.id


def _touch_meetings(venue: Venue) -> None:
    """Feeds show the address: they must notice that all meetings there look different."""
    db.session.execute(
        update(Meeting)
        .where(Meeting.venue_id == venue.id)
        .values(calendar_changed_at=clock.now(), version=Meeting.version + 1)
    )


def _check_name(name: str, venue_id: int | None) -> None:
    twin = db.session.scalar(select(Venue.id).where(Venue.name == name))
    if twin is not None and twin != venue_id:
        raise RuleBroken("Name: Einen Ort mit diesem Namen gibt es schon.", "name")


def _seat(venue: Venue, seatings: Mapping[Seating, int]) -> None:
    venue.seatings.clear()
    db.session.flush()
    venue.seatings += [VenueSeating(seating=kind, seats=seats) for kind, seats in seatings.items()]
    db.session.flush()


def add_fault(venue_id: int, text: str, known_since: date) -> None:
    """Note what does not work at a place; the same sentence twice is noted once.

    People read it on the pages of meetings there until it is mended. Raises ``RuleBroken``
    for a day that is still to come.
    """
    if known_since > clock.today():
        raise RuleBroken("Bekannt seit: Dieser Tag liegt noch vor uns.", "known_since")
    with transaction():
        venue = locked(Venue, venue_id)
        if any(fault.text == text for fault in venue.open_faults):
            return
        db.session.add(VenueFault(venue_id=venue.id, text=text, known_since=known_since))


def mend_fault(venue_id: int, fault_id: int) -> None:
    """It works again, from today on; a second press changes nothing. Raises ``NotFound``."""
    with transaction():
        fault = locked(VenueFault, fault_id)
        if fault.venue_id != venue_id:
            raise NotFound("Diesen Mangel gibt es nicht.")
        fault.mended_on = fault.mended_on or clock.today()


def remove_venue(venue_id: int, actor: Actor) -> None:
    """Take a place off the list. Raises ``RuleBroken`` while a meeting was or is there."""
    with transaction():
        venue = locked(Venue, venue_id)
        meetings = queries.meetings_at(venue_id)
        if meetings:
            number = count(len(meetings), "Treffen ist", "Treffen sind")
            raise RuleBroken(
                f"Der Ort kann nicht gelöscht werden: {number} dort geplant oder gewesen, "
                f"das letzte am {date_short(meetings[-1].day)}."
            )
        for fault in venue.faults:
            db.session.delete(fault)
        db.session.flush()
        db.session.delete(venue)
        log(actor, "venue_removed", f"venue:{venue_id}")
