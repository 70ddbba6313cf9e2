"""Rounds in which the members rate ideas, for office and members."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.devices import known_key
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.core.settings import current
from app.core.tokens import random_token
from app.core.words import count
from app.ideas.models import Idea
from app.steering import members, rating_actions, ratings
from app.steering import rating_documents as documents
from app.steering.models import RatingRound, RatingSheet
from app.steering.rating_forms import ChangeForm, RoundForm, check_numbers, last_day
from app.steering.rating_pages import show_sheet

blueprint = staff_blueprint("ratings", __name__)


@blueprint.get("/lenkungskreis/bewertungen")
def index() -> Answer:
    """All ratings, the newest first; how far they are, nothing about points."""
    rounds, today = ratings.all_rounds(), clock.today()
    return render_template(
        "steering/ratings.html",
        rounds=[(one, ratings.is_over(one, today)) for one in rounds],
        progress=ratings.progress([one.id for one in rounds], today),
        own=_own_states(),
    )


def _own_states() -> dict[int, Any]:
    seat = members.seat_of_staff(current_staff(), clock.today())
    found = ratings.own_rounds(seat, clock.today()) if seat else []
    return {one.round.id: one for one in found}


@blueprint.route("/lenkungskreis/bewertungen/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Open a rating: title, last day, ideas; everybody gets a mail."""
    offered = ratings.ideas_in_review()
    form = RoundForm(data={"ideas": [idea.id for idea in offered]})
    form.ideas.choices = [(idea.id, f"{idea.number} {idea.title}") for idea in offered]
    made = _opened(form) if form.accept() else None
    if made:
        flash("Die Bewertung ist offen. Die Mitglieder bekommen eine E-Mail.", "success")
        return redirect(url_for(".round", round_id=made), 303)
    page = render_template(
        "steering/rating_new.html",
        form=form,
        criteria=current().forum.criteria,
        seats=members.members_on(clock.today()),
    )
    return page, 422 if form.errors else 200


def _opened(form: RoundForm) -> int | None:
    """The id of the new round; what is wrong stands at its field."""
    numbers = sorted(set(form.numbers()))
    further = ratings.ideas_numbered(numbers)
    try:
        check_numbers(len(numbers), len(further))
        return rating_actions.open_round(
            form.values([idea.id for idea in further]),
            form.submit_key.data or "",
            actor=current_staff(),
        )
    except RuleBroken as fault:
        form.blame(fault)
        return None


@blueprint.get("/lenkungskreis/bewertungen/<int:round_id>", endpoint="round")
def one_round(round_id: int) -> Answer:
    """One rating: who has handed in while it is open, the results afterwards."""
    one, today = ratings.round_by_id(round_id), clock.today()
    sheets, over = ratings.sheets_of(round_id), ratings.is_over(one, today)
    return render_template(
        "steering/rating.html",
        round=one,
        over=over,
        sheets=[(sheet, ratings.is_in_office(sheet, today)) for sheet in sheets],
        progress=ratings.progress_of(sheets, today),
        own=None if over else _own_states().get(round_id),
        new_members=ratings.seats_without_sheet(sheets, members.members_on(today)),
        results=documents.shown(one, ratings.results_of(one)) if over else None,
        may_manage=Role.OFFICE in current_staff().roles,
        new_key=random_token,
    )


@blueprint.route("/lenkungskreis/bewertungen/<int:round_id>/aendern", methods=["GET", "POST"])
def change(round_id: int) -> Answer:
    """Title and last day of an open rating."""
    one = ratings.round_by_id(round_id)
    data = {"title": one.title, "deadline": one.deadline, "version": str(one.version)}
    form, status = ChangeForm(data=data), 200
    if form.accept():
        try:
            rating_actions.change_round(
                round_id, form.title.data or "", last_day(form.deadline),
                seen_version=form.seen_version, actor=current_staff(),
            )  # fmt: skip
            flash("Die Bewertung ist geändert.", "success")
            return _to_round(round_id)
        except RuleBroken as fault:
            form.blame(fault)
            form.version.data = str(ratings.round_by_id(round_id).version)
            status = fault.status if isinstance(fault, Conflict) else 422
    page = render_template("steering/rating_change.html", form=form, round=one)
    return page, status if status != 200 else 422 if form.errors else 200


