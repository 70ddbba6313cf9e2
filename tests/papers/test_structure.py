"""Each check of ``structure`` finds the fault that is planted for it in a good document."""

from collections.abc import Callable, Iterator
from io import BytesIO
from random import Random

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from app.core import pdf, pdf_worker
from app.core.pdf_files import PdfAttachment
from tests.core.print_samples import AGENDA_TABLE, agenda_rows, document
from tests.papers.structure import findings

pytestmark = pytest.mark.pdf

BODY = (
    """<h2>Was es gibt</h2><ul class="plain"><li>Wärme</li><li>Wasser</li></ul>
<svg width="90" height="30"><title>Karte des Quartiers</title><rect width="90" height="30"/></svg>
<p>Mehr: <a href="https://treffwerk.example.org/6">Seite des Treffens</a></p>
<h3>Ablauf</h3>"""
    + AGENDA_TABLE
    + "<h2>Schluss</h2><p>Bis bald.</p>" * 2
    + "<p>Danke.</p>"
)
CALENDAR = PdfAttachment("Termin.ics", b"BEGIN:VCALENDAR", "text/calendar", "Termin im Kalender")
NOISE = Random(1).randbytes(700_000)
TITLE = "Tagesordnung – Treffen am 16. September 2027"


@pytest.fixture(scope="module")
def good() -> Iterator[bytes]:
    """A document of several pages with one of everything."""
    html = document(BODY, rows=agenda_rows(110))
    yield pdf.render_pdf(html, [CALENDAR])
    pdf.stop_renderer()


def elements(file: Pdf, kind: str) -> list[pikepdf.Object]:
    found, stack = [], [file.Root.StructTreeRoot]
    while stack:
        element = stack.pop()
        if element.get("/S") == f"/{kind}":
            found.append(element)
        kids = [kid for kid in element.get("/K", []) if not isinstance(kid, int)]
        stack += reversed([kid for kid in kids if "/S" in kid])
    return found


def drop(element: pikepdf.Object) -> None:
    """Take an element out of the tree; what it holds stays drawn."""
    parent = element.P
    parent.K = Array(
        [kid for kid in parent.K if isinstance(kid, int) or kid.objgen != element.objgen]
    )


def beside(file: Pdf, element: pikepdf.Object, kind: str, *kids: pikepdf.Object) -> pikepdf.Object:
    """A new element in front of another one."""
    parent = element.P
    new = file.make_indirect(
        Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array(list(kids)))
    )
    place = next(n for n, kid in enumerate(parent.K) if kid.objgen == element.objgen)
    parent.K.insert(place, new)
    return new


def rewrite(file: Pdf, old: bytes, new: bytes, page: int = 0) -> None:
    """Replace the first occurrence in what a page draws."""
    drawing = file.pages[page].Contents.read_bytes()
    assert old in drawing
    file.pages[page].Contents = file.make_stream(drawing.replace(old, new, 1))


def metadata(file: Pdf, old: bytes, new: bytes) -> None:
    xmp = file.Root.Metadata.read_bytes()
    assert old in xmp
    file.Root.Metadata.write(xmp.replace(old, new))


def first_font(file: Pdf) -> pikepdf.Object:
    return next(iter(file.pages[0].Resources.Font.values()))


def descriptor(file: Pdf) -> pikepdf.Object:
    return first_font(file).DescendantFonts[0].FontDescriptor


def set_title(file: Pdf, title: str) -> None:
    file.docinfo["/Title"] = String(title)
    metadata(file, TITLE.encode(), title.encode())


def add_page(file: Pdf) -> None:
    file.pages.append(file.pages[-1])
    file.pages[-1].Contents = file.make_stream(b"")


def loose_line(file: Pdf) -> None:
    page = file.pages[0]
    page.Contents = file.make_stream(page.Contents.read_bytes() + b"\n0 0 m 9 9 l S\n")


def moved(file: Pdf, matrix: bytes) -> None:
    page = file.pages[0]
    page.Contents = file.make_stream(b"q " + matrix + b" cm " + page.Contents.read_bytes() + b" Q")


def framed(file: Pdf) -> None:
    page = file.pages[0]
    frame = b"q 0 0 300 842 re W n "
    page.Contents = file.make_stream(frame + page.Contents.read_bytes() + b" Q")


def glyph(file: Pdf, code: bytes) -> None:
    """Another glyph in the first text."""
    drawing = file.pages[0].Contents.read_bytes()
    start = drawing.index(b"<", drawing.index(b"BT"))
    changed = drawing[: start + 1] + code + drawing[start + 5 :]
    file.pages[0].Contents = file.make_stream(changed)


def unmark(file: Pdf) -> None:
    """A foot that is no artifact any more."""
    rewrite(file, b"/Artifact << /Type /Pagination >> BDC", b"/Span << /MCID 9999 >> BDC")


