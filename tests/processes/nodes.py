"""Several hosts in one test: each with a folder, a clock and a config of its own, one PostgreSQL.

``python -m tests.processes.nodes`` prints the figures: what was acknowledged, lost, sent twice, and
how long nothing was answered.
"""

import contextlib
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests import postgres
from tests.outbox.mailserver import Mailserver
from tests.processes.crowd import Crowd
from tests.processes.servers import (
    PATIENCE,
    alive,
    descendants,
    environment,
    write_config,
)

ROOT = Path(__file__).resolve().parents[2]
WRONG_CLOCK = """
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
int clock_gettime(clockid_t which, struct timespec *found) {
    int answer = syscall(SYS_clock_gettime, which, found);
    if (!answer && which == CLOCK_REALTIME) found->tv_sec += atol(getenv("CLOCK_AHEAD"));
    return answer;
}
"""
"""Lets a process see a wrong time of day and no other wrong clock (libfaketime stops threads)."""
PREPARE = """
import sys
from datetime import date, timedelta
from app import create_app
from app.startup import prepare_database
from tests import build
app = create_app()
prepare_database(app)
with app.app_context():
    today = date.today()
    opens, day = today - timedelta(days=2), today + timedelta(days=30)
    meeting = build.a_meeting(capacity=int(sys.argv[1]), day=day, registration_opens=opens)
    print(build.slug_of(meeting))
"""


class Node:
    """A host: a folder of its own with the program in it, and what runs there."""

    def __init__(self, folder, name, parts, database, *, clock=0, **config):
        self.name, self.folder, self.parts = name, Path(folder) / name, parts
        self.folder.mkdir()
        for part in ("app", "templates", "meeting_kits"):
            shutil.copytree(ROOT / part, self.folder / part)
        (self.folder / "node_modules").symlink_to(ROOT / "node_modules")
        file, self.port = write_config(self.folder, **config)
        self.environment = environment(file, database) | {"TREFFWERK_NODE": name}
        if clock and (library := _wrong_clock(self.folder)):
            self.environment |= {"LD_PRELOAD": str(library), "CLOCK_AHEAD": str(clock)}
        self.log, self.process = self.folder / "log", None

    def start(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.serve", "--only", self.parts],
                cwd=self.folder, env=self.environment, stdout=log, stderr=log,
            )  # fmt: skip

    def is_up(self):
        return "Beenden mit" in self.log.read_text(encoding="utf-8")

    def family(self):
        return alive(descendants(self.process.pid))

    def stop(self):
        if self.process is not None:
            family = self.family()
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(30)
            for pid in alive(family):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait(PATIENCE)


def _wrong_clock(folder):
    """The library for it; None on a machine without a compiler."""
    if shutil.which("cc") is None:
        return None
    source, library = folder / "clock.c", folder / "clock.so"
    source.write_text(WRONG_CLOCK)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return library


