"""The 20 search and offer cards of the year; three pairs found each other through the office."""

from datetime import date, timedelta

from app.contacts.actions import keep_wording
from app.contacts.models import Person
from app.core.db import db
from app.core.tokens import digest
from app.demo.sample import MODERATOR, Row, at, office_day, people, rows, yes
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.matching import mediation_queries, queries, rules
from app.matching.models import MatchCard, Mediation, MediationSide
from app.matching.rules import CardKind, CardState, MediationState

HANDED_IN = date(2027, 6, 18)
"""The day after M4; the cards come one a day from then on."""
PASSED = date(2027, 7, 12)
GIVEN_UP = (IdeaState.ON_HOLD, IdeaState.DROPPED)


def add_cards(people_by_id: dict[str, Person]) -> None:
    """Add all cards, and the mediations of those that are matched."""
    found = rows("offers.csv")
    cards = {row["id"]: _card(row, number, people_by_id) for number, row in enumerate(found)}
    db.session.add_all(cards.values())
    db.session.flush()
    for card in cards.values():
        card.digest = digest(queries.token_of(card))
        if card.kind == CardKind.SEARCH:
            card.idea = next((one for one in queries.ideas_of(card) if _goes_on(one)), None)
    for row in found:
        if row["type"] == "search" and row["matched_with"]:
            _passed_on(cards[row["id"]], cards[row["matched_with"]])
    db.session.flush()


def _goes_on(idea: Idea) -> bool:
    return idea.state not in GIVEN_UP


def _card(row: Row, number: int, people_by_id: dict[str, Person]) -> MatchCard:
    day = office_day(HANDED_IN + timedelta(days=number))
    matched = row["status"] == "matched"
    agreed = rules.CARD_CONSENT if yes(row["consent_to_share"]) else ""
    keep_wording("card", agreed)
    return MatchCard(
        number=row["id"],
        kind=CardKind(row["type"]),
        text=row["text"],
        action_field=row["action_field"],
        district=row["district"],
        state=CardState.MATCHED if matched else CardState.OPEN,
        person=people_by_id[row["person_id"]],
        known=True,
        consent=bool(agreed),
        wording=agreed,
        valid_until=rules.last_day(day),
        at=at(day),
        closed_at=at(PASSED) if matched else None,
    )


def _passed_on(search: MatchCard, offer: MatchCard) -> None:
    """Both agreed within a few days; the support log has no line of its own for it."""
    mediation = Mediation(
        search=search, offer=offer, idea=search.idea, state=MediationState.PASSED, minutes=15,
        reason="Beides passt gut zusammen.", at=at(PASSED - timedelta(days=5)),
        by=people()[MODERATOR].full_name, passed_at=at(PASSED), ended_at=at(PASSED),
        settled_at=at(PASSED + timedelta(days=21)), worked=True,
        outcome="Beide haben sich getroffen und arbeiten zusammen.",
    )  # fmt: skip
    keep_wording("mediation", rules.PASS_ON)
    for card in (search, offer):
        name, email = queries.owner_of(card)
        side = MediationSide(
            kind=card.kind, person_id=card.person_id, known=True, name=name, email=email,
            agreed=True, answered_at=at(PASSED), wording=rules.PASS_ON,
            passed=rules.passed_words(name, email),
        )  # fmt: skip
        mediation.sides.append(side)
    db.session.add(mediation)
    db.session.flush()
    for side in mediation.sides:
        side.digest = digest(mediation_queries.token_of(side))