def to_unicode(file: Pdf, old: bytes, new: bytes) -> None:
    for font in file.pages[0].Resources.Font.values():
        font.ToUnicode.write(font.ToUnicode.read_bytes().replace(old, new))


FAULTS: list[tuple[Callable[[Pdf], object], str]] = [
    # the file
    (lambda f: f.Root.MarkInfo.__setitem__("/Marked", False), "not tagged"),
    (lambda f: f.Root.__setitem__("/Lang", String("en")), "not German"),
    (lambda f: f.Root.__delitem__("/ViewerPreferences"), "DisplayDocTitle"),
    (lambda f: f.docinfo.__setitem__("/Title", String("Ein anderer Titel")), "in the metadata"),
    (lambda f: set_title(f, "tagesordnung_2027.pdf und so"), "no title for people"),
    (lambda f: f.docinfo.__delitem__("/Author"), "author"),
    (lambda f: metadata(f, b"<pdfuaid:part>1", b"<pdfuaid:part>2"), "PDF/UA-1"),
    (lambda f: metadata(f, b'conformance="A"', b'conformance="B"'), "PDF/A „3B“"),
    (lambda f: f.docinfo.__setitem__("/Creator", String("miriam")), "more than needed: /Creator"),
    (lambda f: f.docinfo.__setitem__("/Producer", String("x /daten/miriam/t")), "on the machine"),
    (lambda f: f.pages[0].__setitem__("/MediaBox", Array([0, 0, 612, 792])), "216 × 279 mm"),
    (lambda f: f.pages[0].__setitem__("/Rotate", 90), "differ in size"),
    (lambda f: f.Root.__setitem__("/Rest", f.make_stream(NOISE)), "kB large"),
    (lambda f: f.pages[0].Annots[0].__delitem__("/Contents"), "does not say in words"),
    (lambda f: f.pages[0].Annots[0].__setitem__("/Contents", String("https://a.de b")), "in words"),
    (lambda f: f.Root.AF[0].__delitem__("/Desc"), "no description"),
    (lambda f: f.Root.AF[0].__setitem__("/F", String("anders")), "two names"),
    (lambda f: f.Root.AF[0].__delitem__("/AFRelationship"), "what it is to the document"),
    (lambda f: f.Root.AF[0].EF.F.__delitem__("/Subtype"), "media type"),
    (lambda f: f.Root.Names.__delitem__("/EmbeddedFiles"), "attachments differ"),
    (lambda f: f.Root.__delitem__("/Outlines"), "have 0 bookmarks"),
    # headings, lists, tables
    (lambda f: elements(f, "H1")[0].__setitem__("/S", Name.P), "0 headings of the first level"),
    (lambda f: elements(f, "H2")[1].__setitem__("/S", Name.H1), "2 headings of the first level"),
    (lambda f: elements(f, "H2")[0].__setitem__("/S", Name.P), "leaves out a level after H1"),
    (lambda f: elements(f, "LI")[0].__setitem__("/S", Name.P), "L „• Wärme • Wasser“ holds P"),
    (lambda f: elements(f, "LBody")[0].__setitem__("/S", Name.P), "LI „• Wärme“ holds P"),
    (lambda f: elements(f, "L")[0].__setitem__("/S", Name.Sect), "stands in Sect"),
    (lambda f: elements(f, "P")[0].__setitem__("/S", Name("/Foo")), "Foo is not a standard kind"),
    (lambda f: elements(f, "Link")[0].__setitem__("/S", Name.P), "stands inside of P"),
    (lambda f: elements(f, "Document")[0].__setitem__("/S", Name.Part), "with one Document"),
    (lambda f: elements(f, "THead")[0].__setitem__("/S", Name.TBody), "has 0 heads"),
    (lambda f: elements(f, "TH")[0].__delitem__("/A"), "for what it stands"),
    (lambda f: elements(f, "TH")[0].A.__setitem__("/Scope", Name.Row), "stands for its row"),
    (lambda f: elements(f, "TH")[9].A.__setitem__("/Scope", Name.Column), "for its column"),
    (lambda f: elements(f, "TD")[0].A.__setitem__("/Headers", Array()), "beside their Scope"),
    (lambda f: drop(elements(f, "TD")[0]), "different length: [3, 4]"),
    (lambda f: elements(f, "TD")[0].A.__setitem__("/ColSpan", 2), "different length: [4, 5]"),
    (lambda f: elements(f, "TD")[-1].A.__setitem__("/RowSpan", 2), "beyond the last row"),
    (lambda f: elements(f, "TH")[5].__setitem__("/S", Name.TD), "no cell that is its head"),
    (lambda f: [drop(kid) for cell in elements(f, "TR")[3].K for kid in cell.K], "without any"),
    (lambda f: elements(f, "Figure")[0].__delitem__("/Alt"), "no words in its place"),
    (lambda f: elements(f, "Figure")[0].__setitem__("/K", Array()), "draws nothing"),
    (lambda f: beside(f, elements(f, "H2")[0], "P"), "an empty P"),
    (lambda f: beside(f, elements(f, "H2")[0], "Form"), "no name in words"),
    # content and tree
    (lambda f: drop(elements(f, "P")[0]), "no element holds „Tagesordnung“"),
    (lambda f: beside(f, elements(f, "H2")[0], "P", *elements(f, "H1")[0].K), "is read 2 times"),
    (lambda f: beside(f, elements(f, "H2")[0], "P", *elements(f, "H1")[0].K), "another element"),
    (lambda f: elements(f, "Span")[0].K.append(999), "content 999 that is not drawn"),
    (lambda f: rewrite(f, b"/MCID 3>>", b"/MCID 2>>"), "the same number"),
    (unmark, "no element holds „KlimaTriebwerk"),
    (loose_line, "neither tagged nor an artifact (S)"),
    # what is seen
    (lambda f: descriptor(f).__delitem__("/FontFile2"), "not in the file"),
    (lambda f: first_font(f).__delitem__("/ToUnicode"), "which characters it shows"),
    (lambda f: first_font(f).__setitem__("/BaseFont", Name("/A+Arial")), "Arial is none of ours"),
    (lambda f: glyph(f, b"0000"), "the font lacks"),
    (lambda f: glyph(f, b"fff0"), "cannot be read by programs"),
    (lambda f: to_unicode(f, b"<0067>", b"<fffd>"), "a glyph for no character"),
    (lambda f: to_unicode(f, b"<0067>", b"<2010>"), "a hyphen that a search does not skip"),
    (lambda f: moved(f, b"1 0 0 1 90 0"), "outside of the page"),
    (lambda f: moved(f, b"0 1 -1 0 0 0"), "outside of the page"),
    (lambda f: moved(f, b"1 0 0 1 -62 0"), "within 4 mm of the edge"),
    (framed, "is cut by its frame"),
    (add_page, "is empty"),
]  # fmt: skip


