"""Documents of the overview: the sheet of key figures, the report, the memory for the wall."""

from collections.abc import Sequence
from datetime import date

from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.desk import report_pictures
from app.desk.memory import MemoryGroup
from app.desk.periods import Period, year_before
from app.desk.pictures import share_words
from app.desk.report import report
from app.desk.report_rules import Report, shortened
from app.desk.report_words import Block, days, report_title
from app.desk.wording import names
from app.meetings.models import Meeting
from app.support.rules import hours

MOST_KITS = 6
"""Lines of meetings that have room on the one page of the sheet."""


def figures_document(meeting: Meeting, today: date) -> Document:
    """The sheet for the session ``meeting``: the year up to the day before it, or before today."""
    until = min(meeting.day, today)
    return sheet_document(report(year_before(until), until), kit=meeting.kit_id)


def sheet_document(found: Report, *, kit: str = "") -> Document:
    """Key figures of a period on one page A4, as pictures and tables; nothing personal."""
    return document(
        "desk/print/key_figures.html",
        kit=kit,
        found=found,
        kits=shortened(found.kits, MOST_KITS),
        sectors=report_pictures.sectors(found.shares),
        support=report_pictures.support_kinds(found.support),
        sectors_say=_sectors_say(found),
        support_says=", ".join(
            f"{kind.label} {hours(minutes)}" for kind, minutes in found.support.kinds.items()
        ),
        share_words=share_words,
        hours=hours,
        days=days,
    )


def report_document(period: Period, parts: Sequence[Block]) -> Document:
    """The report for the committee as a letter of plain questions and answers."""
    return document(
        "desk/print/report.html",
        title=report_title(names()),
        period=period,
        parts=parts,
        office=current().office,
    )


def memory_document(groups: Sequence[MemoryGroup], today: date) -> Document:
    """What became of public ideas, by meeting, large enough to be read on a wall."""
    return document("desk/print/memory.html", groups=groups, day=today)


def _sectors_say(found: Report) -> str:
    """What the picture of sectors tells somebody who does not see it."""
    return ", ".join(
        f"{row.label} {share_words(row.present, row.present_percent)}" for row in found.shares
    )


def sheet_name(period: Period) -> str:
    """2027-01-01_bis_2027-08-31_Kennzahlenblatt.pdf"""
    return f"{period.first}_bis_{period.last}_Kennzahlenblatt.pdf"


def report_name(period: Period) -> str:
    """2027-01-01_bis_2027-08-31_Bericht.pdf"""
    return f"{period.first}_bis_{period.last}_Bericht.pdf"
