"""What came from the room goes into the minutes: cards that were let in, results of polls."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core.db import db, transaction
from app.core.errors import RuleBroken
from app.floor import actions as floor
from app.floor import polls
from app.floor.models import Card, Poll
from app.floor.queries import Tally, card_of, cards_to_note, closed_tallies, poll_of, tally
from app.floor.rules import CardKind, CardState, PollKind, PollState, result_words
from app.minutes import entries, queries
from app.minutes.models import Entry
from app.minutes.rules import EntryKind, EntryValues
from app.minutes.writing import open_for_writing

KINDS = {
    CardKind.IDEA: EntryKind.IDEA,
    CardKind.QUESTION: EntryKind.OPEN_QUESTION,
    CardKind.REMARK: EntryKind.INFORMATION,
}


@dataclass(frozen=True)
class Hall:
    """What the room gave and the minutes do not have yet."""

    cards: list[Card]
    tallies: list[Tally]


def from_hall(meeting_id: int) -> Hall:
    """Cards and results that stand in no entry, or whose entry was removed again."""
    cards, tallies = cards_to_note(meeting_id), closed_tallies(meeting_id)
    there = _still_there([*(one.entry for one in cards), *(one.poll.entry for one in tallies)])
    return Hall(
        [one for one in cards if one.entry not in there],
        [one for one in tallies if one.poll.entry not in there],
    )


def hall_count(meeting_id: int) -> int:
    """How many cards and results wait to be taken over."""
    found = from_hall(meeting_id)
    return len(found.cards) + len(found.tallies)


def take_card(meeting_id: int, card_id: int, item_id: int, actor: Actor) -> None:
    """Take a card over below a heading. Its idea stays the one in the register.

    A second press changes nothing, even at the same moment. Raises ``RuleBroken`` for a card that
    was not let in, and once the minutes are released.
    """
    with transaction():
        open_for_writing(meeting_id)
        card = card_of(meeting_id, card_id)
        if card.state != CardState.LET_IN:
            raise RuleBroken("Lassen Sie die Karte zuerst zu. Danach kann sie ins Protokoll.")
        if _still_there([card.entry]):
            return
        kind = KINDS[CardKind(card.kind)]
        values = EntryValues(kind=kind, text=card.text)
        idea_id = card.idea_id if kind == EntryKind.IDEA else None
        entry_id = entries.add_entry(meeting_id, item_id, values, actor=actor, idea_id=idea_id)
        entry = queries.entry_of(meeting_id, entry_id)
        floor.note_entry(meeting_id, card_id, entry_id, entry.idea_id)
        log(actor, "card_into_minutes", f"card:{card_id}")


def take_result(meeting_id: int, poll_id: int, item_id: int, actor: Actor) -> None:
    """Take the result of a closed poll over as information. A second press changes nothing."""
    with transaction():
        open_for_writing(meeting_id)
        poll = poll_of(meeting_id, poll_id)
        if poll.state != PollState.CLOSED:
            raise RuleBroken("Schließen Sie die Abfrage zuerst. Dann steht das Ergebnis fest.")
        if _still_there([poll.entry]):
            return
        text = _words(poll)
        values = EntryValues(kind=EntryKind.INFORMATION, text=text)
        polls.note_entry(
            meeting_id, poll_id, entries.add_entry(meeting_id, item_id, values, actor=actor)
        )
        log(actor, "result_into_minutes", f"poll:{poll_id}")


def _words(poll: Poll) -> str:
    found = tally(poll)
    return result_words(poll.question, PollKind(poll.kind), found.lines, found.people)


def _still_there(entry_ids: Iterable[int | None]) -> set[int | None]:
    """Those of the entries that have not been removed."""
    wanted = [one for one in entry_ids if one]
    if not wanted:
        return set()
    return set(db.session.scalars(select(Entry.id).where(Entry.id.in_(wanted))))
