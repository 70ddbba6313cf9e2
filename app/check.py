"""``flask check``: what is in order, what is not, and the remedy for each."""

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask import current_app
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from app.core import clock, pdf
from app.core.db import db
from app.core.settings import ROOT
from app.core.settings_sections import Settings
from app.core.templating import ASSETS
from app.core.words import date_short, time_of
from app.kits import check as kit_check
from app.outbox.delivery import Trouble, connect
from app.outbox.message import sender_domain
from app.outbox.sender import hints
from app.privacy.legal import open_kinds
from app.replies.postbox import MailboxTrouble, try_out

LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
ENOUGH_SPACE = 500 * 1024 * 1024
PROBE = (
    '<html lang="de"><title>Probe</title><link rel="stylesheet" href="asset:print.css"><h1>Probe'
)


class State(StrEnum):
    FINE = "in Ordnung"
    HINT = "Hinweis"
    FAULT = "FEHLER"


@dataclass(frozen=True)
class Finding:
    """One line of the report; ``remedy`` is empty when all is well."""

    state: State
    subject: str
    text: str
    remedy: str = ""

    def lines(self) -> list[str]:
        first = f"{self.state:<10}  {self.subject}: {self.text}"
        return [first, f"{'':10}  Abhilfe: {self.remedy}"] if self.remedy else [first]


def report(settings: Settings) -> tuple[list[str], bool]:
    """All findings as lines for the terminal, and whether there is no fault among them."""
    findings = [
        *_key(settings),
        *_database(),
        *_folder(settings),
        *_kits(settings),
        *_mail(settings),
        *_sender(settings),
        *_mailbox(settings),
        *_documents(),
        *_assets(),
        *_time(settings),
        *_address(settings),
        *_texts(settings),
        *_demo(settings),
    ]
    lines = [line for finding in findings for line in finding.lines()]
    faults = sum(finding.state is State.FAULT for finding in findings)
    last = {0: "Kein Fehler.", 1: "Ein Fehler."}.get(faults, f"{faults} Fehler.")
    return [*lines, "", last], not faults


def _key(settings: Settings) -> Iterator[Finding]:
    if settings.secret_key and settings.secrets.secret_key_file:
        mode = Path(settings.secrets.secret_key_file).stat().st_mode
        if mode & 0o077:
            yield Finding(
                State.HINT,
                "Geheimer Schlüssel",
                "Andere Konten dieses Rechners können die Datei lesen.",
                f"chmod 600 {settings.secrets.secret_key_file}",
            )
            return
    # create_app refuses a missing or weak key; in the demo it makes one up
    yield Finding(State.FINE, "Geheimer Schlüssel", "vorhanden")


def _database() -> Iterator[Finding]:
    place = db.engine.url.render_as_string(hide_password=True)
    alembic = current_app.extensions["alembic"]
    try:
        heads = set(alembic.migration_context.get_current_heads())
    except SQLAlchemyError as fault:
        yield Finding(
            State.FAULT,
            "Datenbank",
            f"{place} antwortet nicht ({str(fault).splitlines()[0]}).",
            "database.url in config.toml prüfen; läuft der Datenbankserver, gibt es den Ordner?",
        )
        return
    scripts = alembic.script_directory
    known = {script.revision for script in scripts.walk_revisions()}
    if heads - known:
        yield Finding(
            State.FAULT,
            "Datenbank",
            "Die Tabellen stammen von einer neueren Fassung von Treffwerk.",
            "die neuere Fassung starten oder eine passende Sicherung einspielen",
        )
    elif heads != set(scripts.get_heads()):
        yield Finding(
            State.FAULT,
            "Datenbank",
            "Die Tabellen fehlen oder sind älter als dieses Programm.",
            "make run legt sie an; von Hand: .venv/bin/flask --app app upgrade",
        )
    else:
        yield Finding(State.FINE, "Datenbank", f"{place}, Stand {', '.join(sorted(heads))}")


def _folder(settings: Settings) -> Iterator[Finding]:
    name = db.engine.url.database if db.engine.dialect.name == "sqlite" else None
    folder = Path(name).parent if name else ROOT / "var"
    if not os.access(folder, os.W_OK):
        if name or settings.demo.enabled:
            yield Finding(
                State.FAULT,
                "Datenordner",
                f"In {folder} kann das Programm nicht schreiben.",
                f"Ordner anlegen und dem Konto geben, unter dem Treffwerk läuft: {folder}",
            )
        return
    free = shutil.disk_usage(folder).free
    text = f"{folder}, {free // 1024**2} MB frei"
    if free < ENOUGH_SPACE:
        yield Finding(State.HINT, "Datenordner", text, "Platz schaffen, bevor die Platte voll ist")
    else:
        yield Finding(State.FINE, "Datenordner", text)


def _kits(settings: Settings) -> Iterator[Finding]:
    own = Path(settings.kits.folder) if settings.kits.folder else None
    lines, fine = kit_check.report(ROOT / "meeting_kits", own)
    if fine:
        yield Finding(State.FINE, "Kits", lines[-1])
    else:
        yield Finding(State.FAULT, "Kits", lines[-1], "flask kits check nennt jede Stelle")


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    if not mail.smtp_host:
        yield Finding(
            State.HINT,
            "E-Mail",
            "nicht eingerichtet. Alle E-Mails warten auf der Seite Postausgang.",
            "mail.smtp_host in config.toml eintragen",
        )
        return
    place = f"{mail.smtp_host}:{mail.smtp_port}"
    try:
        connect(mail, settings.smtp_password).quit()
    except Trouble as trouble:
        yield Finding(
            State.FAULT,
            "E-Mail",
            trouble.sentence(),
            "mail.smtp_host, smtp_port, smtp_security, smtp_user und das Passwort prüfen",
        )
    else:
        yield Finding(State.FINE, "E-Mail", f"Der Mailserver {place} nimmt uns an.")


