"""The one clock of the application. Rules never read it: they are given the time.

In the demo the clock starts at a set moment and moves on from there. Where several hosts share a
PostgreSQL, its clock is everybody's: a host whose own clock is wrong goes by the difference
(``core/db.py`` measures it), so that leases, sessions, offers and links mean the same on all.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.settings import current

SMALL = timedelta(seconds=0.2)
"""So far two clocks may differ without anything being set right: measuring is no better."""

_shift = timedelta()
_ahead = timedelta()
_later: ContextVar[timedelta] = ContextVar("later", default=timedelta())


def real_now() -> datetime:
    """The moment outside, whatever the demo's clock shows."""
    return datetime.now(UTC) - _ahead


def host_is_ahead(ahead: timedelta) -> None:
    """This host's clock is so far ahead of the database's (negative: behind)."""
    global _ahead
    _ahead = ahead if abs(ahead) > SMALL else timedelta()


def drift() -> timedelta:
    """How far this host's clock is ahead of the database's; zero while the difference is small."""
    return _ahead


def start_at(moment: datetime) -> None:
    """Let the clock show ``moment`` (aware) from now on, and move on from there."""
    global _shift
    _shift = moment - real_now()


def reset() -> None:
    """Let the clock show the real time again."""
    global _shift
    _shift = timedelta()


def now() -> datetime:
    """The moment, aware, in UTC."""
    return real_now() + _shift + _later.get()


def zone() -> ZoneInfo:
    """The forum's time zone."""
    return ZoneInfo(current().calendar.time_zone)


def local(moment: datetime) -> datetime:
    """An aware moment as wall-clock time of the forum (still aware)."""
    return moment.astimezone(zone())


def moment_of(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment of a local wall-clock time; in the hour that exists twice, the first (O-7)."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone()).astimezone(UTC)


def today() -> date:
    """The date in the forum's time zone."""
    return local(now()).date()


@contextmanager
def later_by(span: timedelta) -> Iterator[None]:
    """In here, and for nobody else, the clock shows a later moment: to try what will happen."""
    before = _later.set(_later.get() + span)
    try:
        yield
    finally:
        _later.reset(before)
