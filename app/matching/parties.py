"""Who is brought together with whom, and whether they still are who was asked."""

from dataclasses import dataclass, replace

from app.contacts.queries import person_by_id, survivor
from app.core.errors import RuleBroken
from app.ideas.going_on import end_of
from app.ideas.queries import idea_by_id
from app.matching import mediation_queries, queries, rules
from app.matching.models import MatchCard, MediationSide
from app.matching.rules import CardKind, Side


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who is brought together with whom: a search card or a project, an offer card or a person."""

    search_id: int | None = None
    offer_id: int | None = None
    idea_id: int | None = None
    """The project that it helps; without a search card the one who seeks."""
    person_id: int | None = None
    """A known person without a card, who could help the project."""
    reason: str = ""
    minutes: int = 15


@dataclass(frozen=True)
class Party:
    """A side with the person behind it and what it seeks or offers."""

    kind: CardKind
    side: Side
    text: str = ""


def going_on(plan: Plan) -> Plan:
    """The plan with the project that goes on when its own was merged. Raises ``NotFound``."""
    return plan if plan.idea_id is None else replace(plan, idea_id=end_of(plan.idea_id))


def parties_of(plan: Plan) -> tuple[Party, Party]:
    """(who seeks, who offers). Raises ``NotFound``, ``RuleBroken`` for a plan without two sides."""
    if plan.search_id is not None:
        search = _card_party(queries.card_by_id(plan.search_id), CardKind.SEARCH)
    elif plan.idea_id is not None:
        search = _idea_party(plan.idea_id)
    else:
        raise RuleBroken("Wählen Sie eine Suche oder ein Projekt.")
    if plan.offer_id is not None:
        return search, _card_party(queries.card_by_id(plan.offer_id), CardKind.OFFER)
    if plan.person_id is None:
        raise RuleBroken("Wählen Sie ein Angebot oder eine Person.")
    return search, _person_party(plan.person_id)


def _card_party(card: MatchCard, kind: CardKind) -> Party:
    if card.kind != kind:
        raise RuleBroken("Zwei Karten passen nur zusammen, wenn eine sucht und eine bietet.")
    return Party(kind, queries.side_of(card), card.text)


def _idea_party(idea_id: int) -> Party:
    idea = idea_by_id(idea_id)
    text = mediation_queries.project_text(idea)
    person = survivor(idea.contact_person) if idea.contact_person else None
    if person and person.email:
        side = Side(person.full_name, person.email, person_id=person.id)
        return Party(CardKind.SEARCH, side, text)
    return Party(CardKind.SEARCH, Side(idea.contact_name, idea.contact_email), text)


def _person_party(person_id: int) -> Party:
    person = person_by_id(person_id)
    side = Side(person.full_name, person.email, person_id=person.id)
    return Party(CardKind.OFFER, side, mediation_queries.NOBODY_NAMED)


def today_of(asked: MediationSide) -> Side | None:
    """Who would be asked on this side today; None: nobody is there any more."""
    mediation = asked.mediation
    card = mediation.search if asked.kind == CardKind.SEARCH else mediation.offer
    if card is not None:
        return queries.side_of(card)
    if asked.kind == CardKind.SEARCH:
        return _idea_party(mediation.idea_id).side if mediation.idea_id else None
    return _person_party(asked.person_id).side if asked.person_id else None


def is_still_meant(asked: MediationSide) -> bool:
    """Whether the same person with the same address would be asked today, and agrees to that."""
    today = today_of(asked)
    person = survivor(asked.person).id if asked.person else None
    then = Side(asked.name, asked.email, person_id=person)
    return today is not None and today.consent and rules.is_same_person(then, today)
