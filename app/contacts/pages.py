"""What the pages of the address book share: numbers from addresses, tables as downloads."""

from flask import Response

from app.core import clock
from app.core.file_answers import file_answer


def number_of(typed: str | None, otherwise: int = 0) -> int:
    """A small whole number as typed or as it stands in an address."""
    return int(typed) if typed and typed.isdecimal() and len(typed) < 9 else otherwise


def search_of(typed: str | None) -> str:
    """What was typed into a search, cut to a sensible length."""
    return (typed or "").strip()[:200]


def download(content: bytes, title: str, kind: str) -> Response:
    """A table under a name with today's date."""
    return file_answer(content, f"{clock.today():%Y-%m-%d}-{title}.{kind}")
