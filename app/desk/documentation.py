"""What a meeting was: results, photos, ideas and what comes next, for page and paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.links import link_to
from app.core.pdf_files import Document
from app.core.printing import document
from app.desk.open_minutes import open_minutes
from app.feedback.queries import window_of
from app.feedback.rules import Window, last_day
from app.floor.queries import tallies
from app.floor.rules import Line, PollKind, PollState, shown_order
from app.ideas.queries import ideas_of_meeting
from app.meetings.models import Meeting
from app.meetings.queries import next_public_meetings
from app.meetings.rules import MeetingState
from app.minutes.content import Content, EntryContent, ItemContent, PhotoContent
from app.minutes.photos import photos_in, print_sources
from app.minutes.rules import EntryKind

MINUTES_DAYS = 14
"""So many days after a meeting its minutes are out (domain.md 1.8)."""
RESULTS = (
    EntryKind.INFORMATION, EntryKind.AGREEMENT, EntryKind.DECISION, EntryKind.TASK,
    EntryKind.OPEN_QUESTION,
)  # fmt: skip
"""Kinds shown below their heading; ideas have a list of their own."""


@dataclass(frozen=True)
class NotedIdea:
    """An idea that came up. ``public``: it has a page for everybody."""

    number: str
    title: str
    public: bool


@dataclass(frozen=True)
class PollResult:
    """The result of one closed poll. ``dots``: ranked by points; otherwise votes in their order."""

    question: str
    people: int
    dots: bool
    lines: Sequence[Line]


@dataclass(frozen=True)
class Documentation:
    """Everything on the page and the paper; ``photos`` and ``items`` as they were released."""

    content: Content
    whole: bool
    """The document of the minutes may be read by everybody."""
    items: Sequence[tuple[ItemContent, Sequence[EntryContent]]]
    """Headings that brought something, with their results."""
    photos: Sequence[PhotoContent]
    ideas: Sequence[NotedIdea]
    polls: Sequence[PollResult]
    following: Sequence[Meeting]
    feedback_until: date | None
    """The last day of the feedback form; None: it is closed."""


def is_over(meeting: Meeting, moment: datetime) -> bool:
    """Whether it was held. ``moment``: local, without zone."""
    return meeting.state == MeetingState.PUBLISHED and moment >= meeting.ends_at


def minutes_due(meeting: Meeting) -> date | None:
    """The day up to which the minutes are announced; None when it has passed."""
    due = meeting.day + timedelta(days=MINUTES_DAYS)
    return due if due >= clock.today() else None


def documentation_of(meeting: Meeting) -> Documentation:
    """What was released, and what belongs to it now. Raises ``NotFound`` before a release."""
    opened = open_minutes(meeting)
    content = opened.content
    open_form = window_of(meeting) is Window.OPEN
    return Documentation(
        content=content,
        whole=opened.whole,
        items=[(item, shown) for item in content.items if (shown := _results(item))],
        photos=list(photos_in(content)),
        ideas=ideas_in(meeting.id, content),
        polls=_polls(meeting.id, opened.released_at),
        following=next_public_meetings(meeting.day) if meeting.listed else [],
        feedback_until=last_day(meeting.day) if open_form else None,
    )


def _results(item: ItemContent) -> list[EntryContent]:
    return [entry for entry in item.entries if entry.kind in RESULTS]


def ideas_in(meeting_id: int, content: Content) -> list[NotedIdea]:
    """Ideas of the released minutes and public ones of the register, by number; one query.

    One that goes on in another stands here only when the minutes name it: its number leads there.
    """
    noted = {
        entry.idea: entry.text.strip().partition("\n")[0]
        for entry in content.entries
        if entry.kind == EntryKind.IDEA and entry.idea
    }
    titles = {
        idea.number: idea.title
        for idea in ideas_of_meeting(meeting_id, merged=True)
        if idea.public and (idea.merged_into_id is None or idea.number in noted)
    }
    return [
        NotedIdea(number, title, public=number in titles)
        for number, title in sorted((noted | titles).items())
    ]


def _polls(meeting_id: int, released_at: datetime) -> list[PollResult]:
    """Polls that were closed before the release, with their points, the oldest first."""
    return [
        PollResult(
            tally.poll.question,
            tally.people,
            tally.poll.kind == PollKind.DOTS,
            shown_order(tally.lines, tally.poll.kind),
        )
        for tally in reversed(tallies(meeting_id))
        if tally.poll.state == PollState.CLOSED
        and tally.counted
        and tally.poll.closed_at
        and tally.poll.closed_at <= released_at
    ]


def documentation_document(meeting: Meeting) -> Document:
    """The documentation on A4, with photos, without names. Raises ``NotFound`` before a release."""
    found = documentation_of(meeting)
    return document(
        "desk/print/documentation.html",
        kit=meeting.kit_id,
        meeting=meeting,
        found=found,
        sources=print_sources(found.photos),
        page=link_to("desk_public.meeting", slug=meeting.slug) if meeting.listed else "",
    )
