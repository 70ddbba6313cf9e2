"""Reading the outbox: what is due, what waits, what failed, and a letter as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage, MIMEPart
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select

from app.core.db import UtcDateTime, db
from app.core.errors import NotFound
from app.core.firsts import of_found
from app.core.paging import found_page, nearest_page
from app.core.words import sort_key
from app.outbox.models import Heartbeat, Message, MessageState

SHOWN_HEADERS = ("From", "To", "Subject", "Date", "Message-ID")

URGENT = ("sign_in",)
"""Kinds somebody sits and waits for: they pass a long row of invitations."""

KEYS = frozenset(
    {
        "sign_in", "data_link", "bewertung-offen", "bewertung-erinnerung", "umlauf-bitte",
        "umlauf-erinnerung",
    }
)  # fmt: skip
"""Kinds whose link signs in, opens data, or votes for one person: nobody else reads them."""

OPEN = (MessageState.QUEUED, MessageState.SENDING)

SORTS: dict[str, tuple[Any, ...]] = {
    "eingang": (Message.created_at, Message.id),
    "empfang": (Message.recipient, Message.id),
    "betreff": (Message.subject, Message.id),
    "stand": (Message.state, Message.id),
}
"""Names for the address bar; nothing else sorts (I-6). A minus in front turns the order."""


@dataclass(frozen=True)
class MessagePage:
    """One page of the list of letters; ``page`` counts from 1."""

    rows: list[Message]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class AttachmentView:
    """A file as the mail carries it."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True)
class LetterView:
    """A mail taken apart for reading. Everything is empty when its text was forgotten (M-9)."""

    headers: list[tuple[str, str]]
    text: str
    html: str
    calendar: str
    attachments: list[AttachmentView]


_BY_KEY = select(Message.id).where(Message.key == bindparam("key"))


def search_form(text: str) -> str:
    """Text as the search compares it: without accents, capitals, doubled spaces."""
    return " ".join(sort_key(text)[0].replace("\x00", "").split())


def message(row_id: int) -> Message:
    """One letter. Raises ``NotFound``."""
    row = db.session.get(Message, row_id)
    if row is None:
        raise NotFound("Diese Nachricht gibt es nicht.")
    return row


def is_put(key: str) -> bool:
    """Whether a letter with this key is in the outbox."""
    return db.session.scalar(_BY_KEY, {"key": key}) is not None


def messages(
    search: str = "",
    *,
    state: MessageState | None = None,
    topic: str = "",
    sort: str = "-eingang",
    page: int = 1,
    per_page: int = 50,
    known: Mapping[MessageState, int] | None = None,
) -> MessagePage:
    """Letters whose recipient, name or subject holds every word of ``search``; newest first.

    ``known``: how many there are in each state, when that is counted already.
    """
    words = search_form(search).split()
    wanted = [Message.search_key.contains(word, autoescape=True) for word in words]
    if state is not None:
        wanted.append(Message.state == state)
    if topic:
        wanted.append(Message.topic == topic)
    found = select(Message).where(*wanted).order_by(*_order(sort, searched=bool(words)))
    if words:
        rows, total = found_page(found, page, per_page)
        page, pages = nearest_page(total, page, per_page)
        return MessagePage(rows, total, page, pages)
    if known is not None and not topic:
        total = sum(known.values()) if state is None else known[state]
    else:
        total = db.session.scalar(select(func.count(Message.id)).where(*wanted)) or 0
    if not total:
        return MessagePage([], 0, 1, 1)
    page, pages = nearest_page(total, page, per_page)
    some = found.limit(per_page).offset((page - 1) * per_page)
    return MessagePage(list(db.session.scalars(some)), total, page, pages)


def _order(sort: str, *, searched: bool) -> list[ColumnElement[Any]]:
    columns = SORTS.get(sort.removeprefix("-"), SORTS["eingang"])
    if searched:
        columns = tuple(of_found(column) for column in columns)
    return [column.desc() if sort.startswith("-") else column.asc() for column in columns]


_STATES = select(Message.state, func.count(Message.id)).group_by(Message.state)
_SINCE = case((Message.tries == 0, Message.queued_at), else_=Message.not_before)
_OLDEST = (
    select(_SINCE)
    .where(Message.state.in_(OPEN), bindparam("moment", type_=UtcDateTime()) >= _SINCE)
    .order_by(_SINCE)
    .limit(1)
)


