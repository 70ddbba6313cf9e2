"""Personal invitations to a meeting: who got a link, and what became of it.

Opening the link changes nothing (mail scanners do it); pressing a button on its page does.
"""

from sqlalchemy import select

from app.core import clock
from app.core.db import db, locked, transaction
from app.core.tokens import digest
from app.meetings import queries
from app.meetings.models import Invitation, Meeting


def invite(meeting_id: int, person_id: int) -> Invitation:
    """The invitation of this person, made when there is none; joins the caller's transaction."""
    with transaction():
        found = _of(meeting_id, person_id)
        if found is not None:
            return found
        locked(Meeting, meeting_id)  # two senders at once make one invitation
        found = _of(meeting_id, person_id)
        return found or _new(meeting_id, person_id)


def _of(meeting_id: int, person_id: int) -> Invitation | None:
    return db.session.scalar(
        select(Invitation).filter_by(meeting_id=meeting_id, person_id=person_id)
    )


def _new(meeting_id: int, person_id: int) -> Invitation:
    made = Invitation(meeting_id=meeting_id, person_id=person_id, created_at=clock.now())
    made.link_version = 0
    db.session.add(made)
    db.session.flush()
    made.digest = digest(queries.invitation_token(made))
    db.session.flush()
    return made


def open_invitation(token: str) -> Invitation:
    """The person went on to the form. Raises ``NotFound``."""
    with transaction():
        invitation = _locked(token)
        invitation.opened_at = invitation.opened_at or clock.now()
        return invitation


def decline_invitation(token: str) -> Invitation:
    """The person cannot come; a second press changes nothing. Raises ``NotFound``."""
    with transaction():
        invitation = _locked(token)
        invitation.opened_at = invitation.opened_at or clock.now()
        invitation.declined_at = invitation.declined_at or clock.now()
        return invitation


def invitation_used(invitation_id: int) -> None:
    """A registration came in by this link: whoever had declined comes after all."""
    with transaction():
        invitation = locked(Invitation, invitation_id)
        invitation.opened_at = invitation.opened_at or clock.now()
        invitation.registered_at = clock.now()
        invitation.declined_at = None


def _locked(token: str) -> Invitation:
    return locked(Invitation, queries.invitation_behind(token).id)
