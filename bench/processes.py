"""Memory of the web process after its first answers, and the time from start to first answer."""

import statistics
from pathlib import Path

from bench.cpu import used, web_worker
from bench.report import Result
from bench.servers import Place, Server, treffwerk

STARTS = 5


def start(where: Place) -> Result:
    """Seconds from the command to the first page, with the database of last time."""
    seconds, spent = [], []
    for _ in range(STARTS):
        with treffwerk(where) as server:
            spent.append(used(server.process.pid) * 1000)
            seconds.append(server.first_answer)
    took = statistics.median(seconds)
    return Result(
        "Start to first answer",
        f"{took:.2f} s",
        aim="<= 1.5 s",
        met=took <= 1.5,
        cpu=f"{min(spent):.0f} at least",
    )


def memory(server: Server, when: str) -> list[Result]:
    """Resident and proportional size of the process that answers."""
    resident, proportional = _sizes(web_worker(server.process.pid))
    return [
        Result(
            f"Memory of the web process, {when} (RSS)",
            f"{resident:.0f} MiB",
            aim="<= 110 MiB",
            met=resident <= 110,
        ),
        Result("  its fair share (PSS)", f"{proportional:.0f} MiB"),
    ]


def _sizes(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}
    return sizes["Rss"], sizes["Pss"]
