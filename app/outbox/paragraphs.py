"""The plain text of a letter as blocks for its HTML part: paragraphs, lists, own links.

Plain Python. Nothing is escaped here: the template escapes every piece.
"""

import re
from dataclasses import dataclass
from typing import Literal

WRAP = 68
"""Kits wrap their texts near column 79; placeholders filled in move the wrap a little."""

_ADDRESS = re.compile(r"https?://[^\s<>\"]+")
_TRAILING = ".,;:!?)]}'»“”‘’"
# "Wo: Neues Rathaus" and "18:05 Uhr: Rückblick" begin a line of their own.
_LABEL = re.compile(r"[A-ZÄÖÜ][\w -]{1,20}: |\d{1,2}:\d{2}\sUhr: ")
_CLOCK = re.compile(r"(Uhr|\d:\d\d)\)?$")
"""A line that ends with a time of day, „18:00 Uhr“ or “18:00”."""
_ITEM = re.compile(r"- +(.*)|(\d+)\. +(.*)")


@dataclass(frozen=True)
class Piece:
    """A run of text; with ``href`` a link to a page of ours."""

    text: str
    href: str = ""


Line = tuple[Piece, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph (``p``) or a list (``ul``, ``ol``); each line is a line or a list item."""

    kind: Literal["p", "ul", "ol"]
    lines: tuple[Line, ...]


def blocks(text: str, base_url: str) -> list[Block]:
    """The text in reading order. Links lead to ``base_url`` only (M-7)."""
    found: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", text.strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        found += [_block(kind, group, base_url) for kind, group in _groups(lines)]
    return found


def _block(kind: Literal["p", "ul", "ol"], lines: list[str], base_url: str) -> Block:
    joined = _unwrapped(lines) if kind == "p" else lines
    return Block(kind, tuple(pieces(line, base_url) for line in joined))


def _groups(lines: list[str]) -> list[tuple[Literal["p", "ul", "ol"], list[str]]]:
    """Neighbouring lines of one kind; a line below a list item continues the item."""
    groups: list[tuple[Literal["p", "ul", "ol"], list[str]]] = []
    numbered = [line for line in lines if re.match(r"\d+\. ", line)]
    has_numbers = len(numbered) > 1 and numbered[0].startswith("1. ")
    for line in lines:
        match = _ITEM.fullmatch(line)
        kind: Literal["p", "ul", "ol"] = "p"
        if match and match[1] is not None:
            kind, line = "ul", match[1]
        elif match and has_numbers:
            kind, line = "ol", match[3]
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(line)
        elif groups and kind == "p":
            groups[-1][1][-1] += " " + line
        else:
            groups.append((kind, [line]))
    return groups


def _unwrapped(lines: list[str]) -> list[str]:
    """Lines that were only wrapped for the width become one; short lines stay lines."""
    joined: list[str] = []
    last = ""
    for line in lines:
        if joined and _was_wrapped(last, line):
            joined[-1] += " " + line
        else:
            joined.append(line)
        last = line
    return joined


def _was_wrapped(line: str, following: str) -> bool:
    """Whether the text runs on: there was no room left, and neither line states a fact alone."""
    had_room = len(line) + 1 + len(following.split(" ", 1)[0]) <= WRAP
    is_fact = line.endswith(":") or (_CLOCK.search(line) and following[0].isupper())
    return not (had_room or is_fact or _LABEL.match(following))


def pieces(line: str, base_url: str) -> Line:
    """The line cut into text and links of our own; every other address stays text."""
    found: list[Piece] = []
    done = 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(_TRAILING)
        if not is_ours(address, base_url):
            continue
        if match.start() > done:
            found.append(Piece(line[done : match.start()]))
        found.append(Piece(address, href=address))
        done = match.start() + len(address)
    if line[done:]:
        found.append(Piece(line[done:]))
    return tuple(found)


def is_ours(address: str, base_url: str) -> bool:
    """Whether an address lies below ``base_url``, not merely begins with the same letters."""
    base = base_url.rstrip("/")
    return address == base or address.startswith((f"{base}/", f"{base}?", f"{base}#"))
