"""Mails about cards and contacts: objects in, a letter out.

A mail about a card speaks the language in which the card was handed in; a side without such a card
that of the last registration with its address.
"""

from collections.abc import Callable

from app.core import clock
from app.core.language import gettext as _
from app.core.language import ngettext
from app.core.links import link_to
from app.core.settings import current
from app.core.words import date_plain
from app.ideas.models import Idea
from app.kits.office_mails import OfficeMail
from app.matching import mediation_queries, queries, rules
from app.matching.mediation_queries import card_of, other_side, other_text, own_text
from app.matching.models import MatchCard, MediationSide
from app.matching.rules import CardKind
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.registrations.languages import language_of

Words = dict[str, str]


def _of_card(card: MatchCard) -> Words:
    return {
        "karte_art": _(CardKind(card.kind).label),
        "link": link_to("matching_public.card", token=queries.token_of(card)),
    }


def confirm_letter(card: MatchCard) -> Letter:
    """The first mail: the address is confirmed behind its link.

    The words of the card are not in it: anybody may type any address into the form (M-7).
    """
    hours = current().retention.unconfirmed_hours

    def words() -> Words:
        return _of_card(card) | {"stand": ngettext("1 Stunde", "%(num)s Stunden", hours)}

    return office_letter(
        OfficeMail.CARD_CONFIRM,
        words,
        key=f"card:{card.id}:confirm",
        to=card.email,
        to_name=card.name,
        topic=f"card:{card.id}",
        language=card.language,
    )


def news_letter(
    card: MatchCard, key: str, told: Callable[[], str], *, reason: str = "", then: str = ""
) -> Letter:
    """What happened to a card. ``told``: one sentence; ``then``: what the link is for."""
    name, email = queries.owner_of(card)

    def words() -> Words:
        return _of_card(card) | {
            "karte": card.text,
            "karte_nummer": card.number or "",
            "stand": told(),
            "begruendung": reason,
            "naechster_schritt": _(then) if then else "",
        }

    return office_letter(
        OfficeMail.CARD_NEWS,
        words,
        key=f"card:{card.id}:{key}",
        to=email,
        to_name=name,
        topic=f"card:{card.id}",
        language=card.language,
    )


def _of_side(side: MediationSide) -> Words:
    return {
        "karte": own_text(side),
        "gegenueber": other_text(side),
        "begruendung": side.mediation.reason,
        "link": link_to("matching_public.contact", token=mediation_queries.token_of(side)),
    } | _of_idea(side.mediation.idea)


def _of_idea(idea: Idea | None) -> Words:
    return {"idee_nummer": idea.number, "idee_titel": idea.title} if idea else {}


def _side_letter(
    mail: OfficeMail, side: MediationSide, key: str, words: Callable[[], Words] = dict
) -> Letter:
    card = card_of(side)
    return office_letter(
        mail,
        lambda: _of_side(side) | words(),
        key=f"contact:{side.id}:{key}",
        to=side.email,
        to_name=side.name,
        topic=f"mediation:{side.mediation_id}",
        language=card.language if card else language_of(side.email),
    )


def ask_letter(side: MediationSide, *, again: bool = False) -> Letter:
    """The question to one side, without name and address of the other; ``again``: a reminder."""

    def words() -> Words:
        if not again:
            told = _("wir glauben, dass Sie und eine andere Person einander helfen können.")
            return {"stand": told}
        asked_at = side.mediation.at
        day, until = (
            date_plain(clock.local(one).date()) for one in (asked_at, asked_at + rules.LAPSES_AFTER)
        )
        told = _(
            "wir haben Sie am %(tag)s gefragt. Sie können noch bis %(ende)s antworten.",
            tag=day,
            ende=until,
        )
        return {"stand": told}

    return _side_letter(OfficeMail.CONTACT_ASK, side, "again" if again else "ask", words)


def passed_letter(side: MediationSide) -> Letter:
    """Both agreed: name and address of the other side."""
    other = other_side(side)
    words = {"gegenueber_name": other.name, "kontakt": other.passed}
    return _side_letter(OfficeMail.CONTACT_PASSED, side, "passed", lambda: words)


def off_letter(side: MediationSide, then: str) -> Letter:
    """Nothing comes of it; neither who nor why is said."""
    return _side_letter(OfficeMail.CONTACT_OFF, side, "off", lambda: {"naechster_schritt": _(then)})
