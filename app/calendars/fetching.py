"""Fetching a calendar from another host, so that nobody can point us at what is not meant for us.

Only hosts of ``config.toml``; the address that was checked is the one that is asked; each
redirect is checked again; time and size have limits (requirements I-8, H-6; ical.md section 6).
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from werkzeug.urls import iri_to_uri

from app.core.errors import RuleBroken

MOST_BYTES = 2 * 1024 * 1024
SECONDS = 10.0
MOST_REDIRECTS = 3
AGENT = "Treffwerk (Kalender; liest alle paar Stunden)"
REDIRECTS = (301, 302, 303, 307, 308)


class FetchFault(RuleBroken):
    """The calendar could not be fetched; ``message`` says why."""


@dataclass(frozen=True)
class Allowed:
    """The hosts of the settings; ``internal`` ones lie in the own network and may speak http."""

    hosts: Sequence[str] = ()
    internal: Sequence[str] = ()


@dataclass(frozen=True)
class Fetched:
    """What came. ``content`` is None when the copy we have is still the newest (304)."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


def check_address(url: str, allowed: Allowed) -> SplitResult:
    """The parts of an address that may be asked; ``webcal`` means ``https``.

    Raises ``FetchFault`` with the line of the settings that would allow it.
    """
    try:
        parts = urlsplit(iri_to_uri(url.replace("webcal://", "https://", 1)))
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as fault:
        raise FetchFault("Adresse: Rechner oder Port sind falsch geschrieben.") from fault
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise FetchFault("Adresse: Sie muss mit https:// oder webcal:// beginnen.")
    names = {host, f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"}
    if names & set(allowed.internal):
        return parts
    if not names & set(allowed.hosts):
        raise FetchFault(
            f"Adresse: Von „{host}“ darf Treffwerk nichts holen. Die Technik kann es erlauben: "
            f'in config.toml unter [calendar] mit fetch_hosts = ["{host}"].'
        )
    if parts.scheme != "https":
        raise FetchFault("Adresse: Nur verschlüsselte Adressen sind erlaubt (https://).")
    return parts


def fetch(url: str, allowed: Allowed, etag: str = "", last_modified: str = "") -> Fetched:
    """The calendar behind an address. Raises ``FetchFault``."""
    known = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in known.items() if value}
    for _ in range(MOST_REDIRECTS + 1):
        parts = check_address(url, allowed)
        answer = _ask(parts, _checked_ip(parts, allowed), headers)
        if isinstance(answer, Fetched):
            return answer
        url = _joined(parts.geturl(), answer)
    raise FetchFault(f"Die Adresse leitet mehr als {MOST_REDIRECTS}-mal weiter.")


def _joined(url: str, place: str) -> str:
    try:
        return urljoin(url, place)
    except ValueError as fault:
        raise FetchFault("Die Gegenstelle leitet an eine Adresse weiter, die keine ist.") from fault


def _checked_ip(parts: SplitResult, allowed: Allowed) -> str:
    """The address behind the name. In the public network no address of the own one counts."""
    host, port = parts.hostname or "", _port(parts)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise FetchFault(f"Den Rechner „{host}“ gibt es nicht oder er antwortet nicht.") from fault
    addresses = [str(one[4][0]) for one in found]
    if not {host, f"{host}:{port}"} & set(allowed.internal):
        for address in addresses:
            if not _is_public(address):
                raise FetchFault(f"„{host}“ führt in ein internes Netz. Das ist nicht erlaubt.")
    return addresses[0]


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        embedded = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if embedded is not None:
            ip = embedded
    return ip.is_global and not ip.is_multicast


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _ask(parts: SplitResult, ip: str, headers: dict[str, str]) -> Fetched | str:
    """One question to this very address: the calendar, or where else to ask."""
    connected: list[socket.socket] = []
    late = threading.Event()

    def give_up() -> None:
        late.set()
        for one in connected:
            _cut(one)

    watch = threading.Timer(SECONDS, give_up)
    watch.daemon = True
    watch.start()
    try:
        connected.append(socket.create_connection((ip, _port(parts)), timeout=SECONDS))
        answer = _talk(parts, connected, headers)
        if late.is_set():  # what was cut off reads like an end
            raise TimeoutError
        return answer
    except (OSError, http.client.HTTPException, ValueError) as fault:
        raise FetchFault(_why(fault, late=late.is_set())) from fault
    finally:
        watch.cancel()
        for one in connected:
            one.close()


def _talk(
    parts: SplitResult, connected: list[socket.socket], headers: dict[str, str]
) -> Fetched | str:
    if parts.scheme == "https":
        context = ssl.create_default_context()
        connected[0] = context.wrap_socket(connected[0], server_hostname=parts.hostname)
    connection = http.client.HTTPConnection(parts.hostname or "", _port(parts))
    connection.sock = connected[0]
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    own = {"Host": parts.netloc, "User-Agent": AGENT, "Accept": "text/calendar"}
    with closing(connection):
        connection.request("GET", target, headers={**own, **headers})
        with connection.getresponse() as answer:
            return _taken(answer)


def _taken(answer: http.client.HTTPResponse) -> Fetched | str:
    place = answer.headers.get("Location", "")
    if answer.status in REDIRECTS and place:
        return place
    etag = _plain(answer.headers.get("ETag", ""))[:200]
    changed = _plain(answer.headers.get("Last-Modified", ""))[:100]
    if answer.status == 304:
        return Fetched(None, etag, changed)
    if answer.status != 200:
        raise FetchFault(f"Die Gegenstelle antwortet mit dem Fehler {answer.status}.")
    if answer.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchFault("Die Gegenstelle schickt den Kalender gepackt. Das wird nicht gelesen.")
    content = answer.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise FetchFault("Der Kalender ist größer als 2 Megabyte.")
    return Fetched(content, etag, changed)


def _plain(text: str) -> str:
    """What can be kept and sent back as a header."""
    return "".join(letter for letter in text if " " <= letter <= "~")


def _cut(one: socket.socket) -> None:
    """Wake the reader; a socket that is closed already needs nothing."""
    try:
        one.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _why(fault: Exception, *, late: bool) -> str:
    if late or isinstance(fault, TimeoutError):
        return f"Die Gegenstelle war nach {SECONDS:g} Sekunden nicht fertig."
    if isinstance(fault, ssl.SSLError):
        return "Die verschlüsselte Verbindung kam nicht zustande. Das Zertifikat passt nicht."
    return "Die Gegenstelle ist nicht erreichbar oder antwortet nicht richtig."
