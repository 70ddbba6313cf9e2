"""An update of the program brings the tables up to date, or leaves all as it was."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import text

from app.core.db import Base
from app.core.db_lock import alone
from app.operation import backups, migrations
from app.operation.backups import Backup, BackupFault

if TYPE_CHECKING:
    from alembic.runtime.migration import MigrationContext


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


def upgrade(folder: Path, rehearse: Callable[[Path], object]) -> Backup | None:
    """Back up, rehearse on a copy, then migrate and check; None: the tables were up to date.

    ``rehearse`` gets a copy of the backup and raises when something goes wrong with it; nothing
    was touched then. What goes wrong later leaves the tables as they were, too: both databases
    take the making of tables back. Raises ``BackupFault``, ``NewerTables`` or ``DBAPIError``,
    and ``Busy`` while another process is at it.
    """
    with alone(patient=False):
        if not is_due():
            return None
        made = backed_up(folder)
        if made:
            with tempfile.TemporaryDirectory(prefix="treffwerk-", dir=folder) as name:
                copy = Path(name) / "copy.sqlite3"
                shutil.copyfile(made.file, copy)
                rehearse(copy)
        migrate()
    return made


def migrate() -> None:
    """Bring the tables to the newest version, all steps or none, while nobody else writes.

    No limit of time, and references are looked at when all is done (``check_after_migration``):
    a table that SQLite makes anew must not take along what hangs on it.
    """
    alembic = current_app.extensions["alembic"]
    connection = alembic.migration_context.connection
    connection.rollback()  # looking at the version has begun one
    light = connection.dialect.name == "sqlite"
    before, after = ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
    if not light:
        before, after = ("SET statement_timeout = 0", "SET statement_timeout = '15s'")
    driver = connection.connection.dbapi_connection
    driver.execute(before)
    driver.commit()
    connection.execution_options(writing=True)
    try:
        alembic.upgrade()
    finally:
        connection.rollback()
        driver.execute(after)
        driver.commit()


def is_due() -> bool:
    """Whether the tables are older than this program. Raises ``NewerTables``."""
    if migrations.are_newest():
        return False
    refuse_newer()
    return bool(current_app.extensions["alembic"].needs_upgrade())


def backed_up(folder: Path) -> Backup | None:
    """A backup of the tables as they are; None while there are none. Raises ``BackupFault``."""
    return backups.make(folder) if current_app.extensions["alembic"].current() else None


def check_after_migration(*, ctx: "MigrationContext", heads: set[str], **_more: Any) -> None:
    """Called by Alembic inside the transaction of a migration; raising takes all of it back.

    Once the newest version is reached, tables and program must agree and no reference may lead
    nowhere. Raises ``BackupFault``.
    """
    from alembic.autogenerate import compare_metadata

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
