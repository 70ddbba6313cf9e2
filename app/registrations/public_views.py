"""Pages for people who come: register, confirm, see, change, cancel, take an offered place.

Opening a link changes nothing, ever: mail scanners open links. A button does (T-6).
"""

from contextlib import suppress
from datetime import timedelta

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup

from app.access.guards import Answer, hide_unlisted, personal_page, public_blueprint
from app.core import clock
from app.core.errors import Gone, NotFound, RuleBroken
from app.core.language import N_
from app.core.language import gettext as _
from app.core.language_choice import of_meeting
from app.core.settings import current
from app.core.templating import kept
from app.kits.schema import Mode
from app.meetings.models import Invitation, Meeting
from app.meetings.queries import invitation_behind, meeting_by_slug
from app.pitches.queries import projects_of
from app.pitches.rules import pitching_open
from app.registrations import actions, calendar, documents, queries
from app.registrations.forms import (
    AddressForm,
    AnswersForm,
    RegistrationForm,
    SwitchForm,
    answers_form,
    known_person,
    participation_choices,
    participation_of,
    registration_form,
    switch_form,
)
from app.registrations.models import Registration
from app.registrations.places import CLOSED
from app.registrations.queries import link_state_of, window_of
from app.registrations.rules import (
    LinkState,
    RegistrationState,
    Window,
    needs_are_late,
)

blueprint = public_blueprint("registrations_public", __name__)
NEWS = {
    "angaben": N_("Ihre Angaben sind gespeichert"),
    "teilnahme": N_("Ihre Teilnahme ist gespeichert"),
    "adresse": N_("Ein Link an die neue Adresse ist unterwegs"),
}
"""What was just done, said on the page that follows."""


@blueprint.route("/treffen/<slug>/anmelden", methods=["GET", "POST"])
def register(slug: str) -> Answer:
    """The form; what is kept is pending until the mailed link was used."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    of_meeting(meeting.languages)
    window = window_of(meeting, clock.now())
    room = queries.has_room(meeting)
    if window is not Window.OPEN or not room:
        page = render_template("registrations/closed.html", meeting=meeting, window=window)
        return page, 409 if request.method == "POST" else 200
    invitation = _invitation(meeting)
    form = _form(meeting, invitation)
    if form.accept() and _taken_in(meeting.id, form, invitation):
        project = "ja" if form.brings_project else None
        return redirect(url_for(".sent", slug=slug, projekt=project), 303)
    page = render_template(
        "registrations/register.html",
        form=form,
        fields=_fields(form, meeting, known=invitation is not None),
        meeting=meeting,
        places=queries.all_places(meeting),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _invitation(meeting: Meeting) -> Invitation | None:
    """The personal invitation by which somebody comes; a link that is used up is none."""
    with suppress(NotFound):
        found = invitation_behind(request.args.get("einladung", ""))
        if found.meeting_id == meeting.id and not found.registered_at:
            hide_unlisted(False)  # the page shows a name
            return found
    return None


def _form(meeting: Meeting, invitation: Invitation | None) -> RegistrationForm:
    known = known_person(invitation.person) if invitation else None
    takes = pitching_open(meeting.pitch_deadline, clock.today(), meeting.state)
    return registration_form(meeting, known, pitches=takes)


def _fields(form: RegistrationForm, meeting: Meeting, *, known: bool) -> Markup:
    """The questions; as long as nobody filled them in they are the same for everybody."""
    late = needs_are_late(meeting.day, clock.today())

    def make() -> str:
        return render_template("registrations/_fields.html", form=form, late=late)

    if request.method == "POST" or known:
        return Markup(make())
    takes = bool(form.project_fields)
    return kept(("registration fields", meeting.recipe_digest, meeting.mode, late, takes), make)


def _taken_in(meeting_id: int, form: RegistrationForm, invitation: Invitation | None) -> bool:
    """Whether the registration is kept; otherwise the form says why and keeps what was typed."""
    try:
        actions.register(
            meeting_id,
            form.to_applicant(),
            form.submit_key.data or "",
            request.remote_addr or "",
            proposal=form.to_proposal(),
            invitation_id=invitation.id if invitation else None,
        )
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.get("/treffen/<slug>/anmelden/unterwegs")
def sent(slug: str) -> Answer:
    """A mail is on its way: the same words for everybody (T-8)."""
    hours = current().retention.unconfirmed_hours
    meeting = meeting_by_slug(slug)
    of_meeting(meeting.languages)
    project = "projekt" in request.args
    return render_template("registrations/sent.html", meeting=meeting, hours=hours, project=project)


@blueprint.route("/anmeldung/<token>/bestaetigen", methods=["GET", "POST"])
@personal_page
def confirm(token: str) -> Answer:
    """The page behind the first mail: a button, which gives the place."""
    if request.method == "POST":
        with suppress(Gone):  # the page below says which end it came to
            return redirect(url_for(".manage", token=actions.confirm(token)), 303)
    found = queries.by_confirm_token(token)
    of_meeting(found.meeting.languages, found.language)
    state = link_state_of(found, clock.now())
    page = render_template(
        "registrations/confirm.html",
        registration=found,
        meeting=found.meeting,
        link=state,
        places=queries.places_of(found.meeting, found.kind),
    )
    return page, 200 if state in (LinkState.OPEN, LinkState.USED) else 410


@blueprint.get("/anmeldung/<token>")
@personal_page
def manage(token: str) -> Answer:
    """One's own registration: how it stands, what is kept, and what one can do."""
    found = _own(token)
    moment = clock.now()
    return render_template(
        "registrations/manage.html",
        registration=found,
        meeting=found.meeting,
        token=token,
        position=queries.waiting_position(found),
        window=window_of(found.meeting, moment),
        offer_open=bool(found.offer_expires_at and moment < found.offer_expires_at),
        answers=documents.answers_in_words(found),
        late=documents.needs_came_late(found),
        hybrid=found.meeting.mode == Mode.HYBRID,
        news=_(NEWS.get(request.args.get("neu", ""), "")),
    )


