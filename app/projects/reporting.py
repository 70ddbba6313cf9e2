"""Reports that were given at meetings: they count as news, once, and set the next date."""

from datetime import date

from sqlalchemy import delete, exists, select

from app.access.actions import Actor
from app.agenda.models import AgendaItem, AgendaReport, BacklogPlace
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.settings import current
from app.ideas.actions import remember
from app.ideas.models import Idea
from app.ideas.rules import REPORTING
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.models import Minutes, MinutesItem
from app.minutes.queries import released_among
from app.projects import queries, rules
from app.projects.models import IdeaNews
from app.projects.news import tell_day
from app.projects.rules import Progress, Report, ReportStep

BY_ITSELF = Actor(0, "Automatisch", frozenset())
Key = tuple[int, int]
"""(id of the idea, id of the meeting)"""


def count_reports() -> int:
    """Count the reports of meetings that were held, take back those that were postponed after all.

    The clockwork calls it, in any number of processes. Returns how many dates changed.
    """
    steps = _steps(clock.today())
    return sum(_settle(key, clock.today()) for key in sorted(steps))


def _steps(today: date, only: Key | None = None) -> dict[Key, ReportStep]:
    """What there is to do, for the meetings of the last months; ``only``: for this report."""
    reports = _reports(today, only)
    found = {key: rules.report_step(report, today) for key, report in reports.items()}
    return {key: step for key, step in found.items() if step is not ReportStep.NOTHING}


def _reports(today: date, only: Key | None) -> dict[Key, Report]:
    planned, postponed = _planned(today, only)
    counted = _counted(today, only)
    released = released_among({meeting_id for _, meeting_id in planned})
    return {
        key: Report(
            planned=key in planned,
            held_on=planned.get(key) or counted[key],
            postponed=key in postponed,
            released=key[1] in released,
            counted=key in counted,
        )
        for key in planned.keys() | counted.keys()
    }


def _planned(today: date, only: Key | None) -> tuple[dict[Key, date], set[Key]]:
    """Reports in agendas → day of the meeting; and those of them that were postponed."""
    back = exists().where(BacklogPlace.item_id == AgendaItem.id, BacklogPlace.postponed.is_(True))
    noted = exists().where(
        MinutesItem.agenda_item == AgendaItem.id,
        MinutesItem.postponed.is_(True),
        MinutesItem.minutes_id == Minutes.id,
        Minutes.meeting_id == AgendaItem.meeting_id,
    )
    wanted = (
        select(AgendaReport.idea_id, Meeting.id, Meeting.day, back | noted)
        .join(AgendaItem, AgendaItem.id == AgendaReport.item_id)
        .join(Meeting, Meeting.id == AgendaItem.meeting_id)
        .join(Idea, Idea.id == AgendaReport.idea_id)
        .where(Meeting.day < today, Meeting.day >= today - rules.LOOK_BACK)
        .where(Meeting.state == MeetingState.PUBLISHED, Idea.merged_into_id.is_(None))
    )
    if only:
        wanted = wanted.where(AgendaReport.idea_id == only[0], Meeting.id == only[1])
    rows = db.session.execute(wanted).all()
    days = {(idea_id, meeting_id): day for idea_id, meeting_id, day, _ in rows}
    dealt_with = {(idea_id, meeting_id) for idea_id, meeting_id, _, later in rows if not later}
    return days, days.keys() - dealt_with


def _counted(today: date, only: Key | None) -> dict[Key, date]:
    wanted = (
        select(IdeaNews.idea_id, IdeaNews.meeting_id, Meeting.day)
        .join(Meeting, Meeting.id == IdeaNews.meeting_id)
        .where(IdeaNews.source == "meeting", Meeting.day >= today - rules.LOOK_BACK)
    )
    if only:
        wanted = wanted.where(IdeaNews.idea_id == only[0], IdeaNews.meeting_id == only[1])
    rows = db.session.execute(wanted)
    return {(idea_id, meeting_id): day for idea_id, meeting_id, day in rows if meeting_id}


def _settle(key: Key, today: date) -> bool:
    """Decided anew where nobody else can count the same report."""
    with transaction():
        idea = locked(Idea, key[0])
        step = _steps(today, key).get(key)
        if step is None:
            return False
        meeting = db.session.get_one(Meeting, key[1])
        if step is ReportStep.COUNT:
            _count(idea, meeting)
        else:
            _take_back(idea, meeting)
        return True


def _count(idea: Idea, meeting: Meeting) -> None:
    weeks = current().forum.report_weeks
    if idea.state in REPORTING:
        idea.report_due = rules.due_after(idea.report_due, meeting.day, weeks)
    news = IdeaNews(
        idea_id=idea.id, what=Progress.RUNNING, text="Bericht beim Treffen", name=meeting.title,
        source="meeting", meeting_id=meeting.id, at=clock.moment_of(meeting.day, 20),
        seen_at=clock.now(), submit_key=f"report-{idea.id}-{meeting.id}",
    )  # fmt: skip
    db.session.add(news)
    tell_day(idea, meeting.day)
    remember(idea, BY_ITSELF, f"Hat beim Treffen „{meeting.title}“ berichtet.")


def _take_back(idea: Idea, meeting: Meeting) -> None:
    """The report is due again; what was said otherwise stays."""
    weeks = current().forum.report_weeks
    of_meeting = IdeaNews.meeting_id == meeting.id, IdeaNews.source == "meeting"
    db.session.execute(delete(IdeaNews).where(IdeaNews.idea_id == idea.id, *of_meeting))
    if idea.state in REPORTING:
        idea.report_due = rules.due_again(idea.report_due, meeting.day, weeks)
    left = queries.news_of(idea.id)
    idea.news_on = clock.local(left[0].at).date() if left else None
    remember(idea, BY_ITSELF, f"Bericht beim Treffen „{meeting.title}“ war doch nicht.")
