"""The pages of printing: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role
from app.core.db import db, transaction
from app.kits.printables import Printed
from app.papers import actions
from app.papers.models import PrintJob
from app.papers.rules import Choices, Form, JobState
from tests import build

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
LEFT_OUT = "Regieplan: Das Dokument war nach 30 Sekunden nicht fertig."


def paper_world(meeting):
    """A pack of this meeting in each state."""
    waiting, working, done, failed = (_job(meeting, copies) for copies in range(1, 5))
    with transaction():
        _mark(working, JobState.WORKING, done=1, doing="Tagesordnung")
        _mark(done, JobState.DONE, result=b"%PDF-", size=2_345_678, pages=87, fault=LEFT_OUT)
        _mark(failed, JobState.FAILED, fault="Kein Dokument ließ sich erstellen.")
    return {
        "pack_waiting": waiting,
        "pack_working": working,
        "pack_done": done,
        "pack_failed": failed,
    }


def _job(meeting, copies):
    wishes = [(Printed.AGENDA, copies), (Printed.RUN_SHEET, copies)]
    return actions.give(meeting, wishes, Form.PDF, Choices(), actor=build.OFFICE)


def _mark(job_id, state, **values):
    job = db.session.get(PrintJob, job_id)
    for name, value in {"state": state, **values}.items():
        setattr(job, name, value)


def _everything_open(page):
    for summary in page.locator("main summary").all():
        summary.click()


def _nothing_right(page):
    _everything_open(page)
    page.locator("[name=zahl_tagesordnung]").fill("0")  # among the further documents
    page.locator("[name=shift_x]").fill("viel")
    page.get_by_role("button", name="Als ein PDF erstellen", exact=True).click()


PRINT = "/buero/treffen/{soon}/drucken"
PAPER_PAGES = (
    ("print", PRINT, _everything_open, OFFICE),
    ("print-errors", PRINT, _nothing_right, OFFICE),
    ("print-past", "/buero/treffen/{past}/drucken", _everything_open, OFFICE),
    ("print-cancelled", "/buero/treffen/{off}/drucken", None, OFFICE),
    ("print-moderator", PRINT, None, MODERATOR),
    ("pack-waiting", "/buero/druckpakete/{pack_waiting}", None, OFFICE),
    ("pack-working", "/buero/druckpakete/{pack_working}", None, OFFICE),
    ("pack-done", "/buero/druckpakete/{pack_done}", None, OFFICE),
    ("pack-failed", "/buero/druckpakete/{pack_failed}", None, OFFICE),
)