def _own(token: str) -> Registration:
    """The registration behind a personal link, as long as it is kept (T-5)."""
    found = queries.by_manage_token(token)
    of_meeting(found.meeting.languages, found.language)
    kept = timedelta(days=current().retention.registrations_days)
    if clock.today() > found.meeting.day + kept:
        raise Gone(_("Dieses Treffen liegt lange zurück. Der Link ist abgelaufen."))
    return found


@blueprint.route("/anmeldung/<token>/abmelden", methods=["GET", "POST"])
@personal_page
def cancel(token: str) -> Answer:
    """Ask once, then cancel."""
    found = _own(token)
    if request.method == "POST":
        actions.cancel(token)
        return redirect(url_for(".manage", token=token), 303)
    if not found.is_live:
        return redirect(url_for(".manage", token=token), 303)
    return render_template(
        "registrations/cancel_own.html",
        registration=found,
        meeting=found.meeting,
        token=token,
        projects=projects_of(found.meeting_id, found.email),
    )


@blueprint.post("/anmeldung/<token>/annehmen")
@personal_page
def accept(token: str) -> Answer:
    """Take the offered place."""
    actions.accept_offer(token)
    return redirect(url_for(".manage", token=token), 303)


@blueprint.post("/anmeldung/<token>/wiederkommen")
@personal_page
def come_back(token: str) -> Answer:
    """Register again with what is still known."""
    actions.come_back(token)
    return redirect(url_for(".manage", token=token), 303)


