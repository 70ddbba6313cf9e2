"""The office's page of all calendars, with the member's own link."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core.words import sort_key
from app.feeds import actions, queries, ways

blueprint = staff_blueprint("feeds", __name__)


@blueprint.get("/kalender")
def index() -> Answer:
    """All calendars for everybody, and one's own for the team."""
    link, search = queries.team_link(current_staff().id), request.args.get("suche", "")
    words = sort_key(search)[0].split()
    every = ways.public_ones()
    return render_template(
        "feeds/index.html",
        every=every,
        found=[one for one in every if all(word in sort_key(one.name)[0] for word in words)],
        search=search,
        team=ways.to_team(queries.feed_token(link)) if link and link.digest else [],
    )


@blueprint.post("/kalender/link-anlegen")
def make() -> Answer:
    actions.make_for_team(current_staff())
    flash("Ihr Link ist angelegt.", "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/kalender/link-zurueckziehen")
def revoke() -> Answer:
    actions.revoke_for_team(current_staff())
    flash("Ihr Link gilt nicht mehr.", "success")
    return redirect(url_for(".index"), 303)
