"""Bringing two together: both are asked, and contacts pass only when both agree (domain.md 3.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.access.actions import Actor, log
from app.contacts.queries import person_by_id, survivor
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Gone, RuleBroken
from app.core.tokens import digest
from app.ideas.queries import idea_by_id
from app.matching import mails, mediation_queries, queries, rules
from app.matching.models import MatchCard, Mediation, MediationSide
from app.matching.rules import CardKind, CardState, MediationState, Side
from app.outbox.actions import put
from app.support import actions as support
from app.support.models import SupportEntry
from app.support.rules import EntryValues

OVER = "Diese Anfrage ist abgeschlossen. Es ist nichts mehr zu tun."
RUNS = "Zwischen diesen beiden läuft schon eine Anfrage. Warten Sie bitte die Antworten ab."
CARD_STAYS = "Ihre Karte bleibt offen. Passt etwas anderes, schreiben wir Ihnen wieder."
SORRY = "Passt etwas anderes, schreiben wir Ihnen wieder."


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
    """A side with what the rules know of it and the person behind it."""

    kind: CardKind
    side: Side
    person_id: int | None = None
    text: str = ""


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
    person = person_by_id(plan.person_id)
    known = Side(person.full_name, person.email)
    return search, Party(CardKind.OFFER, known, person.id, mediation_queries.NOBODY_NAMED)


def _card_party(card: MatchCard, kind: CardKind) -> Party:
    if card.kind != kind:
        raise RuleBroken("Zwei Karten passen nur zusammen, wenn eine sucht und eine bietet.")
    person = survivor(card.person).id if card.person else None
    return Party(kind, queries.side_of(card), person, card.text)


def _idea_party(idea_id: int) -> Party:
    idea = idea_by_id(idea_id)
    seeks = f" Gesucht wird: {idea.seeking}" if idea.seeking else ""
    text = f"Projekt „{idea.title}“.{seeks}"
    person = survivor(idea.contact_person) if idea.contact_person else None
    if person and person.email:
        return Party(CardKind.SEARCH, Side(person.full_name, person.email), person.id, text)
    return Party(CardKind.SEARCH, Side(idea.contact_name, idea.contact_email), None, text)


def suggest(plan: Plan, submit_key: str, *, actor: Actor) -> int:
    """Ask both sides by mail, each with a link of its own. Returns the id of the mediation.

    A second press finds the first one. Raises ``RuleBroken`` with the reason why it cannot be.
    """
    with transaction():
        for card_id in sorted({plan.search_id or 0, plan.offer_id or 0} - {0}):
            locked(MatchCard, card_id)
        if known := mediation_queries.mediation_with_key(submit_key):
            return known.id
        parties = parties_of(plan)
        if no := rules.obstacle(parties[0].side, parties[1].side):
            raise RuleBroken(no)
        seeks, offers = (party.side.email for party in parties)
        earlier = mediation_queries.between(seeks, offers)
        if any(one.state == MediationState.ASKED for one in earlier):
            raise RuleBroken(RUNS)
        mediation = _asked(plan, parties, submit_key, actor)
        for side in mediation.sides:
            put(mails.ask_letter(side))
        log(actor, "contact_suggested", f"mediation:{mediation.id}")
        return mediation.id


def _asked(plan: Plan, parties: tuple[Party, Party], submit_key: str, actor: Actor) -> Mediation:
    mediation = Mediation(
        search_id=plan.search_id, offer_id=plan.offer_id, idea_id=plan.idea_id,
        reason=plan.reason, minutes=plan.minutes, submit_key=submit_key, at=clock.now(),
        by=actor.name,
    )  # fmt: skip
    mediation.sides = [
        MediationSide(
            kind=party.kind, person_id=party.person_id, known=party.person_id is not None,
            name=party.side.name, email=party.side.email,
        )
        for party in parties
    ]  # fmt: skip
    db.session.add(mediation)
    db.session.flush()
    for side in mediation.sides:
        side.digest = digest(mediation_queries.token_of(side))
    db.session.flush()
    return mediation


def answer(token: str, *, agreed: bool, message: str = "") -> MediationState:
    """One side agrees or does not; contacts pass when both agreed. Returns where it stands now.

    Whoever agreed may take it back until then. The same answer again changes nothing. Raises
    ``Gone`` when it is over, ``NotFound`` for a wrong link.
    """
    with transaction():
        found = mediation_queries.side_behind(token)
        mediation = _locked(found.mediation_id)
        side = mediation_queries.side_of_kind(mediation, CardKind(found.kind))
        if mediation.state != MediationState.ASKED:
            if side.agreed is agreed:
                return MediationState(mediation.state)
            raise Gone(OVER)
        if _is_impossible(mediation):
            return end(mediation, MediationState.CLOSED)
        if side.agreed is agreed and agreed:
            return MediationState(mediation.state)
        side.agreed, side.answered_at, side.message = agreed, clock.now(), message
        side.wording = rules.PASS_ON if agreed else ""
        if not agreed:
            return end(mediation, MediationState.REFUSED, silent=side)
        if mediation_queries.other_side(side).agreed:
            _pass_on(mediation)
        return MediationState(mediation.state)


def _locked(mediation_id: int) -> Mediation:
    """The mediation and its sides, freshly read."""
    mediation = locked(Mediation, mediation_id)
    db.session.refresh(mediation, ["sides"])
    for side in mediation.sides:
        db.session.refresh(side)
    return mediation


def _is_impossible(mediation: Mediation) -> bool:
    """Somebody left the address book, or a card is not open any more."""
    if any(side.known and side.person_id is None for side in mediation.sides):
        return True
    cards = (card for card in (mediation.search, mediation.offer) if card)
    return any(locked(MatchCard, card.id).state != CardState.OPEN for card in cards)


def end(
    mediation: Mediation, state: MediationState, *, silent: MediationSide | None = None
) -> MediationState:
    """Nothing was passed on and nothing will be. Both are told, without who and why.

    ``silent``: who said so needs no mail. Joins a transaction.
    """
    mediation.state, mediation.ended_at = state, clock.now()
    mediation.version += 1
    if state is MediationState.CLOSED:
        mediation.settled_at = clock.now()
    for side in mediation.sides:
        if side is not silent and side.email and not (side.known and side.person_id is None):
            card = mediation.search if side.kind == CardKind.SEARCH else mediation.offer
            then = CARD_STAYS if card and card.state == CardState.OPEN else SORRY
            put(mails.off_letter(side, then))
    return state


def end_for_card(card_id: int) -> None:
    """Whoever is asked about this card is not asked any more; its own person hears otherwise.

    Comes before the card itself is locked, as when somebody answers. Joins a transaction.
    """
    for mediation_id in mediation_queries.asked_with_card(card_id):
        mediation = _locked(mediation_id)
        if mediation.state == MediationState.ASKED:
            kind = CardKind.SEARCH if mediation.search_id == card_id else CardKind.OFFER
            own = mediation_queries.side_of_kind(mediation, kind)
            end(mediation, MediationState.CLOSED, silent=own)


def _pass_on(mediation: Mediation) -> None:
    """Both get name and address of the other; the cards have found each other; it is logged."""
    moment = clock.now()
    mediation.state = MediationState.PASSED
    mediation.passed_at = mediation.ended_at = moment
    mediation.version += 1
    for side in mediation.sides:
        side.passed = rules.passed_words(side.name, side.email)
    for side in mediation.sides:
        put(mails.passed_letter(side))
    for card_id in sorted({mediation.search_id or 0, mediation.offer_id or 0} - {0}):
        card = locked(MatchCard, card_id)
        card.state, card.closed_at = CardState.MATCHED, moment
        card.version += 1
    if mediation.idea_id is not None:
        mediation.support_id = _logged(mediation).id


def _logged(mediation: Mediation) -> SupportEntry:
    """A line of the support log; without names, because projects read it."""
    numbers = [card.number for card in (mediation.search, mediation.offer) if card and card.number]
    cards = f" ({' und '.join(numbers)})" if numbers else ""
    return support.log_contacts(
        mediation.idea_id or 0,
        mediation.minutes,
        "",
        f"Kontakt mit Zustimmung beider Seiten weitergegeben{cards}",
        "",
        Actor(0, mediation.by, frozenset()),
    )


# what the office does


def withdraw(mediation_id: int, *, actor: Actor) -> None:
    """The office takes the suggestion back; both are told. A second press changes nothing.

    Raises ``RuleBroken`` when contacts were passed on already.
    """
    with transaction():
        mediation = _locked(mediation_id)
        if mediation.state == MediationState.PASSED:
            raise RuleBroken(
                "Die Kontakte sind schon weitergegeben. Das lässt sich nicht zurücknehmen."
            )
        if mediation.state != MediationState.ASKED:
            return
        end(mediation, MediationState.CLOSED)
        log(actor, "contact_withdrawn", f"mediation:{mediation_id}")


def settle(
    mediation_id: int,
    *,
    actor: Actor,
    worked: bool | None = None,
    outcome: str = "",
    reopen: bool = False,
) -> None:
    """Note what came of it, also in the support log. ``reopen``: both cards look on.

    Raises ``RuleBroken`` while somebody is still asked.
    """
    with transaction():
        mediation = _locked(mediation_id)
        if mediation.state == MediationState.ASKED:
            raise RuleBroken("Beide Seiten sind noch gefragt. Ein Ergebnis gibt es erst danach.")
        mediation.worked, mediation.outcome = worked, outcome
        mediation.settled_at = mediation.settled_at or clock.now()
        mediation.version += 1
        if mediation.support_id is not None and outcome:
            _note_outcome(mediation.support_id, outcome, actor)
        if reopen and mediation.state == MediationState.PASSED:
            _look_on(mediation)
        log(actor, "contact_settled", f"mediation:{mediation_id}")


def _note_outcome(entry_id: int, outcome: str, actor: Actor) -> None:
    entry = locked(SupportEntry, entry_id)
    kept: Mapping[str, object] = {
        name: getattr(entry, name) for name in EntryValues.__dataclass_fields__
    }
    values = replace(EntryValues(**kept), outcome=outcome)  # type: ignore[arg-type]
    support.change_entry(entry_id, entry.idea_id, values, seen_version=entry.version, actor=actor)


def _look_on(mediation: Mediation) -> None:
    for card_id in sorted({mediation.search_id or 0, mediation.offer_id or 0} - {0}):
        card = locked(MatchCard, card_id)
        if card.state == CardState.MATCHED:
            card.state, card.closed_at = CardState.OPEN, None
            card.valid_until = rules.last_day(clock.today())
            card.version += 1


# what happens by itself


def remind_and_lapse() -> int:
    """Ask once more after a week; who has not answered after three is not asked any more.

    The clockwork calls it, in any number of processes. Returns how many mediations it touched.
    """
    if clock.local(clock.now()).hour < rules.MAILS_FROM_HOUR:
        return 0
    return sum(_remind_or_lapse(mediation_id) for mediation_id in mediation_queries.asked_ids())


def _remind_or_lapse(mediation_id: int) -> bool:
    with transaction():
        mediation, moment = _locked(mediation_id), clock.now()
        if mediation.state != MediationState.ASKED:
            return False
        if _is_impossible(mediation):
            end(mediation, MediationState.CLOSED)
            return True
        if rules.has_lapsed(mediation.at, moment):
            end(mediation, MediationState.LAPSED)
            return True
        if not rules.reminder_is_due(mediation.at, mediation.reminded_at, moment):
            return False
        mediation.reminded_at = moment
        for side in mediation.sides:
            if side.agreed is None:
                put(mails.ask_letter(side, again=True))
        return True
