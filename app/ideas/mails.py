"""The draft of a mail that tells the contact person why an idea rests (domain.md 3.5, G7)."""

from dataclasses import dataclass

from app.core.settings import current
from app.core.words import date_long
from app.ideas.models import Idea
from app.ideas.rules import RESTING


@dataclass(frozen=True)
class Draft:
    """A mail for the office to read, change and send from its own mailbox."""

    to: str
    subject: str
    text: str


def reason_draft(idea: Idea) -> Draft | None:
    """The draft for an idea that rests; None while it does not, or without an address."""
    if idea.state not in RESTING or not idea.contact_email:
        return None
    review = (
        f"Am {date_long(idea.review_on)} schauen wir wieder auf die Idee.\n\n"
        if idea.review_on
        else ""
    )
    told = "zurückgestellt" if idea.review_on else "nicht aufgenommen"
    text = (
        f"Guten Tag {idea.contact_name},\n\n".replace("Tag ,", "Tag,")
        + f"danke für Ihre Idee „{idea.title}“ ({idea.number}). Wir haben sie {told}.\n\n"
        + f"Der Grund: {idea.reason}\n\n{review}"
        + f"Fragen beantworten wir gern: {current().office.phone}\n\n"
        + current().office.signature.strip()
    )
    return Draft(idea.contact_email, f"Ihre Idee {idea.number}: {idea.title}", text)
