"""Who does what at a meeting."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, staff_blueprint
from app.agenda import editor, queries, roles
from app.agenda.published import is_session
from app.agenda.role_forms import NewRoleForm, RolesForm, typed_for_gone
from app.core.errors import RuleBroken
from app.core.words import count
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("agenda_roles", __name__)


@blueprint.route("/treffen/<int:meeting_id>/rollen", methods=["GET", "POST"])
def index(meeting_id: int) -> Answer:
    """All roles with their people; POST sets the names of all at once."""
    meeting, form, fault = meeting_by_id(meeting_id), RolesForm(), None
    if form.accept():
        try:
            typed = form.typed(request.form, queries.roles_of(meeting_id))
            changed = roles.give_roles(meeting_id, typed)
            words = count(changed, "Rolle ist", "Rollen sind")
            flash(f"{words} gespeichert." if changed else "Es war nichts zu ändern.")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as broken:
            fault = broken
    return _page(meeting, form, fault)


def _page(meeting: Meeting, form: RolesForm, fault: RuleBroken | None) -> Answer:
    agenda, typed = queries.agenda_for(meeting, names=True), request.form if fault else {}
    page = render_template(
        "agenda/roles.html", form=form, fault=fault, meeting=meeting, new=NewRoleForm(),
        agenda=agenda, typed=typed, gone=typed_for_gone(typed, agenda.roles),
        session=is_session(meeting),
    )  # fmt: skip
    status = fault.status if fault else 200
    return page, 422 if fault and fault.field else status


@blueprint.post("/treffen/<int:meeting_id>/rollen/neu")
def add(meeting_id: int) -> Answer:
    """Add a role of the office's own."""
    meeting, form = meeting_by_id(meeting_id), NewRoleForm()
    if form.accept():
        try:
            title = form.title.data or ""
            roles.add_role(meeting_id, title, form.task.data or "", form.names)
            flash(f"Die Rolle „{title}“ ist da.", "success")
            return redirect(url_for(".index", meeting_id=meeting_id), 303)
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template(
        "agenda/roles.html", form=RolesForm(), fault=None, meeting=meeting, new=form,
        agenda=queries.agenda_for(meeting, names=True), typed={}, gone=[],
        session=is_session(meeting),
    )  # fmt: skip
    return page, 422


@blueprint.route(
    "/treffen/<int:meeting_id>/rollen/<int:role_id>/entfernen", methods=["GET", "POST"]
)
def remove(meeting_id: int, role_id: int) -> Answer:
    """GET asks, POST removes."""
    role = roles.role_of(meeting_id, role_id)
    if request.method == "POST":
        title = role.title
        roles.remove_role(meeting_id, role_id)
        flash(f"Die Rolle „{title}“ ist entfernt.", "success")
        return redirect(url_for(".index", meeting_id=meeting_id), 303)
    return render_template(
        "agenda/remove_role.html",
        role=role,
        meeting=meeting_by_id(meeting_id),
        items=editor.items_with(meeting_id, role),
    )
