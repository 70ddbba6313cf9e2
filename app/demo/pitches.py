"""The year's pitches with the people who present them and what happened to them."""

from datetime import date, time, timedelta

from app.core.db import db, locked
from app.core.tokens import digest
from app.demo.sample import OFFICE_LEAD, Row, at, office_day, people, rows
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.pitches.mails import edit_token, read_token
from app.pitches.models import Pitch, PitchChange, PitchPresenter
from app.pitches.queries import proposal_of
from app.pitches.rules import PitchState, move_sentence, search_form
from app.pitches.steps import PERSON

REPLY_DAYS = timedelta(days=3)
"""After so many days the office had answered a pitch."""
PRESENT_TOO = {"PT01": ("P074",), "PT04": ("P001", "P071"), "PT10": ("P009",)}
"""Who presents beside the person who handed in: id of the pitch -> ids of people."""


def add_pitches(meetings: dict[str, Meeting], reference: date) -> dict[str, int]:
    """Add all pitches as they stand on the day ``reference``. Returns the ids."""
    ideas = {row["id"]: row for row in rows("ideas.csv")}
    added = {
        row["id"]: _pitch(row, ideas[row["idea_id"]], meetings[row["meeting_id"]], reference)
        for row in rows("pitches.csv")
    }
    db.session.add_all(added.values())
    db.session.flush()
    for sample_id, pitch in added.items():
        pitch.edit_digest = digest(edit_token(pitch))
        pitch.search_key = search_form(proposal_of(pitch))
        _add_presenters(pitch, PRESENT_TOO.get(sample_id, ()))
        _add_history(pitch)
    return {sample_id: pitch.id for sample_id, pitch in added.items()}


def _pitch(row: Row, idea: Row, meeting: Meeting, reference: date) -> Pitch:
    person = people()[row["person_id"]]
    submitted = date.fromisoformat(row["submitted_on"])
    state = PitchState(row["status"])
    changed = submitted
    if state == PitchState.PRESENTED:
        changed = meeting.day
    elif state != PitchState.SUBMITTED:
        changed = min(office_day(submitted + REPLY_DAYS), reference)
    reason, _, offer = row["decline_reason"].partition(", Vorschlag: ")
    told = row["slot_start"]
    return Pitch(
        meeting_id=meeting.id,
        title=idea["title"],
        summary=idea["summary"],
        seeking=row["seeking"],
        action_field=idea["action_field"],
        first_name=person.first_name,
        last_name=person.last_name,
        email=person.email,
        phone="",
        organisation=person.organisation,
        state=state,
        decline_reason=reason,
        next_step=offer,
        told_day=meeting.day if told else None,
        told_time=time.fromisoformat(told) if told else None,
        submitted_at=at(submitted, "17:20"),
        state_changed_at=at(changed, "21:00" if state == PitchState.PRESENTED else "17:40"),
        submit_key=f"sample-{row['id']}",
        link_version=0,
    )


def _add_presenters(pitch: Pitch, person_ids: tuple[str, ...]) -> None:
    for person_id in person_ids:
        person = people()[person_id]
        presenter = PitchPresenter(
            pitch=pitch,
            first_name=person.first_name,
            last_name=person.last_name,
            email=person.email,
            organisation=person.organisation,
            added_at=pitch.submitted_at,
        )
        db.session.add(presenter)
        db.session.flush()
        presenter.read_digest = digest(read_token(presenter))


def _add_history(pitch: Pitch) -> None:
    """One row per step, in the words the room itself uses."""
    told = [(pitch.submitted_at, PERSON, "Eingereicht.")]
    office = people()[OFFICE_LEAD].full_name
    state, target = PitchState.SUBMITTED, PitchState(pitch.state)
    if target == PitchState.PRESENTED:
        day = office_day((pitch.submitted_at + REPLY_DAYS).date())
        told.append((at(day), office, move_sentence(state, PitchState.ACCEPTED)))
        state = PitchState.ACCEPTED
    if target != PitchState.SUBMITTED:
        by = PERSON if target == PitchState.WITHDRAWN else office
        told.append((pitch.state_changed_at, by, move_sentence(state, target)))
    for moment, by, what in told:
        db.session.add(PitchChange(pitch_id=pitch.id, at=moment, by=by, what=what))
        db.session.flush()


def link_ideas(idea_ids: dict[str, int], pitch_ids: dict[str, int]) -> None:
    """Each idea knows the pitch with which it was presented."""
    for row in rows("pitches.csv"):
        if row["status"] == PitchState.PRESENTED:
            locked(Idea, idea_ids[row["idea_id"]]).pitch_id = pitch_ids[row["id"]]
    db.session.flush()
