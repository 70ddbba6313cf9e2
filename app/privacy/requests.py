"""Data requests (Art. 15, 20): links for one person, and everything kept of them as plain data."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select

from app.access.actions import Actor, log
from app.contacts.models import ConsentWording, Organisation
from app.contacts.queries import person_behind
from app.core import clock
from app.core.db import Base, db, transaction
from app.core.errors import NotFound
from app.core.language import LANGUAGES, current_language
from app.core.limits import form_may_be_sent, mail_may_be_sent
from app.core.settings import current
from app.core.tokens import digest, random_token
from app.core.words import plain_key
from app.ideas.models import Idea
from app.ideas.rules import idea_number
from app.matching.mediation_queries import side_behind
from app.matching.queries import card_behind
from app.meetings.models import Meeting
from app.meetings.queries import invitation_behind
from app.minutes.review_queries import reader_behind
from app.outbox.actions import put
from app.outbox.models import Message
from app.outbox.queries import KEYS, text_of_mail
from app.pitches.queries import pitch_behind, presenter_behind
from app.privacy.consents import Line, record_of
from app.privacy.elsewhere import MENTIONED
from app.privacy.grounds import agrees
from app.privacy.mentions import Mention, meetings_of, mentions_of
from app.privacy.register import ground_words, register, term_words
from app.privacy.request_mails import link_letter
from app.privacy.request_models import DataLink
from app.privacy.subjects import (
    Belongings,
    Subject,
    belongings_of,
    subject_named,
    subject_of,
)
from app.privacy.ways import WAYS, Way
from app.projects.queries import idea_behind, supporter_behind
from app.registrations.queries import by_after_token, by_manage_token
from app.tasks.queries import holder_behind

VALID = timedelta(hours=24)
DEAD = "Diesen Link gibt es nicht oder nicht mehr."
FORMAT = "treffwerk-auskunft"
VERSION = 1
"""Of the file; it rises when a key changes its meaning."""

OWN_PAGES: Mapping[str, Callable[[str], tuple[str, int]]] = {
    "anmeldung": lambda token: ("registration", by_manage_token(token).id),
    "danach": lambda token: ("registration", by_after_token(token).id),
    "projekt": lambda token: ("pitch", pitch_behind(token).id),
    "vorstellung": lambda token: ("pitch_presenter", presenter_behind(token).id),
    "idee": lambda token: ("idea", idea_behind(token).id),
    "mitmachen": lambda token: ("supporter", supporter_behind(token).id),
    "aufgaben": lambda token: ("task_holder", holder_behind(token).id),
    "karte": lambda token: ("match_card", card_behind(token).id),
    "kontakt": lambda token: ("mediation_side", side_behind(token).id),
    "austragen": lambda token: ("person", person_behind(token).id),
    "einladung": lambda token: ("person", invitation_behind(token).person_id),
    "protokoll": lambda token: ("registration", reader_behind(token).registration_id),
}
"""Name of a page behind a personal link → the row of the person behind its token."""


def ask(name: str, email: str, network_address: str) -> None:
    """Mail a link in the language spoken now, to somebody who is known (T-8, M-8).

    Nobody learns who is: the same counts, the same page and the same work for strangers, which is
    undone, since time would tell. Raises ``TooMany``.
    """
    with transaction():
        form_may_be_sent(network_address)
        allowed = mail_may_be_sent(email)
        found = subject_named(name, email)
        stranger = Subject(frozenset(), frozenset(), name, email)
        with db.session.begin_nested() as step:
            _send(found or stranger, name, email)
            db.session.flush()
            if found is None or not allowed:
                step.rollback()


def subject_behind_page(page: str, token: str) -> Subject:
    """The person whose own page this token opens. Raises ``NotFound`` in the same words for all."""
    if page not in OWN_PAGES:
        raise NotFound(DEAD)
    try:
        return subject_of(*OWN_PAGES[page](token))
    except NotFound:
        raise NotFound(DEAD) from None


def ask_from_page(page: str, token: str) -> None:
    """Mail the link to the address of the person behind an own page.

    The page itself shows less: its link is passed on more easily, with an entry of a calendar for
    example. Nothing is sent when the address got many mails today. Raises ``NotFound``.
    """
    with transaction():
        subject = subject_behind_page(page, token)
        if subject.email and mail_may_be_sent(subject.email):
            _send(subject, subject.name, subject.email)


def language_behind_page(page: str, token: str) -> str:
    """Key of the language in which the person behind an own page wrote; "" when nobody knows.

    Raises ``NotFound``.
    """
    subject_behind_page(page, token)
    table, row_id = OWN_PAGES[page](token)
    columns = Base.metadata.tables[table].c
    if "language" in columns:
        spoken = db.session.scalar(select(columns.language).where(columns.id == row_id))
        return str(spoken)
    return belongings_of(subject_of(table, row_id)).language


def _send(subject: Subject, name: str, email: str) -> None:
    token, moment = random_token(), clock.now()
    link = DataLink(
        digest=digest(token),
        person_id=min(subject.records, default=None),
        name_key=plain_key(name),
        email_key=plain_key(email),
        language=current_language(),
        made_at=moment,
        ends_at=moment + VALID,
    )
    db.session.add(link)
    db.session.flush()
    put(link_letter(link.id, token, name, email))
    log(Actor(0, "Die Person selbst", frozenset()), "data_link_sent", f"data_link:{link.id}")


def subject_behind(token: str) -> Subject:
    """The person of a link that is at most a day old. Raises ``NotFound``."""
    link = _live(token)
    if link.person_id is not None:
        return subject_of("person", link.person_id)
    found = subject_named(link.name_key, link.email_key)
    if found is None:
        raise NotFound(DEAD)
    return found


def language_behind(token: str) -> str:
    """Key of the language in which the link was asked for. Raises ``NotFound``."""
    return _live(token).language


def _live(token: str) -> DataLink:
    link = db.session.scalar(select(DataLink).where(DataLink.digest == digest(token)))
    if link is None or link.ends_at < clock.now():
        raise NotFound(DEAD)
    return link


def forget_links() -> int:
    """Remove links that open nothing any more. Returns how many."""
    with transaction():
        gone = delete(DataLink).where(DataLink.ends_at < clock.now()).returning(DataLink.id)
        return len(db.session.scalars(gone).all())


def note_request(actor: Actor, kind: str, found: Belongings) -> None:
    """Write down whose data were taken away: the way in, no name (A-11)."""
    log(actor, f"data_request_{kind}", found.way_in)


def everything(subject: Subject) -> dict[str, Any]:
    """All that is kept of one person and only of them, ready for JSON.

    The keys are described in docs/privacy.md and do not change within a version.
    """
    found = belongings_of(subject)
    names = _names(found)
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now().isoformat(),
        "controller": {
            "name": current().office.name, "email": current().office.mail,
            "phone": current().office.phone,
        },
        "person": {"name": found.subject.name, "email": found.subject.email},
        "parts": [
            _part(way, found, names) for way in WAYS if found.rows.get(way.id)
        ],
        "consents": [_consent(line) for line in record_of(found)],
        "mentions": _mentions(mentions_of(found)),
    }  # fmt: skip


def _mentions(mentions: Sequence[Mention]) -> list[dict[str, Any]]:
    meetings = meetings_of(mentions)
    found = []
    for one in mentions:
        title, day = meetings.get((one.table, one.row_id), ("", None))
        meeting = {"title": title, "day": day.isoformat()} if day else None
        found.append({
            "where": place_words(one.table), "table": one.table, "meeting": meeting,
            "text": one.text,
        })  # fmt: skip
    return found


def place_words(table: str) -> str:
    """What a table holds, in German."""
    title = next((way.title for way in WAYS if way.table == table), "")
    return title or MENTIONED.get(table, table)


def _part(way: Way, found: Belongings, names: Mapping[str, Mapping[Any, Any]]) -> dict[str, Any]:
    rows, agreed = found.rows[way.id], agrees(way, found)
    whole = map(_with_text, rows) if way.late else rows
    return {
        "id": way.id,
        "title": way.title,
        "fields": {
            name: field_facts(way.table, name, label, agreed=agreed)
            for name, label in way.shown.items()
        },
        "rows": [{name: _plain(name, row[name], names) for name in way.shown} for row in whole],
    }


def _with_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A mail with its text, read one at a time: it may carry documents.

    Never one whose link is a key: the office makes this file, too.
    """
    wanted = select(Message.kind, Message.body).where(Message.id == row["id"])
    kind, body = db.session.execute(wanted).one()
    return {**row, "body": text_of_mail(body) if body and kind not in KEYS else ""}


