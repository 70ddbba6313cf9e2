"""Pages for people who come: register, confirm, see, cancel, take an offered place.

Opening a link changes nothing, ever: mail scanners open links. A button does (T-6).
"""

from contextlib import suppress
from datetime import timedelta

from flask import Response, redirect, render_template, request, url_for
from markupsafe import Markup

from app.access.guards import Answer, hide_unlisted, personal_page, public_blueprint
from app.core import clock
from app.core.errors import Gone, RuleBroken
from app.core.settings import current
from app.core.templating import kept
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_slug
from app.registrations import actions, calendar, documents, queries
from app.registrations.forms import RegistrationForm, registration_form
from app.registrations.models import Registration
from app.registrations.queries import link_state_of, window_of
from app.registrations.rules import LinkState, Window, needs_are_late

blueprint = public_blueprint("registrations_public", __name__)


@blueprint.route("/treffen/<slug>/anmelden", methods=["GET", "POST"])
def register(slug: str) -> Answer:
    """The form; what is kept is pending until the mailed link was used."""
    meeting = meeting_by_slug(slug)
    hide_unlisted(meeting.listed)
    window = window_of(meeting, clock.now())
    room = queries.has_room(meeting)
    if window is not Window.OPEN or not room:
        page = render_template("registrations/closed.html", meeting=meeting, window=window)
        return page, 409 if request.method == "POST" else 200
    form = registration_form(meeting)
    if form.accept() and _taken_in(meeting.id, form):
        return redirect(url_for(".sent", slug=slug), 303)
    page = render_template(
        "registrations/register.html",
        form=form,
        fields=_fields(form, meeting),
        meeting=meeting,
        counts=queries.counts(meeting.id),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _fields(form: RegistrationForm, meeting: Meeting) -> Markup:
    """The questions; as long as nobody filled them in they are the same for everybody."""
    late = needs_are_late(meeting.day, clock.today())

    def make() -> str:
        return render_template("registrations/_fields.html", form=form, late=late)

    if request.method == "POST":
        return Markup(make())
    return kept(("registration fields", meeting.recipe_digest, meeting.mode, late), make)


def _taken_in(meeting_id: int, form: RegistrationForm) -> bool:
    """Whether the registration is kept; otherwise the form says why and keeps what was typed."""
    try:
        key, sender = form.submit_key.data or "", request.remote_addr or ""
        actions.register(meeting_id, form.to_applicant(), key, sender)
    except RuleBroken as fault:
        form.blame(fault)
        return False
    return True


@blueprint.get("/treffen/<slug>/anmelden/unterwegs")
def sent(slug: str) -> Answer:
    """A mail is on its way: the same words for everybody (T-8)."""
    hours = current().retention.unconfirmed_hours
    meeting = meeting_by_slug(slug)
    return render_template("registrations/sent.html", meeting=meeting, hours=hours)


@blueprint.route("/anmeldung/<token>/bestaetigen", methods=["GET", "POST"])
@personal_page
def confirm(token: str) -> Answer:
    """The page behind the first mail: a button, which gives the place."""
    if request.method == "POST":
        with suppress(Gone):  # the page below says which end it came to
            confirmed = actions.confirm(token)
            return redirect(url_for(".manage", token=queries.manage_token(confirmed)), 303)
    found = queries.by_confirm_token(token)
    state = link_state_of(found, clock.now())
    page = render_template(
        "registrations/confirm.html",
        registration=found,
        meeting=found.meeting,
        link=state,
        counts=queries.counts(found.meeting_id),
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
    )


def _own(token: str) -> Registration:
    """The registration behind a personal link, as long as it is kept (T-5)."""
    found = queries.by_manage_token(token)
    kept = timedelta(days=current().retention.registrations_days)
    if clock.today() > found.meeting.day + kept:
        raise Gone("Dieses Treffen liegt lange zurück. Der Link ist abgelaufen.")
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
        "registrations/cancel_own.html", registration=found, meeting=found.meeting, token=token
    )


@blueprint.post("/anmeldung/<token>/annehmen")
@personal_page
def accept(token: str) -> Answer:
    """Take the offered place."""
    actions.accept_offer(token)
    return redirect(url_for(".manage", token=token), 303)


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
