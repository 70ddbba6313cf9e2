"""What the pages about mails show: lists, previews, numbers; reading only."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from app.core.db import db
from app.core.errors import NotFound
from app.core.paging import nearest_page
from app.core.settings import current
from app.core.words import sort_key
from app.kits.office_mails import MailText
from app.kits.schema import Attachment, KitMail, Recipients, Trigger
from app.kits.snippets import SnippetError
from app.kits.spoken import translated_into
from app.kits.vocabulary import PLACEHOLDERS
from app.mailings import mails, queries, rules
from app.mailings.models import Mailing
from app.mailings.recipients import Audience, Recipient, audience_of, idea_words
from app.mailings.rules import MailingState, Standing, WhyNot
from app.meetings.mails import words_for
from app.meetings.models import Invitation, Meeting
from app.outbox.models import Message, MessageState
from app.outbox.paragraphs import Block, blocks

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One mail in the list of a meeting."""

    mailing: Mailing
    day: date
    standing: Standing
    groups: list[str]
    subject: str
    people: int
    """How many got it or have their letter."""


@dataclass(frozen=True)
class Answers:
    """What became of the personal invitations to a meeting."""

    sent: int = 0
    opened: int = 0
    registered: int = 0
    declined: int = 0

    @property
    def open(self) -> int:
        """Invited people who have not answered."""
        return self.sent - self.registered - self.declined


@dataclass(frozen=True)
class Preview:
    """The mail as one person would get it."""

    reader: Recipient
    subject: str
    text: str
    blocks: list[Block]
    files: list[str]
    fault: str = ""


@dataclass(frozen=True)
class MailingPage:
    """Everything on the page of one mail."""

    day: date
    standing: Standing
    groups: list[str]
    audience: Audience
    rows: Sequence[Recipient]
    page: int
    pages: int
    search: str
    left_out: bool
    reasons: dict[WhyNot, int]
    preview: Preview | None
    letters: dict[MessageState, int]
    invitations: dict[int, Invitation]
    mails: dict[str, Message]
    """Identity → the letter in the outbox, for the people on this page."""

    @property
    def written(self) -> int:
        return sum(self.letters.values())

    @property
    def sent(self) -> int:
        return self.letters.get(MessageState.SENT, 0)

    @property
    def failed(self) -> int:
        return self.letters.get(MessageState.FAILED, 0)

    @property
    def total(self) -> int:
        """Letters written and still to be written."""
        waiting = len(self.audience.wanted) if self.standing is Standing.SENDING else 0
        return self.written + waiting

    @property
    def under_way(self) -> bool:
        """Whether the numbers still change by themselves."""
        waiting = self.sent + self.failed < self.written
        return self.standing is Standing.SENDING or (waiting and self.sends)

    @property
    def sends(self) -> bool:
        """Whether mails leave at all."""
        return bool(current().mail.smtp_host)


def lines_of(meeting_id: int, moment: datetime) -> list[Line]:
    """The mails of a meeting in the order of their days."""
    found = queries.of_meeting(meeting_id)
    days, stand = queries.due_days(found), queries.standings(found, moment)
    written = queries.letters_written([one.id for one in found])
    words = words_for(found[0].meeting) if found else {}
    return [
        Line(
            one,
            days[one.id],
            stand[one.id],
            groups_of(one),
            known_words(one.subject, words),
            one.people or written[one.id],
        )
        for one in found
    ]


