"""The one mail of data requests."""

from app.core.language import current_language
from app.core.links import link_to
from app.core.settings import current
from app.meetings.mails import own_text, signature
from app.outbox.letter import Letter


def link_letter(link_id: int, token: str, name: str, email: str) -> Letter:
    """The link to one's own data, for a day, in the language spoken now."""
    words = {
        "forum": current().forum.name, "name": name, "signatur": signature(),
        "link": link_to("rights_public.link", token=token),
    }  # fmt: skip
    subject, text = own_text("privacy", "link", words)
    return Letter(
        key=f"data_link:{link_id}",
        kind="data_link",
        to=email,
        to_name=name,
        subject=subject,
        text=text,
        language=current_language(),
    )
