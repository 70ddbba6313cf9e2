"""Three hundred people confirm for fifty places, thirty-two at a time: no place is given twice."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, text

from bench.client import Browser
from bench.report import Result
from bench.servers import Server

PEOPLE, PLACES, AT_ONCE = 300, 50, 32
WITHIN = 5.0


def measure(
    database: str, server: Server, engine: Engine, meeting_id: int, tokens: list[str]
) -> Result:
    """Everybody presses the button of the mailed page; the mails leave with it."""
    local = threading.local()

    def press(token: str) -> None:
        browser = getattr(local, "browser", None)
        if browser is None:
            browser = local.browser = server.browser()
        browser.new_visitor()
        browser.post(link(token), {"csrf_token": keys[token]}, cookies=jars[token])

    jars: dict[str, dict[str, str]] = {}
    keys = {token: _open(server.browser(), token, jars) for token in tokens[:1]}
    for token in tokens[1:]:  # one page gives the key of the forms; it holds for its cookie only
        keys[token], jars[token] = keys[tokens[0]], jars[tokens[0]]
    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(press, tokens))
    seconds = time.perf_counter() - started
    states = _states(engine, meeting_id)
    right = states == {"confirmed": PLACES, "waitlisted": len(tokens) - PLACES}
    told = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
    return Result(
        f"{len(tokens)} people at once for {PLACES} places, {database}",
        f"{seconds:.1f} s: {told}",
        aim=f"exactly {PLACES}, <= {WITHIN:g} s",
        met=right and seconds <= WITHIN,
    )


def link(token: str) -> str:
    """The page behind the mail."""
    return f"/anmeldung/{token}/bestaetigen"


def _open(browser: Browser, token: str, jars: dict[str, dict[str, str]]) -> str:
    page = browser.get(link(token))
    jars[token] = browser.cookies
    return page.field("csrf_token")


def _states(engine: Engine, meeting_id: int) -> Counter[str]:
    query = text("SELECT state, count(*) FROM registration WHERE meeting_id = :id GROUP BY state")
    with engine.connect() as connection:
        rows = connection.execute(query, {"id": meeting_id}).all()
    return Counter({str(state): int(number) for state, number in rows})
