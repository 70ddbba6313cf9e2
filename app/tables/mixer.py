"""„Der Tischmischer“: a process of its own that works off the searches that are asked for.

It may run many times over, on any hosts: every search is claimed (``searching``).
"""

import logging
import threading

from flask import current_app

from app.core import trouble
from app.tables import searching

log = logging.getLogger(__name__)

LOOK_EVERY = 0.5
"""Seconds between two looks at what waits."""


def run(stop: threading.Event) -> None:
    """Until ``stop`` is set. Needs an application context.

    The search under way is put back then, so that another process goes on with it.
    """
    waits = False
    while not stop.is_set():
        try:
            with current_app.app_context():
                searching.work_off(stop.is_set)
            waits = False
        except Exception as fault:
            if not trouble.passes_by(fault):
                log.exception("table search: %s", type(fault).__name__)
            elif not waits:
                log.warning("table search: the database is away, everything waits")
                waits = True
        stop.wait(LOOK_EVERY)
