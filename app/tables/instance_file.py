"""A task as a JSON file, and a plan as JSON. docs/table-mixing.md describes both."""

import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from app.core.errors import RuleBroken
from app.core.words import count, number
from app.tables.rules import cost
from app.tables.rules.instance import Guest, Instance, Pair, Weights, merged
from app.tables.rules.solve import Solved

LARGEST = 20_000_000  # bytes
MOST_PEOPLE, MOST_ROUNDS, MOST_TIMES = 1000, 50, 1000

Id = Annotated[int, Meta(ge=0, lt=MOST_PEOPLE)]
Seats = Annotated[int, Meta(ge=1, le=MOST_PEOPLE)]
Times = Annotated[int, Meta(ge=0, le=MOST_TIMES)]
Rounds = Annotated[int, Meta(ge=1, le=MOST_ROUNDS)]


class PersonEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody who takes part."""

    id: Id
    sector: Id | None = None
    fixed_table: Id | None = None
    interests: list[int | str] = []


class InstanceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file as it is written; tables and rounds may also come as options."""

    people: Annotated[list[PersonEntry], Meta(max_length=MOST_PEOPLE)]
    tables: Annotated[list[Seats], Meta(min_length=1, max_length=MOST_PEOPLE)] | None = None
    rounds: Rounds | None = None
    history: list[tuple[Id, Id, Times]] = []
    together: list[tuple[Id, Id]] = []
    apart: list[tuple[Id, Id]] = []


def read(path: Path) -> InstanceFile:
    """The content of a file. Raises ``RuleBroken``: file, place, problem and remedy."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError) as fault:  # ValueError: a name with a NUL
        raise RuleBroken(
            f"{_shown(path)}: Diese Datei ist nicht lesbar. Prüfen Sie Namen und Rechte."
        ) from fault
    if len(raw) > LARGEST:
        raise RuleBroken(
            f"{_shown(path)}: Die Datei ist größer als {LARGEST // 10**6} Megabyte. "
            "Lassen Sie in „history“ Paare weg, die sich nie getroffen haben."
        )
    try:
        return parse(raw)
    except RuleBroken as fault:
        raise RuleBroken(f"{_shown(path)}: {fault.message}") from fault


def parse(raw: bytes) -> InstanceFile:
    """JSON as an ``InstanceFile``. Raises ``RuleBroken`` with place, problem and remedy."""
    try:
        return msgspec.json.decode(raw.removeprefix(b"\xef\xbb\xbf"), type=InstanceFile)
    except msgspec.ValidationError as fault:
        raise RuleBroken(_explain(str(fault))) from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise RuleBroken(_not_json(raw, str(fault))) from fault


def instance_of(
    file: InstanceFile,
    *,
    tables: Sequence[int] | None = None,
    rounds: int | None = None,
    weights: Weights | None = None,
) -> Instance:
    """The task for the search; ``tables`` (seats of each) and ``rounds`` replace those of the file.

    Raises ``RuleBroken``. Wishes that contradict each other are for ``wishes.contradictions``.
    """
    seats, times = tables or file.tables, rounds or file.rounds
    if seats is None or times is None:
        name, option = ("tables", "--tables 7,7,6") if seats is None else ("rounds", "--rounds 3")
        raise RuleBroken(
            f"Der Schlüssel „{name}“ fehlt. Ergänzen Sie ihn, oder geben Sie „{option}“ an."
        )
    problem = next(_problems(file, seats), None)
    if problem is not None:
        raise RuleBroken(problem)
    return Instance(
        guests=_guests(file.people),
        tables=tuple(seats),
        rounds=times,
        history={_pair(one, other): times for one, other, times in file.history if times},
        together=merged(file.together),
        apart=frozenset(_pair(one, other) for one, other in file.apart),
        weights=weights or Weights(),
    )


def _guests(people: Sequence[PersonEntry]) -> tuple[Guest, ...]:
    """In the order of their numbers; sectors and interests become numbers from 0."""
    topics = sorted({str(topic) for one in people for topic in one.interests})
    number_of = {topic: place for place, topic in enumerate(topics)}
    sectors = sorted({one.sector for one in people if one.sector is not None})
    return tuple(
        Guest(
            label=f"Person {one.id}",
            sector=None if one.sector is None else sectors.index(one.sector),
            fixed_table=one.fixed_table,
            interests=frozenset(number_of[str(topic)] for topic in one.interests),
        )
        for one in sorted(people, key=lambda one: one.id)
    )


def as_json(instance: Instance, solved: Solved) -> str:
    """The plan with its costs, counted anew, as one line."""
    plan = solved.found.plan
    return msgspec.json.encode(
        {
            "rounds": cost.seats(instance, plan),
            "repeats": cost.repeats(instance, plan) // instance.weights.repeat,
            "mix": cost.mix(instance, plan),
            "cost": cost.cost(instance, plan) // instance.weights.repeat,
            "bound": solved.found.bound // instance.weights.repeat,
            "seconds": round(solved.seconds, 3),
        }
    ).decode()


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _problems(file: InstanceFile, seats: Sequence[int]) -> Iterator[str]:
    """What types cannot say, the first of it."""
    size = len(file.people)
    known: dict[int, int] = {}
    for place, one in enumerate(file.people):
        where = f"people[{place}]"
        if one.id >= size:
            yield (
                f"{where}.id = {one.id}: Bei {size} Personen gehen die Nummern von 0 bis "
                f"{size - 1}. Nummerieren Sie lückenlos."
            )
        if one.id in known:
            yield (
                f"{where}.id = {one.id}: Diese Nummer hat schon people[{known[one.id]}]. "
                "Jede Person braucht eine eigene."
            )
        known[one.id] = place
        if one.fixed_table is not None and one.fixed_table >= len(seats):
            yield (
                f"{where}.fixed_table = {one.fixed_table}: Tische zählen ab 0, der letzte ist "
                f"{len(seats) - 1}. Nennen Sie einen Tisch, den es gibt."
            )
    for name in ("history", "together", "apart"):
        yield from _wrong_pairs(name, getattr(file, name), size)


def _wrong_pairs(name: str, rows: Sequence[tuple[int, ...]], size: int) -> Iterator[str]:
    seen: dict[Pair, int] = {}
    for place, (one, other, *_) in enumerate(rows):
        where = f"{name}[{place}]"
        unknown = [person for person in (one, other) if person >= size]
        if unknown:
            yield (
                f"{where}: Eine Person {unknown[0]} gibt es nicht. Nennen Sie Nummern von 0 bis "
                f"{size - 1}, oder streichen Sie den Eintrag."
            )
        if one == other:
            yield f"{where}: Hier steht zweimal Person {one}. Nennen Sie zwei verschiedene."
        before = seen.setdefault(_pair(one, other), place)
        if name == "history" and before != place:
            yield (
                f"{where}: Dieses Paar steht schon in history[{before}]. "
                "Zählen Sie beide Einträge zusammen."
            )


_KINDS = {
    "int": "eine ganze Zahl", "float": "eine Kommazahl", "str": "ein Text", "null": "null",
    "bool": "true oder false", "array": "eine Liste", "object": "ein Objekt in {}",
}  # fmt: skip
_KEYS = {"": InstanceFile.__struct_fields__, "people": PersonEntry.__struct_fields__}


def _explain(message: str) -> str:
    """msgspec's message as place, problem and remedy."""
    what, _, path = message.partition(" - at `$")
    place = path.rstrip("`").lstrip(".")
    where = f"{place}: " if place else ""
    if found := re.match(r"Object contains unknown field `(.*)`", what):
        known = _KEYS["people" if place else ""]
        near = get_close_matches(found[1], known, 1)
        remedy = f"Meinten Sie „{near[0]}“?" if near else f"Bekannt sind: {', '.join(known)}."
        return f"{where}Den Schlüssel „{found[1][:60]}“ gibt es hier nicht. {remedy}"
    if found := re.match(r"Object missing required field `(.*)`", what):
        return f"{where}Der Schlüssel „{found[1]}“ fehlt. Ergänzen Sie ihn."
    return where + _wrong_value(what)


