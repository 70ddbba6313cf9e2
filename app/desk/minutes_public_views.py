"""Released minutes for everybody. They stand here because the steering group's room knows which
decisions name an idea that is not public."""

from flask import Response, render_template

from app.access.guards import Answer, hide_unlisted, public_blueprint
from app.core.errors import NotFound
from app.core.file_answers import file_answer
from app.core.language_choice import of_meeting
from app.desk.open_minutes import open_minutes
from app.meetings.queries import meeting_by_slug
from app.minutes import queries
from app.minutes.pages import page_values

NOT_FOR_ALL = (
    "Dieses Dokument nennt eine Idee, die nicht öffentlich ist. Was öffentlich ist, lesen Sie auf "
    "der Seite des Protokolls."
)

blueprint = public_blueprint("minutes_public", __name__)


@blueprint.get("/treffen/<slug>/protokoll")
def minutes(slug: str) -> Answer:
    """The newest version, whatever is typed in the next one."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    found = open_minutes(meeting)
    return render_template(
        "minutes/minutes.html", whole=found.whole, **page_values(meeting, found.content)
    )


@blueprint.get("/treffen/<slug>/protokoll.pdf")
def pdf(slug: str) -> Response:
    """The document as it was released, never made anew; none when it names a hidden idea."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    if not open_minutes(meeting).whole:
        raise NotFound(NOT_FOR_ALL)
    return file_answer(queries.released_pdf(meeting.id), queries.newest_name(meeting))
