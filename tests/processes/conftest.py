"""A mail server and clockworks as processes of their own, on the real clock."""

import subprocess
import sys
import time

import pytest

from app.core import clock as app_clock
from tests.conftest import ROOT
from tests.outbox.mailserver import Mailserver
from tests.processes.clockwork_child import without_backups
from tests.processes.servers import PATIENCE


@pytest.fixture
def ctx(ctx, monkeypatch):
    """A clockwork may run inside the test."""
    settings = without_backups(ctx.extensions["settings"])
    monkeypatch.setitem(ctx.extensions, "settings", settings)
    return ctx


@pytest.fixture
def real_clock(ctx):
    """Several processes agree on the real time alone."""
    app_clock.reset()


@pytest.fixture
def server():
    running = Mailserver()
    running.start()
    yield running
    running.stop(no_assert=True)


@pytest.fixture
def clockwork_process(worker_database, server):
    """Start a clockwork; the function returns the running process."""
    processes = []

    def start(lease=30):
        command = [sys.executable, "-m", "tests.processes.clockwork_child"]
        process = subprocess.Popen(
            [*command, worker_database, str(server.port), str(lease)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def until():
    """Wait for something to come true, as long as a busy machine may take."""

    def wait(condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, "it did not happen in time"
            time.sleep(0.02)

    return wait