def _wrong_value(what: str) -> str:
    if found := re.match(r"Expected `array` of length (\d+)", what):
        return f"Die Liste muss genau {found[1]} Zahlen haben. Ergänzen oder kürzen Sie sie."
    if found := re.match(r"Expected `array` of length (>=|<=) (\d+)", what):
        word, limit = ("mindestens" if found[1] == ">=" else "höchstens"), int(found[2])
        return f"Die Liste muss {word} {count(limit, 'Eintrag', 'Einträge')} haben."
    if found := re.match(r"Expected `int` (>=|<=|>|<) (-?\d+)", what):
        words = {">=": "mindestens", "<=": "höchstens", ">": "mehr als", "<": "weniger als"}
        return f"Diese Zahl ist nicht erlaubt: {words[found[1]]} {number(int(found[2]))}."
    if found := re.match(r"Expected `(.*?)`, got `(.*)`", what):
        wanted = " oder ".join(_KINDS.get(kind, kind) for kind in found[1].split(" | "))
        return f"Hier wird {wanted} erwartet, da steht {_KINDS.get(found[2], found[2])}."
    return f"Der Wert passt nicht ({what}). Prüfen Sie Art und Größe."


def _not_json(raw: bytes, message: str) -> str:
    if not raw.strip():
        return "Die Datei ist leer. Erwartet wird JSON mit „people“, „tables“ und „rounds“."
    found = re.search(r"\(byte (\d+)\)", message)
    if found:
        line = raw.count(b"\n", 0, int(found[1])) + 1
        return f"Zeile {line}: Das ist kein gültiges JSON. Prüfen Sie Klammern, Kommas und Zeichen."
    return "Das ist kein vollständiges JSON in UTF-8. Prüfen Sie, ob die Datei abgeschnitten ist."


def _shown(path: Path) -> str:
    return str(path).replace("\0", "␀")
