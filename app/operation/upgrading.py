"""An update of the program brings the tables up to date, or leaves all as it was."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask, current_app
from sqlalchemy import text

from app.core.db import Base
from app.operation import backups
from app.operation.backups import Backup, BackupFault
from app.startup import alone, refuse_newer


def upgrade(folder: Path, create_app: Callable[..., Flask]) -> Backup | None:
    """Back up, then migrate and check in one transaction; None: the tables were up to date.

    What goes wrong leaves the tables as they were: both databases take the making of tables
    back. Raises ``BackupFault``, ``StartFault`` (tables of a newer version) or ``DBAPIError``.
    """
    alembic = current_app.extensions["alembic"]
    with alone():
        refuse_newer(current_app._get_current_object())  # type: ignore[attr-defined]
        if not alembic.needs_upgrade():
            return None
        made = backups.make(folder, create_app) if alembic.current() else None
        alembic.upgrade()
    return made


def check_after_migration(*, ctx: MigrationContext, heads: set[str], **_more: Any) -> None:
    """Called by Alembic inside the transaction of a migration; raising takes all of it back.

    Once the newest version is reached, tables and program must agree and no reference may lead
    nowhere. Raises ``BackupFault``.
    """
    connection = ctx.connection
    if connection is None or heads != set(
        current_app.extensions["alembic"].script_directory.get_heads()
    ):
        return
    differences = compare_metadata(ctx, Base.metadata)
    if differences:
        raise BackupFault(
            f"Nach der Umstellung passen die Tabellen nicht zum Programm: {differences}"
        )
    if (
        connection.dialect.name == "sqlite"
        and connection.execute(text("PRAGMA foreign_key_check")).first()
    ):
        raise BackupFault("Nach der Umstellung führen Verweise ins Leere.")
