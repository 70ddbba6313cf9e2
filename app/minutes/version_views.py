"""Released versions for the team: taking the minutes up again, and the documents as they were."""

from flask import flash, redirect, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.file_answers import file_answer
from app.meetings.queries import meeting_by_id
from app.minutes import actions, queries, releases
from app.minutes.rules import file_name

blueprint = staff_blueprint("minutes_versions", __name__)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/ueberarbeiten")
def revise(meeting_id: int) -> Answer:
    """Take the minutes up again for the next version; what is public stays."""
    releases.revise(meeting_id, actor=current_staff())
    flash("Sie bearbeiten jetzt den Entwurf. Öffentlich bleibt die bisherige Version.", "success")
    return _back(meeting_id)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/schliessen")
def close(meeting_id: int) -> Answer:
    releases.close_unchanged(meeting_id, actor=current_staff())
    flash("Das Protokoll ist geschlossen. Es gibt keine neue Version.", "success")
    return _back(meeting_id)


@blueprint.get("/treffen/<int:meeting_id>/protokoll/version-<int:number>.pdf")
def version_pdf(meeting_id: int, number: int) -> Answer:
    """The document of this version as it was released."""
    meeting = meeting_by_id(meeting_id)
    name = file_name(meeting.day, meeting.title, meeting.kit.minutes_type, number)
    return file_answer(queries.released_pdf(meeting_id, number), name)


@blueprint.post("/treffen/<int:meeting_id>/protokoll/tagesordnung")
def take_agenda_news(meeting_id: int) -> Answer:
    """Headings for what came onto the agenda since the minutes were opened."""
    added = actions.take_agenda_news(meeting_id, actor=current_staff())
    flash("Die neuen Punkte stehen im Protokoll." if added else "Es gibt keine neuen Punkte.",
          "success")  # fmt: skip
    return _back(meeting_id)


def _back(meeting_id: int) -> Answer:
    return redirect(url_for("minutes.edit", meeting_id=meeting_id), 303)
