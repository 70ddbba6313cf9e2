"""Kits as meetings keep them: plain data with a digest, turned back into a kit once per process."""

import hashlib
import threading
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from app.kits.schema import Kit

MOST = 200
"""So many different recipes are kept in memory; the oldest one goes first."""

_kept: dict[str, Kit] = {}
_converting = threading.Lock()
"""The library learns a type at its first conversion; two threads at once ended the process."""


def recipe_of(kit: Kit) -> tuple[dict[str, Any], str]:
    """The whole kit as plain data, and the digest of it."""
    recipe: dict[str, Any] = msgspec.to_builtins(kit)
    text = msgspec.json.encode(recipe, order="deterministic")
    return recipe, hashlib.sha256(text).hexdigest()


def kept_kit(digest: str, recipe: Callable[[], Mapping[str, Any]]) -> Kit:
    """The kit of this digest; ``recipe`` is asked for only when it is not known yet."""
    kit = _kept.get(digest)
    if kit is None:
        plain = recipe()
        with _converting:
            kit = msgspec.convert(plain, Kit)
        while len(_kept) >= MOST:
            _kept.pop(next(iter(_kept)), None)
        _kept[digest] = kit
    return kit
