"""The support log as tables to take away."""

from collections.abc import Iterable

from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short
from app.ideas.queries import field_names
from app.ideas.rules import SUPPORT_LABELS
from app.support.models import SupportEntry

HEADER = (
    "Tag", "Idee", "Titel", "Handlungsfeld", "Art der Unterstützung", "Minuten", "Mit wem",
    "Was", "Ergebnis", "Wiedervorlage", "Erledigt am", "Wer",
    "Notiz",
)  # fmt: skip


def log_csv(entries: Iterable[SupportEntry]) -> bytes:
    """The entries with the notes of the office, for Excel with a double click."""
    return to_csv(HEADER, _rows(entries))


def log_xlsx(entries: Iterable[SupportEntry]) -> bytes:
    """The same, for any spreadsheet program."""
    return to_xlsx("Unterstützung", HEADER, _rows(entries))


def _rows(entries: Iterable[SupportEntry]) -> list[list[Cell]]:
    fields = field_names()
    return [_cells(entry, fields) for entry in entries]


def _cells(entry: SupportEntry, fields: dict[str, str]) -> list[Cell]:
    idea = entry.idea
    return [
        date_short(entry.day),
        idea.number,
        idea.title,
        fields.get(idea.action_field, idea.action_field),
        SUPPORT_LABELS[entry.kind],
        entry.minutes,
        entry.partner,
        entry.what,
        entry.outcome,
        date_short(entry.follow_up) if entry.follow_up else "",
        date_short(entry.followed_on) if entry.followed_on else "",
        entry.worker,
        entry.note,
    ]
