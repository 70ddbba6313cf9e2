"""A letter becomes a finished mail: headers, plain text, HTML, calendar part, attachments.

The library builds every header and part (M-6); the same letter gives the same bytes.
"""

import hashlib
import quopri
import re
import unicodedata
from base64 import encodebytes
from collections.abc import Sequence
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.policy import Compat32, EmailPolicy
from email.utils import format_datetime, formataddr
from functools import lru_cache
from typing import Any

import idna

from app.core.language import LANGUAGES, speaking
from app.core.settings_sections import Settings
from app.core.templating import render
from app.outbox.letter import Letter
from app.outbox.paragraphs import blocks, is_ours

WIDTH = 76  # the limit of quoted-printable and of encoded words (RFC 2045 6.7, RFC 2047 2)
NAME_LENGTH = 120
SUBJECT_LENGTH = 300
_THREAD_HEADERS = ("In-Reply-To", "References")
_LIST_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
_LOCAL_PART = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but for line feed and tab
    "\ud800-\udfff"  # halves of characters
    "\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # signs that turn the direction of writing
)


class Wire(Compat32):
    """Headers leave exactly as they were written down here: encoded and folded already."""

    def fold(self, name: str, value: Any) -> str:
        """One header as it stands in the mail, its line end included."""
        return f"{name}: {value}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


WIRE = Wire(linesep="\r\n", mangle_from_=False)
FOLDING = EmailPolicy(linesep="\r\n", max_line_length=WIDTH)
"""Of the library; slow, so only for what it alone can do: long names of files (RFC 2231)."""


class Unbuildable(Exception):
    """This letter cannot become a mail. ``str()`` is a German sentence for the office."""


def compose(letter: Letter, settings: Settings, message_id: str, date: datetime) -> bytes:
    """The mail as it leaves, lines ended by CRLF. Raises ``Unbuildable``.

    Form of ical.md 4.2: mixed(alternative(plain, html, calendar), invite.ics, attachments);
    without calendar and attachments only the alternative. ``date`` is aware.
    """
    seed = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    headers = _headers(letter, settings, message_id, date)
    try:
        texts, files = _text_parts(letter, settings), _file_parts(letter)
        if files:
            texts = [_multipart("alternative", f"=_2_{seed}", texts)]
        kind = "mixed" if files else "alternative"
        raw = _multipart(kind, f"=_1_{seed}", [*texts, *files], headers).as_bytes()
    except (MessageError, ValueError, LookupError) as fault:
        raise Unbuildable(f"Die Nachricht ließ sich nicht aufbauen ({fault}).") from fault
    _check_headers(raw, [name for name, _ in headers] + ["Content-Type"])
    return raw


