"""Somebody is erased (Art. 17): gone everywhere, while others, numbers and minutes stay.

One transaction: either everything is gone or nothing. The rooms do what is theirs: places are
offered on, and whoever got the address is asked to delete it (Art. 19).
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update

from app.access.actions import Actor, log
from app.contacts import actions as contacts
from app.contacts.models import Person
from app.core import clock
from app.core.db import Base, db, locked, one_at_a_time, transaction
from app.core.errors import NotFound
from app.core.pdf import PdfFailed
from app.core.printing import kept_documents, pdf_of
from app.ideas import retention as ideas
from app.matching import retention as matching
from app.minutes.content import from_plain
from app.minutes.documents import content_document
from app.minutes.models import Entry, Minutes, MinutesItem, MinutesRelease
from app.minutes.queries import editions_of
from app.outbox.models import Message
from app.pitches.models import Pitch
from app.pitches.queries import proposal_of
from app.pitches.rules import search_form
from app.privacy import letters
from app.privacy.mentions import Marks, marks_of, replace_mentions, rows_naming
from app.privacy.request_models import DataLink, ErasedSubject
from app.privacy.subjects import (
    UNKNOWN,
    Belongings,
    Subject,
    belongings_of,
    completed,
    ids_now,
    table_of,
)
from app.privacy.ways import ERASED_NAME, WAYS, Fate
from app.projects import retention as projects
from app.registrations import retention as registrations
from app.registrations.models import Registration
from app.support import retention as support
from app.tables import retention as tables
from app.tasks import retention as tasks

OWN = Actor(0, "Die Person selbst", frozenset())
AGAIN = Actor(0, "Nach einer Wiederherstellung", frozenset())
Rows = Mapping[str, Collection[Any]]
"""Table → ids of some of its rows."""
RELEASES = "minutes_release"


@dataclass(frozen=True)
class Erased:
    """What was done, in numbers only."""

    rows: int
    texts: int
    """Rows of others in which „N. N.“ stands now."""
    withdrawn: int
    """Mails that waited and were taken back."""
    releases: int
    """Released minutes whose document is made anew."""


def erase(subject: Subject, *, actor: Actor) -> Erased:
    """Take one person out of everything. Raises ``NotFound``: nothing is kept of them.

    All texts are read before the lock is taken. Under it only mails written meanwhile are read,
    and the texts that were found; what somebody else typed in that time is found at the end.
    """
    before = belongings_of(subject)
    marks = marks_of(before)
    up_to = letters.newest_id()
    named = letters.naming(marks, up_to=up_to) if marks else set()
    rows = rows_naming(marks) if marks else {}
    with transaction():
        one_at_a_time(contacts.ONE_BOOK)  # nobody is put into the book at this moment
        found = belongings_of(completed(subject))
        if not found.number:
            raise NotFound(UNKNOWN)
        _remember(found.subject)
        others = _mails_of_others(found, marks, named, up_to)
        _leave_meetings(found.ids("registrations"), actor)
        withdrawn = letters.withdraw(_mails_to(found))
        if marks:
            letters.hide_name(others, marks)
        _empty(found)
        _leave_rooms()
        changed = _hide_in_texts(marks, rows)
        _forget_papers()
        log(actor, "subject_erased", found.way_in)
    late = _hide_late(marks)
    db.session.expire_all()
    _forget_files()
    with suppress(PdfFailed):  # erased is erased: the log knows why, and the clockwork tries again
        remake_releases()
    texts = {(table, one) for some in (changed, late) for table in some for one in some[table]}
    releases = sum(table == RELEASES for table, _ in texts)
    return Erased(found.number, len(texts), withdrawn, releases)


def _hide_in_texts(marks: Marks | None, rows: Rows) -> Rows:
    """Texts say „N. N.“; documents of released minutes that hold the name go, to be made anew."""
    changed = replace_mentions(marks, rows) if marks else {}
    gone = update(MinutesRelease).where(MinutesRelease.id.in_(sorted(changed.get(RELEASES, ()))))
    db.session.execute(gone.values(pdf=b""))
    return changed


def _hide_late(marks: Marks | None) -> Rows:
    """What others wrote about the person while the erasure went on."""
    rows = rows_naming(marks) if marks else {}
    if not rows:
        return {}
    with transaction():
        return _hide_in_texts(marks, rows)


def _remember(subject: Subject) -> None:
    """For the day on which a backup is restored that still knows the person."""
    known = set(db.session.scalars(select(ErasedSubject.digest)))
    db.session.add_all(
        ErasedSubject(digest=one, at=clock.now()) for one in subject.marks if one not in known
    )
    db.session.flush()


def _mails_of_others(
    found: Belongings, marks: Marks | None, named: set[int], up_to: int
) -> set[int]:
    if marks is None:
        return set()
    return (named | letters.naming(marks, after=up_to)) - set(found.ids("mails"))


def _mails_to(found: Belongings) -> set[int]:
    """Those written by leaving the meetings a moment ago, too."""
    return set(found.ids("mails")) | set(ids_now("mails", found))


def _leave_meetings(ids: Collection[int], actor: Actor) -> None:
    """In the order of the meetings, which are locked; places are offered on."""
    ordered = select(Registration.id).where(Registration.id.in_(ids))
    for one in db.session.scalars(ordered.order_by(Registration.meeting_id, Registration.id)).all():
        registrations.erase(one, actor)


def _empty(found: Belongings) -> None:
    """Rows that go, rows that stay without a person, and those that lead to nobody any more."""
    _hide_in_minutes(found.ids("entries"))
    for way in reversed(WAYS):
        ids = found.ids(way.id)
        table = table_of(way)
        if not ids:
            continue
        if way.fate is Fate.DELETE:
            db.session.execute(delete(table).where(table.c.id.in_(ids)))
        elif way.fate is Fate.EMPTY:
            db.session.execute(update(table).where(table.c.id.in_(ids)).values(**way.values))
        elif way.known:
            nobody = {way.known: True, way.person: None}
            db.session.execute(update(table).where(table.c.id.in_(ids)).values(**nobody))
    db.session.expire_all()
    for pitch_id in found.ids("pitches"):
        _hide_pitch(pitch_id)
    records = Person.id.in_(found.subject.records)
    db.session.execute(delete(DataLink).where(_links_of(found.subject)))
    db.session.execute(delete(Person).where(records))
    db.session.expire_all()


def _links_of(subject: Subject) -> Any:
    return DataLink.name_key.in_(subject.names) & DataLink.email_key.in_(subject.emails)


def _hide_pitch(pitch_id: int) -> None:
    pitch = locked(Pitch, pitch_id)
    pitch.search_key = search_form(proposal_of(pitch))
    pitch.link_version += 1
    pitch.version += 1
    db.session.flush()


def _hide_in_minutes(ids: Collection[int]) -> None:
    """Entries say „N. N.“; open pages see it as a change."""
    rows = db.session.execute(
        select(Entry.id, MinutesItem.minutes_id)
        .join(MinutesItem, Entry.item_id == MinutesItem.id)
        .where(Entry.id.in_(ids))
        .order_by(MinutesItem.minutes_id, Entry.id)
    ).all()
    for row in rows:
        minutes = locked(Minutes, row.minutes_id)
        minutes.version += 1
        entry = locked(Entry, row.id)
        said = entry.said
        entry.person, entry.person_id, entry.person_email = ERASED_NAME, None, ""
        entry.said = said | {"person": ERASED_NAME} if said else None
        entry.change = minutes.version
        entry.version += 1
        db.session.flush()


ROOMS: tuple[Callable[[], int], ...] = (
    ideas.forget_erased,
    projects.forget_erased,
    support.forget_erased,
    matching.forget_people,
    tables.forget_seats,
    tasks.forget_words,
)
"""What the rooms do for people who left; the clockwork does the same by and by."""


def _leave_rooms() -> None:
    for leave in ROOMS:
        leave()
    db.session.flush()


def _forget_papers() -> None:
    """Print packs live for a day and hold names; nobody can tell which."""
    db.session.execute(delete(Base.metadata.tables["print_job"]))


def _forget_files() -> None:
    """Finished documents on this host; other hosts forget theirs after some hours."""
    kept = kept_documents()
    for file in kept.folder.glob("*.pdf"):
        file.unlink(missing_ok=True)


def remake_releases() -> int:
    """Make the documents of released minutes that an erasure took away. Returns how many.

    Nothing slow happens inside a transaction; the clockwork goes on where a process ended.
    """
    empty = select(MinutesRelease.id).where(func.length(MinutesRelease.pdf) == 0)
    ids = db.session.scalars(empty.order_by(MinutesRelease.id)).all()
    return sum(_remake(one) for one in ids)


def _remake(release_id: int) -> bool:
    release = db.session.get(MinutesRelease, release_id)
    minutes = db.session.get(Minutes, release.minutes_id) if release else None
    if release is None or minutes is None:
        return False
    content = dict(release.content)
    upto = [one for one in editions_of(minutes.meeting_id) if one.number <= release.number]
    pdf = pdf_of(content_document(minutes.meeting, from_plain(content), upto))
    with transaction():
        row = locked(MinutesRelease, release_id)
        if row.pdf or row.content != content:
            return False
        row.pdf = pdf
    return True


def waiting_mails(found: Belongings) -> int:
    """How many mails to the person still wait."""
    wanted = select(func.count(Message.id)).where(
        Message.id.in_(found.ids("mails")), Message.state.in_(letters.WAITS)
    )
    return db.session.scalar(wanted) or 0
