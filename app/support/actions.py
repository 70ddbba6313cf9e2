"""Writing into the support log, and taking in and closing requests of projects."""

from app.access.actions import Actor, log
from app.contacts.queries import organisation_named
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.words import listing
from app.ideas.contact import is_contact
from app.ideas.going_on import end_of, locked_going_on
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.support import queries
from app.support.models import SupportCase, SupportEntry
from app.support.rules import (
    CASE_DAYS,
    LONGEST_TEXT,
    CaseState,
    EntryValues,
    check_entry,
)

FASTER = (
    "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)


def open_case(
    idea_id: int,
    *,
    kind: SupportKind | None,
    text: str,
    asked_by: str,
    source: str,
    submit_key: str,
    actor: Actor | None = None,
) -> SupportCase:
    """A request of a project for help; joins a transaction. A second press finds the first one.

    It belongs to the idea that goes on when this one was merged, and is due within
    ``rules.CASE_DAYS``. ``source``: office, link or answer. ``actor``: who of the team took it in.
    Raises ``RuleBroken`` without a text.
    """
    text = text.strip()
    if not text:
        raise RuleBroken("Anliegen: Bitte schreiben Sie, wobei Sie Hilfe brauchen.", "text")
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"Anliegen: Höchstens {LONGEST_TEXT} Zeichen sind möglich.", "text")
    with transaction():
        (idea,) = locked_going_on([idea_id])
        if known := queries.case_with_key(submit_key):
            return known
        person_id = idea.contact_person_id if is_contact(idea, asked_by) else None
        case = SupportCase(
            idea_id=idea.id, kind=kind, text=text, asked_by=asked_by[:400], source=source,
            due=clock.today() + CASE_DAYS, submit_key=submit_key, at=clock.now(),
            state=CaseState.OPEN, person_id=person_id, known=person_id is not None,
        )  # fmt: skip
        db.session.add(case)
        db.session.flush()
        if actor:
            log(actor, "case_opened", f"case:{case.id}")
        return case


def log_support(
    idea_id: int, values: EntryValues, submit_key: str, *, actor: Actor
) -> SupportEntry:
    """Note what was done for an idea; joins a transaction. A second press finds the first entry.

    It belongs to the idea that goes on when this one was merged. Raises ``RuleBroken`` naming the
    field, ``NotFound`` when the idea or the case is gone.
    """
    check_entry(values, clock.today())
    with transaction():
        (idea,) = locked_going_on([idea_id])
        if known := queries.entry_with_key(submit_key):
            return known
        entry = SupportEntry(
            idea_id=idea.id, worker=actor.name, submit_key=submit_key, at=clock.now(),
            by=actor.name,
        )  # fmt: skip
        _write(entry, values)
        db.session.add(entry)
        db.session.flush()
        log(actor, "support_logged", f"support:{entry.id}")
        return entry


def log_contacts(
    idea_id: int, minutes: int, partner: str, what: str, outcome: str, actor: Actor
) -> SupportEntry:
    """A mediation of contacts that came about, as an entry of today; joins a transaction."""
    values = EntryValues(
        day=clock.today(), kind=SupportKind.CONTACTS, minutes=minutes, partner=partner[:200],
        what=what, outcome=outcome,
    )  # fmt: skip
    check_entry(values, clock.today())
    with transaction():
        (idea,) = locked_going_on([idea_id])
        entry = SupportEntry(idea_id=idea.id, worker=actor.name, at=clock.now(), by=actor.name)
        _write(entry, values)
        db.session.add(entry)
        db.session.flush()
        log(actor, "support_logged", f"support:{entry.id}")
        return entry


def _write(entry: SupportEntry, values: EntryValues) -> None:
    """All values; an entry that comes back on another day waits to be looked at again."""
    if values.case_id is not None:
        case = locked(SupportCase, values.case_id)
        if case.idea_id != entry.idea_id:
            raise RuleBroken("Anliegen: Es gehört zu einem anderen Projekt.", "case_id")
    if entry.follow_up != values.follow_up:
        entry.followed_on = None
    for name in EntryValues.__dataclass_fields__:
        setattr(entry, name, getattr(values, name))
    known = organisation_named(values.partner) if values.partner else None
    entry.organisation_id = known.id if known else None


def change_entry(
    entry_id: int, idea_id: int, values: EntryValues, *, seen_version: int, actor: Actor
) -> None:
    """Write new values, for another idea too. Raises ``RuleBroken``, or ``Conflict`` (R-8)."""
    check_entry(values, clock.today())
    with transaction():
        locked_going_on([queries.entry_by_id(entry_id).idea_id, idea_id])
        entry = locked(SupportEntry, entry_id)
        if entry.version != seen_version:
            raise Conflict(FASTER)
        if entry.idea_id != idea_id:
            entry.idea_id = end_of(idea_id)
        _write(entry, values)
        entry.version += 1
        log(actor, "support_changed", f"support:{entry_id}")


def remove_entry(entry_id: int, *, actor: Actor) -> int:
    """Take an entry out of the log. Returns the id of its idea. Raises ``NotFound``."""
    with transaction():
        entry = locked(SupportEntry, entry_id)
        idea_id = entry.idea_id
        db.session.delete(entry)
        log(actor, "support_removed", f"support:{entry_id}")
        return idea_id


def finish_follow_up(entry_id: int, *, done: bool, actor: Actor) -> None:
    """Note that an entry was looked at again, or take that back; a second press changes nothing."""
    with transaction():
        entry = locked(SupportEntry, entry_id)
        if (entry.followed_on is not None) == done or not entry.follow_up:
            return
        entry.followed_on = clock.today() if done else None
        log(actor, "support_followed" if done else "support_follow_again", f"support:{entry_id}")


def log_export(number: int, *, actor: Actor) -> None:
    """Write down that the log was taken away as a table."""
    log(actor, "support_exported", f"entries:{number}")


def idea_meant(typed: str) -> Idea:
    """The one idea that a number or a title means. Raises ``RuleBroken`` naming the field."""
    found = queries.ideas_meant(typed)
    if not found:
        raise RuleBroken(
            "Projekt: Diese Nummer oder diesen Titel gibt es nicht. "
            "Tippen Sie die Nummer, zum Beispiel 2027-003.",
            "idea",
        )
    if len(found) > 1:
        several = listing([f"{idea.number} {idea.title}" for idea in found])
        raise RuleBroken(f"Projekt: Das passt zu {several}. Tippen Sie die Nummer.", "idea")
    return found[0]
