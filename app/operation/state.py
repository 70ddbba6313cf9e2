"""How Treffwerk is doing, in plain words: what the page „Zustand“ and the health checks say."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, trouble
from app.core.db import db
from app.core.settings import ROOT, current
from app.core.words import date_short, time_of
from app.desk.queries import Delivery, delivery
from app.operation import backups
from app.operation.nightly import MADE, TRIED
from app.outbox.queries import heartbeat
from app.replies.models import MailboxMark
from app.replies.queries import place_of

LATE_BACKUP = timedelta(hours=36)
LITTLE_SPACE = 500 * 1024**2


class Health(StrEnum):
    """How it is with one thing."""

    GOOD = "good"
    HINT = "hint"
    FAULT = "fault"


@dataclass(frozen=True)
class Condition:
    """One thing that must work, and what to do when it does not (empty: nothing)."""

    subject: str
    health: Health
    text: str
    remedy: str = ""


def conditions() -> list[Condition]:
    """Everything the office may rely on, in the order of its urgency. Few queries."""
    moment = clock.now()
    mails = delivery(moment)
    return [
        _clockwork(mails),
        _mail(mails),
        _mailbox(),
        _backup(moment),
        *_space(),
    ]


def is_ready() -> bool:
    """Whether requests can be answered: the database takes writes, its tables are ours, mails
    leave and the clockwork lives (security-reliability.md, O-6)."""
    try:
        if not trouble.takes_writes() or current_app.extensions["alembic"].needs_upgrade():
            return False
        mails = delivery(clock.now())
    except SQLAlchemyError:
        return False
    return not (mails.late or mails.silent)


def _clockwork(mails: Delivery) -> Condition:
    if mails.silent:
        return Condition(
            "Uhrwerk", Health.FAULT,
            "Es steht still. E-Mails, Fristen und Löschungen warten.",
            "Bitte sagen Sie Ihrer IT Bescheid: Treffwerk neu starten.",
        )  # fmt: skip
    if mails.note:
        return Condition("Uhrwerk", Health.FAULT, mails.note, "Bitte sagen Sie Ihrer IT Bescheid.")
    return Condition("Uhrwerk", Health.GOOD, "Es läuft. Fristen und E-Mails werden bearbeitet.")


def _mail(mails: Delivery) -> Condition:
    if not current().mail.smtp_host:
        return Condition(
            "E-Mail", Health.HINT,
            f"Es ist kein Mailserver eingetragen. {mails.waiting} E-Mails warten im Postausgang.",
            "Ihre IT trägt mail.smtp_host in config.toml ein.",
        )  # fmt: skip
    if mails.late:
        return Condition(
            "E-Mail", Health.FAULT,
            f"{mails.waiting} E-Mails warten, die älteste seit mehr als einer Viertelstunde.",
            "Bitte sehen Sie im Postausgang nach; dort steht, was der Mailserver antwortet.",
        )  # fmt: skip
    if mails.failed:
        return Condition(
            "E-Mail", Health.HINT, f"{mails.failed} E-Mails ließen sich nicht zustellen.",
            "Bitte prüfen Sie die Adressen im Postausgang.",
        )  # fmt: skip
    return Condition("E-Mail", Health.GOOD, "Alle E-Mails gehen hinaus.")


def _mailbox() -> Condition:
    settings = current().mailbox
    if not settings.host:
        return Condition(
            "Postfach",
            Health.HINT,
            "Es wird nicht gelesen. Antworten aus Kalendern laden Sie hoch.",
        )
    mark = db.session.scalar(select(MailboxMark).where(MailboxMark.place == place_of(settings)))
    if mark is None or (mark.read_at is None and not mark.fault):
        return Condition("Postfach", Health.HINT, "Es wurde noch nicht gelesen.")
    if mark.fault:
        since = f" seit {_when(mark.fault_since)}" if mark.fault_since else ""
        return Condition(
            "Postfach", Health.FAULT, f"Es lässt sich{since} nicht lesen: {mark.fault}",
            "Bitte sagen Sie Ihrer IT Bescheid: flask check nennt die Stelle.",
        )  # fmt: skip
    return Condition("Postfach", Health.GOOD, f"Zuletzt gelesen: {_when(mark.read_at)}.")


def _backup(moment: datetime) -> Condition:
    made, tried = heartbeat(MADE), heartbeat(TRIED)
    last = f"Letzte Sicherung: {_when(made.at)}." if made else "Es gibt noch keine Sicherung."
    if tried and tried.note:
        return Condition(
            "Sicherung", Health.FAULT, f"{last} {tried.note}", "Bitte sagen Sie Ihrer IT Bescheid."
        )
    if current().backup.hour < 0:
        return Condition("Sicherung", Health.HINT, f"{last} Sie wird nur von Hand gemacht.")
    if made is None or moment - made.at > LATE_BACKUP:
        return Condition(
            "Sicherung", Health.FAULT, last,
            "Bitte sagen Sie Ihrer IT Bescheid: flask backup sagt, was fehlt.",
        )  # fmt: skip
    return Condition("Sicherung", Health.GOOD, f"{last} Sie wurde geprüft.")


def _space() -> Iterator[Condition]:
    name = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    folders = {Path(name).parent if name else ROOT / "var", backups.folder_of_settings()}
    spaces = {shutil.disk_usage(folder).free for folder in folders if folder.is_dir()}
    if not spaces:
        return
    free = f"{min(spaces) / 1024**3:.1f} GB".replace(".", ",")
    if min(spaces) < LITTLE_SPACE:
        yield Condition(
            "Speicherplatz", Health.FAULT, f"Nur noch {free} sind frei.",
            "Bitte sagen Sie Ihrer IT Bescheid, bevor die Platte voll ist.",
        )  # fmt: skip
    else:
        yield Condition("Speicherplatz", Health.GOOD, f"{free} sind frei.")


def _when(moment: datetime | None) -> str:
    if moment is None:
        return "noch nie"
    local = clock.local(moment)
    return f"{date_short(local.date())}, {time_of(local.time())} Uhr"
