"""Backups: the whole database in one SQLite file, whichever database is in use.

Such a file is a complete database of Treffwerk: it can be looked into with any SQLite program, it
can be checked, and it goes into either kind of database (app/operation/restoring.py).
"""

import hashlib
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import URL, Connection, text

from app.core import clock
from app.core.db import Base, db
from app.core.settings import current
from app.operation.copying import copy_rows
from app.operation.migrations import Migrations

PATTERN = re.compile(r"treffwerk-(\d{4}-\d{2}-\d{2})T(\d{2})(\d{2})(\d{2})\.sqlite3")
BLOCK = 1024 * 1024
ALL_OF_DAYS = 2


class BackupFault(Exception):
    """A backup cannot be made or used; the text is for the person at the terminal."""


@dataclass(frozen=True)
class Backup:
    """A file that was checked."""

    file: Path
    revision: str
    """Of the tables in it; empty: none."""
    rows: int


def make(folder: Path) -> Backup:
    """Write a checked backup of the running application's database while it goes on working.

    Raises ``BackupFault``; an unfinished file does not stay.
    """
    stamp = clock.local(clock.now()).strftime("%Y-%m-%dT%H%M%S")
    file = folder / f"treffwerk-{stamp}.sqlite3"
    part = file.with_name(f"{file.stem}-unfertig.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        try:
            _write(part)
            found = checked(part)
            _keep(part, file)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, sqlite3.Error) as fault:
        raise BackupFault(
            f"Die Sicherung {file} ist nicht gelungen: {fault}. Bitte prüfen Sie den Ordner "
            "backup.folder in config.toml, die Rechte und den freien Platz."
        ) from fault
    return Backup(file, found.revision, found.rows)


def _write(part: Path) -> None:
    """One state of the database, although others write meanwhile."""
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(str(db.engine.url.database))) as live:
            live.execute("VACUUM INTO ?", (str(part),))
        return
    url = URL.create("sqlite", database=str(part.resolve()))  # any letter may stand in a folder
    with one_state() as source, prepared(url) as copy, copy.begin():
        copy_rows(source, copy)
    with closing(sqlite3.connect(part)) as finished:
        finished.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def one_state() -> Iterator[Connection]:
    """A connection that sees the database as it is now, however long reading takes."""
    with db.engine.connect() as plain:
        connection = plain
        if plain.dialect.name == "postgresql":
            connection = plain.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


@contextmanager
def prepared(url: str | URL) -> Iterator[Connection]:
    """A connection that may write to another database, which has our tables from now on."""
    other = Flask("treffwerk-copy")
    names = ("ALEMBIC", "ALEMBIC_CONTEXT")
    other.config.update({name: current_app.config[name] for name in names})
    other.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(other)
    Migrations().init_app(other)
    try:
        with other.app_context():
            other.extensions["alembic"].upgrade()
            with db.engine.connect().execution_options(writing=True) as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SET statement_timeout = 0"))
                    connection.commit()
                yield connection
    finally:
        with other.app_context():  # Alembic gives its connection back when its context ends
            db.engine.dispose()


def _keep(part: Path, file: Path) -> None:
    """The finished file and its checksum under their names, on the disk before this returns."""
    sums = file.with_suffix(".sha256")
    sums.write_text(f"{_digest(part)}  {file.name}\n", encoding="utf-8")
    for written in (part, sums):
        with written.open("rb") as opened:
            os.fsync(opened.fileno())
    part.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _digest(file: Path) -> str:
    found = hashlib.sha256()
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def checked(file: Path) -> Backup:
    """What is in a backup. Raises ``BackupFault`` when it is cut short, changed or none at all."""
    if not file.is_file():
        raise BackupFault(f"{file} gibt es nicht. Bitte prüfen Sie den Namen der Sicherung.")
    sums = file.with_suffix(".sha256")
    if sums.is_file() and sums.read_text(encoding="utf-8").split()[:1] != [_digest(file)]:
        raise BackupFault(
            f"{file} passt nicht zu ihrer Prüfsumme: Die Datei ist abgeschnitten oder verändert. "
            "Bitte nehmen Sie eine andere Sicherung."
        )
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as opened:
            return Backup(file, _revision(opened, file), _sound_rows(opened, file))
    except sqlite3.Error as fault:
        raise BackupFault(
            f"{file} ist keine vollständige Sicherung ({fault}). Bitte nehmen Sie eine andere."
        ) from fault


def _revision(opened: sqlite3.Connection, file: Path) -> str:
    known = opened.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")
    if not known.fetchone():
        raise BackupFault(f"{file} ist keine Sicherung von Treffwerk.")
    return "".join(row[0] for row in opened.execute("SELECT version_num FROM alembic_version"))


def _sound_rows(opened: sqlite3.Connection, file: Path) -> int:
    faults = [row[0] for row in opened.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
    if faults or opened.execute("PRAGMA foreign_key_check").fetchone():
        raise BackupFault(f"{file} ist beschädigt: {'; '.join(faults) or 'Verweise fehlen'}.")
    tables = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    known = [name for (name,) in tables if name in Base.metadata.tables]
    return sum(opened.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in known)  # noqa: S608  (our own names)


def all_in(folder: Path) -> list[Path]:
    """The backups of a folder, the newest first."""
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted((one for one in found if PATTERN.fullmatch(one.name)), reverse=True)


def made_on(file: Path) -> date:
    """The local day on which a backup was made, by its name."""
    return date.fromisoformat(file.stem.removeprefix("treffwerk-")[:10])


def to_keep(days: list[date], *, daily: int, weekly: int, monthly: int) -> set[date]:
    """Of the days on which backups were made those whose backup stays, the newest of each kind."""
    newest_first = sorted(set(days), reverse=True)
    kept = set(newest_first[:daily])
    for most, of in ((weekly, _week), (monthly, _month)):
        groups: dict[tuple[int, int], date] = {}
        for day in newest_first:
            groups.setdefault(of(day), day)
        kept |= set(sorted(groups.values(), reverse=True)[:most])
    return kept


def _week(day: date) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return year, week


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month


def rotate(folder: Path) -> list[Path]:
    """Remove backups that need not stay, and say which.

    Of the last days with backups all stay, so that one made by hand replaces none; of each older
    day that is kept the newest one.
    """
    settings = current().backup
    files = all_in(folder)
    newest = {made_on(file): file for file in reversed(files)}
    days = to_keep(
        list(newest), daily=settings.daily, weekly=settings.weekly, monthly=settings.monthly
    )
    recent = sorted(newest, reverse=True)[:ALL_OF_DAYS]
    stay = {newest[day] for day in days} | {file for file in files if made_on(file) in recent}
    gone = [file for file in files if file not in stay]
    for file in gone:
        file.unlink(missing_ok=True)
        file.with_suffix(".sha256").unlink(missing_ok=True)
    return gone


def folder_of_settings() -> Path:
    """Where backups are kept."""
    return Path(current_app.root_path).parent / current().backup.folder
