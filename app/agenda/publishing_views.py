"""Publishing the agenda: what changes for participants, and the versions there were."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.agenda import published, publishing
from app.agenda.differences import from_data
from app.agenda.queries import public_rows
from app.core.errors import RuleBroken
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("agenda_publishing", __name__)


@blueprint.route("/treffen/<int:meeting_id>/tagesordnung/veroeffentlichen", methods=["GET", "POST"])
def publish(meeting_id: int) -> Answer:
    """What changed since participants saw it; POST shows it to them."""
    fault = None
    if request.method == "POST":
        try:
            seen = request.form.get("stand", "")[:40]
            number = publishing.publish_agenda(meeting_id, seen, current_staff())
            said = f"Fassung {number} ist veröffentlicht." if number else "Es war nichts mehr neu."
            flash(said, "success" if number else "info")
            return redirect(url_for(".publish", meeting_id=meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    meeting = meeting_by_id(meeting_id)
    found = published.comparison_of(meeting)
    page = render_template(
        "agenda/publish.html", meeting=meeting, found=found, fault=fault,
        versions=published.history(meeting_id), slots=public_rows(found.agenda),
        ends_at=found.agenda.ends_at,
    )  # fmt: skip
    return page, fault.status if fault else 200


@blueprint.get("/treffen/<int:meeting_id>/tagesordnung/fassungen/<int:edition>")
def version(meeting_id: int, edition: int) -> Answer:
    """One published version as participants saw it."""
    meeting, found = meeting_by_id(meeting_id), published.version_of(meeting_id, edition)
    agenda = published.agenda_of_version(meeting, from_data(found.items))
    return render_template(
        "agenda/version.html", meeting=meeting, version=found, slots=public_rows(agenda),
        ends_at=agenda.ends_at, holds=found.number == published.history(meeting_id)[0].number,
    )  # fmt: skip
