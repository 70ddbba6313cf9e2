"""Rows of the papers about an agenda, and the same rows as tables to take away."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.agenda import queries, rules
from app.agenda.published import published_agenda_for
from app.agenda.queries import Agenda, PitchSlot, Row
from app.agenda.rules import PLACE_LABELS, Place
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import clock_time, count, time_of
from app.kits.schema import Kind, Kit, Method
from app.meetings.models import Meeting

METHODS = {one.value: one.label for one in Method if one != Method.NONE}
ROOM, ONLINE, TECH = "room", "online", "tech"
_SIDES = {"online": ONLINE, "technik": TECH}
"""Roles of the kits that do not work in the room."""


@dataclass(frozen=True)
class SessionRow:
    """An item of a session; ``number`` is empty for a break."""

    number: str
    at: str
    title: str
    kind: str
    who: str
    minutes: int
    annexes: str
    text: str
    motions: tuple[str, ...] = ()
    """What is to be decided below it, in the words of the motions."""


@dataclass(frozen=True)
class TeamLine:
    """A role and who has it; no names: still to be written in."""

    role: str
    names: str


@dataclass(frozen=True)
class RunRow:
    """A row of the run sheet in words; ``side``: where its people work (room, online, tech)."""

    span: str
    minutes: int
    title: str
    label: str
    """„Pause“ where the title does not say so, or when it is before or after the meeting."""
    slots: tuple[str, ...]
    each: str
    result: str
    method: str
    role: str
    person: str
    materials: str
    notes: str
    side: str
    quiet: bool
    """Outside the meeting, or a break."""
    turn: bool
    """The first row of another part: before, during, after."""
    free: str = ""
    """„15 Minuten frei“ right before it."""


def session_rows(
    agenda: Agenda, motions: Mapping[int, Sequence[str]] | None = None
) -> list[SessionRow]:
    """The items during a session that its members may see, numbered (domain.md 2.1).

    ``motions``: id of the item → wordings of the motions below it.
    """
    shown = [row for row in agenda.rows if row.item.public and row.item.place == Place.DURING]
    found: list[SessionRow] = []
    number = 0
    for row in shown:
        pause = row.item.kind == Kind.BREAK
        number += not pause
        words = tuple((motions or {}).get(row.item.id, ()))
        found.append(replace(_session_row(row, "" if pause else str(number)), motions=words))
    return found


def _session_row(row: Row, number: str) -> SessionRow:
    item = row.item
    return SessionRow(
        number,
        time_of(row.begin),
        item.title,
        rules.session_kind(item.kind),
        ", ".join(row.people) or item.role.partition(" (")[0],
        row.minutes,
        ", ".join(item.materials),
        item.public_text,
    )


def team_of(agenda: Agenda) -> list[TeamLine]:
    """Every role of the meeting in its order, then roles that only the agenda knows.

    The agenda was read with names.
    """
    named = {role.title: list(role.people) for role in agenda.roles}
    for row in agenda.rows:
        if row.item.role or row.people:
            names = named.setdefault(row.item.role or "Weitere", [])
            names += [name for name in row.people if name not in names]
    return [TeamLine(title, ", ".join(names)) for title, names in named.items()]


def run_rows(agenda: Agenda, kit: Kit) -> list[RunRow]:
    """All items in order with the minute of each pitch."""
    sides = {role.title: _SIDES.get(role.id, ROOM) for role in kit.roles}
    places = [None, *(row.item.place for row in agenda.rows)]
    return [
        _run_row(row, sides, turn=before not in (None, row.item.place))
        for row, before in zip(agenda.rows, places, strict=False)
    ]


def _run_row(row: Row, sides: dict[str, str], *, turn: bool) -> RunRow:
    item = row.item
    return RunRow(
        span=f"{time_of(row.begin)}–{time_of(row.end)}",
        minutes=row.minutes,
        title=item.title,
        label=_label(row),
        slots=tuple(map(_slot_words, row.slots)),
        each=_each(item.minutes, len(row.slots)),
        result=item.expected_result,
        method=METHODS.get(item.method, ""),
        role=item.role,
        person=", ".join(row.people),
        materials=", ".join(item.materials),
        notes=item.notes,
        side=sides.get(item.role, ROOM),
        quiet=item.kind == Kind.BREAK or item.place != Place.DURING,
        turn=turn,
        free=free_words(row),
    )


def free_words(row: Row) -> str:
    """15 Minuten frei; empty without free time before the item"""
    return f"{count(row.time.gap, 'Minute', 'Minuten')} frei" if row.time.gap else ""


def _label(row: Row) -> str:
    """Pause, gleichzeitig, fester Beginn 19:15, gibt 5 von 10 Minuten ab"""
    item = row.item
    words = [
        rules.part_label(item.kind, item.place, item.title),
        "gleichzeitig" if row.time.parallel else "",
        f"fester Beginn {time_of(item.starts)}" if item.starts and not row.time.parallel else "",
        f"gibt {row.time.given} von {item.minutes} Minuten ab" if row.time.given else "",
    ]
    return ", ".join(filter(None, words))


def _slot_words(slot: PitchSlot) -> str:
    """18:54 Klima-Küche (Zoë Bauer), 19:00 frei"""
    at = clock_time(slot.at)
    return f"{at} {slot.pitch.title} ({slot.pitch.everybody})" if slot.pitch else f"{at} frei"


def _each(minutes: int, slots: int) -> str:
    """2 Plätze, je 1,5 Minuten"""
    if not slots:
        return ""
    each = rules.slot_length(minutes, slots).total_seconds() / 60
    length = "1 Minute" if each == 1 else f"{each:g} Minuten".replace(".", ",")
    return f"{count(slots, 'Platz', 'Plätze')}, je {length}"


def fingerprint(rows: Sequence[RunRow]) -> str:
    """Four signs by which two prints of a plan are told apart, or known to be the same."""
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:4].upper()


AGENDA_HEADER = ("Beginn", "Ende", "Minuten", "Programmpunkt", "Text", "Teil")
RUN_HEADER = (
    "Von", "Bis", "Minuten", "Programmpunkt", "Methode", "Rolle", "Wer", "Material", "Hinweise",
    "Ergebnis", "Pitches", "Öffentlich", "Teil",
)  # fmt: skip


def agenda_csv(meeting: Meeting) -> bytes:
    """The public items with their pitches, for Excel with a double click."""
    return to_csv(AGENDA_HEADER, _agenda_cells(published_agenda_for(meeting)))


def agenda_xlsx(meeting: Meeting) -> bytes:
    """The public items with their pitches, for any spreadsheet program."""
    return to_xlsx("Tagesordnung", AGENDA_HEADER, _agenda_cells(published_agenda_for(meeting)))


def run_sheet_csv(meeting: Meeting) -> bytes:
    """All items as the team needs them, for Excel with a double click."""
    return to_csv(RUN_HEADER, _run_cells(queries.agenda_for(meeting, names=True)))


def run_sheet_xlsx(meeting: Meeting) -> bytes:
    """All items as the team needs them, for any spreadsheet program."""
    return to_xlsx("Regieplan", RUN_HEADER, _run_cells(queries.agenda_for(meeting, names=True)))


def _agenda_cells(agenda: Agenda) -> Iterator[list[Cell]]:
    for item in queries.public_rows(agenda):
        part = PLACE_LABELS[Place(item["place"])]
        row = [item["time"], item["end"], item["minutes"], item["title"], item["text"], part]
        yield row
        for child in item["children"]:
            what = "Pitch" if child["time"] else "Bericht"
            yield [child["time"], "", "", f"{what}: {child['title']}", child["by"], part]


def _run_cells(agenda: Agenda) -> Iterator[list[Cell]]:
    for row in agenda.rows:
        item = row.item
        yield [
            time_of(row.begin),
            time_of(row.end),
            row.minutes,
            item.title,
            METHODS.get(item.method, ""),
            item.role,
            ", ".join(row.people),
            ", ".join(item.materials),
            item.notes,
            item.expected_result,
            "; ".join(map(_slot_words, row.slots)),
            "ja" if item.public else "nein",
            PLACE_LABELS[Place(item.place)],
        ]
