"""What is read of search and offer cards: whose they are, their links, what has to be done."""

from datetime import date, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, load_only

from app.contacts.models import Person
from app.contacts.queries import survivor
from app.core.db import db
from app.core.errors import NotFound
from app.core.firsts import Firsts, firsts
from app.core.language import N_
from app.core.tokens import digest, link_token
from app.core.words import plain_key
from app.ideas.models import Idea
from app.matching.models import MatchCard
from app.matching.rules import CardKind, CardState, Side

PURPOSE = "match-card"
UNKNOWN_LINK = N_("Diesen Link gibt es nicht oder nicht mehr.")
PER_PAGE = 30


def with_owner() -> Select[MatchCard]:
    """Cards with the person and the project behind them, in one query."""
    return select(MatchCard).options(
        joinedload(MatchCard.person), joinedload(MatchCard.idea).lazyload("*")
    )


def card_by_id(card_id: int) -> MatchCard:
    """Raises ``NotFound``."""
    found = db.session.scalar(with_owner().where(MatchCard.id == card_id))
    if found is None:
        raise NotFound("Diese Karte gibt es nicht oder nicht mehr.")
    return found


def token_of(card: MatchCard) -> str:
    """The token of the card's own page."""
    return link_token(PURPOSE, card.id, card.link_version)


def card_behind(token: str) -> MatchCard:
    """Whose page a link opens. Raises ``NotFound``, the same for a wrong link and an old one."""
    found = db.session.scalar(with_owner().where(MatchCard.digest == digest(token)))
    if found is None:
        raise NotFound(UNKNOWN_LINK)
    return found


def card_with_key(submit_key: str) -> MatchCard | None:
    """The card of a form that was sent before."""
    return db.session.scalar(select(MatchCard).where(MatchCard.submit_key == submit_key))


def open_card_numbered(number: str) -> MatchCard | None:
    """The open card with this number; None for nonsense and for cards that are not open."""
    return db.session.scalar(
        select(MatchCard).where(
            MatchCard.number == number.strip().upper()[:12], MatchCard.state == CardState.OPEN
        )
    )


def last_number(kind: CardKind) -> int:
    """The highest running number of this kind so far; 0 before the first."""
    found = db.session.scalar(
        select(MatchCard.number)
        .where(MatchCard.kind == kind, MatchCard.number.is_not(None))
        .order_by(func.length(MatchCard.number).desc(), MatchCard.number.desc())
        .limit(1)
    )
    return int(found[1:]) if found else 0


def owner_of(card: MatchCard) -> tuple[str, str]:
    """(name, address) of the person behind a card, of today; empty when nobody is there."""
    if not card.known:
        return card.name, card.email
    if card.person is None:
        return "", ""
    person = survivor(card.person)
    return person.full_name, person.email


def side_of(card: MatchCard) -> Side:
    """The card as the rules of mediation see it."""
    name, email = owner_of(card)
    return Side(
        name,
        email,
        card.consent,
        CardState(card.state),
        card.number or "ohne Nummer",
        survivor(card.person).id if card.person else None,
    )


def known_as(name: str, email: str = "") -> Person | None:
    """The one person in the address book with this name, and this address if there is one."""
    statement = select(Person).where(
        Person.name_key == plain_key(name), Person.merged_into_id.is_(None)
    )
    if email:
        statement = statement.where(Person.email_key == plain_key(email))
    found = db.session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def answers_to(card: MatchCard) -> list[MatchCard]:
    """Cards that were handed in as an answer to this one, the newest first."""
    return list(
        db.session.scalars(
            with_owner()
            .where(MatchCard.answers_id == card.id, MatchCard.state != CardState.PENDING)
            .order_by(MatchCard.id.desc())
        )
    )


# what everybody sees


