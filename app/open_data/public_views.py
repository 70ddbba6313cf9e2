"""The page about open data, for people."""

from flask import render_template

from app.access.guards import Answer, public_blueprint
from app.core.links import link_to
from app.open_data import openapi
from app.open_data.api_views import licence

blueprint = public_blueprint("open_data_public", __name__)


@blueprint.get("/offene-daten")
def index() -> Answer:
    """What there is, under which licence, with examples."""
    return render_template(
        "open_data/index.html",
        licence=licence(),
        version=openapi.VERSION,
        example=link_to("api_public.ideas", state="in_progress", limit=10),
        since=link_to("api_public.meetings", modified_since="2027-09-01"),
    )