def damaged(good: bytes, damage: Callable[[Pdf], object]) -> bytes:
    output = BytesIO()
    with pikepdf.open(BytesIO(good)) as file:
        damage(file)
        file.save(output)
    return output.getvalue()


def test_a_good_document_has_no_fault(good: bytes) -> None:
    assert findings(good, pages=5, paper="A4") == []


@pytest.mark.parametrize(("damage", "told"), FAULTS, ids=[told for _, told in FAULTS])
def test_a_planted_fault_is_found(good: bytes, damage: Callable[[Pdf], object], told: str) -> None:
    assert [line for line in findings(damaged(good, damage)) if told in line]


def test_other_pages_than_expected_are_told(good: bytes) -> None:
    assert "there are 5 pages, not 2" in findings(good, pages=2)
    assert "page 1 is 210 × 297 mm large, not A4 landscape" in findings(good, paper="A4 landscape")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ('<p>Eins</p><p style="break-before: page">Zwei</p>', "two lines or less"),
        ('<p style="position: absolute; top: 240mm; left: 170mm; width: 60mm">Lang</p>', ""),
        ("TABLE<style>tr { break-before: page !important }</style>", "a single row of a table"),
    ],
)
def test_poor_pages_are_told(body: str, told: str) -> None:
    html = document(body.replace("TABLE", AGENDA_TABLE), rows=agenda_rows(2))
    found = findings(pdf.render_pdf(html))

    assert [line for line in found if told and told in line] or (not told and found == [])


def test_cards_may_begin_with_any_heading_again_but_leave_out_none() -> None:
    cards = "".join(f'<div style="break-before: page"><h2>Tisch {n}</h2></div>' for n in range(5))
    data = pdf.render_pdf(document("<p>Karten</p>" + cards))

    assert findings(data, sheet=True) == []
    assert "6 pages have 1 bookmarks" not in findings(data, sheet=True)


def test_what_is_read_on_each_page_is_no_part_of_the_text() -> None:
    pages = '<p style="break-before: page">Büro des Forums</p><p>Mehr</p><p>Text</p>' * 4

    assert [line for line in findings(pdf.render_pdf(document(pages))) if "running head" in line]


# WeasyPrint does not close its colour profile.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_what_weasyprint_leaves_open_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_worker, "finish", lambda data, _links, _mimes: data)
    items = "<ul>" + "<li>Punkt</li>" * 60 + "</ul>"
    told = findings(
        pdf_worker.render(document(BODY + items + "<p>Eins<br>Zwei</p>", rows=agenda_rows(40)))
    )

    for fault in (
        "the table with the head „Beginn Programm Wer Dauer“ is cut in two",
        "L „• Punkt • Punkt • Punkt • Punkt • Punkt …“ is cut in two",
        "page 1: no element holds „KlimaTriebwerk“",
        "TH „Beginn“ does not say for what it stands (Scope)",
        "the file does not declare PDF/UA-1",
        "an empty NonStruct stands in P „Eins Zwei“",
    ):
        assert fault in told
    assert any("does not say in words where it leads" in line for line in told)
