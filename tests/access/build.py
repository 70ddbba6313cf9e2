"""Somebody of the team who can be changed, and what belongs to who is signed in."""

from sqlalchemy import select

from app.access import mails, queries
from app.access.actions import make_link, send_confirmation, sign_in
from app.access.models import StaffSession
from app.access.rules import Role
from app.core.db import db
from tests import build


def a_confirmation(session_id):
    """A link that confirms this session."""
    tokens, whole = [], mails.confirmation
    mails.confirmation = lambda staff, token, target: (
        tokens.append(token) or whole(staff, token, target)
    )
    try:
        assert send_confirmation(session_id, "")
    finally:
        mails.confirmation = whole
    return tokens[0]


def a_team_here():
    """Beside the person of the first session: a moderator, and a second session of the person."""
    first = db.session.scalar(select(StaffSession).order_by(StaffSession.id))
    confirmation = a_confirmation(first.id)
    sign_in(make_link(first.staff.email), "Firefox, Windows")
    newest = select(StaffSession.id).order_by(StaffSession.id.desc())
    moderator = build.a_member(Role.MODERATOR, name="Łukasz Beweglich")
    return {
        "staff_session_id": db.session.scalar(newest),
        "staff_id": queries.staff_by_email(moderator).id,
        "confirmation_token": confirmation,
    }
