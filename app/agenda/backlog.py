"""The backlog (Themenspeicher): topics wait, are put into agendas, are postponed and come back.

A topic stands in one agenda at most. Locks: meetings in the order of their ids, then topics.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from app.access.actions import Actor, log
from app.agenda import actions, carrying, places, queries, topics
from app.agenda.models import AgendaItem, AgendaStep, BacklogItem, BacklogPlace
from app.agenda.rules import ItemText, Place
from app.agenda.steps import keep_step
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.words import date_short
from app.kits.schema import Kind
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.pitches.queries import has_begun

BY_ITSELF = Actor(0, "Automatisch", frozenset())
USUAL_MINUTES = 15
"""Of a topic about which only its title is known."""
CHANGED = (
    "Jemand anderes hat dieses Thema inzwischen geändert. Ihre Fassung ist noch nicht gespeichert. "
    "Vergleichen Sie bitte beide und speichern Sie noch einmal."
)
CONTENT = (
    "title", "kind", "minutes", "method", "role", "person", "public", "public_text", "materials",
    "notes", "expected_result", "pitch_slots",
)  # fmt: skip
"""What a topic and an agenda item have in common."""


@dataclass(frozen=True, kw_only=True)
class TopicText:
    """What the office writes about a topic."""

    title: str
    kind: str
    minutes: int
    circle: str = ""
    public: bool = True
    public_text: str = ""
    notes: str = ""


@dataclass(frozen=True)
class Postponed:
    """What became of a postponed item; ``target`` is None while it waits for a meeting."""

    topic_id: int
    target: Meeting | None
    lost: int = 0
    """How many accepted pitches lost their time."""


@dataclass(frozen=True)
class Left:
    """What minutes call postponed. ``key`` of its own, under which it becomes one topic."""

    key: str
    title: str
    item_id: int | None
    """The agenda item it came from, which may be gone; None: it was in no agenda."""


def add_topic(text: TopicText, submit_key: str, actor: Actor) -> int:
    """A topic that waits. Returns its id; the same form sent twice adds one topic."""
    with transaction():
        one_at_a_time("topic")
        known = topics.made_by(submit_key)
        if known is not None:
            return known
        _check_circle(text.circle)
        topic = BacklogItem(**vars(text), submit_key=submit_key, at=clock.now(), by=actor.name)
        db.session.add(topic)
        db.session.flush()
        log(actor, "topic_added", f"topic:{topic.id}")
        return topic.id


def change_topic(topic_id: int, text: TopicText, seen_version: int, actor: Actor) -> None:
    """Write all fields; nothing changes where the topic stands. ``Conflict``, ``RuleBroken``."""
    with transaction():
        topic = locked(BacklogItem, topic_id)
        if all(getattr(topic, name) == value for name, value in vars(text).items()):
            return
        if topic.version != seen_version:
            raise Conflict(CHANGED)
        _check_circle(text.circle)
        for name, value in vars(text).items():
            setattr(topic, name, value)
        topic.version += 1
        log(actor, "topic_changed", f"topic:{topic_id}")


def _check_circle(circle: str) -> None:
    if circle and circle not in [known for known, _ in topics.circles()]:
        raise RuleBroken("Für wen: Bitte wählen Sie aus der Liste.", "circle")


def drop_topic(topic_id: int, reason: str, actor: Actor) -> None:
    """Take a waiting topic off for a reason; a second press changes nothing. ``RuleBroken``."""
    if not reason.strip():
        raise RuleBroken("Grund: Bitte nennen Sie einen Grund.", "reason")
    with transaction():
        topic = locked(BacklogItem, topic_id)
        if topic.dropped:
            return
        if (meeting := topics.topic_of(topic_id).meeting) is not None:
            raise RuleBroken(
                f"Das Thema steht in der Tagesordnung vom {date_short(meeting.day)}. "
                "Entfernen Sie es zuerst dort."
            )
        topic.dropped, topic.version = reason, topic.version + 1
        log(actor, "topic_dropped", f"topic:{topic_id}")


def take_up_again(topic_id: int, actor: Actor) -> None:
    """A dropped topic waits again."""
    with transaction():
        topic = locked(BacklogItem, topic_id)
        if topic.dropped:
            topic.dropped, topic.version = "", topic.version + 1
            log(actor, "topic_taken_up", f"topic:{topic_id}")


def put_into(topic_id: int, meeting_id: int, actor: Actor) -> None:
    """Put a waiting topic into an agenda; a second press changes nothing. ``RuleBroken``."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        topic = locked(BacklogItem, topic_id)
        found = topics.topic_of(topic_id)
        if found.meeting and found.meeting.id == meeting_id:
            return
        if found.meeting or topic.dropped:
            where = "ist gestrichen"
            if found.meeting:
                where = f"steht am {date_short(found.meeting.day)} in der Tagesordnung"
            raise RuleBroken(
                f"Das Thema „{topic.title}“ {where}. Sehen Sie bitte im Themenspeicher nach."
            )
        if not carrying.takes(topics.evening_of(meeting), topic.circle, topics.local_now()):
            raise RuleBroken(
                "Dieses Treffen kann das Thema nicht aufnehmen: Es hat begonnen, ist abgesagt "
                "oder für einen anderen Kreis. Wählen Sie ein anderes Treffen."
            )
        _stand(topic, meeting, actor.name)
        log(actor, "topic_placed", f"topic:{topic_id}")


