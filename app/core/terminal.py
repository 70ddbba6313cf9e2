"""What commands for the terminal have in common."""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import click
from sqlalchemy import inspect

from app.core.db import db

P = ParamSpec("P")
R = TypeVar("R")


def needs_tables(command: Callable[P, R]) -> Callable[P, R]:
    """Stop with a sentence and its remedy while the database of the settings is an empty one."""

    @functools.wraps(command)
    def checked(*args: P.args, **kw: P.kwargs) -> R:
        if not inspect(db.engine).get_table_names():
            place = db.engine.url.render_as_string(hide_password=True)
            raise click.ClickException(
                f"In der Datenbank {place} steht noch nichts. Zuerst: make run oder flask upgrade."
            )
        return command(*args, **kw)

    return checked
