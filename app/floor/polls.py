"""Polls: made, opened, counted, closed; slips with codes, and points given with them.

Whoever gives points, and whoever opens or closes, holds the lock on the poll: no slip gives more
than it has, also not on two phones at once, and nothing arrives after the closing.
"""

from dataclasses import replace

from sqlalchemy import delete

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken, TooMany
from app.core.language import N_
from app.core.limits import count_attempt
from app.core.settings import current
from app.core.tokens import digest
from app.floor import queries, rules
from app.floor.actions import ONE_HOUR
from app.floor.models import FloorSetting, Poll, PollOption, VotingSlip
from app.floor.rules import PollFacts, PollKind, PollState, Screen, Wall
from app.ideas import actions as ideas
from app.ideas.queries import idea_by_id, values_of
from app.meetings.models import Meeting

FASTER = (
    "Jemand anderes hat das inzwischen geändert. Ihre Eingaben stehen noch im Formular. "
    "Prüfen Sie sie und speichern Sie noch einmal."
)
NOT_BEGUN = N_(
    "Diese Abfrage hat noch kein Ergebnis. Öffnen Sie sie, oder tragen Sie eine Zählung ein."
)
BEGUN = N_("Diese Abfrage hat schon begonnen. Machen Sie dafür eine neue.")


def make_poll(meeting_id: int, facts: PollFacts, submit_key: str, actor: Actor) -> int:
    """A new poll, as a draft. The same form twice makes one. Returns its id."""
    rules.check_poll(facts)
    with transaction():
        locked(Meeting, meeting_id)
        if (known := queries.poll_with_key(submit_key)) is not None:
            return known
        poll = Poll(meeting_id=meeting_id, submit_key=submit_key, options=_options(facts))
        _write(poll, facts)
        db.session.add(poll)
        db.session.flush()
        log(actor, "poll_made", f"poll:{poll.id}")
        return poll.id


def change_poll(
    meeting_id: int, poll_id: int, facts: PollFacts, *, seen_version: int, actor: Actor
) -> None:
    """Write a draft anew. Raises ``Conflict``, or ``RuleBroken`` once something was counted."""
    rules.check_poll(facts)
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.state != PollState.DRAFT or queries.tally(poll).counted:
            raise RuleBroken(BEGUN)
        if poll.version != seen_version:
            raise Conflict(FASTER)
        poll.options = []
        db.session.flush()
        poll.options = _options(facts)
        _write(poll, facts)
        poll.version += 1
        log(actor, "poll_changed", f"poll:{poll_id}")


def _write(poll: Poll, facts: PollFacts) -> None:
    poll.kind, poll.question = facts.kind, facts.question
    poll.points_each, poll.most_each = facts.points_each, facts.most_each


def _options(facts: PollFacts) -> list[PollOption]:
    return [
        PollOption(position=place, text=one.text, idea_id=one.idea_id, pitch_id=one.pitch_id)
        for place, one in enumerate(facts.options)
    ]


def _locked_poll(meeting_id: int, poll_id: int) -> Poll:
    queries.poll_of(meeting_id, poll_id)
    return locked(Poll, poll_id)


def open_poll(meeting_id: int, poll_id: int, actor: Actor) -> None:
    """Let people give points, for the first time or once more. A second press changes nothing."""
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.state == PollState.OPEN:
            return
        poll.state, poll.closed_at = PollState.OPEN, None
        poll.opened_at = poll.opened_at or clock.now()
        poll.version += 1
        log(actor, "poll_opened", f"poll:{poll_id}")


def close_poll(meeting_id: int, poll_id: int, actor: Actor) -> None:
    """Nobody can give points any more, and the result can be seen. A second press: nothing.

    Raises ``RuleBroken`` for a draft with nothing counted: it has no result.
    """
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.state == PollState.CLOSED:
            return
        if poll.state == PollState.DRAFT and not queries.tally(poll).counted:
            raise RuleBroken(NOT_BEGUN)
        poll.state, poll.closed_at = PollState.CLOSED, clock.now()
        poll.version += 1
        log(actor, "poll_closed", f"poll:{poll_id}")


def show_interim(meeting_id: int, poll_id: int, shown: bool, actor: Actor) -> None:
    """Whether the projector shows how it stands while people still give points."""
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.interim != shown:
            poll.interim = shown
            poll.version += 1
            log(actor, "poll_interim", f"poll:{poll_id}")


def count_paper(
    meeting_id: int, poll_id: int, wall: Wall, *, seen_version: int, actor: Actor
) -> None:
    """Write what was counted on the wall.

    At a straw poll of hands everybody gave one: the people are the sum. Raises ``Conflict``, and
    ``RuleBroken`` when more was counted than is possible and no comment says why.
    """
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.version != seen_version:
            raise Conflict(FASTER)
        total = sum(wall.points.values())
        people = total if poll.kind == PollKind.STRAW else wall.people
        rules.check_counted(total, people, poll.points_each, wall.comment)
        for option in poll.options:
            option.counted = wall.points.get(option.id, 0)
        poll.people, poll.comment = people, wall.comment
        poll.version += 1
        log(actor, "poll_counted", f"poll:{poll_id}")


