"""The own tables on the own page, and the objection to their being remembered."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.core import clock
from app.core.errors import Gone
from app.core.language import N_
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.settings import current
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.queries import by_manage_token
from app.tables import objections
from app.tables.own import own_plans

blueprint = public_blueprint("tables_public", __name__)


@blueprint.route("/anmeldung/<token>/tische", methods=["GET", "POST"])
@personal_page
def own(token: str) -> Answer:
    """The own table of each round, and a button for not being remembered."""
    found = _own(token)
    of_meeting(found.meeting.languages, found.language)
    if request.method == "POST":
        return _keep(token, found, objects=request.form.get("merken") == "nein")
    return render_template(
        "tables/own.html",
        registration=found,
        meeting=found.meeting,
        token=token,
        plans=own_plans(found),
        over=found.meeting.day < clock.today() or found.meeting.state == MeetingState.CANCELLED,
        objected=objections.has_objected(found),
        memory=len(current().tables.memory_percent),
    )


def _keep(token: str, registration: Registration, *, objects: bool) -> Answer:
    if objects:
        objections.object_to_memory(registration.id)
        flash(_("Wir merken uns nicht, mit wem Sie am Tisch sitzen."), "success")
    else:
        objections.withdraw_objection(registration.id)
        flash(_("Wir dürfen uns wieder merken, mit wem Sie am Tisch sitzen."), "success")
    return redirect(url_for(".own", token=token), 303)


def _own(token: str) -> Registration:
    """The registration behind a personal link, as long as it is kept (T-5)."""
    found = by_manage_token(token)
    kept = timedelta(days=current().retention.registrations_days)
    if clock.today() > found.meeting.day + kept:
        raise Gone(N_("Dieses Treffen liegt lange zurück. Der Link ist abgelaufen."))
    return found
