"""The team's pages of one poll: write it, hand out slips, open, count, close, show, keep."""

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff
from app.core.errors import RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.core.words import count
from app.floor import documents, polls, queries, rules
from app.floor.forms import PollForm, SlipsForm, StrawForm, count_form
from app.floor.queries import Tally
from app.floor.rules import PollKind
from app.floor.views import HALL, blueprint
from app.meetings.queries import meeting_by_id

ONE = f"{HALL}/abfragen/<int:poll_id>"


def _form(meeting_id: int, kind: PollKind) -> PollForm | StrawForm:
    if kind == PollKind.STRAW:
        return StrawForm()
    ideas, pitches = queries.choosable(meeting_id)
    return PollForm(ideas=ideas, pitches=pitches)


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
    meeting_id: int, kind: PollKind, form: PollForm | StrawForm, tally: Tally | None = None
) -> Answer:
    page = render_template(
        "floor/poll_form.html",
        meeting=meeting_by_id(meeting_id),
        kind=kind,
        form=form,
        tally=tally,
        people=queries.people_there(meeting_id),
    )
    return page, 422 if form.errors else 200


@blueprint.route(f"{ONE}/aendern", methods=["GET", "POST"])
def edit_poll(meeting_id: int, poll_id: int) -> Answer:
    """Write a draft anew."""
    found = queries.poll_of(meeting_id, poll_id)
    kind = PollKind(found.kind)
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
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    form.version.data = str(tally.poll.version)
    return _poll_form(meeting_id, kind, form, tally)


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
    tally = queries.tally(queries.poll_of(meeting_id, poll_id))
    form = count_form(tally)
    if form.accept():
        try:
            polls.count_paper(
                meeting_id, poll_id, form.counted(), people=form.people.data or 0,
                comment=form.comment.data or "", seen_version=form.seen, actor=current_staff(),
            )  # fmt: skip
            flash("Die Zählung ist gespeichert.", "success")
            return _to_poll(meeting_id, poll_id)
        except RuleBroken as fault:
            form.blame(fault)
            form.version.data = str(queries.poll_of(meeting_id, poll_id).version)
    page = render_template(
        "floor/count.html",
        meeting=meeting_by_id(meeting_id),
        tally=tally,
        poll=tally.poll,
        form=form,
        people=queries.people_there(meeting_id),
    )
    return page, 422 if form.errors else 200


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
    words = f"Die Punkte von {count(noted, 'Idee', 'Ideen')} stehen im Ideenspeicher."
    if others:
        one, many = "Möglichkeit ist", "Möglichkeiten sind"
        words += f" {count(others, one, many)} dort keine Idee."
    flash(words, "success" if noted else "info")
    return _to_poll(meeting_id, poll_id)


@blueprint.post(f"{ONE}/loeschen")
def remove_poll(meeting_id: int, poll_id: int) -> Answer:
    polls.remove_poll(meeting_id, poll_id, current_staff())
    flash("Die Abfrage ist gelöscht.", "success")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)
