"""Reading for the OParl view: papers of two kinds as one list, places, templates."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app.core.db import db
from app.core.errors import NotFound
from app.ideas.models import Idea
from app.meetings.models import Meeting, Venue
from app.open_data import decision_queries, queries
from app.open_data.decision_queries import PublicDecision
from app.open_data.rules import Page, Since
from app.steering.models import Decision, DecisionCorrection, DecisionIdea


@dataclass(frozen=True)
class Papers:
    """One page of all papers: ideas by their age, then decisions by theirs."""

    ideas: list[tuple[Idea, list[PublicDecision]]]
    decisions: list[PublicDecision]
    total: int


def papers(since: Since, page: Page) -> Papers:
    """Public ideas and decisions; who asks for changes gets the ideas that were hidden as well."""
    of_ideas = _ideas(since)
    ideas_total = db.session.scalar(select(func.count(Idea.id)).where(*of_ideas)) or 0
    ideas = db.session.scalars(
        select(Idea).where(*of_ideas).order_by(Idea.id).limit(page.limit).offset(page.offset)
    ).all()
    told = decision_queries.decisions_of_ideas([one.id for one in ideas])
    before = max(0, page.offset - ideas_total)
    wish = decision_queries.Wish(since=since)
    decisions, decisions_total = decision_queries.by_age(wish, page.limit - len(ideas), before)
    return Papers(
        [(one, told.get(one.id, [])) for one in ideas], decisions, ideas_total + decisions_total
    )


def _ideas(since: Since) -> list[ColumnElement[bool]]:
    """A paper changes with its idea and with decisions about it."""
    shown: ColumnElement[bool] = Idea.public.is_(True)
    found = [or_(shown, Idea.changed_at.is_not(None)) if since.with_deleted else shown]
    found += queries.since_conditions(Since(since.created_since, since.created_until))
    decided = (
        select(Decision.id)
        .join(DecisionIdea, DecisionIdea.decision_id == Decision.id)
        .where(DecisionIdea.idea_id == Idea.id)
    )
    corrected = decided.join(DecisionCorrection, DecisionCorrection.decision_id == Decision.id)
    if moment := since.modified_since:
        found.append(
            or_(
                Idea.changed_at >= moment,
                Idea.public & decided.where(Decision.at >= moment).exists(),
                Idea.public & corrected.where(DecisionCorrection.at >= moment).exists(),
            )
        )
    if moment := since.modified_until:
        found += [
            Idea.changed_at <= moment,
            ~decided.where(Decision.at > moment).exists(),
            ~corrected.where(DecisionCorrection.at > moment).exists(),
        ]
    return found


def idea_of_paper(number: str) -> tuple[Idea, list[PublicDecision]]:
    """An idea that is public or was. Raises ``NotFound``."""
    idea = queries.idea_numbered(number)
    if not idea.public and idea.changed_at is None:
        raise NotFound(queries.UNKNOWN)
    return idea, decision_queries.decisions_of_ideas([idea.id]).get(idea.id, [])


def venue_of_meetings(number: int) -> Venue:
    """A place at which public meetings are. Raises ``NotFound``."""
    venue = db.session.scalar(
        select(Venue)
        .where(Venue.id == number)
        .where(select(Meeting.id).where(Meeting.public, Meeting.venue_id == number).exists())
    )
    if venue is None:
        raise NotFound("Diesen Ort gibt es nicht.")
    return venue


def known_kits() -> list[str]:
    """Ids of the templates of meetings that are public or were."""
    return list(db.session.scalars(select(Meeting.kit_id).where(_known()).distinct()))


def meeting_of_kit(kit_id: str) -> Meeting | None:
    """Any such meeting made from a template: its recipe tells whose meetings these are."""
    return db.session.scalar(select(Meeting).where(_known(), Meeting.kit_id == kit_id).limit(1))


def _known() -> ColumnElement[bool]:
    return or_(Meeting.public, Meeting.was_public)
