"""What each feed holds: built only when somebody does not have it yet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from app.core import clock
from app.core.errors import RuleBroken
from app.core.ical import Appointment, check_wall_time
from app.core.ical_feeds import About, Point, SeriesEntry, feed
from app.core.links import link_to
from app.core.settings import current
from app.core.settings_sections import Settings
from app.feeds import queries, rules
from app.feeds.queries import Seen
from app.feeds.rules import Held, State
from app.kits.shelf import shelf
from app.meetings.calendar import appointment_for, place_of, place_words, public_uid
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from app.registrations.models import Registration
from app.registrations.rules import PlaceKind
from app.series import plans
from app.series import queries as series_queries
from app.series.models import Series, SeriesMeeting
from app.series.rules import dates_of


@dataclass(frozen=True)
class Feed:
    """A feed: what tells whether it changed, and how to make it."""

    file_name: str
    state: State
    build: Callable[[], bytes]
    private: bool = False
    """Behind a personal link: no cache on the way may keep it."""


def _state(seen: Seen, *key: object) -> State:
    return State(rules.etag_of(*key, _said(current()), seen.numbers), seen.changed)


def _said(settings: Settings) -> tuple[object, ...]:
    """The settings that stand in every feed."""
    return (settings.forum.name, settings.office, settings.site.base_url, settings.calendar)


def _since() -> date:
    return rules.first_day(clock.today())


# for everybody


def all_meetings() -> Feed:
    """Every public meeting: what comes, and what was for a year."""
    since, forum = _since(), current().forum
    about = About(f"{forum.name}: Treffen", f"Alle öffentlichen Treffen von {forum.name}.")
    return Feed(
        file_name=f"{forum.name}-Treffen",
        state=_state(queries.meetings_seen(since=since), "all", since),
        build=lambda: feed(about, appointments(queries.meetings(since=since))),
    )


def of_kit(kit_id: str) -> Feed:
    """The public meetings made from one template. Raises ``NotFound``."""
    since, forum, title = _since(), current().forum, shelf().kit(kit_id).title
    about = About(f"{forum.name}: {title}", f"Öffentliche Treffen „{title}“ von {forum.name}.")
    return Feed(
        file_name=f"{forum.name}-{title}",
        state=_state(queries.meetings_seen(since=since, kit_id=kit_id), kit_id, title, since),
        build=lambda: feed(about, appointments(queries.meetings(since=since, kit_id=kit_id))),
    )


def appointments(meetings: Sequence[Meeting]) -> list[Appointment]:
    """Meetings as everybody may see them; those called off are marked."""
    return [
        appointment_for(
            meeting,
            uid=public_uid(meeting),
            sequence=meeting.sequence,
            cancelled=meeting.state == MeetingState.CANCELLED,
        )
        for meeting in meetings
    ]


# a series


def series_dates(slug: str) -> Feed:
    """All public meetings of a series, each as an entry of its own. Raises ``NotFound``."""
    series = series_queries.public_series(slug)
    about = _about(series)
    return Feed(
        file_name=slug,
        state=_state(queries.series_seen(series), "dates", series.id, series.name),
        build=lambda: feed(about, appointments(series_queries.public_meetings(series))),
    )


def series_rule(slug: str) -> Feed:
    """The same meetings as one repeated entry with its exceptions. Raises ``NotFound``."""
    series = series_queries.public_series(slug)
    return Feed(
        file_name=f"{slug}-Serie",
        state=_state(queries.series_seen(series), "rule", series.id, series.name),
        build=lambda: _series_file(series),
    )


def _about(series: Series) -> About:
    return About(series.name, f"{plans.sentence_of(series)}.")


def _series_file(series: Series) -> bytes:
    rows = queries.series_rows(series)
    entry, apart = _repeated(series, rows)
    return feed(_about(series), appointments(apart), series=[entry] if entry else [])


def _repeated(
    series: Series, rows: Sequence[SeriesMeeting]
) -> tuple[SeriesEntry | None, list[Meeting]]:
    """The repeated entry, and the meetings that the rule does not give."""
    shown = {row.id: row for row in rows if queries.is_public(row.meeting)}
    held = [Held(row.id, row.rule_day, row.meeting.day) for row in shown.values()]
    found = rules.split(_dates(series), held)
    apart = [shown[one.id].meeting for one in found.apart]
    if not found.on_rule:
        return None, apart
    changed = max(series.calendar_changed_at, *(row.meeting.calendar_changed_at for row in rows))
    first = _first(series, found.on_rule[0].rule_day, shown[found.on_rule[0].id], changed)
    own = [(one.rule_day, shown[one.id].meeting) for one in found.on_rule]
    entry = SeriesEntry(
        first=first,
        rule=rules.rule_text(series_queries.rule_of(series)),
        last=datetime.combine(found.on_rule[-1].rule_day, series.begins),
        left_out=tuple(datetime.combine(day, series.begins) for day in found.left_out),
        changed=tuple(
            (datetime.combine(day, series.begins), exception)
            for day, meeting in own
            if (exception := _exception(first, day, meeting))
        ),
    )
    return entry, apart


def _dates(series: Series) -> list[date]:
    """All dates of the rule; [] when one entry cannot show them and each meeting has its own."""
    try:
        days = dates_of(series_queries.rule_of(series))
        for day in days:
            check_wall_time(datetime.combine(day, series.begins))
            check_wall_time(datetime.combine(day, series.begins) + _length(series))
    except RuleBroken:  # ended before its first date, or at an hour that a change of clocks skips
        return []
    return days


def _length(series: Series) -> timedelta:
    return timedelta(minutes=series.duration_minutes)


def _first(series: Series, day: date, row: SeriesMeeting, changed: datetime) -> Appointment:
    """The series as it is on its first date: what its meetings have in common."""
    office, page = current().office, link_to("series_public.series", slug=series.slug)
    begins = datetime.combine(day, series.begins)
    return Appointment(
        uid=f"series-{series.id}@{current().calendar.uid_host}",
        sequence=rules.sequence_of(changed),
        stamp=changed,
        created=series.created_at,
        changed=changed,
        begins=begins,
        ends=begins + _length(series),
        summary=series.name if "{" in series.title_pattern else series.title_pattern,
        description=f"{page}\nFragen: {office.name}, {office.phone}, {office.mail}",
        location=place_words(series.venue, row.meeting.mode, "", "", online=False),
        url=page,
        organiser_name=office.name,
        organiser_mail=office.mail,
        place=place_of(series.venue),
    )


def _exception(first: Appointment, day: date, meeting: Meeting) -> Appointment | None:
    """The meeting, when it differs from what the rule gives on its date; the topic counts too."""
    shift = day - first.begins.date()
    wanted = replace(first, begins=first.begins + shift, ends=first.ends + shift)
    (own,) = appointments([meeting])
    names = ("begins", "ends", "summary", "location", "cancelled", "place")
    same = all(getattr(own, name) == getattr(wanted, name) for name in names)
    if same and not meeting.topic:
        return None
    return replace(own, uid=first.uid, sequence=first.sequence)


# for one person


def of_person(token: str) -> Feed:
    """Everything one person has a place at. Raises ``NotFound`` for a token that opens nothing."""
    return person_feed(queries.person_behind(token))


def person_feed(anchor: Registration) -> Feed:
    """The same for whoever this registration belongs to."""
    since, forum = _since(), current().forum
    about = About(f"Meine Treffen: {forum.name}", f"Ihre Anmeldungen bei {forum.name}.")
    return Feed(
        file_name=f"{forum.name}-Meine-Treffen",
        state=_state(queries.person_seen(anchor, since), "person", anchor.id, since),
        build=lambda: feed(about, list(map(_place, queries.own_registrations(anchor, since)))),
        private=True,
    )


def _place(registration: Registration) -> Appointment:
    """The entry that the invitation made (same UID), without naming anybody."""
    meeting = registration.meeting
    appointment = appointment_for(
        meeting,
        uid=registration.uid,
        sequence=registration.sequence,
        cancelled=meeting.state == MeetingState.CANCELLED,
        online=registration.kind is PlaceKind.ONLINE,
        with_link=True,
    )
    moments = (registration.sent_stamp, registration.reply_stamp)
    changed = max([meeting.calendar_changed_at, *(moment for moment in moments if moment)])
    tentative = registration.partstat == "TENTATIVE"
    return replace(appointment, stamp=changed, changed=changed, tentative=tentative)


# for the team


def of_team(token: str, *, with_points: bool) -> Feed:
    """All meetings, drafts and internal ones as well, and on wish what is to be prepared.

    Raises ``NotFound`` for a token that opens nothing, also when its owner has left the team.
    """
    queries.check_member(token)
    return team_feed(with_points=with_points)


def team_feed(*, with_points: bool) -> Feed:
    """The same for every member."""
    since, forum = _since(), current().forum
    seen = queries.team_seen(since=since, points=with_points)
    also = " und was vorzubereiten ist" if with_points else ""
    about = About(f"{forum.name}: Team", f"Alle Treffen mit Entwürfen{also}.", "steelblue")

    def build() -> bytes:
        found = list(map(_internal, queries.meetings(since=since, public=False)))
        points = [_point(item) for item in queries.points(since=since)] if with_points else []
        return feed(about, found, points=points)

    return Feed(
        file_name=f"{forum.name}-Team" + ("-Checkliste" if with_points else ""),
        state=_state(seen, "team", with_points, since),
        build=build,
        private=True,
    )


def _internal(meeting: Meeting) -> Appointment:
    """With the link for the video conference; its page is that of the team."""
    appointment = appointment_for(
        meeting,
        uid=public_uid(meeting),
        sequence=meeting.sequence,
        cancelled=meeting.state == MeetingState.CANCELLED,
        with_link=True,
    )
    page = link_to("desk.meeting", meeting_id=meeting.id)
    return replace(
        appointment,
        url=page,
        description=appointment.description.replace(appointment.url, page),
        tentative=meeting.state == MeetingState.DRAFT,
    )


def _point(item: ChecklistItem) -> Point:
    settings, meeting = current(), item.meeting
    who = item.assigned_to or item.role
    return Point(
        uid=f"point-{item.id}@{settings.calendar.uid_host}",
        version=item.version,
        stamp=max(meeting.calendar_changed_at, item.done_at or meeting.calendar_changed_at),
        summary=item.text,
        description=f"{meeting.title}. Zuständig: {who}" if who else meeting.title,
        due=item.due,
        belongs_to=public_uid(meeting),
        organiser_name=settings.office.name,
        organiser_mail=settings.office.mail,
        done_at=item.done_at,
    )
