"""First pages against a bare page of the same size; an empty route behind all our middleware."""

import statistics

from bench import cpu
from bench.client import Browser
from bench.report import Result, compared
from bench.servers import Place, Server, baseline

ROUNDS = 12
VISITS = 20
MOST_PUBLIC = 3.0
LEAST_EMPTY = 0.8


def measure(slug: str, sign_in_token: str, ours: Server, bare: Server) -> list[Result]:
    """Public home, public page of a meeting, and Heute of the office."""
    visitor, office, other = ours.browser(), ours.browser(), bare.browser()
    enter = f"/einloggen/{sign_in_token}"
    office.post(enter, {"csrf_token": office.get(enter).field("csrf_token")})
    pids = cpu.web_worker(ours.process.pid), bare.process.pid
    return [
        _page("Home", visitor, "/", other, pids, MOST_PUBLIC),
        _page("Public page of a meeting", visitor, f"/treffen/{slug}", other, pids, MOST_PUBLIC),
        _page("Heute of the office", office, "/buero/", other, pids, None),
    ]


def empty_route(where: Place, bare: Server) -> Result:
    """A route that does nothing, behind everything that each request passes."""
    with baseline(where, "empty", "/empty") as ours:
        browsers = ours.browser(), bare.browser()
        pids = ours.process.pid, bare.process.pid
        turns = [(browsers[side], pids[side]) for _ in range(5) for side in (0, 1)]
        runs = [_run(browser, "/empty", pid, 300) for browser, pid in turns]
    mine, theirs = (statistics.median(spent for _, spent in runs[side::2]) for side in (0, 1))
    share = theirs / mine
    rates = [1 / statistics.median(seconds for seconds, _ in runs[side::2]) for side in (0, 1)]
    return Result(
        "An empty route through all our middleware",
        f"{rates[0]:.0f} answers/s",
        f"{rates[1]:.0f} answers/s",
        f"{share:.2f}",
        f"CPU >= {LEAST_EMPTY:g} of bare",
        share >= LEAST_EMPTY,
        f"{mine:.2f} : {theirs:.2f}",
    )


def _page(
    what: str, mine: Browser, path: str, other: Browser, pids: tuple[int, int], most: float | None
) -> Result:
    size = len(mine.get(path).text.encode())
    visits = (mine, path), (other, f"/page/{size}")
    for who, where in visits * 10:  # warm up
        who.get(where)
    runs = [
        _run(who, where, pid, VISITS)
        for _ in range(ROUNDS)
        for (who, where), pid in zip(visits, pids, strict=True)
    ]
    spent = [sum(one for _, one in runs[side::2]) / ROUNDS for side in (0, 1)]
    result = compared(
        f"{what} ({size / 1024:.0f} KiB)",
        [seconds for seconds, _ in runs[0::2]],
        [seconds for seconds, _ in runs[1::2]],
        unit="pages",
        cpu=f"{spent[0]:.1f} : {spent[1]:.1f}",
    )
    if most is None:
        return result
    return result.judged(f"CPU <= {most:g} ms", spent[0] <= most)


def _run(browser: Browser, path: str, pid: int, visits: int) -> tuple[float, float]:
    """Middle seconds of one answer, and CPU milliseconds of one answer."""
    before = cpu.used(pid)
    seconds = statistics.median(browser.get(path).seconds for _ in range(visits))
    return seconds, (cpu.used(pid) - before) / visits * 1000