def clean(text: str) -> str:
    """Text without control characters, lone surrogates and direction signs; lines end in LF."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    plain = plain.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n")
    return _UNWANTED.sub("", unicodedata.normalize("NFC", plain))


def one_line(text: str, most: int) -> str:
    """Text for a header: one line, and nothing that reads like an encoded word."""
    line = " ".join(clean(text).split())
    while "=?" in line:  # the library would decode it, line breaks included
        line = line.replace("=?", "= ?")
    return line[:most].strip()


@lru_cache(maxsize=500)
def _encoded(text: str, name: str) -> str:
    charset = "us-ascii" if text.isascii() else "utf-8"
    return Header(text, charset, maxlinelen=WIDTH, header_name=name).encode(linesep="\r\n")


def _encoded_address(display_name: str, address: str, name: str) -> str:
    """Name and address; the older encoder of the library: up to Python 3.12 the newer one loses
    the blank between two long encoded words ("Nguyễn Thị" would arrive as "NguyễnThị")."""
    if not display_name:
        return address
    if display_name.isascii():
        display = formataddr((display_name, address)).removesuffix(f"<{address}>").rstrip()
    else:
        display = _encoded(display_name, name)
    last_line = (f"{name}: {display}").rpartition("\n")[2]
    gap = " " if len(last_line) + len(address) + 3 <= WIDTH else "\r\n "
    return f"{display}{gap}<{address}>"


@lru_cache(maxsize=1000)
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


def _headers(
    letter: Letter, settings: Settings, message_id: str, date: datetime
) -> list[tuple[str, str]]:
    office = settings.office
    sender = one_line(office.name, NAME_LENGTH), mail_address(office.mail)
    reader = one_line(letter.to_name, NAME_LENGTH), mail_address(letter.to)
    headers = [
        ("From", _encoded_address(*sender, "From")),
        ("To", _encoded_address(*reader, "To")),
        ("Subject", _encoded(one_line(letter.subject, SUBJECT_LENGTH), "Subject")),
        ("Date", format_datetime(date)),
        ("Message-ID", message_id),
        ("Auto-Submitted", "auto-generated"),
        ("MIME-Version", "1.0"),
    ]
    thread = [(name, letter.in_reply_to) for name in _THREAD_HEADERS if letter.in_reply_to]
    return headers + thread + _list_headers(letter.unsubscribe, settings.site.base_url)


def _list_headers(address: str, base_url: str) -> list[tuple[str, str]]:
    """One press in the mail program unsubscribes (RFC 8058); only ever to a page of ours."""
    if not address:
        return []
    if not is_ours(address, base_url) or not address.isascii() or set(address) & set(" <>\r\n"):
        raise Unbuildable("Die Adresse zum Austragen ist nicht brauchbar.")
    values = (f"<{address}>", "List-Unsubscribe=One-Click")
    return list(zip(_LIST_HEADERS, values, strict=True))


def _multipart(
    kind: str, boundary: str, parts: Sequence[Message], headers: Sequence[tuple[str, str]] = ()
) -> Message:
    """Fixed boundaries: ``=_`` never stands in our encodings, and each letter has its own."""
    whole = Message(WIRE)
    for name, value in headers:
        whole[name] = value
    whole["Content-Type"] = f'multipart/{kind}; boundary="{boundary}"'
    for part in parts:
        whole.attach(part)
    return whole


def _part(content_type: str, encoding: str, payload: bytes, disposition: str = "") -> Message:
    part = Message(WIRE)
    part["Content-Type"] = content_type
    part["Content-Transfer-Encoding"] = encoding
    if disposition:
        part["Content-Disposition"] = disposition
    part.set_payload(payload.decode("ascii"))
    return part


def _text_parts(letter: Letter, settings: Settings) -> list[Message]:
    """The same words three times: plain, as HTML, and for calendars."""
    text = clean(letter.text).strip() + "\n"
    with speaking(letter.language):
        html = render(
            "outbox/mail/letter.html",
            blocks=blocks(text, settings.site.base_url),
            subject=one_line(letter.subject, SUBJECT_LENGTH),
            settings=settings,
            lang=LANGUAGES[letter.language].tag,
        )
    parts = [_words("plain", text), _words("html", html)]
    if letter.invitation:
        method, data = letter.invitation.method, letter.invitation.data
        content_type = f'text/calendar; method="{method}"; charset="UTF-8"'
        parts.append(_part(content_type, "base64", encodebytes(data)))
    return parts


def _words(subtype: str, text: str) -> Message:
    data = quopri.encodestring(text.encode())
    return _part(f'text/{subtype}; charset="utf-8"', "quoted-printable", data)


def _file_parts(letter: Letter) -> list[Message]:
    files = [(one.mime, one.name, one.data) for one in letter.attachments]
    if letter.invitation:
        files.insert(0, ("application/ics", "invite.ics", letter.invitation.data))
    return [_part(mime, "base64", encodebytes(data), _named(name)) for mime, name, data in files]


@lru_cache(maxsize=100)
def _named(name: str) -> str:
    """The header that gives a file its name."""
    part = EmailMessage(FOLDING)
    part.add_header("Content-Disposition", "attachment", filename=one_line(name, NAME_LENGTH))
    folded: str = FOLDING.fold("Content-Disposition", part["Content-Disposition"])
    return folded.partition(":")[2].strip()


def _check_headers(raw: bytes, wanted: Sequence[str]) -> None:
    """The last look: exactly our headers, each once, whatever was in names and subject."""
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
    names = [
        line.partition(":")[0] for line in head.split("\r\n") if not line.startswith((" ", "\t"))
    ]
    if sorted(names) != sorted(wanted):
        raise Unbuildable(f"Die Kopfzeilen stimmen nicht ({', '.join(names)[:200]}).")
