"""The sheet of a member behind a personal link. Opening it changes nothing; a button does (T-6)."""

from flask import redirect, url_for

from app.access.guards import Answer, german_blueprint, personal_page
from app.steering import rating_actions, ratings
from app.steering.rating_pages import show_sheet

blueprint = german_blueprint("ratings_public", __name__)


@blueprint.route("/bewertung/<token>", methods=["GET", "POST"])
@personal_page
def sheet(token: str) -> Answer:
    """The own sheet, and the results when the rating is over."""
    return show_sheet(
        ratings.sheet_behind(token),
        "steering/sheet_by_link.html",
        lambda **query: url_for(".sheet", token=token, **query),
        address=url_for(".sheet", token=token),
        reopen=url_for(".reopen", token=token),
        as_deputy=False,
    )


@blueprint.post("/bewertung/<token>/oeffnen")
@personal_page
def reopen(token: str) -> Answer:
    """Take the sheet back to change it."""
    rating_actions.reopen_sheet(ratings.sheet_behind(token).id)
    return redirect(url_for(".sheet", token=token, neu="offen"), 303)
