"""Planning, changing and starting mails to many. The clockwork sends them (sending.py)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.tokens import random_token
from app.kits.schema import Kit, KitMail, Recipients, Trigger
from app.kits.snippets import slips_in
from app.kits.vocabulary import PLACEHOLDERS
from app.mailings import mails, queries, rules
from app.mailings.models import Mailing
from app.mailings.recipients import Recipient, audience_of
from app.mailings.rules import BY_ITSELF, MailingState, Standing
from app.mailings.sending import mark_started
from app.meetings.models import Meeting
from app.outbox.actions import put

FASTER = (
    "Jemand anderes hat diese E-Mail inzwischen geändert. Ihr Text steht noch im Formular. "
    "Prüfen Sie ihn und speichern Sie noch einmal."
)
NOT_NOW = {
    Standing.SENDING: "Diese E-Mail wird schon gesendet. Es geht nichts noch einmal hinaus.",
    Standing.SENT: "Diese E-Mail ist schon gesendet. Es geht nichts noch einmal hinaus.",
    Standing.SKIPPED: "Diese E-Mail ist ausgelassen. Planen Sie sie zuerst wieder ein.",
    Standing.SILENT: "Das Treffen ist nicht veröffentlicht. Es gehen keine E-Mails hinaus.",
    Standing.OVER: "Das Treffen hat begonnen. Diese E-Mail geht nicht mehr hinaus.",
}


@dataclass(frozen=True)
class MailingValues:
    """What the office decides about a mail; either ``day_offset`` or ``fixed_day`` is there."""

    title: str
    subject: str
    body: str
    recipients: tuple[str, ...]
    day_offset: int | None
    fixed_day: date | None
    attachments: tuple[str, ...]
    automatic: bool


def draft_mailings(meeting: Meeting) -> None:
    """The mails of the kit that have a day; joins the transaction that plans the meeting."""
    with transaction():
        for mail in meeting.kit.mails:
            if mail.trigger == Trigger.DAY:
                db.session.add(_drafted(meeting.id, mail))
        db.session.flush()


def _drafted(meeting_id: int, mail: KitMail) -> Mailing:
    return Mailing(
        meeting_id=meeting_id,
        kit_mail=mail.id,
        purpose=mail.purpose.value,
        title=mail.purpose.label,
        subject=mail.subject,
        body=mail.body,
        attachments=[one.value for one in mail.attachments],
        recipients=[one.value for one in mail.recipients],
        day_offset=mail.day,
        automatic=mail.purpose in BY_ITSELF,
    )


def add(
    meeting_id: int, values: MailingValues, *, kit_mail: str, purpose: str, actor: Actor
) -> int:
    """One more mail of a meeting. Returns its id. Raises ``RuleBroken`` naming the field."""
    _check(values)
    with transaction():
        meeting = locked(Meeting, meeting_id)
        mailing = Mailing(meeting_id=meeting.id, kit_mail=kit_mail, purpose=purpose)
        _write(mailing, values)
        db.session.add(mailing)
        db.session.flush()
        log(actor, "mailing_added", f"mailing:{mailing.id}")
        return mailing.id


def change(mailing_id: int, values: MailingValues, *, seen_version: int, actor: Actor) -> None:
    """Write a mail anew before it leaves. Raises ``Conflict``, ``RuleBroken`` naming the field."""
    _check(values)
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.version != seen_version:
            raise Conflict(FASTER)
        if mailing.state != MailingState.PLANNED:
            raise RuleBroken("Diese E-Mail ist schon unterwegs und lässt sich nicht mehr ändern.")
        _write(mailing, values)
        mailing.fault = ""
        mailing.version += 1
        log(actor, "mailing_changed", f"mailing:{mailing_id}")


def _write(mailing: Mailing, values: MailingValues) -> None:
    for name, value in vars(values).items():
        setattr(mailing, name, list(value) if isinstance(value, tuple) else value)


def _check(values: MailingValues) -> None:
    if not values.recipients:
        raise RuleBroken("Empfänger: Bitte wählen Sie mindestens eine Gruppe.", "recipients")
    if (values.day_offset is None) == (values.fixed_day is None):
        raise RuleBroken("Tag: Bitte geben Sie Tage zum Treffen oder ein Datum an.", "day_offset")
    known = rules.placeholders(values.recipients)
    _check_text("Betreff", "subject", values.subject, known)
    _check_text("Text", "body", values.body, known)


def _check_text(label: str, field: str, text: str, known: Iterable[str]) -> None:
    """Raises ``RuleBroken`` that names the first placeholder without a word, and those with one."""
    known = tuple(known)
    slips = slips_in(text, known)
    if slips:
        allowed = ", ".join(f"{{{{{name}}}}}" for name in sorted(known))
        place = f"Zeile {slips[0].line}: " if "\n" in text else ""
        raise RuleBroken(
            f"{label}: {place}Den Platzhalter {slips[0].found} gibt es hier nicht. "
            f"Möglich sind: {allowed}.",
            field,
        )


def start(mailing_id: int, *, actor: Actor) -> None:
    """Let it leave; the clockwork does the rest. Raises ``RuleBroken``: then nothing is sent."""
    with transaction():
        mailing = locked(Mailing, mailing_id)
        standing = queries.standing_of(mailing, clock.now())
        if standing in NOT_NOW:
            raise RuleBroken(NOT_NOW[standing])
        _check(values_of(mailing))
        if not audience_of(mailing).wanted:
            raise RuleBroken("Zurzeit bekommt niemand diese E-Mail. Prüfen Sie die Empfänger.")
        mark_started(mailing, actor)


def values_of(mailing: Mailing) -> MailingValues:
    """The mail as the office decided it."""
    values = {name: getattr(mailing, name) for name in MailingValues.__dataclass_fields__}
    return MailingValues(
        **values
        | {"recipients": tuple(mailing.recipients), "attachments": tuple(mailing.attachments)}
    )


def skip(mailing_id: int, *, actor: Actor) -> None:
    """It does not leave. A second press changes nothing. Raises ``RuleBroken``."""
    _turn(mailing_id, MailingState.PLANNED, MailingState.SKIPPED, "mailing_skipped", actor)


def plan_again(mailing_id: int, *, actor: Actor) -> None:
    """A mail that was left out is planned again. Raises ``RuleBroken``."""
    _turn(mailing_id, MailingState.SKIPPED, MailingState.PLANNED, "mailing_planned", actor)


def _turn(
    mailing_id: int, before: MailingState, after: MailingState, what: str, actor: Actor
) -> None:
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.state == after:
            return
        if mailing.state != before:
            raise RuleBroken("Diese E-Mail ist schon unterwegs.")
        mailing.state = after
        mailing.version += 1
        log(actor, what, f"mailing:{mailing_id}")


def set_automatic(mailing_id: int, *, automatic: bool, actor: Actor) -> None:
    """Whether it leaves by itself on its day. Raises ``RuleBroken`` once it is under way."""
    with transaction():
        mailing = locked(Mailing, mailing_id)
        if mailing.state != MailingState.PLANNED:
            raise RuleBroken("Diese E-Mail ist schon unterwegs.")
        mailing.automatic = automatic
        mailing.version += 1
        log(actor, "mailing_automatic" if automatic else "mailing_manual", f"mailing:{mailing_id}")


def send_test(mailing_id: int, address: str, *, actor: Actor) -> None:
    """One copy for the team, with nobody's personal links. Raises ``PdfFailed``, ``RuleBroken``."""
    mailing = queries.mailing_by_id(mailing_id)
    _check(values_of(mailing))
    first, last = rules.split_name(actor.name)
    reader = Recipient(Recipients.MAILING_LIST, first, last, address)
    enclosed = mails.enclosures(mailing)
    with transaction():
        mailing = queries.mailing_by_id(mailing_id)
        words, later = mails.words_of(mailing), dict.fromkeys(rules.OF_IDEA, "(folgt)")
        links = mails.public_links(mailing.meeting)
        letter = mails.letter_for(mailing, reader, lambda: {**later, **words()}, links, enclosed)
        key, subject = f"mailing_test:{random_token()}", f"Test: {letter.subject}"
        put(replace(letter, key=key, kind="test", subject=subject, topic="test"))
        log(actor, "mailing_tested", f"mailing:{mailing_id}")


def change_event_mail(
    meeting_id: int, mail_id: str, *, subject: str, body: str, seen: str, actor: Actor
) -> None:
    """Other words for a mail that an event sends, in this meeting alone.

    ``seen``: digest of the recipe that the page showed. Raises ``Conflict``, ``RuleBroken``.
    """
    _check_text("Betreff", "subject", subject, PLACEHOLDERS)
    _check_text("Text", "body", body, PLACEHOLDERS)
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if meeting.recipe_digest != seen:
            raise Conflict(FASTER)
        meeting.kit = _with_text(meeting.kit, mail_id, subject, body)
        meeting.version += 1
        log(actor, "event_mail_changed", f"meeting:{meeting_id}")


def _with_text(kit: Kit, mail_id: str, subject: str, body: str) -> Kit:
    changed = tuple(
        msgspec.structs.replace(mail, subject=subject, body=f"{body.strip()}\n")
        if mail.id == mail_id
        else mail
        for mail in kit.mails
    )
    return msgspec.structs.replace(kit, mails=changed)
