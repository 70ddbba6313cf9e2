"""Catalogs are whole: nothing is missing in English, nothing is left over, nothing is torn."""

import re
from collections import Counter

import pytest

from app.core.settings import ROOT
from app.kits.shelf import load_shelf
from tests.house.sentences import FOREIGN, catalogs, missing, said, sources

PARTS = re.compile(r"%\(\w+\)s|</?[a-z]\w*|%%")

MOST_WORDS = 12
"""Of one sentence in easy German; parts between semicolons count for themselves."""
HARD = re.compile(
    r"Handlungsfeld|Einwillig|Prüfsumme|[Ww]ider(spr|ruf)|[Zz]urzeit|[Jj]ederzeit|\bFrist\b"
    r"|\b(Abs|Art|Buchst|Min|Nr|bzw|z\. B)\."
)
"""Easy German has other words for these, and writes abbreviations out."""

pytestmark = pytest.mark.house


def flat(text):
    """One or several sentences as a list."""
    return [text] if isinstance(text, str) else list(text)


def test_english_says_every_sentence():
    assert missing("en") == {}


@pytest.mark.parametrize("language", FOREIGN)
def test_no_catalog_has_what_nobody_says(language):
    left_over = [
        f"{file}: {sentence}" for file, sentence, *_ in catalogs(language) if sentence not in said()
    ]

    assert left_over == []


@pytest.mark.parametrize("language", FOREIGN)
def test_a_translation_has_the_same_placeholders_and_tags(language):
    torn = [
        f"{file}: {sentence}"
        for file, sentence, text, fuzzy in catalogs(language)
        if fuzzy
        or any(
            Counter(PARTS.findall(one)) != Counter(PARTS.findall(flat(sentence)[-1]))
            for one in flat(text)[1:] or flat(text)
        )
    ]

    assert torn == []


@pytest.mark.parametrize("language", FOREIGN)
def test_a_sentence_has_one_translation(language):
    found = {}
    for _file, sentence, text, _fuzzy in catalogs(language):
        found.setdefault(sentence, set()).add(str(text))

    assert [sentence for sentence, texts in found.items() if len(texts) > 1] == []


def is_hard(text):
    """A sentence is too long, without brackets and tags, or has a hard word."""
    bare = re.sub(r"\([^)]*\)|<[^>]*>", "", text)
    longest = max(len(one.split()) for one in re.split(r"[.?!:;](?=\s|$)|\n", bare))
    return longest > MOST_WORDS or HARD.search(text)


def test_easy_german_is_easy():
    """What has no easy version is said in German, so that must be easy too."""
    easy = {sentence: text for _file, sentence, text, _fuzzy in catalogs("einfach")}
    hard = [
        f"{places[0]}: {text}"
        for sentence, places in said().items()
        for text in flat(easy.get(sentence, sentence))
        if is_hard(text)
    ]

    assert hard == []


def easy_texts_of_kits():
    """(whose, text) of what the kits and the office say in easy German; lines of mails joined."""
    shelf = load_shelf(ROOT / "meeting_kits")
    kits = [(kit, one) for (kind, kit), one in shelf.translations.items() if kind == "einfach"]
    mails = [(kit, mail) for kit, one in kits for mail in one.mails.values()]
    mails += [
        (name, mail)
        for (kind, name), mail in shelf.office_translations.items()
        if kind == "einfach"
    ]
    yield from ((kit, text) for kit, one in kits for text in one.words.values())
    yield from ((name, re.sub(r"(?<!\n)\n(?![\n-])", " ", one.body)) for name, one in mails)


def test_easy_german_of_kits_is_easy():
    assert [f"{whose}: {text}" for whose, text in easy_texts_of_kits() if is_hard(text)] == []


def test_easy_german_is_not_the_same_again():
    same = [sentence for _file, sentence, text, _fuzzy in catalogs("einfach") if sentence == text]

    assert same == []


def test_no_sentence_hides_in_an_f_string():
    """Python 3.11 shows the tools no sentence in there."""
    hidden = [
        f"{path}:{number}"
        for path, method, _options in sources()
        if method == "python"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"\{n?_\(['\"]|\{n?gettext\(['\"]", line)
    ]

    assert hidden == []


def test_no_template_uses_the_name_of_the_sentences_for_something_else():
    taken = re.compile(r"set _ =|for _[ ,]|, _ in")
    hidden = [
        str(path)
        for path in (ROOT / "templates").rglob("*.html")
        if taken.search(path.read_text(encoding="utf-8"))
    ]

    assert hidden == []