class Balancer:
    """One address for all web nodes: each connection goes to the next node that takes it."""

    def __init__(self):
        self.ports, self._turn = [], 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                visitor, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(visitor,), daemon=True).start()

    def _serve(self, visitor):
        for _ in self.ports:
            self._turn += 1
            port = self.ports[self._turn % len(self.ports)]
            with contextlib.suppress(OSError):
                node = socket.create_connection(("127.0.0.1", port), timeout=5)
                node.settimeout(None)
                threading.Thread(target=self._pour, args=(visitor, node), daemon=True).start()
                return self._pour(node, visitor)
        visitor.close()
        return None

    def _pour(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


class Cluster:
    """A PostgreSQL of our own that can be restarted, a mail server, nodes and a crowd."""

    def __init__(self, folder, seats=60):
        self._stack = contextlib.ExitStack()
        self.folder, self.seats, self.chance = Path(folder), seats, random.Random(9)
        self.kills = {"web": 0, "clockwork,mixer": 0}

    def __enter__(self):
        try:
            self._begin()
        except BaseException:
            self._stack.close()
            raise
        return self

    def _begin(self):
        url = self._stack.enter_context(postgres.throwaway_cluster())
        self.data = Path(make_url(url).query["host"]) / "data"
        self.database = url
        self.execute("ALTER ROLE treffwerk SET synchronous_commit = on")
        self.mails = Mailserver()
        self.mails.start()
        self._stack.callback(self.mails.stop, no_assert=True)
        self.balancer = Balancer()
        self._stack.callback(self.balancer.close)
        config = {
            "base_url": f'"http://127.0.0.1:{self.balancer.port}"',
            "smtp_host": '"127.0.0.1"', "smtp_port": str(self.mails.port),
            "smtp_security": '"none"', "smtp_timeout_seconds": "5", "lease_seconds": "15",
            "retry_minutes": "[0.05]",
            "per_minute": "10000", "forms_per_hour": "100000",
        }  # fmt: skip
        drift = {"web1": 0, "web2": 240, "clock1": -300, "clock2": 0}
        self.nodes = [
            Node(self.folder, name, "web" if "web" in name else "clockwork,mixer",
                 self.database, clock=ahead, **config)
            for name, ahead in drift.items()
        ]  # fmt: skip
        self.slug = self._prepare()
        self.balancer.ports = [node.port for node in self.nodes if node.parts == "web"]
        for node in self.nodes:
            self._stack.callback(node.stop)
            node.start()
        self.until(lambda: all(node.is_up() for node in self.nodes))
        self.crowd = Crowd(self.balancer.port, self.slug, self.mails)
        self._stack.callback(self.crowd.stop.set)

    def __exit__(self, *fault):
        self._stack.__exit__(*fault)

    def _prepare(self):
        node = self.nodes[0]
        done = subprocess.run(
            [sys.executable, "-c", PREPARE, str(self.seats)], cwd=ROOT, env=node.environment,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.split()[-1]

    def until(self, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, self.logs()
            time.sleep(0.05)

    def logs(self):
        return "\n".join(f"{n.name}:\n{n.log.read_text()[-3000:]}" for n in self.nodes)

    def work_for(self, seconds):
        """Let the crowd go on, and long enough for somebody to be acknowledged."""
        goal = len(self.crowd.moments) + 5
        time.sleep(seconds)
        self.until(lambda: len(self.crowd.moments) >= goal)

    def restart_database(self):
        """Stop it as a power cut would, start it again; seconds until somebody was answered."""
        begun = time.monotonic()
        postgres._run(
            postgres.binaries() / "pg_ctl", "-D", self.data, "-w", "-l", self.data.parent / "log",
            "-m", "immediate", "restart",
        )  # fmt: skip
        there = time.monotonic()
        self.until(lambda: self.crowd.moments and self.crowd.moments[-1] > there)
        first = next(one for one in self.crowd.moments if one > there)
        return there - begun, first - there

    def kill_one(self):
        """Kill any process of any node, the supervisor as well: that is started again."""
        node = self.chance.choice(self.nodes)
        family = sorted(node.family())
        victim = self.chance.choice([node.process.pid, *family])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        self.kills[node.parts] += 1
        if victim == node.process.pid:
            node.process.wait(PATIENCE)
            while alive(family):
                time.sleep(0.05)
            node.start()

    def execute(self, statement):
        engine = create_engine(self.database, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            result = connection.execute(text(statement))
            rows = result.all() if result.returns_rows else []
        engine.dispose()
        return rows

    def column(self, statement):
        return [row[0] for row in self.execute(statement)]

    def all_sent(self):
        return not self.column("SELECT 1 FROM message WHERE state != 'sent' LIMIT 1")

    def drift(self):
        """Seconds by which the hosts' clocks are wrong, as they themselves have found."""
        rows = self.execute("SELECT DISTINCT host, ahead_seconds FROM node")
        return {host: round(ahead) for host, ahead in rows if round(ahead)}

    def longest_silence(self):
        """Seconds between two people who were told that it worked."""
        moments = sorted(self.crowd.moments)
        return max(b - a for a, b in itertools.pairwise(moments))

    def figures(self):
        """What everybody wants to know, as words and numbers."""
        kept = self.column("SELECT email FROM registration")
        sure = self.column("SELECT email FROM registration WHERE state = 'confirmed'")
        ids = self.mails.ids
        return {
            "registrations acknowledged": len(self.crowd.registered),
            "of them lost": len(set(self.crowd.registered) - set(kept)),
            "kept twice": len(kept) - len(set(kept)),
            "confirmations acknowledged": len(self.crowd.confirmed),
            "people confirmed": self.column(
                "SELECT count(*) FROM registration WHERE state IN ('confirmed', 'waitlisted')"
            )[0],
            "seats": self.seats,
            "seats given": len(sure),
            "letters": len(set(ids)),
            "letters kept": self.column("SELECT count(*) FROM message")[0],
            "letters sent twice": len(ids) - len(set(ids)),
            "answers 503": self.crowd.later,
            "connections cut": self.crowd.cut,
            "wrong answers": len(self.crowd.faults),
            "longest silence (s)": round(self.longest_silence(), 1),
        }


def main():
    """Ten minutes of trouble in one."""
    with tempfile.TemporaryDirectory() as folder, Cluster(folder) as cluster:
        cluster.crowd.begin()
        cluster.work_for(5)
        for _ in range(3):
            print("database away, first answer after (s):", cluster.restart_database())
            cluster.work_for(3)
        print("sent twice by now:", cluster.figures()["letters sent twice"])
        for _ in range(15):
            cluster.kill_one()
            cluster.work_for(1)
        cluster.crowd.end()
        cluster.until(cluster.all_sent)
        print("killed:", cluster.kills)
        for what, number in cluster.figures().items():
            print(f"{what:30} {number}")
        for status, path, page in cluster.crowd.faults:
            print(status, path, page)


if __name__ == "__main__":
    main()
