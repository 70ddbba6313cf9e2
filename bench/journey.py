"""Registering: form, POST, mailed link, POST. The mail is read from the database, off the clock."""

import email
import email.policy
import re
import sqlite3
import statistics
from pathlib import Path

from bench.client import Browser
from bench.report import Result, compared
from bench.servers import Place, Server

ROUNDS = 12
VISITORS = 15
STEPS = ("form", "POST of the form", "page of the mailed link", "POST to confirm")
PERSON = {
    "vorname": "Nguyễn Thị",
    "nachname": "Krzyżanowska",
    "organisation": "Werkhof e. V.",
    "akteursgruppe": "zivilgesellschaft",
    "frage_suche": "Raum für Treffen, gern mit Küche",
    "frage_biete": "Werkzeug und Zeit",
}


def measure(
    where: Place, slug: str, treffwerk: Server, bare: Server, packages: Server
) -> list[Result]:
    """The whole journey and each of its steps; ours, bare and plain packages in turn."""
    browser, others = treffwerk.browser(), (bare.browser(), packages.browser())
    sizes = (0, 0)
    for number in range(5):  # warm up
        _, sizes = _ours(browser, where.database, slug, f"warm-{number}")
        for other in others:
            _theirs(other, sizes)
    ours: list[list[float]] = []
    theirs: tuple[list[list[float]], ...] = ([], [])
    for turn in range(ROUNDS):
        names = (f"visitor-{turn}-{number}" for number in range(VISITORS))
        ours.append(_median(_ours(browser, where.database, slug, name)[0] for name in names))
        for other, found in zip(others, theirs, strict=True):
            found.append(_median(_theirs(other, sizes) for _ in range(VISITORS)))
    journeys = [sum(one) for one in ours]
    to_bare, to_packages = ([sum(one) for one in found] for found in theirs)
    what = "Registration, a journey of 4 requests"
    return [
        compared(what, journeys, to_bare, least=0.5, unit="journeys"),
        *(_step(f"  {step}", ours, theirs[0], index) for index, step in enumerate(STEPS)),
        compared("  against plain packages", journeys, to_packages, unit="journeys"),
    ]


def _median(visits: object) -> list[float]:
    return [statistics.median(step) for step in zip(*visits, strict=True)]  # type: ignore[call-overload]


def _step(what: str, ours: list[list[float]], bare: list[list[float]], index: int) -> Result:
    mine = [one[index] for one in ours]
    theirs = [one[index] for one in bare]
    share = statistics.median(b / o for o, b in zip(mine, theirs, strict=True))
    return Result(
        what,
        f"{statistics.median(mine) * 1000:.1f} ms",
        f"{statistics.median(theirs) * 1000:.1f} ms",
        f"{share:.2f}",
    )


def _ours(
    browser: Browser, database: Path, slug: str, name: str
) -> tuple[list[float], tuple[int, int]]:
    """The seconds of the four answers, and the sizes of the two pages."""
    browser.new_visitor()
    path = f"/treffen/{slug}/anmelden"
    form = browser.get(path)
    fields = {key: form.field(key) for key in ("csrf_token", "submit_key", "started")}
    address = f"{name}@example.org"
    taken = browser.post(path, PERSON | fields | {"website": "", "email": address})
    link = mailed_link(database, address)
    page = browser.get(link)
    done = browser.post(link, {"csrf_token": page.field("csrf_token")})
    seconds = [answer.seconds for answer in (form, taken, page, done)]
    return seconds, (len(form.text.encode()), len(page.text.encode()))


def mailed_link(database: Path, address: str) -> str:
    """The path of the link to confirm, as it stands in the mail to this address."""
    connection = sqlite3.connect(database)
    query = "SELECT body FROM message WHERE recipient = ? ORDER BY id DESC LIMIT 1"
    raw = connection.execute(query, (address,)).fetchone()[0]
    connection.close()
    plain = email.message_from_bytes(raw, policy=email.policy.default).get_body(("plain",))
    found = re.search(r"http://[^/\s]+(/anmeldung/\S+/bestaetigen)", plain.get_content())  # type: ignore[union-attr]
    if found is None:
        raise RuntimeError("no link in the mail")
    return found[1]


def _theirs(browser: Browser, sizes: tuple[int, int]) -> list[float]:
    browser.new_visitor()
    answers = []
    for size in sizes:
        page = browser.get(f"/entry/{size}")
        token = page.field("csrf_token") if "csrf_token" in page.text else ""
        sent = PERSON | {"email": "visitor@example.org", "csrf_token": token}
        answers += [page, browser.post(f"/entry/{size}", sent)]
    return [answer.seconds for answer in answers]
