"""What has to be done for search and offer cards, and for contacts: their lines on Heute."""

from datetime import date

from app.core import clock
from app.desk.todos import Line, Todo, hidden
from app.matching.mediation_queries import unsettled
from app.matching.models import Mediation
from app.matching.queries import ending_cards, held_cards
from app.matching.rules import ASK_OUTCOME_AFTER, CardKind, MediationState

UNSETTLED = {
    MediationState.REFUSED: "Kontakt abgelehnt: zur Kenntnis nehmen",
    MediationState.LAPSED: "Kontakt ohne Antwort geblieben: zur Kenntnis nehmen",
    MediationState.CLOSED: "Kontakt kam nicht zustande: zur Kenntnis nehmen",
    MediationState.PASSED: "Kontakt weitergegeben: Was ist daraus geworden?",
}


def matching_todos(today: date, until: date, reader: str = "") -> list[Line]:
    """Everything up to ``until``, in no order; four queries."""
    return [*_held(), *_ending(today, until, reader), *_unsettled()]


def _held() -> list[Todo]:
    return [
        Todo(
            clock.local(card.at).date(),
            "Neue Karte lesen",
            f"{CardKind(card.kind).label}: {_short(card.text)}",
            "matching.card",
            {"card_id": card.id},
        )
        for card in held_cards()
    ]


def _ending(today: date, until: date, reader: str) -> list[Line]:
    found = ending_cards(today, until, reader)
    return hidden("matching.card", found.left) + [
        Todo(
            card.valid_until,
            f"Karte {card.number} läuft ab: gilt sie noch?",
            _short(card.text),
            "matching.card",
            {"card_id": card.id},
        )
        for card in found.rows
    ]


def _unsettled() -> list[Todo]:
    return [
        Todo(
            _due(one),
            UNSETTLED[MediationState(one.state)],
            _pair(one),
            "mediations.mediation",
            {"mediation_id": one.id},
            anchor="ergebnis",
        )
        for one in unsettled(clock.now())
    ]


def _due(mediation: Mediation) -> date | None:
    if mediation.passed_at:
        return clock.local(mediation.passed_at + ASK_OUTCOME_AFTER).date()
    return clock.local(mediation.ended_at).date() if mediation.ended_at else None


def _pair(mediation: Mediation) -> str:
    """S03 und B09; the names are on the page itself."""
    search = mediation.search.number if mediation.search else "Projekt"
    offer = mediation.offer.number if mediation.offer else "bekannte Person"
    return f"{search} und {offer}"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:78]} …"
