"""What the page „Drucken“ of a meeting shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.kits.printables import KitPrintable, Printed
from app.meetings.models import Meeting
from app.papers import queries
from app.papers.catalogue import PAPERS, TABLES, Paper, Table
from app.papers.rules import Choices, Numbers, copies


@dataclass(frozen=True)
class PackLine:
    """A document as the page offers it."""

    paper: Paper
    title: str
    audience: str
    rule: str
    """How many the kit wants, in words."""
    copies: int
    in_kit: bool


def lines_of(meeting: Meeting, *, office: bool, numbers: Numbers) -> list[PackLine]:
    """First the papers of the kit in their order, then all others that suit the meeting."""
    wanted = {one.document: one for one in meeting.kit.printables}
    suiting = [
        paper for paper in PAPERS if paper.suits(meeting) and (office or not paper.for_office)
    ]
    places = list(wanted)
    listed = sorted(
        (paper for paper in suiting if paper.kind in wanted),
        key=lambda paper: places.index(paper.kind),
    )
    others = [paper for paper in suiting if paper.kind not in wanted]
    return [_line(paper, wanted.get(paper.kind), numbers) for paper in (*listed, *others)]


def _line(paper: Paper, wanted: KitPrintable | None, numbers: Numbers) -> PackLine:
    if wanted is None:
        return PackLine(paper, paper.title, "", "", 1, in_kit=False)
    many = copies(wanted.count, numbers)
    if paper.of_pitches and not numbers.pitches:
        many = 0
    return PackLine(paper, wanted.title, wanted.audience, wanted.copies, many, in_kit=True)


def blank_sheets(meeting: Meeting, kind: Printed) -> int:
    """How many sheets of empty badges the kit wants."""
    wanted = [one for one in meeting.kit.printables if one.document == kind]
    return wanted[0].blank_sheets if wanted else 0


def tables_of(meeting: Meeting, *, office: bool) -> Sequence[Table]:
    """The lists that can be taken away for Excel."""
    return [one for one in TABLES if one.suits(meeting) and (office or not one.for_office)]


def suggested(meeting: Meeting) -> tuple[Choices, Numbers]:
    """What is chosen unless somebody chooses otherwise, and the numbers behind it."""
    numbers = queries.numbers_of(meeting)
    return Choices(tables=numbers.tables), numbers
