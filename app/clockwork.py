"""Everything that happens by itself: mails leave, offers lapse, what may not be kept is forgotten.

Runs beside the web server, in any number of processes: every job claims what it works on. A job
that goes wrong is logged and shown to the office; the other jobs and the next round go on (M-11).
"""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import current_app

from app.agenda.backlog import leave_called_off_meetings
from app.calendars.actions import update_due
from app.core import trouble
from app.core.settings import current
from app.mailings import sending
from app.matching.mediating import remind_and_lapse
from app.matching.retention import close_expired
from app.operation.nightly import back_up_if_due
from app.outbox import actions as outbox
from app.outbox import delivery
from app.outbox.queries import heartbeat
from app.privacy.erasing import remake_releases
from app.privacy.list_of_rules import RULES
from app.privacy.reapplying import keep_list
from app.privacy.retention_run import foretell, job_of
from app.projects.asking import ask_due
from app.projects.reporting import count_reports
from app.projects.retention import join_known
from app.registrations.places import lapse_offers
from app.replies import postbox
from app.steering.member_actions import keep_labels
from app.steering.rating_actions import remind_due
from app.steering.votes import close_due, follow_seats, remind_silent
from app.tasks.actions import tell_due

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
    waits: bool = False
    """The database is away: no job can do anything, and none of them is to blame."""

    def turn(self, stop: Callable[[], bool]) -> None:
        """Do every job that is due, each in a fresh context, then show the heartbeat.

        While the database is away the turn waits; when it goes away in between, the turn begins
        anew once it is back.
        """
        if not self._can_work():
            return
        for job in self.jobs:
            if self.number % job.every == 0 and not stop():
                self._do(job)
                if self.waits:
                    return
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

    def _can_work(self) -> bool:
        with current_app.app_context():
            waits = not trouble.takes_writes()
        if waits != self.waits:
            log.warning("the database %s", "is away, everything waits" if waits else "is back")
        self.waits = waits
        return not waits

    def _do(self, job: Job) -> None:
        try:
            with current_app.app_context():
                trouble.again(job.do)
        except Exception as fault:
            if trouble.passes_by(fault) and not self._can_work():
                return
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
        Job("An Bewertungen erinnern", remind_due, every=OFTEN),
        Job("Verteiler des Lenkungskreises nachführen", keep_labels, every=SELDOM),
        Job("Schriftliche Abstimmungen beenden", close_due),
        Job("Neue Mitglieder abstimmen lassen", follow_seats, every=OFTEN),
        Job("An schriftliche Abstimmungen erinnern", remind_silent, every=OFTEN),
        Job("Themen abgesagter Treffen weitergeben", leave_called_off_meetings, every=SELDOM),
        Job("Mitmachende im Adressbuch finden", join_known, every=SELDOM),
        Job("Datenbank sichern", back_up_if_due, every=OFTEN),
        *forgetting(),
        Job("Löschlauf ansagen", foretell, every=SELDOM),
        Job("Protokolle ohne Namen neu drucken", remake_releases, every=OFTEN),
        Job("Gelöschte gelöscht halten", keep_list, every=OFTEN),
    )


def forgetting() -> Iterator[Job]:
    """The retention run, a job for each rule: one that goes wrong does not hold up the others."""
    for rule in RULES:
        every = OFTEN if rule.soon else SELDOM
        yield Job(f"Löschlauf: {rule.title}", job_of(rule), every=every)


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
