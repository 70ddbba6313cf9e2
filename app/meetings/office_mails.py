"""Letters of the office that belong to no meeting, in the words of the shared texts."""

import re
from collections.abc import Mapping

from app.kits.office_mails import OFFICE_WORDS, OfficeMail
from app.kits.shelf import shelf
from app.kits.snippets import fill
from app.meetings.mails import office_words
from app.outbox.letter import Letter

EMPTY_LINES = re.compile(r"\n{3,}")


def office_letter(
    mail: OfficeMail, words: Mapping[str, str], *, key: str, to: str, to_name: str, topic: str
) -> Letter:
    """The mail with its placeholders filled; those without a word leave no gap behind.

    ``key``: unique per notice. ``topic``: what it is about, for example ``idea:17``.
    """
    text = shelf().office_mails[mail]
    known = dict.fromkeys(OFFICE_WORDS, "") | office_words() | {"name": to_name} | dict(words)
    return Letter(
        key=key,
        kind=mail.value,
        to=to,
        to_name=to_name,
        subject=" ".join(fill(text.subject, known).split()),
        text=EMPTY_LINES.sub("\n\n", fill(text.body, known)),
        topic=topic,
    )
