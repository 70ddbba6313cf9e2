"""What WeasyPrint leaves open in a tagged PDF, mended with pikepdf.

Running heads and repeated table heads become artifacts, a table over several pages becomes one,
header cells get their scope, links say in German where they lead, the file declares PDF/UA-1.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from fontTools.ttLib import TTFont
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
    Page,
    Pdf,
    String,
    parse_content_stream,
    unparse_content_stream,
)

# In PDF/A a second identifier needs a description of its schema (ISO 19005-3, 6.6.2.3.1).
_PDFUA_XMP = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""

_LAYOUT_TABLES = {"GPOS", "GSUB", "GDEF"}
_NO_TEXT = {b"0000": b"200b", b"feff": b"2060", b"fffd": b"003f"}

_PAGINATION = ContentStreamInstruction(
    [Name.Artifact, Dictionary(Type=Name.Pagination)], Operator("BDC")
)
_SHOW_TEXT = {"Tj", "TJ", "'", '"'}
_FRAMES = {"/NonStruct", "/Span", "/Div", "/Sect"}
_BOUNDARIES = {"BMC", "BDC", "EMC"}

Mark = tuple[int, int]  # number of the page, number of the marked content on it
PageNumbers = Mapping[tuple[int, int], int]  # by the page's object


@dataclass(frozen=True)
class Drawn:
    """What is drawn on a page. Equal ``texts`` of two marks: the same words in the same font."""

    instructions: list[ContentStreamInstruction | ContentStreamInlineImage]
    places: dict[int, int]
    texts: dict[int, list[bytes]]


def finish(data: bytes, links: Mapping[str, str], mimes: Mapping[str, str]) -> bytes:
    """The finished file. ``links``: text by address; ``mimes``: media type by attachment's name."""
    with Pdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        drawn = [_read(page) for page in pdf.pages]
        root = pdf.Root.StructTreeRoot.K[0]
        _join_tables(root, numbers, drawn)
        for table in _found(root, "/Table"):
            _give_scope(table)
        _drop_empty(root)
        kept = _kept_marks(root, numbers)
        for number, page in enumerate(pdf.pages):
            _name_links(page, links)
            _make_artifacts(pdf, page, drawn[number], kept[number])
        _forget_marks(pdf, kept)
        _describe_attachments(pdf, mimes)
        if "/AcroForm" in pdf.Root:
            _mend_fields(pdf)
        else:  # a form is not PDF/A, and WeasyPrint has declared it as PDF/UA
            _declare_pdfua(pdf)
        output = BytesIO()
        if "/ID" in pdf.trailer:  # WeasyPrint's depends on the moment when there are attachments
            del pdf.trailer["/ID"]
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


# --- the tree of tags -----------------------------------------------------------------------------


def _children(element: Object) -> list[Object | int]:
    """What stands directly below: elements, references to links, and marks as numbers."""
    kids = element.get("/K")
    return list(kids) if isinstance(kids, Array) else []


def _kids(element: Object) -> list[Object]:
    """The elements directly below."""
    return [kid for kid in _children(element) if isinstance(kid, Dictionary) and "/S" in kid]


def _found(element: Object, kind: str) -> Iterator[Object]:
    """All elements of a kind below, in reading order."""
    for kid in _kids(element):
        if str(kid.S) == kind:
            yield kid
        else:
            yield from _found(kid, kind)


def _marks(element: Object, numbers: PageNumbers) -> Iterator[Mark]:
    """All content below, in reading order."""
    for kid in _children(element):
        if isinstance(kid, int):
            yield numbers[element.Pg.objgen], kid
        elif "/S" in kid:
            yield from _marks(kid, numbers)


def _kept_marks(root: Object, numbers: PageNumbers) -> list[set[int]]:
    kept: list[set[int]] = [set() for _ in numbers]
    for number, mark in _marks(root, numbers):
        kept[number].add(mark)
    return kept


def _drop_empty(element: Object) -> None:
    """Line ends and drawn decoration leave elements behind that hold nothing to read."""
    for kid in _kids(element):
        _drop_empty(kid)
    element.K = Array([kid for kid in _children(element) if not _is_empty(kid)])


def _is_empty(kid: Object | int) -> bool:
    return isinstance(kid, Dictionary) and str(kid.get("/S")) in _FRAMES and not _children(kid)


