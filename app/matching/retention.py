"""What ends and is forgotten by itself (domain.md 2.3). The clockwork calls these."""

from datetime import timedelta

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.language import N_, SOURCE
from app.core.language import gettext as _
from app.core.settings import current
from app.matching import mails, mediation_queries, queries, rules
from app.matching.actions import OPEN_AGAIN, is_too_late
from app.matching.mediating import end, end_for_card, locked_card
from app.matching.models import MatchCard, Mediation
from app.matching.rules import CardState, MediationState
from app.outbox.actions import put

RAN_OUT = N_("die Zeit Ihrer Karte ist abgelaufen. Sie steht nicht mehr im Netz.")
EXPIRED = "Die Zeit der Karte ist abgelaufen."
LEFT = "Die Person ist nicht mehr bekannt."


def forget_unconfirmed_cards() -> int:
    """Remove cards whose address nobody confirmed in time. Returns how many."""
    within = timedelta(hours=current().retention.unconfirmed_hours)
    gone = 0
    for card_id in queries.unconfirmed_ids(clock.now() - within):
        with transaction():
            card = locked(MatchCard, card_id)
            if is_too_late(card):
                db.session.delete(card)
                gone += 1
    return gone


def close_expired() -> int:
    """Close cards whose last day is over, and tell the people how to open them again."""
    if clock.local(clock.now()).hour < rules.MAILS_FROM_HOUR:
        return 0
    return sum(_close_expired(card_id) for card_id in queries.expired_ids(clock.today()))


def _close_expired(card_id: int) -> bool:
    with transaction():
        card, asked = locked_card(card_id)
        over = card.valid_until is not None and card.valid_until < clock.today()
        if card.state != CardState.OPEN or not over:
            return False
        card.state, card.closed_at, card.outcome = CardState.CLOSED, clock.now(), EXPIRED
        card.ran_out = True
        card.version += 1
        end_for_card(card, asked)
        if queries.owner_of(card)[1]:
            key = f"expired:{card.valid_until}"
            put(mails.news_letter(card, key, lambda: _(RAN_OUT), then=OPEN_AGAIN))
        return True


def forget_people() -> int:
    """Forget who stood behind cards and mediations that ended long ago or whose person left.

    Returns how many cards and mediations.
    """
    before = clock.now() - rules.FORGOTTEN_AFTER
    cards = [*queries.orphaned_ids(), *queries.closed_before(before)]
    mediations = [*mediation_queries.orphaned_ids(), *mediation_queries.ended_before(before)]
    for mediation_id in mediations:
        _forget_mediation(mediation_id)
    return len(mediations) + sum(_forget_card(card_id) for card_id in cards)


def _forget_card(card_id: int) -> bool:
    """Looked at anew: the office may have opened it again meanwhile."""
    with transaction():
        card, asked = locked_card(card_id)
        left = card.known and card.person_id is None
        long_ago = card.closed_at and card.closed_at < clock.now() - rules.FORGOTTEN_AFTER
        if not left and not long_ago:
            return False
        end_for_card(card, asked)
        if card.state not in (CardState.CLOSED, CardState.MATCHED):
            card.state, card.closed_at, card.outcome = CardState.CLOSED, clock.now(), LEFT
        card.name = card.email = card.note = card.wording = card.digest = ""
        card.person_id, card.known, card.consent = None, False, False
        card.language = SOURCE
        card.version += 1
        return True


def _forget_mediation(mediation_id: int) -> None:
    """Who has left is forgotten; after a year both are."""
    with transaction():
        mediation = locked(Mediation, mediation_id)
        if mediation.state == MediationState.ASKED:
            end(mediation, MediationState.CLOSED)
        long_ago = mediation.ended_at and mediation.ended_at < clock.now() - rules.FORGOTTEN_AFTER
        left = {side.id for side in mediation.sides if side.known and side.person_id is None}
        for side in mediation.sides:
            if long_ago or side.id in left:
                side.name = side.email = side.passed = side.message = side.digest = ""
                side.wording = ""
                side.person_id, side.known = None, False
