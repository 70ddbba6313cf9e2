"""Two ideas become one: which rows follow, and doing it. This room knows all that have some."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Table,
    and_,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import update as update_rows

from app.access.actions import Actor, log
from app.agenda.models import AgendaReport
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.words import plain_key
from app.floor.models import Card, PollOption
from app.ideas import actions as ideas
from app.ideas import queries
from app.ideas.models import Idea, IdeaNotice
from app.ideas.rules import IdeaState
from app.matching.models import MatchCard, Mediation
from app.minutes.models import Entry
from app.projects.merge_rules import Choice, is_behind, merged
from app.projects.models import IdeaDraft, IdeaNews, Supporter
from app.projects.rules import DraftState, JoinState
from app.steering.models import DecisionIdea, MotionIdea
from app.support.models import FundingHint, SupportCase, SupportEntry


@dataclass(frozen=True)
class Follower:
    """Rows of a room that belong to an idea and go with it."""

    model: Any
    one: str
    many: str
    beside: tuple[str, ...] = ()
    """Columns that, with the idea, name a row once: what would stand there twice stays behind."""

    @property
    def table(self) -> Table:
        """The table with its column ``idea_id``."""
        found: Table = self.model.__table__
        return found


FOLLOWERS = (
    Follower(SupportEntry, "Eintrag der Unterstützung", "Einträge der Unterstützung"),
    Follower(SupportCase, "Anfrage um Unterstützung", "Anfragen um Unterstützung"),
    Follower(FundingHint, "Hinweis auf Förderung", "Hinweise auf Förderung",
             ("funding_id", "deadline")),
    Follower(MatchCard, "Karte aus Suche und Biete", "Karten aus Suche und Biete"),
    Follower(Mediation, "Vermittlung", "Vermittlungen"),
    Follower(Supporter, "Person, die mitmacht", "Personen, die mitmachen"),
    Follower(IdeaNews, "Rückmeldung", "Rückmeldungen"),
    Follower(IdeaDraft, "Textvorschlag", "Textvorschläge"),
    Follower(DecisionIdea, "Beschluss", "Beschlüsse", ("decision_id",)),
    Follower(MotionIdea, "Antrag", "Anträge", ("motion_id",)),
    Follower(AgendaReport, "Bericht in einer Tagesordnung", "Berichte in Tagesordnungen",
             ("item_id",)),
    Follower(Entry, "Eintrag in Protokollen", "Einträge in Protokollen"),
    Follower(Card, "Karte aus einem Treffen", "Karten aus Treffen"),
    Follower(PollOption, "Punktabfrage", "Punktabfragen"),
)  # fmt: skip
STAYING = ("rating", "rating_idea", "idea_ask")
"""Ratings stay with the number that was rated: the points were given for other words. Questions
stay with whom was asked: nobody else left them unanswered."""


def what_moves(other: Idea) -> list[tuple[int, str]]:
    """(number, what) for each kind of rows that would follow this idea; one query."""
    counting = [
        select(literal(place).label("place"), func.count().label("rows"))
        .select_from(one.table)
        .where(one.table.c.idea_id == other.id)
        for place, one in enumerate(FOLLOWERS)
    ]
    counted = {row.place: row.rows for row in db.session.execute(union_all(*counting))}
    return [
        (counted[place], one.one if counted[place] == 1 else one.many)
        for place, one in enumerate(FOLLOWERS)
        if counted[place]
    ]


def check_pair(kept: Idea, other: Idea) -> None:
    """Raises ``RuleBroken`` for one and the same idea, or one that has been merged already."""
    if kept.id == other.id:
        raise RuleBroken(
            "Nummer der anderen Idee: Das ist dieselbe Idee. Wählen Sie eine andere.", "other"
        )
    for idea in (kept, other):
        if idea.merged_into is not None:
            raise RuleBroken(
                f"Nummer der anderen Idee: {idea.number} ist schon mit "
                f"{idea.merged_into.number} zusammengelegt. Wählen Sie diese Nummer.",
                "other",
            )


def check_way(kept: Idea, other: Idea) -> None:
    """Raises ``RuleBroken`` when the idea that is further would go on in the one that is behind."""
    if is_behind(IdeaState(kept.state), IdeaState(other.state)):
        raise RuleBroken(
            f"Nummer der anderen Idee: {other.number} ist im Status „{other.state_label}“, "
            f"{kept.number} erst im Status „{kept.state_label}“. Legen Sie die Ideen andersherum "
            f"zusammen. Dann bleibt {other.number}.",
            "other",
        )


def merge_ideas(
    kept_id: int,
    other_id: int,
    chosen: Mapping[str, Choice],
    *,
    seen_versions: tuple[int, int],
    actor: Actor,
) -> None:
    """The other idea goes on in the kept one: its rows follow, its number leads there from now on.

    Raises ``RuleBroken`` as ``check_pair`` and ``check_way``, ``Conflict`` when one of them
    changed after it was shown.
    """
    with transaction():
        _lock_entries(other_id)
        kept, other, leading = _locked(kept_id, other_id)
        check_pair(kept, other)
        check_way(kept, other)
        if (kept.version, other.version) != seen_versions:
            raise Conflict(
                "Eine der beiden Ideen wurde inzwischen geändert. Prüfen Sie die Werte und legen "
                "Sie noch einmal zusammen."
            )
        values = merged(queries.values_of(kept), queries.values_of(other), chosen)
        ideas.change_idea(kept.id, values, seen_version=kept.version, actor=actor)
        db.session.flush()
        _replace_drafts(other)
        for follower in FOLLOWERS:
            _follow(follower, kept.id, other.id)
        db.session.expire_all()
        _once_each(kept)
        for one in leading:
            _lead_on(one, other, kept)
        _close(other, kept)
        ideas.remember(kept, actor, f"Idee {other.number} „{other.title}“ gehört jetzt hierher.")
        ideas.remember(other, actor, f"Zusammengelegt mit Idee {kept.number} „{kept.title}“.")
        log(actor, "ideas_merged", f"idea:{other.id}")


def _lock_entries(idea_id: int) -> None:
    """Whoever writes minutes locks an entry before its idea, so merging does, too."""
    mine = select(Entry.id).where(Entry.idea_id == idea_id).order_by(Entry.id)
    db.session.execute(mine.with_for_update(key_share=True))


def _locked(kept_id: int, other_id: int) -> tuple[Idea, Idea, list[Idea]]:
    """The two, and the ideas that lead to the other one, locked in ascending order."""
    near = or_(Idea.merged_into_id == other_id, Idea.split_from_id == other_id)
    leading = set(db.session.scalars(select(Idea.id).where(near))) - {kept_id, other_id}
    rows = {one: locked(Idea, one) for one in sorted({kept_id, other_id} | leading)}
    return rows[kept_id], rows[other_id], [rows[one] for one in sorted(leading)]


def _replace_drafts(other: Idea) -> None:
    """Texts that wait were written for words that stand nowhere any more."""
    mine = update_rows(IdeaDraft).where(
        IdeaDraft.idea_id == other.id, IdeaDraft.state == DraftState.OPEN
    )
    db.session.execute(mine.values(state=DraftState.REPLACED, settled_at=clock.now()))


def _follow(follower: Follower, kept_id: int, other_id: int) -> None:
    """All rows of one kind, but those that would then stand twice."""
    mine = follower.table
    moving: ColumnElement[bool] = mine.c.idea_id == other_id
    if follower.beside:
        there = mine.alias("there")
        same = [there.c[name].is_not_distinct_from(mine.c[name]) for name in follower.beside]
        moving = and_(moving, ~exists().where(there.c.idea_id == kept_id, *same))
    db.session.execute(update_rows(mine).where(moving).values(idea_id=kept_id))


def _once_each(kept: Idea) -> None:
    """Somebody who joined in with both ideas stands there once; who is confirmed goes first."""
    rows = db.session.scalars(select(Supporter).where(Supporter.idea_id == kept.id))
    found: dict[tuple[str, str], list[Supporter]] = defaultdict(list)
    for one in sorted(rows, key=_standing):
        found[plain_key(one.name), plain_key(one.email)].append(one)
    for twins in found.values():
        for one in twins[1:]:
            db.session.delete(one)


def _standing(one: Supporter) -> tuple[bool, bool, bool, int]:
    left, pending = one.state == JoinState.LEFT, one.state == JoinState.PENDING
    return left, pending, one.told_at is None, one.id


def _lead_on(one: Idea, other: Idea, kept: Idea) -> None:
    """What was merged with the other idea, or part of it, belongs to the one that goes on."""
    if one.merged_into_id == other.id:
        one.merged_into_id = kept.id
    if one.split_from_id == other.id:
        one.split_from_id = kept.id


def _close(other: Idea, kept: Idea) -> None:
    """It keeps number, words and state; nothing asks for it any more."""
    db.session.execute(delete(IdeaNotice).where(IdeaNotice.idea_id == other.id))
    kept.decision = kept.decision or other.decision
    kept.selected_on = kept.selected_on or other.selected_on
    if other.news_on and (kept.news_on is None or kept.news_on < other.news_on):
        kept.news_on = other.news_on
    if kept.split_from_id == other.id:
        kept.split_from_id = None
    other.merged_into_id = kept.id
    other.closed_on = clock.today()
    other.next_step_due = other.report_due = other.review_on = None
    other.version += 1
    db.session.flush()
