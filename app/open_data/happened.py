"""What happened to an idea so far, in words for everybody."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, lazyload

from app.core import clock
from app.core.db import db
from app.core.language import N_
from app.core.language import gettext as _
from app.core.settings import current
from app.ideas.models import Idea, IdeaChange
from app.ideas.rules import IdeaState, told_move
from app.ideas.sheets import public_source
from app.meetings.models import Meeting
from app.minutes.queries import released_among
from app.open_data.decision_queries import PublicDecision, decisions_of_idea
from app.open_data.rules import DECISION_SENTENCES, REJECTED_SENTENCES
from app.projects.models import IdeaNews
from app.steering.rules import DecisionKind

STEPS = {
    IdeaState.IN_PROGRESS: N_("Die Umsetzung hat begonnen"),
    IdeaState.DONE: N_("Das Projekt ist abgeschlossen"),
}
TAKEN_BACK = (
    (IdeaState.IN_PROGRESS, IdeaState.SELECTED),
    (IdeaState.DONE, IdeaState.IN_PROGRESS),
)
"""Moves that mend a slip: what was left never happened."""
NO_QUORUM = N_("hat eine Empfehlung für die schriftliche Abstimmung gegeben")


@dataclass(frozen=True)
class Step:
    """Something that happened, on a local day."""

    day: date
    title: str
    about: str = ""
    """Our words before the text: the number of a decision."""
    text: str = ""
    reason: str = ""
    slug: str = ""
    """Of the meeting at which it happened, when everybody may know of it."""
    meeting: str = ""
    how: str = "Beim"
    """Stands before the meeting."""


def happened(idea: Idea) -> list[Step]:
    """The oldest first: where it comes from, decisions, reports at meetings, begin and end."""
    source = public_source(idea)
    first = Step(
        day=idea.submitted_on,
        title=N_("Die Idee ist aufgenommen"),
        slug=source.slug if source else "",
        meeting=source.title if source else "",
        how="Entstanden beim",
    )
    steps = [
        first,
        *(_decided(one) for one in decisions_of_idea(idea.id)),
        *_reports(idea),
        *_moves(idea),
    ]
    return sorted(steps, key=lambda step: step.day)


def _decided(found: PublicDecision) -> Step:
    row, circle = found.row, current().forum.steering_group
    kind = DecisionKind(row.kind)
    verb = DECISION_SENTENCES[kind] if row.adopted else REJECTED_SENTENCES[kind]
    said = NO_QUORUM if row.recommendation else verb
    number = _("Beschluss %(nummer)s", nummer=row.number)
    if not row.recommendation and not row.adopted:
        number = " ".join((number, _("(abgelehnter Antrag)")))
    return Step(
        day=row.day,
        title=" ".join((_("Der %(kreis)s", kreis=_(circle)), _(said))),
        about=number,
        text=found.wording or "",
        reason=found.reason or "",
        slug=found.meeting.slug if found.meeting else "",
        meeting=found.meeting.title if found.meeting else "",
    )


def _moves(idea: Idea) -> list[Step]:
    """When the work began and when it was done, unless that was taken back again."""
    rows = select(IdeaChange).where(IdeaChange.idea_id == idea.id).order_by(IdeaChange.id)
    days: dict[IdeaState, date] = {}
    for one in db.session.scalars(rows):
        move = told_move(one.what)
        if move in TAKEN_BACK:
            days.pop(move[0], None)
        elif move and move[1] in STEPS:
            days.setdefault(move[1], clock.local(one.at).date())
    return [Step(day=day, title=STEPS[state]) for state, day in days.items()]


def _reports(idea: Idea) -> list[Step]:
    """Reports given at public meetings whose minutes are out."""
    news = db.session.execute(
        select(IdeaNews, Meeting)
        .join(Meeting, Meeting.id == IdeaNews.meeting_id)
        .where(
            IdeaNews.idea_id == idea.id,
            IdeaNews.source == "meeting",
            Meeting.public,
        )
        .options(joinedload(Meeting.venue), lazyload(IdeaNews.idea))
        .order_by(IdeaNews.at)
    ).all()
    out = released_among([meeting.id for _, meeting in news])
    return [
        Step(
            day=clock.local(one.at).date(),
            title=N_("Bericht über den Stand"),
            text=one.text,
            slug=meeting.slug,
            meeting=meeting.title,
        )
        for one, meeting in news
        if meeting.id in out
    ]
