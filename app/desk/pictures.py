"""The numbers of a meeting as pictures and as the rows of the tables beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.core.charts import Bar, Curve, Drawing, Part, Row, bars, curves
from app.core.settings_sections import Sector
from app.core.words import count, number
from app.desk.figures import Figures
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.registrations.rules import Counts

CHECKPOINTS = (84, 56, 42, 28, 21, 14, 7, 3, 1, 0)
"""Days before a meeting that the table of curves names."""
UNSAID = "Keine Angabe"


@dataclass(frozen=True)
class Share:
    """People of one sector; shares in per cent of all, the wish as in config.toml."""

    label: str
    registered: int
    registered_percent: float
    present: int
    present_percent: float
    wish: int | None


@dataclass(frozen=True)
class Place:
    """One line of the table of places."""

    label: str
    number: int


@dataclass(frozen=True)
class FigureView:
    """Everything on the page with the numbers of one meeting, ready to be shown."""

    curves: Drawing
    curves_say: str
    curve_head: list[str | dict[str, str]]
    curve_lines: list[tuple[str, list[str]]]
    sectors: Drawing
    sectors_say: str
    sector_head: list[str | dict[str, str]]
    sector_legend: list[tuple[str, str]]
    shares: list[Share]
    wished: bool
    places: Drawing
    places_say: str
    place_lines: list[Place]


def view_of(meeting: Meeting, figures: Figures, sectors: Sequence[Sector]) -> FigureView:
    """The pictures of one meeting's numbers, their words and their tables."""
    held, hybrid = figures.came.known, meeting.mode == Mode.HYBRID
    rows = shares(sectors, figures.registered_sectors, figures.present_sectors)
    wished = any(row.wish is not None for row in rows)
    shown = [("Angemeldet", "full", "angemeldet", True), ("Anwesend", "hatch", "anwesend", held)]
    shown.append(("Wunsch", "mark", "Wunsch", wished))
    return FigureView(
        curves=curves(figures.curves),
        curves_say=" ".join(map(curve_sentence, figures.curves)),
        curve_head=["Wann", *(_number(_breakable(curve.label)) for curve in figures.curves)],
        curve_lines=curve_table(figures.curves),
        sectors=sectors_picture(rows, held=held),
        sectors_say=sectors_sentence(rows),
        sector_head=["Bereich", *(_number(head) for head, _, _, wanted in shown if wanted)],
        sector_legend=[(look, words) for _, look, words, wanted in shown if wanted],
        shares=rows,
        wished=wished,
        places=places_picture(meeting, figures.counts, hybrid=hybrid),
        places_say=places_sentence(meeting.capacity, figures.counts),
        place_lines=places_table(meeting, figures.counts, hybrid=hybrid),
    )


def _number(text: str) -> str | dict[str, str]:
    return {"text": text, "kind": "num"}


def _breakable(label: str) -> str:
    """A date that may have its year on a second line."""
    return label.replace(".2", ".\N{ZERO WIDTH SPACE}2")


def places_sentence(capacity: int, counts: Counts) -> str:
    """12 von 50 Plätzen sind belegt, 3 Personen warten."""
    waiting = count(counts.waiting, "Person wartet", "Personen warten")
    return f"{counts.taken} von {capacity} Plätzen sind belegt, {waiting}."


def sectors_sentence(rows: Sequence[Share]) -> str:
    """Who is there and who is not, in two sentences."""
    there = [f"{row.label} {row.registered}" for row in rows if row.registered]
    missing = [row.label for row in rows if not row.registered and row.label != UNSAID]
    told = f"Angemeldet: {', '.join(there)}." if there else "Noch ist niemand angemeldet."
    return f"{told} Noch nicht dabei: {', '.join(missing)}." if there and missing else told


def curve_table(drawn: Sequence[Curve]) -> list[tuple[str, list[str]]]:
    """Lines of the table beside the curves: when, and the number of each meeting by then.

    The first curve is the meeting's own; its last day before the meeting is today.
    """
    span = max([7, *(curve.points[0][0] for curve in drawn if curve.points)])
    today = drawn[0].points[-1][0] if drawn and drawn[0].points else 0
    lines = []
    for days in sorted({*CHECKPOINTS, today}, reverse=True):
        if days <= span:
            numbers = [curve.at(days) if curve.points else 0 for curve in drawn]
            words = ["noch offen" if number is None else str(number) for number in numbers]
            mark = ", heute" if days == today > 0 else ""
            lines.append((day_words(days) + mark, words))
    return lines


