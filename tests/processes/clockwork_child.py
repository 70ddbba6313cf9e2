"""A clockwork in a process of its own: it gets database, port and lease.

Runs on the real clock until SIGTERM, as the supervisor starts it.
"""

import signal
import sys
import threading

import msgspec

from app import clockwork, create_app
from tests.conftest import test_settings


def without_backups(settings):
    """They would go into the project's own folder."""
    backup = msgspec.structs.replace(settings.backup, hour=-1)
    return msgspec.structs.replace(settings, backup=backup)


def main(url, port, lease):
    plain = without_backups(test_settings(url))
    mail = msgspec.structs.replace(
        plain.mail,
        smtp_host="127.0.0.1",
        smtp_port=int(port),
        smtp_security="none",
        smtp_timeout_seconds=20,
        lease_seconds=float(lease),
        per_minute=10_000,
        poll_seconds=0.05,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with create_app(msgspec.structs.replace(plain, mail=mail)).app_context():
        print("ready", flush=True)
        clockwork.run(stop)


if __name__ == "__main__":
    main(*sys.argv[1:])
