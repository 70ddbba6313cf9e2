"""The team's pages of one poll: write it, hand out slips, open, count, close, show, keep."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.core.words import count
from app.floor import documents, polls, queries, rules
from app.floor.forms import (
    CountForm,
    KeyedForm,
    PollForm,
    SlipsForm,
    StrawForm,
    count_form,
    differences,
)
from app.floor.queries import Tally
from app.floor.rules import PollKind
from app.floor.views import HALL, blueprint
from app.meetings.queries import meeting_by_id

ONE = f"{HALL}/abfragen/<int:poll_id>"
Differences = list[tuple[str, str, str]]


def _form(meeting_id: int, kind: PollKind, **kw: Any) -> PollForm | StrawForm:
    if kind == PollKind.STRAW:
        return StrawForm(**kw)
    ideas, pitches = queries.choosable(meeting_id)
    return PollForm(ideas=ideas, pitches=pitches, **kw)


def _to_poll(meeting_id: int, poll_id: int) -> Answer:
    return redirect(url_for(".poll", meeting_id=meeting_id, poll_id=poll_id), 303)


@blueprint.route(f"{HALL}/abfragen/neu", methods=["GET", "POST"])
def new_poll(meeting_id: int) -> Answer:
    """A new poll: dots for ideas, or a show of opinion."""
    meeting_by_id(meeting_id)
    kind = PollKind.STRAW if request.args.get("art") == "meinungsbild" else PollKind.DOTS
    form = _form(meeting_id, kind)
    if form.accept():
        try:
            poll_id = polls.make_poll(meeting_id, form.facts(), form.key, current_staff())
            return _to_poll(meeting_id, poll_id)
        except RuleBroken as fault:
            form.blame(fault)
    return _poll_form(meeting_id, kind, form)


def _poll_form(
    meeting_id: int, kind: PollKind, form: PollForm | StrawForm, **more: object
) -> Answer:
    page = render_template(
        "floor/poll_form.html",
        meeting=meeting_by_id(meeting_id),
        kind=kind,
        form=form,
        people=queries.people_there(meeting_id),
        **more,
    )
    return page, _status(form, more)


def _status(form: KeyedForm, shown: Mapping[str, object]) -> int:
    if shown.get("differences") is not None:
        return Conflict.status
    return 422 if form.errors else 200


@blueprint.route(f"{ONE}/aendern", methods=["GET", "POST"])
def edit_poll(meeting_id: int, poll_id: int) -> Answer:
    """Write a draft anew."""
    found = queries.poll_of(meeting_id, poll_id)
    kind, clash = PollKind(found.kind), None
    form = _form(meeting_id, kind)
    if request.method != "POST":
        form.fill(found)
    elif form.accept():
        try:
            facts, staff = form.facts(), current_staff()
            polls.change_poll(meeting_id, poll_id, facts, seen_version=form.seen, actor=staff)
            return _to_poll(meeting_id, poll_id)
        except RuleBroken as fault:
            form.blame(fault)
            clash = _poll_clash(meeting_id, poll_id, form) if isinstance(fault, Conflict) else None
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    return _poll_form(meeting_id, kind, form, tally=tally, differences=clash)


def _poll_clash(meeting_id: int, poll_id: int, form: PollForm | StrawForm) -> Differences:
    """Both texts; saving again then means the typed one (R-8)."""
    found = queries.poll_of(meeting_id, poll_id)
    stored = _form(meeting_id, PollKind(found.kind), formdata=None)
    stored.fill(found)
    form.version.data = str(found.version)
    return differences(form, stored)


@blueprint.get(ONE)
def poll(meeting_id: int, poll_id: int) -> Answer:
    """How a poll stands, and what can be done with it now."""
    return render_template("floor/poll.html", **_view(meeting_id, poll_id), slips=SlipsForm())


def _view(meeting_id: int, poll_id: int) -> dict[str, object]:
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    setting, people = queries.setting_of(meeting_id), queries.people_there(meeting_id)
    return {
        "meeting": meeting_by_id(meeting_id),
        "poll": tally.poll,
        "tally": tally,
        "lines": documents.result_lines(tally),
        "opinion": rules.OPINION,
        "people": people,
        "suggested": rules.suggested_points(len(tally.counts), people),
        "on_screen": setting.screen == "poll" and setting.shown_poll_id == poll_id,
        "mark": _mark(tally),
        "most_at_once": rules.MOST_AT_ONCE,
    }


def _mark(tally: Tally) -> str:
    told = (tally.poll.version, tally.slips, tally.used, *(one.total for one in tally.counts))
    return "-".join(str(one) for one in told)


@blueprint.get(f"{ONE}/stand")
def poll_news(meeting_id: int, poll_id: int) -> Answer:
    """The numbers of a poll, when they are not as this page has them."""
    view = _view(meeting_id, poll_id)
    if request.args.get("stand") == view["mark"]:
        return Response(status=204)
    return render_template("floor/_result.html", **view)


@blueprint.post(f"{ONE}/oeffnen")
def open_poll(meeting_id: int, poll_id: int) -> Answer:
    polls.open_poll(meeting_id, poll_id, current_staff())
    return _to_poll(meeting_id, poll_id)


@blueprint.post(f"{ONE}/schliessen")
def close_poll(meeting_id: int, poll_id: int) -> Answer:
    polls.close_poll(meeting_id, poll_id, current_staff())
    return _to_poll(meeting_id, poll_id)


@blueprint.post(f"{ONE}/zwischenstand")
def interim(meeting_id: int, poll_id: int) -> Answer:
    """Whether the projector shows how an open poll stands."""
    shown = request.form.get("zeigen") == "ja"
    polls.show_interim(meeting_id, poll_id, shown, current_staff())
    return _to_poll(meeting_id, poll_id)


@blueprint.post(f"{ONE}/zettel")
def slips(meeting_id: int, poll_id: int) -> Answer:
    """Make voting slips, and give their file: the only place where their codes stand."""
    form = SlipsForm()
    if form.accept():
        try:
            number = form.number.data or 0
            if request.form.get("datei") == "ja":
                return _slips_file(meeting_id, poll_id, number, form.key)
            polls.make_slips(meeting_id, poll_id, number, form.key, current_staff())
            return _slips_made(meeting_id, poll_id, number, form.key)
        except RuleBroken as fault:
            form.blame(fault)
    return render_template("floor/poll.html", **_view(meeting_id, poll_id), slips=form), 422


def _slips_made(meeting_id: int, poll_id: int, number: int, key: str) -> Answer:
    """The page as it is now, with the way to the file and a fresh form for further slips."""
    made = {"number": number, "submit_key": key, "datei": "ja"}
    fresh = SlipsForm(formdata=None)
    return render_template("floor/poll.html", **_view(meeting_id, poll_id), slips=fresh, made=made)


def _slips_file(meeting_id: int, poll_id: int, number: int, key: str) -> Response:
    codes = polls.codes_made(meeting_id, poll_id, number, key)
    meeting, found = meeting_by_id(meeting_id), queries.poll_of(meeting_id, poll_id)
    pdf = documents.slips_pdf(meeting, found, codes)
    return _to_keep(pdf, f"{meeting.day:%Y-%m-%d}_Zettel_Abfrage-{poll_id}.pdf")


def _to_keep(pdf: bytes, name: str) -> Response:
    """The file for the browser's folder of downloads: the page stays where it is."""
    answer = file_answer(pdf, name)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.route(f"{ONE}/zaehlung", methods=["GET", "POST"])
