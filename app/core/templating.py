"""Jinja for pages, mails and documents: filters, globals, and the addresses of our own assets."""

import hashlib
import re
from collections.abc import Callable, Hashable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from flask import Flask, Response, abort, current_app, request, send_from_directory, url_for
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader, PrefixLoader
from markupsafe import Markup, escape

from app.core import clock, words
from app.core.db import Base, values_of
from app.core.language import current_language
from app.core.links import link_to
from app.core.qr import qr_svg
from app.core.settings import ROOT, current

KERN = ROOT / "node_modules/@kern-ux/native/dist"
HTMX = ROOT / "node_modules/htmx.org/dist"
STATIC = ROOT / "app/static"
ASSETS = {
    "kern.css": ("kern/kern.min.css", KERN / "kern.min.css"),
    "fonts.css": ("kern/fonts/fira-sans.css", KERN / "fonts/fira-sans.css"),
    "htmx.js": ("htmx/htmx.min.js", HTMX / "htmx.min.js"),
}
MOST_PIECES = 500
FILTERS = (
    words.date_short, words.date_brief, words.month_short, words.weekday_leaf, words.month_leaf,
    words.time_of, words.moment_brief, words.number, words.count, words.distance, words.listing,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Give the templates their filters and globals, and serve the front-end packages."""
    for name, word in filters().items():
        app.add_template_filter(word, name)
    app.jinja_env.globals.update(
        asset=asset,
        kept_part=kept_part,
        link_to=link_to,
        now=clock.now,
        qr_svg=qr_svg,
        today=clock.today,
        settings=app.extensions["settings"],
    )
    if app.extensions["settings"].demo.start:
        app.context_processor(lambda: {"demo_clock": words.moment_brief(clock.local(clock.now()))})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_url_rule("/assets/<package>/<path:name>", "assets", _package_file)


def filters() -> dict[str, Callable[..., Any]]:
    """The filters of all templates, by name."""
    unbroken = {word.__name__: _unbroken(word) for word in (words.date_long, words.date_plain)}
    named = {word.__name__: word for word in (*FILTERS, own_links)}
    return {**named, **unbroken, "local": clock.local}


def use_own(app: Flask, own: Mapping[str, str]) -> None:
    """Let these templates (name -> text) come before ours; ours stay as ``treffwerk/<name>``."""
    ours = FileSystemLoader(ROOT / "templates")
    app.jinja_loader = ChoiceLoader([DictLoader(own), ours, PrefixLoader({"treffwerk": ours})])


def _unbroken(date_word: Callable[[date], str]) -> Callable[[date], str]:
    """The same date, but its day and month never stand on two lines (domain.md 2.2)."""
    return lambda day: date_word(day).replace(". ", ".\N{NO-BREAK SPACE}")


def render(*names: str, **context: Any) -> str:
    """The first of these templates, rendered; also without a request (mails, the clockwork)."""
    return current_app.jinja_env.select_template(names).render(**context)


def kept(key: tuple[Hashable, ...], make: Callable[[], str]) -> Markup:
    """A piece of a page that is the same for everybody: made once in this process for each key.

    The key names all that the piece depends on beside the settings and the language; nothing
    personal is in it.
    """
    pieces: dict[tuple[Hashable, ...], Markup] = current_app.extensions.setdefault("pieces", {})
    key = (current_language(), *key)
    piece = pieces.get(key)
    if piece is None:
        while len(pieces) >= MOST_PIECES:
            pieces.pop(next(iter(pieces)), None)
        piece = pieces[key] = Markup(make())
    return piece


def kept_part(name: str, **values: Any) -> Markup:
    """A part of a page that is made of these values, the settings and the language alone.

    Made anew when a value differs: a row counts with its columns and with what is always read
    along (``values_of``). What else hangs on a row, today's date and the person who looks must come
    as values of their own. Only for what everybody may read.
    """
    whole = msgspec.msgpack.encode(values, enc_hook=_plain)
    key = (request.script_root, name, hashlib.sha256(whole).digest())
    return kept(key, lambda: render(name, **values))


def _plain(value: object) -> object:
    """For the key of ``kept_part``. Raises ``TypeError`` for what does not say all that it is."""
    if isinstance(value, Markup):
        return str(value)
    if isinstance(value, Base):
        return type(value).__name__, values_of(value)
    raise TypeError(f"a part of a page cannot be kept by a {type(value).__name__}")


def asset(name: str) -> str:
    """Address of a stylesheet, script or picture; changes with its content."""
    return str(kept(("asset", request.script_root, name), lambda: _address_of(name)))


def _address_of(name: str) -> str:
    if name in ASSETS:
        path, file = ASSETS[name]
        package, _, inner = path.partition("/")
        return url_for("assets", package=package, name=inner, v=_fingerprint(file))
    return url_for("static", filename=name, v=_fingerprint(STATIC / name))


@cache
def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10]


def _package_file(package: str, name: str) -> Response:
    folder = {"kern": KERN, "htmx": HTMX}.get(package)
    if folder is None:
        abort(404)
    return send_from_directory(folder, name, max_age=31536000)


def own_links(text: str) -> Markup:
    """Text with the addresses of this application as links; no other address becomes one."""
    base = re.escape(current().site.base_url.rstrip("/"))
    pattern = re.compile(rf"{base}(?:/[\w\-./~%=&?#]*)?")
    return Markup(pattern.sub(r'<a href="\g<0>">\g<0></a>', str(escape(text))))
