"""Who does what at a meeting: drafting the roles from the kit, and giving them to people."""

from collections.abc import Mapping, Sequence

from app.agenda.models import AgendaRole
from app.agenda.queries import roles_of
from app.core.db import db, locked, transaction
from app.core.errors import Conflict, NotFound, RuleBroken
from app.core.words import plain_key
from app.meetings.models import Meeting

CHANGED = (
    "Jemand anderes hat die Rollen inzwischen geändert. Ihre Namen sind noch nicht gespeichert. "
    "Prüfen Sie bitte die markierten Rollen und speichern Sie noch einmal."
)
MANY_ROLES = 60


def draft_roles(meeting: Meeting) -> None:
    """Take the roles of the kit over, without people; joins the caller's transaction."""
    for position, role in enumerate(meeting.kit.roles):
        db.session.add(
            AgendaRole(meeting_id=meeting.id, position=position, title=role.title, task=role.task)
        )


def copy_roles(source_id: int, meeting: Meeting) -> None:
    """The roles of an earlier meeting, without people; joins the caller's transaction."""
    for role in roles_of(source_id):
        db.session.add(
            AgendaRole(
                meeting_id=meeting.id, position=role.position, title=role.title, task=role.task
            )
        )


def give_roles(meeting_id: int, typed: Mapping[int, tuple[Sequence[str], Sequence[str]]]) -> int:
    """Set the people of several roles: role id → (names that were shown, names typed).

    Only what was typed anew is written; returns how many roles. Raises ``Conflict`` when somebody
    else changed one of those meanwhile: then nothing is written.
    """
    with transaction():
        locked(Meeting, meeting_id)
        roles = {role.id: role for role in roles_of(meeting_id)}
        wanted = {n: list(new) for n, (shown, new) in typed.items() if list(new) != list(shown)}
        for role_id, names in wanted.items():
            if role_id not in roles or roles[role_id].people not in (
                names,
                list(typed[role_id][0]),
            ):
                raise Conflict(CHANGED)
        changed = [roles[n] for n, names in wanted.items() if roles[n].people != names]
        for role in changed:
            role.people = wanted[role.id]
            role.version += 1
        return len(changed)


def add_role(meeting_id: int, title: str, task: str, people: Sequence[str]) -> int:
    """Add a role of the office's own at the end. Returns its id.

    Raises ``RuleBroken`` when there is a role of that name already.
    """
    with transaction():
        locked(Meeting, meeting_id)
        roles = roles_of(meeting_id)
        if plain_key(title) in {plain_key(role.title) for role in roles}:
            raise RuleBroken(
                f"Rolle: „{title}“ gibt es schon. Tragen Sie die Namen dort ein.", "title"
            )
        if len(roles) >= MANY_ROLES:
            raise RuleBroken(f"Mehr als {MANY_ROLES} Rollen sind nicht möglich.", "title")
        role = AgendaRole(
            meeting_id=meeting_id,
            position=max((role.position for role in roles), default=-1) + 1,
            title=title,
            task=task,
            people=list(people),
        )
        db.session.add(role)
        db.session.flush()
        return role.id


def role_of(meeting_id: int, role_id: int) -> AgendaRole:
    """One role of a meeting. Raises ``NotFound``."""
    role = db.session.get(AgendaRole, role_id)
    if role is None or role.meeting_id != meeting_id:
        raise NotFound("Diese Rolle gibt es nicht oder nicht mehr.")
    return role


def remove_role(meeting_id: int, role_id: int) -> None:
    """Remove a role; items that name it keep its title. Raises ``NotFound``."""
    with transaction():
        locked(Meeting, meeting_id)
        db.session.delete(role_of(meeting_id, role_id))