def day_words(days: int) -> str:
    """28 Tage vorher, 1 Tag vorher, am Tag selbst"""
    return f"{count(days, 'Tag', 'Tage')} vorher" if days else "am Tag selbst"


def curve_sentence(curve: Curve) -> str:
    """What a curve says to somebody who does not see it."""
    if not curve.points:
        return f"{curve.label}: noch keine bestätigte Anmeldung."
    days, number = curve.points[-1]
    half = next(day for day, sofar in curve.points if sofar * 2 >= number)
    return (
        f"{curve.label}: {count(number, 'Anmeldung', 'Anmeldungen')} {day_words(days)}, "
        f"die Hälfte davon {day_words(half)}."
    )


def shares(
    sectors: Sequence[Sector], registered: Mapping[str, int], present: Mapping[str, int]
) -> list[Share]:
    """Every sector in the order of the settings, also with 0, and those who did not say."""
    known = {sector.id for sector in sectors}
    rows = [(one.short, {one.id}, one.wish_percent) for one in sectors]
    rows.append((UNSAID, ({*registered} | {*present}) - known, None))
    return [
        Share(label, *_share(registered, ids), *_share(present, ids), wish)
        for label, ids, wish in rows
    ]


def _share(numbers: Mapping[str, int], ids: set[str]) -> tuple[int, float]:
    total = sum(numbers.values())
    mine = sum(numbers.get(one, 0) for one in ids)
    return mine, mine / total * 100 if total else 0.0


def share_words(many: int, percent: float) -> str:
    """12 (24 %)"""
    return f"{number(many)} ({percent:.0f} %)" if many else "0"


def sectors_picture(rows: Sequence[Share], *, held: bool) -> Drawing:
    """A bar for the registered of each sector, one for those who came, and the wish as a mark."""
    return bars(
        [
            Row(
                row.label,
                (
                    _bar(row.registered, row.registered_percent, "full"),
                    *([_bar(row.present, row.present_percent, "hatch")] if held else []),
                ),
                row.wish,
            )
            for row in rows
        ]
    )


def _bar(number: int, percent: float, look: str) -> Bar:
    return Bar((Part(percent, look),), share_words(number, percent))


def places_picture(meeting: Meeting, counts: Counts, *, hybrid: bool) -> Drawing:
    """The places one after the other: taken, held, free; and apart from them who needs none."""
    capacity = meeting.capacity
    free = max(0, capacity - counts.taken)
    rows = [
        Row(
            "Vor Ort" if hybrid else "Plätze",
            (
                Bar(
                    (
                        Part(counts.confirmed, "full"),
                        Part(counts.offered, "hatch"),
                        Part(free, "empty"),
                    ),
                    f"{counts.taken} von {capacity}",
                ),
            ),
        )
    ]
    if hybrid:
        rows.append(Row("Online", (_online_bar(meeting.online_capacity, counts),)))
    apart = (
        ("Warteliste", counts.waiting),
        *([("Warteliste online", counts.online_waiting)] if hybrid else []),
        ("Weitere Gäste", counts.guests),
        ("Spontane Gäste", counts.walk_ins),
    )
    for label, many in apart:
        rows.append(Row(label, (Bar((Part(many, "dots"),), str(many)),)))
    return bars(rows)


def _online_bar(places: int | None, counts: Counts) -> Bar:
    taken = counts.online + counts.online_offered
    free = max(0, (places or 0) - taken)
    parts = (
        Part(counts.online, "full"),
        Part(counts.online_offered, "hatch"),
        Part(free, "empty"),
    )
    return Bar(parts, str(taken) if places is None else f"{taken} von {places}")


def places_table(meeting: Meeting, counts: Counts, *, hybrid: bool) -> list[Place]:
    """The same numbers, one line each."""
    capacity, online = meeting.capacity, meeting.online_capacity
    lines = [
        Place("Plätze vor Ort" if hybrid else "Plätze", capacity),
        Place("davon bestätigt", counts.confirmed),
        Place("davon für ein Angebot gehalten", counts.offered),
        Place("davon frei", max(0, capacity - counts.taken)),
        Place("Warteliste", counts.waiting),
    ]
    if hybrid:
        limit = [Place("Plätze online", online)] if online is not None else []
        lines += [
            *limit,
            Place("Online bestätigt", counts.online),
            Place("Online für ein Angebot gehalten", counts.online_offered),
            Place("Warteliste online", counts.online_waiting),
        ]
    return [
        *lines,
        Place("Weitere Gäste der Geschäftsstelle", counts.guests),
        Place("Spontane Gäste am Einlass", counts.walk_ins),
    ]
