"""Links as secrets: derived from a key, or random; kept as a digest only (T-1, T-4)."""

import base64
import hashlib
import hmac
import re
import secrets

from app.core.settings import current

BYTES = 20  # 160 bit
PRESS = re.compile(r"[\w-]{20,64}", re.ASCII)
"""The key that a page or a device makes for one press, so that it counts once (R-7)."""


def link_token(purpose: str, row: int | str, version: int) -> str:
    """The token of one row for one purpose, 27 letters that fit a URL. A new version revokes it.

    ``row``: its number, or a key of its own that no other row has.
    """
    words = f"{purpose}|{row}|{version}".encode()
    key = hashlib.sha256(b"links|" + current().secret_key.encode()).digest()
    return _letters(hmac.new(key, words, hashlib.sha256).digest()[:BYTES])


def random_token() -> str:
    """A token that nothing can be derived from, 27 letters."""
    return _letters(secrets.token_bytes(BYTES))


def digest(token: str) -> str:
    """What is kept of a token: its SHA-256, 64 hexadecimal digits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _letters(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
