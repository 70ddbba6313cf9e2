"""Our reader of finished PDFs: what a validator cannot judge, and people stumble over.

``findings`` says in English sentences what is wrong with one file; an empty list is good. The
measure is sections 3 and 5 of the project's reference for print: tags, words, fonts, places.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO

import pikepdf
from lxml import etree

from tests.papers.drawn import Drawn, drawn, inside, read_font
from tests.papers.tags import Node, tree, tree_findings

MILLIMETRE = 72 / 25.4
PAPERS = {
    f"{name}{turned}": size if not turned else size[::-1]
    for name, size in {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210)}.items()
    for turned in ("", " landscape")
}
EDGE = 4 * MILLIMETRE
"""What printers cannot reach."""
BOOKMARKS_FROM = 5
OUR_FONTS = {"Noto-Sans", "Noto-Sans-Bold"}
NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}


def findings(
    data: bytes,
    *,
    pages: int | range | None = None,
    paper: str | None = None,
    sheet: bool = False,
    fillable: bool = False,
) -> list[str]:
    """What is wrong with a PDF, as sentences.

    ``pages``: how many there must be; ``paper``: "A4", "A4 landscape" … for every page, else any
    of A3 to A5; ``sheet``: cards, signs, labels (headings may begin anew on each, no bookmarks);
    ``fillable``: has form fields and is not PDF/A. Raises pikepdf.PdfError for what is no PDF.
    """
    with pikepdf.open(BytesIO(data)) as file:
        content = [drawn(page) for page in file.pages]
        found = [*_metadata(file, fillable=fillable), *_paper(file, paper), *_links(file)]
        found += [*_fonts(content), *_places(content), *_attachments(file)]
        found += _amount(len(data), len(content), pages)
        if "/StructTreeRoot" not in file.Root or not _true(file.Root, "/MarkInfo", "/Marked"):
            return [*found, "the file is not tagged"]
        root = tree(file, content)
        found += tree_findings(root, content, sheet=sheet)
        found += _pages(root, content, sheet=sheet)
        if len(content) >= BOOKMARKS_FROM and not sheet:
            found += _bookmarks(file)
    return found


# --- the file -------------------------------------------------------------------------------------


def _metadata(file: pikepdf.Pdf, *, fillable: bool) -> Iterator[str]:
    if not str(file.Root.get("/Lang", "")).startswith("de"):
        yield "the language of the document is not German"
    if not _true(file.Root, "/ViewerPreferences", "/DisplayDocTitle"):
        yield "the window does not show the title (DisplayDocTitle)"
    facts = {key: str(value) for key, value in file.docinfo.items()}
    xmp = _xmp(file)
    title, author = facts.get("/Title", ""), facts.get("/Author", "")
    if title != _value(xmp, "//dc:title//rdf:li/text()"):
        yield f"the title „{title}“ is another one in the metadata (XMP)"
    if " " not in title or re.search(r"\.(pdf|html?)\b|[/\\_]", title):
        yield f"the title „{title}“ is no title for people"
    if not author or author != _value(xmp, "//dc:creator//rdf:li/text()"):
        yield f"the author „{author}“ is missing or another one in the metadata (XMP)"
    if _value(xmp, "//@pdfuaid:part | //pdfuaid:part/text()") != "1":
        yield "the file does not declare PDF/UA-1"
    level = [_value(xmp, f"//@pdfaid:{name} | //pdfaid:{name}/text()") for name in _PDFA]
    if "".join(level) != ("" if fillable else "3A"):
        yield f"the file declares PDF/A „{''.join(level)}“"
    if odd := sorted(set(facts) - {"/Title", "/Author", "/Producer"}):
        yield f"the metadata tell more than needed: {', '.join(odd)}"
    told = " ".join([*facts.values(), etree.tostring(xmp, encoding="unicode"), *_addresses(file)])
    if trace := re.search(r"(file:|asset:|(?<![\w:/])/[a-z]+/|[A-Z]:\\)\S*", told):
        yield f"the file tells a place on the machine: {trace[0]}"


_PDFA = ("part", "conformance")


def _xmp(file: pikepdf.Pdf) -> etree._Element:
    if "/Metadata" not in file.Root:
        return etree.Element("none")
    return etree.fromstring(file.Root.Metadata.read_bytes().strip())


def _value(xmp: etree._Element, path: str) -> str:
    found = xmp.xpath(path, namespaces=NAMESPACES)
    return str(found[0]) if found else ""


def _true(holder: pikepdf.Object, *names: str) -> bool:
    for name in names[:-1]:
        holder = holder.get(name, pikepdf.Dictionary())
    return bool(holder.get(names[-1], False))


def _paper(file: pikepdf.Pdf, paper: str | None) -> Iterator[str]:
    allowed = [PAPERS[paper]] if paper else list(PAPERS.values())
    sizes = set()
    for number, page in enumerate(file.pages, 1):
        left, bottom, right, top = (float(edge) for edge in page.mediabox)
        size = (right - left) / MILLIMETRE, (top - bottom) / MILLIMETRE
        if int(page.obj.get("/Rotate", 0)) % 180:
            size = size[::-1]
        sizes.add((round(size[0]), round(size[1])))
        if not any(abs(size[0] - w) < 1 and abs(size[1] - h) < 1 for w, h in allowed):
            measured = f"{size[0]:.0f} × {size[1]:.0f} mm"
            yield f"page {number} is {measured} large, not {paper or 'A3 to A5'}"
    if len(sizes) > 1:
        yield f"the pages differ in size: {sorted(sizes)}"


def _amount(size: int, count: int, pages: int | range | None) -> Iterator[str]:
    wanted = range(pages, pages + 1) if isinstance(pages, int) else pages
    if wanted is not None and count not in wanted:
        yield f"there are {count} pages, not {pages}"
    if size > 250_000 + 40_000 * count:
        yield f"the file is {size // 1000} kB large with {count} pages"


def _addresses(file: pikepdf.Pdf) -> list[str]:
    return [
        str(annotation.A.get("/URI", ""))
        for page in file.pages
        for annotation in page.get("/Annots", ())
        if "/A" in annotation
    ]


def _links(file: pikepdf.Pdf) -> Iterator[str]:
    for number, page in enumerate(file.pages, 1):
        for annotation in page.get("/Annots", ()):
            if annotation.Subtype != "/Link":
                continue
            words = str(annotation.get("/Contents", "")).strip()
            if " " not in words or re.match(r"[a-z]+:", words):
                yield f"page {number}: the link „{words}“ does not say in words where it leads"


def _attachments(file: pikepdf.Pdf) -> Iterator[str]:
    listed = file.Root.get("/AF", [])
    for entry in listed:
        name = str(entry.get("/UF", ""))
        if not name or str(entry.get("/F", "")) != name:
            yield f"the attachment „{name}“ has two names"
        if len(str(entry.get("/Desc", "")).split()) < 2:
            yield f"the attachment „{name}“ has no description in words"
        if "/AFRelationship" not in entry:
            yield f"the attachment „{name}“ does not say what it is to the document"
        if not re.fullmatch(r"/[a-z]+/[\w.+-]+", str(entry.EF.F.get("/Subtype", ""))):
            yield f"the attachment „{name}“ has no media type"
    names = file.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles", {})
    if len(list(names.get("/Names", []))) != 2 * len(listed):
        yield "the list of attachments and the attachments differ"


def _bookmarks(file: pikepdf.Pdf) -> Iterator[str]:
    with file.open_outline() as outline:
        titles = [item.title for item in outline.root]
        titles += [kid.title for item in outline.root for kid in item.children]
    if len(titles) < 2:
        yield f"{len(file.pages)} pages have {len(titles)} bookmarks"
    if not all(titles):
        yield "a bookmark has no text"


# --- what is seen ---------------------------------------------------------------------------------


def _fonts(content: Sequence[Drawn]) -> Iterator[str]:
    told = set()
    for page in content:
        for font in page.fonts.values():
            name = str(font.BaseFont)[1:].rpartition("+")[2]
            below = font.get("/DescendantFonts", [font])[0]
            if not {"/FontFile2", "/FontFile3"} & set(below.get("/FontDescriptor", {})):
                told.add(f"the font {name} is not in the file")
            if "/ToUnicode" not in font:
                told.add(f"the font {name} does not say which characters it shows")
            if name not in OUR_FONTS:
                told.add(f"the font {name} is none of ours")
            if any(
                c in "\0\ufffd\ufffe\uffff" for c in "".join(read_font(font).characters.values())
            ):
                told.add(f"the font {name} has a glyph for no character")
    yield from sorted(told)
    for number, page in enumerate(content, 1):
        for text in page.texts:
            if 0 in text.codes:
                yield f"page {number}: „{text.text}“ has a character that the font lacks"
            elif "\ufffd" in text.text:
                yield f"page {number}: „{text.text}“ cannot be read by programs"
            if "\u2010" in text.text:
                yield f"page {number}: „{text.text}“ ends with a hyphen that a search does not skip"


def _places(content: Sequence[Drawn]) -> Iterator[str]:
    for number, page in enumerate(content, 1):
        left, bottom, right, top = page.box
        reach = left + EDGE, bottom + EDGE, right - EDGE, top - EDGE
        for text in page.texts:
            if not text.text.strip():
                continue
            if not inside(text.box, page.box):
                yield f"page {number}: „{text.text}“ stands outside of the page"
            elif not inside(text.box, reach):
                yield f"page {number}: „{text.text}“ stands within 4 mm of the edge"
            elif not inside(text.box, text.clip, 1):
                yield f"page {number}: „{text.text}“ is cut by its frame"


def _pages(root: Node, content: Sequence[Drawn], *, sheet: bool) -> Iterator[str]:
    """No empty page, no last page for a single row or two lines, no running head that is read."""
    nodes = {mark: node for node in root.all() for mark in node.own}
    for number, page in enumerate(content):
        if not any((number, mark) in nodes for mark in page.marks):
            yield f"page {number + 1} is empty"
    last = [node for (page, _), node in nodes.items() if page == len(content) - 1]
    if sheet or len(content) < 2:
        return
    rows = {node.above("TR") for node in last}
    if len(rows) == 1 and None not in rows:
        yield "the last page holds a single row of a table"
    lines = {
        round(text.box[1]) for text in content[-1].texts if not text.artifact and text.text.strip()
    }
    if 0 < len(lines) <= 2:
        yield "the last page holds two lines or less"
    yield from _running_heads(nodes, content)


def _running_heads(nodes: dict[tuple[int, int], Node], content: Sequence[Drawn]) -> Iterator[str]:
    seen: Counter[tuple[str, int, int]] = Counter()
    for number, page in enumerate(content):
        for text in page.texts:
            node = nodes.get((number, text.mark)) if text.mark is not None else None
            if node and text.text.strip() and node.above("Table") is None:
                seen[(text.text, round(text.box[0]), round(text.box[1]))] += 1
    for (words, _, _), times in seen.items():
        if times > 2:
            yield f"„{words}“ is read on {times} pages at the same place, like a running head"
