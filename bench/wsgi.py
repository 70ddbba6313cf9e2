"""Two web servers in turn on the same application: ``python -m bench.wsgi`` (needs granian).

Granian is no requirement (docs/decisions/0033-web-server.md); ``pip install granian`` before.
"""

import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import create_engine

from bench import cpu, journey, served, servers

COMMANDS = {
    "gunicorn": (
        "-m gunicorn bench.empty:app --bind 127.0.0.1:{port} --worker-class gthread --workers 1 "
        "--threads 8 --keep-alive 5 --log-level warning --no-control-socket"
    ),
    "granian": (
        "-m granian --interface wsgi bench.empty:app --host 127.0.0.1 --port {port} --workers 1 "
        "--blocking-threads 8 --backpressure 64 --http 1 --log-level warning"
    ),
}
ROUNDS, VISITS, JOURNEYS = 4, 60, 24


def main() -> int:
    """Print rate and CPU of a journey (1 and 8 at once), of the public page and of nothing."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        where = servers.place(Path(folder))
        _app, slug = served.prepared(where)
        engine = create_engine(f"sqlite:///{where.database}")
        with (
            servers.command(where, COMMANDS["gunicorn"], "/empty") as first,
            servers.command(where, COMMANDS["granian"], "/empty") as second,
        ):
            go = journey.ours(engine, slug)
            sides = [journey.Side(one, go, (one.process.pid,)) for one in (first, second)]
            for people in (1, 8):
                runs = [
                    [journey.crowd(side, people, JOURNEYS, f"w{people}-{turn}-{number}")
                     for number, side in enumerate(sides)]
                    for turn in range(ROUNDS)
                ]  # fmt: skip
                rows = [[(run.seconds, run.cpu) for run in turn] for turn in runs]
                _say(f"journey, {people} at once", rows)
            for what, path in (("public page", f"/treffen/{slug}"), ("empty", "/empty")):
                rows = [[_visits(side, path) for side in sides] for _ in range(ROUNDS)]
                _say(what, rows)
        engine.dispose()
    return 0


def _visits(side: journey.Side, path: str) -> tuple[float, float]:
    browser = side.server.browser()
    before = cpu.used(*side.pids)
    seconds = statistics.median(browser.get(path).seconds for _ in range(VISITS))
    return seconds, (cpu.used(*side.pids) - before) / VISITS * 1000


def _say(what: str, rows: Sequence[Sequence[tuple[float, float]]]) -> None:
    told = []
    for number, name in enumerate(COMMANDS):
        seconds, spent = (statistics.median(row[number][one] for row in rows) for one in (0, 1))
        told.append(f"{name} {1 / seconds:.0f}/s, {spent:.2f} ms CPU")
    print(f"{what}: {'; '.join(told)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
