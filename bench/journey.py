"""Registering: form, POST, mailed link, POST; by 1, 8 and 32 people at once, ours and bare in turn.

The mail is read from the database, off the clock. ``python -m bench journey``: on SQLite and, where
its programs are installed, on PostgreSQL, which is throw-away and does not wait for its disk.
"""

import email
import email.policy
import re
import statistics
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from sqlalchemy import Engine, text

from bench import cpu
from bench.client import Browser
from bench.report import Result
from bench.servers import Server

CROWDS = (1, 8, 32)
JOURNEYS = 64
ROUNDS = 3
MOST_CPU, MOST_RATIO = 12.0, 2.0
STEPS = ("form", "POST of the form", "page of the mailed link", "POST to confirm")
PERSON = {
    "vorname": "Nguyễn Thị",
    "nachname": "Krzyżanowska",
    "organisation": "Werkhof e. V.",
    "akteursgruppe": "zivilgesellschaft",
    "frage_suche": "Raum für Treffen, gern mit Küche",
    "frage_biete": "Werkzeug und Zeit",
}
Journey = Callable[[Browser, str], list[float]]


@dataclass(frozen=True)
class Side:
    """A server, how one goes through it, and the processes whose time counts."""

    server: Server
    go: Journey
    pids: tuple[int, ...]


def ours(engine: Engine, slug: str) -> Journey:
    """The whole way through Treffwerk: the seconds of its four answers."""

    def go(browser: Browser, name: str) -> list[float]:
        browser.new_visitor()
        path, address = f"/treffen/{slug}/anmelden", f"{name}@example.org"
        form = browser.get(path)
        fields = {key: form.field(key) for key in ("csrf_token", "submit_key", "started")}
        taken = browser.post(path, PERSON | fields | {"website": "", "email": address})
        link = mailed_link(engine, address)
        page = browser.get(link)
        done = browser.post(link, {"csrf_token": page.field("csrf_token")})
        return [answer.seconds for answer in (form, taken, page, done)]

    return go


def bare(sizes: tuple[int, int]) -> Journey:
    """The same requests and commits: pages of these sizes, one row and one mail for each POST."""

    def go(browser: Browser, name: str) -> list[float]:
        browser.new_visitor()
        answers = []
        for size in sizes:
            sent = PERSON | {"email": f"{name}@example.org"}
            answers += [browser.get(f"/entry/{size}"), browser.post(f"/entry/{size}", sent)]
        return [answer.seconds for answer in answers]

    return go


def mailed_link(engine: Engine, address: str) -> str:
    """The path of the link to confirm, as it stands in the mail to this address."""
    query = text("SELECT body FROM message WHERE recipient = :who ORDER BY id DESC LIMIT 1")
    with engine.connect() as connection:
        raw = bytes(connection.execute(query, {"who": address}).scalar_one())
    plain = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    found = re.search(r"http://[^/\s]+(/anmeldung/\S+/bestaetigen)", plain.get_content())  # type: ignore[union-attr]
    if found is None:
        raise RuntimeError("no link in the mail")
    return found[1]


def page_sizes(browser: Browser, engine: Engine, slug: str) -> tuple[int, int]:
    """Bytes of the form and of the page behind the mailed link."""
    path, address = f"/treffen/{slug}/anmelden", "sizes@example.org"
    form = browser.get(path)
    fields = {key: form.field(key) for key in ("csrf_token", "submit_key", "started")}
    browser.post(path, PERSON | fields | {"website": "", "email": address})
    page = browser.get(mailed_link(engine, address))
    return len(form.text.encode()), len(page.text.encode())


def measure(database: str, sides: tuple[Side, Side]) -> list[Result]:
    """Journeys a second and CPU of one journey, for each number of people at once."""
    for side in sides:
        crowd(side, 1, 8, f"warm-{database}")
    results: list[Result] = []
    for people in CROWDS:
        rounds = [[crowd(side, people, JOURNEYS, f"r{turn}-{people}") for side in sides]
                  for turn in range(ROUNDS)]  # fmt: skip
        results.append(_line(database, people, rounds))
        if people == 1:
            results += _steps([one[0].steps for one in rounds], [one[1].steps for one in rounds])
    return results


@dataclass(frozen=True)
class Run:
    seconds: float
    """Of one journey, when so many go at once."""
    cpu: float
    steps: list[float]


def crowd(side: Side, people: int, journeys: int, name: str) -> Run:
    """So many journeys by so many people at once, each over a connection of their own."""
    local, steps = threading.local(), []

    def one(number: int) -> None:
        if not hasattr(local, "browser"):
            local.browser = side.server.browser()
        steps.append(side.go(local.browser, f"{name}-{number}"))

    before, started = cpu.used(*side.pids), time.perf_counter()
    with ThreadPoolExecutor(people) as pool:
        list(pool.map(one, range(journeys)))
    seconds = time.perf_counter() - started
    spent = cpu.used(*side.pids) - before
    middle = [statistics.median(step) for step in zip(*steps, strict=True)]
    return Run(seconds / journeys, spent / journeys * 1000, middle)


def _line(database: str, people: int, rounds: list[list[Run]]) -> Result:
    mine, theirs = (statistics.median(one[side].cpu for one in rounds) for side in (0, 1))
    rates = [1 / statistics.median(one[side].seconds for one in rounds) for side in (0, 1)]
    ratio = statistics.median(one[0].cpu / one[1].cpu for one in rounds)
    return Result(
        f"Registration, 4 requests and 2 mails, {database}, {people} at once",
        f"{rates[0]:.0f} journeys/s",
        f"{rates[1]:.0f} journeys/s",
        f"{ratio:.2f}",
        f"CPU <= {MOST_CPU:g} ms, <= {MOST_RATIO:g}x",
        mine <= MOST_CPU and ratio <= MOST_RATIO,
        f"{mine:.1f} : {theirs:.1f}",
    )


def _steps(mine: list[list[float]], theirs: list[list[float]]) -> list[Result]:
    lines = []
    for index, step in enumerate(STEPS):
        us, them = (statistics.median(one[index] for one in side) * 1000 for side in (mine, theirs))
        lines.append(Result(f"  {step}", f"{us:.1f} ms", f"{them:.1f} ms", f"{us / them:.1f}"))
    return lines