def unsent() -> dict[MessageState, int]:
    """The same of those that have not left: with the years they are few among many."""
    not_left = (*OPEN, MessageState.FAILED)
    rows = db.session.execute(_STATES.where(Message.state.in_(not_left)))
    return dict.fromkeys(not_left, 0) | {MessageState(state): number for state, number in rows}


def counts() -> dict[MessageState, int]:
    """How many letters are in each state, states without any included."""
    open_or_failed = unsent()
    # SQLite counts a whole table from its pages, while a state is counted row by row.
    total = db.session.scalar(select(func.count()).select_from(Message)) or 0
    found = open_or_failed | {MessageState.SENT: total - sum(open_or_failed.values())}
    return {state: found[state] for state in MessageState}


def oldest_due_age(moment: datetime) -> timedelta | None:
    """How long the letter that waits longest should have left; None when nothing waits.

    A letter that the server put off waits for its own next try and does not count before that.
    """
    oldest = db.session.scalar(_OLDEST, {"moment": moment})
    return moment - oldest if oldest else None


def heartbeat(name: str) -> Heartbeat | None:
    """When the background process ``name`` last showed itself, and what stops it."""
    return db.session.get(Heartbeat, name, populate_existing=True)


def is_due(moment: datetime) -> ColumnElement[bool]:
    """Letters that may be claimed: waiting and due, or claimed by somebody whose lease ended."""
    return or_(
        and_(Message.state == MessageState.QUEUED, Message.not_before <= moment),
        and_(Message.state == MessageState.SENDING, Message.lease_until <= moment),
    )


def next_due(moment: datetime) -> Select[Message]:
    """The letter whose turn it is."""
    turn = case((Message.kind.in_(URGENT), 0), else_=1)
    return (
        select(Message)
        .where(is_due(moment))
        .order_by(turn, Message.not_before, Message.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def anything_due(moment: datetime) -> bool:
    """Whether a sender has work; a plain reading that disturbs nobody."""
    return db.session.scalar(select(Message.id).where(is_due(moment)).limit(1)) is not None


def anything_open() -> bool:
    """Whether any letter still waits."""
    return db.session.scalar(select(Message.id).where(Message.state.in_(OPEN)).limit(1)) is not None


def left_since(since: datetime, moment: datetime) -> int:
    """How many letters left after ``since`` or are leaving just now, for the throttle."""
    leaving = and_(Message.state == MessageState.SENDING, Message.lease_until > moment)
    left = and_(Message.state == MessageState.SENT, Message.sent_at > since)
    return db.session.scalar(select(func.count(Message.id)).where(or_(left, leaving))) or 0


def forgettable(before: datetime) -> ColumnElement[bool]:
    """Letters whose text has outlived its purpose: sent, or failed, before that moment."""
    sent = and_(Message.state == MessageState.SENT, Message.sent_at < before)
    failed = and_(Message.state == MessageState.FAILED, Message.queued_at < before)
    return and_(Message.body.is_not(None), or_(sent, failed))


def letter_view(row: Message) -> LetterView:
    """A letter taken apart as a mail program would, headers decoded."""
    if row.body is None:
        return LetterView([], "", "", "", [])
    parsed = message_from_bytes(row.body, policy=default)
    assert isinstance(parsed, EmailMessage)
    calendar = next(
        (part for part in parsed.walk() if part.get_content_type() == "text/calendar"), None
    )
    return LetterView(
        headers=_headers(row.body),
        text=_body_text(parsed, "plain"),
        html=_body_text(parsed, "html"),
        calendar=_decoded(calendar).decode("utf-8") if calendar is not None else "",
        attachments=[
            AttachmentView(part.get_filename() or "", part.get_content_type(), _decoded(part))
            for part in parsed.iter_attachments()
        ],
    )


def text_of_mail(body: bytes) -> str:
    """What is to read in a mail, without headers and attachments."""
    parsed = message_from_bytes(body, policy=default)
    assert isinstance(parsed, EmailMessage)
    return _body_text(parsed, "plain")


def _headers(raw: bytes) -> list[tuple[str, str]]:
    # The newer parser puts blanks between the pieces of long names, hence the older one.
    found = BytesHeaderParser(policy=compat32).parsebytes(raw)
    return [
        (name, str(make_header(decode_header("".join(found[name].splitlines())))))
        for name in SHOWN_HEADERS
        if found[name] is not None
    ]


def _body_text(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    if part is None:
        return ""
    return _decoded(part).decode("utf-8").replace("\r\n", "\n")


def _decoded(part: MIMEPart) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""
