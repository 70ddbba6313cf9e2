"""Letters to the contact persons of projects: about their requests, and about funding."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.core import clock
from app.core.words import date_long, date_short
from app.ideas.models import Idea
from app.kits.office_mails import OfficeMail
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.support.models import Funding, SupportCase
from app.support.queries import may_quote


def taken_letter(case: SupportCase, worker: str, due: date | None) -> Letter:
    """``worker`` of the office takes care of the request, until ``due``."""
    then = f"Sie hören bis {date_long(due)} von uns." if due else ""
    words = {"anliegen": _asked(case), "zustaendig": worker, "naechster_schritt": then}
    key = f"case-taken:{case.id}:{case.version}"
    return _to_contact(OfficeMail.SUPPORT_TAKEN, case.idea, words, key)


def closed_letter(case: SupportCase, outcome: str) -> Letter:
    """The request is done, and what came of it."""
    words = {"anliegen": _asked(case), "begruendung": outcome}
    key = f"case-closed:{case.id}:{case.version}"
    return _to_contact(OfficeMail.SUPPORT_CLOSED, case.idea, words, key)


def _asked(case: SupportCase) -> str:
    """What was asked; the words of somebody else are for the office alone."""
    idea = case.idea
    project = f"Ihrem Projekt „{idea.title}“ ({idea.number})"
    if may_quote(case):
        return f"Sie haben uns zu {project} um Hilfe gebeten:\n\n„{case.text}“"
    day = date_short(clock.local(case.at).date())
    return f"Zu {project} kam am {day} ein Anliegen zu uns."


def funding_letter(funding: Funding, idea: Idea, reasons: Sequence[str]) -> Letter:
    """A programme fits the project, and until when one can apply. ``reasons``: why it fits."""
    until = f"Frist: {date_long(funding.deadline)}" if funding.deadline else "Frist: laufend"
    facts = [f"Förderung: {funding.name}"]
    facts += [f"Betrag: {funding.amount}"] if funding.amount else []
    facts += [f"Wer sich bewerben kann: {funding.eligible}"] if funding.eligible else []
    facts += [until, f"Mehr dazu: {funding.link}" if funding.link else ""]
    words = {
        "programm": "\n".join(filter(None, facts)),
        "begruendung": f"Passt, weil: {', '.join(reasons)}.",
    }
    day = funding.deadline.isoformat() if funding.deadline else "-"
    key = f"funding:{funding.id}:{idea.id}:{day}"
    return _to_contact(OfficeMail.FUNDING_HINT, idea, words, key)


def _to_contact(mail: OfficeMail, idea: Idea, words: dict[str, str], key: str) -> Letter:
    about = {"idee_nummer": idea.number, "idee_titel": idea.title}
    letter = office_letter(
        mail,
        lambda: about | words,
        key=key,
        to=idea.contact_email,
        to_name=idea.contact_name,
        topic=f"idea:{idea.id}",
    )
    return replace(letter, text=letter.text.replace("Guten Tag ,", "Guten Tag,"))
