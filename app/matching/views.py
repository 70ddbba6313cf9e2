"""Search and offer cards for the office: the list, the board, one card."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import Conflict, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.matching import actions, listing, mediation_queries, queries, suggestions
from app.matching.documents import board_document
from app.matching.forms import KIND_NAMES, CardForm, CloseForm, wanted_cards
from app.matching.models import MatchCard
from app.matching.rules import CardState

blueprint = staff_blueprint("matching", __name__)
NARROWING = ("art", "status", "feld", "bezirk", "suche", "sortierung")
"""Names in the address that links inside the list keep."""


@blueprint.get("/suche-und-biete")
def index() -> Answer:
    """All cards with search and filters; those that nobody has read come first."""
    wanted = wanted_cards(request.args)
    page = listing.card_page(wanted, request.args.get("seite", 1, type=int))
    return render_template(
        "matching/index.html",
        wanted=wanted,
        page=page,
        counts=listing.counts_by_state(),
        districts=listing.districts(),
        query=_narrowed(request.args),
        owner_of=queries.owner_of,
    )


@blueprint.get("/suche-und-biete/tafel")
def board() -> Answer:
    """What is sought and offered, side by side."""
    searches, offers = queries.board()
    return render_template("matching/board.html", searches=searches, offers=offers)


@blueprint.get("/suche-und-biete/tafel.pdf")
def board_pdf() -> Response:
    """Open cards without names, for the wall."""
    return file_answer(pdf_of(board_document()), f"{clock.today():%Y-%m-%d}_Suche-und-Biete.pdf")


@blueprint.route("/suche-und-biete/neu", methods=["GET", "POST"])
def new() -> Answer:
    """A card that the office writes down for somebody."""
    kind = KIND_NAMES.get(request.args.get("art", ""))
    idea = request.args.get("idee", "")[:20].replace("\x00", "")
    form = CardForm(data={"kind": kind.value if kind else None, "idea": idea})
    if form.accept():
        try:
            card_id = actions.add(form.values(), form.submit_key.data or "", actor=current_staff())
            flash("Die Karte ist offen.", "success")
            return _to_card(card_id)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("matching/new.html", form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/suche-und-biete/<int:card_id>")
def card(card_id: int) -> Answer:
    """One card: what fits it and why, who was asked, what came of it."""
    found = queries.card_by_id(card_id)
    name, email = queries.owner_of(found)
    return render_template(
        "matching/card.html",
        card=found,
        name=name,
        email=email,
        fits=suggestions.fits_for(found),
        answers=queries.answers_to(found),
        mediations=mediation_queries.mediations_of_card(found),
        is_over=_is_over(found),
    )


def _is_over(found: MatchCard) -> bool:
    last: date | None = found.valid_until
    return found.state == CardState.OPEN and last is not None and last < clock.today()


@blueprint.route("/suche-und-biete/<int:card_id>/aendern", methods=["GET", "POST"])
def change(card_id: int) -> Answer:
    """Other words, another person, another last day."""
    found = queries.card_by_id(card_id)
    form, faster = CardForm() if request.method == "POST" else CardForm.of(found), None
    if form.accept():
        try:
            actions.change(
                card_id, form.values(), seen_version=form.seen_version, actor=current_staff()
            )
        except RuleBroken as fault:
            form.blame(fault)
            if isinstance(fault, Conflict):
                faster = queries.card_by_id(card_id)
                form.version.data = str(faster.version)
        else:
            flash("Die Karte ist geändert.", "success")
            return _to_card(card_id)
    asked = len(mediation_queries.asked_with_card(card_id))
    page = render_template(
        "matching/change.html", form=form, card=found, faster=faster, asked=asked
    )
    return page, Conflict.status if faster else 422 if form.errors else 200


@blueprint.post("/suche-und-biete/<int:card_id>/oeffnen")
def accept(card_id: int) -> Answer:
    """The office has read the card: it gets a number and is open."""
    try:
        actions.accept(card_id, actor=current_staff())
        flash("Die Karte ist offen. Die Person bekommt eine E-Mail mit ihrem Link.", "success")
    except RuleBroken as fault:
        _tell(fault)
    return _to_card(card_id)


@blueprint.route("/suche-und-biete/<int:card_id>/schliessen", methods=["GET", "POST"])
def close(card_id: int) -> Answer:
    """The card is over: why, and whether the person is told."""
    found = queries.card_by_id(card_id)
    form = CloseForm(data={"tell": True})
    if form.accept():
        actions.close(
            card_id, form.outcome.data or "", tell=bool(form.tell.data), actor=current_staff()
        )
        flash("Die Karte ist geschlossen.", "success")
        return _to_card(card_id)
    asked = mediation_queries.asked_with_card(card_id)
    page = render_template("matching/close.html", form=form, card=found, asked=len(asked))
    return page, 422 if form.errors else 200


@blueprint.post("/suche-und-biete/<int:card_id>/wieder-oeffnen")
def reopen(card_id: int) -> Answer:
    """A card that was closed or came to something looks on."""
    try:
        actions.reopen(card_id, actor=current_staff())
        flash("Die Karte ist wieder offen.", "success")
    except RuleBroken as fault:
        _tell(fault)
    return _to_card(card_id)


def _tell(fault: RuleBroken) -> None:
    """A rule that says no stands above the page; what is not there stays an error page."""
    if fault.status == 404:
        raise fault
    flash(fault.message, "warning")


def _narrowed(typed: Mapping[str, str]) -> dict[str, Any]:
    return {key: typed[key][:100] for key in NARROWING if typed.get(key)}


def _to_card(card_id: int) -> Answer:
    return redirect(url_for(".card", card_id=card_id), 303)
