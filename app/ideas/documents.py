"""Papers and tables about ideas: ideas in, documents and the bytes of tables out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.lettering import Room, fitted_anyhow, width_bold, width_regular
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import date_short
from app.ideas import sheets
from app.ideas.models import Idea
from app.ideas.queries import living_ideas, undecided_ideas
from app.ideas.rules import IdeaState
from app.meetings.models import Meeting

OFFERS = (
    "Vermittlung von Kontakten", "Koordination von Gruppen", "Beratung und Begleitung",
    "Moderation", "Lotsenfunktion",
)  # fmt: skip
"""What the office offers to a project, as people read it."""
CRITERIA = (
    ("Wirkung", "Wirkung für den Klimaschutz"),
    ("Gruppen", "Zusammenarbeit mehrerer Gruppen"),
    ("Machbar", "umsetzbar in einem Jahr"),
    ("Träger", "Träger vorhanden"),
    ("Hilfe", "Unterstützung durch die Geschäftsstelle macht einen Unterschied"),
)
"""By which the steering group rates an idea, 0 to 3 points each: head of the column, meaning."""

CARD_TITLE = Room(width=184, height=36)
CARD_SENTENCE = Room(width=184, height=27, line_height=1.35)
CARD_SEEKING = Room(width=184, height=15, line_height=1.3)
CARD_NAME = Room(width=184, height=16, line_height=1.25)
CARD_TITLES, CARD_TEXTS = (36, 32, 28, 24, 20, 17, 14, 12, 10), (20, 17, 14, 12, 10, 9)
"""Points; each has a class ``s-36`` … ``s-9`` in projects.css."""
CARD_LETTERS, SEEKING_LETTERS = 260, 150


def idea_document(idea: Idea) -> Document:
    """The sheet of an idea for everybody: the same for the office and the public page."""
    return document("ideas/print/sheets.html", sheets=[sheets.sheet_of(idea)])


def sheet_name(idea: Idea) -> str:
    """Idee-2027-001_Projektsteckbrief.pdf"""
    return f"Idee-{idea.number}_Projektsteckbrief.pdf"


def empty_profile_document(meeting: Meeting | None, *, fillable: bool = False) -> Document:
    """A sheet to fill in: by hand on A3, or ``fillable`` on a screen (A4, a PDF form)."""
    name = "empty_profile_form" if fillable else "empty_profile"
    fields = [field for field in current().forum.action_fields if not field.archived]
    return document(
        f"ideas/print/{name}.html",
        kit=meeting.kit_id if meeting else "",
        fillable=fillable,
        meeting=meeting,
        fields=fields,
        offers=OFFERS,
    )


@dataclass(frozen=True)
class Card:
    """A project on the wall: its texts, and how many points their letters have."""

    idea: Idea
    field: str
    sentence: str
    seeking: str
    contact: str
    sizes: tuple[int, int, int, int]
    """Of title, sentence, what is sought, and the name."""


def project_cards_document(meeting: Meeting) -> Document:
    """Cards for the wall with all ideas and projects that go on (A5 landscape, two on A4)."""
    return document(
        "ideas/print/project_cards.html",
        kit=meeting.kit_id,
        meeting=meeting,
        cards=[_card(idea) for idea in living_ideas()],
    )


def _card(idea: Idea) -> Card:
    sentence = sheets.opening(idea.summary, 1, CARD_LETTERS)
    seeking = sheets.opening(idea.seeking, 2, SEEKING_LETTERS)
    contact = sheets.contact_of(idea)
    named = f"Ansprechperson: {contact}"
    sizes = (
        int(fitted_anyhow(idea.title, CARD_TITLE, CARD_TITLES, width=width_bold).points),
        int(fitted_anyhow(sentence, CARD_SENTENCE, CARD_TEXTS, width=width_regular).points),
        int(fitted_anyhow(seeking, CARD_SEEKING, CARD_TEXTS[2:], width=width_regular).points),
        int(fitted_anyhow(named, CARD_NAME, CARD_TEXTS[3:], width=width_bold).points),
    )
    return Card(idea, sheets.fields_of(idea), sentence, seeking, contact, sizes)


def idea_list_document(meeting: Meeting, printed_on: date) -> Document:
    """The ideas to decide on, for the steering group: points, columns to rate, room to write."""
    return document(
        "ideas/print/idea_list.html",
        kit=meeting.kit_id,
        meeting=meeting,
        printed_on=printed_on,
        rows=[(idea, sheets.fields_of(idea)) for idea in undecided_ideas()],
        criteria=CRITERIA,
    )


# --- tables ---------------------------------------------------------------------------------------

HEADER = (
    "Nummer", "Titel", "Kurz beschrieben", "Handlungsfeld", "Zweites Handlungsfeld",
    "Stadtbezirk", "Status", "Treffen", "Eingegangen am", "Punkte", "Ansprechperson",
    "E-Mail-Adresse", "Organisation", "Wer mitmacht", "Gesucht wird", "Geboten wird",
    "Unterstützung", "Vereinbarte Minuten", "Unterstützung bis", "Patenschaft",
    "Nächster Schritt", "Wer", "Bis wann", "Beschluss", "Grund", "Wieder vorlegen am", "Ergebnis",
    "Öffentlich",
)  # fmt: skip


def ideas_csv(ideas: Sequence[Idea]) -> bytes:
    """The register as CSV for Excel; with addresses, so for the office alone."""
    return to_csv(HEADER, [_row(idea) for idea in ideas])


def ideas_xlsx(ideas: Sequence[Idea]) -> bytes:
    """The register as XLSX; with addresses, so for the office alone."""
    return to_xlsx("Ideen", HEADER, [_row(idea) for idea in ideas])


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
        idea.team,
        idea.seeking,
        idea.offering,
        ", ".join(idea.support_labels),
        idea.support_minutes,
        _day(idea.support_until),
        idea.sponsor,
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
