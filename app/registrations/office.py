"""What the office does for people, and with a whole meeting. Everything is logged."""

from collections.abc import Mapping

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import locked, transaction
from app.core.errors import RuleBroken
from app.meetings import actions as meetings
from app.meetings.actions import MeetingChange
from app.meetings.mails import words_for
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.outbox.actions import put
from app.registrations import mails, places, queries, rules
from app.registrations.models import Registration
from app.registrations.queries import window_of
from app.registrations.rules import Window


def cancel_by_office(registration_id: int, actor: Actor) -> Registration:
    """Cancel for a person who called; they get the same mail."""
    with transaction():
        registration = places.locked_with_meeting(queries.by_id(registration_id))
        if places.leave(registration):
            log(actor, "registration_cancelled", f"registration:{registration_id}")
        return registration


def change_meeting(meeting_id: int, new: MeetingChange, *, seen_version: int, actor: Actor) -> int:
    """Change a meeting and tell everybody who has a place or waits. Returns how many were told.

    People are told when day, time or place change. More places go to the waiting list at once
    (R-3). Raises ``Conflict``, and ``RuleBroken`` for fewer places than are taken.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_capacity(new.capacity, queries.counts(meeting_id))
        if new.day != meeting.day and new.day < clock.today():
            raise RuleBroken("Tag: Dieser Tag ist schon vorbei.", "day")
        before = queries.facts_of(meeting)
        touched = meetings.change(meeting_id, new, seen_version)
        log(actor, "meeting_changed", f"meeting:{meeting_id}")
        over = window_of(meeting, clock.now()) is Window.OVER
        told = _tell_change(meeting, before) if touched and not over else 0
        if meeting.state == MeetingState.PUBLISHED:
            places.fill(meeting)
        return told


def _tell_change(meeting: Meeting, before: Mapping[str, str]) -> int:
    changes = rules.differences(before, queries.facts_of(meeting))
    text = "\n".join(change.sentence for change in changes)
    words = words_for(meeting)
    people = queries.to_notify(meeting.id)
    for registration in people:
        if registration.calendar_sent:
            registration.sequence += 1
        put(mails.change_notice(registration, text, words))
    return len(people)


def call_off(meeting_id: int, *, reason: str, next_step: str, actor: Actor) -> int:
    """Call a meeting off and tell everybody who has a place or waits. Returns how many.

    Calendars get a CANCEL. Pending and cancelled people get nothing. Raises ``RuleBroken``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if window_of(meeting, clock.now()) is Window.OVER:
            raise RuleBroken(places.CLOSED[Window.OVER])
        meetings.call_off(meeting_id, reason)
        log(actor, "meeting_called_off", f"meeting:{meeting_id}")
        words = words_for(meeting)
        people = queries.to_notify(meeting_id)
        for registration in people:
            if registration.calendar_sent:
                registration.sequence += 1
            put(mails.called_off(registration, reason, next_step, words))
            registration.calendar_sent = False
        return len(people)
