"""How Treffwerk is doing, in plain words: what the page „Zustand“ and the health checks say."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, pdf, trouble
from app.core.db import db
from app.core.settings import ROOT, current
from app.core.words import count, date_short, listing, time_of
from app.desk.queries import Delivery, delivery
from app.operation import backups, migrations, nodes
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
        *_tables(),
        *_mixer(moment),
        _documents(),
        *_hosts(moment),
    ]


def faults_nobody_sees() -> list[Condition]:
    """What the office would not notice by itself; mails and clockwork stand on Heute anyway."""
    quiet = (_mailbox(), _backup(clock.now()), *_space())
    return [one for one in quiet if one.health is Health.FAULT]


def is_ready() -> bool:
    """Whether requests can be answered: the database takes writes, its tables are ours, mails
    leave and the clockwork lives (security-reliability.md, O-6)."""
    try:
        if not (trouble.takes_writes() and migrations.are_newest()):
            return False
        mails = delivery(clock.now())
    except SQLAlchemyError:
        return False
    late = mails.late and bool(current().mail.smtp_host)  # without a server all of them wait
    return not (late or mails.silent)


def clock_is_wrong() -> bool:
    """Whether this host's clock is half a minute or more beside the database's."""
    return abs(clock.drift()) > nodes.WRONG


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
            f"Es ist kein Mailserver eingetragen. {_waiting(mails)} im Postausgang.",
            "Ihre IT trägt mail.smtp_host in config.toml ein.",
        )  # fmt: skip
    if mails.late:
        return Condition(
            "E-Mail", Health.FAULT,
            f"{_waiting(mails)}, die älteste seit mehr als einer Viertelstunde.",
            "Bitte sehen Sie im Postausgang nach; dort steht, was der Mailserver antwortet.",
        )  # fmt: skip
    if mails.failed:
        return Condition(
            "E-Mail", Health.HINT,
            f"{count(mails.failed, 'E-Mail ließ', 'E-Mails ließen')} sich nicht zustellen.",
            "Bitte prüfen Sie die Adressen im Postausgang.",
        )  # fmt: skip
    return Condition("E-Mail", Health.GOOD, "Alle E-Mails gehen hinaus.")


def _waiting(mails: Delivery) -> str:
    return count(mails.waiting, "E-Mail wartet", "E-Mails warten")


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
    if made is None and tried is None:
        return Condition(
            "Sicherung", Health.HINT,
            f"{last} Die erste macht das Uhrwerk ab {current().backup.hour} Uhr.",
        )  # fmt: skip
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


def _tables() -> Iterator[Condition]:
    """Tables and program belong together; nothing to say in a database without versions."""
    versions = ", ".join(migrations.found())
    if not versions:
        return
    if versions != migrations.newest():
        yield Condition(
            "Fassung", Health.FAULT,
            f"Die Datenbank (Stand {versions}) ist älter als das Programm.",
            "Bitte sagen Sie Ihrer IT Bescheid: make upgrade aufrufen.",
        )  # fmt: skip
    else:
        yield Condition(
            "Fassung", Health.GOOD, f"Programm und Datenbank passen zusammen (Stand {versions})."
        )


def _mixer(moment: datetime) -> Iterator[Condition]:
    """The search for seats; nothing to say where no part has ever shown itself."""
    found = nodes.hosts(moment)
    if found and not any("mixer" in host.parts for host in found):
        yield Condition(
            "Tischmischer", Health.FAULT,
            "Er steht still. Neue Tischpläne werden nicht berechnet.",
            "Bitte sagen Sie Ihrer IT Bescheid: Treffwerk neu starten.",
        )  # fmt: skip
    elif found:
        yield Condition("Tischmischer", Health.GOOD, "Er läuft und berechnet neue Tischpläne.")


def _documents() -> Condition:
    if pdf.missing_files():
        return Condition(
            "Dokumente", Health.FAULT,
            "Es fehlen Schriften. PDF-Dokumente lassen sich nicht erstellen.",
            "Bitte sagen Sie Ihrer IT Bescheid: flask check nennt, was fehlt.",
        )  # fmt: skip
    return Condition("Dokumente", Health.GOOD, "PDF-Dokumente lassen sich erstellen.")


PARTS = {"web": "Webseiten", "clockwork": "Uhrwerk", "mixer": "Tischmischer"}


def _hosts(moment: datetime) -> Iterator[Condition]:
    """Only where several hosts share the work, or a clock is wrong."""
    found = nodes.hosts(moment)
    for host in found:
        if abs(host.ahead) > nodes.WRONG and host.parts:
            way = "vor" if host.ahead > timedelta() else "nach"
            yield Condition(
                "Uhrzeit", Health.HINT,
                f"Die Uhr von {host.name} geht {_span(abs(host.ahead))} {way}. Treffwerk rechnet "
                "mit der Uhr der Datenbank, es ist also nichts falsch geworden.",
                f"Bitte sagen Sie Ihrer IT Bescheid: die Uhr von {host.name} stellen (NTP).",
            )  # fmt: skip
    alive = [host for host in found if host.parts]
    if len({host.key_mark for host in alive}) > 1:
        yield Condition(
            "Rechner", Health.FAULT,
            f"{listing([host.name for host in alive])} haben verschiedene geheime Schlüssel. "
            "Links aus E-Mails öffnen sich nicht überall.",
            "Bitte sagen Sie Ihrer IT Bescheid: TREFFWERK_SECRET_KEY muss überall gleich sein.",
        )  # fmt: skip
    if len(found) > 1:
        yield _together(found)


def _together(found: list[nodes.Host]) -> Condition:
    silent = [host for host in found if not host.parts]
    words = [
        f"{host.name} ({', '.join(PARTS[part] for part in host.parts)})"
        for host in found
        if host.parts
    ]
    text = f"Es arbeiten {listing(words)}."
    if not silent:
        return Condition("Rechner", Health.GOOD, text)
    gone = listing([f"{host.name} (zuletzt {_when(host.seen_at)})" for host in silent])
    return Condition(
        "Rechner", Health.HINT, f"{text} Nichts zu hören ist von {gone}.",
        "War das nicht beabsichtigt, sagen Sie bitte Ihrer IT Bescheid.",
    )  # fmt: skip


def _span(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds // 60} Minuten" if seconds >= 120 else f"{seconds} Sekunden"


def _when(moment: datetime | None) -> str:
    if moment is None:
        return "noch nie"
    local = clock.local(moment)
    return f"{date_short(local.date())}, {time_of(local.time())} Uhr"
