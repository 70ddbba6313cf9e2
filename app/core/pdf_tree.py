"""The tree of tags of a WeasyPrint file: what a page end has torn apart is put together again.

WeasyPrint writes an element of the HTML once for each page it stands on: a table over three pages
is three tables, a list is three lists. ``mark_elements`` makes it note in each piece which element
it is a piece of; ``read`` takes the tree, ``Element.tidy`` joins the pieces, ``write`` brings it
back. Objects of pikepdf are slow to ask, so each is asked once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import pydyf  # type: ignore[import-untyped]
from pikepdf import Array, Object
from weasyprint.pdf import tags

PageNumbers = Mapping[tuple[int, int], int]
"""By the page's object."""
_REPEATED = {"/THead", "/TFoot"}
_FRAMES = {"/NonStruct", "/Span", "/Div", "/Sect"}
_GATHERING = {"/Table", "/TR"}
"""Their pieces lie side by side and not only at the end of a page."""

_build = tags._build_box_tree


def mark_elements() -> None:
    """Let WeasyPrint write into each tag of which element of the HTML it is a piece (``/T``)."""
    tags._build_box_tree = _build_marked


def _build_marked(box: Any, *others: Any) -> Iterator[Any]:
    for element in _build(box, *others):
        if box.element is not None and "T" not in element:
            element["T"] = pydyf.String(str(id(box.element)))
        yield element


@dataclass(eq=False)
class Element:
    """A tag. ``kids``: elements, numbers of marked content, references to links and fields."""

    source: Object
    kind: str
    piece_of: str
    page: int
    kids: list[Union["Element", int, Object]] = field(default_factory=list)

    def elements(self) -> list["Element"]:
        """The elements directly below."""
        return [kid for kid in self.kids if isinstance(kid, Element)]

    def found(self, kind: str) -> Iterator["Element"]:
        """All elements of a kind below, in reading order."""
        for kid in self.elements():
            if kid.kind == kind:
                yield kid
            else:
                yield from kid.found(kind)

    def marks(self) -> Iterator[tuple[int, int]]:
        """Page and number of all content below, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                yield from kid.marks()
            elif isinstance(kid, int):
                yield self.page, kid

    def tidy(self) -> None:
        """Join the pieces of what stands on several pages, drop what holds nothing."""
        kids: list[Element | int | Object] = []
        for kid in self.kids:
            if isinstance(kid, Element):
                kid.tidy()
            last = kids[-1] if kids else None
            if _is_empty(kid):
                continue
            if isinstance(kid, Element) and kid.is_piece_of_same(self):
                kids += kid.kids  # a column, or a box that is not in the HTML
            elif isinstance(kid, Element) and isinstance(last, Element) and last.goes_on(kid):
                last.join(kid)
            else:
                kids.append(kid)
        self.kids = kids

    def is_piece_of_same(self, other: "Element") -> bool:
        return self.kind == other.kind and self.piece_of == other.piece_of != ""

    def goes_on(self, other: "Element") -> bool:
        """Whether the other is this element on a later page. Marks are numbered by page: what
        holds some itself stays apart."""
        held = any(isinstance(kid, int) for kid in (*self.kids, *other.kids))
        return self.is_piece_of_same(other) and self.page != other.page and not held

    def join(self, rest: "Element") -> None:
        """Take over what stands on a later page; heads that are repeated there go."""
        for kid in rest.kids:
            twin = self._piece_of_same(kid) if isinstance(kid, Element) else None
            if twin is None or not isinstance(kid, Element):
                self.kids.append(kid)
            elif twin.kind not in _REPEATED:
                twin.join(kid)

    def _piece_of_same(self, kid: "Element") -> Union["Element", None]:
        """What the other goes on with or repeats."""
        before = self.kids if self.kind in _GATHERING else self.kids[-1:]
        for one in before:
            if isinstance(one, Element) and one.goes_on(kid):
                return one
        return None


def _is_empty(kid: Element | int | Object) -> bool:
    return isinstance(kid, Element) and kid.kind in _FRAMES and not kid.kids


def read(source: Object, numbers: PageNumbers) -> Element:
    """The tree below a tag; the notes of ``mark_elements`` are taken out of the file."""
    page = numbers[source.Pg.objgen] if "/Pg" in source else -1
    piece_of = str(source.T) if "/T" in source else ""
    if piece_of:
        del source["/T"]
    element = Element(source, str(source.S), piece_of, page)
    kids: Any = source.get("/K", ())
    for kid in kids:
        is_element = not isinstance(kid, int) and "/S" in kid
        element.kids.append(read(kid, numbers) if is_element else kid)
    return element


def write(element: Element) -> None:
    """Bring the tree back into the file."""
    for kid in element.elements():
        if kid.source.P.objgen != element.source.objgen:
            kid.source.P = element.source
        write(kid)
    element.source.K = Array(
        [kid.source if isinstance(kid, Element) else kid for kid in element.kids]
    )
