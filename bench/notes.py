"""Notes: the page and one autosave in short and in long minutes, and bare ones of the same size."""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.client import Browser
from bench.report import Result
from bench.servers import Server
from tests.minutes.notes import TYPED

ROUNDS = 12
VISITS = 10
SHORT, LONG = (6, 10), (60, 300)
MOST_PAGE, MOST_SAVE = 4.0, 1.3
"""The long page holds thirty times the entries; a save is the same work in both."""
Timed = Callable[[], float]


@dataclass(frozen=True)
class Place:
    """Minutes to write in: the page, one heading, and the key of the form."""

    path: str
    heading: int
    size: int
    csrf: str


def measure(
    minutes: Sequence[tuple[int, int]], sign_in: str, ours: Server, bare: Server
) -> list[Result]:
    """``minutes``: (meeting, heading) of the short and of the long ones."""
    office, other = ours.browser(), bare.browser()
    enter = f"/einloggen/{sign_in}"
    office.post(enter, {"csrf_token": office.get(enter).field("csrf_token")})
    short, long = (_place(office, *one) for one in minutes)
    pages = _rounds(
        lambda: office.get(short.path).seconds,
        lambda: office.get(long.path).seconds,
        lambda: other.get(f"/page/{long.size}").seconds,
    )
    saves = _rounds(
        _saving(office, short),
        _saving(office, long),
        lambda: other.post("/entry/100", {"text": TYPED}).seconds,
    )
    return [
        *_lines(f"Notes: page, 300 entries ({long.size / 1024:.0f} KiB)", pages, MOST_PAGE),
        *_lines("Notes: autosave in 300 entries", saves, MOST_SAVE),
    ]


def _place(office: Browser, meeting_id: int, heading: int) -> Place:
    path = f"/buero/treffen/{meeting_id}/protokoll"
    page = office.get(path)
    return Place(path, heading, len(page.text.encode()), page.field("csrf_token"))


def _saving(office: Browser, place: Place) -> Timed:
    """The same entry, longer by a letter each time, as it is while somebody types."""
    letters = iter(range(10**6))

    def save() -> float:
        fields = {
            "csrf_token": place.csrf,
            "schluessel": f"bench-{place.heading:020}",
            "geraet": "bench-device-0123456789",
            "punkt": str(place.heading),
            "art": "information",
            "text": f"{TYPED} {next(letters)}",
            "gesehen": "0",
        }
        return office.post(f"{place.path}/eintraege", fields, expect=200).seconds

    return save


def _rounds(*asked: Timed) -> list[list[float]]:
    """Seconds of each request in turn, a median per round."""
    for ask in asked * 5:  # warm up
        ask()
    found: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for ask, seconds in zip(asked, found, strict=True):
            seconds.append(statistics.median(ask() for _ in range(VISITS)))
    return found


def _lines(what: str, seconds: list[list[float]], most: float) -> list[Result]:
    short, long, bare = seconds
    to_short = statistics.median(one / other for one, other in zip(long, short, strict=True))
    to_bare = statistics.median(one / other for one, other in zip(long, bare, strict=True))
    mine, few, plain = (f"{statistics.median(one) * 1000:.1f} ms" for one in (long, short, bare))
    return [
        Result(what, mine, f"{few} short", f"{to_short:.2f}", f"<= {most:g}", to_short <= most),
        Result("  against a bare one", mine, plain, f"{to_bare:.2f}"),
    ]
