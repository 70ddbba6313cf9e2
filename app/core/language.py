"""In which language a page or a mail speaks: sentences, numbers of things, the choice of a visitor.

German is the source: every sentence stands in the code, and while German is spoken nothing is
looked up. The others are gettext catalogs, ``app/translations/<language>/<room>.po``, read when a
process speaks the language for the first time. Free of Flask, so that rules may use it.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGS = Path(__file__).parent.parent / "translations"
SOURCE = "de"


@dataclass(frozen=True)
class Language:
    """One language that people can choose."""

    name: str
    """What it calls itself."""
    tag: str
    """For ``lang`` in HTML (BCP 47); plain German is German."""
    locale: str
    """Of Babel, for dates and numbers."""
    also_in: str = ""
    """The line, in this language, for somebody whose browser asks for it."""
    shortens: bool = True
    """Whether a weekday may be two letters in a line of text."""


LANGUAGES = {
    SOURCE: Language("Deutsch", "de", "de"),
    "en": Language("English", "en", "en_GB", "This page is also available in English."),
    "einfach": Language("Einfache Sprache", "de", "de", shortens=False),
}
_spoken: ContextVar[str] = ContextVar("spoken language", default=SOURCE)
_offered: ContextVar[tuple[str, ...]] = ContextVar("languages offered", default=(SOURCE,))


def current_language() -> str:
    """The key in ``LANGUAGES`` of what is spoken now."""
    return _spoken.get()


def offered_languages() -> tuple[str, ...]:
    """What the page offers, German first."""
    return _offered.get()


def speak(asked: str, offered: Iterable[str]) -> None:
    """From now on speak what was asked for if it is offered, otherwise German (once a request)."""
    _offered.set((SOURCE, *(one for one in offered if one in LANGUAGES and one != SOURCE)))
    _spoken.set(asked if asked in _offered.get() else SOURCE)


def offer_only(languages: Iterable[str]) -> None:
    """A page of this meeting: German, and of what the whole site offers only these languages."""
    chosen = set(languages)
    speak(_spoken.get(), [one for one in _offered.get() if one in chosen])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language inside, for instance for a mail; one that is unknown means German."""
    before = _spoken.set(language if language in LANGUAGES else SOURCE)
    try:
        yield
    finally:
        _spoken.reset(before)


def gettext(sentence: str, **values: object) -> str:
    """A German sentence in the language spoken now, with ``%(name)s`` filled in.

    A sentence that a catalog does not have stays German. Without values a ``%`` is a ``%``.
    """
    language = _spoken.get()
    if language != SOURCE:
        sentence = _catalog(language)[0].get(sentence, sentence)
    return sentence % values if values else sentence


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """The sentence for one thing or for several; ``%(num)s`` is the number, as it was given."""
    language = _spoken.get()
    sentence = one if number == 1 else many
    if language != SOURCE and (forms := _catalog(language)[1].get(one)):
        texts, form_of = forms
        sentence = texts[form_of(number)]
    return sentence % {"num": number, **values}


def N_(sentence: str) -> str:
    """Mark a sentence for the catalogs where it is only defined; ``_`` says it later."""
    return sentence


_ = gettext

Plural = tuple[tuple[str, ...], Callable[[int], int]]


@cache
def _catalog(language: str) -> tuple[dict[str, str], dict[str, Plural]]:
    """Sentences, and sentences that know one and many, of all catalogs of a language."""
    single: dict[str, str] = {}
    plural: dict[str, Plural] = {}
    for file in sorted((CATALOGS / language).glob("*.po")):
        with file.open("rb") as text:
            catalog = read_po(text, locale=LANGUAGES[language].locale)
        for message in catalog:
            texts = message.string
            if isinstance(message.id, str):
                if message.id and isinstance(texts, str) and texts:
                    single[message.id] = texts
            elif texts and not isinstance(texts, str) and all(texts):
                plural[message.id[0]] = (tuple(texts), c2py(catalog.plural_expr))
    return single, plural
