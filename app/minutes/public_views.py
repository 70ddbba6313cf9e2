"""Released minutes for everybody: the page and the stored document."""

from flask import Response, render_template

from app.access.guards import Answer, hide_unlisted, public_blueprint
from app.meetings.queries import meeting_by_slug
from app.minutes import documents, queries
from app.minutes.rules import file_name

blueprint = public_blueprint("minutes_public", __name__)


@blueprint.get("/treffen/<slug>/protokoll")
def minutes(slug: str) -> Answer:
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    found = queries.released_minutes(meeting.id)
    return render_template("minutes/minutes.html", online=True, **documents.content_of(found))


@blueprint.get("/treffen/<slug>/protokoll.pdf")
def pdf(slug: str) -> Answer:
    """The document as it was released; never made anew."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    data = queries.released_pdf(meeting.id)
    name = file_name(meeting.day, meeting.title, meeting.kit.minutes_type)
    return Response(
        data,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