def public_cards(kind: CardKind | None = None, field: str = "") -> list[MatchCard]:
    """Open cards, the newest first; of one kind and field, or of all."""
    statement = select(MatchCard).where(MatchCard.state == CardState.OPEN)
    if kind:
        statement = statement.where(MatchCard.kind == kind)
    if field:
        statement = statement.where(MatchCard.action_field == field)
    newest = statement.order_by(func.length(MatchCard.number).desc(), MatchCard.number.desc())
    return list(db.session.scalars(newest.limit(PUBLIC_MOST)))


PUBLIC_MOST = 200
"""So many cards of each kind stand on the public page and on the sheet."""


def board() -> tuple[list[MatchCard], list[MatchCard]]:
    """(searches, offers) that are open, the newest first."""
    return public_cards(CardKind.SEARCH), public_cards(CardKind.OFFER)


# cards of an idea


def cards_of_idea(idea_id: int) -> list[MatchCard]:
    """Cards of a project that are open or came to something, by number."""
    return list(
        db.session.scalars(
            with_owner()
            .where(
                MatchCard.idea_id == idea_id,
                MatchCard.state.in_((CardState.OPEN, CardState.MATCHED, CardState.HELD)),
            )
            .order_by(MatchCard.kind.desc(), MatchCard.id)
        )
    )


def ideas_of(card: MatchCard) -> list[Idea]:
    """Projects whose contact person stands behind this card, to choose from."""
    _, email = owner_of(card)
    mine = [Idea.id == card.idea_id] if card.idea_id else []
    if card.person_id:
        mine.append(Idea.contact_person_id == card.person_id)
    if email:
        mine.append(func.lower(Idea.contact_email) == email.lower())
    if not mine:
        return []
    statement = select(Idea).where(or_(*mine), Idea.merged_into_id.is_(None))
    return list(db.session.scalars(statement.order_by(Idea.year, Idea.running_number)))


# what has to be done


def held_cards() -> list[MatchCard]:
    """Cards that the office has not read yet, the oldest first."""
    return _waiting(select(MatchCard).where(MatchCard.state == CardState.HELD))


def ending_cards(today: date, until: date, reader: str = "") -> Firsts[MatchCard]:
    """Open cards whose last day comes by ``until``, the nearest first. Two queries."""
    few = (MatchCard.number, MatchCard.text, MatchCard.valid_until)
    return firsts(
        select(MatchCard)
        .where(MatchCard.state == CardState.OPEN, MatchCard.valid_until <= until)
        .order_by(MatchCard.valid_until, MatchCard.id),
        MatchCard.valid_until,
        today,
        reader=reader,
        options=(load_only(*few),),
    )


def expired_ids(today: date) -> list[int]:
    """Open cards whose last day is over."""
    statement = select(MatchCard.id).where(
        MatchCard.state == CardState.OPEN, MatchCard.valid_until < today
    )
    return list(db.session.scalars(statement.order_by(MatchCard.id)))


def unconfirmed_ids(before: datetime) -> list[int]:
    """Cards whose address nobody confirmed, handed in before this moment."""
    statement = select(MatchCard.id).where(
        MatchCard.state == CardState.PENDING, MatchCard.at <= before
    )
    return list(db.session.scalars(statement))


def orphaned_ids() -> list[int]:
    """Cards that belonged to somebody who was taken out of the address book."""
    statement = select(MatchCard.id).where(
        MatchCard.known, MatchCard.person_id.is_(None), MatchCard.digest != ""
    )
    return list(db.session.scalars(statement))


def closed_before(moment: datetime) -> list[int]:
    """Cards that ended before this moment and still lead to somebody."""
    statement = select(MatchCard.id).where(
        MatchCard.closed_at < moment,
        MatchCard.state.in_((CardState.CLOSED, CardState.MATCHED)),
        MatchCard.digest != "",
    )
    return list(db.session.scalars(statement))


def _waiting(statement: Select[MatchCard]) -> list[MatchCard]:
    return list(db.session.scalars(statement.order_by(MatchCard.at, MatchCard.id)))
