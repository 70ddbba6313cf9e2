"""How much two ideas are alike, by their words: accents and capitals do not count."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from app.core.words import sort_key

Found = TypeVar("Found")
LIKE = 0.34
"""From here on an idea is shown as similar."""
MOST_STEMS, STEM = 12, 5
COMMON = frozenset({
    "aber", "alle", "allen", "andere", "auch", "beim", "dann", "dass", "deren", "diese", "diesem",
    "diesen", "dieser", "dieses", "durch", "eine", "einem", "einen", "einer", "eines", "habe",
    "haben", "idee", "ideen", "ihre", "ihren", "jede", "jeden", "jeder", "kann", "klima", "konnen",
    "macht", "machen", "mehr", "nach", "nicht", "oder", "ohne", "projekt", "sein", "seine", "sich",
    "sind", "soll", "sollen", "uber", "unsere", "unter", "viele", "werden", "wird", "wollen",
    "zwei", "zwischen", "zusammen", "stadt", "stadtteil", "quartier",
})  # fmt: skip
"""Words that say nothing about what an idea is."""
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Words:
    """What two ideas are compared by: pieces of their titles, and stems of all their words."""

    pieces: frozenset[str]
    stems: frozenset[str]


def words_of(title: str, summary: str = "") -> Words:
    """The words of an idea. Only the first 1,000 letters of the summary count."""
    return Words(_pieces(title), frozenset((*stems(title), *stems(summary[:1000]))))


def likeness(one: Words, other: Words) -> float:
    """From 0, nothing in common, to 1, the same; which of them is first does not count."""
    titles = _share(one.pieces, other.pieces)
    fewer = min(len(one.stems), len(other.stems))
    shared = len(one.stems & other.stems) / max(fewer, 4)
    return 0.65 * titles + 0.35 * min(shared, 1.0)


def stems(text: str) -> list[str]:
    """The first letters of each word that says something, each once, in their order."""
    found = (word for word in _WORD.findall(_plain(text)) if len(word) >= STEM - 1)
    telling = (word[:STEM] for word in found if word not in COMMON)
    return list(dict.fromkeys(telling))


def search_stems(title: str, summary: str = "") -> list[str]:
    """What to look for in other ideas: stems of the title first, at most ``MOST_STEMS``.

    In the spelling of the search key: „ü“ is „u“ there.
    """
    return list(dict.fromkeys((*stems(title), *stems(summary[:1000]))))[:MOST_STEMS]


def best(scored: Iterable[tuple[float, Found]], most: int) -> list[Found]:
    """Those that are alike enough, the most alike first; equal ones keep their order."""
    alike = [one for one in scored if one[0] >= LIKE]
    return [found for _, found in sorted(alike, key=lambda one: -one[0])[:most]]


def _plain(text: str) -> str:
    return sort_key(text)[0]


def _pieces(title: str) -> frozenset[str]:
    """Every three letters that follow each other. Words are joined: „Solar-Lotsen“ is one word."""
    joined = "".join(word for word in _WORD.findall(_plain(title)) if len(word) > 2)
    return frozenset(joined[at : at + 3] for at in range(len(joined) - 2))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's measure; two that are empty have nothing in common."""
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0