# --- tables ---------------------------------------------------------------------------------------


def _join_tables(root: Object, numbers: PageNumbers, drawn: list[Drawn]) -> None:
    """Put the rows of a table that goes on over a page break into its first part.

    A part goes on when it is the first thing on the page after that on which the other is the
    last thing, and both show the same head.
    """
    order = [mark for mark in _marks(root, numbers) if _is_text(mark, drawn)]
    before = dict(zip(order[1:], order, strict=False))
    first: Object | None = None
    end: Mark = (-1, -1)
    for table in list(_found(root, "/Table")):
        marks = [mark for mark in _marks(table, numbers) if _is_text(mark, drawn)]
        if not marks:
            continue
        goes_on = before.get(marks[0]) == end and marks[0][0] == end[0] + 1
        head = _head(table, numbers, drawn)
        if first is not None and goes_on and head and head == _head(first, numbers, drawn):
            _move_rows(table, first)
        else:
            first = table
        end = marks[-1]


def _is_text(mark: Mark, drawn: list[Drawn]) -> bool:
    return bool(drawn[mark[0]].texts.get(mark[1]))


def _head(table: Object, numbers: PageNumbers, drawn: list[Drawn]) -> list[list[bytes]]:
    heads = [kid for kid in _kids(table) if str(kid.S) == "/THead"]
    return [drawn[page].texts[mark] for head in heads for page, mark in _marks(head, numbers)]


def _move_rows(source: Object, target: Object) -> None:
    """Move all but the head; the rows join the last body of the target."""
    body = [kid for kid in _kids(target) if str(kid.S) == "/TBody"][-1]
    for part in [kid for kid in _kids(source) if str(kid.S) == "/TBody"]:
        for row in _kids(part):
            row.P = body
            body.K.append(row)
    parent = source.P
    parent.K = Array([kid for kid in _children(parent) if not _same(kid, source)])


def _same(kid: Object | int, element: Object) -> bool:
    return not isinstance(kid, int) and kid.objgen == element.objgen


def _give_scope(table: Object) -> None:
    """Header cells say for what they stand; the lists of header cells that WeasyPrint wrote go."""
    for part in _kids(table):
        scope = Name.Column if str(part.S) == "/THead" else Name.Row
        for row in _kids(part) if str(part.S) != "/TR" else [part]:
            for cell in _kids(row):
                if str(cell.S) == "/TH":
                    cell.A.Scope = scope
                    del cell["/ID"]
                elif "/A" in cell and "/Headers" in cell.A:
                    del cell.A["/Headers"]


# --- what is drawn --------------------------------------------------------------------------------


def _read(page: Page) -> Drawn:
    """The page's drawing, with the place of each mark and the operands of its text operators."""
    drawn = Drawn(list(parse_content_stream(page)), {}, {})
    mark: int | None = None
    for index, instruction in enumerate(drawn.instructions):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "BDC" and "/MCID" in operands[1]:
            mark = int(operands[1].MCID)
            drawn.places[mark] = index
            drawn.texts[mark] = []
        elif name in _BOUNDARIES:
            mark = None
        elif mark is not None and name in _SHOW_TEXT:
            drawn.texts[mark].append(unparse_content_stream([instruction]))
    return drawn


def _make_artifacts(pdf: Pdf, page: Page, drawn: Drawn, kept: set[int]) -> None:
    """What no element holds is decoration of the page: running heads and feet, repeated heads."""
    loose = [place for mark, place in drawn.places.items() if mark not in kept]
    if not loose:
        return
    for place in loose:
        drawn.instructions[place] = _PAGINATION
    page.Contents = pdf.make_stream(unparse_content_stream(drawn.instructions))


def _forget_marks(pdf: Pdf, kept: list[set[int]]) -> None:
    """No entry of the parent tree may lead from an artifact to an element."""
    entries = pdf.Root.StructTreeRoot.ParentTree.Nums
    for number, marks in enumerate(kept):
        parents = entries[2 * number + 1]
        for mark in range(len(parents)):
            if mark not in marks:
                parents[mark] = None


# --- links, attachments, metadata -----------------------------------------------------------------


