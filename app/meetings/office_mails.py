"""Letters of the office that belong to no meeting, in the words of the shared texts."""

import re
from collections.abc import Callable, Mapping

from app.core.language import SOURCE, current_language
from app.kits.office_mails import OFFICE_WORDS, OfficeMail
from app.kits.snippets import fill
from app.kits.spoken import office_told_in
from app.meetings.mails import office_words
from app.outbox.letter import Letter

EMPTY_LINES = re.compile(r"\n{3,}")


def office_letter(
    mail: OfficeMail,
    words: Callable[[], Mapping[str, str]],
    *,
    key: str,
    to: str,
    to_name: str,
    topic: str,
    language: str = SOURCE,
) -> Letter:
    """The mail with its placeholders filled; those without a word leave no gap behind.

    ``words`` is called while the language of the mail is spoken: that of its reader, or German
    where there is no translation. ``key``: unique per notice. ``topic``: what it is about, for
    example ``idea:17``.
    """
    with office_told_in(language, mail) as text:
        own = {"name": to_name, **words()}
        known = dict.fromkeys(OFFICE_WORDS, "") | office_words() | own
        return Letter(
            key=key,
            kind=mail.value,
            to=to,
            to_name=to_name,
            subject=" ".join(fill(text.subject, known).split()),
            text=EMPTY_LINES.sub("\n\n", fill(text.body, known)),
            topic=topic,
            language=current_language(),
        )
