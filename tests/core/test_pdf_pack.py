"""Several finished documents as one: pages, bookmarks, tags of all of them, both standards."""

from io import BytesIO

import page as validator
import pikepdf
import pytest

from app.core import pdf
from app.core.pdf_files import Part
from tests.core.print_samples import AGENDA, MINUTES, RUN_SHEET

pytestmark = pytest.mark.pdf

STREAM_LENGTH = "PDFA3A-STREAM-LENGTH-001"


@pytest.fixture(scope="module")
def parts():
    yield [
        Part("Tagesordnung", pdf.render_pdf(AGENDA), 3),
        Part("Regieplan", pdf.render_pdf(RUN_SHEET)),
        Part("Protokoll", pdf.render_pdf(MINUTES), 2),
    ]
    pdf.stop_renderer()


@pytest.fixture(scope="module")
def pack(parts):
    return pdf.join_pdfs("Alles für heute", parts)


def opened(data):
    return pikepdf.open(BytesIO(data))


def words_in_order(file):
    """The kinds of elements in reading order."""
    stack, found = [file.Root.StructTreeRoot], []
    while stack:
        element = stack.pop()
        if "/S" in element:
            found.append(str(element.S))
        kids = element.get("/K", [])
        stack += reversed([kid for kid in kids if not isinstance(kid, int) and "/S" in kid])
    return found


def test_pages_of_all_copies_in_order(parts, pack):
    counts = pdf.page_counts(parts)

    with opened(pack) as file:
        assert len(file.pages) == sum(
            many * part.copies for many, part in zip(counts, parts, strict=True)
        )
        with file.open_outline() as outline:
            titles = [(item.title, item.destination[0]) for item in outline.root]
        starts = [0, counts[0] * 3, counts[0] * 3 + counts[1]]
        assert titles == [
            (part.title, file.pages[start].obj) for part, start in zip(parts, starts, strict=True)
        ]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_pack_meets_both_standards(pack, profile):
    """``STREAM_LENGTH``: where packed data happens to end with a carriage return, this validator
    takes it and the line feed behind it for one end of line; veraPDF reads the length."""
    report = validator.validate_pdf_bytes(pack, profile=profile)

    rules = {failure.rule_id for failure in report.failures} - {STREAM_LENGTH}
    assert rules == set()


def test_every_copy_keeps_its_tags(parts, pack):
    alone = []
    for part in parts:
        with opened(part.data) as file:
            alone += words_in_order(file) * part.copies

    with opened(pack) as file:
        kinds = ["/Part" if kind == "/Document" else kind for kind in alone]
        assert words_in_order(file) == ["/Document", *kinds]


def test_every_mark_on_a_page_belongs_to_an_element_of_that_page(pack):
    with opened(pack) as file:
        entries = file.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(entries[at]): entries[at + 1] for at in range(0, len(entries), 2)}
        for page in file.pages:
            held = [one for one in parents[int(page.StructParents)] if one is not None]
            assert held
            assert {one.Pg.objgen for one in held if "/Pg" in one} == {page.obj.objgen}


def test_copies_cost_little_room(parts, pack):
    once = [Part(part.title, part.data) for part in parts]
    many = [Part(part.title, part.data, 20) for part in parts]

    assert len(pdf.join_pdfs("Viel", many)) < 20 / 3 * len(pdf.join_pdfs("Viel", once))


def test_title_author_and_language(pack):
    with opened(pack) as file:
        assert str(file.docinfo.Title) == "Alles für heute"
        assert str(file.Root.Lang) == "de"
        with file.open_metadata() as metadata:
            assert metadata["dc:title"] == "Alles für heute"


def test_the_same_parts_give_the_same_bytes(parts, pack):
    assert pdf.join_pdfs("Alles für heute", parts) == pack


def test_what_is_no_pdf_is_told(parts):
    with pytest.raises(pdf.PdfFailed):
        pdf.join_pdfs("Pack", [Part("Kaputt", b"no pdf")])


def test_pieces_of_one_document_keep_its_title_and_get_no_bookmarks(parts):
    pieces = [Part("", part.data) for part in parts]

    with opened(pdf.join_pdfs("", pieces)) as file, opened(parts[0].data) as first:
        assert str(file.docinfo.Title) == str(first.docinfo.Title)
        assert "/Outlines" not in file.Root or not file.Root.Outlines.get("/First")
        assert words_in_order(file).count("/Document") == 1