def known_words(text: str, words: Mapping[str, str]) -> str:
    """A text for a list: what is known is filled in, the rest stays open."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: words.get(match[1], "…"), text)


def events_of(meeting: Meeting) -> list[tuple[KitMail, str]]:
    """The mails that events send, each with its subject."""
    words = words_for(meeting)
    mails_of_events = [mail for mail in meeting.kit.mails if mail.trigger != Trigger.DAY]
    return [(mail, known_words(mail.subject, words)) for mail in mails_of_events]


def groups_of(mailing: Mailing) -> list[str]:
    """The names of the groups that get a mail."""
    return [group_name(rules.RULES[rule]) for rule in mailing.recipients if rule in rules.RULES]


def group_name(rule: Recipients) -> str:
    """What people call a group; the steering group has a name of its own."""
    return current().forum.steering_group if rule == Recipients.STEERING_GROUP else rule.label


def answers_of(meeting_id: int) -> Answers:
    """How many personal invitations were sent, opened, used, declined."""
    sent, opened, registered, declined = db.session.execute(
        select(
            func.count(Invitation.id),
            func.count(Invitation.opened_at),
            func.count(Invitation.registered_at),
            func.count(Invitation.declined_at),
        ).where(Invitation.meeting_id == meeting_id)
    ).one()
    return Answers(sent, opened, registered, declined)


def mailing_page(
    mailing: Mailing,
    moment: datetime,
    *,
    search: str = "",
    left_out: bool = False,
    number: int = 1,
    person: str = "",
) -> MailingPage:
    """One mail with the people it reaches; ``person``: identity of whose copy is shown."""
    audience = audience_of(mailing)
    chosen = [one for one in _shown(mailing, audience, left_out) if _fits(one, search)]
    number, pages = nearest_page(len(chosen), number, PER_PAGE)
    rows = chosen[(number - 1) * PER_PAGE : number * PER_PAGE]
    return MailingPage(
        day=queries.due_on(mailing),
        standing=queries.standing_of(mailing, moment),
        groups=groups_of(mailing),
        audience=audience,
        rows=rows,
        page=number,
        pages=pages,
        search=search,
        left_out=left_out,
        reasons=dict(Counter(one.why_not for one in audience.left_out if one.why_not)),
        preview=_preview(mailing, audience, person),
        letters=queries.letters_by_state(mailing.id),
        invitations=_invitations(mailing.meeting_id, rows),
        mails=_letters(mailing.id, rows),
    )


def _shown(mailing: Mailing, audience: Audience, left_out: bool) -> Sequence[Recipient]:
    """Once a mail is on its way those who have it are its readers."""
    have_it = [one for one in audience.left_out if one.why_not is WhyNot.HAS_IT]
    if mailing.state not in (MailingState.SENDING, MailingState.SENT):
        return audience.left_out if left_out else audience.wanted
    if left_out:
        return [one for one in audience.left_out if one.why_not is not WhyNot.HAS_IT]
    return have_it


def _fits(one: Recipient, search: str) -> bool:
    text = sort_key(f"{one.full_name} {one.email}")[0]
    return all(word in text for word in sort_key(search)[0].split())


def _invitations(meeting_id: int, rows: Sequence[Recipient]) -> dict[int, Invitation]:
    """Person id → the invitation, for the people on one page."""
    wanted = [one.person_id for one in rows if one.person_id is not None]
    found = db.session.scalars(
        select(Invitation).where(
            Invitation.meeting_id == meeting_id, Invitation.person_id.in_(wanted)
        )
    )
    return {one.person_id: one for one in found}


def _letters(mailing_id: int, rows: Sequence[Recipient]) -> dict[str, Message]:
    keys = {queries.letter_key(mailing_id, one.identity): one.identity for one in rows}
    found = db.session.scalars(
        select(Message).options(defer(Message.body)).where(Message.key.in_(list(keys)))
    )
    return {keys[letter.key]: letter for letter in found}


def _preview(mailing: Mailing, audience: Audience, person: str) -> Preview | None:
    everybody = [*audience.wanted, *audience.left_out]
    reader = next((one for one in everybody if one.identity == person), None)
    reader = reader or next(iter(everybody), None)
    if reader is None:
        return None
    more = idea_words(mailing.meeting_id, reader.idea_id) if reader.idea_id else {}
    links = mails.shown_links(mailing.meeting, reader)
    words = mails.words_of(mailing)
    try:
        subject, text, _language = mails.text_for(
            mailing, reader, lambda: {**more, **words()}, links
        )
    except SnippetError as fault:
        return Preview(reader, mailing.subject, mailing.body, [], [], fault=str(fault))
    parts = blocks(text, current().site.base_url)
    return Preview(reader, subject, text, parts, mails.file_names(mailing))


def event_mail_of(meeting: Meeting, mail_id: str) -> KitMail:
    """A mail of this meeting that an event sends. Raises ``NotFound``."""
    for mail in meeting.kit.mails:
        if mail.id == mail_id and mail.trigger != Trigger.DAY:
            return mail
    raise NotFound("Diese E-Mail gibt es bei diesem Treffen nicht.")


def languages_of(meeting: Meeting, mail: KitMail | MailText) -> list[str]:
    """Names of the languages that people get this mail in; with a changed text German alone."""
    return translated_into(meeting.kit_id, mail) if meeting.languages else []


def languages_of_mailing(mailing: Mailing) -> list[str]:
    """The same for a mail to many, as it stands now."""
    return languages_of(mailing.meeting, mails.said_by(mailing))


def explained(names: Collection[str] = tuple(PLACEHOLDERS)) -> list[tuple[str, str]]:
    """Placeholders with what stands for them."""
    return [(f"{{{{{name}}}}}", PLACEHOLDERS[name]) for name in sorted(names)]


def attachment_labels(mailing: Mailing) -> list[str]:
    """What goes with a mail, in words."""
    return [one.label for one in Attachment if one.value in mailing.attachments]
