"""Commands for backups, moving and updating."""

import functools
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import click
import msgspec
from flask import Flask, current_app
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from app.core.db import db
from app.core.db_lock import Busy
from app.core.settings import current
from app.core.settings_sections import Database, Demo, Settings
from app.core.terminal import needs_tables
from app.operation import backups, nightly, restoring, upgrading
from app.operation.backups import BackupFault
from app.operation.copying import Marks
from app.operation.upgrading import NewerTables

UNCHANGED = "Die Datenbank bleibt, wie sie war."


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@needs_tables
def backup(folder: Path | None) -> None:
    """Eine geprüfte Sicherung der Datenbank schreiben und alte Sicherungen löschen."""
    place = folder or backups.folder_of_settings()
    try:
        made = backups.make(place)
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    if folder is None:
        nightly.note_made(made)
    click.echo(f"Gesichert: {made.file} ({made.rows} Zeilen, geprüft)")
    for gone in backups.rotate(place):
        click.echo(f"Gelöscht: {gone}")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Ersetzt, was in der Datenbank steht.")
def restore(file: Path, *, replace: bool) -> None:
    """Eine Sicherung in die Datenbank der Einstellungen zurückspielen."""
    place = db.engine.url.render_as_string(hide_password=True)
    try:
        found = backups.checked(file)
        click.echo(f"{file}: {found.rows} Zeilen, Stand {found.revision}, geprüft")
        click.echo(f"Ziel: {place}")
        restoring.refuse_running()
        if replace:
            before = backups.make(backups.folder_of_settings())
            click.echo(f"Der jetzige Stand ist gesichert: {before.file}")
        written = restoring.restore(file, replace=replace)
    except (BackupFault, NewerTables, OSError) as fault:
        raise click.ClickException(str(fault)) from fault
    except DBAPIError as fault:
        raise click.ClickException(f"{_of_the_database(fault)}\n{UNCHANGED}") from fault
    _show(written)
    click.echo("Zurückgespielt und verglichen: Jede Zeile ist da.")


@click.command("move-database")
@click.argument("url")
@needs_tables
def move_database(url: str) -> None:
    """Alles in eine andere, leere Datenbank kopieren, zum Beispiel von SQLite nach PostgreSQL."""
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        here, there = restoring.move(url)
    except ArgumentError as fault:
        raise click.ClickException(f"{url} ist keine Adresse einer Datenbank.") from fault
    except (BackupFault, NewerTables) as fault:
        raise click.ClickException(str(fault)) from fault
    different = [name for name in here if here[name] != there[name]]
    _show(there)
    if different:
        raise click.ClickException(f"Diese Tabellen sind nicht gleich: {', '.join(different)}.")
    click.echo(f"Jede Zeile ist gleich. Tragen Sie nun in config.toml ein: database.url = {shown}")


def upgrade(create_app: Callable[[Settings], Flask]) -> None:
    """Bring the tables up to date, after a backup and a rehearsal with the application."""
    try:
        made = upgrading.upgrade(
            backups.folder_of_settings(), functools.partial(rehearse, create_app)
        )
    except Busy as fault:
        raise click.ClickException(
            "Ein anderer Vorgang ändert gerade diese Datenbank: eine zweite Aktualisierung oder "
            "ein Start von Treffwerk. Es wurde nichts geändert. Bitte warten Sie, bis er fertig "
            "ist."
        ) from fault
    except (BackupFault, NewerTables, OSError, DBAPIError) as fault:
        words = _of_the_database(fault) if isinstance(fault, DBAPIError) else fault
        raise click.ClickException(f"{words}\n{UNCHANGED}") from fault
    except BaseException:
        click.echo(UNCHANGED, err=True)
        raise
    heads = ", ".join(current_app.extensions["alembic"].script_directory.get_heads())
    if made:
        click.echo(f"Gesichert: {made.file}")
    click.echo(f"Die Tabellen haben den Stand {heads}.")


def rehearse(create_app: Callable[[Settings], Flask], copy: Path) -> None:
    """Migrate a copy and let the new program show a page with it. Raises what went wrong."""
    url = f"sqlite:///{copy}"
    with backups.prepared(url):
        pass  # its tables are up to date now
    config = msgspec.structs.replace(current(), database=Database(url=url), demo=Demo())
    other = create_app(config)
    status = other.test_client().get("/", base_url=config.site.base_url).status_code
    with other.app_context():
        db.engine.dispose()
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise BackupFault(
            f"Bei der Probe an einer Kopie zeigt das neue Programm einen Fehler ({status}); die "
            "Einzelheiten stehen darüber."
        )


def _of_the_database(fault: DBAPIError) -> str:
    return (
        f"Die Datenbank meldet: {str(fault.orig).strip()}. Bitte prüfen Sie den freien Platz, die "
        "Rechte und ob der Datenbankserver läuft."
    )


def _show(marks: Marks) -> None:
    """A line for each table that holds something: name, rows, begin of the checksum."""
    for name, mark in marks.items():
        if mark.rows:
            click.echo(f"{name:<28} {mark.rows:>8}  {mark.digest[:16]}")
