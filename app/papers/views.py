"""Everything that is printed for a meeting: single documents, packs, lists for Excel."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.errors import NotFound, RuleBroken
from app.core.file_answers import file_answer
from app.core.pdf_files import Document
from app.core.printing import pdf_of
from app.kits.printables import Printed
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.meetings.rules import file_name
from app.papers import actions, pages, queries, runner
from app.papers.catalogue import Order, paper_at, table_at
from app.papers.forms import PackForm, form_for
from app.papers.models import PrintJob
from app.papers.pages import PackLine
from app.papers.rules import Choices, Form, JobState

blueprint = staff_blueprint("papers", __name__)
TABLE_KINDS = ("csv", "xlsx")


@blueprint.route("/treffen/<int:meeting_id>/drucken", methods=["GET", "POST"])
def index(meeting_id: int) -> Answer:
    """All documents and lists of a meeting; POST gives a pack of those that are ticked."""
    meeting = meeting_by_id(meeting_id)
    choices, numbers = pages.suggested(meeting)
    lines = pages.lines_of(meeting, office=_is_office(), numbers=numbers)
    form = form_for(lines, choices)
    job_id = _given(meeting, lines, form) if form.accept() else None
    if job_id:
        return redirect(url_for(".job", job_id=job_id), 303)
    page = render_template(
        "papers/index.html",
        meeting=meeting,
        lines=lines,
        numbers=numbers,
        form=form,
        tables=pages.tables_of(meeting, office=_is_office()),
        jobs=[job for job in queries.jobs_of(meeting_id) if _may_see(job)],
    )
    return page, 422 if form.errors or form.form_errors else 200


def _given(meeting: Meeting, lines: list[PackLine], form: PackForm) -> int | None:
    """The id of the new job; None when the form says why there is none."""
    wanted = Form.ZIP if request.form.get("form") == Form.ZIP else Form.PDF
    try:
        return _give(meeting, form.to_wishes(lines), wanted, form.to_choices())
    except RuleBroken as fault:
        form.blame(fault)
        return None


def _give(
    meeting: Meeting, wishes: Sequence[tuple[Printed, int]], wanted: Form, choices: Choices
) -> int:
    job_id = actions.give(meeting.id, wishes, wanted, choices, actor=current_staff())
    runner.wake()
    return job_id


@blueprint.post("/treffen/<int:meeting_id>/drucken/alles")
def everything(meeting_id: int) -> Answer:
    """The one button of the meeting page: what the kit wants, in its number of copies."""
    meeting = meeting_by_id(meeting_id)
    choices, numbers = pages.suggested(meeting)
    lines = pages.lines_of(meeting, office=_is_office(), numbers=numbers)
    wishes = [
        (line.paper.kind, line.copies)
        for line in lines
        if line.in_kit and line.copies and not line.paper.alone
    ]
    try:
        return redirect(url_for(".job", job_id=_give(meeting, wishes, Form.PDF, choices)), 303)
    except RuleBroken as fault:
        flash(fault.message, "info")
        return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.get("/druckpakete/<int:job_id>")
def job(job_id: int) -> Answer:
    """How far a pack is; the page asks again by itself until it is ready."""
    found = _job(job_id)
    under_way = found.state in (JobState.WAITING, JobState.WORKING)
    return render_template("papers/job.html", job=found, meeting=found.meeting, under_way=under_way)


@blueprint.get("/druckpakete/<int:job_id>/datei")
def result(job_id: int) -> Answer:
    """The finished pack."""
    found = _job(job_id)
    meeting = found.meeting
    name = file_name(meeting.day, meeting.title, "Druckpaket", found.form)
    return file_answer(queries.result_of(found), name)


@blueprint.get("/treffen/<int:meeting_id>/drucken/<paper>.pdf")
def document(meeting_id: int, paper: str) -> Answer:
    """One document, as the browser shows it."""
    meeting, found = meeting_by_id(meeting_id), paper_at(paper)
    if not found.suits(meeting) or (found.for_office and not _is_office()):
        raise NotFound("Dieses Dokument gibt es nicht.")
    choices, _ = pages.suggested(meeting)
    blank = pages.blank_sheets(meeting, found.kind)
    made = found.make(Order(meeting, clock.local(clock.now()), choices, blank))
    name = file_name(meeting.day, meeting.title, found.file, "pdf")
    return file_answer(pdf_of(made) if isinstance(made, Document) else made, name)


@blueprint.get("/treffen/<int:meeting_id>/listen/<table>.<kind>")
def table(meeting_id: int, table: str, kind: str) -> Answer:
    """One list for Excel or as text."""
    meeting, found = meeting_by_id(meeting_id), table_at(table)
    hidden = not found.suits(meeting) or (found.for_office and not _is_office())
    if kind not in TABLE_KINDS or hidden:
        raise NotFound("Diese Liste gibt es nicht.")
    make = found.csv if kind == "csv" else found.xlsx
    return file_answer(make(meeting), file_name(meeting.day, meeting.title, found.file, kind))


def _job(job_id: int) -> PrintJob:
    found = queries.job_by_id(job_id)
    if not _may_see(found):
        raise NotFound("Diesen Druckauftrag gibt es nicht mehr. Bitte geben Sie ihn neu.")
    return found


def _may_see(found: PrintJob) -> bool:
    return _is_office() or not found.for_office


def _is_office() -> bool:
    return Role.OFFICE in current_staff().roles
