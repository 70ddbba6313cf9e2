"""Everything dated about one meeting, in one list: what is done, due, late, to come."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.core import clock
from app.core.settings import current
from app.core.words import MONTHS, date_short, listing
from app.desk.rules import Kind, Progress, happens, progress
from app.mailings import queries as mailings
from app.mailings.rules import STANDING_LABELS, Standing
from app.meetings import queries as meetings
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from app.minutes.queries import is_released

FINISHED = {Standing.SENT, Standing.SKIPPED, Standing.OVER}
NAMED = 3
"""So many questions are named whose answers are deleted on a day."""


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    day: date
    kind: Kind
    text: str
    progress: Progress
    note: str = ""
    page: str = ""
    """Endpoint of the page that has to do with it, with ``values``."""
    values: dict[str, Any] = field(default_factory=dict)
    point: ChecklistItem | None = None
    """The point that can be ticked here."""


@dataclass(frozen=True)
class Timeline:
    """The lines that were asked for, by month, and how many there are of each kind."""

    months: dict[str, list[Entry]]
    """„September 2027“ -> its lines in order."""
    counts: dict[Kind, int]
    shown: int
    late: int


def timeline(meeting: Meeting, today: date, kind: str = "", *, only_open: bool = False) -> Timeline:
    """The timeline of a meeting. ``kind`` is one of ``Kind``; anything else means all."""
    entries = sorted(_entries(meeting, today), key=lambda entry: (entry.day, entry.kind))
    wanted = [
        entry
        for entry in entries
        if (kind not in set(Kind) or entry.kind == kind)
        and not (only_open and entry.progress in (Progress.DONE, Progress.OFF))
    ]
    months: dict[str, list[Entry]] = defaultdict(list)
    for entry in wanted:
        months[f"{MONTHS[entry.day.month - 1]} {entry.day.year}"].append(entry)
    return Timeline(
        months=dict(months),
        counts={one: sum(entry.kind == one for entry in entries) for one in Kind},
        shown=len(wanted),
        late=sum(entry.progress is Progress.LATE for entry in entries),
    )


def _entries(meeting: Meeting, today: date) -> Iterator[Entry]:
    off = meeting.state == MeetingState.CANCELLED
    yield from _points(meeting, today, off)
    yield from _mails(meeting)
    yield from _days(meeting, today, off)
    yield _minutes(meeting, today, off)
    yield from _deletions(meeting, today)


def _points(meeting: Meeting, today: date, off: bool) -> Iterator[Entry]:
    for point in meetings.checklist_of(meeting.id):
        done = point.done_at is not None
        yield Entry(
            day=point.due,
            kind=Kind.POINT,
            text=point.text,
            progress=progress(point.due, today, done=done, off=off),
            note=point_note(point),
            page="meetings.point",
            values={"meeting_id": meeting.id, "item_id": point.id},
            point=point,
        )


def point_note(point: ChecklistItem) -> str:
    """Who, whether it must be, and when it was done."""
    words = []
    if point.done_at:
        by = f" von {point.done_by}" if point.done_by else ""
        words.append(f"Erledigt am {date_short(clock.local(point.done_at).date())}{by}")
    elif point.must:
        words.append("Muss sein")
    if point.assigned_to:
        words.append(f"Zuständig: {point.assigned_to}")
    return " · ".join(words)


def _mails(meeting: Meeting) -> Iterator[Entry]:
    found = mailings.of_meeting(meeting.id)
    days, standings = mailings.due_days(found), mailings.standings(found, clock.now())
    today = clock.today()
    for mail in found:
        standing = standings[mail.id]
        done = standing in FINISHED or standing is Standing.SENDING
        yield Entry(
            day=days[mail.id],
            kind=Kind.MAIL,
            text=f"E-Mail: {mail.title}",
            progress=progress(
                days[mail.id], today, done=done, off=meeting.state == MeetingState.CANCELLED
            ),
            note=STANDING_LABELS[standing] + (", geht von selbst" if mail.automatic else ""),
            page="mailings.mailing",
            values={"mailing_id": mail.id},
        )


def _days(meeting: Meeting, today: date, off: bool) -> Iterator[Entry]:
    """What is public: registration, pitches, the meeting itself."""
    here = {"meeting_id": meeting.id}
    opens = meeting.registration_opens
    draft = meeting.state == MeetingState.DRAFT
    yield Entry(
        day=opens,
        kind=Kind.DAY,
        text="Die Anmeldung öffnet",
        progress=progress(opens, today, done=opens <= today and not draft, off=off),
        note="Das Treffen ist noch nicht veröffentlicht" if draft else "",
        page="desk.meeting" if draft else "registrations.index",
        values=here,
    )
    closes, pitches = meeting.registration_closes, meeting.pitch_deadline
    yield Entry(
        closes,
        Kind.DAY,
        "Letzter Tag der Anmeldung",
        happens(closes, today, off=off),
        page="registrations.index",
        values=here,
    )
    if pitches:
        yield Entry(
            pitches,
            Kind.DAY,
            "Letzter Tag für Pitches",
            happens(pitches, today, off=off),
            page="pitches.index",
            values=here,
        )
    yield Entry(
        meeting.day,
        Kind.DAY,
        f"Das Treffen: {meeting.title}",
        happens(meeting.day, today, off=off),
        note=f"{meeting.begins:%H:%M} bis {meeting.ends_at:%H:%M} Uhr",
        page="desk.meeting",
        values=here,
    )


def _minutes(meeting: Meeting, today: date, off: bool) -> Entry:
    due = meetings.minutes_due(meeting)
    released = is_released(meeting.id)
    return Entry(
        due,
        Kind.DAY,
        "Protokoll freigeben",
        progress(due, today, done=released, off=off),
        note="Ist freigegeben" if released else "",
        page="minutes.edit",
        values={"meeting_id": meeting.id},
    )


def _deletions(meeting: Meeting, today: date) -> Iterator[Entry]:
    """What the app forgets by itself (domain.md 2.3); also after a meeting that was called off."""
    retention = current().retention
    plan: dict[int, list[str]] = defaultdict(list)
    plan[retention.access_needs_days].append("Angaben zur Unterstützung werden gelöscht")
    for days, questions in _questions(meeting).items():
        plan[days].append(f"Antworten werden gelöscht: {_named(questions)}")
    plan[retention.registrations_days].append("Namen und Adressen der Anmeldungen werden gelöscht")
    for days, sentences in plan.items():
        day = meeting.day + timedelta(days=days)
        for sentence in sentences:
            yield Entry(day, Kind.DELETION, sentence, happens(day, today), "Geschieht von selbst")


def _questions(meeting: Meeting) -> dict[int, list[str]]:
    """Days after the meeting -> the kit's own questions whose answers go then."""
    found: dict[int, list[str]] = defaultdict(list)
    for question in meeting.kit.questions:
        found[question.delete_after_days].append(question.label.rstrip("?"))
    return found


def _named(labels: Sequence[str]) -> str:
    first = [f"„{label}“" for label in labels[:NAMED]]
    more = len(labels) - NAMED
    return listing([*first, f"{more} weitere"] if more > 0 else first)
