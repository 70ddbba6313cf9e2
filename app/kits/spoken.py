"""What a kit says in the language spoken now; German where it has no translation of a text."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.core.language import SOURCE, current_language, speaking
from app.kits.office_mails import MailText, OfficeMail
from app.kits.schema import KitMail
from app.kits.shelf import shelf
from app.kits.translations import FOLDERS, PLAIN, text_of


def kit_words(kit_id: str, text: str) -> str:
    """A sentence of a kit as people read it now: a question, its help, an answer, a title."""
    language = current_language()
    if language == SOURCE:
        return text
    translation = shelf().translations.get((language, kit_id))
    return translation.words.get(text, text) if translation else text


@contextmanager
def told_in(language: str, kit_id: str, mail: KitMail | MailText) -> Iterator[MailText]:
    """The mail in this language, which is spoken inside: dates and sentences suit the text.

    German in one piece when the kit has no translation of just this German text.
    """
    german = text_of(mail)
    translation = shelf().translations.get((language, kit_id))
    found = translation.mails.get(german) if translation else None
    with speaking(_spoken_by(language, found)):
        yield found or german


@contextmanager
def office_told_in(language: str, mail: OfficeMail) -> Iterator[MailText]:
    """The same for a mail that belongs to no meeting."""
    found = shelf().office_translations.get((language, mail))
    with speaking(_spoken_by(language, found)):
        yield found or shelf().office_mails[mail]


def _spoken_by(language: str, found: MailText | None) -> str:
    """Sentences of the program may be in plain German although the mail is not."""
    return language if found or language == PLAIN else SOURCE


def translated_into(kit_id: str, mail: KitMail | MailText) -> list[str]:
    """Names of the languages in which there is a translation of just this German text."""
    german = text_of(mail)
    return [
        name
        for language, name in FOLDERS.items()
        if (found := shelf().translations.get((language, kit_id))) and german in found.mails
    ]