def _sender(settings: Settings) -> Iterator[Finding]:
    """What other mail servers find about our domain; never a fault: it may be none of ours."""
    if not settings.mail.smtp_host:
        return  # nothing leaves at all
    for hint in hints(sender_domain(settings)):
        state = State.HINT if hint.remedy else State.FINE
        yield Finding(state, hint.subject, hint.text, hint.remedy)


def _mailbox(settings: Settings) -> Iterator[Finding]:
    """Where calendars answer; without it answers can be uploaded, so it is no fault."""
    mailbox = settings.mailbox
    if not mailbox.host:
        yield Finding(
            State.HINT,
            "Postfach",
            "nicht eingerichtet. Antworten aus Kalendern laden Sie als Datei hoch.",
            "mailbox.host, user und folder in config.toml eintragen",
        )
        return
    try:
        try_out(settings)
    except MailboxTrouble as trouble:
        yield Finding(
            State.FAULT,
            "Postfach",
            str(trouble),
            "mailbox.host, port, security, user, folder und das Passwort prüfen",
        )
    else:
        text = f"Der Ordner {mailbox.folder} auf {mailbox.host} lässt sich lesen."
        yield Finding(State.FINE, "Postfach", text)


def missing_libraries() -> list[str]:
    """The system libraries for documents that cannot be loaded (looked for on Linux only)."""
    if sys.platform != "linux":
        return []
    missing = []
    for name in LIBRARIES:
        try:
            ctypes.CDLL(name)
        except OSError:
            missing.append(name)
    return missing


def _documents() -> Iterator[Finding]:
    if missing := missing_libraries():
        yield Finding(
            State.FAULT,
            "PDF",
            f"Es fehlt {', '.join(missing)}.",
            "sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0",
        )
        return
    if files := pdf.missing_files():
        names = ", ".join(file.name for file in files)
        yield Finding(State.FAULT, "PDF", f"Schriften fehlen: {names}.", "npm ci")
        return
    try:
        size = len(pdf.render_pdf(PROBE))
    except pdf.PdfFailed as fault:
        yield Finding(State.FAULT, "PDF", fault.message, "den Grund nennt das Protokoll darüber")
    else:
        yield Finding(State.FINE, "PDF", f"Probedokument erstellt ({size // 1024} KB)")
    finally:
        pdf.stop_renderer()


def _assets() -> Iterator[Finding]:
    missing = [name for name, (_, file) in ASSETS.items() if not file.is_file()]
    if missing:
        yield Finding(State.FAULT, "Stylesheets", f"Es fehlt {', '.join(missing)}.", "npm ci")
    else:
        yield Finding(State.FINE, "Stylesheets", "vorhanden")


def _time(settings: Settings) -> Iterator[Finding]:
    local = clock.local(clock.now())
    shown = f"{date_short(local.date())}, {time_of(local.time())} Uhr"
    yield Finding(State.FINE, "Zeitzone", f"{settings.calendar.time_zone}, es ist {shown}")


def _address(settings: Settings) -> Iterator[Finding]:
    site = settings.site
    local = site.host.split(":")[0] in ("127.0.0.1", "localhost")
    if local and not settings.demo.enabled:
        yield Finding(
            State.HINT,
            "Adresse",
            f"{site.base_url} steht in allen Links, ist aber nur auf diesem Rechner erreichbar.",
            "site.base_url in config.toml auf die öffentliche Adresse setzen",
        )
    elif site.scheme == "http" and not local:
        yield Finding(
            State.FAULT,
            "Adresse",
            f"{site.base_url} ist unverschlüsselt.",
            "TLS einrichten (siehe docs/operating.md) und site.base_url mit https:// beginnen",
        )
    elif site.scheme == "https" and not site.proxy_hops:
        yield Finding(
            State.HINT,
            "Adresse",
            "https, aber site.proxy_hops ist 0: Die Grenze je Anschluss zählt dann alle zusammen.",
            "site.proxy_hops auf die Zahl der Proxys vor Treffwerk setzen, meist 1",
        )
    else:
        yield Finding(State.FINE, "Adresse", site.base_url)


def _texts(settings: Settings) -> Iterator[Finding]:
    """Only where there are tables; what stops that is said by ``_database``."""
    try:
        missing = [kind.heading for kind in open_kinds()]
    except DBAPIError:
        return
    if missing:
        yield Finding(
            State.HINT,
            "Pflichttexte",
            f"noch nicht fertig: {', '.join(missing)}",
            "Texte auf der Seite Datenschutz, Texte ausfüllen",
        )
    else:
        yield Finding(State.FINE, "Pflichttexte", "vorhanden")
    if not settings.privacy.officer:
        yield Finding(
            State.HINT,
            "Datenschutz",
            "Name und Anschrift der Datenschutzbeauftragten fehlen.",
            "privacy.officer in config.toml eintragen",
        )


def _demo(settings: Settings) -> Iterator[Finding]:
    if settings.demo.enabled:
        yield Finding(
            State.HINT,
            "Beispieljahr",
            "Treffwerk läuft als Vorführung, mit erfundenen Personen und gestellter Uhr.",
            "für den Betrieb: demo.enabled = false und eine neue Datenbank",
        )
