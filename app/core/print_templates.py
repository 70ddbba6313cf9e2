"""Templates of documents that a city or a kit brings along: read and checked at the start.

They come before ours by their name (``templating.use_own``); ours stay there as
``treffwerk/<name>``, so that a template of a city may extend the one that it replaces.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from app.core.settings import ROOT
from app.core.templating import filters

OURS = ROOT / "templates"
OURS_PREFIX = "treffwerk/"
"""In front of the name of one of our templates: ours, whatever a city put in its place."""
_NAMED = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)


class Slip(NamedTuple):
    """What is wrong in a template: place, problem and remedy in German."""

    place: str
    problem: str
    remedy: str


@cache
def known() -> tuple[str, ...]:
    """The names of all documents, for example ``agenda/print/agenda.html``; parts begin with _."""
    return tuple(sorted(str(file.relative_to(OURS)) for file in OURS.glob("*/print/*.html")))


def document_named(short: str) -> str | None:
    """The document that a file in the folder ``print`` of a kit replaces: by the last part."""
    return next((name for name in known() if name.endswith(f"/{short}") and short[0] != "_"), None)


def short_names() -> list[str]:
    """What files in the folder ``print`` of a kit may be called."""
    names = (name.rpartition("/")[2] for name in known())
    return sorted(name for name in names if not name.startswith("_"))


def unknown(name: str, names: list[str]) -> Slip:
    """There is no document of this name; the nearest ones help."""
    near = get_close_matches(name, names, 3, 0.4)
    hint = f"Meinten Sie {' oder '.join(f'„{one}“' for one in near)}?" if near else ""
    remedy = hint or f"Bekannt sind: {', '.join(names)}."
    return Slip("", "Zu diesem Namen gibt es kein Dokument.", remedy)


def slips(source: str, own: Mapping[str, str] | None = None) -> Iterator[Slip]:
    """All that is wrong in the text of a template. ``own``: templates it may name beside ours."""
    reader = Environment(autoescape=True)
    reader.filters.update(filters())
    try:
        tree = reader.parse(source)
        reader.compile(tree)  # knows filters and tests
    except TemplateSyntaxError as fault:
        problem = f"Die Vorlage ist nicht richtig geschrieben ({fault.message})."
        remedy = "Bitte prüfen Sie dort und davor die Klammern {% … %} und {{ … }}."
        yield Slip(f"Zeile {fault.lineno}", problem, remedy)
        return
    yield from _unescaped(tree)
    yield from _not_there(tree, {*(own or {})})


def _unescaped(tree: nodes.Template) -> Iterator[Slip]:
    """Text of people must never become markup."""
    marked = (one for one in tree.find_all(nodes.Filter) if one.name == "safe")
    switched = tree.find_all(nodes.ScopedEvalContextModifier)
    for node in (*marked, *switched):
        problem = "Hier würden Texte von Menschen als Programm gelesen (safe, autoescape)."
        yield Slip(f"Zeile {node.lineno}", problem, "Bitte löschen Sie diese Angabe.")


def _not_there(tree: nodes.Template, own: set[str]) -> Iterator[Slip]:
    for node in tree.find_all(_NAMED):
        part = nodes.Template([node], lineno=1)
        for name in meta.find_referenced_templates(part):
            if name is None:
                problem = "Der Name einer anderen Vorlage muss hier fest dastehen."
                yield Slip(f"Zeile {node.lineno}", problem, "Bitte schreiben Sie ihn aus.")
            elif name not in own and not _is_ours(name.removeprefix(OURS_PREFIX)):
                slip = unknown(name, [*known(), *own])
                problem = f"Die Vorlage „{name}“ gibt es nicht."
                yield Slip(f"Zeile {node.lineno}", problem, slip.remedy)


def _is_ours(name: str) -> bool:
    return re.fullmatch(r"[\w/-]+\.html", name) is not None and (OURS / name).is_file()
