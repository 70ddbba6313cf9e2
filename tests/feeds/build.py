"""Builders of links to personal calendars; each returns the token."""

from app.access.actions import actor_of
from app.access.queries import staff_by_email
from app.access.rules import Role
from app.core.db import db
from app.feeds import actions, queries
from app.registrations.models import Registration
from tests import build


def an_own_feed(registration_id):
    """The calendar of this person's meetings."""
    actions.make_own(build.token_of(registration_id))
    return queries.feed_token(queries.own_link(db.session.get(Registration, registration_id)))


def a_team_feed(member=None):
    """The team's calendar, of this member (an Actor) or of a new one."""
    member = member or actor_of(staff_by_email(build.a_member(Role.OFFICE)))
    actions.make_for_team(member)
    return queries.feed_token(queries.team_link(member.id))
