"""What the office is told about the retention run."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.core.links import link_to
from app.core.settings import current
from app.core.words import date_long
from app.outbox.letter import Letter


def foretelling(monday: date, rows: Sequence[tuple[str, int]]) -> Letter:
    """What will be forgotten in the week that begins on ``monday``: rows of (what, how many)."""
    office = current().office
    listed = "\n".join(f"- {title}: {number}" for title, number in rows)
    sunday = monday + timedelta(days=6)
    return Letter(
        key=f"foretold:{monday}",
        kind="foretold",
        to=office.mail,
        to_name=office.name,
        subject=f"Das wird ab dem {date_long(monday)} gelöscht",
        text=(
            f"Guten Tag,\n\nvom {date_long(monday)} bis zum {date_long(sunday)} löscht Treffwerk "
            f"diese Angaben, weil ihre Frist um ist:\n\n{listed}\n\n"
            "Sie müssen nichts tun. Zahlen und Auswertungen bleiben, wie sie sind. Brauchen Sie "
            "etwas davon noch, sehen Sie vorher nach:\n\n"
            f"{link_to('privacy.retention')}\n\n{office.signature.strip()}\n"
        ),
    )
