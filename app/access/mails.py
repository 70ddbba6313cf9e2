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
    link = link_to("access_public.enter", token=token, weiter=target or None)
    return _with_link("sign_in", "Ihr Link zum Einloggen", staff, token, link)


def confirmation(staff: Staff, token: str, target: str) -> Letter:
    """The mail with the link that confirms who is signed in, for steps that need it."""
    link = link_to("confirming.enter", token=token, weiter=target or None)
    return _with_link("confirmation", "Bitte bestätigen Sie", staff, token, link)


def _with_link(name: str, subject: str, staff: Staff, token: str, link: str) -> Letter:
    """The text is templates/access/mail/<name>.txt."""
    settings = current()
    minutes = settings.site.sign_in_link_minutes
    return Letter(
        key=f"{name}:{digest(token)}",
        kind=SIGN_IN,
        to=staff.email,
        to_name=staff.name,
        subject=f"{subject}: {settings.forum.name}",
        text=render(f"access/mail/{name}.txt", name=staff.name, link=link, minutes=minutes),
    )
