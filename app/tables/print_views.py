"""The papers of a seating plan: cards, lists, the chart for the wall, tables for Excel."""

from flask import request

from app.access.guards import Answer, staff_blueprint
from app.core.errors import NotFound
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.meetings.rules import file_name
from app.tables import print_pages
from app.tables.lists import seating_csv, seating_xlsx
from app.tables.queries import plan_by_id

blueprint = staff_blueprint("seating_papers", __name__)
LISTS = {"csv": seating_csv, "xlsx": seating_xlsx}


@blueprint.get("/tische/<int:plan_id>/drucken/<seating_paper>.pdf")
def document(plan_id: int, seating_paper: str) -> Answer:
    """One document. Of cards for people ``?nur=geaendert`` and ``?bogen=`` (a sheet of labels)."""
    plan, paper = plan_by_id(plan_id), print_pages.paper_at(seating_paper)
    changed_only = request.args.get("nur") == "geaendert"
    sheet = request.args.get("bogen", "")
    made = print_pages.made(plan, paper, changed_only=changed_only, label_sheet=sheet)
    what = f"{paper.file}-Neu" if changed_only else paper.file
    return file_answer(pdf_of(made), file_name(plan.meeting.day, plan.meeting.title, what, "pdf"))


@blueprint.get("/tische/<int:plan_id>/tischplan.<kind>")
def table(plan_id: int, kind: str) -> Answer:
    """Who sits where, for Excel or as text."""
    plan = plan_by_id(plan_id)
    if kind not in LISTS:
        raise NotFound("Diese Liste gibt es nicht.")
    name = file_name(plan.meeting.day, plan.meeting.title, "Tischplan", kind)
    return file_answer(LISTS[kind]([plan]), name)
