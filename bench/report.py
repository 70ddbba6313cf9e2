"""Results and the table that ``make bench`` prints."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True)
class Result:
    """One line of the table; ``met`` is None where there is no aim.

    ``cpu``: milliseconds of the web and database processes for one answer, ours and theirs.
    """

    what: str
    ours: str
    bare: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None
    cpu: str = ""

    def judged(self, aim: str, met: bool) -> "Result":
        """The same with an aim."""
        return replace(self, aim=aim, met=met)


class Told(list[Result]):
    """Results that are also said at once, as the whole takes some minutes."""

    def __iadd__(self, more: Iterable[Result]) -> Self:  # type: ignore[override, misc]
        for one in more:
            self.append(one)
        return self

    def append(self, one: Result) -> None:
        """Keep it and say it."""
        print(f"{one.what}: {one.ours} | {one.bare} | {one.ratio} | CPU {one.cpu}", flush=True)
        super().append(one)


def compared(
    what: str,
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    least: float | None = None,
    unit: str,
    cpu: str = "",
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
        cpu,
    )


def table(results: Sequence[Result]) -> str:
    """All results as lines of equal columns."""
    head = ("what", "ours", "bare", "ratio", "CPU ms", "aim", "met")
    said = {True: "yes", False: "NO", None: ""}
    rows = [head, *((r.what, r.ours, r.bare, r.ratio, r.cpu, r.aim, said[r.met]) for r in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])
