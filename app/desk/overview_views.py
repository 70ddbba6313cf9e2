"""The state of everything in pictures, the report for the committee, what became of each idea."""

from typing import Any

from flask import Response, render_template, request

from app.access.guards import Answer, staff_blueprint
from app.core import clock
from app.core.file_answers import file_answer
from app.core.forms import sent_number
from app.core.printing import pdf_of
from app.core.settings import current
from app.desk import documents, memory, overview, report_pictures, report_words
from app.desk.periods import Period, presets, year_up_to
from app.desk.pictures import share_words
from app.desk.report import began, report
from app.desk.report_forms import PeriodForm, ReportForm, period_address
from app.desk.report_rules import Report
from app.desk.reporting import report_blocks
from app.desk.wording import names
from app.ideas.queries import counts_by_state, source_meetings
from app.ideas.rules import IdeaState
from app.support.rules import hours

blueprint = staff_blueprint("overview", __name__)
NARROWING = ("suche", "status", "feld", "treffen", "reihe")


@blueprint.get("/ueberblick")
def index() -> Answer:
    """Where the ideas stand, what is overdue; then the key figures of any period."""
    today = clock.today()
    form = PeriodForm(year_up_to(today))
    period = form.read()
    found = report(period, today)
    page = render_template(
        "desk/overview.html",
        form=form,
        found=found,
        funnel_counts=counts_by_state(),
        waits=overview.what_waits(today),
        compared=overview.compared(found, report(period.before, today, found.tasks)),
        view=_pictures(found),
        **_choices(period),
    )
    return page, 422 if form.wrong else 200


def _choices(period: Period) -> dict[str, Any]:
    """What both pages with a period need."""
    return {
        "period": period,
        "presets": presets(clock.today(), began()),
        "address": period_address,
        "hours": hours,
        "share_words": share_words,
    }


def _pictures(found: Report) -> dict[str, Any]:
    shown = found.meetings[-report_pictures.MOST_MEETINGS :]
    return {
        "fields": report_pictures.fields(found),
        "states": report_pictures.state_legend(),
        "meetings": report_pictures.meetings(shown),
        "shown": shown,
        "groups": report_pictures.sector_legend(found.shares),
        "sectors": report_pictures.sectors(found.shares),
        "kinds": report_pictures.support_kinds(found.support),
        "months": report_pictures.support_months(found.support),
        "last_months": found.support.months[-report_pictures.MOST_MEETINGS :],
        "tasks": report_pictures.tasks(found),
    }


@blueprint.get("/kennzahlen.pdf")
def sheet_pdf() -> Answer:
    """The sheet of key figures of a period, one page."""
    form = PeriodForm(year_up_to(clock.today()))
    period = form.read()
    if form.wrong:
        return _wrong_period(form)
    found = report(period, clock.today())
    return file_answer(pdf_of(documents.sheet_document(found)), documents.sheet_name(period))


@blueprint.get("/bericht", endpoint="report")
def committee_report() -> Answer:
    """Text blocks for the committee, to read, to print and to copy."""
    form, period, parts = _asked()
    page = render_template(
        "desk/report.html",
        form=form,
        parts=parts,
        title=report_words.report_title(names()),
        text=report_words.plain_text(report_words.report_title(names()), parts, names()),
        office=current().office,
        **_choices(period),
    )
    return page, 422 if form.wrong else 200


@blueprint.get("/bericht.pdf")
def report_pdf() -> Answer:
    """The same on paper."""
    form, period, parts = _asked()
    if form.wrong:
        return _wrong_period(form)
    return file_answer(
        pdf_of(documents.report_document(period, parts)), documents.report_name(period)
    )


def _asked() -> tuple[ReportForm, Period, list[report_words.Block]]:
    """The report that the address asks for."""
    today = clock.today()
    public = overview.public_projects()
    form = ReportForm(year_up_to(today), public)
    period = form.read()
    need = "" if form.wrong else form.need.data or ""
    chosen = form.examples.data or ()
    return form, period, report_blocks(report(period, today), public, chosen, need, today)


def _wrong_period(form: PeriodForm) -> Answer:
    page = render_template("desk/wrong_period.html", form=form)
    return page, 422


@blueprint.get("/gedaechtnis", endpoint="memory")
def whole_memory() -> Answer:
    """What became of every idea, by the meeting it came from."""
    wanted = _wanted()
    return render_template(
        "desk/memory.html",
        wanted=wanted,
        page=memory.memory_page(wanted, request.args.get("seite", 1, type=int)),
        meetings=source_meetings(),
        series=memory.series_choices(),
        query={name: value for name in NARROWING if (value := request.args.get(name, "")[:200])},
        most=memory.MOST_ON_PAPER,
    )


@blueprint.get("/gedaechtnis.csv")
def memory_csv() -> Response:
    """The list as it is filtered, as a table."""
    name = f"{clock.today()}_Was_wurde_aus.csv"
    return file_answer(memory.memory_csv(memory.whole_memory(_wanted())), name)


@blueprint.get("/gedaechtnis.pdf")
def memory_pdf() -> Answer:
    """For the wall: public ideas alone."""
    wanted = _wanted(public=True)
    number = memory.matching(wanted)
    if not 0 < number <= memory.MOST_ON_PAPER:
        return render_template("desk/memory_too_long.html", number=number), 422
    paper = documents.memory_document(memory.whole_memory(wanted), clock.today())
    return file_answer(pdf_of(paper), f"{clock.today()}_Was_wurde_aus.pdf")


def _wanted(*, public: bool = False) -> memory.MemoryFilter:
    args, state = request.args, request.args.get("status", "")
    return memory.MemoryFilter(
        search=args.get("suche", "")[:200],
        state=IdeaState(state) if state in set(IdeaState) else None,
        field=args.get("feld", "")[:10],
        meeting_id=sent_number(args.get("treffen")) or None,
        series_id=sent_number(args.get("reihe")) or None,
        public=public,
    )