def make_slips(meeting_id: int, poll_id: int, number: int, key: str, actor: Actor) -> list[str]:
    """So many slips with new codes; only this answer knows them, digests are kept.

    Before the poll opens they replace all earlier ones, which become void; while it is open they
    are added. The same form twice gives the same codes. Raises ``RuleBroken`` once it is closed.
    """
    made = rules.codes(current().secret_key, poll_id, key, number)
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if queries.known_codes(poll_id, made):
            return made
        if poll.state == PollState.CLOSED:
            raise RuleBroken("Die Abfrage ist geschlossen. Öffnen Sie sie zuerst wieder.")
        if poll.state == PollState.DRAFT and not queries.tally(poll).used:
            db.session.execute(delete(VotingSlip).where(VotingSlip.poll_id == poll_id))
        if queries.slip_count(poll_id) + number > rules.MOST_SLIPS:
            raise RuleBroken(
                f"Anzahl: Für eine Abfrage sind höchstens {rules.MOST_SLIPS} Zettel möglich.",
                "number",
            )
        db.session.add_all(VotingSlip(poll_id=poll_id, digest=digest(code)) for code in made)
        poll.version += 1
        log(actor, "slips_made", f"poll:{poll_id}")
    return made


def codes_made(meeting_id: int, poll_id: int, number: int, key: str) -> list[str]:
    """The codes that this form has made. Raises ``RuleBroken`` when newer slips replaced them."""
    made = rules.codes(current().secret_key, queries.poll_of(meeting_id, poll_id).id, key, number)
    if not queries.known_codes(poll_id, made):
        raise RuleBroken("Diese Zettel gelten nicht mehr. Machen Sie neue.")
    return made


def code_may_be_tried(sender: str) -> None:
    """Count a wrong code. Raises ``TooMany``: nobody finds a code by trying."""
    most = rules.WRONG_CODES_PER_HOUR
    if not count_attempt("code", sender, most=most, within=ONE_HOUR):
        raise TooMany(
            "Von Ihrem Anschluss kamen gerade sehr viele falsche Codes. "
            "Bitte versuchen Sie es in einer Stunde noch einmal."
        )


def give_points(code: str, option_id: int, wanted: int) -> None:
    """Set what a slip gives to one option; sent twice, it changes nothing the second time.

    Raises ``RuleBroken`` when the poll is not open or the slip has no more points to give.
    """
    with transaction():
        slip = queries.slip_behind(code)
        poll = locked(Poll, slip.poll_id)
        slip = locked(VotingSlip, slip.id)
        rules.check_open(PollState(poll.state))
        new = rules.given(slip.points, option_id, wanted)
        rules.check_points(
            new,
            [one.id for one in poll.options],
            points_each=poll.points_each,
            most_each=poll.most_each,
        )
        if new != slip.points:
            slip.points = new
            slip.version += 1


def remove_poll(meeting_id: int, poll_id: int, actor: Actor) -> None:
    """Delete a poll with its slips and points. Raises ``RuleBroken`` while it is open."""
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.state == PollState.OPEN:
            raise RuleBroken("Die Abfrage läuft. Schließen Sie sie zuerst.")
        setting = db.session.get(FloorSetting, meeting_id)
        if setting and setting.shown_poll_id == poll_id:
            setting.screen, setting.shown_poll_id = Screen.CLOCK, None
            db.session.flush()
        db.session.execute(delete(VotingSlip).where(VotingSlip.poll_id == poll_id))
        db.session.delete(poll)
        log(actor, "poll_removed", f"poll:{poll_id}")


def note_points(meeting_id: int, poll_id: int, actor: Actor) -> tuple[int, int]:
    """Write the points of a closed poll into the register of ideas, with its history.

    Returns how many ideas have them now, and how many options stand for no idea. A second press
    changes nothing. Raises ``RuleBroken`` while the poll is not closed.
    """
    with transaction():
        poll = _locked_poll(meeting_id, poll_id)
        if poll.state != PollState.CLOSED:
            raise RuleBroken("Schließen Sie die Abfrage zuerst. Dann stehen die Punkte fest.")
        known = queries.ideas_of_options(poll.options)
        for one in queries.tally(poll).counts:
            if one.option_id in known:
                idea = idea_by_id(known[one.option_id])
                values = replace(values_of(idea), points=one.total)
                ideas.change_idea(idea.id, values, seen_version=idea.version, actor=actor)
        log(actor, "points_noted", f"poll:{poll_id}")
    return len(known), len(poll.options) - len(known)


def note_entry(meeting_id: int, poll_id: int, entry_id: int) -> None:
    """The result stands in the minutes as this entry."""
    with transaction():
        _locked_poll(meeting_id, poll_id).entry = entry_id
