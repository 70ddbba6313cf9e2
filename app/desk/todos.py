"""A line of the page Heute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Todo:
    """One line of what is to be done: its day, its words, and the page that does it."""

    due: date | None
    """None: to keep an eye on."""
    text: str
    note: str
    page: str
    """Endpoint, with ``values`` and ``anchor``."""
    values: dict[str, Any]
    anchor: str = ""
    tick: tuple[str, dict[str, int]] | None = None
    """Endpoint and values that mark it as done right here."""
    who: str = ""
    """The person or role that takes care of it."""


@dataclass(frozen=True)
class Hidden:
    """Late lines that come after those which are shown: they are only counted."""

    page: str
    """Endpoint that does them."""
    who: str
    number: int


Line = Todo | Hidden


def hidden(page: str, left: Mapping[str, int]) -> list[Line]:
    """``left``: who takes care → how many more there are."""
    return [Hidden(page, who, number) for who, number in left.items()]