@blueprint.post("/lenkungskreis/bewertungen/<int:round_id>/beenden")
def end(round_id: int) -> Answer:
    """End it, once all have handed in."""
    return _told(round_id, "Die Bewertung ist beendet.", rating_actions.end_round)


@blueprint.post("/lenkungskreis/bewertungen/<int:round_id>/neue-mitglieder")
def ask_new(round_id: int) -> Answer:
    """Sheets for members who came later."""
    number = rating_actions.ask_new_members(round_id, actor=current_staff())
    flash(f"{count(number, 'Mitglied bekommt', 'Mitglieder bekommen')} einen Bogen.", "success")
    return _to_round(round_id)


def _told(round_id: int, words: str, act: Any) -> Answer:
    try:
        act(round_id, actor=current_staff())
        flash(words, "success")
    except RuleBroken as fault:
        if isinstance(fault, NotFound):
            raise
        flash(fault.message, "warning")
    return _to_round(round_id)


@blueprint.post("/lenkungskreis/bewertungen/<int:round_id>/boegen/<int:sheet_id>/senden")
def send_again(round_id: int, sheet_id: int) -> Answer:
    """The link of a sheet once more, to the member or the deputy."""
    try:
        name = rating_actions.send_again(
            round_id,
            sheet_id,
            known_key(request.form.get("submit_key")),
            to_deputy=request.form.get("an") == "vertretung",
            actor=current_staff(),
        )
        flash(f"Die E-Mail an {name} ist unterwegs.", "success")
    except RuleBroken as fault:
        if isinstance(fault, NotFound):
            raise
        flash(fault.message, "warning")
    return _to_round(round_id)


@blueprint.route("/lenkungskreis/bewertungen/<int:round_id>/bogen", methods=["GET", "POST"])
def sheet(round_id: int) -> Answer:
    """The own sheet of somebody who is signed in; there is no way to another one."""
    own, seat = _own_sheet(round_id)
    return show_sheet(
        own,
        "steering/sheet.html",
        lambda **query: url_for(".sheet", round_id=round_id, **query),
        address=url_for(".sheet", round_id=round_id),
        reopen=url_for(".reopen", round_id=round_id),
        as_deputy=seat.as_deputy,
    )


@blueprint.post("/lenkungskreis/bewertungen/<int:round_id>/bogen/oeffnen")
def reopen(round_id: int) -> Answer:
    """Take the own sheet back to change it."""
    rating_actions.reopen_sheet(_own_sheet(round_id)[0].id)
    return redirect(url_for(".sheet", round_id=round_id, neu="offen"), 303)


def _own_sheet(round_id: int) -> tuple[RatingSheet, members.OwnSeat]:
    seat = members.seat_of_staff(current_staff(), clock.today())
    if seat is None:
        raise NotFound(ratings.NO_SHEET)
    own = ratings.sheet_of(round_id, seat.member)
    if own.by_deputy != seat.as_deputy:
        raise NotFound(ratings.SOMEBODY_ELSE)
    return own, seat


@blueprint.get("/lenkungskreis/bewertungen/<int:round_id>/ergebnis.csv")
def table(round_id: int) -> Answer:
    """The results as a table, once the rating is over."""
    one, rows = _results(round_id)
    return file_answer(documents.results_csv(one, rows), f"{documents.result_name(one)}.csv")


@blueprint.get("/lenkungskreis/bewertungen/<int:round_id>/ergebnis.pdf")
def result_pdf(round_id: int) -> Answer:
    """„Bewertungsergebnis“ on A4, once the rating is over."""
    one, rows = _results(round_id)
    standing = ratings.progress_of(ratings.sheets_of(round_id), clock.today())
    paper = documents.result_document(one, rows, standing.handed_in, standing.total)
    return file_answer(pdf_of(paper), f"{documents.result_name(one)}.pdf")


def _results(round_id: int) -> tuple[RatingRound, list[tuple[Idea, Any]]]:
    one = ratings.round_by_id(round_id)
    if not ratings.is_over(one, clock.today()):
        raise NotFound("Ergebnisse gibt es, sobald die Bewertung zu Ende ist.")
    return one, ratings.results_of(one)


def _to_round(round_id: int) -> Answer:
    return redirect(url_for(".round", round_id=round_id), 303)
