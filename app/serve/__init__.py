"""``make run``: web server, clockwork and table search under one roof, until Ctrl-C or SIGTERM.

Where several hosts share the work, ``--only web`` or ``--only clockwork,mixer`` starts a part.
"""

import argparse
import errno
import functools
import gc
import http.client
import logging
import multiprocessing
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from app import create_app
from app.core import demo_clock, log_lines, pdf
from app.core.errors import SettingsFault
from app.core.settings import load
from app.core.settings_sections import Settings
from app.core.supervisor import Child, Supervisor
from app.kits.faults import KitFaults
from app.operation import metrics, nodes
from app.papers import runner
from app.startup import StartFault, prepare_database, sign_in_link
from app.tables import mixer

GRACE = 25  # seconds for requests under way; the supervisor waits a little longer
READY_WITHIN = 30.0
PATIENCE = 28.0

Welcome = tuple[str, str] | None
PARTS = ("web", "clockwork", "mixer")


def main(words: Sequence[str] = ()) -> int:
    """Run until told to stop. Returns the exit code: 0 after a stop, 2 when it cannot start."""
    parts = _parts(words)
    try:
        config = load()
        log_lines.begin(config)
        listener = _listen(config) if "web" in parts else None
        app = create_app(config)
        gc.freeze()  # what is loaded by now stays: the children share it, no collection visits it
        gc.enable()
        welcome = _prepare(app)
    except (SettingsFault, KitFaults, StartFault) as fault:
        print(f"Treffwerk startet nicht.\n\n{fault}\n", file=sys.stderr)
        return 2
    _serve(app, config, parts, listener, welcome)
    return 0


def _parts(words: Sequence[str]) -> frozenset[str]:
    """What is to run here; a wrong word ends the program with a line about the right ones."""
    parser = argparse.ArgumentParser(prog="python -m app.serve", description="Startet Treffwerk.")
    parser.add_argument("--only", metavar="TEIL,TEIL", default=",".join(PARTS))
    parts = frozenset(parser.parse_args(words).only.split(","))
    if not parts <= set(PARTS):
        parser.error(f"--only kennt {', '.join(PARTS)}")
    return parts


def _serve(
    app: Flask,
    config: Settings,
    parts: frozenset[str],
    listener: socket.socket | None,
    welcome: Welcome,
) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    children = [
        Child("Das Uhrwerk", functools.partial(_run_clockwork, app, listener is None)),
        Child("Der Tischmischer", functools.partial(_run_beside, app, "mixer", mixer.run)),
    ]
    children = [one for one, part in zip(children, PARTS[1:], strict=True) if part in parts]
    if listener is not None:
        run_web = functools.partial(_run_web, app, config, listener)
        children.insert(0, Child("Der Webserver", run_web))
    supervisor = Supervisor(children, say=logging.getLogger("treffwerk").warning)
    supervisor.start()
    if listener is None:
        log_lines.say(config, "Treffwerk läuft ohne Webserver.\n  Beenden mit Strg+C")
    elif _wait_until_ready(config, listener, stop):
        log_lines.say(config, _greeting(config, welcome))
    supervisor.watch(stop, meanwhile=_clock_keeper(app, config))
    if listener is not None:
        listener.close()
    supervisor.stop(PATIENCE)
    demo_clock.keep(config, app.config["SQLALCHEMY_DATABASE_URI"])


def _listen(config: Settings) -> socket.socket:
    """Take the port first, so that a second start harms nothing. Raises ``StartFault``."""
    host, _, port = config.site.listen.rpartition(":")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
        listener.listen(256)
    except (OSError, OverflowError) as fault:
        taken = isinstance(fault, OSError) and fault.errno == errno.EADDRINUSE
        why = (
            "Dort läuft schon ein Programm, vielleicht ein zweites Treffwerk. Beenden Sie es, "
            "oder wählen Sie in config.toml unter site.listen einen anderen Anschluss."
            if taken
            else f"{fault}. Bitte prüfen Sie site.listen in config.toml."
        )
        raise StartFault(f"Der Anschluss {config.site.listen} ist nicht frei: {why}") from fault
    return listener


