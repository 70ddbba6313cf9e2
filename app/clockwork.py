"""Everything that happens by itself: mails leave, offers lapse, what may not be kept is forgotten.

Runs beside the web server, in any number of processes: every job claims what it works on. A job
that goes wrong is logged and shown to the office; the other jobs and the next round go on (M-11).
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import current_app

from app.access.actions import forget_old_sessions
from app.agenda.backlog import leave_called_off_meetings
from app.calendars.actions import update_due
from app.contacts.imports import forget_imports
from app.core.limits import forget_attempts
from app.core.printing import kept_documents
from app.core.settings import current
from app.floor.actions import forget_names
from app.ideas import retention as ideas
from app.mailings import sending
from app.matching.mediating import remind_and_lapse
from app.matching.retention import close_expired, forget_unconfirmed_cards
from app.matching.retention import forget_people as forget_card_people
from app.operation.nightly import back_up_if_due
from app.outbox import actions as outbox
from app.outbox import delivery
from app.outbox.queries import heartbeat
from app.papers.actions import forget_jobs
from app.projects import retention as projects
from app.projects.asking import ask_due
from app.projects.reporting import count_reports
from app.registrations.places import lapse_offers
from app.registrations.retention import (
    forget_answers,
    forget_needs,
    forget_people,
    forget_unconfirmed,
)
from app.replies import postbox
from app.replies.retention import forget_received
from app.steering.member_actions import keep_labels
from app.steering.rating_actions import forget_raters, remind_due
from app.steering.retention import forget_remarks
from app.steering.votes import close_due, follow_seats, remind_silent
from app.support import retention as support
from app.tables.objections import forget_objected
from app.tables.retention import forget_seats, forget_wishes
from app.tasks.actions import tell_due
from app.tasks.retention import forget_strangers, forget_words

log = logging.getLogger(__name__)

HEARTBEAT = "clockwork"
MAILS_IN_A_ROUND = 20
OFTEN = 12
"""What need not happen at once, in one round of so many: every minute at the usual pace."""
SELDOM = 120
"""Tidying happens in one round of so many: every ten minutes at the usual pace."""


@dataclass(frozen=True)
class Job:
    """Something to do, with the name the office reads when it goes wrong."""

    name: str
    do: Callable[[], object]
    every: int = 1


@dataclass
class Round:
    """One turn over all jobs, and what went wrong in the turns before."""

    jobs: tuple[Job, ...]
    number: int = 0
    faults: dict[str, str] = field(default_factory=dict)

    def turn(self, stop: Callable[[], bool]) -> None:
        """Do every job that is due, each in a fresh context, then show the heartbeat."""
        for job in self.jobs:
            if self.number % job.every == 0 and not stop():
                self._do(job)
        self.number += 1
        self._do(Job("Lebenszeichen", lambda: outbox.beat(HEARTBEAT, self.note())))

    def note(self) -> str:
        """What goes wrong at the moment, in German; empty when all is well."""
        mail = heartbeat(delivery.HEARTBEAT)
        notes = [mail.note] if mail and mail.note else []
        if self.faults:
            listed = ", ".join(f"„{name}“ ({fault})" for name, fault in self.faults.items())
            notes.append(f"Das gelingt gerade nicht: {listed}. Näheres steht im Protokoll.")
        return " ".join(notes)

    def _do(self, job: Job) -> None:
        try:
            with current_app.app_context():
                job.do()
        except Exception as fault:
            kind = type(fault).__name__
            if self.faults.get(job.name) == kind:
                log.error("%s: %s again", job.name, kind)
            else:
                log.exception("%s: %s", job.name, kind)
            self.faults[job.name] = kind
        else:
            self.faults.pop(job.name, None)


def jobs(stop: Callable[[], bool]) -> tuple[Job, ...]:
    """All jobs, in the order of their hurry."""
    return (
        Job("E-Mails an viele schreiben", lambda: sending.send_due(stop)),
        Job("E-Mails senden", lambda: delivery.deliver_due(MAILS_IN_A_ROUND, stop)),
        Job("Abgelaufene Platzangebote weitergeben", lapse_offers),
        Job("Postfach lesen", lambda: postbox.read_due(stop)),
        Job("Andere Kalender holen", lambda: update_due(stop)),
        Job("Aufgaben mitteilen und erinnern", tell_due, every=OFTEN),
        Job("Projekte fragen, wie es steht", ask_due, every=OFTEN),
        Job("Berichte bei Treffen vermerken", count_reports, every=SELDOM),
        Job("An Kontaktanfragen erinnern", remind_and_lapse, every=OFTEN),
        Job("Abgelaufene Karten schließen", close_expired, every=SELDOM),
        Job("Unbestätigte Karten löschen", forget_unconfirmed_cards, every=SELDOM),
        Job("Namen zu alten Karten löschen", forget_card_people, every=SELDOM),
        Job("An Bewertungen erinnern", remind_due, every=OFTEN),
        Job("Verteiler des Lenkungskreises nachführen", keep_labels, every=SELDOM),
        Job("Schriftliche Abstimmungen beenden", close_due),
        Job("Neue Mitglieder abstimmen lassen", follow_seats, every=OFTEN),
        Job("An schriftliche Abstimmungen erinnern", remind_silent, every=OFTEN),
        Job("Themen abgesagter Treffen weitergeben", leave_called_off_meetings, every=SELDOM),
        Job("Unbestätigte Anmeldungen löschen", forget_unconfirmed, every=SELDOM),
        Job("Unterstützungsbedarf löschen", forget_needs, every=SELDOM),
        Job("Antworten nach ihrer Frist löschen", forget_answers, every=SELDOM),
        Job("Alte Anmeldungen anonymisieren", forget_people, every=SELDOM),
        Job("Plätze Gelöschter an Tischen löschen", forget_seats, every=OFTEN),
        Job("Sitzwünsche vergangener Treffen löschen", forget_wishes, every=SELDOM),
        Job("Plätze an Tischen nach Widerspruch löschen", forget_objected, every=SELDOM),
        Job("Texte alter E-Mails löschen", outbox.forget_bodies, every=SELDOM),
        Job("Antworten aus Kalendern löschen", forget_received, every=SELDOM),
        Job("Namen auf Karten aus dem Saal löschen", forget_names, every=SELDOM),
        Job("Adressen zu erledigten Aufgaben löschen", forget_strangers, every=SELDOM),
        Job("Worte zu Aufgaben ohne Person löschen", forget_words, every=SELDOM),
        Job("Namen zu alten Anliegen löschen", support.forget_askers, every=SELDOM),
        Job("Worte Gelöschter in Anliegen löschen", support.forget_erased, every=SELDOM),
        Job("Ansprechpersonen alter Ideen löschen", ideas.forget_closed, every=SELDOM),
        Job("Gelöschte Ansprechpersonen vergessen", ideas.forget_erased, every=SELDOM),
        Job("Unbestätigtes Mitmachen löschen", projects.forget_unconfirmed, every=SELDOM),
        Job("Mitmachende alter Projekte löschen", projects.forget_closed, every=SELDOM),
        Job("Worte Gelöschter zu Projekten löschen", projects.forget_erased, every=SELDOM),
        Job("Mitmachende im Adressbuch finden", projects.join_known, every=SELDOM),
        Job("Wer welchen Bogen abgab vergessen", forget_raters, every=SELDOM),
        Job("Anmerkungen zu alten Abstimmungen löschen", forget_remarks, every=SELDOM),
        Job("Liegen gebliebene Listen löschen", forget_imports, every=SELDOM),
        Job("Gedruckte Pakete löschen", forget_jobs, every=SELDOM),
        Job("Fertige Dokumente löschen", lambda: kept_documents().tidy(), every=SELDOM),
        Job("Datenbank sichern", back_up_if_due, every=OFTEN),
        Job("Alte Sitzungen löschen", forget_old_sessions, every=SELDOM),
        Job("Alte Zählungen löschen", forget_attempts, every=SELDOM),
    )


def run(stop: threading.Event) -> None:
    """Turn round after round until ``stop`` is set; needs an application context.

    The mail under way is finished or put back; the caller sets ``stop`` at SIGTERM (O-2).
    """
    work = Round(jobs(stop.is_set))
    while not stop.is_set():
        work.turn(stop.is_set)
        stop.wait(current().mail.poll_seconds)


def once() -> None:
    """One round, for ``flask tick``."""

    def never() -> bool:
        return False

    Round(jobs(never)).turn(never)
