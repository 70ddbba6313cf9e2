"""The office manages who works here, and everybody the own sessions."""

from collections.abc import Collection

from app.access import queries
from app.access.actions import Actor, add_staff, end_sessions, log
from app.access.models import Staff, StaffSession
from app.access.rules import Role
from app.core import clock
from app.core.db import locked, one_at_a_time, transaction
from app.core.errors import NotFound, RuleBroken

LAST = (
    "Mindestens eine Person muss die Rolle „Geschäftsstelle“ behalten, sonst kommt niemand mehr "
    "hinein."
)
KNOWN = "Diese Adresse gehört schon zu einer Person im Team. Bitte ändern Sie diese Person."


def take_in(name: str, email: str, roles: Collection[Role], by: Actor) -> int:
    """Somebody new, or back after leaving; the id. Raises ``RuleBroken`` when already here."""
    with transaction():
        one_at_a_time("team")
        if queries.staff_by_email(email):
            raise RuleBroken(KNOWN, "email")
        return add_staff(name, email, frozenset(roles), by=by)


def change(staff_id: int, name: str, roles: Collection[Role], by: Actor) -> None:
    """Another name or other roles from the next click on. The last of the office stays there."""
    with transaction():
        one_at_a_time("team")
        staff = _active(staff_id)
        if Role.OFFICE not in roles:
            _refuse_last(staff)
        staff.name, staff.roles = name, sorted(roles)
        log(by, "staff_changed", f"staff:{staff_id}")


def let_go(staff_id: int, by: Actor) -> str:
    """Somebody leaves the team: sessions and links end at once. The name."""
    with transaction():
        one_at_a_time("team")
        staff = _active(staff_id)
        _refuse_last(staff)
        staff.active = False
        end_sessions(staff_id)
        log(by, "staff_removed", f"staff:{staff_id}")
        return staff.name


def end_session(session_id: int, by: Actor) -> None:
    """One of the own sessions ends. Raises ``NotFound`` for somebody else's."""
    with transaction():
        session = locked(StaffSession, session_id)
        if session.staff_id != by.id:
            raise NotFound("Diese Sitzung gibt es nicht.")
        session.ended_at = session.ended_at or clock.now()
        log(by, "session_ended", f"staff:{by.id}")


def end_everywhere(staff_id: int, by: Actor) -> int:
    """All sessions of somebody end, also the one that asks; how many."""
    with transaction():
        ended = end_sessions(staff_id)
        log(by, "sessions_ended", f"staff:{staff_id}")
        return ended


def _active(staff_id: int) -> Staff:
    staff = locked(Staff, staff_id)
    if not staff.active:
        raise NotFound("Diese Person ist nicht mehr im Team.")
    return staff


def _refuse_last(staff: Staff) -> None:
    """Somebody else must be able to manage the team."""
    others = [one for one in queries.team() if one.id != staff.id and Role.OFFICE in one.role_set]
    if Role.OFFICE in staff.role_set and not others:
        raise RuleBroken(LAST, "roles")