def _prepare(app: Flask) -> Welcome:
    """Prepare the database in a process of its own, so that this one keeps no connection."""
    here, there = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_preparation, args=(app, there))
    process.start()
    there.close()
    try:
        fault, welcome = here.recv()
    except EOFError:
        raise StartFault(
            "Die Datenbank ließ sich nicht vorbereiten; der Grund steht oben."
        ) from None
    finally:
        process.join()
    if fault:
        raise StartFault(fault)
    demo_clock.resume(app.extensions["settings"], app.config["SQLALCHEMY_DATABASE_URI"])
    return None if welcome is None else (welcome[0], welcome[1])


def _preparation(app: Flask, answer: Connection) -> None:
    try:
        prepare_database(app, say=functools.partial(log_lines.say, app.extensions["settings"]))
        demo_clock.keep(app.extensions["settings"], app.config["SQLALCHEMY_DATABASE_URI"])
        with app.app_context():
            found = sign_in_link() if _may_show_links(app) else None
            answer.send(("", (found[0].name, found[1]) if found else None))
    except StartFault as fault:
        answer.send((str(fault), None))


def _may_show_links(app: Flask) -> bool:
    """A sign-in link belongs on a screen, never into a log (T-7)."""
    settings: Settings = app.extensions["settings"]
    return sys.stdout.isatty() or (settings.demo.enabled and settings.log.form == "text")


def _greeting(config: Settings, welcome: Welcome) -> str:
    lines = ["", f"  Treffwerk läuft:  {config.site.base_url}", ""]
    if welcome:
        lines += [
            f"  Einloggen als {welcome[0]} (einmal, {config.site.sign_in_link_minutes} Minuten):",
            f"  {welcome[1]}",
            "",
        ]
    else:
        lines += ["  Einloggen:  .venv/bin/flask --app app staff link ADRESSE", ""]
    return "\n".join([*lines, "  Beenden mit Strg+C", ""])


def _wait_until_ready(config: Settings, listener: socket.socket, stop: threading.Event) -> bool:
    """Ask for a page until one comes. False when told to stop before, or when none comes."""
    host, port = listener.getsockname()
    host = "127.0.0.1" if host == "0.0.0.0" else host
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not stop.is_set():
        asking = http.client.HTTPConnection(host, port, timeout=READY_WITHIN)
        try:
            asking.request("GET", f"{config.site.prefix}/einloggen")
            return asking.getresponse().status < 500
        except OSError:
            time.sleep(0.1)  # the server took no requests yet
        finally:
            asking.close()
    return False


def _clock_keeper(app: Flask, config: Settings) -> Any:
    """Something to call often that keeps the demo's clock every half minute."""
    kept = time.monotonic()

    def keep() -> None:
        nonlocal kept
        if time.monotonic() - kept > demo_clock.KEEP_EVERY:
            kept = time.monotonic()
            demo_clock.keep(config, app.config["SQLALCHEMY_DATABASE_URI"])

    return keep


def _run_beside(app: Flask, part: str, work: Callable[[threading.Event], object]) -> None:
    """Do the work until SIGTERM."""
    stop = threading.Event()
    nodes.show(app, part)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with app.app_context():
        work(stop)


def _run_clockwork(app: Flask, with_figures: bool) -> None:
    """Where no web server answers the monitoring, the clockwork does."""
    if with_figures:
        metrics.serve(app)
    from app import clockwork  # with the mailbox and all else that no page needs

    _run_beside(app, "clockwork", clockwork.run)


def _run_web(app: Flask, config: Settings, listener: socket.socket) -> None:
    WebServer(app, config, listener).run()


class WebServer(BaseApplication):  # type: ignore[misc]
    """gunicorn with one worker process, on a socket that the supervisor holds open."""

    def __init__(self, app: Flask, config: Settings, listener: socket.socket) -> None:
        self._app = app
        self._config = config
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        choices: dict[str, object] = {
            "bind": f"fd://{self._listener.detach()}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": self._config.site.threads,
            "graceful_timeout": GRACE,
            "timeout": 60,
            "keepalive": 5,
            "loglevel": "warning",
            "errorlog": None,
            "logger_class": log_lines.WebServerLog,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",
            "secure_scheme_headers": {},
            "forwarder_headers": "",
            "limit_request_line": 4094,
            "post_fork": self._begin,
            "worker_exit": _stop_renderer,
        }
        for name, value in choices.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app

    def _begin(self, _server: object, _worker: object) -> None:
        runner.start(self._app)
        metrics.serve(self._app)
        nodes.show(self._app, "web")


def _stop_renderer(_server: object, _worker: object) -> None:
    pdf.stop_renderer()