def postpone(meeting_id: int, agenda_item_id: int, actor: Actor) -> Postponed:
    """Bring an item to the next meeting of its circle; without one it waits.

    Before the evening it leaves this agenda, after the begin it stays as what was planned. An item
    is postponed once: later calls change nothing. Raises ``NotFound`` for an item that is gone.
    """
    with transaction():
        meeting = _locked_with_target(meeting_id, agenda_item_id)
        known = topics.place_at(agenda_item_id)
        if known and known.postponed:
            return Postponed(known.topic_id, topics.topic_of(known.topic_id).meeting)
        item = queries.item_of(meeting_id, agenda_item_id)
        if item.place != Place.DURING:
            raise RuleBroken("Verschieben können Sie nur Punkte, die während des Treffens sind.")
        topic = _topic_from(item, known, meeting, actor)
        topic.item_id = None
        lost = 0 if has_begun(meeting) else _take_out(meeting, item, actor.name)
        db.session.flush()
        target = _come_back(topic, meeting.begins_at, actor.name)
        log(actor, "topic_postponed", f"topic:{topic.id}")
        return Postponed(topic.id, target, lost)


def _locked_with_target(meeting_id: int, agenda_item_id: int) -> Meeting:
    """The meeting, and with it the one at which this item of it would come back."""
    meeting, known = meeting_by_id(meeting_id), topics.place_at(agenda_item_id)
    circle = known.topic.circle if known else topics.circle_of(meeting)
    return _lock_both(meeting_id, _next_one(circle, meeting.begins_at))


def _lock_both(meeting_id: int, target: Meeting | None) -> Meeting:
    both = {meeting_id} | ({target.id} if target else set())
    return {number: locked(Meeting, number) for number in sorted(both)}[meeting_id]


def lock_for_postponing(meeting_id: int) -> None:
    """The meeting and the next one, for whoever locks rows below them before ``postpone_all``."""
    _lock_both(meeting_id, next_after(meeting_by_id(meeting_id)))


def postpone_all(meeting_id: int, left: Iterable[Left], actor: Actor) -> None:
    """Bring all this to the next meeting, each once, however often it is told.

    For minutes that are released: what they call postponed comes back.
    """
    with transaction():
        known = {one.id: one for one in queries.items_of(meeting_id)}
        for one in left:
            item = known.get(one.item_id or 0)
            if item is None:
                _postpone_words(locked(Meeting, meeting_id), one, actor)
            elif item.place == Place.DURING:
                postpone(meeting_id, item.id, actor)


def _postpone_words(meeting: Meeting, left: Left, actor: Actor) -> None:
    """Something that stands in no agenda there (any more) becomes a topic by its title."""
    known = topics.place_at(left.item_id) if left.item_id else None
    if topics.made_by(left.key) or (known and known.postponed):
        return
    if known is None:
        topic = BacklogItem(
            title=left.title, kind=Kind.PLENARY, minutes=USUAL_MINUTES, submit_key=left.key,
            circle=topics.circle_of(meeting), at=clock.now(), by=actor.name,
        )  # fmt: skip
        db.session.add(topic)
        db.session.flush()
        known = _remember(topic, left.item_id, meeting.id)
    known.postponed = True
    topic = locked(BacklogItem, known.topic_id)
    if not topic.dropped and topics.topic_of(topic.id).meeting is None:
        topic.item_id = None
        _come_back(topic, meeting.begins_at, actor.name)
    log(actor, "topic_postponed", f"topic:{topic.id}")


def _topic_from(
    item: AgendaItem, known: BacklogPlace | None, meeting: Meeting, actor: Actor
) -> BacklogItem:
    """The topic that an item is, or a new one, with the words that it has in the agenda now."""
    if known is None:
        topic = BacklogItem(
            **_content(item), circle=topics.circle_of(meeting), at=clock.now(), by=actor.name
        )
        db.session.add(topic)
        db.session.flush()
        known = _remember(topic, item.id, meeting.id)
    else:
        topic = locked(BacklogItem, known.topic_id)
        for name, value in _content(item).items():
            setattr(topic, name, value)
        topic.version += 1
    known.postponed = True
    return topic


def _content(row: AgendaItem | BacklogItem) -> dict[str, object]:
    return {name: getattr(row, name) for name in CONTENT} | {"materials": list(row.materials)}


def _take_out(meeting: Meeting, item: AgendaItem, by: str) -> int:
    keep_step(meeting, f"„{item.title}“ auf ein späteres Treffen verschoben", by)
    return places.erase(item, by)