def _name_links(page: Page, links: Mapping[str, str]) -> None:
    for annotation in page.obj.get("/Annots", ()):
        if annotation.get("/Subtype") == "/Link":
            annotation.F = 4  # it is printed; without PDF/A WeasyPrint leaves this out
            inside = "/Dest" in annotation
            address = f"#{annotation.Dest}" if inside else str(annotation.A.URI)
            annotation.Contents = String(link_sentence(address, links.get(address, "")))


def link_sentence(address: str, text: str) -> str:
    """Where a link leads, in words for people who hear the document."""
    scheme, host = urlsplit(address)[:2]
    if address.startswith("#"):
        return f"Zur Stelle „{text}“ in diesem Dokument"
    if scheme == "mailto":
        return f"E-Mail schreiben an {address.removeprefix('mailto:').partition('?')[0]}"
    if scheme == "tel":
        return f"Anrufen: {text or address.removeprefix('tel:')}"
    if text and text not in (address, address.partition("//")[2]):
        return f"{text}, Seite im Netz bei {host}"
    return f"Seite im Netz: {address.partition('//')[2]}"


def _describe_attachments(pdf: Pdf, mimes: Mapping[str, str]) -> None:
    """Each file once, by its name, with its media type, and no dates.

    WeasyPrint lists every file twice, spoils umlauts in one of the two names and writes the time of
    the rendering.
    """
    if "/AF" not in pdf.Root:
        return
    files = {str(file.UF): file for file in pdf.Root.AF}
    for name, file in files.items():
        file.F = String(name)
        file.EF.F.Subtype = Name("/" + mimes[name])
        for date in ("/CreationDate", "/ModDate"):
            del file.EF.F.Params[date]
    by_name = [(String(name), files[name]) for name in sorted(files)]
    pdf.Root.AF = Array([file for _, file in by_name])
    pdf.Root.Names.EmbeddedFiles.Names = Array([part for pair in by_name for part in pair])


def _mend_fields(pdf: Pdf) -> None:
    """Plain appearances and corners as viewers expect them, and no character without a meaning.

    The font of the fields is whole, so that people can type every name; a few of its signs have no
    place in a text (ISO 14289-1, 7.21.7).
    """
    for field in pdf.Root.AcroForm.Fields:
        left, one, right, other = field.Rect
        field.Rect = Array([left, min(one, other), right, max(one, other)])
        if "/DA" in field:
            field.AP = Dictionary(N=_empty_look(pdf, right - left, abs(other - one)))
            font, size = str(field.DA).split()[-3:-1]
            field.DA = String(f"0 g {font} {size} Tf")
    del pdf.Root.AcroForm["/NeedAppearances"]  # or viewers draw the ticks anew, some of them badly
    for font in pdf.Root.AcroForm.DR.Font.values():
        meaning = font.ToUnicode.read_bytes()
        for sign, instead in _NO_TEXT.items():
            meaning = meaning.replace(b"> <%b>\n" % sign, b"> <%b>\n" % instead)
        font.ToUnicode.write(meaning)
        _lighten(pdf, font.DescendantFonts[0].FontDescriptor)


def _empty_look(pdf: Pdf, width: Any, height: Any) -> Any:
    """How a field looks while nothing is typed; the viewer draws what somebody types."""
    box = Array([0, 0, width, height])
    return pdf.make_stream(
        b"/Tx BMC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=box, Resources=Dictionary()
    )


def _lighten(pdf: Pdf, descriptor: Any) -> None:
    """Take what only a layout program needs out of a whole font: a quarter of the file."""
    with TTFont(BytesIO(descriptor.FontFile2.read_bytes()), recalcTimestamp=False) as font:
        for table in _LAYOUT_TABLES & set(font.keys()):
            del font[table]
        font["post"].formatType = 3  # without the names of glyphs
        light = BytesIO()
        font.save(light)
    data = light.getvalue()
    descriptor.FontFile2 = pdf.make_stream(data, Length1=len(data))


def _declare_pdfua(pdf: Pdf) -> None:
    metadata = pdf.Root.Metadata
    xmp = metadata.read_bytes()
    if xmp.count(b"</rdf:RDF>") != 1:
        raise ValueError("the metadata of the file has not the expected form")
    metadata.write(xmp.replace(b"</rdf:RDF>", _PDFUA_XMP))
