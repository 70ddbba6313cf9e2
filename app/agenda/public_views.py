"""The agenda of a public meeting as a PDF; its HTML twin is the meeting's page."""

from app.access.guards import Answer, hide_unlisted, public_blueprint
from app.agenda import documents
from app.core.errors import Gone
from app.core.file_answers import file_answer
from app.core.language import gettext as _
from app.meetings.queries import meeting_by_slug
from app.meetings.rules import MeetingState

blueprint = public_blueprint("agenda_public", __name__)


@blueprint.get("/treffen/<slug>/tagesordnung.pdf")
def agenda_pdf(slug: str) -> Answer:
    """The agenda for participants. Raises ``Gone`` when the meeting is called off."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    if meeting.state == MeetingState.CANCELLED:
        raise Gone(_("Dieses Treffen ist abgesagt. Eine Tagesordnung gibt es nicht mehr."))
    return file_answer(documents.agenda_pdf(meeting), documents.agenda_name(meeting))
