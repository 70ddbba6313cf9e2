"""Cards for tables and hands: a meeting in, a document out. Nothing personal is on them."""

from dataclasses import dataclass
from typing import Any

from app.agenda.queries import items_of
from app.core.fitting import fitting_size
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.kits.schema import Area
from app.meetings.models import Meeting
from app.meetings.queries import checklist_of
from app.papers import questions

LONGEST_FIELD = 23
"""The largest type of a field of work on a table card, in millimetres."""


@dataclass(frozen=True)
class TableCard:
    """A card that stands on a table; ``size``: of its field, see ``fitting_size``."""

    number: int
    field: str
    size: int


@dataclass(frozen=True)
class QuestionCard:
    """One question in large type."""

    label: str
    text: str
    size: int


@dataclass(frozen=True)
class AdviceStep:
    """A step of peer consulting: who does what for how many minutes."""

    title: str
    who: str
    what: str
    minutes: int


ADVICE_STEPS = (
    ("Schildern", "Fallgebende Person", "Schildert die Lage. Alle anderen hören zu."),
    ("Verständnisfragen", "Beratende", "Fragen nach, geben noch keinen Rat."),
    (
        "Schlüsselfrage",
        "Fallgebende Person",
        "Stellt eine Frage. Das Protokoll schreibt sie für alle sichtbar auf.",
    ),
    (
        "Ideen sammeln",
        "Beratende",
        "Sammeln Ideen und bewerten nicht. Die fallgebende Person hört nur zu und schreibt mit.",
    ),
    ("Rückmeldung", "Fallgebende Person", "Sagt: Was nehme ich mit?"),
    ("Nächster Schritt", "Fallgebende Person", "Entscheidet selbst: Was tue ich, bis wann?"),
)


def table_cards_document(meeting: Meeting, tables: int) -> Document:
    """A card for each table, A4 landscape to fold: number, field of work, lead questions.

    Where tables do not stand for a field, or there are more of them, a line to write it by hand.
    """
    items = items_of(meeting.id)
    fields = [field.name for field in current().forum.action_fields if not field.archived]
    named = fields[:tables] if questions.has_field_tables(items) else []
    asked = questions.lead_questions(items)
    return _of(
        meeting,
        "table_cards",
        tables=[_table(n, name) for n, name in enumerate(_filled(named, tables), 1)],
        questions=asked,
        question_size=_common_size(asked),
    )


def _filled(names: list[str], wanted: int) -> list[str]:
    return names + [""] * (wanted - len(names))


def _table(number: int, field: str) -> TableCard:
    return TableCard(number, field, fitting_size(field, 178, 28, LONGEST_FIELD))


def _common_size(asked: tuple[str, ...]) -> int:
    """Of all questions on a table card: the same, so that none looks more important."""
    return fitting_size("\n".join(asked), 178, 56 - 3 * len(asked), 11)


def question_cards_document(meeting: Meeting) -> Document:
    """Lead questions, one for each round: A5 landscape, the same one twice on a sheet."""
    found = questions.round_questions(items_of(meeting.id))
    cards = [QuestionCard(label, text, fitting_size(text, 180, 98, 28)) for label, text in found]
    return _of(meeting, "question_cards", questions=cards)


def cafe_rules_document(meeting: Meeting) -> Document:
    """Five rules of the World Café with symbols: A5, twice on a sheet."""
    return _of(meeting, "cafe_rules")


def lot_cards_document(meeting: Meeting, tables: int, seats: int) -> Document:
    """Lots for round 1, ten on a sheet: tables in turn, so that all get about as many people."""
    lots = [n % max(tables, 1) + 1 for n in range(max(seats, 1))]
    return _of(meeting, "lot_cards", lots=lots)


def join_cards_document(meeting: Meeting) -> Document:
    """„Ich mache mit“: A6, four on a sheet."""
    return _of(meeting, "join_cards")


def search_offer_cards_document(meeting: Meeting) -> Document:
    """„Ich suche“ and „Ich biete“: A6, a sheet with four of each."""
    return _of(meeting, "search_offer_cards")


def task_notes_document(meeting: Meeting) -> Document:
    """What, who, until when: A5, twice on a sheet."""
    return _of(meeting, "task_notes")


def voting_cards_document(meeting: Meeting) -> Document:
    """The two questions of the poll for people in the room without a phone: A6, four on a sheet."""
    sectors = [sector.short for sector in current().forum.sectors]
    return _of(meeting, "voting_cards", sectors=sectors)


def advice_steps_document(meeting: Meeting) -> Document:
    """The six steps of peer consulting with minutes and roles: A5, twice on a sheet."""
    minutes = questions.advice_minutes(items_of(meeting.id))
    steps = [AdviceStep(*step, n) for step, n in zip(ADVICE_STEPS, minutes, strict=True)]
    return _of(meeting, "advice_steps", steps=steps)


def case_sheet_document(meeting: Meeting) -> Document:
    """A4 to write on, for the person whose case it is. It is confidential."""
    return _of(meeting, "case_sheet")


def tech_checklist_document(meeting: Meeting) -> Document:
    """What is tested before the doors open, A4: only what this meeting and its place need."""
    points = [
        (point.text, True) for point in checklist_of(meeting.id) if point.area == Area.TECH.value
    ]
    return _of(meeting, "tech_checklist", points=points)


def _of(meeting: Meeting, name: str, **context: Any) -> Document:
    template = f"papers/print/{name}.html"
    return document(template, kit=meeting.kit_id, meeting=meeting, **context)
