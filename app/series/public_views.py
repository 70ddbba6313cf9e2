"""The public page of a series, and all its dates for one's own calendar."""

from flask import Response, render_template

from app.access.guards import Answer, public_blueprint
from app.core import clock
from app.core.ical import publish
from app.series import calendar, plans, queries

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


@blueprint.get("/reihe/<slug>/termine.ics", endpoint="calendar")
def dates(slug: str) -> Answer:
    """All dates; a download, no invitation (METHOD:PUBLISH)."""
    found = queries.public_series(slug)
    return Response(
        publish(calendar.appointments(queries.public_meetings(found)), found.name),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug[:60]}.ics"'},
    )
