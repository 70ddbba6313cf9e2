"""Taking in what was pressed. All writing happens under the lock on the meeting.

Each press has a key: sent again, after a lost answer or a lost network, it changes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

from app.access.actions import Actor
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken
from app.core.words import count, time_of
from app.live import queries, rules
from app.live.course import course
from app.live.models import LivePress
from app.live.queries import Evening
from app.live.rules import Press, Pressed
from app.meetings.models import Meeting
from app.tables.rounds import follow_live


@dataclass(frozen=True)
class Wish:
    """What a device says was pressed there."""

    what: Press
    key: str
    item: int | None = None
    """The current item for next, pause and resume; the one that gives time."""
    minutes: int | None = None
    """For give: how many the item gives away in all."""
    undoes: str = ""
    """For undo: the key of the press that is taken back."""
    age: timedelta = timedelta()
    """How long it waited on the device."""


def press(meeting_id: int, wish: Wish, actor: Actor) -> str:
    """Keep one press. Returns a sentence when it came too late and changes nothing, else "".

    The same key twice is one press. Raises ``RuleBroken`` when nothing can be pressed at this
    meeting, or when an item cannot give so many minutes.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_open(queries.state_of(meeting))
        if queries.is_known(wish.key):
            return ""
        evening = queries.evening_of(meeting, clock.now())
        pressed = _as_pressed(evening, wish, actor)
        sentence = _too_late(evening, pressed)
        if not sentence:
            pressed = _decided(evening, pressed)
        _write_down(meeting_id, pressed)
        follow_live(meeting_id, _begun(evening.presses), _begun((*evening.presses, pressed)))
        return sentence


def _begun(presses: Iterable[Pressed]) -> set[int]:
    """Ids of all items that have their turn or had it."""
    return {one for held in rules.history(presses).held for one in (held.item, *held.members)}


def _as_pressed(evening: Evening, wish: Wish, actor: Actor) -> Pressed:
    undone = [one.id for one in evening.presses if one.key == wish.undoes]
    return Pressed(
        id=evening.number + 1,
        what=wish.what,
        at=rules.pressed_at(clock.now(), wish.age),
        key=wish.key,
        item=wish.item,
        minutes=wish.minutes if wish.what is Press.GIVE else None,
        undoes=undone[0] if undone and wish.what is Press.UNDO else None,
        by=actor.name,
    )


def _decided(evening: Evening, press: Pressed) -> Pressed:
    """With what this press begins: the first item of the plan that had no turn yet."""
    if press.what is Press.GIVE:
        _check_give(evening, press)
    if press.what not in (Press.START, Press.NEXT):
        return press
    then = course(evening.plan, evening.presses, press.at).following
    if then is None:
        if press.what is Press.START:
            raise RuleBroken("Die Tagesordnung hat noch keine Punkte. Bitte fügen Sie welche ein.")
        return press
    minutes = int((then.end - then.begin).total_seconds() // 60)
    members = then.step.members if then.step else ()
    return replace(
        press, begins=then.item, members=members, title=then.title[:200], minutes=minutes
    )


def _check_give(evening: Evening, press: Pressed) -> None:
    then = course(evening.plan, evening.presses, press.at)
    turn = next((one for one in then.turns if one.item == press.item), None)
    most = turn.given + turn.can_give if turn else 0
    if turn is None or not 0 <= (press.minutes or 0) <= most:
        title = turn.title if turn else "Dieser Punkt"
        raise RuleBroken(
            f"„{title}“ kann jetzt höchstens {count(most, 'Minute', 'Minuten')} abgeben. "
            "Bitte laden Sie die Seite neu."
        )


def _too_late(evening: Evening, press: Pressed) -> str:
    """Why this press changes nothing; "" when it does."""
    known = rules.history(evening.presses)
    if press.what is Press.UNDO:
        fine = press.undoes is not None and rules.takes_back(known, press)
        return "" if fine else "Das wurde schon zurückgenommen oder es kam etwas danach."
    trial = replace(press, begins=0) if press.what is Press.START else press
    if rules.after(known, trial) is not None:
        return ""
    return _who_was_faster(evening, press)


def _who_was_faster(evening: Evening, press: Pressed) -> str:
    same = [one for one in evening.presses if one.what is press.what and one.item == press.item]
    if press.what is Press.GIVE or not same:
        return "Das gilt schon. Es hat sich nichts geändert."
    first = same[-1]
    at = time_of(clock.local(first.at))
    return f"{first.by} war um {at}\N{NO-BREAK SPACE}Uhr schneller. Es hat sich nichts geändert."


def _write_down(meeting_id: int, press: Pressed) -> None:
    db.session.add(
        LivePress(
            meeting_id=meeting_id,
            key=press.key,
            what=press.what,
            item=press.item,
            begins=press.begins,
            members=list(press.members),
            title=press.title,
            minutes=press.minutes,
            undoes=press.undoes,
            pressed_at=press.at,
            taken_at=clock.now(),
            by=press.by,
        )
    )
