"""First pages against a bare page of the same size."""

import statistics

from bench.client import Browser
from bench.report import Result, compared
from bench.servers import Server

ROUNDS = 12
VISITS = 20


def measure(
    slug: str, sign_in_token: str, treffwerk: Server, bare: Server, packages: Server
) -> list[Result]:
    """Public home, public page of a meeting, and Heute of the office."""
    visitor, office = treffwerk.browser(), treffwerk.browser()
    others = bare.browser(), packages.browser()
    enter = f"/einloggen/{sign_in_token}"
    office.post(enter, {"csrf_token": office.get(enter).field("csrf_token")})
    return [
        *_page("Home", visitor, "/", others),
        *_page("Public page of a meeting", visitor, f"/treffen/{slug}", others),
        *_page("Heute of the office", office, "/buero/", others),
    ]


def _page(what: str, browser: Browser, path: str, others: tuple[Browser, Browser]) -> list[Result]:
    size = len(browser.get(path).text.encode())
    visits = [(browser, path), *((other, f"/page/{size}") for other in others)]
    for who, where in visits * 10:  # warm up
        who.get(where)
    seconds: list[list[float]] = [[], [], []]
    for _ in range(ROUNDS):
        for (who, where), found in zip(visits, seconds, strict=True):
            found.append(statistics.median(who.get(where).seconds for _ in range(VISITS)))
    ours, bare, packages = seconds
    return [
        compared(f"{what} ({size / 1024:.0f} KiB)", ours, bare, least=0.5, unit="pages"),
        compared("  against plain packages", ours, packages, unit="pages"),
    ]
