"""The team's page of the evening: what is on, how late it is, what can give time."""

from flask import flash, jsonify, redirect, render_template, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.devices import wants_data
from app.core.errors import RuleBroken
from app.live import actions, models, pages, queries  # noqa: F401 -- the tables
from app.live.forms import wish_from_form
from app.live.queries import Evening
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("live", __name__)
LIVE = "/treffen/<int:meeting_id>/live"


def _evening(meeting_id: int) -> Evening:
    return queries.evening_of(meeting_by_id(meeting_id), clock.now())


@blueprint.get(LIVE)
def index(meeting_id: int) -> Answer:
    """The page that the moderator holds in one hand."""
    evening = _evening(meeting_id)
    opened = queries.state_of(evening.meeting)
    return render_template("live/index.html", opened=opened, **pages.context(evening))


@blueprint.post(f"{LIVE}/druck")
def press(meeting_id: int) -> Answer:
    """One press; a script gets the news, a browser without script the page again."""
    meeting_by_id(meeting_id)
    try:
        too_late = actions.press(meeting_id, wish_from_form(), current_staff())
    except RuleBroken as fault:
        return pages.refusal(fault)
    if wants_data():
        return pages.answer(_evening(meeting_id), too_late)
    if too_late:
        flash(too_late, "info")
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.get(f"{LIVE}/stand")
def news(meeting_id: int) -> Answer:
    """What other devices pressed, and the time by our clock."""
    return jsonify(pages.news_answer(_evening(meeting_id)))
