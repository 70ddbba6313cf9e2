"""The steering group at a glance, and its members."""

from collections.abc import Callable
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.access.rules import Role
from app.core import clock
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.file_answers import file_answer
from app.core.printing import pdf_of
from app.steering import member_actions, member_documents, members, ratings
from app.steering.member_forms import EndForm, MemberForm, NewMemberForm
from app.steering.member_mix import mix_drawing, mix_of, mix_says
from app.steering.member_rules import standing
from app.steering.rating_forms import last_day

blueprint = staff_blueprint("steering", __name__)


@blueprint.get("/lenkungskreis")
def index() -> Answer:
    """What a member has to do now, what the office waits for, and who belongs to the group."""
    today = clock.today()
    seat = members.seat_of_staff(current_staff(), today)
    open_rounds = ratings.open_rounds(today)
    return render_template(
        "steering/index.html",
        seat=seat,
        own=ratings.own_rounds(seat, today) if seat else [],
        open_rounds=open_rounds,
        progress=ratings.progress([one.id for one in open_rounds], today),
        sitting=members.members_on(today),
        is_office=Role.OFFICE in current_staff().roles,
    )


@blueprint.get("/lenkungskreis/mitglieder", endpoint="members")
def all_members() -> Answer:
    """Everybody with a seat, those whose term is over below, and the mix of groups."""
    today = clock.today()
    sitting = members.members_on(today)
    there = {one.id for one in sitting}
    mix = mix_of(sitting)
    return render_template(
        "steering/members.html",
        now=sitting,
        others=[one for one in members.all_members() if one.id not in there],
        standing=lambda one: standing(one.term_from, one.term_to, today),
        mix=mix,
        drawing=mix_drawing(mix),
        mix_says=mix_says(mix),
        is_office=Role.OFFICE in current_staff().roles,
    )


@blueprint.get("/lenkungskreis/mitglieder.pdf")
def members_pdf() -> Answer:
    """The list on A4: names, functions, deputies, terms; no addresses."""
    today = clock.today()
    paper = member_documents.members_document(members.members_on(today), today)
    return file_answer(pdf_of(paper), f"{today:%Y-%m-%d}_Mitglieder.pdf")


@blueprint.get("/lenkungskreis/mitglieder/personen")
def people() -> Answer:
    """Names for a field, as options, while somebody types; opened alone, the same page."""
    typed = (request.args.get("person") or request.args.get("deputy") or "")[:200]
    return Response(
        render_template("steering/_people.html", labels=members.suggestions(typed)),
        mimetype="text/html",
    )


@blueprint.route("/lenkungskreis/mitglieder/neu", methods=["GET", "POST"])
def new_member() -> Answer:
    """A new seat for a term of office."""
    form = NewMemberForm(data={"term_from": clock.today(), "voting": "ja"})
    if form.accept():
        try:
            member_actions.add_member(form.values(), actor=current_staff())
            flash("Das Mitglied ist eingetragen.", "success")
            return _to_members()
        except RuleBroken as fault:
            form.blame(fault)
    page = render_template("steering/member_form.html", form=form, member=None)
    return page, 422 if form.errors else 200


@blueprint.route("/lenkungskreis/mitglieder/<int:member_id>", methods=["GET", "POST"])
def edit_member(member_id: int) -> Answer:
    """Function, vote, deputy and term of a seat."""
    member = members.member_by_id(member_id)
    deputy = members.label_alone(member.deputy) if member.deputy else ""
    form = MemberForm() if request.method == "POST" else MemberForm.of(member, deputy)

    def keep() -> None:
        member_actions.change_member(
            member_id, form.values(), seen_version=form.seen_version, actor=current_staff()
        )

    status = _kept(form, member_id, keep)
    if status is None:
        flash("Der Sitz ist geändert.", "success")
        return _to_members()
    page = render_template(
        "steering/member_form.html",
        form=form,
        member=members.member_by_id(member_id),
        faster=status == Conflict.status,
        is_used=members.is_used(member_id),
    )
    return page, status


def _kept(form: Any, member_id: int, keep: Callable[[], None]) -> int | None:
    """None when it was kept; else the status of the page that shows the form."""
    if not form.accept():
        return 422 if form.errors else 200
    try:
        keep()
    except RuleBroken as fault:
        form.blame(fault)
        form.version.data = str(members.member_by_id(member_id).version)
        return Conflict.status if isinstance(fault, Conflict) else 422
    return None


@blueprint.route("/lenkungskreis/mitglieder/<int:member_id>/beenden", methods=["GET", "POST"])
def end_member(member_id: int) -> Answer:
    """The last day of a term."""
    member = members.member_by_id(member_id)
    form = EndForm(data={"last_day": clock.today(), "version": str(member.version)})

    def keep() -> None:
        member_actions.end_term(
            member_id, last_day(form.last_day), seen_version=form.seen_version,
            actor=current_staff(),
        )  # fmt: skip

    status = _kept(form, member_id, keep)
    if status is None:
        flash("Die Amtszeit ist beendet. Der Eintrag bleibt in der Liste der früheren.", "success")
        return _to_members()
    page = render_template(
        "steering/member_end.html", form=form, member=members.member_by_id(member_id)
    )
    return page, status


@blueprint.post("/lenkungskreis/mitglieder/<int:member_id>/entfernen")
def remove_member(member_id: int) -> Answer:
    """Take out a seat that was entered by mistake."""
    try:
        member_actions.remove_member(member_id, actor=current_staff())
        flash("Der Eintrag ist entfernt.", "success")
    except RuleBroken as fault:
        if isinstance(fault, NotFound):
            raise
        flash(fault.message, "warning")
    return _to_members()


def _to_members() -> Answer:
    return redirect(url_for(".members"), 303)
