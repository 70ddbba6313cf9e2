"""Marking who is there, taking guests in, giving links to helpers.

Every mark and every guest has a key: sent again, after a lost answer or a lost network, it
changes nothing. All writing happens under the lock on the meeting.
"""

from collections.abc import Sequence
from datetime import timedelta

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, transaction
from app.core.errors import NotFound, RuleBroken
from app.core.settings import current
from app.core.tokens import digest, random_token
from app.core.words import plain_key
from app.door import queries, rules
from app.door.models import CheckIn, DoorLink, DoorSetting
from app.door.rules import Guest, Mark, Marker
from app.meetings.models import Meeting
from app.registrations import entries, places
from app.registrations.models import Registration
from app.registrations.queries import same_person
from app.registrations.rules import Attendance, RegistrationState

AT_THE_END = "Erst nach dem Ende des Treffens steht fest, wer gefehlt hat."


def mark(meeting_id: int, marks: Sequence[Mark], marker: Marker, *, team: bool) -> None:
    """Take in what was pressed; the newest press of a person decides, each counts once.

    Raises ``RuleBroken`` when the door is closed (later than the day after for all but the
    ``team``), ``NotFound`` when somebody never had a place at this meeting.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_door(queries.state_of(meeting), team=team)
        known = queries.known_keys([one.key for one in marks])
        new = list({one.key: one for one in marks if one.key not in known}.values())
        ids = {one.registration_id for one in new}
        people = queries.markable(meeting_id, ids)
        if ids - set(people):
            raise NotFound(queries.UNKNOWN_PERSON)
        newest = queries.newest_presses(ids)
        for one in new:
            pressed = rules.pressed_at(clock.now(), one.age)
            if rules.counts_now(pressed, newest.get(one.registration_id)):
                people[one.registration_id].attendance = one.what
                newest[one.registration_id] = pressed
            _write_down(meeting_id, one, marker)


def _write_down(meeting_id: int, one: Mark, marker: Marker) -> None:
    now = clock.now()
    db.session.add(
        CheckIn(
            meeting_id=meeting_id,
            registration_id=one.registration_id,
            key=one.key,
            what=one.what,
            pressed_at=rules.pressed_at(now, one.age),
            taken_at=now,
            by=marker.name,
            door_link_id=marker.link_id,
        )
    )


def admit(
    meeting_id: int,
    guest: Guest,
    key: str,
    marker: Marker,
    *,
    team: bool,
    age: timedelta = timedelta(),
) -> None:
    """Take in a guest without registration, as present. The same key twice is one guest.

    What the guest agreed to is kept in the address book when there is an address. Raises
    ``RuleBroken`` when the door is closed, or no place is left and the office allows no more.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if queries.is_known_guest(key):
            return
        rules.check_door(queries.state_of(meeting), team=team)
        row = _registered_already(meeting_id, guest)
        if row is None:
            numbers = queries.standing(meeting).numbers
            more = queries.more_guests(meeting_id)
            rules.check_places(meeting.capacity, numbers, more=more, age=age)
            row = _walk_in(meeting, guest, key)
            if row.email:
                entries.make_links(row)
                entries.remember(row, by=marker.name)
        press = Mark(row.id, Attendance.PRESENT, queries.guest_key(key), age)
        mark(meeting_id, [press], marker, team=team)


def _registered_already(meeting_id: int, guest: Guest) -> Registration | None:
    """The same name and address with a place: no guest, but somebody not found on the list."""
    if not guest.email:
        return None
    name_key = plain_key(" ".join(rules.split_name(guest.name)))
    found = same_person(meeting_id, plain_key(guest.email), name_key)
    return found if found and found.state == RegistrationState.CONFIRMED else None


