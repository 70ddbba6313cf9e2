"""Treffwerk. Workers that render documents import this package too: it loads no room by itself."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.core.settings_sections import Settings


def create_app(config: "Settings | None" = None) -> "Flask":
    """Build the application. Raises ``SettingsFault`` or ``KitFaults`` when it must not start."""
    from app.factory import build

    return build(config)
