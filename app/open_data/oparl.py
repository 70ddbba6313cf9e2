"""Public meetings, decisions and ideas as objects of OParl 1.1 (https://oparl.org/spezifikation).

What is what: the forum and its steering group are organizations; ideas and decisions are papers;
that a decision is about an idea is a consultation; the published items of a meeting and the
decisions taken at it are agenda items. Section numbers are those of the specification.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.agenda.differences import from_data
from app.agenda.queries import Row
from app.core import clock
from app.core.links import link_to
from app.core.settings import current
from app.ideas.models import Idea
from app.kits.schema import MinutesType
from app.meetings.models import Meeting, Venue
from app.meetings.rules import MeetingState
from app.open_data import meeting_queries
from app.open_data.decision_queries import PublicDecision
from app.open_data.meeting_queries import PublicMeeting
from app.open_data.shapes import changed_at, fields_of, moment, noted_at, wall_time
from app.steering.rules import DecisionKind

SCHEMA = "https://schema.oparl.org/1.1/"
FORUM, CIRCLE = 1, 2
"""Numbers of the two organizations."""
LONGEST_NAME = 200

Object = dict[str, Any]


def kept(found: Object) -> Object:
    """Without values that are not there: no null, no empty text, no empty list (2.4.3)."""
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _object(kind: str, address: str, created: datetime, modified: datetime, **more: Any) -> Object:
    """What every object has (3.3), then its own values."""
    head = {"id": address, "type": SCHEMA + kind}
    foot = {"created": moment(created), "modified": moment(max(created, modified))}
    return kept(head | more | foot)


def deleted(kind: str, address: str, created: datetime, modified: datetime) -> Object:
    """What stays of an object that is public no longer (2.8)."""
    return _object(kind, address, created, modified, deleted=True)


def _to(name: str, **values: Any) -> str:
    return link_to(f"oparl_public.{name}", **values)


def _ages() -> tuple[datetime, datetime]:
    """Of what is in the settings: since the first meeting, until the newest change."""
    first = meeting_queries.first_creation() or clock.moment_of(EPOCH)
    return first, meeting_queries.newest_change() or first


EPOCH = date(2020, 1, 1)


def system() -> Object:
    """The way in (2.10)."""
    settings = current()
    return _object(
        "System",
        _to("system"),
        *_ages(),
        oparlVersion=SCHEMA,
        license=settings.open_data.licence_url,
        body=_to("bodies"),
        name=settings.forum.name,
        contactEmail=settings.office.mail,
        contactName=settings.office.name,
        website=link_to("desk_public.home"),
        web=link_to("open_data_public.index"),
    )


def body() -> Object:
    """The municipality in which the forum works."""
    settings = current()
    own: Object = _object(
        "Body",
        _to("body"),
        *_ages(),
        system=_to("system"),
        name=settings.office.organisation,
        shortName=settings.forum.city,
        ags=settings.open_data.ags,
        license=settings.open_data.licence_url,
        contactEmail=settings.office.mail,
        contactName=settings.office.name,
        website=link_to("desk_public.home"),
        organization=_to("organizations"),
        person=_to("people"),
        meeting=_to("meetings"),
        paper=_to("papers"),
        mainOrganization=_to("organization", number=FORUM),
        web=link_to("desk_public.home"),
    )
    return own | {"legislativeTerm": []}  # must be there, even empty (3.5, 2.4.3)


def organization(number: int) -> Object:
    """The forum (1) or its steering group (2)."""
    settings = current()
    circle = number == CIRCLE
    return _object(
        "Organization",
        _to("organization", number=number),
        *_ages(),
        body=_to("body"),
        name=settings.forum.steering_group if circle else settings.forum.name,
        classification="Gremium" if circle else "Forum",
        organizationType="Gremium" if circle else "Sonstiges",
        subOrganizationOf=_to("organization", number=FORUM) if circle else None,
        meeting=_to("organization_meetings", number=number),
        website=link_to("desk_public.home"),
    )


def organization_of(found: Meeting) -> int:
    """Whose meeting it is."""
    return CIRCLE if found.kit.minutes_type == MinutesType.DECISION else FORUM


@dataclass(frozen=True)
class Held:
    """A meeting with everything that stands in it."""

    meeting: PublicMeeting
    items: Sequence[Row]
    """Of its published agenda, those that everybody may read."""
    decisions: Sequence[PublicDecision]


def meeting(held: Held, *, inside: bool) -> Object:
    """A meeting; one that is public no longer is deleted.

    ``inside``: with its agenda items, which ``omit_internal`` leaves out (2.5.5).
    """
    found = held.meeting
    row, address = found.row, _to("meeting", number=found.row.id)
    if not row.public:
        return deleted("Meeting", address, row.created_at, found.modified)
    return _object(
        "Meeting",
        address,
        row.created_at,
        found.modified,
        name=row.title,
        meetingState=_state(row),
        cancelled=row.state == MeetingState.CANCELLED,
        start=wall_time(row.begins_at),
        end=wall_time(row.ends_at),
        location=location(row.venue, [found]) if row.venue else None,
        organization=[_to("organization", number=organization_of(row))],
        agendaItem=agenda_items(held) if inside else [],
        web=link_to("desk_public.meeting", slug=row.slug),
    )


def _state(row: Meeting) -> str:
    if row.state == MeetingState.CANCELLED:
        return "abgesagt"
    over = row.ends_at < clock.local(clock.now()).replace(tzinfo=None)
    return "durchgeführt" if over else "terminiert"


def agenda_items(held: Held) -> list[Object]:
    """Published items in their order, then the decisions; positions count from 0 (3.11)."""
    found = held.meeting
    items = [item(found, row, order) for order, row in enumerate(held.items)]
    decided = enumerate(held.decisions, start=len(items))
    return items + [decided_item(found, one, order) for order, one in decided]


def item(found: PublicMeeting, row: Row, order: int) -> Object:
    """A published item of an agenda."""
    return _object(
        "AgendaItem",
        _to("agenda_item", number=found.row.id, item=row.item.id),
        found.row.created_at,
        found.modified,
        number=str(order + 1),
        order=order,
        name=row.item.title,
        public=True,
        start=wall_time(row.begin),
        end=wall_time(row.end),
    )


def decided_item(found: PublicMeeting, decision: PublicDecision, order: int) -> Object:
    """A decision taken at a meeting: its result and wording."""
    row = decision.row
    return _object(
        "AgendaItem",
        _to("decided_item", number=found.row.id, decision=row.number),
        row.at,
        decision.modified,
        number=str(order + 1),
        order=order,
        name=f"Beschluss {row.number}: {DecisionKind(row.kind).label}",
        public=True,
        result=result_of(decision),
        resolutionText=decision.wording,
        consultation=consultation_of(decision),
    )


def consultation_of(decision: PublicDecision) -> str | None:
    """The one consultation of an item; a decision about several ideas has one for each paper."""
    links = [one.id for one in decision.row.ideas if one.idea.public]
    return _to("consultation", number=links[0]) if len(links) == 1 else None


def result_of(decision: PublicDecision) -> str:
    """What came out, with the votes."""
    row = decision.row
    biased = f", befangen {row.biased}" if row.biased else ""
    return f"{row.result_label}: Ja {row.yes}, Nein {row.no}, Enthaltung {row.abstain}{biased}"


def gone_item(found: PublicMeeting, address: str) -> Object:
    """An item that is public no longer: of an earlier agenda, or its meeting is gone (2.8)."""
    return deleted("AgendaItem", address, found.row.created_at, found.modified)


def was_public(agenda_data: Sequence[dict[str, Any]], item_id: int) -> bool:
    """Whether everybody could read this item in a published agenda."""
    return any(one.id == item_id and one.public for one in from_data(list(agenda_data)))


def location(venue: Venue, meetings: Sequence[PublicMeeting]) -> Object:
    """A place where public meetings are; it changes when they do."""
    point = None
    if venue.latitude is not None and venue.longitude is not None:
        where = {"type": "Point", "coordinates": [venue.longitude, venue.latitude]}
        point = {"type": "Feature", "geometry": where, "properties": {"name": venue.name}}
    return _object(
        "Location",
        _to("location", number=venue.id),
        min(one.row.created_at for one in meetings),
        max(one.modified for one in meetings),
        description=f"{venue.name}, {venue.address}",
        streetAddress=venue.street,
        postalCode=venue.postcode,
        locality=venue.city,
        geojson=point,
    )


def paper_of_idea(found: Idea, decisions: Sequence[PublicDecision]) -> Object:
    """An idea as a paper; one that is hidden again is deleted."""
    address = _to("idea_paper", number=found.number)
    if not found.public:
        return deleted("Paper", address, noted_at(found), changed_at(found))
    changed = [changed_at(found), *(one.settled for one in decisions)]
    return _object(
        "Paper",
        address,
        noted_at(found),
        max(changed),
        body=_to("body"),
        name=found.title,
        reference=found.number,
        date=found.submitted_on.isoformat(),
        paperType="Projektidee",
        relatedPaper=[_to("decision_paper", number=one.row.number) for one in decisions],
        originatorOrganization=[_to("organization", number=FORUM)],
        consultation=[
            consultation(one, link.id, found, inside=True)
            for one in decisions
            for link in one.row.ideas
            if link.idea_id == found.id
        ],
        keyword=[field["name"] for field in fields_of(found)],
        web=link_to("ideas_public.idea", number=found.number),
    )


def paper_of_decision(found: PublicDecision) -> Object:
    """A decision as a paper, wherever it was taken; its wording is a value of our own (3.2.2)."""
    row = found.row
    name = found.wording or f"Beschluss {row.number}: {DecisionKind(row.kind).label}"
    short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 2]} …"
    return _object(
        "Paper",
        _to("decision_paper", number=row.number),
        row.at,
        found.modified,
        body=_to("body"),
        name=short,
        reference=row.number,
        date=row.day.isoformat(),
        paperType="Beschluss",
        relatedPaper=[_to("idea_paper", number=one.number) for one in found.ideas],
        underDirectionOf=[_to("organization", number=CIRCLE)],
        web=link_to("api_public.decision", number=row.number),
        **{
            "treffwerk:resolutionText": found.wording,
            "treffwerk:reason": found.reason,
            "treffwerk:result": result_of(found),
        },
    )


def consultation(decision: PublicDecision, link: int, idea: Idea, *, inside: bool) -> Object:
    """That a decision is about an idea. ``inside`` a paper, the way back is left out (3.1)."""
    address, row = _to("consultation", number=link), decision.row
    if not idea.public:
        return deleted("Consultation", address, row.at, changed_at(idea))
    held = decision.meeting
    return _object(
        "Consultation",
        address,
        row.at,
        max(decision.settled, changed_at(idea)),
        paper=None if inside else _to("idea_paper", number=idea.number),
        meeting=_to("meeting", number=held.id) if held else None,
        agendaItem=_to("decided_item", number=held.id, decision=row.number) if held else None,
        organization=[_to("organization", number=CIRCLE)],
        authoritative=not row.recommendation,
        role="Empfehlung" if row.recommendation else "Entscheidung",
    )
