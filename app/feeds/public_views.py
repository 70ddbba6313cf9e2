"""The calendars to subscribe to, and the page on which a person gets the link to their own."""

from flask import redirect, render_template, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core.language_choice import of_meeting
from app.feeds import actions, calendar, queries, ways
from app.feeds.answers import answer
from app.registrations.queries import by_manage_token

blueprint = public_blueprint("feeds_public", __name__)
blueprint.add_app_template_global(ways.to_meeting, "calendar_ways_to_meeting")
blueprint.add_app_template_global(ways.to_place, "calendar_ways_to_place")
blueprint.add_app_template_global(ways.to_series, "calendar_ways_to_series")
blueprint.add_app_template_global(ways.to_all, "calendar_ways_to_all")


@blueprint.get("/kalender/treffen.ics")
def meetings() -> Answer:
    return answer(calendar.all_meetings())


@blueprint.get("/kalender/vorlage/<kit_id>.ics")
def kit(kit_id: str) -> Answer:
    return answer(calendar.of_kit(kit_id))


@blueprint.get("/reihe/<slug>/termine.ics")
def series_dates(slug: str) -> Answer:
    return answer(calendar.series_dates(slug))


@blueprint.get("/reihe/<slug>/serie.ics")
def series_rule(slug: str) -> Answer:
    return answer(calendar.series_rule(slug))


@blueprint.get("/kalender/persoenlich/<token>.ics")
def person(token: str) -> Answer:
    return answer(calendar.of_person(token))


@blueprint.get("/kalender/team/<token>.ics")
def team(token: str) -> Answer:
    return answer(calendar.of_team(token, with_points=False))


@blueprint.get("/kalender/team/<token>/mit-checkliste.ics")
def team_with_points(token: str) -> Answer:
    return answer(calendar.of_team(token, with_points=True))


@blueprint.get("/kalender/persoenlich/<token>/abonnieren")
@personal_page
def own(token: str) -> Answer:
    """``token``: of the personal page of a registration; the calendar has a token of its own."""
    registration = by_manage_token(token)
    of_meeting(registration.meeting.languages, registration.language)
    link = queries.own_link(registration)
    return render_template(
        "feeds/own.html",
        registration=registration,
        token=token,
        subscription=ways.to_person(queries.feed_token(link)) if link and link.digest else None,
    )


@blueprint.post("/kalender/persoenlich/<token>/link-anlegen")
@personal_page
def make(token: str) -> Answer:
    actions.make_own(token)
    return redirect(url_for(".own", token=token), 303)


@blueprint.post("/kalender/persoenlich/<token>/link-zurueckziehen")
@personal_page
def revoke(token: str) -> Answer:
    actions.revoke_own(token)
    return redirect(url_for(".own", token=token), 303)
