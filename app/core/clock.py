"""The one clock of the application. Rules never read it: they are given the time.

In the demo the clock starts at a set moment and moves on from there.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.core.settings import current

_shift = timedelta()


def real_now() -> datetime:
    """The moment outside, whatever the demo's clock shows."""
    return datetime.now(UTC)


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
    return real_now() + _shift


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
