"""Print jobs: given once, made by one, taken over when a process dies, kept for a day."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from app.core import clock as app_clock
from app.core import pdf
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.pdf import PdfTimeout
from app.kits.printables import Printed
from app.papers import actions, packs, queries
from app.papers.catalogue import BY_NAME
from app.papers.models import PrintJob
from app.papers.rules import Choices, Form, JobState
from tests import build
from tests.papers.orders import a_job

pytestmark = pytest.mark.pdf

TWO = [(Printed.AGENDA, 3), (Printed.RUN_SHEET, 2)]


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def never():
    return False


def all_jobs():
    return db.session.query(PrintJob).order_by(PrintJob.id).all()


def test_the_same_wish_while_it_is_under_way_is_one_job(ctx):
    meeting = build.a_planned_meeting()

    first, again = a_job(meeting, TWO), a_job(meeting, TWO)
    other = a_job(meeting, TWO, form=Form.ZIP)

    assert (first == again, first == other, len(all_jobs())) == (True, False, 2)


def test_nothing_wished_for_is_told(ctx):
    with pytest.raises(RuleBroken, match="mindestens ein Dokument"):
        a_job(build.a_planned_meeting(), [])


def test_a_pack_holds_every_copy_behind_its_list(ctx):
    job_id = a_job(build.a_planned_meeting(), TWO)

    assert actions.work_off(never) == 1

    job = queries.job_by_id(job_id)
    reader = PdfReader(BytesIO(queries.result_of(job)))
    marks = [(one.title, reader.get_destination_page_number(one)) for one in reader.outline]
    agenda, sheets = marks[1][1], marks[2][1]
    assert [title for title, _ in marks] == ["Druckliste", "Tagesordnung", "Regieplan"]
    assert (job.state, job.done, job.fault) == (JobState.DONE, 2, "")
    assert len(reader.pages) == job.pages
    assert ((sheets - agenda) % 3, (job.pages - sheets) % 2) == (0, 0)
    listed = reader.pages[0].extract_text()
    assert f"{agenda + 1}–{sheets}" in listed
    assert f"{sheets + 1}–{job.pages}" in listed
    assert "A4 quer" in listed


def test_a_zip_holds_one_file_for_each_document(ctx):
    job_id = a_job(build.a_planned_meeting(), TWO, form=Form.ZIP)

    actions.work_off(never)

    with zipfile.ZipFile(BytesIO(queries.result_of(queries.job_by_id(job_id)))) as packed:
        names = [name.partition("_")[2].partition("_")[2] for name in packed.namelist()]
        starts = {packed.read(name)[:8] for name in packed.namelist()}
    assert names == ["00_druckliste.pdf", "01_tagesordnung_3-mal.pdf", "02_regieplan_2-mal.pdf"]
    assert starts == {b"%PDF-1.7"}


def test_a_document_that_fails_is_left_out_and_told(ctx, monkeypatch):
    def slow(wanted, kept=None):
        if "Regieplan" in wanted.html and "Druckliste" not in wanted.html:
            raise PdfTimeout("Das Dokument war nach 30 Sekunden nicht fertig.")
        return pdf.render_pdf(wanted.html)

    monkeypatch.setattr(packs, "pdf_of", slow)
    job_id = a_job(build.a_planned_meeting(), TWO)

    actions.work_off(never)

    job = queries.job_by_id(job_id)
    sentence = "Regieplan: Das Dokument war nach 30 Sekunden nicht fertig."
    assert (job.state, job.fault) == (JobState.DONE, sentence)
    first = PdfReader(BytesIO(queries.result_of(job))).pages[0].extract_text()
    assert sentence in " ".join(first.split())


def test_nothing_is_being_read_while_documents_are_made(ctx, monkeypatch):
    """PostgreSQL would end the connection of somebody who reads and waits."""
    wait, join, reading = packs.as_completed, pdf.join_pdfs, []

    def watched(step):
        return lambda *words: reading.append(db.session.registry().in_transaction()) or step(*words)

    monkeypatch.setattr(packs, "as_completed", watched(wait))
    monkeypatch.setattr(pdf, "join_pdfs", watched(join))
    a_job(build.a_planned_meeting(), [(Printed.AGENDA, 1)])

    actions.work_off(never)

    assert reading == [False, False]


def test_a_fault_that_nobody_foresaw_costs_one_document(ctx, monkeypatch, caplog):
    monkeypatch.setitem(
        BY_NAME, "run_sheet", replace(BY_NAME["run_sheet"], make=lambda order: 1 / 0)
    )
    job_id = a_job(build.a_planned_meeting(), TWO)

    actions.work_off(never)

    job = queries.job_by_id(job_id)
    assert job.state == JobState.DONE
    assert job.fault == "Regieplan: Das Dokument ließ sich nicht erstellen. Der Grund ist notiert."
    assert "ZeroDivisionError" in caplog.text


def test_too_many_pages_are_refused_with_a_way_out(ctx, monkeypatch):
    monkeypatch.setattr(packs, "MOST_PAGES", 3)
    job_id = a_job(build.a_planned_meeting(), TWO)

    actions.work_off(never)

    assert "möglich sind 3. Bitte wählen Sie weniger Exemplare oder das ZIP." in (
        queries.job_by_id(job_id).fault
    )


def test_a_pack_of_nothing_fails_with_the_reason(ctx, monkeypatch):
    def broken(_wanted, kept=None):
        raise PdfTimeout("Das Dokument war nicht fertig.")

    monkeypatch.setattr(packs, "pdf_of", broken)
    job_id = a_job(build.a_planned_meeting(), [(Printed.AGENDA, 1)])

    actions.work_off(never)

    job = queries.job_by_id(job_id)
    assert job.state == JobState.FAILED
    assert job.fault == (
        "Kein Dokument ließ sich erstellen. Tagesordnung: Das Dokument war nicht fertig."
    )


def test_a_job_of_a_dead_process_is_taken_over_after_its_lease(ctx, clock):
    job_id = a_job(build.a_planned_meeting(), TWO)
    dead = actions._claim_next()
    assert actions._claim_next() is None

    clock.move(seconds=actions.LEASE.seconds + 1)
    again = actions._claim_next()
    actions._progress(dead, 2, "Regieplan")
    actions._finish(dead, packs.Pack(b"late", 1, ()))

    job = queries.job_by_id(job_id)
    assert (dead.attempt, again.attempt) == (1, 2)
    assert (job.state, job.done, job.size) == (JobState.WORKING, 0, 0)


def test_a_job_that_ends_its_process_each_time_is_given_up(ctx, clock):
    job_id = a_job(build.a_planned_meeting(), TWO)
    for _ in range(actions.ATTEMPTS):
        assert actions._claim_next()
        clock.move(seconds=actions.LEASE.seconds + 1)

    actions.work_off(never)

    job = queries.job_by_id(job_id)
    assert job.state == JobState.FAILED
    assert job.fault.startswith("Der Druckauftrag wurde zweimal unterbrochen.")


def test_an_unforeseen_fault_is_shown_and_raised(ctx, monkeypatch):
    def broken(*_words):
        raise ZeroDivisionError

    monkeypatch.setattr(actions, "make_pack", broken)
    job_id = a_job(build.a_planned_meeting(), TWO)

    with pytest.raises(ZeroDivisionError):
        actions.work_off(never)

    assert queries.job_by_id(job_id).fault.startswith("Der Druckauftrag ist gescheitert.")


def test_packs_are_forgotten_after_a_day(ctx, clock):
    meeting = build.a_planned_meeting()
    a_job(meeting, TWO)
    clock.move(hours=23)
    young = a_job(meeting, TWO, form=Form.ZIP)

    clock.move(hours=2)
    actions.forget_jobs()

    assert [job.id for job in all_jobs()] == [young]


def test_who_printed_what_is_written_down(ctx):
    meeting = build.a_planned_meeting()

    a_job(meeting, TWO)

    assert build.audit()[-1][:3] == (build.OFFICE.name, "print_pack", f"meeting:{meeting}")


def test_choices_come_back_as_they_were(ctx):
    chosen = Choices(tables=7, desks=2, sheet="visitenkarten-85x54", first_label=3, shift_x=1.5)
    job = queries.job_by_id(a_job(build.a_planned_meeting(), TWO, choices=chosen))

    assert Choices(**job.choices) == chosen
    assert app_clock.now() >= job.created_at
