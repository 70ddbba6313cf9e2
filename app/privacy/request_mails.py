"""The one mail of data requests."""

from app.core.links import link_to
from app.core.settings import current
from app.core.templating import render
from app.outbox.letter import Letter


def link_letter(link_id: int, token: str, name: str, email: str) -> Letter:
    """The link to one's own data, for a day."""
    return Letter(
        key=f"data_link:{link_id}",
        kind="data_link",
        to=email,
        to_name=name,
        subject=f"Ihre Daten: {current().forum.name}",
        text=render(
            "privacy/mail/link.txt", name=name, link=link_to("rights_public.link", token=token)
        ),
    )
