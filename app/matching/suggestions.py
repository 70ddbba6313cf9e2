"""Which cards fit a card or a project: a first look in the database, then the ranking."""

from dataclasses import dataclass

from sqlalchemy import Select, or_

from app.core.db import db
from app.core.words import listing, plain_key
from app.ideas.models import Idea
from app.ideas.queries import idea_by_id
from app.matching import queries, ranking, rules
from app.matching.models import MatchCard
from app.matching.parties import Plan
from app.matching.ranking import Suggestion, Wish
from app.matching.rules import CardKind, CardState

LOOKED_AT = 600
"""So many cards, the newest ones, are compared letter by letter."""


@dataclass(frozen=True)
class Fit:
    """A card that fits, why, and what stands against asking both; empty: nothing."""

    card: MatchCard
    suggestion: Suggestion
    obstacle: str = ""


def wish_of(card: MatchCard) -> Wish:
    """The card as the ranking sees it, with the fields of its project."""
    idea = card.idea
    fields = {card.action_field} | ({idea.action_field, idea.second_field} if idea else set())
    return Wish(
        id=card.id,
        kind=CardKind(card.kind),
        text=card.text,
        fields=frozenset(fields - {""}),
        district=card.district,
        state=CardState(card.state),
        owner=_owner(card),
        answers=card.answers_id,
    )


def _owner(card: MatchCard) -> str:
    return f"person:{card.person_id}" if card.person_id else plain_key(card.email)


def wish_of_idea(idea: Idea) -> Wish:
    """What a project seeks, as if it were a card."""
    person = idea.contact_person_id
    return Wish(
        id=0,
        kind=CardKind.SEARCH,
        text=idea.seeking,
        fields=frozenset({idea.action_field, idea.second_field} - {""}),
        district=idea.district,
        owner=f"person:{person}" if person else plain_key(idea.contact_email),
    )


def fits_for(card: MatchCard) -> list[Fit]:
    """Open cards of the other kind that fit, the best first; nothing for a card that is not open.

    One query.
    """
    if card.state != CardState.OPEN:
        return []
    own, wish = queries.side_of(card), wish_of(card)
    found = []
    for other, suggestion in _ranked(wish):
        sides = (own, queries.side_of(other))
        search, offer = sides if wish.kind is CardKind.SEARCH else sides[::-1]
        found.append(Fit(other, suggestion, rules.obstacle(search, offer)))
    return found


def offers_for(idea: Idea) -> list[Fit]:
    """Open offers that fit what a project seeks, the best first. One query."""
    if not idea.seeking.strip():
        return []
    wish = wish_of_idea(idea)
    own = rules.Side(idea.contact_name, idea.contact_email)
    return [
        Fit(offer, suggestion, rules.obstacle(own, queries.side_of(offer)))
        for offer, suggestion in _ranked(wish)
    ]


def why(plan: Plan) -> str:
    """What speaks for these two, as a sentence to begin with; empty: nothing that we know of."""
    offer = queries.card_by_id(plan.offer_id) if plan.offer_id else None
    if offer is None:
        return ""
    if plan.search_id is not None:
        search = wish_of(queries.card_by_id(plan.search_id))
    else:
        search = wish_of_idea(idea_by_id(plan.idea_id or 0))
    found = ranking.reasons(search, wish_of(offer))
    words = listing([reason.text for reason in found])
    return f"Das passt zusammen: {words}." if found else ""


def _ranked(wish: Wish) -> list[tuple[MatchCard, Suggestion]]:
    cards = {card.id: card for card in db.session.scalars(_candidates(wish))}
    chosen = ranking.ranked(wish, [wish_of(card) for card in cards.values()])
    return [(cards[one.card_id], one) for one in chosen]


def _candidates(wish: Wish) -> Select[MatchCard]:
    """Open cards of the other kind with a field or a piece of a word in common, and no others."""
    fields = sorted(wish.fields)
    answer = or_(MatchCard.answers_id == wish.id, MatchCard.id == wish.answers)
    alike = [MatchCard.search_key.contains(edge, autoescape=True) for edge in _edges(wish)]
    if fields:
        alike.append(MatchCard.action_field.in_(fields))
        alike.append(MatchCard.idea.has(Idea.action_field.in_(fields)))
        alike.append(MatchCard.idea.has(Idea.second_field.in_(fields)))
    statement = queries.with_owner().where(
        MatchCard.state == CardState.OPEN, MatchCard.kind == wish.kind.other, or_(answer, *alike)
    )
    return statement.order_by(MatchCard.id.desc()).limit(LOOKED_AT)


def _edges(wish: Wish) -> list[str]:
    return ranking.edges(wish.text)[:MOST_EDGES]


MOST_EDGES = 60
"""A text of a thousand letters has more; the first ones say what is sought."""
