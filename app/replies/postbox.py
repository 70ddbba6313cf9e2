"""The office's mailbox, read by IMAP: the only file that speaks it (RFC 3501).

Only mails with a calendar part are downloaded, without marking them as read. An answer that was
handled is moved or deleted only when the settings say so, and only after the database has it.
"""

import hashlib
import imaplib
import logging
import re
import ssl
from collections.abc import Callable
from datetime import timedelta

from imap_tools import (
    AND,
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailboxLoginError,
    MailBoxStartTls,
    MailBoxUnencrypted,
    U,
)

from app.core import clock
from app.core.settings import current
from app.core.settings_sections import Mailbox, Settings
from app.replies import actions, marks, reading
from app.replies.actions import Outcome
from app.replies.marks import Mark
from app.replies.models import Way
from app.replies.rules import Standing

log = logging.getLogger(__name__)

IN_A_TURN = 200
FIRST_LOOK = timedelta(days=14)
"""The first time, older mails are left alone."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)", re.I)
_CALENDAR = re.compile(rb'"TEXT"\s+"CALENDAR"|"APPLICATION"\s+"ICS"', re.I)


class MailboxTrouble(Exception):
    """The mailbox cannot be read; the message is a German sentence."""


def read_due(stop: Callable[[], bool] = lambda: False) -> int:
    """Read what is new, when the settings name a mailbox and its turn has come.

    Returns how many answers were new. Trouble is noted for the office and stops nothing else.
    """
    settings = current()
    if not settings.mailbox.host:
        return 0
    mark = marks.claim_reading(settings.mailbox)
    if mark is None:
        return 0
    try:
        number = _read(settings, mark, stop)
    except MailboxTrouble as trouble:
        marks.note_result(settings.mailbox, str(trouble))
        return 0
    marks.note_result(settings.mailbox)
    return number


def try_out(settings: Settings) -> None:
    """Open the folder and close it again. Raises ``MailboxTrouble``."""
    box = _opened(settings)
    try:
        _validity(box)
    finally:
        _hang_up(box)


def _read(settings: Settings, mark: Mark, stop: Callable[[], bool]) -> int:
    box = _opened(settings)
    try:
        return _Reader(box, settings.mailbox).read(mark, stop)
    except (OSError, imaplib.IMAP4.error, ImapToolsError) as fault:
        raise MailboxTrouble(_sentence(settings.mailbox, fault)) from fault
    finally:
        _hang_up(box)


def _opened(settings: Settings) -> BaseMailBox:
    """Signed in, the folder chosen. Raises ``MailboxTrouble``; the line is closed then."""
    mailbox, box = settings.mailbox, None
    try:
        box = _connected(mailbox)
        box.login(mailbox.user, settings.mailbox_password, None)
        # what the server can do is often told only after signing in
        box.client.capabilities = tuple(_capabilities(box))
        box.folder.set(mailbox.folder, readonly=mailbox.done == "keep")
    except (OSError, imaplib.IMAP4.error, ImapToolsError, ValueError) as fault:
        if box:
            _hang_up(box)
        raise MailboxTrouble(_sentence(mailbox, fault)) from fault
    return box


def _capabilities(box: BaseMailBox) -> list[str]:
    _, found = box.client.capability()
    return b" ".join(one for one in found if isinstance(one, bytes)).decode().upper().split()


def _connected(mailbox: Mailbox) -> BaseMailBox:
    host, port, patience = mailbox.host, mailbox.port, mailbox.timeout_seconds
    if mailbox.security == "none":
        return MailBoxUnencrypted(host, port, patience)
    safe = ssl.create_default_context()
    if mailbox.security == "starttls":
        return MailBoxStartTls(host, port, patience, ssl_context=safe)
    return MailBox(host, port, patience, ssl_context=safe)


def _hang_up(box: BaseMailBox) -> None:
    """Say goodbye; a line that is dead already needs none."""
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError):
        box.client.shutdown()


def _sentence(mailbox: Mailbox, fault: Exception) -> str:
    where = f"{mailbox.host}:{mailbox.port}"
    if isinstance(fault, MailboxLoginError):
        return (
            f"Das Postfach {where} lehnt unser Konto ab. "
            "Prüfen Sie mailbox.user, das Passwort und mailbox.security."
        )
    words = " ".join(str(fault).split())[:200] or type(fault).__name__
    if isinstance(fault, OSError):
        return f"Das Postfach {where} antwortet nicht ({words})."
    return f"Das Postfach {where} lässt sich nicht lesen ({words})."


def _validity(box: BaseMailBox) -> int:
    """UIDVALIDITY of the folder: with another one all numbers of mails are new."""
    found = box.client.untagged_responses.get("UIDVALIDITY") or [b"0"]
    last = found[-1]
    return int(last) if isinstance(last, bytes) else 0


def _received(data: bytes) -> Outcome | None:
    """One mail that nobody foresaw is logged and listed; the others behind it are read."""
    try:
        return actions.receive(data, Way.MAILBOX)
    except (ValueError, TypeError, LookupError, AttributeError) as fault:
        log.exception("a mail could not be taken in: %s", type(fault).__name__)
        return actions.keep(reading.broken(hashlib.sha256(data).hexdigest()), Way.MAILBOX)


class _Reader:
    """One pass over a folder that is open."""

    def __init__(self, box: BaseMailBox, mailbox: Mailbox) -> None:
        self.box, self.mailbox = box, mailbox
        self.validity = _validity(box)

    def read(self, mark: Mark, stop: Callable[[], bool]) -> int:
        """Mails after the mark, in their order; what was done with each is remembered at once."""
        if self.mailbox.done == "move":
            self._make_folder()
        number = 0
        for uid in self._new_ones(mark)[:IN_A_TURN]:
            if stop():
                break
            number += self._take(uid)
            marks.remember(self.mailbox, Mark(self.validity, uid))
        return number

    def _make_folder(self) -> None:
        if not self.box.folder.exists(self.mailbox.done_folder):
            self.box.folder.create(self.mailbox.done_folder)

    def _new_ones(self, mark: Mark) -> list[int]:
        last = mark.last_uid if mark.uid_validity == self.validity else 0
        since = (clock.real_now() - FIRST_LOOK).date()
        wanted = str(AND(uid=U(str(last + 1), "*")) if last else AND(date_gte=since))
        # „n:*“ names the last mail even when its number is lower
        return sorted(uid for uid in map(int, self.box.uids(wanted)) if uid > last)

    def _take(self, uid: int) -> bool:
        """Whether this mail held an answer that is new."""
        size, has_calendar = self._look_at(uid)
        if not has_calendar:
            return False
        if size > reading.LARGEST:
            name = f"{self.mailbox.user}|{self.mailbox.folder}|{self.validity}|{uid}"
            parcel = reading.too_large(hashlib.sha256(name.encode()).hexdigest())
            actions.keep(parcel, Way.MAILBOX)
            return True
        outcome = _received(self._fetched(uid, "(BODY.PEEK[])"))
        if outcome is None:
            return False
        if outcome.ours and outcome.standing != Standing.OPEN:
            self._put_away(str(uid))
        return not outcome.repeated

    def _look_at(self, uid: int) -> tuple[int, bool]:
        """Size of a mail, and whether it has a calendar part; nothing of it is downloaded."""
        facts = self._fetched(uid, "(RFC822.SIZE BODYSTRUCTURE)", whole=True)
        size = _SIZE.search(facts)
        return int(size[1]) if size else 0, bool(_CALENDAR.search(facts))

    def _fetched(self, uid: int, what: str, *, whole: bool = False) -> bytes:
        """What the server says about a mail, or the mail; empty when it is gone meanwhile."""
        state, found = self.box.client.uid("FETCH", str(uid), what)
        if state != "OK":
            raise imaplib.IMAP4.error(f"FETCH: {state}")
        pieces = [part for part in found if part]
        if whole:
            return b" ".join(b" ".join(p) if isinstance(p, tuple) else p for p in pieces)
        return next((part[1] for part in pieces if isinstance(part, tuple)), b"")

    def _put_away(self, uid: str) -> None:
        """Move or delete this one mail; others that somebody marked as deleted stay."""
        if self.mailbox.done == "keep":
            return
        client = self.box.client
        if self.mailbox.done == "move":
            if "MOVE" in client.capabilities:
                self.box.move(uid, self.mailbox.done_folder)
                return
            self.box.copy(uid, self.mailbox.done_folder)
        client.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
        if "UIDPLUS" in client.capabilities:  # RFC 4315: a plain EXPUNGE would take others along
            client.uid("EXPUNGE", uid)
