"""Absolute addresses for mails and QR codes, from the configured base address alone."""

from typing import Any

from flask import current_app

from app.core.settings import current


def link_to(endpoint: str, **values: Any) -> str:
    """The page's address as people outside see it; never taken from a request's Host header."""
    site = current().site
    adapter = current_app.url_map.bind(
        site.host, script_name=site.prefix or "/", url_scheme=site.scheme
    )
    return adapter.build(endpoint, values, force_external=True)
