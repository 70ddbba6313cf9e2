"""Which sentences public pages and mails say, and what the catalogs make of them.

``python -m tests.house.sentences`` prints what English lacks, in the form of a catalog.
"""

import re
from functools import cache

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from app.core.language import CATALOGS, LANGUAGES, SOURCE
from app.core.settings import ROOT
from app.privacy import ways
from app.privacy.elsewhere import MENTIONED
from app.privacy.register import public_sentences

MARKED = re.compile(r"\b(?:_|N_|n?gettext)\(|\{%-?\s*trans\b")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
JINJA = {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
FOREIGN = [language for language in LANGUAGES if language != SOURCE]


def sources():
    """Every file that marks a sentence, with the way it is read."""
    python = [(path, "python", {}) for path in (ROOT / "app").rglob("*.py")]
    pages = [
        (path, "jinja2.ext:babel_extract", JINJA)
        for path in (ROOT / "templates").rglob("*")
        if path.suffix in (".html", ".txt")
    ]
    return [one for one in [*python, *pages] if MARKED.search(one[0].read_text(encoding="utf-8"))]


@cache
def said():
    """Sentence, or pair of sentences for one and many -> the places that say it."""
    found = {}
    for path, method, options in sources():
        for line, sentence, _comments, _context in extract_from_file(
            method, str(path), keywords=KEYWORDS, options=options
        ):
            found.setdefault(sentence, []).append(f"{path.relative_to(ROOT)}:{line}")
    for sentence in public_sentences():
        found.setdefault(sentence, []).append("app/privacy/columns")
    for sentence in ways.sentences() | set(MENTIONED.values()):
        found.setdefault(sentence, []).append("app/privacy/ways.py")
    return found


@cache
def catalogs(language):
    """(catalog file, sentence or pair, translation or translations) of each entry."""
    entries = []
    for file in sorted((CATALOGS / language).glob("*.po")):
        with file.open("rb") as text:
            catalog = read_po(text, locale=LANGUAGES[language].locale, abort_invalid=True)
        entries += [(file.name, one.id, one.string, one.fuzzy) for one in catalog if one.id]
    return entries


def missing(language="en"):
    """The sentences without a translation."""
    known = {sentence for _file, sentence, text, _fuzzy in catalogs(language) if text}
    return {sentence: places for sentence, places in said().items() if sentence not in known}


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


if __name__ == "__main__":
    for sentence, places in sorted(missing().items(), key=lambda entry: entry[1]):
        print(f"#: {' '.join(places)}")
        if isinstance(sentence, tuple):
            print(f"msgid {_quoted(sentence[0])}\nmsgid_plural {_quoted(sentence[1])}")
            print('msgstr[0] ""\nmsgstr[1] ""\n')
        else:
            print(f'msgid {_quoted(sentence)}\nmsgstr ""\n')
