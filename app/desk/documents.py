"""The sheet of key figures for the steering group and the committee."""

from datetime import date, timedelta

from app.core.pdf_files import Document
from app.core.printing import document
from app.desk.period import KeyFigures, key_figures
from app.desk.pictures import share_words
from app.meetings.models import Meeting


def figures_document(meeting: Meeting, today: date) -> Document:
    """Key figures of the year so far on one page A4, as pictures and tables; nothing personal.

    For the session ``meeting``: up to its day, or to ``today`` while that lies before it.
    """
    found = key_figures(min(meeting.day, today))
    return document(
        "desk/print/key_figures.html",
        kit=meeting.kit_id,
        meeting=meeting,
        found=found,
        last=found.until - timedelta(days=1),
        share_words=share_words,
        sectors_say=_sectors_say(found),
        funnel_says=", ".join(f"{step.label} {step.number}" for step in found.funnel),
    )


def _sectors_say(found: KeyFigures) -> str:
    """What the picture of sectors tells somebody who does not see it."""
    return ", ".join(
        f"{row.label} {share_words(row.present, row.present_percent)}" for row in found.shares
    )