def field_facts(
    table: str, column: str, label: str, *, agreed: bool | None = None
) -> dict[str, Any]:
    """Label, purpose, ground, retention and readers of a column, as the register says."""
    facts: dict[str, Any] = {"label": label}
    try:
        entry = register().entry_of(f"{table}.{column}")
    except KeyError:
        return facts
    purpose = register().purposes[entry.purpose]
    return facts | {
        "purpose": purpose.title,
        "ground": ground_words(purpose, agreed=agreed),
        "kept": term_words(register().terms[entry.term]),
        "readers": [reader.value for reader in entry.readers],
    }


def _plain(column: str, value: Any, names: Mapping[str, Mapping[Any, Any]]) -> Any:
    """A value for JSON; an id becomes what it means."""
    if column in names:
        return names[column].get(value)
    if column in MEANINGS:
        return MEANINGS[column](value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, (date, time)):
        return value.isoformat()
    return value


def _sector(value: str) -> str:
    return next((one.name for one in current().forum.sectors if one.id == value), value)


def _field(value: str) -> str:
    found = current().forum.field(value)
    return found.name if found else value


MEANINGS: Mapping[str, Callable[[Any], Any]] = {
    "sector": _sector,
    "interests": lambda values: [_field(one) for one in values or ()],
    "language": lambda value: LANGUAGES[value].name if value in LANGUAGES else value,
    "tables": lambda numbers: [number + 1 if number >= 0 else None for number in numbers],
}
"""Columns whose values are ids of settings, or count from nought → how they are said."""


