"""Somebody of the team who can be changed, and a second session of who is signed in."""

from sqlalchemy import select

from app.access import queries
from app.access.actions import make_link, sign_in
from app.access.models import StaffSession
from app.access.rules import Role
from app.core.db import db
from tests import build


def a_team_here():
    """Beside the person of the first session: a moderator, who is signed in as well."""
    first = db.session.scalar(select(StaffSession).order_by(StaffSession.id))
    sign_in(make_link(first.staff.email), "Firefox, Windows")
    newest = select(StaffSession.id).order_by(StaffSession.id.desc())
    moderator = build.a_member(Role.MODERATOR, name="Łukasz Beweglich")
    return {
        "session_id": db.session.scalar(newest),
        "staff_id": queries.staff_by_email(moderator).id,
    }
