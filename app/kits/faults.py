"""What is wrong in a kit, told in German with place and remedy."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import NamedTuple

import msgspec

from app.kits.printables import Per, Printed
from app.kits.schema import (
    Area,
    Attachment,
    Kind,
    Method,
    MinutesType,
    Mode,
    Position,
    Purpose,
    QuestionType,
    Recipients,
    Trigger,
)
from app.kits.values import Named

README = "meeting_kits/README.md"

_CHOICES: dict[str, type[Named]] = {
    "kind": Kind,
    "method": Method,
    "area": Area,
    "mode": Mode,
    "purpose": Purpose,
    "trigger": Trigger,
    "type": QuestionType,
    "minutes_type": MinutesType,
    "attachments": Attachment,
    "recipients": Recipients,
    "position": Position,
    "document": Printed,
    "per": Per,
}
_TYPES = {
    "int": "eine ganze Zahl",
    "float": "eine Zahl",
    "bool": "true oder false",
    "str": "ein Text in Anführungszeichen",
    "array": "eine Liste in eckigen Klammern",
    "object": "ein Abschnitt mit Schlüsseln",
}
_PATH_STEP = re.compile(r"\.([A-Za-z_]+)|\[(\d+)\]")


class Finding(NamedTuple):
    """A problem inside one file: place, what is wrong, what to do."""

    place: str
    problem: str
    remedy: str


class Fault(NamedTuple):
    """A problem with its file."""

    file: str
    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f", {self.place}" if self.place else ""
        return f"{self.file}{place}: {self.problem} {self.remedy}"


class KitFaults(Exception):
    """The shelf cannot be filled. ``faults`` holds everything that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


def explain(error: msgspec.ValidationError, data: object, struct: type[msgspec.Struct]) -> Finding:
    """msgspec's message about a file, as place, problem and remedy in German."""
    message, _, path = str(error).partition(" - at `$")
    steps = _steps(path.rstrip("`"))
    place = _place(steps, data)
    if found := re.match(r"Object contains unknown field `(.*)`", message):
        return _unknown_key(place, found[1], _known_keys(steps, struct))
    if found := re.match(r"Object missing required field `(.*)`", message):
        remedy = f"Ergänzen Sie ihn. {README} erklärt jeden Schlüssel."
        return Finding(place, f"Der Schlüssel „{found[1]}“ fehlt.", remedy)
    if found := re.match(r"Invalid enum value '?(.*?)'?$", message):
        return _unknown_value(place, found[1], steps)
    return _wrong_value(place, message)


def _unknown_key(place: str, key: str, known: Sequence[str]) -> Finding:
    near = get_close_matches(key, known, n=1)
    hint = f"Meinten Sie „{near[0]}“?" if near else f"Alle Schlüssel stehen in {README}."
    where = f"{place}, {key}" if place else key
    return Finding(where, f"Den Schlüssel „{key}“ gibt es hier nicht.", hint)


def _unknown_value(place: str, value: str, steps: Sequence[str | int]) -> Finding:
    key = next((step for step in reversed(steps) if isinstance(step, str)), "")
    problem = f"Den Wert „{value}“ gibt es hier nicht."
    if key == "schema_version":
        return Finding(place, problem, "Dieses Programm liest schema_version = 1.")
    if steps == ["type"]:
        remedy = 'In kit.toml steht type = "kit", in shared.toml "shared", in Übersetzungen '
        return Finding(place, problem, f'{remedy}"translation".')
    allowed = [member.value for member in _CHOICES[key]]
    near = get_close_matches(value, allowed, n=1)
    hint = f"Meinten Sie „{near[0]}“? " if near else ""
    return Finding(place, problem, f"{hint}Erlaubt sind: {', '.join(allowed)}.")


def _wrong_value(place: str, message: str) -> Finding:
    if found := re.match(r"Expected `(.*?)`, got `(.*)`", message):
        wanted = [_TYPES.get(name, name) for name in found[1].split(" | ") if name != "null"]
        problem = "Der Wert hat die falsche Art."
        return Finding(place, problem, f"Erwartet wird {' oder '.join(wanted)}.")
    if "matching regex" in message:
        remedy = "Kennungen bestehen aus a–z, 0–9, „-“ und „_“. Uhrzeiten sehen so aus: „18:00“."
        return Finding(place, "Der Text hat nicht die richtige Form.", remedy)
    if found := re.match(r"Expected `str` of length (>=|<=) (\d+)", message):
        least = found[1] == ">="
        problem = "Der Text fehlt." if least else "Der Text ist zu lang."
        remedy = "Tragen Sie ihn ein." if least else f"Höchstens {found[2]} Zeichen sind erlaubt."
        return Finding(place, problem, remedy)
    if found := re.match(r"Expected `(?:int|float)` (>=|<=|>|<) (\S+)", message):
        words = {">=": "mindestens", "<=": "höchstens", ">": "größer als", "<": "kleiner als"}
        remedy = f"Erlaubt ist {words[found[1]]} {_number(found[2])}."
        return Finding(place, "Die Zahl liegt außerhalb des erlaubten Bereichs.", remedy)
    return Finding(place, f"Der Wert passt nicht: {message}.", f"{README} erklärt jeden Schlüssel.")


def _number(text: str) -> str:
    return text.removesuffix(".0").replace(".", ",")


def _steps(path: str) -> list[str | int]:
    return [int(index) if index else key for key, index in _PATH_STEP.findall(path)]


def _place(steps: Sequence[str | int], data: object) -> str:
    """`$.agenda[3].kind` as „agenda, Eintrag 4 („Pause“), kind“."""
    words: list[str] = []
    for step in steps:
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) else None
            words.append(f"Eintrag {step + 1}{_called(data)}")
        else:
            data = data.get(step) if isinstance(data, dict) else None
            words.append(step)
    return ", ".join(words)


def _called(entry: object) -> str:
    """How people know an entry: its title, its label, its text or its id."""
    if not isinstance(entry, dict):
        return ""
    names = (entry.get(key) for key in ("title", "label", "text", "id"))
    name = next((name for name in names if isinstance(name, str) and name), "")
    return f" („{name}“)" if name else ""


def _known_keys(steps: Sequence[str | int], struct: type[msgspec.Struct]) -> list[str]:
    """The keys allowed where the steps lead."""
    here: msgspec.inspect.Type = msgspec.inspect.type_info(struct)
    for step in steps:
        if isinstance(here, msgspec.inspect.StructType) and isinstance(step, str):
            here = next(field.type for field in here.fields if field.name == step)
        elif isinstance(here, msgspec.inspect.VarTupleType):
            here = here.item_type
    if isinstance(here, msgspec.inspect.StructType):
        return [field.name for field in here.fields]
    return []
