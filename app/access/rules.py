"""Roles, and the one table of who may enter what (A-2)."""

from enum import StrEnum


class Role(StrEnum):
    OFFICE = "office"
    MODERATOR = "moderator"
    STEERING = "steering"


OFFICE = frozenset({Role.OFFICE})
TEAM = frozenset({Role.OFFICE, Role.MODERATOR})
ALL = frozenset(Role)

ROLE_TABLE: dict[str, frozenset[Role]] = {
    "access.sign_out": ALL,
    "desk.today": ALL,
    "desk.meetings": ALL,
    "desk.meeting": ALL,
    "desk.plan": OFFICE,
    "desk.publish": OFFICE,
    "desk.outbox": OFFICE,
    "desk.message": OFFICE,
    "desk.message_source": OFFICE,
    "desk.resend": OFFICE,
    "meetings.tick": OFFICE,
    "meetings.venues": OFFICE,
    "meetings.venue": OFFICE,
    "meetings.new_venue": OFFICE,
    "registrations.index": OFFICE,
    "registrations.export": OFFICE,
    "registrations.cancel": OFFICE,
    "registrations.change": OFFICE,
    "registrations.call_off": OFFICE,
    "pitches.index": OFFICE,
    "pitches.pitch": OFFICE,
    "agenda.accept_pitch": OFFICE,
    "pitches.decline": OFFICE,
    "agenda.edit": TEAM,
    "agenda.item": TEAM,
    "agenda.new_item": TEAM,
    "agenda.move": TEAM,
    "agenda.remove": TEAM,
    "agenda.agenda_pdf": TEAM,
    "agenda.run_sheet_pdf": TEAM,
    "minutes.open": TEAM,
    "minutes.edit": TEAM,
    "minutes.head": TEAM,
    "minutes.add_entry": TEAM,
    "minutes.entry": TEAM,
    "minutes.remove_entry": TEAM,
    "minutes.move_entry": TEAM,
    "minutes.finish_task": TEAM,
    "minutes.preview_pdf": TEAM,
    "minutes.release": OFFICE,
    "ideas.register": ALL,
    "ideas.idea": ALL,
    "ideas.new": OFFICE,
    "ideas.edit": OFFICE,
    "ideas.move": OFFICE,
    "ideas.set_public": OFFICE,
}


def may_enter(endpoint: str, roles: frozenset[Role]) -> bool:
    """Whether one of these roles opens the endpoint; what is not in the table stays closed."""
    return bool(ROLE_TABLE.get(endpoint, frozenset()) & roles)
