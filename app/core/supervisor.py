"""Keeps child processes alive: starts them, starts them again when they die, stops them in time.

The parent does nothing else, so that nothing can tear it down; when it is killed nevertheless,
the children end too.
"""

import ctypes
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0  # seconds between two starts
HEALTHY_AFTER = 60.0  # seconds of life that make earlier deaths forgotten
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Child:
    """One process to keep alive; ``name`` is its German name in messages."""

    name: str
    run: Callable[[], object]


@dataclass
class _Life:
    """How it goes with one child."""

    child: Child
    pid: int = 0
    started: float = 0.0
    deaths: int = 0
    start_again_at: float = 0.0


class Supervisor:
    """``start()``, then ``watch(stop)`` until the event is set, then ``stop(seconds)``."""

    def __init__(self, children: list[Child], say: Callable[[str], object]) -> None:
        self._lives = [_Life(child) for child in children]
        self._say = say

    def start(self) -> None:
        """Start every child."""
        for life in self._lives:
            self._start(life)

    def watch(
        self, stop: threading.Event, every: float = 0.2, meanwhile: Callable[[], object] = int
    ) -> None:
        """Start dead children again, with growing pauses, until ``stop`` is set."""
        while not stop.wait(every):
            self._bury()
            meanwhile()
            for life in self._lives:
                if not life.pid and time.monotonic() >= life.start_again_at:
                    self._start(life)

    def stop(self, seconds: float) -> None:
        """End every child politely; who still lives after ``seconds`` is killed."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while any(life.pid for life in self._lives) and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        self._signal(signal.SIGKILL)
        for life in self._lives:
            if life.pid:
                os.waitpid(life.pid, 0)
                life.pid = 0

    def _start(self, life: _Life) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(life.child.run, parent)
        life.pid, life.started = pid, time.monotonic()

    def _signal(self, number: int) -> None:
        for life in self._lives:
            if life.pid:
                os.kill(life.pid, number)

    def _reap(self) -> list[tuple[_Life, int]]:
        dead: list[tuple[_Life, int]] = []
        for life in self._lives:
            if life.pid:
                pid, status = os.waitpid(life.pid, os.WNOHANG)
                if pid:
                    life.pid = 0
                    dead.append((life, os.waitstatus_to_exitcode(status)))
        return dead

    def _bury(self) -> None:
        for life, code in self._reap():
            now = time.monotonic()
            life.deaths = 1 if now - life.started > HEALTHY_AFTER else life.deaths + 1
            pause = min(0.25 * 2**life.deaths, LONGEST_PAUSE) if life.deaths > 1 else 0.0
            life.start_again_at = now + pause
            why = f"Signal {-code}" if code < 0 else f"Rückgabewert {code}"
            self._say(f"{life.child.name} ist ausgefallen ({why}) und wird neu gestartet.")


def _live(run: Callable[[], object], parent: int) -> None:
    """The child's whole life: its own signals, its own process group, the death of its parent."""
    code = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.setpgid(0, 0)
        _die_with(parent)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        log.exception("a process ended")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with(parent: int) -> None:
    """Ask the kernel for SIGTERM when the parent ends, however it ends (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(0)
