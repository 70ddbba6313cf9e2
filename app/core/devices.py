"""What pages say that keep presses on the device until they are sent (``static/send.js``)."""

from datetime import timedelta

from flask import request

from app.core.tokens import PRESS, random_token


def known_key(text: str | None) -> str:
    """The key that a device or a page made for one press; a new one when there is none."""
    return text if text and PRESS.fullmatch(text) else random_token()


def age_of(text: str | None) -> timedelta:
    """How long something waited on a device, told in milliseconds; nonsense means: not at all."""
    fine = bool(text and text.isascii() and text.isdecimal() and len(text) < 12)
    return timedelta(milliseconds=int(text or "0") if fine else 0)


def wants_data() -> bool:
    """Whether a script asks."""
    return request.headers.get("Accept") == "application/json"
