"""Mails of a written vote: the question with the personal link, the reminder, the result."""

from app.contacts.models import Person
from app.core import clock
from app.core.links import link_to
from app.core.words import moment_brief
from app.kits.office_mails import OfficeMail
from app.meetings.office_mails import office_letter
from app.outbox.letter import Letter
from app.steering.models import Ballot, Motion
from app.steering.vote_queries import token_of


def ask(ballot: Ballot, motion: Motion, person: Person) -> Letter:
    """The question, to whoever votes on the seat now."""
    stand_in = f"Sie stimmen in Vertretung für {ballot.member.name} ab." if ballot.by_deputy else ""
    words = {"stand": stand_in, "begruendung": motion.reason}
    key = f"ballot:{ballot.id}:{ballot.link_version}"
    return _letter(OfficeMail.VOTE_ASK, ballot, motion, person, key, words)


def remind(ballot: Ballot, motion: Motion, person: Person) -> Letter:
    """Once more, to somebody who has not voted yet."""
    key = f"ballot:{ballot.id}:{ballot.link_version}:again"
    return _letter(OfficeMail.VOTE_REMINDER, ballot, motion, person, key)


def tell_end(ballot: Ballot, motion: Motion, person: Person, sentence: str) -> Letter:
    """How it ended: decided, lapsed or withdrawn, in one sentence."""
    words = {"stand": sentence}
    return _letter(OfficeMail.VOTE_END, ballot, motion, person, f"ballot:{ballot.id}:end", words)


def _letter(
    mail: OfficeMail,
    ballot: Ballot,
    motion: Motion,
    person: Person,
    key: str,
    words: dict[str, str] | None = None,
) -> Letter:
    def known() -> dict[str, str]:
        return {
            "wortlaut": motion.wording,
            "frist": moment_brief(clock.local(motion.deadline)) if motion.deadline else "",
            "link": link_to("steering_public.vote", token=token_of(ballot)),
            **(words or {}),
        }

    return office_letter(
        mail,
        known,
        key=key,
        to=person.email,
        to_name=person.full_name,
        topic=f"motion:{motion.id}",
    )
