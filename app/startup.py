"""Before the first request: the database gets its tables and, in the demo, its year (O-11).

Any number of processes may do this at the same moment; one does the work, the others wait.
"""

from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from app.access.actions import make_link
from app.access.models import Staff
from app.access.rules import Role
from app.core import demo_clock
from app.core.db import db
from app.core.db_lock import alone
from app.core.links import link_to
from app.core.settings import current
from app.meetings.special_days import seed_days
from app.operation.backups import BackupFault, folder_of_settings
from app.operation.upgrading import NewerTables, backed_up, is_due, migrate


class StartFault(Exception):
    """Treffwerk cannot start; the text is for the person at the terminal."""


def prepare_database(app: Flask, say: Callable[[str], object] = str) -> None:
    """Make or update the tables, load the demo year if new. Raises ``StartFault``.

    ``say`` is told in German what takes a while.
    """
    with app.app_context():
        try:
            with alone():
                if is_due():
                    backed_up(folder_of_settings())
                    migrate()
                seed_days()
                _load_demo(say)
        except (NewerTables, BackupFault) as fault:
            raise StartFault(str(fault)) from fault
        except (DBAPIError, OSError) as fault:
            raise StartFault(_unusable(fault)) from fault
        finally:
            db.session.remove()
    with app.app_context():
        db.engine.dispose()


def sign_in_link() -> tuple[Staff, str] | None:
    """The first person of the office and a link for one sign-in; None while there is nobody."""
    team = db.session.scalars(select(Staff).where(Staff.active).order_by(Staff.id))
    staff = next((one for one in team if Role.OFFICE in one.role_set), None)
    if staff is None:
        return None
    address = link_to("access_public.enter", token=make_link(staff.email))
    return db.session.get_one(Staff, staff.id), address


def _load_demo(say: Callable[[str], object]) -> None:
    config = current()
    if not config.demo.enabled or db.session.scalar(select(Staff.id).limit(1)):
        return
    from app.demo.loader import is_empty, load_demo

    if not is_empty():
        return
    say("Das Beispieljahr wird geladen. Das dauert ein paar Sekunden …")
    demo_clock.rewind(config, str(db.engine.url))
    load_demo()


def _unusable(fault: DBAPIError | OSError) -> str:
    place = db.engine.url.render_as_string(hide_password=True)
    why = str(fault.orig if isinstance(fault, DBAPIError) else fault).strip()
    return (
        f"Die Datenbank {place} lässt sich nicht benutzen: {why}. Bitte prüfen Sie database.url in "
        "config.toml, die Rechte am Ordner und den freien Platz."
    )
