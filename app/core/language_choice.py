"""The visitor chooses a language: by a link that a cookie remembers, never by guessing.

A browser's Accept-Language only brings a line that says what else there is: whoever reads a page
sees the same page as the neighbour until one of them chooses.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, request
from markupsafe import Markup
from werkzeug.urls import iri_to_uri

from app.core.language import (
    LANGUAGES,
    SOURCE,
    current_language,
    gettext,
    ngettext,
    offer_only,
    offered_languages,
    speak,
)
from app.core.settings import current

ASKED = "sprache"
"""Name of the parameter in an address."""
A_YEAR = 365 * 24 * 3600
FILES = (".pdf", ".ics", ".csv", ".xlsx", ".zip", ".json", ".atom")
"""What is taken away from a public page is German, whatever the page speaks."""
FILE = "asked_for_a_file"
"""In ``g``, until a page is made that is German whatever was chosen."""


def init_app(app: Flask) -> None:
    """Listen to the choice of each request, tell caches of it, and teach the templates."""
    app.before_request(_listen)
    app.after_request(_remember)
    app.teardown_request(_leave)
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        _=in_template,
        also_in=also_in,
        html_lang=html_lang,
        language_links=language_links,
        typed=typed,
        typed_in=typed_in,
        typed_in_german=typed_in_german,
    )


def german_only() -> None:
    """This page speaks German whatever was chosen: for the team and for helpers."""
    speak(SOURCE, ())
    g.pop(FILE, None)


def as_chosen() -> None:
    """This page speaks what was chosen, although the pages around it are German alone."""
    speak(_asked(), current_app.extensions["settings"].site.languages)


def instead_of_a_file() -> None:
    """A page answers where a file was asked for: it speaks what was chosen, as pages do."""
    if g.pop(FILE, False):
        as_chosen()


def of_meeting(languages: Iterable[str], kept: str = "") -> None:
    """This page belongs to a meeting that is offered in these languages beside German.

    ``kept``: the language of whoever is behind a personal link, spoken where nothing was chosen.
    """
    offer_only(languages)
    of_person(kept)


def of_person(kept: str) -> None:
    """This page belongs to somebody who wrote in this language: spoken unless one is chosen."""
    if kept and not _asked():
        speak(kept, offered_languages())


def in_template(sentence: str, **values: object) -> Markup:
    """A sentence of ours for a page; what is filled in is escaped, the sentence is not."""
    text = _as_markup(gettext(sentence))
    return text % values if values else text


@lru_cache(maxsize=5000)
def _as_markup(sentence: str) -> Markup:
    return Markup(sentence)


def html_lang() -> str:
    """For the attribute ``lang`` of the page."""
    return LANGUAGES[current_language()].tag


def typed_in_german() -> Markup:
    """The attribute for what the office typed, where the page around it is not German."""
    return typed_in(SOURCE)


def typed_in(language: str) -> Markup:
    """The attribute for what somebody typed in this language, where the page speaks another."""
    tag = LANGUAGES.get(language, LANGUAGES[SOURCE]).tag
    return Markup("" if html_lang() == tag else f' lang="{tag}"')


def typed(text: str | None, language: str = SOURCE) -> str | Markup | None:
    """What somebody typed, with the language in which they did where the page speaks another."""
    attribute = typed_in(language) if text else ""
    return Markup("<span{}>{}</span>").format(attribute, text) if attribute else text


def language_links() -> list[tuple[str, str, str, bool]]:
    """Name, ``lang``, address and "this one" of each language; empty when there is no choice.

    Also where a form was just sent: leaving it would lose what was typed.
    """
    offered = offered_languages()
    if len(offered) < 2 or request.method == "POST":
        return []
    spoken = current_language()
    return [
        (LANGUAGES[one].name, LANGUAGES[one].tag, _same_page(one), one == spoken) for one in offered
    ]


def _same_page(language: str) -> str:
    """This page's address with another language asked for."""
    kept = request.query_string.decode("ascii", "replace").split("&")
    pairs = [pair for pair in kept if pair and not pair.startswith(f"{ASKED}=")]
    path = iri_to_uri(request.script_root + request.path)
    return f"{path}?{'&'.join([*pairs, f'{ASKED}={language}'])}"


def also_in() -> tuple[str, str, str] | None:
    """Sentence, ``lang`` and address for a browser that asks for another language we offer.

    Only as long as nothing was chosen.
    """
    wanted = request.accept_languages
    if not wanted or len(offered_languages()) < 2 or _asked():
        return None
    tags = [LANGUAGES[one].tag for one in offered_languages() if LANGUAGES[one].also_in]
    best = wanted.best_match([SOURCE, *tags])
    found = next((one for one in offered_languages() if LANGUAGES[one].tag == best), SOURCE)
    if request.method == "POST" or not LANGUAGES[found].also_in:
        return None
    return LANGUAGES[found].also_in, LANGUAGES[found].tag, _same_page(found)


def cookie_name() -> str:
    """Of the cookie that remembers a choice; ``__Host-`` where the browser accepts it (H-4)."""
    site = current().site
    return "__Host-sprache" if site.scheme == "https" and not site.prefix else "sprache"


def _asked() -> str:
    """What the address asks for, or else what was chosen before; empty: nothing."""
    environ: dict[str, Any] = request.environ
    if f"{ASKED}=" in environ.get("QUERY_STRING", ""):
        return request.args.get(ASKED, "")
    if "sprache=" in environ.get("HTTP_COOKIE", ""):
        return request.cookies.get(cookie_name(), "")
    return ""


def _listen() -> None:
    if request.path.endswith(FILES):
        german_only()
        g.setdefault(FILE, True)
    else:
        as_chosen()


def _leave(_fault: BaseException | None) -> None:
    """The thread that answered speaks German again, whatever it does next."""
    german_only()


def _remember(answer: Response) -> Response:
    if answer.mimetype != "text/html" or not offered_languages()[1:]:
        return answer
    answer.headers["Content-Language"] = html_lang()
    if "Vary" in answer.headers:
        answer.vary.update(("Accept-Language", "Cookie"))
    else:
        answer.headers["Vary"] = "Accept-Language, Cookie"
    if f"{ASKED}=" not in request.environ.get("QUERY_STRING", ""):
        return answer
    chosen = request.args.get(ASKED)
    if chosen in offered_languages() and chosen == current_language():
        site = current().site
        answer.set_cookie(
            cookie_name(),
            chosen,
            max_age=A_YEAR,
            path=(site.prefix or "") + "/",
            secure=site.scheme == "https",
            httponly=True,
            samesite="Lax",
        )
    return answer
