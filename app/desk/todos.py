"""A line of the page Heute."""

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
