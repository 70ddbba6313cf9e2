"""What stands in the finished files: tags, artifacts, fonts, texts, attachments, both standards."""

from collections.abc import Iterator
from io import BytesIO

import page as validator
import pikepdf
import pytest
from pypdf import PdfReader

from app.core import pdf
from app.core.pdf_files import PdfAttachment
from app.core.pdf_finish import link_sentence
from tests.core.print_samples import AGENDA, AGENDA_TABLE, MINUTES, RUN_SHEET, document

pytestmark = pytest.mark.pdf

CALENDAR = PdfAttachment(
    name="Treffen Höfe.ics",
    data=b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    mime="text/calendar",
    description="Termin für Ihren Kalender",
)


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def opened(html: str, attachments=()) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf.render_pdf(html, attachments)))


def text_of(html: str) -> str:
    pages = PdfReader(BytesIO(pdf.render_pdf(html))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def elements(file: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    stack = [file.Root.StructTreeRoot.K[0]]
    while stack:
        element = stack.pop()
        yield element
        kids = element.get("/K", [])
        stack += reversed([kid for kid in kids if not isinstance(kid, int) and "/S" in kid])


def kinds(file: pikepdf.Pdf, *wanted: str) -> list[str]:
    return [str(element.S)[1:] for element in elements(file) if str(element.S)[1:] in wanted]


def below(element: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    return [kid for kid in element.K if not isinstance(kid, int) and str(kid.S) == kind]


@pytest.mark.parametrize("profile", ["ua1", "3a"])
@pytest.mark.parametrize("html", [AGENDA, RUN_SHEET, MINUTES], ids=["agenda", "run", "minutes"])
def test_each_document_meets_both_standards(html: str, profile: str) -> None:
    report = validator.validate_pdf_bytes(pdf.render_pdf(html, [CALENDAR]), profile=profile)

    assert [(failure.rule_id, failure.message) for failure in report.failures] == []


@pytest.mark.parametrize(
    ("html", "pages", "rows"), [(AGENDA, 2, 40), (RUN_SHEET, 4, 25)], ids=["agenda", "run"]
)
def test_a_table_over_several_pages_is_one_table(html: str, pages: int, rows: int) -> None:
    with opened(html) as file:
        assert len(file.pages) == pages
        (table,) = [element for element in elements(file) if element.S == "/Table"]
        assert [str(part.S) for part in table.K] == ["/THead", "/TBody"]
        (head,), (body,) = below(table, "/THead"), below(table, "/TBody")
        assert (len(below(head, "/TR")), len(below(body, "/TR"))) == (1, rows)
        assert {row.P.objgen for row in below(body, "/TR")} == {body.objgen}


def test_header_cells_say_for_what_they_stand() -> None:
    with opened(AGENDA) as file:
        (table,) = [element for element in elements(file) if element.S == "/Table"]
        for part, scope in (("/THead", "/Column"), ("/TBody", "/Row")):
            cells = [
                cell for row in below(below(table, part)[0], "/TR") for cell in below(row, "/TH")
            ]
            assert {str(cell.A.Scope) for cell in cells} == {scope}
            assert ["/ID" in cell for cell in cells] == [False] * len(cells)
        rows = below(below(table, "/TBody")[0], "/TR")
        assert {"/Headers" in cell.A for row in rows for cell in below(row, "/TD")} == {False}


TABLE = "{{ print.plain_table([('Name', ''), ('Amt', '')], [['Mai', 'Umwelt']]) }}"
BREAK = '<div style="break-before: page"></div>'


@pytest.mark.parametrize(
    "between",
    [BREAK + "<h2>Andere</h2>", BREAK + "<p>Noch eine:</p>"],
)
def test_two_tables_stay_two(between: str) -> None:
    with opened(document(TABLE + between + TABLE)) as file:
        assert kinds(file, "Table") == ["Table", "Table"]


def test_tables_with_different_heads_stay_two() -> None:
    other = TABLE.replace("Amt", "Haus")

    with opened(document(TABLE + BREAK + other)) as file:
        assert (len(file.pages), kinds(file, "Table")) == (2, ["Table", "Table"])


def test_running_heads_and_feet_are_artifacts() -> None:
    """Two texts at the left of the head, one at the right, two in the foot, two of the number;
    on later pages the four cells of the repeated head."""
    counts = []
    with opened(AGENDA) as file:
        parents = file.Root.StructTreeRoot.ParentTree.Nums
        for number, page in enumerate(file.pages):
            marked = [
                operands
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "BDC"
            ]
            artifacts = [one for one in marked if one[0] == "/Artifact"]
            assert {str(one[1].Type) for one in artifacts} == {"/Pagination"}
            entries = parents[2 * number + 1]
            assert [entry is None for entry in entries].count(True) == len(artifacts)
            counts.append(len(artifacts))

    assert counts == [7, 11]


def test_the_whole_text_is_read_in_order() -> None:
    html = document("<h2>Eins</h2><p>Text</p><h3>Zwei</h3><ul class='plain'><li>Punkt</li></ul>")

    with opened(html) as file:
        assert kinds(file, "H1", "H2", "H3", "P", "L", "LI") == [
            "P", "H1", "P", "H2", "P", "H3", "L", "LI",
        ]  # fmt: skip


def test_title_author_and_language() -> None:
    with opened(AGENDA) as file:
        assert str(file.Root.Lang) == "de"
        assert bool(file.Root.ViewerPreferences.DisplayDocTitle)
        assert {key: str(value) for key, value in file.docinfo.items()} == {
            "/Author": "Geschäftsstelle KlimaTriebwerk",
            "/Producer": str(file.docinfo.Producer),
            "/Title": "Tagesordnung – Treffen am 16. September 2027",
        }


def test_attachments_keep_name_type_and_description_and_get_no_date() -> None:
    with opened(AGENDA, [CALENDAR]) as file:
        (attached,) = file.Root.AF
        key, listed = file.Root.Names.EmbeddedFiles.Names
        assert (str(key), str(attached.F), listed.objgen) == (
            "Treffen Höfe.ics",
            "Treffen Höfe.ics",
            attached.objgen,
        )
        assert (str(attached.UF), str(attached.Desc), str(attached.AFRelationship)) == (
            "Treffen Höfe.ics",
            "Termin für Ihren Kalender",
            "/Alternative",
        )
        assert str(attached.EF.F.Subtype) == "/text/calendar"
        assert sorted(attached.EF.F.Params) == ["/CheckSum", "/Size"]
        assert attached.EF.F.read_bytes() == CALENDAR.data


def test_links_say_where_they_lead() -> None:
    with opened(AGENDA) as file:
        links = [
            str(annotation.Contents)
            for page in file.pages
            for annotation in page.get("/Annots", ())
        ]

    assert links == [
        "Seite des Treffens, Seite im Netz bei treffwerk.example.org",
        "E-Mail schreiben an klimatriebwerk@example.org",
    ]


@pytest.mark.parametrize(
    ("address", "text", "sentence"),
    [
        ("#aufgaben", "Aufgaben", "Zur Stelle „Aufgaben“ in diesem Dokument"),
        ("mailto:a@example.org?subject=x", "Post", "E-Mail schreiben an a@example.org"),
        ("tel:+49521510", "0521 51-0", "Anrufen: 0521 51-0"),
        ("https://example.org/a", "example.org/a", "Seite im Netz: example.org/a"),
        ("https://example.org/a", "https://example.org/a", "Seite im Netz: example.org/a"),
        ("https://example.org/a", "Karte", "Karte, Seite im Netz bei example.org"),
    ],
)
def test_sentences_for_links(address: str, text: str, sentence: str) -> None:
    assert link_sentence(address, text) == sentence


def test_a_link_inside_the_document_works() -> None:
    html = document('<p><a href="#ziel">Ziel</a></p><h2 id="ziel">Ziel</h2>')

    with opened(html) as file:
        (annotation,) = file.pages[0].Annots
        assert str(annotation.Contents) == "Zur Stelle „Ziel“ in diesem Dokument"


def fonts(html: str) -> set[str]:
    with opened(html) as file:
        return {
            str(font.BaseFont).partition("+")[2]
            for page in file.pages
            for font in page.Resources.Font.values()
        }


def test_only_our_fonts_are_used_whatever_people_write() -> None:
    assert fonts(document("<p>עברית 漢字 😀 → ✓ ☐</p><ul><li>Punkt</li></ul><code>x</code>")) == {
        "Noto-Sans",
        "Noto-Sans-Bold",
    }


NAMES = "Yıldırım, Krzyżanowska, Nguyễn Thị Mai, Đặng, Ștefan Țurcanu, J̌, Łódź, Ærø, Þór, ẞ, Ζωή"


def test_names_of_all_languages_of_the_house_come_out_right() -> None:
    text = text_of(document("<p>{{ names }}</p>", names=NAMES))

    assert NAMES.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Danke 😀!", "Danke ?!"),
        ("Herz ❤️ und 👨‍👩‍👧", "Herz ? und ???"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("漢字", "??"),
        ("a\u200eb\u2060c\ufeffd", "abcd"),
    ],
)
def test_characters_that_no_font_has_become_question_marks(typed: str, printed: str) -> None:
    html = document("<p>A{{ typed }}Z</p>", typed=typed)

    assert f"A{printed}Z" in text_of(html)
    for profile in ("ua1", "3a"):
        assert validator.is_pdf_compliant_bytes(pdf.render_pdf(html), profile=profile)


def test_text_of_people_is_never_markup() -> None:
    html = document("{{ print.paragraphs(text) }}", text='<img src="file:///etc/passwd"> & <b>')

    assert '<img src="file:///etc/passwd"> & <b>' in text_of(html)


def test_each_page_names_document_office_and_number() -> None:
    pages = PdfReader(BytesIO(pdf.render_pdf(RUN_SHEET))).pages

    for number, one in enumerate(pages, 1):
        text = one.extract_text()
        assert "Tagesordnung, 16.09.2027" in text
        assert "Geschäftsstelle KlimaTriebwerk · Stand: 14.09.2027, 14:05 Uhr" in text
        assert f"Seite {number} von {len(pages)}" in text
        assert "Programmpunkt" in text
    assert {(int(p.mediabox.width), int(p.mediabox.height)) for p in pages} == {(841, 595)}


def test_no_row_is_cut_by_the_end_of_a_page() -> None:
    rows = [
        {"time": "18:00", "title": f"Anfang{n} " + "Wort " * 60 + f"Ende{n}"} for n in range(30)
    ]
    pages = PdfReader(BytesIO(pdf.render_pdf(document(AGENDA_TABLE, rows=rows)))).pages

    texts = [page.extract_text().split() for page in pages]
    for n in range(30):
        assert [f"Ende{n}" in text for text in texts] == [f"Anfang{n}" in text for text in texts]
