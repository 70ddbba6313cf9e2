"""The mails of this room."""

from app.access.models import Staff
from app.core.links import link_to
from app.core.settings import current
from app.core.templating import render
from app.core.tokens import digest
from app.outbox.letter import Letter

SIGN_IN = "sign_in"
"""Mails whose link opens or confirms a session: nobody else may read it."""


def sign_in(staff: Staff, token: str, target: str) -> Letter:
    """The mail with the link for one sign-in, which remembers the page that was asked for."""
    settings = current()
    return Letter(
        key=f"sign_in:{digest(token)}",
        kind=SIGN_IN,
        to=staff.email,
        to_name=staff.name,
        subject=f"Ihr Link zum Einloggen: {settings.forum.name}",
        text=render(
            "access/mail/sign_in.txt",
            name=staff.name,
            link=link_to("access_public.enter", token=token, weiter=target or None),
            minutes=settings.site.sign_in_link_minutes,
        ),
    )


def confirmation(staff: Staff, token: str, target: str) -> Letter:
    """The mail with the link that confirms who is signed in, for steps that need it."""
    settings = current()
    return Letter(
        key=f"confirmation:{digest(token)}",
        kind=SIGN_IN,
        to=staff.email,
        to_name=staff.name,
        subject=f"Bitte bestätigen Sie: {settings.forum.name}",
        text=render(
            "access/mail/confirmation.txt",
            name=staff.name,
            link=link_to("confirming.enter", token=token, weiter=target or None),
            minutes=settings.site.sign_in_link_minutes,
        ),
    )
