"""``make bench``: all measurements, then one table.

``python -m bench pages memory`` measures these parts alone.
"""

import sys
import tempfile
from pathlib import Path

from app import create_app
from app.access.actions import make_link
from app.core import settings
from app.demo.loader import OFFICE_MAIL
from app.startup import prepare_database
from bench import (
    documents,
    feeds,
    ideas,
    journey,
    notes,
    pages,
    processes,
    queries,
    scale,
    servers,
    support,
)
from bench.report import Result, table
from bench.servers import Place
from tests import build
from tests.minutes.notes import long_minutes

PARTS = ("journey", "pages", "notes", "documents", "memory", "start", "queries", "scale", "feeds",
         "ideas", "support")  # fmt: skip


def main(wanted: list[str]) -> int:
    """Measure everything, or the named parts, and print the table."""
    parts = wanted or list(PARTS)
    if unknown := set(parts) - set(PARTS):
        print(f"unknown: {', '.join(unknown)}. The parts are: {', '.join(PARTS)}")
        return 2
    results: list[Result] = []
    if set(parts) - {"queries", "scale", "ideas", "feeds", "documents", "support"}:
        with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
            results += _with_servers(servers.place(Path(folder)), parts)
    if "documents" in parts:
        results += documents.measure()
    if "queries" in parts:
        results += queries.measure()
    if "scale" in parts:
        results += scale.measure()
    if "ideas" in parts:
        results += ideas.measure()
    if "feeds" in parts:
        results += feeds.measure()
    if "support" in parts:
        results += support.measure()
    print("\n" + table(results))
    return 0


def _with_servers(where: Place, parts: list[str]) -> list[Result]:
    results: list[Result] = []
    app = create_app(settings.load(where.config, where.environ))
    prepare_database(app)
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", title="Treffen", capacity=2000)
        slug, token, second = build.slug_of(meeting_id), *(make_link(OFFICE_MAIL) for _ in "12")
        minutes = [_minutes(size) for size in (notes.SHORT, notes.LONG)] if "notes" in parts else []
    with (
        servers.treffwerk(where) as ours,
        servers.baseline(where, "bare") as bare,
        servers.baseline(where, "packages") as packages,
    ):
        first = pages.measure(slug, token, ours, bare, packages) if "pages" in parts else []
        first += notes.measure(minutes, second, ours, bare) if "notes" in parts else []
        memory = processes.memory(ours) if "memory" in parts else []
        if "journey" in parts:
            results += journey.measure(where, slug, ours, bare, packages)
        results += first
    if "start" in parts:
        results.append(processes.start(where))
    return results + memory


def _minutes(size: tuple[int, int]) -> tuple[int, int]:
    """A meeting whose minutes are this long, and one of their headings."""
    meeting_id = build.a_planned_meeting("vernetzung", title=f"Protokoll mit {size[1]} Einträgen")
    return meeting_id, long_minutes(meeting_id, *size)[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
