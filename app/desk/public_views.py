"""The public pages that show several rooms: home, one meeting; and what machines ask for."""

from datetime import timedelta
from functools import partial

from flask import Response, render_template, request

from app.access.guards import Answer, hide_unlisted, public_blueprint
from app.agenda.published import published_agenda_for
from app.agenda.spoken import spoken_rows
from app.core import clock
from app.core.ical import publish
from app.core.language_choice import of_meeting
from app.core.settings import current
from app.desk import documentation, event_data
from app.feedback.queries import window_of
from app.feedback.rules import Window
from app.kits.spoken import kit_words
from app.meetings import queries as meetings
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.meetings.rules import MeetingState
from app.minutes.pages import photo_address
from app.minutes.photos import LARGE, SMALL, page_sources
from app.minutes.queries import is_released
from app.pitches.rules import pitching_open
from app.registrations import queries as registrations
from app.registrations.rules import Counts
from app.series import queries as series

blueprint = public_blueprint("desk_public", __name__)


@blueprint.get("/")
def home() -> Answer:
    """What comes next, and what was."""
    today = clock.today()
    past = meetings.past(today)
    return render_template(
        "desk/home.html",
        upcoming=meetings.upcoming(today, public=True),
        past=past[: meetings.PAST_SHOWN],
        more=len(past) > meetings.PAST_SHOWN,
        series=series.series_to_name(),
    )


@blueprint.get("/fruehere-treffen")
def earlier() -> Answer:
    """All meetings that were held, page by page."""
    number = request.args.get("seite", 1, type=int)
    return render_template("desk/earlier.html", page=meetings.past_page(clock.today(), number))


@blueprint.get("/treffen/<slug>")
def meeting(slug: str) -> Answer:
    """One meeting: what, when, where, agenda, access; once its minutes are out, what it was."""
    found = meetings.meeting_by_slug(slug)
    hide_unlisted(found.listed)
    of_meeting(found.languages)
    over = documentation.is_over(found, clock.local(clock.now()).replace(tzinfo=None))
    if over and is_released(found.id):
        return _documentation(found)
    counts = registrations.counts(found.id)
    return render_template(
        "desk/public_meeting.html",
        meeting=found,
        event=event_data.schema_org(found, full=counts.taken >= found.capacity),
        parts=_parts(found, counts, over=over),
    )


def _parts(found: Meeting, counts: Counts, *, over: bool) -> dict[str, object]:
    """All that the page below its head is made of: it is kept until one of these differs."""
    agenda = published_agenda_for(found)
    return {
        "meeting": found,
        "slots": spoken_rows(agenda, found.kit_id),
        "ends_at": agenda.ends_at,
        "purpose": kit_words(found.kit_id, found.kit.purpose),
        "faults": meetings.known_faults(found),
        "following": meetings.following(found) if found.listed else [],
        "series": series.public_series_of(found.id),
        "window": registrations.window_of(found, clock.now()),
        "taken": counts.taken,
        "waiting": bool(counts.waiting),
        "pitching": pitching_open(found.pitch_deadline, clock.today(), found.state),
        "over": over,
        "minutes_due": documentation.minutes_due(found),
        "feedback": window_of(found) is Window.OPEN,
    }


def _documentation(found: Meeting) -> Answer:
    told = documentation.documentation_of(found)
    photo = partial(photo_address, found)
    return render_template(
        "desk/documentation.html",
        meeting=found,
        found=told,
        series=series.public_series_of(found.id),
        sources=page_sources(told.photos, partial(photo, size=SMALL)),
        photo_page=partial(photo, size=LARGE),
        event=event_data.schema_org(found, full=False),
    )


@blueprint.get("/treffen/<slug>/termin.ics")
def calendar(slug: str) -> Answer:
    """The meeting for one's own calendar; a download, no invitation (METHOD:PUBLISH)."""
    found = meetings.meeting_by_slug(slug)
    cancelled = found.state == MeetingState.CANCELLED
    appointment = appointment_for(
        found, uid=public_uid(found), sequence=found.sequence, cancelled=cancelled
    )
    return Response(
        publish([appointment]),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug[:60]}.ics"'},
    )


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Answer:
    """Whom to tell about a weakness (RFC 9116); valid for half a year from now."""
    expires = clock.now() + timedelta(days=180)
    lines = [
        f"Contact: mailto:{current().office.mail}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: de, en",
        f"Canonical: {current().site.base_url.rstrip('/')}{request.path}",
    ]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@blueprint.get("/robots.txt")
def robots_txt() -> Answer:
    """Search engines may read the public pages, and no personal link or form."""
    closed = ("/buero/", "/einloggen", "/anmeldung/", "/pitch/", "/danach/")
    prefix = current().site.prefix
    lines = ["User-agent: *"] + [f"Disallow: {prefix}{path}" for path in closed]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
