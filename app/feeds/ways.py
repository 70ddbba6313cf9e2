"""The ways into a calendar: a file, a subscription, an entry on the web. Nothing is contacted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.core.ical import Appointment
from app.core.ical_links import (
    OUTLOOK_AT_WORK,
    OUTLOOK_PRIVATE,
    google_entry,
    google_subscription,
    outlook_entry,
    outlook_subscription,
    webcal,
)
from app.core.language import gettext as _
from app.core.links import link_to
from app.core.settings import current
from app.feeds.rules import outlook_takes
from app.kits.shelf import shelf
from app.meetings.calendar import appointment_for, public_uid
from app.meetings.models import Meeting
from app.registrations.models import Registration
from app.registrations.queries import manage_token
from app.registrations.rules import PlaceKind
from app.series.models import Series
from app.series.queries import rule_of, series_to_show


@dataclass(frozen=True)
class Subscription:
    """A feed with everything by which programs subscribe to it."""

    name: str
    feed: str
    """The address to copy."""
    file: str = ""
    """The same content once, to open by hand; empty: not offered."""
    hint: str = ""

    @property
    def webcal(self) -> str:
        return webcal(self.feed)

    @property
    def web(self) -> list[tuple[str, str]]:
        """(name, address) of calendars on the web."""
        return [
            (_("Google Kalender"), google_subscription(self.feed)),
            ("Outlook.com", outlook_subscription(self.feed, self.name, OUTLOOK_PRIVATE)),
            (
                "Outlook in Microsoft 365",
                outlook_subscription(self.feed, self.name, OUTLOOK_AT_WORK),
            ),
        ]


@dataclass(frozen=True)
class Ways:
    """What „In den Kalender“ offers on a page."""

    file: str
    web: Sequence[tuple[str, str]]
    subscriptions: Sequence[Subscription] = ()
    own: str = ""
    """The page with the link to all of one's own meetings."""


def to_meeting(meeting: Meeting) -> Ways:
    """For the public page of a meeting: without the link for the video conference."""
    appointment = appointment_for(meeting, uid=public_uid(meeting), sequence=meeting.sequence)
    file = link_to("desk_public.calendar", slug=meeting.slug)
    return Ways(file, _entries(appointment), [to_all()] if meeting.listed else [])


def to_place(registration: Registration) -> Ways:
    """For the personal page of somebody with a place: with everything that one needs there."""
    token = manage_token(registration)
    appointment = appointment_for(
        registration.meeting,
        uid=registration.uid,
        sequence=registration.sequence,
        online=registration.kind is PlaceKind.ONLINE,
        with_link=True,
    )
    return Ways(
        file=link_to("registrations_public.calendar", token=token),
        web=_entries(appointment),
        own=link_to("feeds_public.own", token=token),
    )


def _entries(appointment: Appointment) -> list[tuple[str, str]]:
    return [
        (_("Google Kalender"), google_entry(appointment)),
        ("Outlook.com", outlook_entry(appointment, OUTLOOK_PRIVATE)),
        ("Outlook in Microsoft 365", outlook_entry(appointment, OUTLOOK_AT_WORK)),
    ]


def to_all() -> Subscription:
    """All public meetings."""
    return Subscription(_("Alle Treffen"), link_to("feeds_public.meetings"))


def to_series(series: Series) -> list[Subscription]:
    """All dates one by one, and the series as one repeated entry."""
    fits = outlook_takes(rule_of(series))
    dates = link_to("feeds_public.series_dates", slug=series.slug)
    rule = link_to("feeds_public.series_rule", slug=series.slug)
    return [
        Subscription(_("%(name)s: alle Termine", name=series.name), dates, dates),
        Subscription(
            _("%(name)s: ein Serientermin", name=series.name),
            rule,
            rule,
            ""
            if fits
            else _(
                "Outlook kann diese Wiederholung nicht darstellen. Nehmen Sie dort alle Termine."
            ),
        ),
    ]


def to_person(token: str) -> Subscription:
    """All of one's own meetings."""
    name = _("Meine Treffen: %(name)s", name=current().forum.name)
    return Subscription(name, link_to("feeds_public.person", token=token))


def to_team(token: str) -> list[Subscription]:
    """All meetings for the team, without and with what is to be prepared."""
    return [
        Subscription("Team", link_to("feeds_public.team", token=token)),
        Subscription("Team mit Checkliste", link_to("feeds_public.team_with_points", token=token)),
    ]


def public_ones() -> list[Subscription]:
    """Every feed for everybody: all meetings, each series, each template."""
    series = [way for one in series_to_show() for way in to_series(one)]
    kits = [
        Subscription(kit.title, link_to("feeds_public.kit", kit_id=kit.id)) for kit in shelf().kits
    ]
    return [replace(to_all(), name="Alle öffentlichen Treffen"), *series, *kits]
