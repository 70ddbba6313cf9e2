"""Where items of an agenda can come from: the kit, the backlog, pitches, reports."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.agenda import actions, queries, reports, topics
from app.agenda.models import AgendaItem
from app.agenda.programme import Programme
from app.agenda.rules import ItemText, place_of
from app.agenda.topics import Topic
from app.core.db import locked, transaction
from app.core.errors import NotFound
from app.ideas.models import Idea
from app.kits.schema import Kit, KitItem
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.pitches.models import Pitch
from app.pitches.queries import has_begun

SHOWN = 30
"""So many waiting topics and due reports are offered at once."""


@dataclass(frozen=True)
class Sources:
    """What the editor offers beside an empty form."""

    kit: list[tuple[int, KitItem]]
    """Number in the kit, from 0, and the item; only those that the agenda lacks."""
    topics: list[Topic]
    """At most the first ``SHOWN``; ``topic_count``: how many there are."""
    topic_count: int
    pitches: list[Pitch]
    """Accepted, without a time."""
    reports: list[Idea]
    """The same of ideas."""
    report_count: int
    report_items: list[AgendaItem]
    reporting: list[tuple[AgendaItem, Idea]]
    """Reports that stand in the agenda."""

    @property
    def count(self) -> int:
        return len(self.kit) + self.topic_count + len(self.pitches) + self.report_count


def sources_of(meeting: Meeting, found: Programme) -> Sources:
    """What can be put into the agenda of a meeting, in a fixed number of queries."""
    items = [row.item for row in found.agenda.rows]
    open_for_more = meeting.state != MeetingState.CANCELLED and not has_begun(meeting)
    most = SHOWN if open_for_more else 0
    waiting, topic_count = topics.first_waiting(topics.circle_of(meeting), most)
    due, report_count = reports.first_due(meeting, most)
    return Sources(
        kit=missing(meeting.kit, items),
        topics=waiting,
        topic_count=topic_count,
        pitches=found.without_slot,
        reports=due,
        report_count=report_count,
        report_items=reports.report_items(items),
        reporting=[(item, one.idea) for item in items for one in item.reports],
    )


def missing(kit: Kit, items: Sequence[AgendaItem]) -> list[tuple[int, KitItem]]:
    """Items of the kit that the agenda has not, known by title; equal titles are counted."""
    left = Counter(item.title for item in items)
    found = []
    for number, recipe in enumerate(kit.agenda):
        if left[recipe.title]:
            left[recipe.title] -= 1
        else:
            found.append((number, recipe))
    return found


def add_from_kit(meeting_id: int, number: int, by: str) -> str | None:
    """Put an item of the kit back to where the kit has it. Returns its title.

    None: it stands in the agenda, for example after a second press. Raises ``NotFound``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        items = queries.items_of(meeting_id)
        if not 0 <= number < len(meeting.kit.agenda):
            raise NotFound("Diesen Punkt hat die Vorlage nicht.")
        recipe = meeting.kit.agenda[number]
        if number not in dict(missing(meeting.kit, items)):
            return None
        text = _text_of(meeting.kit, recipe)
        after = _before_it(meeting.kit, number, items)
        item_id = actions.add_item(meeting_id, text, after=after, by=by)
        if after is None:
            actions.put_item(meeting_id, item_id, 1, by=by)
        return recipe.title


def _text_of(kit: Kit, recipe: KitItem) -> ItemText:
    titles = {role.id: role.title for role in kit.roles}
    return ItemText(
        title=recipe.title,
        kind=recipe.kind.value,
        minutes=recipe.minutes,
        place=place_of(recipe),
        method=recipe.method.value,
        role=titles.get(recipe.role, ""),
        public=recipe.public,
        public_text=recipe.public_text,
        materials=tuple(recipe.materials),
        notes=recipe.notes,
        expected_result=recipe.result,
    )


def _before_it(kit: Kit, number: int, items: Sequence[AgendaItem]) -> int | None:
    """The item that stands before it in the kit's order and is still there."""
    there = {(item.title, item.place): item.id for item in items}
    place = place_of(kit.agenda[number])
    earlier = reversed(kit.agenda[:number])
    known = (there.get((one.title, place)) for one in earlier if place_of(one) == place)
    return next((item_id for item_id in known if item_id is not None), None)
