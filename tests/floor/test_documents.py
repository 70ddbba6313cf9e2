"""Papers of the floor: readers of PDF find nothing, codes and results are on them."""

from io import BytesIO

import page as validator
import pytest
from pypdf import PdfReader

from app.core.db import db
from app.core.printing import pdf_of
from app.floor import documents, polls, rules
from app.floor.models import Poll
from app.meetings.models import Meeting
from tests import build
from tests.floor.build import a_poll, an_evening, an_open_poll, count, option_ids
from tests.papers.structure import findings

pytestmark = pytest.mark.pdf
LONG = "Lastenrad-Verleih für Vereine in Stieghorst und Hillegossen " * 5


@pytest.fixture
def evening(ctx):
    return db.session.get(Meeting, an_evening())


def judged(data, *, paper="A4", sheet=False):
    """What our reader and the quick validator find."""
    told = findings(data, paper=paper, sheet=sheet, fillable=False)
    for profile in ("ua1", "3a"):
        told += [
            one.message for one in validator.validate_pdf_bytes(data, profile=profile).failures
        ]
    return told


def pages(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def test_the_sign_says_where_to_go(evening):
    data = pdf_of(documents.card_sign_document(evening))

    (page,) = pages(data)
    assert "Ihre Idee oder Frage" in page and "/karte" in page
    assert judged(data, paper="A4 landscape", sheet=True) == []


def test_slips_are_ten_on_a_sheet_each_with_its_code(evening):
    poll, codes = an_open_poll(evening.id, slips=12, question=LONG)

    data = documents.slips_pdf(evening, db.session.get(Poll, poll), codes)

    found = pages(data)
    assert len(found) == 2
    for place, code in enumerate(codes):
        first, second = rules.grouped(code)[:9], rules.grouped(code)[10:]
        assert first in found[place // 10] and second in found[place // 10]
    assert judged(data, sheet=True) == []


def test_results_have_ranks_numbers_and_the_sentence_each_on_a_page(evening):
    poll, (code, _) = an_open_poll(evening.id, LONG, "Bäume", "Busse")
    polls.give_points(code, option_ids(poll)[1], 2)
    count(evening.id, poll, 4, 1, 3, people=4, comment="Ein Punkt lag am Boden.")
    polls.close_poll(evening.id, poll, build.OFFICE)
    many = a_poll(evening.id, *(f"Idee {n}" for n in range(40)), question="Was noch?")
    count(evening.id, many, *range(40), people=300)
    polls.close_poll(evening.id, many, build.OFFICE)

    data = pdf_of(documents.poll_results_document(evening))

    first, *others = pages(data)
    assert "Rang" in first and rules.OPINION in first and "Ein Punkt lag am Boden." in first
    assert rules.OPINION in " ".join(others)
    assert judged(data) == []
