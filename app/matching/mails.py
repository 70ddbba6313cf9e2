"""Mails about cards and contacts: objects in, a letter out."""

from app.core import clock
from app.core.links import link_to
from app.core.settings import current
from app.core.words import count, date_plain
from app.ideas.models import Idea
from app.kits.office_mails import OfficeMail
from app.matching import mediation_queries, queries, rules
from app.matching.mediation_queries import other_side, other_text, own_text
from app.matching.models import MatchCard, MediationSide
from app.matching.rules import CardKind
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter


def _of_card(card: MatchCard) -> dict[str, str]:
    return {
        "karte_art": CardKind(card.kind).label,
        "link": link_to("matching_public.card", token=queries.token_of(card)),
    }


def confirm_letter(card: MatchCard) -> Letter:
    """The first mail: the address is confirmed behind its link.

    The words of the card are not in it: anybody may type any address into the form (M-7).
    """
    hours = count(current().retention.unconfirmed_hours, "Stunde", "Stunden")
    return office_letter(
        OfficeMail.CARD_CONFIRM,
        _of_card(card) | {"stand": hours},
        key=f"card:{card.id}:confirm",
        to=card.email,
        to_name=card.name,
        topic=f"card:{card.id}",
    )


def news_letter(
    card: MatchCard, key: str, told: str, *, reason: str = "", then: str = ""
) -> Letter:
    """What happened to a card. ``told``: one sentence; ``then``: what the link is for."""
    name, email = queries.owner_of(card)
    words = {
        "karte": card.text,
        "karte_nummer": card.number or "",
        "stand": told,
        "begruendung": reason,
        "naechster_schritt": then,
    }
    return office_letter(
        OfficeMail.CARD_NEWS,
        _of_card(card) | words,
        key=f"card:{card.id}:{key}",
        to=email,
        to_name=name,
        topic=f"card:{card.id}",
    )


def _of_side(side: MediationSide) -> dict[str, str]:
    return {
        "karte": own_text(side),
        "gegenueber": other_text(side),
        "begruendung": side.mediation.reason,
        "link": link_to("matching_public.contact", token=mediation_queries.token_of(side)),
    } | _of_idea(side.mediation.idea)


def _of_idea(idea: Idea | None) -> dict[str, str]:
    return {"idee_nummer": idea.number, "idee_titel": idea.title} if idea else {}


def ask_letter(side: MediationSide, *, again: bool = False) -> Letter:
    """The question to one side, without name and address of the other; ``again``: a reminder."""
    asked_at = side.mediation.at
    day, until = (
        date_plain(clock.local(one).date()) for one in (asked_at, asked_at + rules.LAPSES_AFTER)
    )
    told = "wir glauben, dass Sie und eine andere Person einander helfen können."
    if again:
        told = f"wir haben Sie am {day} gefragt. Sie können noch bis {until} antworten."
    return office_letter(
        OfficeMail.CONTACT_ASK,
        _of_side(side) | {"stand": told},
        key=f"contact:{side.id}:{'again' if again else 'ask'}",
        to=side.email,
        to_name=side.name,
        topic=f"mediation:{side.mediation_id}",
    )


def passed_letter(side: MediationSide) -> Letter:
    """Both agreed: name and address of the other side."""
    other = other_side(side)
    words = {"gegenueber_name": other.name, "kontakt": other.passed}
    return office_letter(
        OfficeMail.CONTACT_PASSED,
        _of_side(side) | words,
        key=f"contact:{side.id}:passed",
        to=side.email,
        to_name=side.name,
        topic=f"mediation:{side.mediation_id}",
    )


def off_letter(side: MediationSide, then: str) -> Letter:
    """Nothing comes of it; neither who nor why is said."""
    return office_letter(
        OfficeMail.CONTACT_OFF,
        _of_side(side) | {"naechster_schritt": then},
        key=f"contact:{side.id}:off",
        to=side.email,
        to_name=side.name,
        topic=f"mediation:{side.mediation_id}",
    )
