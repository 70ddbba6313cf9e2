"""Mails around a project: the question how it is, its link, answers to texts, joining in.

Whoever joins in is written to in the language of the form; a contact person in that of the last
registration with the address.
"""

from collections.abc import Callable

from app.core.language import N_, ngettext
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.settings import current
from app.core.words import date_long
from app.ideas.models import Idea
from app.kits.office_mails import OfficeMail
from app.meetings.models import Meeting
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.projects.models import IdeaDraft, Supporter
from app.projects.queries import supporter_token, token_of
from app.projects.rules import Progress, Question
from app.registrations.languages import language_of

Words = dict[str, str]
TEAM = N_("Projektteam")
"""Who is greeted when only an address is known."""


def question_letter(idea: Idea, asked: Question, meeting: Meeting | None, key: str) -> Letter:
    """How is it going? Each of the four answers is a link to the page that sends it."""

    def words() -> Words:
        return {"anlass": _occasion(asked, meeting), "antworten": _answers(idea)}

    return _to_contact(OfficeMail.PROJECT_ASK, idea, words, key)


def _occasion(asked: Question, meeting: Meeting | None) -> str:
    """Why we ask. After „Guten Tag“ and a comma German goes on with a small letter."""
    if meeting is not None:
        facts = {"tag": date_long(meeting.day), "titel": meeting.title}
        if asked.again:
            return _(
                "wir haben Sie vor einiger Zeit schon gefragt. Am %(tag)s ist unser nächstes "
                "Treffen: „%(titel)s“. Dort ist ein Bericht aus Ihrem Projekt an der Reihe.",
                **facts,
            )
        return _(
            "am %(tag)s ist unser nächstes Treffen: „%(titel)s“. Dort ist ein Bericht aus Ihrem "
            "Projekt an der Reihe.",
            **facts,
        )
    if asked.again:
        return _("wir haben Sie vor einiger Zeit schon gefragt. Eine kurze Antwort genügt uns.")
    return _("von Zeit zu Zeit fragen wir bei allen Projekten nach. Eine kurze Antwort genügt.")


def _answers(idea: Idea) -> str:
    token = token_of(idea)
    return "\n\n".join(
        f"{_(one.label)}:\n{link_to('projects_public.answer', token=token, antwort=one.value)}"
        for one in Progress
    )


def link_letter(idea: Idea, key: str) -> Letter:
    """The link to the project's page, sent by the office."""
    return _to_contact(OfficeMail.PROJECT_LINK, idea, dict, key)


def draft_letter(draft: IdeaDraft, *, accepted: bool, partly: bool) -> Letter:
    """What became of the text that the contact person wrote."""

    def words() -> Words:
        told = _("Wir haben ihn nicht übernommen.")
        if accepted:
            whole, part = _("Wir haben ihn übernommen."), _("Wir haben ihn zum Teil übernommen.")
            told = part if partly else whole
        return {"stand": told, "worte": draft.answer}

    return _to_contact(OfficeMail.PROJECT_DRAFT, draft.idea, words, f"draft:{draft.id}")


def confirm_letter(supporter: Supporter, submit_key: str, *, known: bool) -> Letter:
    """The link to confirm; for somebody who joins in already, the link to their page."""

    def words() -> Words:
        told = _joining_again if known else _joining
        link = link_to("projects_public.joining", token=supporter_token(supporter))
        return _names(supporter.idea) | told(supporter.idea.title) | {"link": link}

    return office_letter(
        OfficeMail.JOIN_CONFIRM,
        words,
        key=f"join:{supporter.id}:{submit_key}",
        to=supporter.email,
        to_name=supporter.name,
        topic=f"supporter:{supporter.id}",
        language=supporter.language,
    )


def _joining(title: str) -> Words:
    hours = current().retention.unconfirmed_hours
    return {
        "betreff": _("Bitte bestätigen Sie"),
        "stand": _(
            "Sie möchten bei „%(titel)s“ mitmachen. Bitte bestätigen Sie das auf dieser Seite:",
            titel=title,
        ),
        "naechster_schritt": ngettext(
            "Das geht 1 Stunde lang. Waren Sie das nicht? Dann tun Sie nichts. Ohne Ihre "
            "Bestätigung löschen wir die Angaben.",
            "Das geht %(num)s Stunden lang. Waren Sie das nicht? Dann tun Sie nichts. Ohne Ihre "
            "Bestätigung löschen wir die Angaben.",
            hours,
        ),
    }


def _joining_again(title: str) -> Words:
    return {
        "betreff": _("Sie machen schon mit"),
        "stand": _(
            "Sie machen bei „%(titel)s“ schon mit. Auf dieser Seite sehen Sie Ihre Angaben und "
            "können Ihr Mitmachen beenden:",
            titel=title,
        ),
        "naechster_schritt": _(
            "Haben Sie das Formular nicht ausgefüllt? Dann müssen Sie nichts tun."
        ),
    }


def joined_letter(supporter: Supporter) -> Letter:
    """Tells the contact person name and address of somebody who agreed to that."""
    told = [supporter.name, supporter.email, supporter.organisation]
    contact = "\n".join(f"- {one}" for one in told if one)

    def words() -> Words:
        offer = supporter.offer
        said = _("Die Person schreibt:\n%(worte)s", worte=offer) if offer else ""
        return {"wer": supporter.name, "kontakt": contact, "worte": said}

    key = f"joined:{supporter.id}:{supporter.confirmed_at}"
    return _to_contact(OfficeMail.JOIN_TOLD, supporter.idea, words, key)


def left_letter(supporter: Supporter) -> Letter:
    """Tells whoever got name and address that they must go: the contact person of that time."""
    idea, to = supporter.idea, supporter.told_to
    name = idea.contact_name if to == idea.contact_email else ""
    return office_letter(
        OfficeMail.JOIN_LEFT,
        lambda: _names(idea) | {"name": name or _(TEAM), "wer": supporter.name},
        key=f"left:{supporter.id}:{supporter.told_at}",
        to=to,
        to_name=name,
        topic=f"idea:{idea.id}",
        language=language_of(to),
    )


def _to_contact(mail: OfficeMail, idea: Idea, words: Callable[[], Words], key: str) -> Letter:
    link = link_to("projects_public.project", token=token_of(idea))
    return office_letter(
        mail,
        lambda: _names(idea) | {"name": idea.contact_name or _(TEAM), "link": link} | words(),
        key=key,
        to=idea.contact_email,
        to_name=idea.contact_name,
        topic=f"idea:{idea.id}",
        language=language_of(idea.contact_email),
    )


def _names(idea: Idea) -> Words:
    return {"idee_nummer": idea.number, "idee_titel": idea.title}
