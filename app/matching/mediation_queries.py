"""What is read of mediations: both sides, their links, who has to be asked again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.language import gettext as _
from app.core.paging import nearest_page
from app.core.tokens import digest, link_token
from app.ideas.models import Idea
from app.matching.models import MatchCard, Mediation, MediationSide
from app.matching.queries import PER_PAGE, UNKNOWN_LINK
from app.matching.rules import ASK_OUTCOME_AFTER, CardKind, MediationState
from app.support.models import SupportEntry

PURPOSE = "contact"
NOBODY_NAMED = N_("Jemand aus unserem Netzwerk könnte helfen.")
"""What stands for a known person without a card."""
FROM_THE_NETWORK = N_("Sie gehören zu unserem Netzwerk und könnten hier helfen.")
"""What that person reads of the own side."""


CAME_TO_NOTHING = (MediationState.REFUSED, MediationState.LAPSED, MediationState.CLOSED)


@dataclass(frozen=True)
class MediationPage:
    """One page of the list; ``number`` counts from 1."""

    rows: list[Mediation]
    total: int
    number: int
    pages: int


def with_sides() -> Select[Mediation]:
    return select(Mediation).options(
        selectinload(Mediation.sides),
        joinedload(Mediation.search),
        joinedload(Mediation.offer),
        joinedload(Mediation.idea).lazyload("*"),
    )


def mediation_by_id(mediation_id: int) -> Mediation:
    """Raises ``NotFound``."""
    found = db.session.scalar(with_sides().where(Mediation.id == mediation_id))
    if found is None:
        raise NotFound("Diese Vermittlung gibt es nicht.")
    return found


def mediation_with_key(submit_key: str) -> Mediation | None:
    """The mediation of a form that was sent before."""
    return db.session.scalar(with_sides().where(Mediation.submit_key == submit_key))


def token_of(side: MediationSide) -> str:
    """The token of the page on which this side answers."""
    return link_token(PURPOSE, side.id, 0)


def side_behind(token: str) -> MediationSide:
    """Who is asked behind a link. Raises ``NotFound``, the same for a wrong and an old one."""
    found = db.session.scalar(
        select(MediationSide)
        .where(MediationSide.digest == digest(token))
        .options(joinedload(MediationSide.mediation).selectinload(Mediation.sides))
    )
    if found is None:
        raise NotFound(UNKNOWN_LINK)
    return found


def side_of_kind(mediation: Mediation, kind: CardKind) -> MediationSide:
    """The one who seeks, or the one who offers."""
    return next(side for side in mediation.sides if side.kind == kind)


def other_side(side: MediationSide) -> MediationSide:
    return side_of_kind(side.mediation, CardKind(side.kind).other)


def text_of(mediation: Mediation, kind: CardKind) -> str:
    """What a side seeks or offers, without a name: its card, or the project."""
    card = mediation.search if kind == CardKind.SEARCH else mediation.offer
    if card:
        return card.text
    idea = mediation.idea
    return NOBODY_NAMED if kind == CardKind.OFFER or idea is None else project_text(idea)


def project_text(idea: Idea) -> str:
    """What stands for a project without a card."""
    seeks = f" Gesucht wird: {idea.seeking}" if idea.seeking else ""
    return f"Projekt „{idea.title}“.{seeks}"


def own_text(side: MediationSide) -> str:
    """What somebody who is asked reads of the own side."""
    text = text_of(side.mediation, CardKind(side.kind))
    return _(FROM_THE_NETWORK) if text == NOBODY_NAMED else text


def card_of(side: MediationSide) -> MatchCard | None:
    """The card of somebody who is asked; None for a person or a project without one."""
    mediation = side.mediation
    return mediation.search if side.kind == CardKind.SEARCH else mediation.offer


def other_text(side: MediationSide) -> str:
    """What somebody who is asked reads of the other side."""
    text = text_of(side.mediation, CardKind(side.kind).other)
    return _(text) if text == NOBODY_NAMED else text


def ideas_of(mediation_ids: Iterable[int]) -> set[int]:
    """Ideas that are locked before these mediations: their projects, and those of the lines that
    they have in the support log."""
    found = db.session.execute(
        select(Mediation.idea_id, SupportEntry.idea_id)
        .outerjoin(SupportEntry, Mediation.support_id == SupportEntry.id)
        .where(Mediation.id.in_(list(mediation_ids)))
    )
    return {idea_id for row in found for idea_id in row if idea_id is not None}


def between(search_email: str, offer_email: str) -> list[Mediation]:
    """Mediations between the same two people so far, the newest first. Two queries."""

    def asked(kind: CardKind, email: str) -> ColumnElement[bool]:
        same = func.lower(MediationSide.email) == email.lower()
        return Mediation.sides.any((MediationSide.kind == kind) & same)

    return _listed(asked(CardKind.SEARCH, search_email) & asked(CardKind.OFFER, offer_email))


def mediations_of_card(card: MatchCard) -> list[Mediation]:
    """All mediations of a card, the newest first. Two queries."""
    return _listed(or_(Mediation.search_id == card.id, Mediation.offer_id == card.id))


def mediations_of_idea(idea_id: int) -> list[Mediation]:
    """All mediations that help a project, the newest first. Two queries."""
    return _listed(Mediation.idea_id == idea_id)


def _listed(where: ColumnElement[bool]) -> list[Mediation]:
    statement = with_sides().where(where)
    return list(db.session.scalars(statement.order_by(Mediation.id.desc())))


def mediation_page(state: MediationState | None, page: int) -> MediationPage:
    """Mediations in a state, or all, the newest first; three queries."""
    statement = with_sides()
    counting = select(func.count(Mediation.id))
    if state:
        statement = statement.where(Mediation.state == state)
        counting = counting.where(Mediation.state == state)
    total = db.session.scalar(counting) or 0
    page, pages = nearest_page(total, page, PER_PAGE)
    rows = db.session.scalars(
        statement.order_by(Mediation.id.desc()).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    )
    return MediationPage(list(rows), total, page, pages)


def counts_by_state() -> dict[MediationState, int]:
    """How many mediations are in each state."""
    rows = db.session.execute(select(Mediation.state, func.count()).group_by(Mediation.state))
    counted = {MediationState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in MediationState}


def asked_ids() -> list[int]:
    """Mediations that wait for an answer, the oldest first."""
    statement = select(Mediation.id).where(Mediation.state == MediationState.ASKED)
    return list(db.session.scalars(statement.order_by(Mediation.id)))


def asked_with_card(card_id: int) -> list[int]:
    """Mediations of a card that wait for an answer."""
    statement = select(Mediation.id).where(
        Mediation.state == MediationState.ASKED,
        or_(Mediation.search_id == card_id, Mediation.offer_id == card_id),
    )
    return list(db.session.scalars(statement.order_by(Mediation.id)))


def unsettled(now: datetime) -> list[Mediation]:
    """Mediations that came to nothing, and contacts whose outcome is to be asked by now.

    Those that were taken back only when the office does not know of it yet.
    """
    return list(
        db.session.scalars(
            with_sides()
            .where(
                Mediation.settled_at.is_(None),
                or_(
                    Mediation.state.in_(CAME_TO_NOTHING),
                    (Mediation.state == MediationState.PASSED)
                    & (Mediation.passed_at <= now - ASK_OUTCOME_AFTER),
                ),
            )
            .order_by(Mediation.ended_at, Mediation.id)
        )
    )


def orphaned_ids() -> list[int]:
    """Mediations with a side whose person was taken out of the address book."""
    statement = select(MediationSide.mediation_id).where(
        MediationSide.known, MediationSide.person_id.is_(None), MediationSide.digest != ""
    )
    return list(db.session.scalars(statement.distinct()))


def ended_before(moment: datetime) -> list[int]:
    """Mediations that ended before this moment and still hold names."""
    statement = select(Mediation.id).where(
        Mediation.ended_at < moment, Mediation.sides.any(MediationSide.digest != "")
    )
    return list(db.session.scalars(statement))
