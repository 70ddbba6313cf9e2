"""CPU seconds that processes have used: the steadier figure on a shared machine."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

AT_REST = 0.05  # seconds of CPU in a second
TICK = float(os.sysconf("SC_CLK_TCK"))


def used(*pids: int) -> float:
    """Seconds of these processes and everything below them, ended children included."""
    return sum(_of(pid) + used(*children(pid)) for pid in pids)


def spent(work: Callable[[], object], *pids: int) -> float:
    """Seconds that these processes need while ``work`` is done."""
    before = used(*pids)
    work()
    return used(*pids) - before


def settle(pid: int, within: float = 60.0) -> None:
    """Wait until a process that was just started has come to rest, its children included."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if spent(lambda: time.sleep(1), pid) < AT_REST:
            return


def children(pid: int) -> list[int]:
    """The processes that this one has started and that still live."""
    found: list[int] = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):  # the thread has just ended
            found += [int(one) for one in file.read_text().split()]
    return found


def web_worker(supervisor: int) -> int:
    """The supervisor's first child is gunicorn, whose only child answers the requests."""
    return children(children(supervisor)[0])[0]


def _of(pid: int) -> float:
    """User and system time, own and of children that ended (proc(5): fields 14 to 17).

    Nothing of a process that has just ended: its parent has it.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return sum(int(one) for one in fields[11:15]) / TICK
