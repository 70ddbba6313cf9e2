"""An update of the program brings the tables up to date, or leaves all as it was."""

from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import current_app
from sqlalchemy import text

from app.core.db import Base
from app.core.db_lock import alone
from app.operation import backups
from app.operation.backups import Backup, BackupFault


class NewerTables(Exception):
    """The tables are of a newer version than this program."""


def refuse_newer() -> None:
    """Raise ``NewerTables`` when this program does not know the version of the tables."""
    alembic = current_app.extensions["alembic"]
    known = {script.revision for script in alembic.script_directory.walk_revisions()}
    unknown = set(alembic.migration_context.get_current_heads()) - known
    if unknown:
        raise NewerTables(
            "Die Datenbank stammt von einer neueren Fassung von Treffwerk "
            f"(Stand {', '.join(sorted(unknown))}). Bitte starten Sie die neuere Fassung oder "
            "spielen Sie eine Sicherung ein, die zu dieser Fassung passt."
        )


def upgrade(folder: Path) -> Backup | None:
    """Back up, then migrate and check in one transaction; None: the tables were up to date.

    What goes wrong leaves the tables as they were: both databases take the making of tables
    back. Raises ``BackupFault``, ``NewerTables`` or ``DBAPIError``.
    """
    alembic = current_app.extensions["alembic"]
    with alone():
        refuse_newer()
        if not alembic.needs_upgrade():
            return None
        made = backups.make(folder) if alembic.current() else None
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
