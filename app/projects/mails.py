"""Mails around a project: the question how it is, its link, answers to texts, joining in."""

from app.core.links import link_to
from app.core.settings import current
from app.core.words import count, date_long
from app.ideas.models import Idea
from app.kits.office_mails import OfficeMail
from app.meetings.models import Meeting
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.projects.models import IdeaDraft, Supporter
from app.projects.queries import supporter_token, token_of
from app.projects.rules import Progress, Question

TEAM = "Projektteam"
"""Who is greeted when only an address is known."""


def question_letter(idea: Idea, asked: Question, meeting: Meeting | None, key: str) -> Letter:
    """How is it going? Each of the four answers is a link to the page that sends it."""
    return _to_contact(
        OfficeMail.PROJECT_ASK,
        idea,
        {"anlass": _occasion(asked, meeting), "antworten": _answers(idea)},
        key,
    )


def _occasion(asked: Question, meeting: Meeting | None) -> str:
    before = "wir haben Sie vor einiger Zeit schon gefragt. " if asked.again else ""
    if meeting is not None:
        begin = "Am" if asked.again else "am"
        return (
            f"{before}{begin} {date_long(meeting.day)} ist unser nächstes Treffen: "
            f"„{meeting.title}“. Dort ist ein Bericht aus Ihrem Projekt an der Reihe."
        )
    if asked.again:
        return f"{before}Eine kurze Antwort genügt uns."
    return "von Zeit zu Zeit fragen wir bei allen Projekten nach. Eine kurze Antwort genügt."


def _answers(idea: Idea) -> str:
    token = token_of(idea)
    return "\n\n".join(
        f"{one.label}:\n{link_to('projects_public.answer', token=token, antwort=one.value)}"
        for one in Progress
    )


def link_letter(idea: Idea, key: str) -> Letter:
    """The link to the project's page, sent by the office."""
    return _to_contact(OfficeMail.PROJECT_LINK, idea, {}, key)


def draft_letter(draft: IdeaDraft, *, accepted: bool, partly: bool) -> Letter:
    """What became of the text that the contact person wrote."""
    told = "Wir haben ihn nicht übernommen."
    if accepted:
        told = "Wir haben ihn zum Teil übernommen." if partly else "Wir haben ihn übernommen."
    words = {"stand": told, "worte": draft.answer}
    return _to_contact(OfficeMail.PROJECT_DRAFT, draft.idea, words, f"draft:{draft.id}")


def confirm_letter(supporter: Supporter, submit_key: str, *, known: bool) -> Letter:
    """The link to confirm; for somebody who joins in already, the link to their page."""
    hours = count(current().retention.unconfirmed_hours, "Stunde", "Stunden")
    title = supporter.idea.title
    stand = (
        f"Sie möchten bei „{title}“ mitmachen. Bitte bestätigen Sie das auf dieser Seite:"
        if not known
        else f"Sie machen bei „{title}“ schon mit. Auf dieser Seite sehen Sie Ihre Angaben und "
        "können Ihr Mitmachen beenden:"
    )
    then = (
        f"Das geht {hours} lang. Waren Sie das nicht? Dann tun Sie nichts. Ohne Ihre Bestätigung "
        "löschen wir die Angaben."
        if not known
        else "Haben Sie das Formular nicht ausgefüllt? Dann müssen Sie nichts tun."
    )
    return office_letter(
        OfficeMail.JOIN_CONFIRM,
        _names(supporter.idea)
        | {
            "betreff": "Sie machen schon mit" if known else "Bitte bestätigen Sie",
            "stand": stand,
            "naechster_schritt": then,
            "link": link_to("projects_public.joining", token=supporter_token(supporter)),
        },
        key=f"join:{supporter.id}:{submit_key}",
        to=supporter.email,
        to_name=supporter.name,
        topic=f"supporter:{supporter.id}",
    )


def joined_letter(supporter: Supporter) -> Letter:
    """Tells the contact person name and address of somebody who agreed to that."""
    words = f"Die Person schreibt:\n{supporter.offer}" if supporter.offer else ""
    told = [supporter.name, supporter.email, supporter.organisation]
    contact = "\n".join(f"- {one}" for one in told if one)
    return _to_contact(
        OfficeMail.JOIN_TOLD,
        supporter.idea,
        {"wer": supporter.name, "kontakt": contact, "worte": words},
        f"joined:{supporter.id}:{supporter.confirmed_at}",
    )


def left_letter(supporter: Supporter) -> Letter:
    """Tells whoever got name and address that they must go: the contact person of that time."""
    idea, to = supporter.idea, supporter.told_to
    name = idea.contact_name if to == idea.contact_email else ""
    return office_letter(
        OfficeMail.JOIN_LEFT,
        _names(idea) | {"name": name or TEAM, "wer": supporter.name},
        key=f"left:{supporter.id}:{supporter.told_at}",
        to=to,
        to_name=name,
        topic=f"idea:{idea.id}",
    )


def _to_contact(mail: OfficeMail, idea: Idea, words: dict[str, str], key: str) -> Letter:
    name = idea.contact_name or TEAM
    link = link_to("projects_public.project", token=token_of(idea))
    return office_letter(
        mail,
        _names(idea) | {"name": name, "link": link} | words,
        key=key,
        to=idea.contact_email,
        to_name=idea.contact_name,
        topic=f"idea:{idea.id}",
    )


def _names(idea: Idea) -> dict[str, str]:
    return {"idee_nummer": idea.number, "idee_titel": idea.title}