def next_after(meeting: Meeting) -> Meeting | None:
    """Where an item of this meeting would come back."""
    return _next_one(topics.circle_of(meeting), meeting.begins_at)


def _next_one(circle: str, after: datetime | None) -> Meeting | None:
    coming = topics.coming_meetings()
    evenings = [topics.evening_of(one) for one in coming]
    target_id = carrying.next_evening(evenings, circle, after, topics.local_now())
    return next((one for one in coming if one.id == target_id), None)


def _come_back(topic: BacklogItem, after: datetime | None, by: str) -> Meeting | None:
    """Put a waiting topic into the next meeting after that moment, if there is one."""
    if (found := _next_one(topic.circle, after)) is None:
        return None
    target, now = locked(Meeting, found.id), topics.local_now()
    if not carrying.comes_back_at(topics.evening_of(target), topic.circle, after, now):
        return None
    _stand(topic, target, by)
    return target


def _stand(topic: BacklogItem, meeting: Meeting, by: str) -> None:
    """The topic becomes an item before the closing; both are locked, and the topic waits."""
    after, number = carrying.before_the_closing(queries.items_of(meeting.id))
    content = _content(topic) | {"materials": tuple(topic.materials)}
    item_id = actions.add_item(meeting.id, ItemText(**content), after=after, by=by)  # type: ignore[arg-type]
    if after is None:
        actions.put_item(meeting.id, item_id, number, by=by)
    topic.item_id = item_id
    _remember(topic, item_id, meeting.id)


def _remember(topic: BacklogItem, item_id: int | None, meeting_id: int) -> BacklogPlace:
    place = BacklogPlace(topic_id=topic.id, item_id=item_id, meeting_id=meeting_id)
    db.session.add(place)
    db.session.flush()
    db.session.expire(topic, ["places"])
    return place


def bring_to(meeting_id: int, actor: Actor) -> int:
    """Put everything into a new meeting that was postponed and waits for one like it.

    That is no change by people: a draft nobody worked on can still go with its series. Joins the
    caller's transaction. Returns how many topics.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        evening, now = topics.evening_of(meeting), topics.local_now()
        brought = 0
        for found in topics.waiting_topics(evening.circle):
            topic = locked(BacklogItem, found.row.id)
            fresh = topics.topic_of(topic.id)
            if fresh.meeting or topic.dropped or not fresh.was_postponed:
                continue
            since = fresh.postponed_at.begins_at if fresh.postponed_at else None
            if carrying.comes_back_at(evening, topic.circle, since, now):
                _stand(topic, meeting, actor.name)
                brought += 1
        if brought:
            db.session.execute(delete(AgendaStep).where(AgendaStep.meeting_id == meeting_id))
        return brought


def leave_called_off_meetings() -> int:
    """Topics of meetings that were called off go on to the next one, when there is one.

    Without one they wait (``topics``). Returns how many went on; for the clockwork.
    """
    return sum(map(_leave, topics.in_called_off_meetings()))


def _leave(topic_id: int) -> bool:
    with transaction():
        found = topics.topic_of(topic_id)
        since = found.postponed_at.begins_at if found.postponed_at else None
        if (ahead := _next_one(found.row.circle, since)) is None:
            return False
        target = locked(Meeting, ahead.id)
        topic = locked(BacklogItem, topic_id)
        evening, now = topics.evening_of(target), topics.local_now()
        still = topic_id in topics.in_called_off_meetings()
        if not still or not carrying.takes(evening, topic.circle, now):
            return False
        _stand(topic, target, BY_ITSELF.name)
        log(BY_ITSELF, "topic_placed", f"topic:{topic_id}")
        return True


def returned(meeting: Meeting, item_ids: set[int]) -> list[str]:
    """Items came back by undoing: those that are topics stand here again, and nowhere else.

    A topic that had its turn elsewhere stays there, and its item comes back alone; returns a
    sentence for each of those. Joins the caller's transaction, under the lock of the meeting and
    of ``topics.meetings_after`` it.
    """
    alone = []
    for place in topics.places_at(item_ids):
        topic = locked(BacklogItem, place.topic_id)
        elsewhere = topics.topic_of(topic.id).meeting
        if topic.item_id not in (None, place.item_id) and elsewhere:
            if has_begun(elsewhere):
                place.item_id = None
                alone.append(
                    f"Das Thema „{topic.title}“ war inzwischen am {date_short(elsewhere.day)} an "
                    "der Reihe. Hier steht der Punkt wieder ohne dieses Thema."
                )
                continue
            _leave_again(elsewhere, topic)
        topic.item_id, topic.dropped, place.postponed = place.item_id, "", False
    db.session.flush()
    return alone


def _leave_again(meeting: Meeting, topic: BacklogItem) -> None:
    item = queries.item_of(meeting.id, topic.item_id or 0)
    words = f"„{item.title}“ steht wieder beim früheren Treffen"
    keep_step(locked(Meeting, meeting.id), words, BY_ITSELF.name)
    places.erase(item, BY_ITSELF.name)
