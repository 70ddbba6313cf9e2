"""The public page of a series."""

from flask import render_template

from app.access.guards import Answer, public_blueprint
from app.core import clock
from app.series import plans, queries

blueprint = public_blueprint("series_public", __name__)


@blueprint.get("/reihe/<slug>")
def series(slug: str) -> Answer:
    """What comes, what was, how to register."""
    found = queries.public_series(slug)
    meetings, today = queries.public_meetings(found), clock.today()
    return render_template(
        "series/public_series.html",
        series=found,
        sentence=plans.sentence_of(found),
        coming=[meeting for meeting in meetings if meeting.day >= today],
        past=[meeting for meeting in reversed(meetings) if meeting.day < today],
    )
