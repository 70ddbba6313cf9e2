"""The retention run from the terminal."""

from collections.abc import Mapping
from pathlib import Path

import click
from flask.cli import AppGroup

from app.core.terminal import needs_tables
from app.privacy.list_of_rules import BY_NAME
from app.privacy.reapplying import list_beside_backups, read_list, reapply
from app.privacy.retention_run import run, try_out

privacy = AppGroup("privacy", help="Datenschutz.")


@privacy.command("run")
@click.option("--dry", is_flag=True, help="Nur zeigen, was gelöscht würde.")
@needs_tables
def run_now(*, dry: bool) -> None:
    """Löschen, dessen Frist um ist; das Uhrwerk tut es sonst alle zehn Minuten."""
    numbers = try_out().numbers if dry else run()
    for line in lines(numbers, dry=dry):
        click.echo(line)


@privacy.command("reapply")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@needs_tables
def reapply_now(file: Path | None) -> None:
    """Nach dem Zurückspielen einer Sicherung löschen, wer vorher gelöscht worden war.

    Ohne Angabe gilt die Liste neben den Sicherungen. Das Uhrwerk tut dasselbe von selbst.
    """
    try:
        gone = reapply(read_list(file or list_beside_backups()))
    except OSError as fault:
        raise click.ClickException(f"Die Liste lässt sich nicht lesen: {fault}") from fault
    click.echo(f"Noch einmal gelöscht: {gone}")


def lines(numbers: Mapping[str, int], *, dry: bool) -> list[str]:
    """One line for each rule that has something to do, then the sum."""
    total = sum(numbers.values())
    done = "Das würde gelöscht" if dry else "Gelöscht"
    found = [f"{BY_NAME[name].title}: {number}" for name, number in numbers.items() if number]
    return [*found, f"{done}: {total}" if total else "Nichts ist fällig."]
