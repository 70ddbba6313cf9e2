"""Giving pitches their time in the agenda: accept, change the order, tell a new time, move on."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from app.access.actions import Actor, log
from app.agenda import mails, programme, queries, rules
from app.agenda.models import AgendaItem, AgendaPitch, AgendaReport, PitchDecision
from app.agenda.rules import Spot
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.core.words import time_of
from app.meetings.models import Meeting
from app.outbox.actions import put
from app.pitches import mails as pitch_mails
from app.pitches import office, steps
from app.pitches.models import Pitch
from app.pitches.queries import later_meetings, pitch_of
from app.pitches.rules import IN_THE_PROGRAMME, PitchState


def accept_pitch(
    meeting_id: int, pitch_id: int, item_id: int, actor: Actor, *, position: int | None = None
) -> None:
    """Give a pitch a time in an item and mail it to its people.

    ``position``: the slot from 0; without one the next free one. An accepted pitch is moved to
    the other slot, with a new mail. A second press of the same button changes nothing. Raises
    ``RuleBroken`` when no time is free.
    """
    with transaction():
        locked(Meeting, meeting_id)
        pitch_of(meeting_id, pitch_id)
        placement = queries.placement_of(pitch_id)
        pitch = locked(Pitch, pitch_id)
        item = locked_item(meeting_id, item_id)
        if pitch.state == PitchState.ACCEPTED and _stands(placement, item_id, position):
            return
        known = pitch.told_at if pitch.state in IN_THE_PROGRAMME else None
        office.move(pitch_id, PitchState.ACCEPTED, actor)
        place(pitch, item, position)
        pitch.version += 1
        announce(pitch, known)
        forget_decisions([pitch_id])
        log(actor, "pitch_accepted", f"pitch:{pitch_id}")


def _stands(placement: AgendaPitch | None, item_id: int, position: int | None) -> bool:
    if placement is None or placement.item_id != item_id:
        return False
    return position in (None, placement.position)


def place(pitch: Pitch, item: AgendaItem, position: int | None = None) -> None:
    """Put the pitch into a free slot; what left the programme makes room. ``RuleBroken``."""
    taken = [one for one in queries.live_pitches(item).values() if one.pitch_id != pitch.id]
    free = sorted(set(range(item.pitch_slots)) - {one.position for one in taken})
    if position in free:
        free = [position]
    elif not free or position is not None:
        raise RuleBroken(
            f"Im Punkt „{item.title}“ ist {'diese' if free else 'keine'} Zeit "
            f"{'nicht ' if free else ''}mehr frei. Wählen Sie eine andere Uhrzeit "
            "oder ändern Sie dort die Zahl der Pitches."
        )
    gone = [one.id for one in item.pitches if one not in taken]
    db.session.execute(
        delete(AgendaPitch).where(AgendaPitch.id.in_(gone) | (AgendaPitch.pitch_id == pitch.id))
    )
    db.session.add(AgendaPitch(item_id=item.id, pitch_id=pitch.id, position=free[0]))
    db.session.flush()
    db.session.expire_all()


def announce(pitch: Pitch, known: datetime | None) -> None:
    """Mail an accepted pitch its time, and keep which time that was.

    ``known``: the time its people know already; nobody is told the same twice.
    """
    at = queries.pitch_time(pitch.id)
    if at is None:
        raise RuntimeError(f"pitch {pitch.id} has no time after it was placed")
    pitch.told_day, pitch.told_time = at.date(), at.time()
    for letter in mails.accepted(pitch, at) if at != known else ():
        put(letter)


def move_pitch(meeting_id: int, pitch_id: int, target_id: int, reason: str, actor: Actor) -> None:
    """Move a pitch to another meeting: it keeps its row, its link and its history.

    Its people are told and may change it until that meeting's deadline. A second press changes
    nothing. Raises ``RuleBroken`` when the target takes no pitches.
    """
    with transaction():
        for one in sorted({meeting_id, target_id}):
            locked(Meeting, one)
        pitch = locked(Pitch, pitch_id)
        if pitch.meeting_id == target_id:
            return
        pitch_of(meeting_id, pitch_id)
        carry_over(pitch, target_id, reason, actor)
        forget_decisions([pitch_id])


def carry_over(pitch: Pitch, target_id: int, reason: str, actor: Actor) -> None:
    """The move itself, for a locked pitch; joins the caller's transaction. ``RuleBroken``."""
    before = pitch.meeting
    target = next((one for one in later_meetings(before) if one.id == target_id), None)
    if target is None:
        raise RuleBroken(
            "Das gewählte Treffen nimmt keine Pitches auf. Wählen Sie ein anderes.", "target"
        )
    db.session.execute(delete(AgendaPitch).where(AgendaPitch.pitch_id == pitch.id))
    letters = pitch_mails.moved(pitch, reason, before, target)
    steps.enter_meeting(pitch, target, actor.name)
    pitch.told_number += 1
    for letter in letters:
        put(letter)
    log(actor, "pitch_moved", f"pitch:{pitch.id}")


