"""Reading pitches: of a meeting, those that left it, and the one behind a personal link."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.language import gettext as _
from app.core.paging import nearest_page
from app.core.tokens import digest
from app.core.words import plain_key, sort_key
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_slug
from app.meetings.rules import MeetingState
from app.pitches.models import Pitch, PitchChange, PitchPresenter
from app.pitches.rules import OPEN, PitchState, PresenterFacts, Proposal, pitching_open

UNKNOWN_LINK = N_(
    "Diesen Link kennen wir nicht. Bitte öffnen Sie den Link aus unserer E-Mail noch einmal."
)
ORDER = {state: place for place, state in enumerate(PitchState)}
PER_PAGE = 50


@dataclass(frozen=True)
class PitchPage:
    """One page of a list; ``total`` counts all pages."""

    rows: list[Pitch]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class MovedAway:
    """A pitch that went from this meeting to another one, and when."""

    pitch: Pitch
    at: datetime


def pitches_of(meeting_id: int) -> list[Pitch]:
    """All pitches of a meeting: those to decide on first, then by the time they came in."""
    return list(
        db.session.scalars(
            select(Pitch)
            .where(Pitch.meeting_id == meeting_id)
            .order_by(case(ORDER, value=Pitch.state), Pitch.submitted_at, Pitch.id)
            .options(selectinload(Pitch.presenters))
        )
    )


def list_page(
    meeting_id: int,
    search: str = "",
    *,
    state: PitchState | None = None,
    sort: str = "",
    page: int = 1,
    times: Mapping[int, datetime] | None = None,
) -> PitchPage:
    """One page of the pitches of a meeting that hold every word of ``search``.

    ``sort``: titel, wer, eingang, status, zeit, with "-" in front for the other way round; without
    one, those to decide on come first. ``times``: pitch id → its time in the agenda.
    """
    found = [
        pitch
        for pitch in pitches_of(meeting_id)
        if all(word in pitch.search_key for word in sort_key(search)[0].split())
        and state in (None, pitch.state)
    ]
    page, pages = nearest_page(len(found), page, PER_PAGE)
    rows = _sorted(found, sort, times or {})[(page - 1) * PER_PAGE : page * PER_PAGE]
    return PitchPage(rows, len(found), page, pages)


def _sorted(found: list[Pitch], sort: str, times: Mapping[int, datetime]) -> list[Pitch]:
    keys: dict[str, Any] = {
        "titel": lambda pitch: sort_key(pitch.title),
        "wer": lambda pitch: sort_key(f"{pitch.last_name} {pitch.first_name}"),
        "eingang": lambda pitch: pitch.submitted_at,
        "status": lambda pitch: ORDER[PitchState(pitch.state)],
        "zeit": lambda pitch: (pitch.id not in times, str(times.get(pitch.id))),
    }
    key = keys.get(sort.removeprefix("-"))
    return sorted(found, key=key, reverse=sort.startswith("-")) if key else found


def counts_of(meeting_id: int) -> dict[PitchState, int]:
    """How many pitches of a meeting are in each state, also those with none."""
    rows = db.session.execute(
        select(Pitch.state, func.count())
        .where(Pitch.meeting_id == meeting_id)
        .group_by(Pitch.state)
    )
    found = {PitchState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in PitchState}


def moved_away(meeting_id: int) -> list[MovedAway]:
    """Pitches that left this meeting for another one, the latest move of each."""
    last = (
        select(func.max(PitchChange.id).label("id"))
        .where(PitchChange.left_meeting_id == meeting_id)
        .group_by(PitchChange.pitch_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Pitch, PitchChange.at)
        .join(PitchChange, PitchChange.pitch_id == Pitch.id)
        .join(last, last.c.id == PitchChange.id)
        .join(Meeting, Meeting.id == Pitch.meeting_id)
        .where(Pitch.meeting_id != meeting_id)
        .order_by(PitchChange.id)
        .options(selectinload(Pitch.presenters), joinedload(Pitch.meeting))
    )
    return [MovedAway(pitch, at) for pitch, at in rows.unique()]


def projects_of(meeting_id: int, email: str) -> list[str]:
    """Titles of what this address wants to present at the meeting."""
    return [
        pitch.title
        for pitch in pitches_of(meeting_id)
        if pitch.state in OPEN and plain_key(pitch.email) == plain_key(email)
    ]


def history_of(pitch_id: int) -> list[PitchChange]:
    """Everything that happened to a pitch, the oldest first."""
    return list(
        db.session.scalars(
            select(PitchChange).where(PitchChange.pitch_id == pitch_id).order_by(PitchChange.id)
        )
    )


def later_meetings(meeting: Meeting) -> list[Meeting]:
    """Meetings a pitch can move to: public, not over, still taking pitches; the next one first."""
    after, before = _with_pitches(meeting, MeetingState.PUBLISHED)
    return after + before


def later_drafts(meeting: Meeting) -> list[Meeting]:
    """Meetings that would take pitches if they were published."""
    after, before = _with_pitches(meeting, MeetingState.DRAFT)
    return after + before


def _with_pitches(meeting: Meeting, state: MeetingState) -> tuple[list[Meeting], list[Meeting]]:
    today = clock.today()
    found = db.session.scalars(
        select(Meeting)
        .where(
            Meeting.state == state,
            Meeting.id != meeting.id,
            Meeting.day > today,
            Meeting.pitch_deadline >= today,
        )
        .order_by(Meeting.day, Meeting.begins, Meeting.id)
    ).all()
    after = [one for one in found if one.begins_at >= meeting.begins_at]
    return after, [one for one in found if one not in after]


def pitch_of(meeting_id: int, pitch_id: int) -> Pitch:
    """One pitch of a meeting. Raises ``NotFound``."""
    pitch = db.session.get(Pitch, pitch_id)
    if pitch is None or pitch.meeting_id != meeting_id:
        raise NotFound("Diesen Pitch gibt es bei diesem Treffen nicht oder nicht mehr.")
    return pitch


def pitch_behind(token: str) -> Pitch:
    """The pitch of a personal link. Raises ``NotFound``, with the same words for every reason."""
    pitch = db.session.scalar(select(Pitch).where(Pitch.edit_digest == digest(token)))
    if pitch is None:
        raise NotFound(UNKNOWN_LINK)
    return pitch


def presenter_behind(token: str) -> PitchPresenter:
    """Who reads a pitch by this link. Raises ``NotFound``, with the same words as above."""
    wanted = PitchPresenter.read_digest == digest(token)
    presenter = db.session.scalar(select(PitchPresenter).where(wanted))
    if presenter is None:
        raise NotFound(UNKNOWN_LINK)
    return presenter


def presenter_of(pitch: Pitch, presenter_id: int) -> PitchPresenter | None:
    """One of the people who present as well; None when somebody took them out already."""
    return next((one for one in pitch.presenters if one.id == presenter_id), None)


def presenter_or_gone(pitch: Pitch, presenter_id: int) -> PitchPresenter:
    """One of the people who present as well. Raises ``NotFound``."""
    presenter = presenter_of(pitch, presenter_id)
    if presenter is None:
        raise NotFound("Diese Person stellt den Pitch nicht (mehr) mit vor.")
    return presenter


def pitch_by_submit_key(submit_key: str) -> Pitch | None:
    """What this very form has sent already (R-7)."""
    return db.session.scalar(select(Pitch).where(Pitch.submit_key == submit_key))


def proposal_of(pitch: Pitch) -> Proposal:
    """What people wrote, as plain data."""
    names = Proposal.__dataclass_fields__
    return Proposal(**{name: getattr(pitch, name) for name in names})


def facts_of(presenter: PitchPresenter) -> PresenterFacts:
    names = PresenterFacts.__dataclass_fields__
    return PresenterFacts(**{name: getattr(presenter, name) for name in names})


def meeting_with_pitches(slug: str) -> Meeting:
    """A public meeting whose kit provides for pitches. Raises ``NotFound``."""
    meeting = meeting_by_slug(slug)
    if meeting.pitch_deadline is None:
        raise NotFound(
            _(
                "Beim Treffen „%(title)s“ werden keine Pitches vorgestellt. "
                "Fragen Sie uns gern nach dem nächsten Termin mit Pitches.",
                title=meeting.title,
            )
        )
    return meeting


def takes_pitches(meeting: Meeting) -> bool:
    """Whether pitches can be handed in and changed right now."""
    return pitching_open(meeting.pitch_deadline, clock.today(), meeting.state)


def has_begun(meeting: Meeting) -> bool:
    """Whether the meeting has begun, by the local clock."""
    return meeting.begins_at <= clock.local(clock.now()).replace(tzinfo=None)
