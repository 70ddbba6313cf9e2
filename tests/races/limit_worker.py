"""Some threads that do the same thing again and again: ``main(URL, GO, MOST)``.

At the end it prints how often the limit let them. The deed takes a moment, so
that all of them count while nothing of the others is kept yet.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import create_app
from app.core import clock
from app.core.db import transaction
from app.core.limits import count_attempt
from tests.conftest import test_settings

THREADS, TRIES, DEED = 3, 4, 0.02


def main(url, go, most):
    app = create_app(test_settings(url))
    clock.start_at(datetime(2027, 9, 1, 7, 0, tzinfo=UTC))

    def robot(_number):
        passed = 0
        with app.app_context():
            while not Path(go).exists():
                time.sleep(0.005)
            for _ in range(TRIES):
                with transaction():
                    passed += count_attempt(
                        "form", "192.0.2.7", most=int(most), within=timedelta(hours=1)
                    )
                    time.sleep(DEED)
        return passed

    with ThreadPoolExecutor(THREADS) as pool:
        runs = [pool.submit(robot, number) for number in range(THREADS)]
        print("ready", flush=True)
        print(sum(run.result() for run in runs), flush=True)
