"""The tree of tags as plain nodes, and what is wrong with it for people who hear the document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pikepdf
from pikepdf import Dictionary

from tests.papers.drawn import Drawn

Mark = tuple[int, int]
"""Page and number of a marked content."""
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")
KNOWN = {
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "NonStruct", "P", *HEADINGS,
    "L", "LI", "Lbl", "LBody", "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span",
    "Link", "Figure", "Form", "Note", "Reference", "Quote", "Code",
}  # fmt: skip
CHILDREN = {
    "L": {"LI", "L", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}
PARENTS = {
    "LI": {"L"}, "Lbl": {"LI"}, "LBody": {"LI"}, "TR": {"THead", "TBody", "TFoot"},
    "TH": {"TR"}, "TD": {"TR"}, "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
    "Caption": {"Table", "L", "Figure"},
}  # fmt: skip


@dataclass(eq=False)
class Node:
    """One element. ``own``: content directly inside; ``objects``: links and form fields."""

    kind: str
    element: pikepdf.Object
    parent: "Node | None"
    kids: list["Node"] = field(default_factory=list)
    own: list[Mark] = field(default_factory=list)
    objects: list[pikepdf.Object] = field(default_factory=list)
    words: str = ""

    def all(self, *kinds: str) -> Iterator["Node"]:
        """This element and those below, in reading order; all, or those of some kinds."""
        if not kinds or self.kind in kinds:
            yield self
        for kid in self.kids:
            yield from kid.all(*kinds)

    def marks(self) -> list[Mark]:
        return [mark for node in self.all() for mark in node.own]

    def text(self) -> str:
        return " ".join(" ".join(node.words for node in self.all()).split())

    def has_content(self) -> bool:
        return any(
            node.words.strip() or node.objects or node.kind in ("Figure", "Form")
            for node in self.all()
        )

    def above(self, *kinds: str) -> "Node | None":
        """The nearest element of these kinds around this one."""
        node = self.parent
        while node is not None and node.kind not in kinds:
            node = node.parent
        return node

    def attribute(self, name: str) -> object:
        """A value of the table attributes, or None."""
        listed = self.element.get("/A", pikepdf.Dictionary())
        for facts in listed if isinstance(listed, pikepdf.Array) else [listed]:
            if not isinstance(facts, int) and name in facts:
                return facts[name]
        return None

    def named(self) -> str:
        text = self.text()
        return f"{self.kind} „{text[:40]}{'…' if len(text) > 40 else ''}“"


def tree(file: pikepdf.Pdf, pages: Sequence[Drawn]) -> Node:
    """The tree below the root of tags. Raises AttributeError or KeyError for an untagged file."""
    numbers = {page.obj.objgen: number for number, page in enumerate(file.pages)}
    words = [_words(page) for page in pages]
    root = Node("Root", file.Root.StructTreeRoot, None)

    def grow(node: Node, page: int | None) -> None:
        kids = node.element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, int):
                node.own.append((page if page is not None else -1, int(kid)))
            elif "/S" in kid:
                below = Node(str(kid.S)[1:], kid, node)
                node.kids.append(below)
                grow(below, numbers.get(kid.Pg.objgen) if "/Pg" in kid else page)
            elif "/MCID" in kid:
                there = numbers[kid.Pg.objgen] if "/Pg" in kid else page
                node.own.append((there if there is not None else -1, int(kid.MCID)))
            elif "/Obj" in kid:
                node.objects.append(kid.Obj)
        node.words = " ".join(
            words[there].get(mark, "") for there, mark in node.own if 0 <= there < len(words)
        )

    grow(root, None)
    return root


def _words(page: Drawn) -> dict[int, str]:
    found: dict[int, str] = {}
    for text in page.texts:
        if text.mark is not None:
            found[text.mark] = found.get(text.mark, "") + text.text
    return found


def tree_findings(root: Node, pages: Sequence[Drawn], *, sheet: bool) -> Iterator[str]:
    """All that is wrong with the tree. ``sheet``: cards and signs, where any heading may begin."""
    yield from _families(root)
    yield from _headings(root, sheet=sheet)
    for table in root.all("Table"):
        yield from _table(table)
    yield from _split_tables(root)
    yield from _split_lists(root)
    yield from _empty(root)
    yield from _figures(root)
    yield from _reach(root, pages)
    yield from _parents(root)


def _families(root: Node) -> Iterator[str]:
    if [kid.kind for kid in root.kids] != ["Document"]:
        yield "the tree of tags does not begin with one Document"
    for node in root.all():
        if node.kind not in KNOWN and node is not root:
            yield f"the kind {node.kind} is not a standard kind of element"
        wrong = {kid.kind for kid in node.kids} - CHILDREN.get(node.kind, KNOWN)
        if wrong & KNOWN:
            yield f"{node.named()} holds {', '.join(sorted(wrong))}"
        if node.kind in PARENTS and node.parent and node.parent.kind not in PARENTS[node.kind]:
            yield f"{node.named()} stands in {node.parent.kind}"
        if node.kind in ("P", *HEADINGS) and (around := node.above("P", *HEADINGS)):
            yield f"{node.named()} stands inside of {around.kind}"


def _headings(root: Node, *, sheet: bool) -> Iterator[str]:
    levels = [int(node.kind[1]) for node in root.all(*HEADINGS)]
    if not sheet and levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of the first level, not one"
    before = 0
    for node, level in zip(root.all(*HEADINGS), levels, strict=True):
        if level > before + 1:
            yield f"{node.named()} leaves out a level after " + (f"H{before}" if before else "none")
        before = level


def _table(table: Node) -> Iterator[str]:
    heads = [kid for kid in table.kids if kid.kind == "THead"]
    name = heads[0].named() if heads else table.named()
    if len(heads) != 1:
        yield f"the table with {name} has {len(heads)} heads, not one"
    yield from _grid(table, name)
    for cell in table.all("TH", "TD"):
        scope, in_head = cell.attribute("/Scope"), cell.above("THead") is not None
        if cell.kind == "TH" and scope not in ("/Column", "/Row", "/Both"):
            yield f"{cell.named()} does not say for what it stands (Scope)"
        elif cell.kind == "TH" and in_head and scope == "/Row":
            yield f"{cell.named()} in the head of a table stands for its row"
        elif cell.kind == "TH" and not in_head and scope == "/Column":
            yield f"{cell.named()} in the body of a table stands for its column"
        if cell.attribute("/Headers") is not None:
            yield f"{cell.named()} names its header cells beside their Scope"
    for row in table.all("TR"):
        if not row.has_content():
            yield f"the table with {name} has a row without any text"
        elif row.parent and row.parent.kind != "THead" and _headless(row):
            yield f"{row.named()} has no cell that is its head"


def _headless(row: Node) -> bool:
    return all(cell.kind == "TD" for cell in row.kids)


def _grid(table: Node, name: str) -> Iterator[str]:
    """Every row has the same number of columns, with cells over several columns and rows."""
    widths, hanging = [], Counter[int]()
    for number, row in enumerate(table.all("TR")):
        width = hanging[number]
        for cell in row.kids:
            columns = int(cell.attribute("/ColSpan") or 1)
            width += columns
            for below in range(1, int(cell.attribute("/RowSpan") or 1)):
                hanging[number + below] += columns
        widths.append(width)
    if len(set(widths)) > 1:
        yield f"the table with {name} has rows of different length: {sorted(set(widths))}"
    if any(hanging[number] for number in range(len(widths), len(widths) + len(hanging) + 1)):
        yield f"the table with {name} has a cell that reaches beyond the last row"


def _split_tables(root: Node) -> Iterator[str]:
    """Two tables with the same head and nothing between, on two pages, are one table."""
    tables = list(root.all("Table"))
    for one, two in pairwise(tables):
        heads = [
            " ".join(head.text() for head in table.kids if head.kind == "THead")
            for table in (one, two)
        ]
        if heads[0] == heads[1] and _goes_on(root, one, two):
            yield f"the table with the head „{heads[0]}“ is cut in two"


def _split_lists(root: Node) -> Iterator[str]:
    """Two lists with nothing between, on two pages, are one list."""
    lists = [node for node in root.all("L") if node.above("L") is None]
    for one, two in pairwise(lists):
        if one.parent is two.parent and _goes_on(root, one, two):
            yield f"{one.named()} is cut in two"


def _goes_on(root: Node, one: Node, two: Node) -> bool:
    first, second, order = one.marks(), two.marks(), root.marks()
    if not first or not second:
        return False
    place = order.index(first[-1])
    return order[place + 1] == second[0] and second[0][0] == first[-1][0] + 1


def _empty(root: Node) -> Iterator[str]:
    """Elements without any content are read as "blank"; only cells of data may be empty."""
    for node in root.all():
        spaces = node.kind in ("Span", "NonStruct") and node.marks()
        if node.kind not in ("TD", "TR") and not node.has_content() and not spaces:
            around = node.parent.named() if node.parent else "the file"
            if node.parent and node.parent.has_content():
                yield f"an empty {node.kind} stands in {around}"


def _figures(root: Node) -> Iterator[str]:
    for figure in root.all("Figure"):
        words = str(figure.element.get("/Alt", "")).strip()
        if len(words) < 2:
            yield "a figure has no words in its place (Alt)"
        if not figure.marks():
            yield f"the figure „{words}“ draws nothing"
    for field_ in root.all("Form"):
        if not any(str(widget.get("/TU", "")).strip() for widget in field_.objects):
            yield "a form field has no name in words (TU)"


def _reach(root: Node, pages: Sequence[Drawn]) -> Iterator[str]:
    """All content is in the tree once, or an artifact."""
    counted = Counter(root.marks())
    drawn = {(number, mark) for number, page in enumerate(pages) for mark in page.marks}
    for page, mark in sorted(set(counted) - drawn):
        yield f"page {page + 1}: the tree names content {mark} that is not drawn"
    for page, mark in sorted(drawn - set(counted)):
        yield f"page {page + 1}: no element holds „{pages[page].words(mark)}“"
    for (page, mark), times in counted.items():
        if times > 1:
            yield f"page {page + 1}: „{pages[page].words(mark)}“ is read {times} times"
    for number, page_drawn in enumerate(pages):
        if len(page_drawn.marks) > len(set(page_drawn.marks)):
            yield f"page {number + 1}: two contents have the same number"
        if page_drawn.loose:
            what = ", ".join(sorted(set(page_drawn.loose)))
            yield f"page {number + 1}: something is neither tagged nor an artifact ({what})"


def _parents(root: Node) -> Iterator[str]:
    """The way back: from a mark of a page to its element."""
    for node in root.all():
        for kid in node.kids:
            around = kid.element.get("/P", Dictionary())
            if node is not root and around.objgen != node.element.objgen:
                yield f"{kid.named()} names another element as the one around it"
