"""Papers about the pitches of a meeting, numbered as they have their turn."""

from collections.abc import Sequence

from app.agenda import programme
from app.agenda.programme import Turn
from app.agenda.published import published_agenda_for
from app.core.lettering import MM_PER_POINT, Room, fitted_anyhow, width_bold, width_regular
from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.core.words import time_of
from app.ideas import sheets
from app.ideas.models import Idea
from app.ideas.queries import ideas_of_pitches
from app.ideas.sheets import Sheet
from app.meetings.models import Meeting
from app.pitches.models import Pitch
from app.pitches.rules import LABELS, PitchState

ORDER_SIZES = {"huge": 26, "large": 20, "medium": 15, "small": 12}
"""Classes of projects.css and their points: the order hangs in the largest that fits on a page."""
ORDER_TITLE, ORDER_NAME, ORDER_FIELD = 128.0, 85.0, 75.0
"""Widths of its columns in millimetres."""
ORDER_HEIGHT, ORDER_LINE, ORDER_GAP = 185.0, 1.25, 4.8
SIGN_SIZES = (60, 52, 44, 38, 32, 28, 24, 20, 17, 14, 12, 10)
"""Points; each has a class ``s-60`` … ``s-10`` in projects.css."""
SIGN_TITLE, SIGN_SEEKING = Room(width=205, height=70), Room(width=262, height=72, line_height=1.3)
SENTENCES, MOST_LETTERS = 2, 320
"""What the programme holds of a project's description."""


def pitch_sheets_document(meeting: Meeting) -> Document:
    """A sheet for each accepted pitch, a page each, for the team and the stands."""
    turns = programme.running_order(meeting)
    ideas = ideas_of_pitches([turn.pitch.id for turn in turns])
    return document(
        "ideas/print/sheets.html",
        kit=meeting.kit_id,
        sheets=[_sheet(turn, meeting, ideas.get(turn.pitch.id)) for turn in turns],
        heading="Projektsteckbriefe",
        about=meeting.title,
        none_yet="Noch ist kein Pitch angenommen.",
    )


def _sheet(turn: Turn, meeting: Meeting, idea: Idea | None) -> Sheet:
    pitch = turn.pitch
    state = LABELS[PitchState(pitch.state)].capitalize()
    noted = f", aufgenommen als Idee {idea.number} ({idea.state_label})" if idea else ""
    at = f" um {time_of(turn.at)}\N{NO-BREAK SPACE}Uhr" if turn.at else ""
    return Sheet(
        number=f"Pitch {turn.number}",
        title=pitch.title,
        summary=pitch.summary,
        field=_field(pitch),
        team=f"{pitch.everybody}\n{pitch.organisation}".strip(),
        seeking=pitch.seeking,
        step=sheets.step_of(idea) if idea else "",
        contact=sheets.contact_of(idea) if idea else sheets.NOT_NAMED,
        status=f"{state}{noted}",
        notes=(f"Vorstellung: {meeting.title}, {sheets.day_words(meeting.day)}{at}.",),
        address="",
    )


def pitch_order_document(meeting: Meeting) -> Document:
    """The order of the pitches in large letters (A3), to hang up in the room."""
    turns = programme.running_order(meeting)
    return document(
        "agenda/print/pitch_order.html",
        kit=meeting.kit_id,
        meeting=meeting,
        rows=[(turn, _field(turn.pitch)) for turn in turns],
        size=_order_size(turns),
    )


def _order_size(turns: Sequence[Turn]) -> str:
    """The largest size at which all rows stand on one page; the smallest when none does."""
    for name, points in ORDER_SIZES.items():
        if sum(_row_height(turn, points) for turn in turns) <= ORDER_HEIGHT:
            return name
    return name


def _row_height(turn: Turn, points: int) -> float:
    texts = (
        (turn.pitch.title, ORDER_TITLE, width_bold),
        (turn.pitch.everybody, ORDER_NAME, width_regular),
        (_field(turn.pitch), ORDER_FIELD, width_regular),
    )
    lines = [
        len(fitted_anyhow(text, Room(width, height=0), (points,), width=letters).lines)
        for text, width, letters in texts
    ]
    return max(1, *lines) * points * MM_PER_POINT * ORDER_LINE + ORDER_GAP


def programme_document(meeting: Meeting) -> Document:
    """The evening and all its projects for participants: A5 pages in the order of reading.

    Two on a sheet of A4 are printed by the printer's own setting („Broschüre“), so that the file
    stays readable for everybody.
    """
    agenda = published_agenda_for(meeting, names=True)
    turns = programme.running_order(meeting, agenda)
    return document(
        "agenda/print/programme.html",
        kit=meeting.kit_id,
        meeting=meeting,
        agenda=agenda,
        numbers={turn.pitch.id: turn.number for turn in turns},
        projects=[(turn, _in_short(turn.pitch), _field(turn.pitch)) for turn in turns],
    )


def stand_signs_document(meeting: Meeting) -> Document:
    """A sign for each stand, A4 landscape, in the largest letters that fit."""
    signs = [
        (turn, _size(turn.pitch.title, SIGN_TITLE), _seeking_size(turn.pitch), _field(turn.pitch))
        for turn in programme.running_order(meeting)
    ]
    return document(
        "agenda/print/stand_signs.html", kit=meeting.kit_id, meeting=meeting, signs=signs
    )


def _size(title: str, room: Room) -> int:
    return int(fitted_anyhow(title, room, SIGN_SIZES, width=width_bold).points)


def _seeking_size(pitch: Pitch) -> int:
    words = " ".join(pitch.seeking.split())
    return int(fitted_anyhow(words, SIGN_SEEKING, SIGN_SIZES[2:], width=width_regular).points)


def _in_short(pitch: Pitch) -> str:
    return sheets.opening(pitch.summary, SENTENCES, MOST_LETTERS)


def _field(pitch: Pitch) -> str:
    field = current().forum.field(pitch.action_field)
    return field.name if field else ""