def count_paper(meeting_id: int, poll_id: int) -> Answer:
    """Type in what was counted on the wall."""
    form = count_form(queries.tally(queries.poll_of(meeting_id, poll_id)))
    clash = None
    if form.accept():
        try:
            wall, staff = form.wall(), current_staff()
            polls.count_paper(meeting_id, poll_id, wall, seen_version=form.seen, actor=staff)
            flash("Die Zählung ist gespeichert.", "success")
            return _to_poll(meeting_id, poll_id)
        except RuleBroken as fault:
            form.blame(fault)
            clash = _count_clash(meeting_id, poll_id, form) if isinstance(fault, Conflict) else None
    return _count_page(meeting_id, poll_id, form, clash)


def _count_clash(meeting_id: int, poll_id: int, form: CountForm) -> Differences:
    """Both counts; saving again then means the typed one (R-8)."""
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    form.version.data = str(tally.poll.version)
    return differences(form, count_form(tally, formdata=None))


def _count_page(
    meeting_id: int, poll_id: int, form: CountForm, clash: Differences | None
) -> Answer:
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    shown = {"tally": tally, "poll": tally.poll, "differences": clash}
    page = render_template(
        "floor/count.html",
        meeting=meeting_by_id(meeting_id),
        form=form,
        people=queries.people_there(meeting_id),
        **shown,
    )
    return page, _status(form, shown)


@blueprint.get(f"{ONE}/ergebnis.pdf")
def result_pdf(meeting_id: int, poll_id: int) -> Answer:
    """The result on paper."""
    found, meeting = queries.poll_of(meeting_id, poll_id), meeting_by_id(meeting_id)
    pdf = pdf_of(documents.results_document(meeting, [queries.tally(found)]))
    return file_answer(pdf, f"{meeting.day:%Y-%m-%d}_Ergebnis_Abfrage-{poll_id}.pdf")


@blueprint.post(f"{ONE}/ideenspeicher")
def note_points(meeting_id: int, poll_id: int) -> Answer:
    """Write the points into the register of ideas."""
    noted, others = polls.note_points(meeting_id, poll_id, current_staff())
    words = "Keine dieser Möglichkeiten steht im Ideenspeicher."
    if noted:
        words = f"Die Punkte von {count(noted, 'Idee', 'Ideen')} stehen im Ideenspeicher."
    if noted and others:
        one, many = "Möglichkeit ist", "Möglichkeiten sind"
        words += f" {count(others, one, many)} dort keine Idee."
    flash(words, "success" if noted else "info")
    return _to_poll(meeting_id, poll_id)


@blueprint.post(f"{ONE}/loeschen")
def remove_poll(meeting_id: int, poll_id: int) -> Answer:
    polls.remove_poll(meeting_id, poll_id, current_staff())
    flash("Die Abfrage ist gelöscht.", "success")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)
