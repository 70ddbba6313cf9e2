"""Pages about the team itself: who works here, own sessions."""

from flask import flash, redirect, render_template, request, url_for

from app.access import queries, team
from app.access.forms import StaffForm
from app.access.guards import Answer, cookie_name, current_staff, give_cookie, staff_blueprint
from app.access.rules import ROLE_WORDS, Role
from app.core import clock
from app.core.errors import RuleBroken
from app.core.tokens import digest
from app.core.words import sort_key

blueprint = staff_blueprint("team", __name__)


@blueprint.get("/team")
def index() -> Answer:
    """Everybody who works here, with roles and whether they are signed in."""
    live = {session.staff_id for session in queries.live_sessions(clock.now())}
    team_here = sorted(queries.team(), key=lambda one: sort_key(one.name))
    return render_template("access/team.html", team=team_here, live=live, words=ROLE_WORDS)


@blueprint.route("/team/neu", methods=["GET", "POST"])
def new() -> Answer:
    """Take somebody into the team."""
    form = StaffForm()
    if form.accept() and _done(form, None):
        flash(f"{form.name.data} ist im Team und kann sich einloggen.", "success")
        return redirect(url_for(".index"), 303)
    page = render_template("access/new_member.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/team/<int:staff_id>", methods=["GET", "POST"])
def member(staff_id: int) -> Answer:
    """Name and roles of somebody; with another address somebody is taken in anew."""
    staff = queries.member_by_id(staff_id)
    form = StaffForm(data={"name": staff.name, "roles": staff.roles})
    del form.email
    if form.accept() and _done(form, staff_id):
        flash("Die Angaben sind gespeichert.", "success")
        return redirect(url_for(".index"), 303)
    page = render_template("access/member.html", form=form, staff_member=staff)
    return page, 422 if form.errors or form.form_errors else 200


def _done(form: StaffForm, staff_id: int | None) -> bool:
    roles = [Role(role) for role in form.roles.data or ()]
    try:
        if staff_id is None:
            team.take_in(form.name.data or "", form.email.data or "", roles, current_staff())
        else:
            team.change(staff_id, form.name.data or "", roles, current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.route("/team/<int:staff_id>/entfernen", methods=["GET", "POST"])
def remove(staff_id: int) -> Answer:
    """A second look: what ends when somebody leaves."""
    staff = queries.member_by_id(staff_id)
    if request.method == "POST":
        name = team.let_go(staff_id, current_staff())
        flash(f"{name} ist nicht mehr im Team.", "success")
        return redirect(url_for(".index"), 303)
    sessions = queries.live_sessions(clock.now(), staff_id)
    return render_template("access/remove_member.html", staff_member=staff, sessions=sessions)


@blueprint.get("/sitzungen")
def sessions() -> Answer:
    """Where one is signed in."""
    mine = queries.live_sessions(clock.now(), current_staff().id)
    here = digest(request.cookies.get(cookie_name(), ""))
    return render_template("access/sessions.html", sessions=mine, here=here)


@blueprint.post("/sitzungen/<int:session_id>/beenden")
def end_session(session_id: int) -> Answer:
    team.end_session(session_id, current_staff())
    flash("Die Sitzung ist beendet.", "success")
    return redirect(url_for(".sessions"), 303)


@blueprint.post("/sitzungen/alle-beenden")
def end_everywhere() -> Answer:
    """Sign out on every device, this one too."""
    team.end_everywhere(current_staff().id, current_staff())
    answer = redirect(url_for("access_public.left"), 303)
    give_cookie(answer, "")
    return answer
