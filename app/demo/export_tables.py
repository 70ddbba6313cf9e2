"""The register of ideas as a table to take away."""

from datetime import date

from app.core.settings import current
from app.core.tables import Cell
from app.core.words import date_short
from app.ideas.models import Idea
from app.ideas.queries import RegisterFilter, register
from app.ideas.rules import IdeaState

HEADER = (
    "Nummer", "Titel", "Kurz beschrieben", "Handlungsfeld", "Zweites Handlungsfeld",
    "Stadtbezirk", "Status", "Treffen", "Eingegangen am", "Punkte", "Ansprechperson",
    "E-Mail-Adresse", "Organisation", "Gesucht wird", "Nächster Schritt", "Wer", "Bis wann",
    "Beschluss", "Grund", "Wieder vorlegen am", "Ergebnis", "Öffentlich",
)  # fmt: skip


def ideas_rows() -> list[list[Cell]]:
    """All ideas, the lowest number first; one cell per column of ``HEADER``."""
    return [_row(idea) for idea in register(RegisterFilter(sort="nummer"))]


def _row(idea: Idea) -> list[Cell]:
    return [
        idea.number,
        idea.title,
        idea.summary,
        _field(idea.action_field),
        _field(idea.second_field),
        idea.district,
        IdeaState(idea.state).label,
        idea.meeting.title if idea.meeting else "",
        date_short(idea.submitted_on),
        idea.points,
        idea.contact_name,
        idea.contact_email,
        idea.organisation,
        idea.seeking,
        idea.next_step,
        idea.next_step_by,
        _day(idea.next_step_due),
        idea.decision,
        idea.reason,
        _day(idea.review_on),
        idea.outcome,
        "Ja" if idea.public else "Nein",
    ]


def _field(field_id: str) -> str:
    field = current().forum.field(field_id)
    return field.name if field else ""


def _day(day: date | None) -> str:
    return date_short(day) if day else ""
