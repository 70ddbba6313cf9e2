"""The big clock for the projector: no sign-in, no names, nothing internal."""

from flask import render_template, request

from app.access.guards import Answer, german_blueprint, hide_unlisted
from app.core import clock
from app.live import pages, queries, words
from app.live.clock_face import Face
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_slug

blueprint = german_blueprint("live_public", __name__)


def _face(slug: str) -> tuple[Meeting, Face]:
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    return meeting, queries.face_of(meeting, clock.now())


@blueprint.get("/treffen/<slug>/uhr")
def clock_page(slug: str) -> Answer:
    """What is on, how long still, what comes next."""
    meeting, face = _face(slug)
    dark = request.args.get("farbe") == "dunkel"
    return render_template("live/clock.html", meeting=meeting, face=face, words=words, dark=dark)


@blueprint.get("/treffen/<slug>/uhr/stand")
def clock_news(slug: str) -> Answer:
    """The same for the script of the clock."""
    return pages.face_data(_face(slug)[1])
