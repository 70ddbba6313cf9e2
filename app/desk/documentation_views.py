"""The documentation of a meeting as a PDF; its page is that of the meeting."""

from flask import Response

from app.access.guards import hide_unlisted, public_blueprint
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.desk.documentation import documentation_document
from app.meetings.queries import meeting_by_slug
from app.meetings.rules import file_name

blueprint = public_blueprint("documentation_public", __name__)


@blueprint.get("/treffen/<slug>/dokumentation.pdf")
def pdf(slug: str) -> Response:
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    name = file_name(meeting.day, meeting.title, "Dokumentation", "pdf")
    return file_answer(pdf_of(documentation_document(meeting)), name)
