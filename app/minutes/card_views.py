"""The page „Aus dem Saal“ of the minutes: take cards and results over below a heading."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.minutes import cards, queries
from app.minutes.entry_forms import row_number

blueprint = staff_blueprint("minutes_cards", __name__)
PLACE = "/treffen/<int:meeting_id>/protokoll/saal"


@blueprint.get(PLACE)
def index(meeting_id: int) -> Answer:
    """What the room gave and the minutes do not have yet."""
    minutes = queries.opened_minutes(meeting_id)
    hall = cards.from_hall(meeting_id)
    return render_template(
        "minutes/cards.html", minutes=minutes, meeting=minutes.meeting, hall=hall
    )


@blueprint.post(f"{PLACE}/karten/<int:card_id>")
def take_card(meeting_id: int, card_id: int) -> Answer:
    item_id = row_number(request.form.get("punkt"))
    cards.take_card(meeting_id, card_id, item_id, current_staff())
    return _back(meeting_id, item_id)


@blueprint.post(f"{PLACE}/abfragen/<int:poll_id>")
def take_result(meeting_id: int, poll_id: int) -> Answer:
    item_id = row_number(request.form.get("punkt"))
    cards.take_result(meeting_id, poll_id, item_id, current_staff())
    return _back(meeting_id, item_id)


def _back(meeting_id: int, item_id: int) -> Answer:
    """To the rest; the heading that was chosen is chosen again."""
    flash("Das steht jetzt im Protokoll.", "success")
    return redirect(url_for(".index", meeting_id=meeting_id, punkt=item_id), 303)
