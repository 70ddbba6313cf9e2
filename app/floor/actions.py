"""Taking cards in and settling them, and what the projector shows.

A card waits until somebody of the team lets it in; nobody sees it before.
"""

from datetime import timedelta

from sqlalchemy import select, update

from app.access.actions import Actor, log
from app.contacts.actions import keep_wording
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import RuleBroken, TooMany
from app.core.language import N_
from app.core.limits import count_attempt
from app.floor import queries, rules
from app.floor.models import Card, FloorSetting
from app.floor.rules import CardFacts, CardKind, CardState, Screen
from app.ideas import actions as ideas
from app.ideas.rules import IdeaValues, idea_texts
from app.meetings.models import Meeting

ONE_HOUR = timedelta(hours=1)


def hand_in(meeting_id: int, facts: CardFacts, submit_key: str, sender: str) -> None:
    """Keep a card for the office. The same form twice is one card.

    Raises ``RuleBroken`` when nobody can hand in anything, ``TooMany`` from one network address.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.is_known_card(submit_key):
            return
        rules.check_cards(queries.cards_state_of(meeting))
        if not count_attempt("card", sender, most=rules.CARDS_PER_HOUR, within=ONE_HOUR):
            raise TooMany(
                N_(
                    "Von Ihrem Anschluss kamen gerade sehr viele Karten. Bitte versuchen Sie es "
                    "später noch einmal, oder geben Sie Ihren Text der Geschäftsstelle."
                )
            )
        card = _held_card(meeting_id, facts, submit_key)
        keep_wording("hall_card", card.consent_text)
        db.session.add(card)


def _held_card(meeting_id: int, facts: CardFacts, submit_key: str) -> Card:
    personal = facts.kind == CardKind.IDEA
    return Card(
        meeting_id=meeting_id,
        kind=facts.kind,
        text=facts.text,
        name=facts.name if personal else "",
        email=facts.email if personal else "",
        consent_text=facts.consent_text if personal and facts.email else "",
        submit_key=submit_key,
        at=clock.now(),
    )


def let_in(meeting_id: int, card_id: int, kind: CardKind, actor: Actor) -> None:
    """Let a card in, as what the office takes it for; an idea enters the register at once.

    A second press changes nothing. A card that was refused can still be let in.
    """
    with transaction():
        card = _locked_card(meeting_id, card_id)
        if card.state == CardState.LET_IN:
            return
        card.kind = kind
        _settle(card, CardState.LET_IN, actor)
        if kind == CardKind.IDEA:
            card.idea_id = _note_idea(card, actor)
        log(actor, "card_let_in", f"card:{card_id}")


def _note_idea(card: Card, actor: Actor) -> int:
    title, summary = idea_texts(card.text)
    values = IdeaValues(
        title=title, summary=summary, contact_name=card.name, contact_email=card.email
    )
    day = min(card.meeting.day, clock.today())
    idea = ideas.note_idea(
        values, actor=actor, source="meeting", meeting_id=card.meeting_id, submitted_on=day
    )
    return idea.id


def refuse(meeting_id: int, card_id: int, reason: str, actor: Actor) -> None:
    """Do not let a card in. Raises ``RuleBroken`` when it is in already."""
    with transaction():
        card = _locked_card(meeting_id, card_id)
        if card.state == CardState.REFUSED:
            return
        if card.state == CardState.LET_IN:
            raise RuleBroken("Diese Karte ist schon zugelassen.")
        card.reason = reason
        _settle(card, CardState.REFUSED, actor)
        log(actor, "card_refused", f"card:{card_id}")


def _locked_card(meeting_id: int, card_id: int) -> Card:
    queries.card_of(meeting_id, card_id)
    return locked(Card, card_id)


def _settle(card: Card, state: CardState, actor: Actor) -> None:
    card.state, card.settled_at, card.settled_by = state, clock.now(), actor.name


def allow_cards(meeting_id: int, allowed: bool, actor: Actor) -> None:
    """Whether people can hand in cards at this meeting."""
    with transaction():
        setting = _setting(meeting_id)
        if setting.cards_open != allowed:
            setting.cards_open = allowed
            log(actor, "cards_opened" if allowed else "cards_shut", f"meeting:{meeting_id}")


def show(
    meeting_id: int,
    screen: Screen,
    *,
    actor: Actor,
    poll_id: int | None = None,
    card_id: int | None = None,
) -> None:
    """Choose what the projector shows. Raises ``NotFound``, ``RuleBroken`` for a held card."""
    with transaction():
        setting = _setting(meeting_id)
        if screen == Screen.POLL:
            setting.shown_poll_id = queries.poll_of(meeting_id, poll_id or 0).id
        if screen == Screen.CARD:
            card = queries.card_of(meeting_id, card_id or 0)
            if card.state != CardState.LET_IN:
                raise RuleBroken("Lassen Sie die Karte zuerst zu. Dann kann der Saal sie lesen.")
            setting.shown_card_id = card.id
        setting.screen = screen
        log(actor, "screen_changed", f"meeting:{meeting_id}")


def _setting(meeting_id: int) -> FloorSetting:
    """The row of this meeting, below the lock on the meeting."""
    locked(Meeting, meeting_id)
    setting = queries.setting_of(meeting_id)
    db.session.add(setting)
    return setting


def note_entry(meeting_id: int, card_id: int, entry_id: int, idea_id: int | None) -> None:
    """The card stands in the minutes as this entry, with this idea of the register."""
    with transaction():
        card = _locked_card(meeting_id, card_id)
        card.entry, card.idea_id = entry_id, idea_id


def forget_names() -> int:
    """Take name and address from cards that were settled a week ago. Returns from how many.

    Four weeks after the meeting from all others too. Who left them with an idea stands with the
    idea, as long as the register may keep it.
    """
    before = rules.forgotten_since(clock.now())
    long_ago = select(Meeting.id).where(Meeting.day < clock.today() - rules.KEPT_AT_MOST)
    with transaction():
        forgotten = db.session.scalars(
            update(Card)
            .where(
                (Card.settled_at < before) | Card.meeting_id.in_(long_ago),
                (Card.name != "") | (Card.email != ""),
            )
            .values(name="", email="", consent_text="")
            .returning(Card.id)
        ).all()
    return len(forgotten)
