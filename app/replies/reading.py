"""A mail or a calendar file, as it came: who sent it, and the calendar part inside.

Nothing of the mail's text is read. Vacation notices and bounces are no answers (RFC 3834, 3464).
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from itertools import islice

from app.core.itip import CalendarFault, CalendarMessage, read_message
from app.replies.rules import Envelope, Trust

LARGEST = 2 * 1024 * 1024
MOST_PARTS = 200
KINDS = ("text/calendar", "application/ics")
_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(r"(dmarc|dkim|spf)\s*=\s*(\w+)")
_DOMAIN = re.compile(r"(?:header\.d|header\.i|smtp\.mailfrom)\s*=\s*(?:[^\s@]*@)?([\w.-]+)(?!\S*@)")


@dataclass(frozen=True)
class Parcel:
    """What came in. ``message`` is None where the calendar part is of no use (``fault``)."""

    envelope: Envelope
    digest: str
    message_id: str = ""
    message: CalendarMessage | None = None
    fault: str = ""


def unpack(data: bytes) -> Parcel | None:
    """The calendar message in a mail or .ics file; None for mail that is no answer of a calendar.

    Larger ones than ``LARGEST`` are not looked into.
    """
    if len(data) > LARGEST:
        return too_large(hashlib.sha256(data).hexdigest())
    start = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip()[:15]
    if start.upper() == b"BEGIN:VCALENDAR":
        return _parcel(Envelope(Trust.OFFICE), "", [(data, "", "")])
    mail = message_from_bytes(data)
    if _is_automatic(mail):
        return None
    parts = list(_calendar_parts(mail))
    return _parcel(_envelope(mail), _line(mail, "Message-ID")[:250], parts) if parts else None


def too_large(digest: str, sender: str = "") -> Parcel:
    """A parcel for something that nobody opened."""
    fault = f"Die E-Mail ist größer als {LARGEST // 1024**2} MB und wurde nicht gelesen."
    return Parcel(Envelope(Trust.MAIL, sender), digest, fault=fault)


def broken(digest: str) -> Parcel:
    """A parcel for a mail that our program stumbled over; the log knows why."""
    fault = "An dieser E-Mail ist das Programm gescheitert. Der Grund steht im Protokoll."
    return Parcel(Envelope(Trust.MAIL), digest, fault=fault)


def _parcel(envelope: Envelope, message_id: str, parts: list[tuple[bytes, str, str]]) -> Parcel:
    """The first part that can be read; mails often carry the same file twice."""
    hashed = hashlib.sha256(f"{envelope.trust}|{envelope.sender}|".encode("utf-8", "replace"))
    hashed.update(parts[0][0])
    fault = ""
    for data, method, charset in parts:
        try:
            message = read_message(data, method, charset)
        except CalendarFault as trouble:
            fault = fault or str(trouble)
        else:
            return Parcel(envelope, hashed.hexdigest(), message_id, message)
    return Parcel(envelope, hashed.hexdigest(), message_id, fault=fault)


def _line(mail: Message, name: str) -> str:
    return " ".join(str(mail.get(name, "")).replace("\x00", "").split())


def _is_automatic(mail: Message) -> bool:
    """A vacation notice or a bounce. Calendar servers say auto-generated: those are answers."""
    said = _line(mail, "Auto-Submitted").lower()
    return said.startswith("auto-replied") or mail.get_content_type() == "multipart/report"


def _envelope(mail: Message) -> Envelope:
    senders = [str(value).replace("\x00", "") for value in mail.get_all("From", [])]
    addresses = {address.casefold() for _, address in getaddresses(senders) if "@" in address}
    sender = addresses.pop()[:320] if len(addresses) == 1 else ""
    lines = [" ".join(str(value).split()).lower() for value in mail.get_all(HEADER, [])]
    forged = bool(lines) and not _is_authentic(lines, sender.rpartition("@")[2])
    return Envelope(Trust.FORGED if forged else Trust.MAIL, sender)


HEADER = "Authentication-Results"


def _is_authentic(lines: list[str], domain: str) -> bool:
    """Whether the server that took the mail vouches for the domain of its sender.

    Its lines stand on top (RFC 8601 5); lines of other servers may come from anybody and do not
    count. DMARC decides; without it a good signature or envelope of this very domain does.
    """
    server = lines[0].split(";")[0].strip()
    own = [_COMMENT.sub("", line).split(";") for line in lines]
    parts = [part.strip() for name, *rest in own if name.strip() == server for part in rest]
    results = [(found[1], found[2], part) for part in parts if (found := _RESULT.match(part))]
    dmarc = {result for check, result, _ in results if check == "dmarc"}
    if dmarc & {"pass", "bestguesspass", "fail"}:
        return "fail" not in dmarc
    return any(result == "pass" and _is_of(part, domain) for _, result, part in results)


def _is_of(part: str, domain: str) -> bool:
    found = _DOMAIN.search(part)
    return bool(domain and found) and found[1] == domain  # type: ignore[index]


def _calendar_parts(mail: Message) -> Iterator[tuple[bytes, str, str]]:
    """Bytes, method and charset of each calendar part, the inline ones first.

    Mails inside of mails are not opened: what somebody forwards is not their own answer.
    """
    parts = list(islice(_leaves(mail), MOST_PARTS))
    for kind in KINDS:
        for part in parts:
            if part.get_content_type() == kind:
                yield _bytes(part), _parameter(part, "method"), _parameter(part, "charset")


def _leaves(mail: Message) -> Iterator[Message]:
    waiting = [mail]
    for _ in range(MOST_PARTS * 2):
        if not waiting:
            return
        part = waiting.pop(0)
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting[:0] = [one for one in part.get_payload() if isinstance(one, Message)]
        elif part.get_content_maintype() != "message":
            yield part


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _parameter(part: Message, name: str) -> str:
    value = part.get_param(name, "")
    return str(value[2] if isinstance(value, tuple) else value)
