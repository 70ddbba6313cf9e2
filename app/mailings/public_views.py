"""The page behind a personal invitation. Opening it changes nothing: mail scanners do (T-6)."""

from flask import redirect, render_template, url_for

from app.access.guards import Answer, personal_page, public_blueprint
from app.contacts.queries import unsubscribe_token
from app.core import clock
from app.core.errors import Gone
from app.core.language import N_
from app.core.language_choice import of_meeting
from app.meetings import invitations
from app.meetings.models import Invitation
from app.meetings.queries import invitation_behind
from app.meetings.rules import MeetingState
from app.registrations.languages import language_of
from app.registrations.queries import has_room, window_of

blueprint = public_blueprint("mailings_public", __name__)


@blueprint.get("/einladung/<token>")
@personal_page
def invitation(token: str) -> Answer:
    """The meeting with two buttons: to the form, or to say no."""
    found = _published(token)
    meeting = found.meeting
    of_meeting(meeting.languages, language_of(found.person.email))
    return render_template(
        "mailings/invitation.html",
        invitation=found,
        meeting=meeting,
        token=token,
        window=window_of(meeting, clock.now()),
        room=has_room(meeting),
        leave=unsubscribe_token(found.person) if found.person.invitations else "",
    )


@blueprint.post("/einladung/<token>/anmelden")
@personal_page
def register(token: str) -> Answer:
    """On to the form, which knows the person."""
    meeting = _published(token).meeting
    invitations.open_invitation(token)
    return redirect(
        url_for("registrations_public.register", slug=meeting.slug, einladung=token), 303
    )


@blueprint.post("/einladung/<token>/absagen")
@personal_page
def decline(token: str) -> Answer:
    """The person cannot come."""
    _published(token)
    invitations.decline_invitation(token)
    return redirect(url_for(".invitation", token=token), 303)


def _published(token: str) -> Invitation:
    found = invitation_behind(token)
    if found.meeting.state == MeetingState.DRAFT:
        raise Gone(N_("Dieses Treffen wird noch geplant. Der Link öffnet sich später."))
    return found
