"""The year's registrations, with the moments at which things happened."""

from typing import Any

from app.contacts.models import Person as KnownPerson
from app.core.db import db
from app.core.words import plain_key
from app.demo.sample import Row, moment, people, rows, yes
from app.meetings.models import Meeting
from app.registrations import entries
from app.registrations.calendar import meeting_picture
from app.registrations.models import Registration
from app.registrations.rules import Attendance, RegistrationState, kind_of
from app.registrations.scheduling import new_uid

MEALS = {
    "vegetarisch": "Ich esse mit, vegetarisch",
    "vegan": "Ich esse mit, vegan",
    "nicht": "Ich esse nicht mit",
}
ATTENDANCE = {"": Attendance.UNKNOWN, "yes": Attendance.PRESENT, "no": Attendance.ABSENT}
PLACES = {"onsite": "Vor Ort", "online": "Per Video"}


def add_registrations(
    meetings: dict[str, Meeting], known: dict[str, KnownPerson]
) -> dict[str, int]:
    """Add all registrations, and to each the record in the address book. Returns the ids.

    ``meetings``: id in the sample -> meeting. ``known``: id in the sample -> person.
    """
    added = {
        row["id"]: _registration(row, meetings[row["meeting_id"]])
        for row in rows("registrations.csv")
    }
    for row in rows("registrations.csv"):
        added[row["id"]].person_id = known[row["person_id"]].id
    db.session.add_all(added.values())
    db.session.flush()
    for registration in added.values():
        entries.make_links(registration)
        if registration.queue_number:
            meeting = registration.meeting
            meeting.next_queue_number = max(
                meeting.next_queue_number, registration.queue_number + 1
            )
    db.session.flush()
    return {sample_id: registration.id for sample_id, registration in added.items()}


def _registration(row: Row, meeting: Meeting) -> Registration:
    person = people()[row["person_id"]]
    state = RegistrationState(row["status"])
    changed = moment(row["status_changed_at"])
    invited = row["source"] == "form" and (
        state == RegistrationState.CONFIRMED
        or (state == RegistrationState.CANCELLED and not row["waitlist_position"])
    )
    return Registration(
        meeting=meeting,
        first_name=person.first_name,
        last_name=person.last_name,
        name_key=plain_key(person.full_name),
        email=person.email,
        email_key=plain_key(person.email),
        organisation=person.organisation,
        sector=person.sector,
        no_photo=yes(row["no_photo"]),
        on_contact_list=yes(row["contact_list"]),
        wants_invitations=person.wants_invitations,
        access_needs=row["support_needs"],
        answers=_answers(row, meeting),
        state=state,
        queue_number=int(row["waitlist_position"]) if row["waitlist_position"] else None,
        source=row["source"],
        participation=row["participation"],
        attendance=ATTENDANCE[row["attended"]],
        submitted_at=moment(row["submitted_at"]),
        confirmed_at=moment(row["confirmed_at"]) if row["confirmed_at"] else None,
        state_changed_at=changed,
        offer_expires_at=changed if state == RegistrationState.OFFER_LAPSED else None,
        submit_key=f"sample-{row['id']}",
        language=row["language"],
        link_version=0,
        uid=new_uid(),
        **_calendar(meeting, row, state) if invited else {},
    )


def _calendar(meeting: Meeting, row: Row, state: RegistrationState) -> dict[str, Any]:
    """What the invitations of the year left in the person's calendar."""
    if state not in (RegistrationState.CONFIRMED, RegistrationState.CANCELLED):
        return {}
    told = moment(row["confirmed_at"] or row["submitted_at"])
    if state == RegistrationState.CANCELLED:
        return {"sequence": 1, "sent_stamp": told}
    kind = kind_of(meeting.mode, row["participation"])
    return {"sent_stamp": told, "sent_picture": meeting_picture(meeting, kind).text}


def _answers(row: Row, meeting: Meeting) -> dict[str, str]:
    """Answers to those questions of the kit that the sample knows something about."""
    asked = {question.id for question in meeting.kit.questions}
    answers = {}
    if "essen" in asked and row["catering"]:
        answers["essen"] = MEALS[row["catering"]]
    if "teilnahme" in asked:
        answers["teilnahme"] = PLACES[row["participation"]]
    return answers
