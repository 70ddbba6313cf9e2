"""Bringing two together: both are asked, and contacts pass only when both agree (domain.md 3.7)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.access.actions import Actor, log
from app.contacts.actions import keep_wording
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Gone, RuleBroken
from app.core.language import N_
from app.core.language import gettext as _
from app.core.tokens import digest
from app.ideas.going_on import locked_going_on
from app.matching import mails, mediation_queries, parties, rules
from app.matching.models import MatchCard, Mediation, MediationSide
from app.matching.parties import Party, Plan
from app.matching.rules import CardKind, CardState, MediationState
from app.outbox.actions import put
from app.support import actions as support
from app.support.models import SupportEntry
from app.support.rules import EntryValues

OVER = N_("Diese Anfrage ist abgeschlossen. Es ist nichts mehr zu tun.")
RUNS = "Zwischen diesen beiden läuft schon eine Anfrage. Warten Sie bitte die Antworten ab."
CARD_STAYS = N_("Ihre Karte bleibt offen. Passt etwas anderes, schreiben wir Ihnen wieder.")
SORRY = N_("Passt etwas anderes, schreiben wir Ihnen wieder.")
ONE_REQUEST = "matching:requests"
"""Whether two are asked already is looked at by one press at a time."""
CHANGED = (
    "Nachdem gefragt wurde, haben sich Person, Adresse oder Zustimmung einer Seite geändert. "
    "Weitergegeben wurde nichts. Passt es noch, schlagen Sie den Kontakt neu vor."
)


def suggest(plan: Plan, submit_key: str, *, actor: Actor) -> int:
    """Ask both sides by mail, each with a link of its own. Returns the id of the mediation.

    A second press finds the first one; a project that was merged goes on in the other. Raises
    ``RuleBroken`` with the reason why it cannot be.
    """
    with transaction():
        one_at_a_time(ONE_REQUEST)
        if known := mediation_queries.mediation_with_key(submit_key):
            return known.id
        plan = _locked_plan(plan)
        both = parties.parties_of(plan)
        if no := rules.obstacle(both[0].side, both[1].side):
            raise RuleBroken(no)
        _refuse_running(both)
        mediation = _asked(plan, both, submit_key, actor)
        for side in mediation.sides:
            put(mails.ask_letter(side))
        log(actor, "contact_suggested", f"mediation:{mediation.id}")
        return mediation.id


def _locked_plan(plan: Plan) -> Plan:
    """The plan with the project that goes on; the project and then the cards are locked."""
    if plan.idea_id is not None:
        (idea,) = locked_going_on([plan.idea_id])
        plan = replace(plan, idea_id=idea.id)
    for card_id in sorted({plan.search_id or 0, plan.offer_id or 0} - {0}):
        locked(MatchCard, card_id)
    return plan


def _refuse_running(both: tuple[Party, Party]) -> None:
    """Two people who are asked already are not asked again, by whatever way they are found."""
    earlier = mediation_queries.between(*(party.side.email for party in both))
    if any(one.state == MediationState.ASKED for one in earlier):
        raise RuleBroken(RUNS)


def _asked(plan: Plan, both: tuple[Party, Party], submit_key: str, actor: Actor) -> Mediation:
    mediation = Mediation(
        search_id=plan.search_id, offer_id=plan.offer_id, idea_id=plan.idea_id,
        reason=plan.reason, minutes=plan.minutes, submit_key=submit_key, at=clock.now(),
        by=actor.name,
    )  # fmt: skip
    mediation.sides = [
        MediationSide(
            kind=party.kind, person_id=party.side.person_id, name=party.side.name,
            known=party.side.person_id is not None, email=party.side.email,
        )
        for party in both
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
            return MediationState.CLOSED
        if side.agreed is agreed and agreed:
            return MediationState(mediation.state)
        side.agreed, side.answered_at, side.message = agreed, clock.now(), message
        side.wording = _(rules.PASS_ON) if agreed else ""
        keep_wording("mediation", side.wording)
        if not agreed:
            return end(mediation, MediationState.REFUSED, silent=side)
        if mediation_queries.other_side(side).agreed:
            _pass_on(mediation)
        return MediationState(mediation.state)


def _locked(mediation_id: int) -> Mediation:
    """The mediation and its sides, freshly read; its project is locked before it."""
    locked_going_on(mediation_queries.ideas_of([mediation_id]))
    mediation = locked(Mediation, mediation_id)
    db.session.refresh(mediation, ["sides"])
    for side in mediation.sides:
        db.session.refresh(side)
    return mediation


def _is_impossible(mediation: Mediation) -> bool:
    """Whether it cannot come about any more; it is then ended.

    Somebody left the address book, a card is not open any more, or a side is not who was asked.
    The office does not know of the last one yet, so it stands on Heute.
    """
    gone = any(side.known and side.person_id is None for side in mediation.sides)
    if gone or any(card.state != CardState.OPEN for card in _locked_cards(mediation)):
        end(mediation, MediationState.CLOSED)
        return True
    if all(parties.is_still_meant(side) for side in mediation.sides):
        return False
    end(mediation, MediationState.CLOSED)
    mediation.outcome, mediation.settled_at = CHANGED, None
    return True


def _locked_cards(mediation: Mediation) -> list[MatchCard]:
    """The cards of both sides, the smaller id first as everywhere."""
    ids = sorted({mediation.search_id or 0, mediation.offer_id or 0} - {0})
    return [locked(MatchCard, card_id) for card_id in ids]


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
            stays = card and card.state == CardState.OPEN and parties.is_still_meant(side)
            put(mails.off_letter(side, CARD_STAYS if stays else SORRY))
    return state


def locked_card(card_id: int, *idea_ids: int) -> tuple[MatchCard, list[Mediation]]:
    """A card and who is asked about it right now, locked: projects first, the card last.

    ``idea_ids``: further ideas that the card is about to belong to. Raises ``NotFound``.
    """
    asked_ids = mediation_queries.asked_with_card(card_id)
    locked_going_on(mediation_queries.ideas_of(asked_ids) | set(idea_ids))
    found = [_locked(one) for one in asked_ids]
    asked = [one for one in found if one.state == MediationState.ASKED]
    return locked(MatchCard, card_id), asked


def end_for_card(card: MatchCard, asked: Iterable[Mediation]) -> None:
    """Whoever is asked about this card is not asked any more; its own person hears otherwise.

    Joins a transaction.
    """
    for mediation in asked:
        kind = CardKind(card.kind)
        end(
            mediation, MediationState.CLOSED, silent=mediation_queries.side_of_kind(mediation, kind)
        )


def end_changed(asked: Iterable[Mediation]) -> None:
    """After a card was changed: who was asked about somebody else than now stands behind it is not
    asked any more. Joins a transaction."""
    for mediation in asked:
        if not all(parties.is_still_meant(side) for side in mediation.sides):
            end(mediation, MediationState.CLOSED)
            mediation.outcome = CHANGED


def _pass_on(mediation: Mediation) -> None:
    """Both get name and address of the other; the cards have found each other; it is logged."""
    moment = clock.now()
    mediation.state = MediationState.PASSED
    mediation.passed_at = mediation.ended_at = moment
    mediation.version += 1
    for side in mediation.sides:
        today = parties.today_of(side)
        side.name, side.email = (today.name, today.email) if today else (side.name, side.email)
        side.passed = rules.passed_words(side.name, side.email)
    for side in mediation.sides:
        put(mails.passed_letter(side))
    for card in _locked_cards(mediation):
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
        mediation.worked, mediation.outcome = worked, outcome or mediation.outcome
        mediation.settled_at = mediation.settled_at or clock.now()
        mediation.version += 1
        if reopen and mediation.state == MediationState.PASSED:
            _look_on(mediation)
        if mediation.support_id is not None and outcome:
            _note_outcome(mediation.support_id, outcome, actor)
        log(actor, "contact_settled", f"mediation:{mediation_id}")


def _note_outcome(entry_id: int, outcome: str, actor: Actor) -> None:
    entry = locked(SupportEntry, entry_id)
    kept: Mapping[str, object] = {
        name: getattr(entry, name) for name in EntryValues.__dataclass_fields__
    }
    values = replace(EntryValues(**kept), outcome=outcome)  # type: ignore[arg-type]
    support.change_entry(entry_id, entry.idea_id, values, seen_version=entry.version, actor=actor)


def _look_on(mediation: Mediation) -> None:
    for card in _locked_cards(mediation):
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
