"""Results and the table that ``make bench`` prints."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table; ``met`` is None where there is no aim."""

    what: str
    ours: str
    bare: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


def compared(
    what: str,
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    least: float | None = None,
    unit: str,
) -> Result:
    """Seconds of each round, ours and theirs in turn: rates, and the share of their rate."""
    share = statistics.median(b / o for o, b in zip(ours, bare, strict=True))
    rate, bare_rate = 1 / statistics.median(ours), 1 / statistics.median(bare)
    return Result(
        what,
        f"{rate:.0f} {unit}/s",
        f"{bare_rate:.0f} {unit}/s",
        f"{share:.2f}",
        "" if least is None else f">= {least:g}",
        None if least is None else share >= least,
    )


def table(results: Sequence[Result]) -> str:
    """All results as lines of equal columns."""
    head = ("what", "ours", "bare", "ratio", "aim", "met")
    said = {True: "yes", False: "NO", None: ""}
    rows = [head, *((r.what, r.ours, r.bare, r.ratio, r.aim, said[r.met]) for r in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
