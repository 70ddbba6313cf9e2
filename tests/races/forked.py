"""Real processes that are there at once: forked from one that has imported the application.

A new interpreter needs seconds for the imports, and a race has up to four processes. The one they
are forked from has no threads and no open database.
"""

import multiprocessing
import os
import sqlite3
import sys
import time

from sqlalchemy import Engine, event

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.races.preloaded"])
PATIENCE = 600
"""Seconds: how long a machine that is busy with other things may take for any step of a race."""
started = []


class Worker:
    """A process that does ``main(*words)``; what it prints is in ``stdout``."""

    def __init__(self, main, *words):
        ours, theirs = FORKS.Pipe(duplex=False)
        self._process = FORKS.Process(target=_speak, args=(theirs, main, *map(str, words)))
        self._process.start()
        theirs.close()
        self.stdout = os.fdopen(os.dup(ours.fileno()), encoding="utf-8")
        ours.close()
        self.pid = self._process.pid
        self.kill = self._process.kill
        started.append(self)

    @property
    def returncode(self):
        """None while it runs."""
        return self._process.exitcode

    def wait(self):
        """Wait for its end. Returns the exit code; raises TimeoutError when it still runs."""
        self._process.join(PATIENCE)
        if self.returncode is None:
            raise TimeoutError(f"process {self.pid} still runs after {PATIENCE} seconds")
        return self.returncode

    def said(self):
        """All that it printed and was not read yet, when it came to its end."""
        self.wait()
        return self.stdout.read()


def _speak(pipe, main, *words):
    """In the new process: what is printed goes into the pipe."""
    os.dup2(pipe.fileno(), 1)
    pipe.close()
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    event.listen(Engine, "connect", waits_for_others)
    main(*words)
    sys.stdout.flush()


def waits_for_others(connection, _record):
    """How long somebody else may hold a row says nothing about a race; deadlocks still fail."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
        return
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.execute(f"SET statement_timeout = '{PATIENCE}s'")
    connection.commit()


def all_ready(workers, go):
    """Wait until each of them says so, then let all of them go at the same moment."""
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    time.sleep(0.05)
    go.touch()


def all_said(workers):
    """What each of them printed until its end; all must have come to a good one."""
    said = [worker.said() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * len(workers)
    return said


def end_all():
    """Whoever still runs is killed, also when a test failed in between."""
    while started:
        worker = started.pop()
        worker.kill()
        worker.wait()
        worker.stdout.close()
