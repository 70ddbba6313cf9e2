"""A letter becomes a finished mail: headers, plain text, HTML, calendar part, attachments.

The library builds every header and part (M-6); the same letter gives the same bytes.
"""

import hashlib
import re
import unicodedata
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formataddr
from typing import Any

import idna

from app.core.settings import Settings
from app.core.templating import render
from app.outbox.letter import Attachment, Letter
from app.outbox.paragraphs import blocks

WIDTH = 76  # the limit of quoted-printable and of encoded words (RFC 2045 6.7, RFC 2047 2)
NAME_LENGTH = 120
SUBJECT_LENGTH = 300
_HEADERS = (
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
)
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_DIRECTIONS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


class HeaderPolicy(EmailPolicy):
    """Names and subjects by the library's older encoder: up to Python 3.12 the newer one loses
    the blank between two long encoded words ("Nguyễn Thị" would arrive as "NguyễnThị")."""

    def fold(self, name: str, value: Any) -> str:
        """One header as it stands in the mail, its line end included."""
        if name == "Subject":
            return f"{name}: {_encoded(str(value), name)}{self.linesep}"
        if name in ("From", "To"):
            return f"{name}: {_encoded_address(value.addresses[0], name)}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


class Unbuildable(Exception):
    """This letter cannot become a mail. ``str()`` is a German sentence for the office."""


def compose(letter: Letter, settings: Settings, message_id: str, date: datetime) -> bytes:
    """The mail as it leaves, lines ended by CRLF. Raises ``Unbuildable``.

    Form of ical.md 4.2: mixed(alternative(plain, html, calendar), invite.ics, attachments);
    without calendar and attachments only the alternative. ``date`` is aware.
    """
    message = EmailMessage(policy=HeaderPolicy(linesep="\r\n", max_line_length=WIDTH))
    _add_headers(message, letter, settings, message_id, date)
    _add_texts(message, letter, settings)
    for attachment in letter.attachments:
        _attach(message, attachment)
    _finish_parts(message, message_id)
    try:
        raw = message.as_bytes()
    except (MessageError, ValueError, LookupError) as fault:
        raise Unbuildable(f"Die Nachricht ließ sich nicht aufbauen ({fault}).") from fault
    _check_headers(raw)
    return raw


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and direction signs; lines end in LF."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return "".join(
        letter
        for letter in unicodedata.normalize("NFC", plain)
        if letter in "\n\t"
        or (letter not in _DIRECTIONS and unicodedata.category(letter) not in ("Cc", "Cs"))
    )


def one_line(text: str, most: int) -> str:
    """Text for a header: one line, and nothing that reads like an encoded word."""
    line = " ".join(clean(text).split())
    while "=?" in line:  # the library would decode it, line breaks included
        line = line.replace("=?", "= ?")
    return line[:most].strip()


def _encoded(text: str, name: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=WIDTH, header_name=name).encode(linesep="\r\n")


def _encoded_address(address: Address, name: str) -> str:
    if address.display_name.isascii():
        line = formataddr((address.display_name, address.addr_spec))
        display = line.removesuffix(f"<{address.addr_spec}>").rstrip()
    else:
        display = _encoded(address.display_name, name)
    if not address.display_name:
        return address.addr_spec
    last_line = (f"{name}: {display}").rpartition("\n")[2]
    gap = " " if len(last_line) + len(address.addr_spec) + 3 <= WIDTH else "\r\n "
    return f"{display}{gap}<{address.addr_spec}>"


def mail_address(address: str) -> str:
    """The address in ASCII; a domain with umlauts as A-label. Raises ``Unbuildable``."""
    local, at, domain = address.strip().rpartition("@")
    problem = f"Die E-Mail-Adresse „{one_line(address, 100)}“ ist nicht brauchbar."
    if not at or not _LOCAL_PART.fullmatch(local) or not domain or len(address) > 320:
        raise Unbuildable(problem)
    try:
        ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
        parsed = Address(username=local, domain=ascii_domain)
        spec = Address(addr_spec=parsed.addr_spec).addr_spec
    except (idna.IDNAError, MessageError, ValueError, IndexError) as fault:
        raise Unbuildable(problem) from fault
    if not spec.isascii() or any(letter <= " " or letter == "\x7f" for letter in spec):
        raise Unbuildable(problem)
    return spec


def sender_domain(settings: Settings) -> str:
    """The host part of the office's address, which Message-IDs end with."""
    return mail_address(settings.office.mail).rpartition("@")[2]


def _add_headers(
    message: EmailMessage, letter: Letter, settings: Settings, message_id: str, date: datetime
) -> None:
    office = settings.office
    name = one_line(office.name, NAME_LENGTH)
    message["From"] = Address(name, addr_spec=mail_address(office.mail))
    name = one_line(letter.to_name, NAME_LENGTH)
    message["To"] = Address(name, addr_spec=mail_address(letter.to))
    message["Subject"] = one_line(letter.subject, SUBJECT_LENGTH)
    message["Date"] = date
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"


def _add_texts(message: EmailMessage, letter: Letter, settings: Settings) -> None:
    text = clean(letter.text).strip() + "\n"
    message.set_content(text, cte="quoted-printable")
    html = render(
        "outbox/mail/letter.html",
        blocks=blocks(text, settings.site.base_url),
        subject=one_line(letter.subject, SUBJECT_LENGTH),
        settings=settings,
    )
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    invitation = letter.invitation
    if invitation is None:
        return
    message.add_alternative(
        invitation.data,
        "text",
        "calendar",
        cte="base64",
        params={"method": invitation.method, "charset": "UTF-8"},
    )
    message.add_attachment(
        invitation.data, "application", "ics", cte="base64", filename="invite.ics"
    )


def _attach(message: EmailMessage, attachment: Attachment) -> None:
    kind, _, subkind = attachment.mime.partition("/")
    name = one_line(attachment.name, NAME_LENGTH)
    message.add_attachment(attachment.data, kind, subkind, cte="base64", filename=name)


def _finish_parts(message: EmailMessage, message_id: str) -> None:
    """Fixed boundaries (``=_`` never stands in our encodings), MIME-Version only at the top."""
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    for part in list(message.walk())[1:]:
        del part["MIME-Version"]
    multiparts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(multiparts, start=1):
        part.set_boundary(f"=_{number}_{seed}")


def _check_headers(raw: bytes) -> None:
    """The last look: exactly our headers, each once, whatever was in names and subject."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    names = [
        line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))
    ]
    if sorted(names) != sorted(_HEADERS):
        raise Unbuildable(f"Die Kopfzeilen stimmen nicht ({', '.join(names)[:200]}).")
