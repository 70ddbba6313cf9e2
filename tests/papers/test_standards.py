"""Every document of the catalogue is accessible and lasting: three readers judge each of them.

The fullest meeting of the demo year, and one of 300 people and 60 agenda items. What is new in the
catalogue is judged by itself.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import page as validator
import pytest
from sqlalchemy import select

from app.core import clock, pdf
from app.core.db import db
from app.demo.loader import load_demo
from app.kits.printables import Printed
from app.meetings.models import Meeting
from app.papers.catalogue import PAPERS, Order, Paper
from app.papers.rules import Choices, Stock
from app.registrations.queries import counts
from tests import verapdf
from tests.agenda.build import a_long_agenda
from tests.conftest import BERLIN, empty_database
from tests.papers.structure import findings
from tests.registrations.build import a_crowd

pytestmark = pytest.mark.pdf

NOW = datetime(2027, 9, 1, 9, 0, tzinfo=BERLIN)
SHEETS = {
    Printed.NAME_BADGES, Printed.PLACE_CARDS, Printed.TABLE_CARDS, Printed.QUESTION_CARDS,
    Printed.LOT_CARDS, Printed.JOIN_CARDS, Printed.SEARCH_OFFER_CARDS, Printed.TASK_NOTES,
    Printed.VOTING_CARDS, Printed.SIGNS, Printed.POSTER, Printed.IDEAS_WALL, Printed.PITCH_SHEETS,
    Printed.STAND_SIGNS, Printed.PROJECT_CARDS,
}  # fmt: skip
"""Each of their pages is cut up or hung up for itself."""
PAPER_OF = {
    Stock.A3: "A3", Stock.A3_LANDSCAPE: "A3 landscape", Stock.A4: "A4", Stock.A5: "A5",
    Stock.A4_LANDSCAPE: "A4 landscape", Stock.LABELS: "A4",
}  # fmt: skip


@dataclass(frozen=True)
class Printout:
    """A file on its way to the readers."""

    paper: Paper
    path: Path
    fillable: bool

    @property
    def flavours(self) -> tuple[str, ...]:
        return ("ua1",) if self.fillable else ("ua1", "3a")


def printed(meeting: Meeting, folder: Path) -> list[Printout]:
    """All documents that suit a meeting; those that are empty for it are left out."""
    order = Order(meeting, NOW.replace(tzinfo=None), Choices(tables=3, desks=2))
    found = []
    for paper in PAPERS:
        too_early = paper.kind == Printed.CONTACT_LIST and meeting.day >= NOW.date()
        if too_early or not paper.suits(meeting):
            continue
        made = paper.make(order)
        path = folder / f"{meeting.id}-{paper.address}.pdf"
        if isinstance(made, bytes):
            data, fillable = made, False
        else:
            data = pdf.render_pdf(made.html, made.attachments, fillable=made.fillable)
            fillable = made.fillable
        path.write_bytes(data)
        found.append(Printout(paper, path, fillable))
    return found


@pytest.fixture(scope="module")
def printouts(built_app, tmp_path_factory):
    """All documents of both meetings."""
    folder = tmp_path_factory.mktemp("papers")
    with built_app.app_context():
        empty_database()
        clock.start_at(NOW)
        load_demo(NOW)
        meetings = db.session.scalars(select(Meeting)).all()
        fullest = max(meetings, key=lambda meeting: counts(meeting.id).confirmed)
        found = printed(fullest, folder)
        huge_id = a_long_agenda(60)
        a_crowd(huge_id, 300)
        found += printed(db.session.get(Meeting, huge_id), folder)
    yield found
    clock.reset()
    pdf.stop_renderer()


def test_our_reader_finds_nothing(printouts) -> None:
    told = {
        one.path.name: findings(
            one.path.read_bytes(),
            paper=PAPER_OF[one.paper.stock],
            sheet=one.paper.kind in SHEETS,
            fillable=one.fillable,
        )
        for one in printouts
    }

    assert {name: lines for name, lines in told.items() if lines} == {}


def test_the_quick_validator_finds_nothing(printouts) -> None:
    told = {
        (one.path.name, flavour): [failure.message for failure in report.failures]
        for one in printouts
        for flavour in one.flavours
        if (report := validator.validate_pdf_bytes(one.path.read_bytes(), profile=flavour)).failures
    }

    assert told == {}


@pytest.mark.skipif(verapdf.java() is None, reason=f"no JDK: {verapdf.APT}")
def test_verapdf_finds_nothing(printouts) -> None:
    told = verapdf.check({one.path: one.flavours for one in printouts})

    assert {path.name: lines for path, lines in told.items() if lines} == {}
