"""The backup of every night: one of all processes makes it, and what went wrong is kept."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.settings import current
from app.operation import backups
from app.operation.backups import Backup, BackupFault
from app.outbox.models import Heartbeat
from app.outbox.queries import heartbeat

MADE = "backup"
"""Heartbeat: when the last backup was made; the note names its file."""
TRIED = "backup_tried"
"""Heartbeat: when one was tried last; the note says what went wrong."""
AGAIN = timedelta(hours=1)


def back_up_if_due() -> bool:
    """Make the backup of today from the hour of the settings on. Whether this process did.

    After a failure it is tried again an hour later; the others leave it alone meanwhile.
    """
    settings = current().backup
    local = clock.local(clock.now())
    if not 0 <= settings.hour <= local.hour or not _claimed(local):
        return False
    folder = backups.folder_of_settings()
    try:
        made = backups.make(folder)
    except BackupFault as fault:
        _note(TRIED, str(fault))
        raise
    note_made(made)
    backups.rotate(folder)
    return True


def note_made(made: Backup) -> None:
    """Write down for the page Zustand that there is a backup, and that all is well with it."""
    with transaction():
        _write(MADE, made.file.name)
        _write(TRIED, "")


def _claimed(local: datetime) -> bool:
    with transaction():
        one_at_a_time("nightly backup")
        made, tried = heartbeat(MADE), heartbeat(TRIED)
        if made and clock.local(made.at).date() == local.date():
            return False
        if tried and timedelta() <= clock.now() - tried.at < AGAIN:
            return False
        _write(TRIED, "")
    return True


def _note(name: str, words: str) -> None:
    with transaction():
        _write(name, words)


def _write(name: str, words: str) -> None:
    row = db.session.get(Heartbeat, name) or Heartbeat(name=name)
    row.at, row.note = clock.now(), words
    db.session.add(row)
