"""The team's pages of the door: the list, devices of helpers, a list from paper, who is missing."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import may_enter
from app.core import clock
from app.core.errors import RuleBroken
from app.core.links import link_to
from app.core.words import count
from app.door import actions, documents, pages, paper, queries
from app.door.forms import LinkForm, PaperForm
from app.door.pages import Place
from app.door.rules import DoorState, Marker
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id
from app.registrations.rules import LABELS
from app.tables.queries import plans_in_force

blueprint = staff_blueprint("door", __name__)
TABLE = "/treffen/<int:meeting_id>/einlass"


def _place(meeting_id: int) -> Place:
    return Place(
        meeting=meeting_by_id(meeting_id),
        marker=Marker(current_staff().name),
        team=True,
        list_url=url_for(".index", meeting_id=meeting_id),
        mark_url=url_for(".mark", meeting_id=meeting_id),
        news_url=url_for(".news", meeting_id=meeting_id),
        guest_url=url_for(".guest", meeting_id=meeting_id),
    )


def _to_list(meeting_id: int) -> Answer:
    return redirect(url_for(".index", meeting_id=meeting_id), 303)


@blueprint.get(TABLE)
def index(meeting_id: int) -> Answer:
    """The list; before it opens, when it will, and what can be prepared."""
    place = _place(meeting_id)
    state = queries.state_of(place.meeting)
    if state in (DoorState.NOT_YET, DoorState.CANCELLED):
        return render_template("door/not_open.html", meeting=place.meeting, state=state)
    decides = may_enter("door.give_place", current_staff().roles)
    return pages.show_list(
        "door/index.html",
        place,
        waiting=queries.waiting(meeting_id) if decides else [],
        labels=LABELS,
        ended=_ended(place.meeting),
        seating=plans_in_force(meeting_id),
    )


def _ended(meeting: Meeting) -> bool:
    return clock.local(clock.now()).replace(tzinfo=None) >= meeting.ends_at


@blueprint.post(f"{TABLE}/haken")
def mark(meeting_id: int) -> Answer:
    return pages.take_mark(_place(meeting_id))


@blueprint.get(f"{TABLE}/stand")
def news(meeting_id: int) -> Answer:
    return pages.news(_place(meeting_id))


@blueprint.route(f"{TABLE}/gast", methods=["GET", "POST"])
def guest(meeting_id: int) -> Answer:
    """Somebody who just comes."""
    return pages.take_guest("door/guest.html", _place(meeting_id))


@blueprint.route(f"{TABLE}/geraete", methods=["GET", "POST"])
def devices(meeting_id: int) -> Answer:
    """Links for helpers, and how many guests may come."""
    meeting, form = meeting_by_id(meeting_id), LinkForm()
    if form.accept():
        key = form.submit_key.data or ""
        actions.make_link(meeting_id, form.label.data or "", key, current_staff())
        newest = queries.links(meeting_id)[0].link.id
        return redirect(url_for(".link", meeting_id=meeting_id, link_id=newest), 303)
    page = render_template(
        "door/devices.html",
        meeting=meeting,
        form=form,
        links=queries.links(meeting_id),
        more=queries.more_guests(meeting_id),
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"{TABLE}/geraete/<int:link_id>")
def link(meeting_id: int, link_id: int) -> Answer:
    """The code to scan with the phone that shall show the list."""
    found = queries.link_of_meeting(meeting_id, link_id)
    address = link_to("door_public.index", token=queries.token_of(found))
    return render_template(
        "door/link.html",
        meeting=found.meeting,
        link=found,
        address="" if found.revoked_at else address,
        picture="" if found.revoked_at else documents.qr_picture(address),
    )


@blueprint.post(f"{TABLE}/geraete/<int:link_id>/zurueckziehen")
def revoke(meeting_id: int, link_id: int) -> Answer:
    actions.revoke_link(meeting_id, link_id, current_staff())
    flash("Der Link öffnet nichts mehr. Was damit abgehakt wurde, bleibt.", "success")
    return redirect(url_for(".devices", meeting_id=meeting_id), 303)


@blueprint.post(f"{TABLE}/gaeste")
def allow_guests(meeting_id: int) -> Answer:
    """Whether spontaneous guests may be more than the places."""
    allowed = request.form.get("mehr") == "ja"
    actions.allow_more_guests(meeting_id, allowed, current_staff())
    flash(
        "Spontane Gäste dürfen mehr sein, als es Plätze gibt."
        if allowed
        else "Spontane Gäste kommen nur herein, solange ein Platz frei ist.",
        "success",
    )
    return redirect(url_for(".devices", meeting_id=meeting_id), 303)


@blueprint.route(f"{TABLE}/papierliste", methods=["GET", "POST"])
def enter_paper(meeting_id: int) -> Answer:
    """Type a paper list in: first show who is meant, then keep it."""
    place, form = _place(meeting_id), PaperForm()
    lines = paper.read(place.meeting, form) if form.accept() else []
    if lines and "bestaetigt" in request.form and paper.kept(place, form, lines):
        return _to_list(meeting_id)
    asks = lines and not form.form_errors and "zurueck" not in request.form
    page = render_template(
        "door/paper_preview.html" if asks else "door/paper.html",
        place=place,
        meeting=place.meeting,
        form=form,
        lines=lines,
        people=paper.people(place.meeting),
    )
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route(f"{TABLE}/uebrige", methods=["GET", "POST"])
def rest(meeting_id: int) -> Answer:
    """Say how many are still open, then note that they were missing."""
    meeting = meeting_by_id(meeting_id)
    if request.method == "POST":
        absent = actions.mark_rest_absent(meeting_id, current_staff())
        flash(f"{count(absent, 'Person ist', 'Personen sind')} als „fehlt“ eingetragen.", "success")
        return _to_list(meeting_id)
    if not _ended(meeting):
        raise RuleBroken(actions.AT_THE_END)
    numbers = queries.standing(meeting).numbers
    return render_template("door/rest.html", meeting=meeting, numbers=numbers)


@blueprint.post(f"{TABLE}/platz/<int:registration_id>")
def give_place(meeting_id: int, registration_id: int) -> Answer:
    """Let in somebody who waits."""
    actions.give_place(meeting_id, registration_id, current_staff())
    flash("Die Person hat einen Platz und steht auf der Liste.", "success")
    return _to_list(meeting_id)
