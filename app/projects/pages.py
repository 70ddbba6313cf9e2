"""What the page by link and the panels of an idea show."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.agenda.models import AgendaItem, AgendaReport
from app.core.db import db
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Entry, Minutes, MinutesItem
from app.projects import queries
from app.projects.models import IdeaDraft, IdeaNews, Supporter
from app.projects.rules import Asked
from app.support.models import SupportCase, SupportEntry
from app.support.queries import cases_of_idea, entries_of_idea, may_quote


@dataclass(frozen=True, kw_only=True)
class ProjectPage:
    """A project as its contact person may see it."""

    idea: Idea
    open: bool
    others: Sequence[tuple[Idea, str]]
    """Other ideas of the same person, with the token of their page; empty: there is none yet."""
    news: Sequence[IdeaNews]
    draft: IdeaDraft | None
    """The last text that was written here."""
    supporters: Sequence[Supporter]
    """Those who agreed that the contact person knows them."""
    more_supporters: int
    entries: Sequence[SupportEntry]
    cases: Sequence[SupportCase]
    """What this contact person asked for, not what others did before them."""


def project_page(idea: Idea) -> ProjectPage:
    """Notes of the office and minutes spent are left to the templates to leave out."""
    everybody = queries.supporters_of(idea.id)
    told = [one for one in everybody if one.consent]
    others = queries.others_of(idea)
    return ProjectPage(
        idea=idea,
        open=queries.is_open(idea),
        others=[(one, queries.token_of(one) if one.link_digest else "") for one in others],
        news=queries.own_news_of(idea),
        draft=queries.own_draft_of(idea),
        supporters=told,
        more_supporters=len(everybody) - len(told),
        entries=entries_of_idea(idea.id),
        cases=[one for one in cases_of_idea(idea.id) if may_quote(one)],
    )


@dataclass(frozen=True, kw_only=True)
class NewsPanel:
    """News and questions on the page of an idea."""

    news: Sequence[IdeaNews]
    silence: str
    """seit 9 Wochen ohne Nachricht; empty: there are news, or nobody asks."""
    asked: Asked | None
    """The last question."""
    draft: IdeaDraft | None
    """The text that waits for the office."""


def news_panel(idea: Idea) -> NewsPanel:
    """Names of people who said something come from here too; addresses do not."""
    ((_, standing),) = queries.standings([idea])
    return NewsPanel(
        news=queries.news_of(idea.id),
        silence=queries.silence_of(idea, standing),
        asked=standing.asks[-1] if standing.asks else None,
        draft=queries.open_draft_of(idea.id),
    )


@dataclass(frozen=True)
class Mention:
    """Something about an idea at a meeting."""

    meeting: Meeting
    what: str
    """Bericht, or the kind of the entry."""
    entry: Entry | None = None


def mentions_of(idea: Idea) -> list[Mention]:
    """Reports and entries of minutes about an idea, the newest meeting first."""
    reports = db.session.scalars(
        select(Meeting)
        .join(AgendaItem, AgendaItem.meeting_id == Meeting.id)
        .join(AgendaReport, AgendaReport.item_id == AgendaItem.id)
        .where(AgendaReport.idea_id == idea.id, Meeting.state != MeetingState.CANCELLED)
    ).unique()
    entries = db.session.execute(
        select(Meeting, Entry)
        .join(Minutes, Minutes.meeting_id == Meeting.id)
        .join(MinutesItem, MinutesItem.minutes_id == Minutes.id)
        .join(Entry, Entry.item_id == MinutesItem.id)
        .where(Entry.idea_id == idea.id)
    ).unique()
    found = [Mention(meeting, "Bericht") for meeting in reports]
    found += [Mention(meeting, entry.kind_label, entry) for meeting, entry in entries]
    return sorted(found, key=lambda one: (one.meeting.day, one.meeting.id), reverse=True)
