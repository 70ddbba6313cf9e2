"""Makes entries of the bytes of a calendar, in a process that may take neither long nor much."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.calendars.models import ForeignEvent
from app.core import clock
from app.core.errors import RuleBroken
from app.core.settings import ROOT

PROGRAM = ROOT / "app/core/ical_expand.py"
SECONDS = 20
MEGABYTES = 512
DAYS_BACK, DAYS_AHEAD = 30, 550
"""The entries of eighteen months and of the month behind us are kept."""


class ReadFault(RuleBroken):
    """The calendar cannot be read; ``message`` says why."""


@dataclass(frozen=True)
class Read:
    """What a calendar holds. ``refused``: sentences about entries that are left out."""

    entries: tuple[dict[str, Any], ...]
    refused: tuple[str, ...]
    refused_number: int


def read(content: bytes) -> Read:
    """The entries around today. Raises ``ReadFault``."""
    today = clock.today()
    days = (today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))
    found = _in_process(content, *days)
    if "fault" in found:
        raise ReadFault(found["fault"])
    return Read(tuple(found["entries"]), tuple(found["refused"]), found["refused_number"])


def _in_process(content: bytes, first: date, last: date) -> dict[str, Any]:
    program = [sys.executable, "-I", str(PROGRAM)]
    words = [first.isoformat(), last.isoformat(), str(MEGABYTES)]
    try:
        done = subprocess.run(
            [*program, *words], input=content, capture_output=True, timeout=SECONDS, check=True
        )
    except subprocess.TimeoutExpired as fault:
        raise ReadFault(
            f"Der Kalender war nach {SECONDS} Sekunden nicht gelesen. Er hat zu viele Termine."
        ) from fault
    except subprocess.CalledProcessError as fault:
        raise ReadFault("Der Kalender ist zu groß oder beschädigt und nicht lesbar.") from fault
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def row_of(calendar_id: int, entry: dict[str, Any]) -> ForeignEvent:
    """One entry as a row; days are counted in Berlin."""
    row = ForeignEvent(
        calendar_id=calendar_id,
        uid=entry["uid"],
        summary=entry["summary"],
        location=entry["location"],
        busy=entry["busy"],
    )
    if "first" in entry:
        row.first_day = date.fromisoformat(entry["first"])
        row.last_day = date.fromisoformat(entry["last"])
        return row
    row.begins_at = datetime.fromisoformat(entry["begins"])
    row.ends_at = datetime.fromisoformat(entry["ends"])
    row.first_day = clock.local(row.begins_at).date()
    row.last_day = clock.local(row.ends_at).date()
    return row
