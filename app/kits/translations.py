"""The texts of a kit in further languages: what lies beside the German ones, and how it is found.

Translations are found by the German text. Whoever changes the German text of a meeting has no
translation of it any more: people then read the German words, never an outdated translation.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from app.core.language import LANGUAGES, SOURCE
from app.kits.faults import Finding
from app.kits.office_mails import MailText
from app.kits.schema import KitFile, KitMail, Question, SharedFile
from app.kits.snippets import names_in
from app.kits.values import Text

PLAIN = "einfach"
"""Plain German only differs where that helps: everything may be left out."""
FOLDERS = {key: one.name for key, one in LANGUAGES.items() if key != SOURCE}
"""Name of the folder of a language, and what it is called."""


class QuestionWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question in another language; the options stand in the order of the German ones."""

    label: Text
    reason: Text
    help: str = ""
    options: tuple[Text, ...] = ()


class ItemWords(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An item of the agenda in another language."""

    title: Text
    public_text: str = ""


class TranslationFile(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The content of ``<language>/kit.toml`` and ``<language>/shared.toml``."""

    schema_version: Literal[1]
    type: Literal["translation"]
    title: Text
    purpose: str = ""
    questions: Mapping[str, QuestionWords] = {}
    agenda: Mapping[str, ItemWords] = {}


@dataclass(frozen=True)
class Translation:
    """One kit in one language: German text -> the other one."""

    words: Mapping[str, str] = field(default_factory=dict)
    mails: Mapping[MailText, MailText] = field(default_factory=dict)

    def __or__(self, other: "Translation") -> "Translation":
        return Translation({**self.words, **other.words}, {**self.mails, **other.mails})


def text_of(mail: KitMail | MailText) -> MailText:
    """Subject and body alone: by them a translation is found."""
    return MailText(subject=mail.subject, body=mail.body)


def words_of(file: TranslationFile, german: KitFile | SharedFile) -> dict[str, str]:
    """German sentence -> sentence in the language of the file."""
    found = {german.title: file.title}
    if isinstance(german, KitFile):
        found |= {german.purpose: file.purpose} if file.purpose else {}
        for item in german.agenda:
            if words := file.agenda.get(item.title):
                found[item.title] = words.title
                found |= {item.public_text: words.public_text} if item.public_text else {}
    for question in german.questions:
        if told := file.questions.get(question.id):
            pairs = zip(question.options, told.options, strict=True)
            found |= {question.label: told.label, question.reason: told.reason, **dict(pairs)}
            found |= {question.help: told.help} if question.help else {}
    return found


def check_translation(
    file: TranslationFile, german: KitFile | SharedFile, *, whole: bool
) -> Iterator[Finding]:
    """What does not fit the German file. ``whole``: nothing may be left out."""
    yield from _check_questions(file, german.questions, whole=whole)
    items = {item.title: item for item in german.agenda} if isinstance(german, KitFile) else {}
    for title in file.agenda:
        if title not in items:
            problem = f"Den Punkt „{title}“ gibt es in der deutschen Fassung nicht."
            yield Finding(
                f"agenda, {title}", problem, "Schreiben Sie seinen Namen wie in kit.toml."
            )
        elif bool(items[title].public_text) != bool(file.agenda[title].public_text):
            problem = "Der Satz zum Punkt steht nur in einer der beiden Fassungen."
            yield Finding(
                f"agenda, {title}, public_text", problem, "Ergänzen oder löschen Sie ihn."
            )
    if whole and isinstance(german, KitFile):
        yield from _check_whole_kit(file, german)


def _check_whole_kit(file: TranslationFile, german: KitFile) -> Iterator[Finding]:
    if not file.purpose:
        yield Finding("purpose", "Der Text fehlt.", "Tragen Sie ihn ein.")
    for item in german.agenda:
        if item.public and item.title not in file.agenda:
            problem = f"Der öffentliche Punkt „{item.title}“ fehlt."
            yield Finding("agenda", problem, f'Ergänzen Sie [agenda."{item.title}"].')


def _check_questions(
    file: TranslationFile, german: Iterable[Question], *, whole: bool
) -> Iterator[Finding]:
    known = {question.id: question for question in german}
    for name, words in file.questions.items():
        place = f"questions, {name}"
        if name not in known:
            problem = f"Die Frage „{name}“ gibt es in der deutschen Fassung nicht."
            yield Finding(place, problem, f"Es gibt: {', '.join(known)}.")
        elif len(words.options) != len(known[name].options):
            counted = f"Hier stehen {len(words.options)} Antworten, auf Deutsch sind es"
            problem = f"{counted} {len(known[name].options)}."
            remedy = "Übersetzen Sie jede Antwort, in derselben Reihenfolge."
            yield Finding(f"{place}, options", problem, remedy)
        elif bool(words.help) != bool(known[name].help):
            problem = "Die Hilfe steht nur in einer der beiden Fassungen."
            yield Finding(f"{place}, help", problem, "Ergänzen oder löschen Sie sie.")
    for name in known if whole else ():
        if name not in file.questions:
            problem = f"Die Frage „{name}“ fehlt."
            yield Finding("questions", problem, f"Ergänzen Sie [questions.{name}].")


def check_mail(german: MailText, other: MailText) -> Iterator[Finding]:
    """A translation says the same: it has the placeholders of the German mail."""
    wanted, found = (names_in(f"{one.subject}\n{one.body}") for one in (german, other))
    for name in sorted(wanted - found):
        problem = f"Der Platzhalter {{{{{name}}}}} der deutschen Mail fehlt."
        yield Finding("", problem, "Ergänzen Sie ihn an der passenden Stelle.")
    for name in sorted(found - wanted):
        problem = f"Der Platzhalter {{{{{name}}}}} steht nicht in der deutschen Mail."
        yield Finding("", problem, "Löschen Sie ihn, oder ergänzen Sie ihn dort.")
