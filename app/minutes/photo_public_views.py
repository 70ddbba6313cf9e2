"""Photos that a released version shows, for everybody."""

from flask import Response

from app.access.guards import hide_unlisted, public_blueprint
from app.meetings.queries import meeting_by_slug
from app.minutes.photo_files import picture_answer
from app.minutes.photos import released_picture

blueprint = public_blueprint("minutes_photos_public", __name__)


@blueprint.get("/treffen/<slug>/fotos/<int:photo_id>/<size>.jpg")
def picture(slug: str, photo_id: int, size: str) -> Response:
    """The photo; before the release nobody finds it here."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    return picture_answer(released_picture(meeting.id, photo_id, size), photo_id)
