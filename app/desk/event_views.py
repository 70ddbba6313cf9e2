"""What the team did, with the titles of the things it was done to."""

from flask import render_template, request

from app.access import queries
from app.access.event_words import thing_of, words_of
from app.access.guards import Answer, staff_blueprint
from app.desk.event_things import things_of

blueprint = staff_blueprint("events", __name__)


@blueprint.get("/ereignisse")
def index() -> Answer:
    """The audit log, with search."""
    search = request.args.get("suche", "")[:100]
    page = queries.events(search, request.args.get("seite", 1, type=int))
    return render_template(
        "desk/events.html",
        page=page,
        search=search,
        things=things_of(row.subject for row in page.rows),
        words_of=words_of,
        thing_of=thing_of,
    )
