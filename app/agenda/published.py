"""The agenda as participants see it: the published version, and how the working copy differs."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import contains_eager

from app.agenda import queries
from app.agenda.differences import (
    Difference,
    SeenItem,
    as_seen,
    changed_fields,
    difference,
    from_data,
    to_data,
)
from app.agenda.models import AgendaItem, AgendaPitch, AgendaReport, AgendaRole, PublishedAgenda
from app.agenda.queries import Agenda, Row
from app.core.db import db
from app.core.errors import NotFound
from app.core.words import time_of
from app.ideas.models import Idea
from app.kits.schema import MinutesType
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.pitches.models import Pitch
from app.pitches.rules import IN_THE_PROGRAMME

FIELDS = (
    "id", "place", "title", "kind", "minutes", "starts", "parallel", "role", "person", "public",
    "public_text", "pitch_slots",
)  # fmt: skip
_LATEST = (
    select(PublishedAgenda)
    .where(PublishedAgenda.meeting_id == bindparam("meeting_id"))
    .order_by(PublishedAgenda.number.desc())
    .limit(1)
)
_WITH_PITCH = contains_eager(AgendaPitch.pitch)
_PLACED = (
    select(AgendaPitch)
    .join(AgendaPitch.pitch)
    .where(
        AgendaPitch.item_id.in_(bindparam("item_ids", expanding=True)),
        Pitch.state.in_(IN_THE_PROGRAMME),
    )
    .options(_WITH_PITCH)
)
_PLACED_WITH_NAMES = _PLACED.options(_WITH_PITCH.selectinload(Pitch.presenters))
_OF_MEETINGS = AgendaItem.meeting_id.in_(bindparam("meeting_ids", expanding=True))
_WORKING = (
    select(
        AgendaItem.meeting_id, *(getattr(AgendaItem, name) for name in FIELDS), AgendaItem.materials
    )
    .where(_OF_MEETINGS)
    .order_by(queries.PLACE_RANK, AgendaItem.position, AgendaItem.id)
)
"""What participants would see of working copies, as plain values: Heute reads many."""
_REPORTING = (
    select(AgendaReport.item_id, Idea.title)
    .join(AgendaReport.item)
    .join(AgendaReport.idea)
    .where(_OF_MEETINGS, Idea.public)
    .order_by(AgendaReport.position)
)
TEAM_ONLY = "Punkt, den nur das Team sieht"


def latest(meeting_id: int) -> PublishedAgenda | None:
    """The version that holds."""
    return db.session.scalar(_LATEST, {"meeting_id": meeting_id})


def history(meeting_id: int) -> list[PublishedAgenda]:
    """All versions, the newest first."""
    return list(
        db.session.scalars(
            select(PublishedAgenda)
            .filter_by(meeting_id=meeting_id)
            .order_by(PublishedAgenda.number.desc())
        )
    )


def version_of(meeting_id: int, number: int) -> PublishedAgenda:
    """One version. Raises ``NotFound``."""
    found = db.session.scalar(
        select(PublishedAgenda).filter_by(meeting_id=meeting_id, number=number)
    )
    if found is None:
        raise NotFound("Diese Fassung der Tagesordnung gibt es nicht.")
    return found


def seen_items(meeting: Meeting, items: Sequence[AgendaItem]) -> tuple[SeenItem, ...]:
    """The working copy as participants would see it; it need not be published."""
    roles = queries.roles_of(meeting.id) if is_session(meeting) else ()
    reports = {item.id: queries.public_reports(item) for item in items}
    return _seen_items(meeting, items, roles, reports)


def _seen_items(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    roles: Sequence[AgendaRole],
    reports: Mapping[int, Sequence[str]],
) -> tuple[SeenItem, ...]:
    """``items``: of each the values ``FIELDS`` and its materials. ``reports``: by item id."""
    people = {role.title: ", ".join(role.people) for role in roles}
    session = is_session(meeting)
    return tuple(
        as_seen(_seen(item, people, reports.get(item.id, ())), session=session) for item in items
    )


def _seen(item: AgendaItem, people: Mapping[str, str], reports: Sequence[str]) -> SeenItem:
    """``people``: title of a role → its names, which hold where the item names nobody itself."""
    fields = {name: getattr(item, name) for name in FIELDS}
    return SeenItem(
        **fields | {"person": item.person or people.get(item.role, "")},
        materials=tuple(item.materials),
        reports=tuple(reports),
    )


def stand_of(items: Sequence[SeenItem]) -> str:
    """A short sign of what a person has seen: another one when anything differs."""
    text = json.dumps(to_data(items), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def published_agenda_for(meeting: Meeting, *, names: bool = False) -> Agenda:
    """What participants see on pages, on paper and in mails.

    A draft is nobody's yet: its previews show the working copy. A meeting that was published
    without an agenda has none (its rows are empty). Pitches are always those of now, at the time
    that their item was published with; ``names``: with everybody who presents.
    """
    if meeting.state == MeetingState.DRAFT:
        return queries.agenda_for(meeting, names=names)
    found = latest(meeting.id)
    items = from_data(found.items) if found else ()
    return agenda_of_version(meeting, _without(items, _hidden(items)), names=names)


def published_agendas(meetings: Sequence[Meeting]) -> dict[int, Agenda]:
    """Meeting id → what participants see of meetings that are no drafts.

    A fixed number of queries, however many meetings.
    """
    seen = _latest_of([one.id for one in meetings])
    hidden = _hidden([item for items in seen.values() for item in items])
    placed = _placed([item.id for items in seen.values() for item in items], names=False)
    found = {}
    for one in meetings:
        items = _without(seen.get(one.id, ()), hidden)
        reports = {item.id: item.reports for item in items}
        rows = [_as_item(item) for item in items]
        found[one.id] = queries.agenda_from(one, rows, placed, reports)
    return found


def _hidden(items: Sequence[SeenItem]) -> set[str]:
    """Titles of ideas that report in these items and are public no longer."""
    titles = {title for item in items for title in item.reports}
    if not titles:
        return set()
    known = select(Idea.title).where(Idea.title.in_(titles))
    shown = set(db.session.scalars(known.where(Idea.public.is_(True))))
    return set(db.session.scalars(known.where(Idea.public.is_(False)))) - shown


def _without(items: Sequence[SeenItem], hidden: Collection[str]) -> tuple[SeenItem, ...]:
    """A version is kept as it was published; what is hidden since is not shown of it."""
    return tuple(
        replace(item, reports=tuple(title for title in item.reports if title not in hidden))
        for item in items
    )


def agenda_of_version(
    meeting: Meeting, items: Sequence[SeenItem], *, names: bool = False
) -> Agenda:
    """These items with their clock times and the pitches that stand in them now."""
    placed = _placed([item.id for item in items], names=names)
    reports = {item.id: item.reports for item in items}
    rows = [_as_item(item) for item in items]
    return queries.agenda_from(meeting, rows, placed, reports)


def is_session(meeting: Meeting) -> bool:
    """Its members read who presents an item, and its annexes (domain.md 2.1)."""
    return meeting.kit.minutes_type == MinutesType.DECISION


def _as_item(item: SeenItem) -> AgendaItem:
    """A row that no table holds."""
    row = AgendaItem()
    vars(row).update((name, getattr(item, name)) for name in FIELDS)  # nobody follows its changes
    vars(row).update(materials=list(item.materials), method="none", notes="")
    return row


def _placed(item_ids: Collection[int], *, names: bool) -> dict[int, dict[int, AgendaPitch]]:
    """Item id → slot number → pitch, of the items that are there still."""
    statement = _PLACED_WITH_NAMES if names else _PLACED
    placed: dict[int, dict[int, AgendaPitch]] = {}
    for one in db.session.scalars(statement, {"item_ids": list(item_ids)}):
        placed.setdefault(one.item_id, {})[one.position] = one
    return placed


def public_agenda(meeting: Meeting) -> list[dict[str, Any]]:
    """What participants read, in the shape of the macro ``agenda_list``."""
    return queries.public_rows(published_agenda_for(meeting))


@dataclass(frozen=True)
class Change:
    """One line of what publishing would change."""

    kind: str
    """new, gone, moved, changed, time"""
    title: str
    before: str
    """Clock times as published, 18:35–18:50; empty for a new item."""
    after: str
    fields: tuple[tuple[str, str, str], ...] = ()
    """(label, published text, new text)"""


@dataclass(frozen=True)
class Comparison:
    """The working copy beside the published version."""

    last: PublishedAgenda | None
    difference: Difference
    changes: tuple[Change, ...]
    ends: tuple[datetime | None, datetime]
    """End of the meeting as published and now."""
    agenda: Agenda
    """The working copy as participants would see it."""
    stand: str

    @property
    def count(self) -> int:
        return self.difference.count


def comparison_of(meeting: Meeting) -> Comparison:
    """What publishing now would change, in words."""
    items = queries.items_of(meeting.id)
    now, last = seen_items(meeting, items), latest(meeting.id)
    then = from_data(last.items) if last else ()
    new, old = agenda_of_version(meeting, now), agenda_of_version(meeting, then)
    step = difference(then, now)
    titles = {item.id: item.title for item in items}
    return Comparison(
        last=last,
        difference=step,
        changes=tuple(_changes(step, old, new, then, titles)),
        ends=(old.ends_at if then else None, new.ends_at),
        agenda=new,
        stand=stand_of(now),
    )


def _changes(
    step: Difference,
    old: Agenda,
    new: Agenda,
    then: Sequence[SeenItem],
    titles: dict[int, str],
) -> list[Change]:
    before = {row.item.id: row for row in old.rows}
    items = {item.id: item for item in then}
    found = []
    for row in new.rows:
        title = row.item.title or f"{TEAM_ONLY}: {titles[row.item.id]}"
        was = before.get(row.item.id)
        if was is None:
            found.append(Change("new", title, "", span(row)))
        elif change := _change(step, title, was, row, items[row.item.id]):
            found.append(change)
    for item_id in step.removed:
        row = before[item_id]
        found.append(Change("gone", row.item.title or TEAM_ONLY, span(row), ""))
    return found


def _change(step: Difference, title: str, was: Row, row: Row, then: SeenItem) -> Change | None:
    """How an item differs that was published before; None: it does not."""
    now = next((item for item in step.changed if item.id == then.id), None)
    if now is not None:
        fields = tuple(changed_fields(then, now))
        return Change("changed", title, span(was), span(row), fields)
    if then.id in {item_id for _, item_id in step.moved}:
        return Change("moved", title, span(was), span(row))
    if row.item.public and span(was) != span(row):
        return Change("time", title, span(was), span(row))
    return None


def span(row: Row) -> str:
    """18:35–18:50"""
    return f"{time_of(row.begin)}–{time_of(row.end)}"


def unpublished_changes(meetings: Sequence[Meeting]) -> dict[int, int]:
    """Meeting id → how many items differ from what participants see; only where some do.

    Drafts and meetings that were called off have nobody who waits for it. A fixed number of
    queries, however many meetings.
    """
    wanted = [one for one in meetings if one.state == MeetingState.PUBLISHED]
    if not wanted:
        return {}
    ids = [one.id for one in wanted]
    seen, working, reports = _latest_of(ids), _items_of(ids), _reports_of(ids)
    roles = _roles_of([one.id for one in wanted if is_session(one)])
    found = {}
    for one in wanted:
        now = _seen_items(one, working.get(one.id, []), roles.get(one.id, []), reports)
        if count := difference(seen.get(one.id, ()), now).count:
            found[one.id] = count
    return found


def _roles_of(meeting_ids: Collection[int]) -> dict[int, list[AgendaRole]]:
    roles: dict[int, list[AgendaRole]] = {}
    for role in db.session.scalars(
        select(AgendaRole).where(AgendaRole.meeting_id.in_(meeting_ids))
    ):
        roles.setdefault(role.meeting_id, []).append(role)
    return roles


def _latest_of(meeting_ids: Collection[int]) -> dict[int, tuple[SeenItem, ...]]:
    newest = (
        select(PublishedAgenda.meeting_id, func.max(PublishedAgenda.number).label("number"))
        .where(PublishedAgenda.meeting_id.in_(meeting_ids))
        .group_by(PublishedAgenda.meeting_id)
        .subquery()
    )
    found = select(PublishedAgenda).join(
        newest,
        (PublishedAgenda.meeting_id == newest.c.meeting_id)
        & (PublishedAgenda.number == newest.c.number),
    )
    return {row.meeting_id: from_data(row.items) for row in db.session.scalars(found)}


def _items_of(meeting_ids: Collection[int]) -> dict[int, list[Any]]:
    """Meeting id → its items in order, as rows of ``_WORKING``."""
    items: dict[int, list[Any]] = {}
    for item in db.session.execute(_WORKING, {"meeting_ids": list(meeting_ids)}):
        items.setdefault(item.meeting_id, []).append(item)
    return items


def _reports_of(meeting_ids: Collection[int]) -> dict[int, list[str]]:
    """Item id → titles of the public ideas that report in it."""
    reports: dict[int, list[str]] = {}
    for item_id, title in db.session.execute(_REPORTING, {"meeting_ids": list(meeting_ids)}):
        reports.setdefault(item_id, []).append(title)
    return reports
