"""``flask tables plan``: a plan for a task in a file. It needs no database."""

import math
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click
from flask.cli import AppGroup

from app.core.errors import RuleBroken
from app.core.words import number
from app.tables import instance_file
from app.tables.instance_file import MOST_PEOPLE, MOST_ROUNDS
from app.tables.rules.instance import Instance, Weights
from app.tables.rules.search import Found
from app.tables.rules.solve import Solved, solve
from app.tables.rules.start import NoPlan, Unfinished
from app.tables.rules.wishes import contradictions, tight_wishes

SOONER = (
    "Bis zum Ende der Suche ist kein Plan gefunden worden, der alle Wünsche einhält. Geben Sie mit "
    "„--seconds“ mehr Zeit, oder nehmen Sie Wünsche zurück."
)

tables = AppGroup("tables", help="Tische mischen.")


class Between(click.ParamType[Any]):
    """A number from ``least`` to ``most``; what is none gets a German sentence."""

    name = "Zahl"

    def __init__(self, least: int, most: int, *, whole: bool = True) -> None:
        self.least, self.most, self.whole = least, most, whole

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        try:
            found = int(str(value)) if self.whole else float(str(value))
        except ValueError:
            found = math.nan
        if not self.least <= found <= self.most:
            kind = "eine ganze Zahl" if self.whole else "eine Zahl"
            self._refuse(value, param, f"{kind} von {self.least} bis {self.most}")
        return found

    def _refuse(self, value: object, param: click.Parameter | None, wanted: str) -> NoReturn:
        option = param.opts[0] if param else ""
        raise click.ClickException(f"{option}: „{str(value)[:60]}“ passt nicht. Erlaubt: {wanted}.")


class Seats(Between):
    """Seats of each table: „7,7,6“, or shorter „2x7,1x6“."""

    name = "Plätze"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        if isinstance(value, tuple):
            return value
        parts = re.split(r"\s*,\s*", str(value).strip())
        found = [re.fullmatch(r"(?:([0-9]{1,3})[x×])?([0-9]{1,4})", part) for part in parts]
        seats = [int(one[2]) for one in found if one for _ in range(int(one[1] or 1))]
        if not all(found) or not seats or not all(self.least <= one <= self.most for one in seats):
            self._refuse(value, param, "die Plätze jedes Tisches wie 7,7,6 oder 2x7,1x6")
        return tuple(seats)


@tables.command("plan")
@click.argument("file", metavar="INSTANCE.json", type=click.Path(path_type=Path))
@click.option("--seconds", type=Between(0, 86400, whole=False), default=10, help="Suchzeit.")
@click.option("--seed", type=Between(0, 2**63), default=1, help="Dieselbe Zahl, derselbe Plan.")
@click.option("--trials", type=Between(0, 2**63), help="Auch nach so vielen Versuchen aufhören.")
@click.option("--tables", "seats", type=Seats(1, MOST_PEOPLE), help="Plätze jedes Tisches.")
@click.option("--rounds", type=Between(1, MOST_ROUNDS), help="Zahl der Runden.")
@click.option("--mix", type=Between(0, 1000), default=2, help="Kosten eines Punktes Mischung.")
@click.option("--interest", type=Between(0, 1000), default=0, help="Kosten fehlender Interessen.")
def plan(
    file: Path,
    seconds: float,
    seed: int,
    trials: int | None,
    seats: tuple[int, ...] | None,
    rounds: int | None,
    mix: int,
    interest: int,
) -> None:
    """Einen Tischplan für eine Aufgabe rechnen und als JSON ausgeben.

    Tische und Runden der Optionen gelten statt derer in der Datei. Strg-C beendet die Suche und
    gibt den besten Plan aus, der schon gefunden ist.
    """
    weights = Weights(mix=mix, interest=interest)
    try:
        given = instance_file.read(file)
        instance = instance_file.instance_of(given, tables=seats, rounds=rounds, weights=weights)
    except RuleBroken as fault:
        raise click.ClickException(fault.message) from fault
    _refuse(contradictions(instance))
    try:
        solved = _solve(instance, seed, seconds, trials)
    except Unfinished:
        _refuse([SOONER])
        raise
    except NoPlan:
        _refuse(tight_wishes(instance))
        raise
    click.echo(instance_file.as_json(instance, solved))


def _refuse(problems: list[str]) -> None:
    """End with sentences; they count tables from 1, as people do."""
    if any(re.search(r"Tisch(en)? \d", problem) for problem in problems):
        problems = [*problems, "(Diese Sätze zählen die Tische ab 1, die Datei zählt sie ab 0.)"]
    if problems:
        raise click.ClickException("\n".join(problems))


def _solve(instance: Instance, seed: int, seconds: float, trials: int | None) -> Solved:
    progress = _Progress()
    with _until_interrupted() as interrupted:
        solved = solve(
            instance,
            seed=seed,
            seconds=seconds,
            timer=time.perf_counter,
            trials=trials,
            look=progress.show,
            go_on=lambda: not interrupted,
        )
    progress.end()
    return solved


@contextmanager
def _until_interrupted() -> Iterator[list[int]]:
    """A list that is no longer empty after Ctrl-C; a second Ctrl-C ends the command at once."""
    signals: list[int] = []

    def note(number: int, _: FrameType | None) -> None:
        signals.append(number)
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield signals
    finally:
        signal.signal(signal.SIGINT, before)


class _Progress:
    """One line on standard error that is written anew; nothing when nobody looks."""

    EVERY = 0.2  # seconds

    def __init__(self) -> None:
        self.shows, self.next = sys.stderr.isatty(), 0.0

    def show(self, found: Found, now: float) -> None:
        if not self.shows or (now < self.next and not found.perfect):
            return
        self.next = now + self.EVERY
        end = "Besser geht es nicht." if found.perfect else f"Grenze {number(found.bound)}"
        line = f"{now:.1f} s  Kosten {number(found.cost)}  {end}  {number(found.trials)} Versuche"
        click.echo(f"\r\033[K{line}", err=True, nl=False)

    def end(self) -> None:
        if self.shows:
            click.echo(err=True)
