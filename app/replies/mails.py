"""The letter to somebody whose calendar said no: it asks, as a mail can be forged."""

from app.core.clock import local
from app.core.language import current_language, speaking
from app.core.links import link_to
from app.core.words import moment_brief
from app.meetings.mails import own_text, words_for
from app.outbox.letter import Letter
from app.registrations.models import Registration
from app.registrations.queries import manage_token

KIND = "declined_by_calendar"


def declined(registration: Registration) -> Letter:
    """Your calendar declined, your place is still yours: one letter for each such answer."""
    stamp = registration.reply_stamp
    token = manage_token(registration)
    version = f"{registration.reply_sequence}:{stamp:%Y%m%dT%H%M%S%f}" if stamp else "0"
    with speaking(registration.language):
        own = {
            "vorname": registration.first_name,
            "nachname": registration.last_name,
            "abgesagt_am": moment_brief(local(stamp)) if stamp else "",
            "abmelde_link": link_to("registrations_public.cancel", token=token),
        }
        subject, body = own_text("replies", "declined", words_for(registration.meeting) | own)
        return Letter(
            key=f"{KIND}:{registration.id}:{version}",
            kind=KIND,
            to=registration.email,
            to_name=registration.full_name,
            subject=subject,
            text=body,
            topic=f"meeting:{registration.meeting_id}",
            language=current_language(),
            in_reply_to=registration.thread_id,
        )
