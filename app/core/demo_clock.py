"""The demo's clock across processes and restarts: it runs while Treffwerk runs, and never back.

A small file beside the database keeps how far the clock is shifted and when the server last
lived, so that a command in another window and the next start agree with it.
"""

import hashlib
import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.core import clock
from app.core.settings import ROOT
from app.core.settings_sections import Settings

log = logging.getLogger(__name__)

ALIVE = timedelta(seconds=90)
KEEP_EVERY = 30.0  # seconds


@dataclass(frozen=True)
class Mark:
    """What the file says: the configured begin, the shift, and when the server last lived."""

    begin: str
    shift: timedelta
    seen: datetime


def shown(begin: datetime, mark: Mark | None, real: datetime) -> datetime:
    """What the clock shows at the real moment: as the running server, as at its end, or begin."""
    if mark is None:
        return begin
    lived_until = real if real - mark.seen <= ALIVE else mark.seen
    return lived_until + mark.shift


def resume(config: Settings, database_url: str) -> None:
    """Set this process' clock; does nothing outside the demo."""
    if config.demo.start is None:
        return
    begin = config.demo.start.replace(tzinfo=ZoneInfo(config.calendar.time_zone)).astimezone(UTC)
    mark = _read(_file(database_url))
    if mark is not None and mark.begin != config.demo.now:
        mark = None
    clock.start_at(shown(begin, mark, clock.real_now()))


def keep(config: Settings, database_url: str) -> None:
    """Write down how this process' clock stands; the supervisor does it every half minute.

    A full disk must not end the supervisor: that is only logged.
    """
    file = _file(database_url)
    if config.demo.start is None or file is None:
        return
    real = clock.real_now()
    shift = (clock.now() - real).total_seconds()
    new = file.with_name(f"{file.name}.{os.getpid()}")
    try:
        new.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(f"{config.demo.now}\n{shift}\n{real.isoformat()}\n", encoding="utf-8")
        new.replace(file)
    except OSError as fault:
        log.warning("the clock of the demo could not be kept: %s", fault)


def rewind(config: Settings, database_url: str) -> None:
    """Begin anew, for a new database."""
    file = _file(database_url)
    if file is not None:
        file.unlink(missing_ok=True)
    resume(config, database_url)


def _file(database_url: str) -> Path | None:
    if not database_url.startswith("sqlite:///"):
        name = hashlib.sha256(database_url.encode()).hexdigest()[:12]
        return ROOT / f"var/demo-{name}.clock"
    name = database_url.removeprefix("sqlite:///")
    return Path(f"{name}.clock") if name and name != ":memory:" else None


def _read(file: Path | None) -> Mark | None:
    """The mark, or nothing when there is none or it cannot be understood."""
    if file is None or not file.exists():
        return None
    lines = file.read_text(encoding="utf-8").splitlines()
    if len(lines) != 3:
        return None
    return Mark(lines[0], timedelta(seconds=float(lines[1])), datetime.fromisoformat(lines[2]))