def shift_pitch(meeting_id: int, pitch_id: int, *, up: bool, actor: Actor) -> bool:
    """Change places with the slot before or after, taken or free. False at the edge.

    Nobody is told: that is a step of its own (``tell_times``).
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        agenda = queries.agenda_for(meeting)
        slots = {
            (row.item.id, slot.position): slot.pitch for row in agenda.rows for slot in row.slots
        }
        here = next((spot for spot, one in slots.items() if one and one.id == pitch_id), None)
        there = rules.shifted(list(slots), here, up=up) if here else None
        if here is None or there is None:
            return False
        other = slots[there]
        write_spots({pitch_id: there} | ({other.id: here} if other else {}))
        log(actor, "pitch_shifted", f"pitch:{pitch_id}")
        return True


def write_spots(spots: dict[int, Spot]) -> None:
    """Pitch id → its slot; whatever stood in these slots goes. Joins the caller's transaction."""
    db.session.execute(delete(AgendaPitch).where(AgendaPitch.pitch_id.in_(spots)))
    for item_id, position in spots.values():
        in_the_way = (AgendaPitch.item_id == item_id) & (AgendaPitch.position == position)
        db.session.execute(delete(AgendaPitch).where(in_the_way))
    for pitch_id, (item_id, position) in spots.items():
        db.session.add(AgendaPitch(item_id=item_id, pitch_id=pitch_id, position=position))
    db.session.flush()
    db.session.expire_all()


def close_up(item: AgendaItem, slots: int, by: str) -> int:
    """An item gets ``slots`` slots: pitches close up, the last ones lose their time.

    Joins the caller's transaction. Returns how many lost it; they stay accepted, and the office
    is warned.
    """
    live = queries.live_pitches(item)
    kept = rules.closed_up(list(live), slots)
    lost = [one.pitch for position, one in live.items() if position not in kept]
    spots = {live[old].pitch_id: (item.id, new) for old, new in kept.items() if old != new}
    db.session.execute(
        delete(AgendaPitch).where(AgendaPitch.pitch_id.in_([one.id for one in lost]))
    )
    for pitch in lost:
        steps.remember(pitch, by, "Hat keine Zeit mehr in der Tagesordnung.")
    if spots:
        write_spots(spots)
    db.session.flush()
    db.session.expire(item, ["pitches"])
    return len(lost)


def erase(item: AgendaItem, by: str) -> int:
    """Remove an item with its pitches and reports; joins the caller's transaction.

    Returns how many accepted pitches lost their time.
    """
    lost = close_up(item, 0, by)
    leave_group(item)
    for table in (AgendaPitch, AgendaReport):
        db.session.execute(delete(table).where(table.item_id == item.id))
    db.session.expire(item, ["pitches", "reports"])
    db.session.delete(item)
    db.session.flush()
    return lost


def leave_group(item: AgendaItem) -> None:
    """Before an item goes: the first of those parallel to it is from now on what the others follow.

    Joins the caller's transaction.
    """
    row = [one for one in queries.items_of(item.meeting_id) if one.place == item.place]
    behind = row[row.index(item) + 1 :]
    if behind and behind[0].parallel and not item.parallel:
        behind[0].parallel = False
        behind[0].version += 1


def tell_times(meeting_id: int, actor: Actor) -> int:
    """Mail the new time to everybody whose announced time changed by more than five minutes.

    Returns how many pitches; a second press finds none.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        changed = programme.programme_of(meeting).retold
        for one in changed:
            pitch = locked(Pitch, one.pitch.id)
            pitch.told_number += 1
            pitch.told_day, pitch.told_time = one.now.date(), one.now.time()
            for letter in mails.time_changed(pitch, one.before, one.now):
                put(letter)
            sentence = f"Neue Uhrzeit mitgeteilt: {time_of(one.now)} Uhr."
            steps.remember(pitch, actor.name, sentence)
            log(actor, "pitch_time_told", f"pitch:{pitch.id}")
        return len(changed)


def forget_decisions(pitch_ids: Iterable[int]) -> None:
    """What was prepared for these pitches is done or void."""
    db.session.execute(delete(PitchDecision).where(PitchDecision.pitch_id.in_(list(pitch_ids))))


def locked_item(meeting_id: int, item_id: int) -> AgendaItem:
    """One item of a meeting, locked. Raises ``NotFound``."""
    queries.item_of(meeting_id, item_id)
    return locked(AgendaItem, item_id)


def in_programme(item: AgendaItem) -> int:
    """How many pitches would lose their time if this item went."""
    return sum(one.pitch.state in IN_THE_PROGRAMME for one in item.pitches)
