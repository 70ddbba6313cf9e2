"""Several finished documents as one file, with bookmarks and with all their tags.

Neither pikepdf nor WeasyPrint joins trees of tags. Here every document keeps its own, under one
root, so that the whole file is as accessible and lasting as its parts.
"""

from collections.abc import Sequence
from io import BytesIO

from pikepdf import (
    Array,
    Dictionary,
    Name,
    Object,
    ObjectStreamMode,
    OutlineItem,
    Page,
    Pdf,
    String,
)

from app.core.pdf_files import Part

_KEPT_FROM_FIRST = ("/MarkInfo", "/ViewerPreferences", "/OutputIntents", "/Lang", "/Metadata")


def page_counts(parts: Sequence[Part]) -> list[int]:
    """How many pages each part has, one copy."""
    counts = []
    for part in parts:
        with Pdf.open(BytesIO(part.data)) as pdf:
            counts.append(len(pdf.pages))
    return counts


def join(title: str, parts: Sequence[Part]) -> bytes:
    """One PDF/UA-1 and PDF/A-3a with a bookmark for each part; same parts, same bytes.

    Without a ``title`` the parts are pieces of one document, which has the title of the first.

    Raises ``pikepdf.PdfError`` when a part is no PDF. Copies share what is drawn on the pages.
    """
    pack = _Pack()
    for part in parts:
        pack.add(part)
    return pack.finished(title)


class _Pack:
    """The file under way."""

    def __init__(self) -> None:
        self.pdf = Pdf.new()
        self.parents: list[Object | int] = []
        self.tops: list[Object] = []
        self.bookmarks: list[OutlineItem] = []
        self.number = 0
        self.title = ""

    def add(self, part: Part) -> None:
        first = len(self.pdf.pages)
        for copy in range(part.copies):
            with Pdf.open(BytesIO(part.data)) as source:
                self._take_over(source)
            if copy:
                self._share(first, copy)
        if part.title:
            self.bookmarks.append(OutlineItem(part.title, first, "Fit"))

    def _take_over(self, source: Pdf) -> None:
        """Pages first: the copied tags then point at the pages of this file."""
        if not self.tops:
            self.title = str(source.docinfo.Title)
            for key in _KEPT_FROM_FIRST:
                if key in source.Root:
                    self.pdf.Root[key] = self.pdf.copy_foreign(_indirect(source, key))
        start = len(self.pdf.pages)
        self.pdf.pages.extend(source.pages)
        tree = self.pdf.copy_foreign(source.Root.StructTreeRoot)
        for top in tree.K:
            self.tops.append(top)
        entries = tree.ParentTree.Nums
        by_key = {int(entries[at]): entries[at + 1] for at in range(0, len(entries), 2)}
        for number in range(start, len(self.pdf.pages)):
            self._number(self.pdf.pages[number], by_key)

    def _number(self, page: Page, by_key: dict[int, Object]) -> None:
        """Give the page and its links numbers of their own in the tree of parents."""
        for holder, key in (
            (page.obj, "/StructParents"),
            *((link, "/StructParent") for link in page.obj.get("/Annots", ())),
        ):
            if key in holder:
                self.parents += [self.number, by_key[int(holder[key])]]
                holder[key] = self.number
                self.number += 1

    def _share(self, first: int, copy: int) -> None:
        """A copy draws with the streams and fonts of the first one."""
        pages = self.pdf.pages
        many = (len(pages) - first) // (copy + 1)
        for number in range(many):
            original, again = pages[first + number].obj, pages[first + many * copy + number].obj
            again.Contents, again.Resources = original.Contents, original.Resources

    def finished(self, title: str) -> bytes:
        root = self.pdf.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                ParentTree=self.pdf.make_indirect(Dictionary(Nums=Array(self.parents))),
                ParentTreeNextKey=self.number,
            )
        )
        whole = self._parts_of_a_pack() if title else self._pieces_of_one()
        whole.P, root.K = root, Array([whole])
        self.pdf.Root.StructTreeRoot = root
        with self.pdf.open_outline() as outline:
            outline.root.extend(self.bookmarks)
        self._name(title or self.title)
        output = BytesIO()
        self.pdf.save(
            output,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=ObjectStreamMode.generate,
        )
        return output.getvalue()

    def _parts_of_a_pack(self) -> Object:
        """One document whose parts are the documents."""
        whole = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, K=Array(self.tops))
        )
        for top in self.tops:
            top.S, top.P = Name.Part, whole
        return whole

    def _pieces_of_one(self) -> Object:
        """The first piece, with the content of all others behind its own."""
        first, *others = self.tops
        for other in others:
            for element in other.K:
                element.P = first
                first.K.append(element)
        return first

    def _name(self, title: str) -> None:
        """The title in both places; they must agree (ISO 19005-3, 6.6.2.3)."""
        self.pdf.docinfo["/Title"] = String(title)
        with self.pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata["dc:title"] = title


def _indirect(source: Pdf, key: str) -> Object:
    """Only such an object can be copied from one file into another."""
    held = source.Root[key]
    return held if held.is_indirect else source.make_indirect(held)
