"""Rows as the plain data that the interface hands out. Field names never change within /api/v1."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from app.agenda.queries import Row
from app.core import clock
from app.core.links import link_to
from app.core.settings import current
from app.ideas.models import Idea
from app.ideas.sheets import public_source
from app.meetings.models import Meeting, Venue
from app.meetings.rules import MeetingState
from app.open_data.decision_queries import PublicDecision
from app.open_data.meeting_queries import PublicMeeting
from app.open_data.rules import public_state
from app.steering.models import Decision
from app.steering.rules import DecisionKind

Data = dict[str, Any]


def moment(value: datetime) -> str:
    """2027-09-01T09:00:00+02:00, local time with its distance from UTC."""
    return clock.local(value).isoformat(timespec="seconds")


def wall_time(value: datetime) -> str:
    """The same of a wall-clock time without zone."""
    return value.replace(tzinfo=clock.zone()).isoformat(timespec="seconds")


def changed_at(idea: Idea) -> datetime:
    """When what everybody may read changed last; at least since it was noted."""
    return idea.changed_at or noted_at(idea)


def noted_at(idea: Idea) -> datetime:
    """The first moment of the day it was noted."""
    return clock.moment_of(idea.submitted_on)


def contact_name(idea: Idea) -> str:
    """The contact person's name with consent; else empty."""
    return idea.contact_name if idea.contact_public else ""


def idea(found: Idea, joined: int, decisions: Sequence[str]) -> Data:
    """An idea. ``joined``: people who joined in; ``decisions``: numbers, the oldest first."""
    source = public_source(found)
    into = found.merged_into
    return {
        "number": found.number,
        "url": link_to("api_public.idea", number=found.number),
        "web": link_to("ideas_public.idea", number=found.number),
        "title": found.title,
        "summary": found.summary,
        "state": str(found.state),
        "state_label": public_state(found.state),
        "action_fields": fields_of(found),
        "district": found.district or None,
        "organisation": found.organisation or None,
        "team": found.team or None,
        "seeking": found.seeking or None,
        "offering": found.offering or None,
        "contact_name": contact_name(found) or None,
        "supporters": joined,
        "next_step": found.next_step or None,
        "next_step_due": found.next_step_due.isoformat() if found.next_step_due else None,
        "reason": found.reason or None,
        "outcome": found.outcome or None,
        "decisions": list(decisions),
        "meeting": _short_meeting(source),
        "merged_into": into.number if into and into.public else None,
        "submitted_on": found.submitted_on.isoformat(),
        "modified": moment(changed_at(found)),
    }


def fields_of(found: Idea) -> list[Data]:
    """Its fields of work, the main one first."""
    known = (current().forum.field(one) for one in (found.action_field, found.second_field))
    return [{"id": field.id, "name": field.name} for field in known if field]


def _short_meeting(found: Meeting | None) -> Data | None:
    if found is None:
        return None
    return {
        "id": found.id,
        "title": found.title,
        "day": found.day.isoformat(),
        "url": link_to("api_public.meeting", slug=found.slug),
    }


def meeting(found: PublicMeeting, decisions: Sequence[str]) -> Data:
    """A meeting in a list. ``decisions``: numbers of those taken there."""
    row = found.row
    called_off = row.state == MeetingState.CANCELLED
    return {
        "id": row.id,
        "slug": row.slug,
        "url": link_to("api_public.meeting", slug=row.slug),
        "web": link_to("desk_public.meeting", slug=row.slug),
        "title": row.title,
        "topic": row.topic or None,
        "kind": row.kit_id,
        "state": "cancelled" if called_off else "scheduled",
        "cancelled_reason": (row.call_off_reason or None) if called_off else None,
        "begins_at": wall_time(row.begins_at),
        "ends_at": wall_time(row.ends_at),
        "mode": row.mode,
        "capacity": row.capacity,
        "registration_opens": row.registration_opens.isoformat(),
        "registration_closes": row.registration_closes.isoformat(),
        "pitch_deadline": row.pitch_deadline.isoformat() if row.pitch_deadline else None,
        "place": _place(row.venue),
        "decisions": list(decisions),
        "created": moment(row.created_at),
        "modified": moment(found.modified),
    }


def _place(venue: Venue | None) -> Data | None:
    if venue is None:
        return None
    names = (
        "name", "street", "postcode", "city", "stop", "latitude", "longitude",
        "step_free", "accessible_toilet", "hearing_loop",
    )  # fmt: skip
    return {name: _or_none(getattr(venue, name)) for name in names}


def _or_none(value: object) -> object:
    return None if value == "" else value


def meeting_with_agenda(
    found: PublicMeeting, decisions: Sequence[str], items: Sequence[Row]
) -> Data:
    """One meeting with the items of its published agenda."""
    return meeting(found, decisions) | {"agenda": [_item(row) for row in items]}


def _item(row: Row) -> Data:
    return {
        "id": row.item.id,
        "title": row.item.title,
        "kind": row.item.kind,
        "begins_at": wall_time(row.begin),
        "ends_at": wall_time(row.end),
        "text": row.item.public_text or None,
        "pitches": [
            {
                "begins_at": wall_time(slot.at),
                "title": slot.pitch.title,
                "organisation": slot.pitch.organisation or None,
            }
            for slot in row.slots
            if slot.pitch is not None
        ],
        "reports": list(row.reports),
    }


def result_of(row: Decision) -> str:
    """adopted, rejected or recommendation"""
    if row.recommendation:
        return "recommendation"
    return "adopted" if row.adopted else "rejected"


def decision(found: PublicDecision) -> Data:
    """A decision; wording and reason are None when they name an idea that is not public."""
    row = found.row
    kind = DecisionKind(row.kind)
    return {
        "number": row.number,
        "url": link_to("api_public.decision", number=row.number),
        "day": row.day.isoformat(),
        "kind": str(kind),
        "kind_label": kind.label,
        "result": result_of(row),
        "result_label": row.result_label,
        "recommendation": row.recommendation,
        "wording": found.wording,
        "reason": found.reason or None,
        "votes": {"yes": row.yes, "no": row.no, "abstain": row.abstain, "biased": row.biased},
        "ideas": [one.number for one in found.ideas],
        "meeting": _short_meeting(found.meeting),
        "corrected_on": [day.isoformat() for day in found.corrected_on],
        "created": moment(row.at),
        "modified": moment(found.modified),
    }


def flat(row: Mapping[str, Any]) -> dict[str, str | int | None]:
    """A row for a table: lists joined by commas, inner objects as columns ``place_name``."""
    cells: dict[str, str | int | None] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            cells |= {f"{name}_{inner}": _cell(cell) for inner, cell in value.items()}
        else:
            cells[name] = _cell(value)
    return cells


def _cell(value: object) -> str | int | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(one["name"] if isinstance(one, dict) else str(one) for one in value)
    if value is None or isinstance(value, int):
        return value
    return str(value)