@blueprint.route("/anmeldung/<token>/aendern", methods=["GET", "POST"])
@personal_page
def change(token: str) -> Answer:
    """Change one's answers and the spelling of one's name."""
    found = _coming(token)
    form = answers_form(found)
    if form.accept() and _changed(token, form, found):
        return redirect(url_for(".manage", token=token, neu="angaben"), 303)
    page = render_template(
        "registrations/change_own.html",
        form=form,
        meeting=found.meeting,
        token=token,
        late=needs_are_late(found.meeting.day, clock.today()),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _changed(token: str, form: AnswersForm, found: Registration) -> bool:
    """Whether the answers are kept; otherwise the form says why and keeps what was typed."""
    try:
        actions.change_answers(token, form.to_applicant(found.answers), form.seen_version)
    except RuleBroken as fault:
        form.blame(fault)
        form.take_version(_own(token).version)
        return False
    return True


@blueprint.route("/anmeldung/<token>/teilnahme", methods=["GET", "POST"])
@personal_page
def switch(token: str) -> Answer:
    """On site instead of online, or back."""
    found = _coming(token)
    form = switch_form(found)
    if form.accept() and _switched(token, form, found.meeting):
        return redirect(url_for(".manage", token=token, neu="teilnahme"), 303)
    page = render_template(
        "registrations/switch.html",
        form=form,
        registration=found,
        meeting=found.meeting,
        places=queries.all_places(found.meeting),
        token=token,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _switched(token: str, form: SwitchForm, meeting: Meeting) -> bool:
    chosen = form.teilnahme.data
    question = participation_choices(meeting)[0]
    answer = (question, chosen) if question else None
    try:
        actions.switch(token, participation_of(chosen), answer)
    except RuleBroken as fault:
        form.teilnahme.errors = [_(fault.message)]
        return False
    return True


@blueprint.route("/anmeldung/<token>/adresse", methods=["GET", "POST"])
@personal_page
def address(token: str) -> Answer:
    """Another e-mail address; it counts once the link that goes there was used."""
    found = _coming(token)
    form = AddressForm()
    if form.accept() and _address_asked(token, form):
        return redirect(url_for(".manage", token=token, neu="adresse"), 303)
    page = render_template(
        "registrations/address.html",
        form=form,
        registration=found,
        meeting=found.meeting,
        token=token,
    )
    return page, 422 if form.errors or form.form_errors else 200


def _address_asked(token: str, form: AddressForm) -> bool:
    try:
        actions.ask_new_address(token, form.email.data or "")
    except RuleBroken as fault:
        form.email.errors = [_(fault.message)]
        return False
    return True


@blueprint.route("/anmeldung/<token>/adresse-bestaetigen", methods=["GET", "POST"])
@personal_page
def confirm_address(token: str) -> Answer:
    """The page behind the mail to a new address: a button, which makes it count."""
    found = queries.by_address_token(token)
    of_meeting(found.meeting.languages, found.language)
    if request.method == "POST":
        found = actions.confirm_address(token)
        return redirect(url_for(".manage", token=queries.manage_token(found)), 303)
    return render_template(
        "registrations/confirm_address.html", registration=found, meeting=found.meeting
    )


def _coming(token: str) -> Registration:
    """The registration of somebody who can still change it."""
    found = _own(token)
    window = window_of(found.meeting, clock.now())
    if window in (Window.OVER, Window.CANCELLED):
        raise Gone(CLOSED[window])
    if not found.is_live or found.state == RegistrationState.PENDING:
        raise Gone(_("Diese Anmeldung lässt sich nicht mehr ändern. Sie können sich neu anmelden."))
    return found


@blueprint.get("/anmeldung/<token>/code.svg")
@personal_page
def code(token: str) -> Answer:
    """The code for the door: a picture of the address that the office's phones open."""
    found = _own(token)
    if found.state != RegistrationState.CONFIRMED:
        raise Gone("Zu dieser Anmeldung gehört gerade kein Code.")
    return Response(documents.door_code(found), content_type="image/svg+xml")


@blueprint.get("/anmeldung/<token>/termin.ics", endpoint="calendar")
@personal_page
def calendar_file(token: str) -> Answer:
    """The entry for the calendar once more, for opening by hand."""
    found = _own(token)
    if not found.calendar_sent:
        raise Gone("Zu dieser Anmeldung gehört gerade kein Termin.")
    return Response(
        calendar.download(found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="termin.ics"'},
    )
