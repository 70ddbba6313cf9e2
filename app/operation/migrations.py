"""Which version the tables have; Alembic itself is read when they are changed or compared."""

import logging
from functools import cache
from typing import Any

from flask import Flask
from sqlalchemy import inspect, text

from app.core.db import db
from app.core.settings import ROOT

FOLDER = ROOT / "app/migrations"


class Migrations:
    """Flask-Alembic, read at its first use: 12 MiB that a web process does not need.

    Its first use must come before the first request (``Flask.teardown_appcontext``).
    """

    def init_app(self, app: Flask) -> None:
        """Be ``app.extensions["alembic"]``."""
        self._app = app
        app.extensions["alembic"] = self

    def __getattr__(self, name: str) -> Any:
        """Whatever Flask-Alembic has."""
        from flask_alembic import Alembic

        alembic = Alembic(metadatas=db.metadata, run_mkdir=False)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        alembic.init_app(self._app)
        return getattr(alembic, name)


@cache
def newest() -> str:
    """The version that this program works with; files of migrations begin with theirs."""
    return max(file.stem.partition("_")[0] for file in FOLDER.glob("[0-9]*.py"))


def found() -> tuple[str, ...]:
    """The version of the tables; nothing while there are none. Raises ``DBAPIError``."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ()
        return tuple(connection.scalars(text("SELECT version_num FROM alembic_version")))


def are_newest() -> bool:
    """Whether the tables have the version of this program. Raises ``DBAPIError``."""
    return found() == (newest(),)
