"""What WeasyPrint leaves open in a tagged PDF, mended with pikepdf.

Running heads and repeated table heads become artifacts, what stands on several pages is one again
(``pdf_tree``), header cells get their scope, links say in German where they lead, the file declares
PDF/UA-1.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Page, Pdf, String

from app.core.pdf_tree import Element, read, write

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

_MARK = re.compile(rb"/[A-Za-z]+\s*<<\s*/MCID (\d+)\s*>>\s*BDC\b")
_PAGINATION = b"/Artifact << /Type /Pagination >> BDC"
_HYPHEN, _SOFT_HYPHEN = b"> <2010>", b"> <00ad>"


def finish(data: bytes, links: Mapping[str, str], mimes: Mapping[str, str]) -> bytes:
    """The finished file. ``links``: text by address; ``mimes``: media type by attachment's name."""
    with Pdf.open(BytesIO(data)) as pdf:
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        tree = read(pdf.Root.StructTreeRoot.K[0], numbers)
        tree.tidy()
        for table in tree.found("/Table"):
            _give_scope(table)
        write(tree)
        kept: list[set[int]] = [set() for _ in numbers]
        for number, mark in tree.marks():
            kept[number].add(mark)
        for number, page in enumerate(pdf.pages):
            _name_links(page, links)
            _make_artifacts(page, kept[number])
        _mend_hyphens(pdf)
        _forget_marks(pdf, kept)
        _describe_attachments(pdf, mimes)
        if "/AcroForm" in pdf.Root:
            _mend_fields(pdf)
        else:  # a form is not PDF/A, and WeasyPrint has declared it as PDF/UA
            _declare_pdfua(pdf)
        if "/ID" in pdf.trailer:  # WeasyPrint's depends on the moment when there are attachments
            del pdf.trailer["/ID"]
        output = BytesIO()
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


# --- tables and running heads ---------------------------------------------------------------------


def _give_scope(table: Element) -> None:
    """Header cells say for what they stand; the lists of header cells that WeasyPrint wrote go.

    A header cell that fills a row of the body alone is the heading of the rows below it.
    """
    for part in table.elements():
        for row in part.elements():
            for cell in row.elements():
                facts = cell.source.get("/A", Dictionary())
                if cell.kind == "/TH":
                    alone = "/ColSpan" in facts and len(row.kids) == 1
                    facts.Scope = Name.Column if part.kind == "/THead" or alone else Name.Row
                for holder, key in ((cell.source, "/ID"), (facts, "/Headers")):
                    if key in holder:
                        del holder[key]


def _make_artifacts(page: Page, kept: set[int]) -> None:
    """What no element holds is decoration of the page: running heads and feet, repeated heads."""
    drawing = page.Contents.read_bytes()
    marks = [int(found[1]) for found in _MARK.finditer(drawing)]
    if len(marks) != drawing.count(b"/MCID"):
        raise ValueError("the drawing of a page has not the expected form")
    if kept.issuperset(marks):
        return
    page.Contents.write(
        _MARK.sub(lambda found: found[0] if int(found[1]) in kept else _PAGINATION, drawing)
    )


def _mend_hyphens(pdf: Pdf) -> None:
    """The hyphen at the end of a line is a soft one for search, copying and reading aloud.

    Nobody else writes this character: ``showable`` makes what people type a plain hyphen.
    """
    used: Any = [font for page in pdf.pages for font in page.Resources.Font.values()]
    for font in {font.objgen: font for font in used}.values():
        meaning = font.ToUnicode.read_bytes()
        if _HYPHEN in meaning:
            font.ToUnicode.write(meaning.replace(_HYPHEN, _SOFT_HYPHEN))


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
            name, size = str(field.DA).split()[-3:-1]
            field.DA = String(f"0 g {name} {size} Tf")
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
