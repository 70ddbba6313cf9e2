"""The thread of a web process that makes print packs, so that no request has to wait for one.

It also starts the render workers and keeps them warm; the first page does not wait for them.
Jobs are claimed in the database: any number of processes may run it, and what one leaves undone
another one takes over when its lease has ended.
"""

import logging
import threading

from flask import Flask

from app.core import pdf, trouble
from app.papers.actions import work_off

LOOK_AGAIN = 15
"""Seconds after which it looks for jobs of other processes by itself."""

log = logging.getLogger(__name__)
_wish = threading.Event()


def start(app: Flask) -> None:
    """Begin to work; in a web server after the fork. Ends with the process."""
    threading.Thread(target=_run, args=(app,), name="print packs", daemon=True).start()


def wake() -> None:
    """There is a new job."""
    _wish.set()


def _run(app: Flask) -> None:
    while True:
        try:
            pdf.start_renderer()
            with app.app_context():
                work_off(lambda: False)
        except Exception as fault:  # one job that fails must not end the making of all others
            if trouble.passes_by(fault):
                log.warning("print packs wait: the database is away")
            else:
                log.exception("a print pack failed")
        _wish.wait(LOOK_AGAIN)
        _wish.clear()