def _names(found: Belongings) -> dict[str, dict[Any, Any]]:
    """Column that leads somewhere → id → what stands there. A constant number of queries."""

    def ids(column: str) -> set[Any]:
        rows = (row for rows in found.rows.values() for row in rows)
        return {row[column] for row in rows if row.get(column) is not None}

    meetings = select(Meeting.id, Meeting.title, Meeting.day)
    ideas = select(Idea.id, Idea.year, Idea.running_number, Idea.title)
    organisations = select(Organisation.id, Organisation.name)
    wordings = select(ConsentWording.id, ConsentWording.number, ConsentWording.text)
    run = db.session.execute
    return {
        "meeting_id": {
            row.id: {"title": row.title, "day": row.day.isoformat()}
            for row in run(meetings.where(Meeting.id.in_(ids("meeting_id"))))
        },
        "idea_id": {
            row.id: {"number": idea_number(row.year, row.running_number), "title": row.title}
            for row in run(ideas.where(Idea.id.in_(ids("idea_id"))))
        },
        "organisation_id": {
            row.id: row.name
            for row in run(organisations.where(Organisation.id.in_(ids("organisation_id"))))
        },
        "wording_id": {
            row.id: {"version": row.number, "text": row.text}
            for row in run(wordings.where(ConsentWording.id.in_(ids("wording_id"))))
        },
    }


def _consent(line: Line) -> dict[str, Any]:
    return {
        "what": line.what,
        "kind": "objection" if line.objection else "consent" if line.given else "refusal",
        "wording": line.words,
        "wording_version": line.version,
        "wording_language": line.language or None,
        "given_at": line.at.isoformat() if line.at else None,
        "way": line.way,
        "written_by": line.by,
        "withdrawn_at": line.ended_at.isoformat() if line.ended_at else None,
        "withdrawn_way": line.ended_way,
    }
