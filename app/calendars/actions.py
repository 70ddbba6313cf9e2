"""Keeping other people's calendars, and their regular reading by the clockwork."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from app.access.actions import Actor, log
from app.calendars import fetching, queries
from app.calendars.fetching import Allowed, Fetched
from app.calendars.models import ForeignCalendar, ForeignEvent
from app.calendars.reading import Read, read, row_of
from app.calendars.rules import Kind
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current

IN_A_ROUND = 2
"""So many are taken in one round of the clockwork, so that mails do not wait for slow hosts."""
LEASE = timedelta(minutes=2)
"""Longer than fetching and reading may take."""


@dataclass(frozen=True)
class CalendarFacts:
    """What the office says about a calendar. ``content``: an uploaded file, or None."""

    name: str
    kind: Kind
    venue_id: int | None = None
    url: str = ""
    content: bytes | None = None


@dataclass(frozen=True)
class Claim:
    """A calendar that this process fetches and reads; nobody else has it meanwhile."""

    id: int
    version: int
    url: str
    etag: str
    last_modified: str
    content: bytes | None


def allowed() -> Allowed:
    """The hosts of the settings."""
    calendar = current().calendar
    return Allowed(calendar.fetch_hosts, calendar.fetch_internal_hosts)


def save(
    calendar_id: int | None, facts: CalendarFacts, actor: Actor, seen_version: int | None = None
) -> int:
    """Add a calendar, or change one; the clockwork reads it in a moment. Returns its id.

    Raises ``RuleBroken`` with the field that is wrong, ``Conflict``.
    """
    _check(facts)
    with transaction():
        row = locked(ForeignCalendar, calendar_id) if calendar_id else _new()
        if calendar_id and seen_version != row.version:
            raise Conflict(
                "Jemand anderes hat den Kalender inzwischen geändert. Ihre Eingaben stehen noch "
                "hier. Wenn Sie noch einmal speichern, gilt Ihre Fassung."
            )
        if queries.name_taken(facts.name, calendar_id):
            raise RuleBroken("Name: Einen Kalender mit diesem Namen gibt es schon.", "name")
        if calendar_id is None and not facts.url and facts.content is None:
            raise RuleBroken(
                "Datei: Wählen Sie eine Datei, oder geben Sie eine Adresse an.", "file"
            )
        _write(row, facts)
        db.session.add(row)
        db.session.flush()
        log(actor, "foreign_calendar_saved", f"foreign_calendar:{row.id}")
        return row.id


def _new() -> ForeignCalendar:
    return ForeignCalendar(created_at=clock.now(), version=0, url="")


def _check(facts: CalendarFacts) -> None:
    if facts.kind is Kind.VENUE and facts.venue_id is None:
        raise RuleBroken("Ort: Wählen Sie den Ort, dessen Belegung der Kalender zeigt.", "venue_id")
    if facts.url:
        try:
            fetching.check_address(facts.url, allowed())
        except RuleBroken as fault:
            raise RuleBroken(fault.message, "url") from fault
    if facts.content is not None and b"BEGIN:VCALENDAR" not in facts.content.upper():
        raise RuleBroken("Datei: Das ist kein Kalender im Format iCalendar (.ics).", "file")
    if facts.content is not None and len(facts.content) > fetching.MOST_BYTES:
        raise RuleBroken("Datei: Sie ist größer als 2 Megabyte.", "file")


def _write(row: ForeignCalendar, facts: CalendarFacts) -> None:
    row.name, row.kind = facts.name, facts.kind
    row.venue_id = facts.venue_id if facts.kind is Kind.VENUE else None
    if facts.url != row.url:
        row.url, row.etag, row.last_modified, row.tried_at = facts.url, "", "", None
    if facts.content is not None:
        row.content, row.received_at, row.read_at = facts.content, clock.now(), None
        row.etag = row.last_modified = row.fault = ""
    row.version += 1


def read_again(calendar_id: int) -> None:
    """The clockwork takes it up next, and asks for all of it."""
    with transaction():
        row = locked(ForeignCalendar, calendar_id)
        row.tried_at = row.read_at = row.lease_until = None
        row.etag = row.last_modified = ""


def remove(calendar_id: int, actor: Actor) -> None:
    """Forget a calendar with all its entries; no meeting changes by it."""
    with transaction():
        row = locked(ForeignCalendar, calendar_id)
        db.session.execute(delete(ForeignEvent).filter_by(calendar_id=calendar_id))
        db.session.delete(row)
        log(actor, "foreign_calendar_removed", f"foreign_calendar:{calendar_id}")


# by the clockwork


def update_due(stop: Callable[[], bool]) -> int:
    """Fetch and read calendars whose time has come, ``IN_A_ROUND`` at most. Returns how many."""
    done = 0
    while done < IN_A_ROUND and not stop() and (claim := _claim_next()) is not None:
        _update(claim)
        done += 1
    return done


def _claim_next() -> Claim | None:
    with transaction():
        now = clock.now()
        due = queries.next_due(now, timedelta(hours=current().calendar.fetch_hours))
        row = db.session.scalar(due.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.lease_until = now + LEASE
        fields = (row.id, row.version, row.url, row.etag, row.last_modified, row.content)
        return Claim(*fields)


def _update(claim: Claim) -> None:
    """Nothing slow stands inside a transaction; a fault keeps the copy that was good."""
    fetched = Fetched(None)
    try:
        if claim.url:
            known = (claim.etag, claim.last_modified) if claim.content else ("", "")
            fetched = fetching.fetch(claim.url, allowed(), *known)
        content = fetched.content or claim.content
        found = read(content) if content else None
    except RuleBroken as fault:
        _keep_fault(claim, fault.message)
    else:
        _keep(claim, fetched, found)


def _keep(claim: Claim, fetched: Fetched, found: Read | None) -> None:
    with transaction():
        row = _still(claim)
        if row is None:
            return
        row.fault = ""
        if claim.url:
            row.received_at = clock.now()
            row.etag, row.last_modified = fetched.etag or row.etag, fetched.last_modified
        if fetched.content is not None:
            row.content = fetched.content
        if found is not None:
            row.read_at = clock.now()
            row.refused, row.refused_number = list(found.refused), found.refused_number
            db.session.execute(delete(ForeignEvent).filter_by(calendar_id=row.id))
            db.session.add_all(row_of(row.id, entry) for entry in found.entries)


def _keep_fault(claim: Claim, sentence: str) -> None:
    with transaction():
        row = _still(claim)
        if row is not None:
            row.fault = sentence
            row.read_at = row.read_at or clock.now()


def _still(claim: Claim) -> ForeignCalendar | None:
    """The row, unless somebody removed or changed it meanwhile: then its turn comes again."""
    row = db.session.scalar(select(ForeignCalendar).filter_by(id=claim.id).with_for_update())
    if row is None:
        return None
    row.lease_until = None
    if row.version != claim.version:
        return None
    row.tried_at = clock.now()
    return row
