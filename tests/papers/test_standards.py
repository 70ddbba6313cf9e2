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
from app.core.printing import pdf_of
from app.demo.loader import load_demo
from app.kits.printables import Printed
from app.meetings.models import Meeting
from app.papers.catalogue import PAPERS, Order, Paper
from app.papers.rules import Choices, Stock
from app.registrations.queries import counts
from tests import build, verapdf
from tests.agenda.build import a_long_agenda
from tests.conftest import BERLIN, empty_database
from tests.papers.structure import findings
from tests.registrations.build import LONG, a_crowd, a_place
from tests.tables.build import a_plan, in_order

pytestmark = pytest.mark.pdf

NOW = datetime(2027, 9, 1, 9, 0, tzinfo=BERLIN)
HOME = "Musterweg 12\n33602 Bielefeld"
STREAM_LENGTH = "PDFA3A-STREAM-LENGTH-001"
SHEETS = {
    Printed.NAME_BADGES, Printed.PLACE_CARDS, Printed.TABLE_CARDS, Printed.QUESTION_CARDS,
    Printed.LOT_CARDS, Printed.JOIN_CARDS, Printed.SEARCH_OFFER_CARDS, Printed.TASK_NOTES,
    Printed.VOTING_CARDS, Printed.SIGNS, Printed.POSTER, Printed.IDEAS_WALL, Printed.PITCH_SHEETS,
    Printed.STAND_SIGNS, Printed.PROJECT_CARDS, Printed.LETTERS, Printed.CARD_SIGN,
    Printed.SEATING_TABLE_CARDS, Printed.SEAT_CARDS, Printed.SEATING_ROUNDS, Printed.SEATING_TABLES,
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

    @property
    def fillable(self) -> bool:
        return self.paper.kind == Printed.PROFILE_FORM

    @property
    def flavours(self) -> tuple[str, ...]:
        return ("ua1",) if self.fillable else ("ua1", "3a")


def printed(meeting: Meeting, folder: Path) -> list[Printout]:
    """All documents that suit a meeting."""
    order = Order(meeting, NOW.replace(tzinfo=None), Choices(tables=3, desks=2))
    found = []
    for paper in PAPERS:
        if not paper.suits(meeting):
            continue
        made = paper.make(order)
        path = folder / f"{meeting.id}-{paper.address}.pdf"
        path.write_bytes(made if isinstance(made, bytes) else pdf_of(made))
        found.append(Printout(paper, path))
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
        a_crowd(huge_id, 298)
        for name in (LONG, "W" * 200):
            a_place(huge_id, name, name, organisation=name)
        a_plan(huge_id, tables=(10,) * 30, rounds=3, who=in_order(huge_id), in_force=True)
        build.a_mailing(huge_id)
        for name in ("Zöllner", "Ärmel", LONG):
            build.a_person(last_name=name, email="", postal_address=HOME, invited=True)
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


def failed(data: bytes, flavour: str) -> list[str]:
    """Without ``STREAM_LENGTH``: where packed data happens to end with a carriage return, this
    validator takes it and the line feed behind it for one end of line; veraPDF reads the length."""
    report = validator.validate_pdf_bytes(data, profile=flavour)
    return [one.message for one in report.failures if one.rule_id != STREAM_LENGTH]


def test_the_quick_validator_finds_nothing(printouts) -> None:
    told = {
        (one.path.name, flavour): lines
        for one in printouts
        for flavour in one.flavours
        if (lines := failed(one.path.read_bytes(), flavour))
    }

    assert told == {}


@pytest.mark.skipif(verapdf.java() is None, reason=f"no JDK: {verapdf.APT}")
def test_verapdf_finds_nothing(printouts) -> None:
    told = verapdf.check({one.path: one.flavours for one in printouts})

    assert {path.name: lines for path, lines in told.items() if lines} == {}
