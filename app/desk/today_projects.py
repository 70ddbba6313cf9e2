"""On Heute: news that ask for something, texts and people that wait, and who is silent."""

from datetime import date

from app.desk.todos import Todo
from app.ideas.models import Idea
from app.projects import queries, rules
from app.projects.rules import Progress

ASKS = {
    Progress.STUCK: "Projekt stockt: nachfragen",
    Progress.ENDED: "Projekt ist beendet: Status prüfen",
}


def project_todos(today: date) -> list[Todo]:
    """Requests for help are cases and stand there already."""
    return [*_news(today), *_drafts(today), *_supporters(today), *_silent(today)]


def _news(today: date) -> list[Todo]:
    return [
        _todo(today, ASKS[Progress(one.what)], one.idea, "rueckmeldungen")
        for one in queries.unseen_news()
    ]


def _drafts(today: date) -> list[Todo]:
    return [
        Todo(
            today,
            "Neuen Text vergleichen und beantworten",
            _name(one.idea),
            "projects.draft",
            {"number": one.idea.number, "draft_id": one.id},
        )
        for one in queries.open_drafts()
    ]


def _supporters(today: date) -> list[Todo]:
    return [
        _todo(today, "Jemand möchte mitmachen: melden", one.idea, "mitmachende")
        for one in queries.unknown_supporters()
    ]


def _silent(today: date) -> list[Todo]:
    return [
        _todo(
            today,
            f"Projekt anrufen: {rules.silence(today, since, weeks=0)}",
            idea,
            "rueckmeldungen",
        )
        for idea, since in queries.silent_projects()
    ]


def _todo(due: date, text: str, idea: Idea, anchor: str) -> Todo:
    return Todo(due, text, _name(idea), "projects.idea", {"number": idea.number}, anchor=anchor)


def _name(idea: Idea) -> str:
    return f"Idee {idea.number}: {idea.title}"
