"""Commands for the terminal: ``flask --app app …``."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from app.access import actions as access
from app.access.rules import Role
from app.core.errors import RuleBroken
from app.core.links import link_to
from app.core.settings import ROOT, current
from app.core.terminal import needs_tables
from app.operation import commands as operation
from app.outbox import trial
from app.privacy.commands import privacy
from app.replies import actions as replies
from app.replies.models import Way
from app.replies.reading import LARGEST
from app.tables import searching
from app.tables.command import tables

staff = AppGroup("staff", help="Personen im Team.")
mail = AppGroup("mail", help="E-Mails.")
documents = AppGroup("documents", help="Dokumente zum Drucken.")
kits = AppGroup("kits", help="Vorlagen für Treffen.")
demo = AppGroup("demo", help="Das Beispieljahr.")
calendar = AppGroup("calendar", help="Antworten aus Kalendern.")


def init_app(app: Flask) -> None:
    """Register every command."""
    ours = (staff, mail, kits, documents, demo, calendar, tables, privacy, check_all, tick)
    upkeep = (operation.backup, operation.restore, operation.move_database, upgrade, migrations)
    for command in (*ours, *upkeep):
        app.cli.add_command(command)


def _show(lines: list[str], fine: bool) -> None:
    for line in lines:
        click.echo(line)
    if not fine:
        sys.exit(1)


@click.command("db", add_help_option=False, context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@with_appcontext
def migrations(words: tuple[str, ...]) -> None:
    """Befehle von Flask-Alembic; es wird erst dafür gelesen."""
    from flask_alembic.cli import cli

    cli.main(list(words), prog_name="flask db")


@click.command("upgrade")
def upgrade() -> None:
    """Die Tabellen auf den Stand dieses Programms bringen; vorher wird gesichert und geprobt."""
    from app import create_app  # it imports these commands

    operation.upgrade(create_app)


@staff.command("link")
@click.argument("address")
@needs_tables
def staff_link(address: str) -> None:
    """Einen Link zum Einloggen ausgeben, einmal gültig."""
    try:
        token = access.make_link(address)
    except RuleBroken as fault:
        raise click.ClickException(
            f"{fault.message} Zuerst anlegen: flask staff add ADRESSE NAME --role office"
        ) from fault
    click.echo(link_to("access_public.enter", token=token))


@staff.command("add")
@click.argument("address")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    default=[Role.OFFICE.value],
)
@needs_tables
def staff_add(address: str, name: str, roles: tuple[str, ...]) -> None:
    """Eine Person ins Team aufnehmen oder ihre Rollen ändern."""
    access.add_staff(name, address, frozenset(map(Role, roles)), by=access.TERMINAL)
    click.echo(f"{name} ist im Team ({', '.join(roles)}).")


@staff.command("remove")
@click.argument("address")
@needs_tables
def staff_remove(address: str) -> None:
    """Eine Person aus dem Team nehmen und überall ausloggen."""
    try:
        name = access.remove_staff(address, by=access.TERMINAL)
    except RuleBroken as fault:
        raise click.ClickException(fault.message) from fault
    click.echo(f"{name} ist nicht mehr im Team und überall ausgeloggt.")


@mail.command("test")
@click.argument("address")
@needs_tables
def mail_test(address: str) -> None:
    """Eine Testmail schreiben, senden und sagen, was der Mailserver antwortet."""
    fine, sentence = trial.send_now(address)
    click.echo(sentence)
    if not fine:
        sys.exit(1)


@kits.command("check")
def kits_check() -> None:
    """Alle Kits prüfen."""
    from app.kits import check as kit_check

    folder = current().kits.folder
    _show(*kit_check.report(ROOT / "meeting_kits", Path(folder) if folder else None))


@documents.command("preview")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("vorschau"))
def documents_preview(folder: Path) -> None:
    """Alle Dokumente mit Beispieldaten im eigenen Briefkopf schreiben."""
    from app import create_app  # it imports these commands
    from app.demo.preview import preview

    try:
        for line in preview(folder, current(), create_app):
            click.echo(line)
    except RuleBroken as fault:
        raise click.ClickException(fault.message) from fault


@demo.command("load")
@needs_tables
def demo_load() -> None:
    """Das Beispieljahr in eine leere Datenbank laden."""
    from app.demo.loader import load_demo

    try:
        load_demo()
    except RuleBroken as fault:
        raise click.ClickException(fault.message) from fault
    click.echo("Das Beispieljahr ist geladen.")


@demo.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
@needs_tables
def demo_export(folder: Path) -> None:
    """Alle Mails, Kalenderdateien, PDF und Tabellen des Beispieljahres schreiben."""
    from app.demo.export import export_demo

    try:
        for line in export_demo(folder):
            click.echo(line)
    except RuleBroken as fault:
        raise click.ClickException(fault.message) from fault


@calendar.command("receive")
@needs_tables
def calendar_receive() -> None:
    """Eine E-Mail oder eine .ics-Datei von der Standardeingabe aufnehmen."""
    outcome = replies.receive(sys.stdin.buffer.read(LARGEST + 1), Way.PIPE)
    if outcome is None:
        click.echo("Darin steht keine Antwort eines Kalenders. Es bleibt alles, wie es ist.")
    else:
        click.echo("Diese Antwort war schon da." if outcome.repeated else outcome.reason)


@click.command("check")
def check_all() -> None:
    """Sagen, was nicht in Ordnung ist, und was dagegen hilft."""
    from app import check

    _show(*check.report(current()))


@click.command("tick")
@needs_tables
def tick() -> None:
    """Einmal tun, was das Uhrwerk sonst laufend tut, und wartende Tischpläne berechnen."""
    from app import clockwork

    clockwork.once()
    searching.work_off(lambda: False)
