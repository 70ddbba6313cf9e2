"""The pitches of a meeting together with the agenda: times, warnings, what is prepared."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.agenda import queries
from app.agenda.models import PitchDecision
from app.agenda.published import published_agenda_for
from app.agenda.queries import Agenda
from app.core.db import db
from app.core.words import count
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.pitches.models import Pitch
from app.pitches.queries import has_begun, pitches_of
from app.pitches.rules import IN_THE_PROGRAMME, PitchState, time_moved


@dataclass(frozen=True)
class Retold:
    """An accepted pitch whose people know a time that no longer holds."""

    pitch: Pitch
    before: datetime
    now: datetime


@dataclass(frozen=True)
class Programme:
    """The pitches of a meeting as the agenda places them."""

    pitches: Sequence[Pitch]
    agenda: Agenda
    decisions: dict[int, PitchDecision]
    """Pitch id → what is prepared."""
    over: bool = False
    """The meeting has begun or is called off: nobody needs another time any more."""

    @property
    def times(self) -> dict[int, datetime]:
        return self.agenda.pitch_times

    @property
    def without_slot(self) -> list[Pitch]:
        """Accepted pitches that have lost their time."""
        times = self.times
        return [one for one in self._accepted if one.id not in times and not self.over]

    @property
    def retold(self) -> list[Retold]:
        """Accepted pitches whose people must be told another time, by more than five minutes."""
        times = self.times
        return [
            Retold(one, one.told_at, times[one.id])
            for one in self._accepted
            if one.told_at and not self.over and time_moved(one.told_at, times.get(one.id))
        ]

    @property
    def undecided(self) -> list[Pitch]:
        """Pitches on which nothing is decided or prepared, the oldest first."""
        return [
            one
            for one in self.pitches
            if one.state == PitchState.SUBMITTED and one.id not in self.decisions
        ]

    @property
    def _accepted(self) -> list[Pitch]:
        return [one for one in self.pitches if one.state == PitchState.ACCEPTED]

    @property
    def warnings(self) -> list[str]:
        """Sentences for the pages of the meeting; empty when all is well."""
        found = []
        if lost := len(self.without_slot):
            words = count(lost, "angenommener Pitch hat", "angenommene Pitches haben")
            found.append(f"{words} keine Zeit in der Tagesordnung.")
        if moved := len(self.retold):
            words = count(moved, "Pitch hat", "Pitches haben")
            found.append(f"{words} eine andere Uhrzeit als mitgeteilt.")
        return found


def programme_of(meeting: Meeting, agenda: Agenda | None = None) -> Programme:
    """The pitches of a meeting, their times and what is prepared: a fixed number of queries."""
    pitches = pitches_of(meeting.id)
    agenda = agenda or queries.agenda_for(meeting, names=True)
    prepared = {one.pitch_id: one for one in decisions_of(meeting.id)}
    over = has_begun(meeting) or meeting.state == MeetingState.CANCELLED
    return Programme(pitches, agenda, prepared, over)


@dataclass(frozen=True)
class Turn:
    """A pitch of the programme with its number, which counts in the order of the evening."""

    number: int
    at: datetime | None
    """Local, without zone; None while it has no place in the agenda."""
    pitch: Pitch


def running_order(meeting: Meeting, agenda: Agenda | None = None) -> list[Turn]:
    """The accepted and presented pitches as participants read it; those without a time last."""
    agenda = agenda or published_agenda_for(meeting, names=True)
    times = agenda.pitch_times
    places = {pitch_id: place for place, pitch_id in enumerate(times)}
    wanted = [one for one in pitches_of(meeting.id) if one.state in IN_THE_PROGRAMME]
    wanted.sort(key=lambda one: places.get(one.id, len(places)))
    return [Turn(number, times.get(one.id), one) for number, one in enumerate(wanted, start=1)]


def warnings_of(meeting: Meeting) -> list[str]:
    """What is wrong with pitches and agenda of a meeting, in sentences."""
    return programme_of(meeting).warnings


def decisions_of(meeting_id: int) -> list[PitchDecision]:
    """What is prepared for the pitches of a meeting, in the order in which they came in."""
    return list(
        db.session.scalars(
            select(PitchDecision)
            .join(Pitch, Pitch.id == PitchDecision.pitch_id)
            .where(PitchDecision.meeting_id == meeting_id)
            .order_by(Pitch.submitted_at, Pitch.id)
        )
    )


def decision_on(pitch_id: int) -> PitchDecision | None:
    """What is prepared for one pitch."""
    return db.session.scalar(select(PitchDecision).where(PitchDecision.pitch_id == pitch_id))
