"""How far the mailbox was read: remembered here, so that no flag of the mailbox is touched."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.settings_sections import Mailbox
from app.replies.models import MailboxMark
from app.replies.queries import place_of


@dataclass(frozen=True)
class Mark:
    """The last mail that was looked at; 0: none of this folder."""

    uid_validity: int
    last_uid: int


def claim_reading(mailbox: Mailbox) -> Mark | None:
    """The turn to read the mailbox; None while ``poll_minutes`` are not over since the last."""
    with transaction():
        row, moment = _locked(mailbox), clock.now()
        pause = timedelta(minutes=mailbox.poll_minutes)
        if row.tried_at and timedelta() <= moment - row.tried_at < pause:
            return None
        row.tried_at = moment
        return Mark(row.uid_validity, row.last_uid)


def remember(mailbox: Mailbox, mark: Mark) -> None:
    """So far the mails were looked at. Never goes back in the same folder (RFC 3501 2.3.1.1)."""
    with transaction():
        row = _locked(mailbox)
        if row.uid_validity == mark.uid_validity and row.last_uid >= mark.last_uid:
            return
        row.uid_validity, row.last_uid = mark.uid_validity, mark.last_uid


def note_result(mailbox: Mailbox, fault: str = "") -> None:
    """The reading went well, or this stops it since now; the begin of a trouble is kept."""
    with transaction():
        row, moment = _locked(mailbox), clock.now()
        if fault:
            row.fault_since = row.fault_since or moment
        else:
            row.read_at, row.fault_since = moment, None
        row.fault = fault


def _locked(mailbox: Mailbox) -> MailboxMark:
    place = place_of(mailbox)
    one_at_a_time(f"mailbox:{place}")
    row = db.session.scalar(
        select(MailboxMark).where(MailboxMark.place == place).with_for_update(),
        execution_options={"populate_existing": True},
    )
    if row is None:
        row = MailboxMark(place=place)
        db.session.add(row)
        db.session.flush()
    return row
