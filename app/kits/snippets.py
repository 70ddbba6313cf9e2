"""Placeholders in mail texts: plain replacement in one pass, no program logic, never Jinja.

A value that itself looks like a placeholder (a guest may type anything) is not replaced again.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches

from msgspec import Struct

from app.kits.vocabulary import PLACEHOLDERS

_BRACES = re.compile(r"\{\{([^{}\n]*)\}\}|\{\{|\}\}")


class Slip(Struct, frozen=True):
    """Something in double braces that is not a known placeholder. Lines count from 1."""

    line: int
    found: str
    name: str | None

    @property
    def problem(self) -> str:
        """One German sentence."""
        if self.name is None:
            return f"Hier steht {self.found}, aber kein vollständiger Platzhalter."
        return f"Den Platzhalter {self.found} gibt es nicht."

    @property
    def remedy(self) -> str:
        """What to do about it, in German."""
        if self.name is None:
            return "Schreiben Sie den Platzhalter als {{name}} in einer Zeile."
        near = get_close_matches(self.name.strip().lower(), PLACEHOLDERS, n=1, cutoff=0.6)
        if near:
            return f"Meinten Sie {{{{{near[0]}}}}}?"
        return "Alle erlaubten Platzhalter stehen in meeting_kits/README.md."


class SnippetError(Exception):
    """A text holds a placeholder nobody can fill. ``slip`` says which and in which line."""

    def __init__(self, slip: Slip) -> None:
        super().__init__(f"Zeile {slip.line}: {slip.problem} {slip.remedy}")
        self.slip = slip


def slips_in(text: str, known: Collection[str] = PLACEHOLDERS) -> list[Slip]:
    """Everything in double braces that is not one of the known placeholders, in order."""
    return [
        Slip(line=_line_of(text, match.start()), found=match[0], name=match[1])
        for match in _BRACES.finditer(text)
        if match[1] is None or match[1] not in known
    ]


def names_in(text: str) -> set[str]:
    """The names of everything in double braces."""
    return {match[1] for match in _BRACES.finditer(text) if match[1]}


def fill(text: str, words: Mapping[str, str]) -> str:
    """The text with each {{name}} replaced by its word.

    Raises SnippetError with name and line when a placeholder has no word (an empty word is one).
    """
    slips = slips_in(text, words)
    if slips:
        raise SnippetError(slips[0])
    return _BRACES.sub(lambda match: words[match[1]], text)


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