def _walk_in(meeting: Meeting, guest: Guest, key: str) -> Registration:
    """A registration of its own. Without an address its key tells namesakes apart."""
    first, last = rules.split_name(guest.name)
    name_key, email_key = plain_key(f"{first} {last}"), plain_key(guest.email)
    if not email_key or same_person(meeting.id, email_key, name_key):
        email_key = f"spontan:{key}"
    now = clock.now()
    row = Registration(
        meeting=meeting,
        first_name=first,
        last_name=last,
        name_key=name_key,
        email=guest.email,
        email_key=email_key,
        organisation=guest.organisation,
        sector=guest.sector,
        wants_invitations=guest.wants_invitations and bool(guest.email),
        on_contact_list=guest.on_contact_list and bool(guest.email),
        state=RegistrationState.CONFIRMED,
        source=rules.WALK_IN,
        submitted_at=now,
        confirmed_at=now,
        state_changed_at=now,
        submit_key=key,
        uid=f"{random_token()}@{current().calendar.uid_host}",
    )
    db.session.add(row)
    db.session.flush()
    return row


def mark_rest_absent(meeting_id: int, actor: Actor) -> int:
    """Everybody still open was absent. Returns how many. Raises ``RuleBroken`` before the end."""
    with transaction():
        meeting = locked(Meeting, meeting_id)
        if clock.local(clock.now()).replace(tzinfo=None) < meeting.ends_at:
            raise RuleBroken(AT_THE_END)
        left = [one for one in queries.entries(meeting) if one.state == Attendance.UNKNOWN]
        marks = [Mark(one.id, Attendance.ABSENT, random_token()) for one in left]
        mark(meeting_id, marks, Marker(actor.name), team=True)
        if marks:
            log(actor, "rest_marked_absent", f"meeting:{meeting_id}")
        return len(marks)


def enter_paper(
    meeting_id: int, marks: Sequence[Mark], guests: Sequence[tuple[str, Guest]], actor: Actor
) -> None:
    """Take in a paper list: people found on it, and guests, each with a key of its own."""
    with transaction():
        marker = Marker(actor.name)
        mark(meeting_id, marks, marker, team=True)
        for key, guest in guests:
            admit(meeting_id, guest, key, marker, team=True, age=rules.HAPPENED)
        log(actor, "paper_list_entered", f"meeting:{meeting_id}")


def make_link(meeting_id: int, label: str, submit_key: str, actor: Actor) -> None:
    """A link for a device of helpers. The same form twice makes one."""
    with transaction():
        locked(Meeting, meeting_id)
        if queries.is_known_form(submit_key):
            return
        link = DoorLink(
            meeting_id=meeting_id,
            label=label,
            submit_key=submit_key,
            created_at=clock.now(),
            created_by=actor.name,
        )
        db.session.add(link)
        db.session.flush()
        link.digest = digest(queries.token_of(link))
        log(actor, "door_link_made", f"link:{link.id}")


def revoke_link(meeting_id: int, link_id: int, actor: Actor) -> None:
    """Close a link at once; what was marked with it stays. A second press changes nothing."""
    with transaction():
        queries.link_of_meeting(meeting_id, link_id)
        link = locked(DoorLink, link_id)
        if link.revoked_at is None:
            link.revoked_at = clock.now()
            log(actor, "door_link_revoked", f"link:{link_id}")


def allow_more_guests(meeting_id: int, allowed: bool, actor: Actor) -> None:
    """Whether guests without registration may be more than the places."""
    with transaction():
        locked(Meeting, meeting_id)
        setting = db.session.get(DoorSetting, meeting_id) or DoorSetting(meeting_id=meeting_id)
        if bool(setting.more_guests) != allowed:
            setting.more_guests = allowed
            db.session.add(setting)
            log(actor, "door_setting_changed", f"meeting:{meeting_id}")


def give_place(meeting_id: int, registration_id: int, actor: Actor) -> None:
    """Let in somebody who waits, as far as places are free in the room now.

    A place is free again when somebody who had one is excused or absent. A second press changes
    nothing. Raises ``RuleBroken``, ``NotFound``.
    """
    with transaction():
        meeting = locked(Meeting, meeting_id)
        rules.check_door(queries.state_of(meeting), team=True)
        if registration_id not in {one.id for one in queries.waiting(meeting_id)}:
            raise NotFound("Diese Person wartet nicht mehr auf einen Platz.")
        numbers = queries.standing(meeting).numbers
        more = queries.more_guests(meeting_id)
        rules.check_places(meeting.capacity, numbers, more=more, age=timedelta())
        places.give_extra_place(locked(Registration, registration_id))
        log(actor, "registration_let_in", f"registration:{registration_id}")
