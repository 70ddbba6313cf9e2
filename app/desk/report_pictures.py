"""The key figures of a period as pictures: every part told by its pattern, never by a colour."""

from app.core.charts import Bar, Drawing, Part, Row, bars
from app.core.words import MONTHS, date_short, number
from app.desk.pictures import Share, share_words
from app.desk.report_rules import MeetingLine, Report, Step, Support
from app.ideas.rules import IdeaState, SupportKind

LABELS = 148.0
"""Room for the labels of the pictures, which are read on paper at nine points."""
LOOKS = ("full", "hatch", "dots", "empty", "cross", "lines", "back")
STATE_LOOKS = dict(
    zip(IdeaState, ("empty", "dots", "hatch", "cross", "full", "lines", "back"), strict=True)
)
KIND_SHORT = {
    SupportKind.CONTACTS: "Kontakte",
    SupportKind.COORDINATION: "Koordination",
    SupportKind.ADVICE: "Beratung",
    SupportKind.MODERATION: "Moderation",
    SupportKind.NAVIGATION: "Lotsenfunktion",
}
"""For the labels of pictures; the tables beside them say the words of the mandate."""
MOST_MEETINGS = 12
WIDE_LABELS = 196.0
"""Names of fields of work are longer."""
NARROW_LABEL, WIDE_LABEL = 19, 27
"""So many letters have room there."""


def sectors(shares: list[Share]) -> Drawing:
    """A bar for the share of each sector, the wish as a mark across it."""
    return bars(
        [
            Row(
                short(row.label, NARROW_LABEL),
                (_bar(row.present_percent, share_words(row.present, row.present_percent)),),
                row.wish,
            )
            for row in shares
        ],
        left=LABELS,
    )


def steps(found: list[Step]) -> Drawing:
    """A bar for each step of the ideas."""
    return bars(
        [Row(one.label, (_bar(one.number, str(one.number)),)) for one in found], left=LABELS
    )


def fields(found: Report) -> Drawing:
    """A bar for each field of work, in pieces by state."""
    return bars(
        [
            Row(
                short(line.label, WIDE_LABEL),
                (
                    Bar(
                        tuple(
                            Part(many, STATE_LOOKS[state]) for state, many in line.states.items()
                        ),
                        str(line.number),
                    ),
                ),
            )
            for line in found.fields
        ],
        left=WIDE_LABELS,
    )


def state_legend() -> list[tuple[str, str]]:
    """(look, words) of the pieces of ``fields``."""
    return [(look, state.label) for state, look in STATE_LOOKS.items()]


def meetings(found: list[MeetingLine]) -> Drawing:
    """A bar for each meeting, in pieces by sector; looks repeat after seven sectors."""
    return bars(
        [
            Row(
                date_short(line.day),
                (
                    Bar(
                        tuple(
                            Part(many, LOOKS[place % len(LOOKS)])
                            for place, many in enumerate(line.sectors)
                        ),
                        number(line.present),
                    ),
                ),
            )
            for line in found
        ]
    )


def sector_legend(shares: list[Share]) -> list[tuple[str, str]]:
    """(look, words) of the pieces of ``meetings``."""
    return [(LOOKS[place % len(LOOKS)], row.label) for place, row in enumerate(shares)]


def support_kinds(found: Support) -> Drawing:
    """A bar for each kind of support, in the order of the mandate."""
    rows = [
        Row(KIND_SHORT[kind], (_bar(minutes, clock_hours(minutes)),))
        for kind, minutes in found.kinds.items()
    ]
    return bars(rows, left=LABELS)


def support_months(found: Support) -> Drawing:
    """A bar for each of the last twelve months."""
    rows = [
        Row(f"{MONTHS[month.month - 1]} {month.year}", (_bar(minutes, clock_hours(minutes)),))
        for month, minutes in found.months[-MOST_MEETINGS:]
    ]
    return bars(rows, left=LABELS)


def tasks(found: Report) -> Drawing:
    """Overdue, due today, other open tasks, done ones."""
    counts = found.tasks
    later = counts.open - counts.overdue - counts.due_today
    rows = (
        ("Überfällig", counts.overdue, "full"),
        ("Heute fällig", counts.due_today, "hatch"),
        ("Später oder ohne Tag", later, "empty"),
        ("Erledigt", counts.done, "dots"),
    )
    return bars(
        [Row(label, (Bar((Part(many, look),), number(many)),)) for label, many, look in rows],
        left=LABELS,
    )


def clock_hours(minutes: int) -> str:
    """5:20 Std., which has room behind a bar; the tables write it out."""
    return f"{number(minutes // 60)}:{minutes % 60:02d} Std."


def short(label: str, longest: int) -> str:
    """At most so many letters, the last one three dots."""
    return label if len(label) <= longest else f"{label[: longest - 1].rstrip()}…"


def _bar(value: float, words: str) -> Bar:
    return Bar((Part(value, "full"),), words)
