"""The office answers a data request, and erases somebody who asked for it."""

import json

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.contacts.pages import search_of
from app.core.file_answers import file_answer
from app.core.words import count
from app.privacy import erasing, requests
from app.privacy.finding import MOST, people_like
from app.privacy.overview import overview_of
from app.privacy.request_documents import data_pdf
from app.privacy.subjects import belongings_of, subject_of

blueprint = staff_blueprint("rights", __name__)
ONE = "/datenschutz/auskunft/<table>/<int:row_id>"


@blueprint.get("/datenschutz/auskunft")
def search() -> Answer:
    """Look for the person who asked."""
    typed = search_of(request.args.get("suche"))
    return render_template(
        "privacy/search.html", typed=typed, hits=people_like(typed) if typed else [], most=MOST
    )


@blueprint.get(ONE)
def person(table: str, row_id: int) -> Answer:
    """What is kept of one person, and what they agreed to."""
    shown = overview_of(subject_of(table, row_id))
    return render_template("privacy/person.html", shown=shown, table=table, row_id=row_id)


@blueprint.post(ONE + "/daten.<any(json, pdf):kind>")
def take(table: str, row_id: int, kind: str) -> Answer:
    """Everything as a file; it is written down that it was made, without a name."""
    subject = subject_of(table, row_id)
    requests.note_request(current_staff(), kind, belongings_of(subject))
    data = requests.everything(subject)
    return file_answer(as_json(data) if kind == "json" else data_pdf(data), f"Auskunft.{kind}")


def as_json(data: object) -> bytes:
    """With letters as they are, for people who look into it."""
    return json.dumps(data, ensure_ascii=False, indent=2).encode()


@blueprint.route(ONE + "/loeschen", methods=["GET", "POST"])
def erase(table: str, row_id: int) -> Answer:
    """What goes, what stays and why; then it is done."""
    subject = subject_of(table, row_id)
    if request.method == "POST":
        done = erasing.erase(subject, actor=current_staff())
        flash(f"Gelöscht: {count(done.rows, 'Eintrag', 'Einträge')}.", "success")
        return redirect(url_for(".search"), 303)
    shown = overview_of(subject)
    return render_template("privacy/erase.html", shown=shown, table=table, row_id=row_id)
