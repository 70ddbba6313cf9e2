"""INSERT … ON CONFLICT: both databases have it, each in a dialect of its own."""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Table


@cache
def insert_of(dialect: str) -> Callable[[Table], Any]:
    """``insert`` of ``sqlite`` or ``postgresql``; the other one is not read (4 MiB)."""
    insert: Callable[[Table], Any] = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return insert
