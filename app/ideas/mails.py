"""What the contact person is told of a move, after the office has read it (domain.md 3.5, G7)."""

from app.core.words import date_long
from app.ideas.models import Idea, IdeaNotice
from app.ideas.rules import Move, MoveFacts
from app.kits.office_mails import OfficeMail
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter

SUBJECT_LONGEST = 200


def moved(idea: Idea, move: Move, facts: MoveFacts) -> tuple[str, str]:
    """(subject, text) of the draft, in the words of ``idee-neuer-stand.txt``."""
    day = date_long(facts.review_on) if facts.review_on else ""
    words = {
        "idee_nummer": idea.number,
        "idee_titel": idea.title,
        "stand": move.tells,
        "begruendung": _because(move, facts),
        "naechster_schritt": move.then.replace("{day}", day),
    }
    letter = office_letter(
        OfficeMail.IDEA_MOVED,
        lambda: words,
        key="",
        to=idea.contact_email,
        to_name=idea.contact_name,
        topic=topic(idea),
    )
    return letter.subject[:SUBJECT_LONGEST], letter.text.replace("Guten Tag ,", "Guten Tag,")


def _because(move: Move, facts: MoveFacts) -> str:
    if "reason" in move.needs:
        return f"Der Grund: {facts.reason}"
    return f"Das Ergebnis: {facts.outcome}" if "outcome" in move.needs else ""


def notice_letter(notice: IdeaNotice, subject: str, text: str) -> Letter:
    """The mail as the office has worded it; a draft is sent once."""
    idea = notice.idea
    return Letter(
        key=f"idea-moved:{idea.id}:{notice.version}",
        kind=OfficeMail.IDEA_MOVED.value,
        to=idea.contact_email,
        to_name=idea.contact_name,
        subject=subject,
        text=text,
        topic=topic(idea),
    )


def topic(idea: Idea) -> str:
    """By which the mails about an idea are found in the outbox."""
    return f"idea:{idea.id}"
