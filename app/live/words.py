"""What the live view says about time, in words. ``app/static/live.js`` says the same."""

from datetime import datetime, timedelta

from app.core import clock
from app.core.words import count, time_of
from app.live.course import Turn, TurnState

MINUTE = timedelta(minutes=1)
SOON = 2 * MINUTE
"""From here on the remaining time is shown in another colour."""


def remaining_words(remaining: timedelta) -> str:
    """„noch 4 Minuten“ (begun ones count whole), „Zeit ist um“, „2 Minuten darüber“"""
    if remaining > timedelta():
        return f"noch {count(-int(-remaining // MINUTE), 'Minute', 'Minuten')}"
    over = int(-remaining // MINUTE)
    return f"{count(over, 'Minute', 'Minuten')} darüber" if over else "Zeit ist um"


def look_of(remaining: timedelta) -> str:
    """fine, soon, over: how the remaining time is coloured."""
    if remaining <= timedelta():
        return "over"
    return "soon" if remaining <= SOON else "fine"


def drift_minutes(drift: timedelta) -> int:
    """To the nearest whole minute; half a minute counts as one."""
    return int((drift + MINUTE / 2) // MINUTE)


def drift_words(drift: timedelta) -> str:
    """„6 Minuten später als geplant“, „1 Minute früher als geplant“, „im Zeitplan“"""
    minutes = drift_minutes(drift)
    if not minutes:
        return "im Zeitplan"
    later = "später" if minutes > 0 else "früher"
    return f"{count(abs(minutes), 'Minute', 'Minuten')} {later} als geplant"


def end_words(ends_at: datetime, planned_end: datetime) -> str:
    """„Ende 20:36 Uhr statt 20:30 Uhr“, „Ende 20:30 Uhr“; agrees with ``drift_words``."""
    minutes = drift_minutes(ends_at - planned_end)
    planned = time_of(clock.local(planned_end))
    if not minutes:
        return f"Ende {planned}\N{NO-BREAK SPACE}Uhr"
    new = time_of(clock.local(planned_end + minutes * MINUTE))
    return f"Ende {new} statt {planned}\N{NO-BREAK SPACE}Uhr"


def difference(turn: Turn) -> str:
    """„4 Min. länger“, „2 Min. kürzer“ than planned at first; "" for all that is not over."""
    if turn.state is not TurnState.DONE or turn.step is None:
        return ""
    more = drift_minutes(turn.end - turn.begin - turn.step.minutes * MINUTE)
    return f"{abs(more)} Min. {'länger' if more > 0 else 'kürzer'}" if more else ""


def about(moment: datetime) -> str:
    """„gegen 20:35 Uhr“: up to the next five minutes, for people who do not lead the meeting."""
    wall = clock.local(moment).replace(second=0, microsecond=0)
    return f"gegen {time_of(wall + -wall.minute % 5 * MINUTE)}\N{NO-BREAK SPACE}Uhr"


def digits(remaining: timedelta) -> str:
    """4:05; +2:10 when it is so much over; 1:02:09"""
    over = remaining <= -timedelta(seconds=1)
    seconds = int(-remaining.total_seconds()) if over else -int(-remaining.total_seconds() // 1)
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours}:{minutes:02}" if hours else str(minutes)
    return f"{'+' if over else ''}{front}:{rest:02}"
