"""A paper list on its way into the door list: read, asked about, kept."""

from flask import flash, request

from app.access.guards import current_staff
from app.core.errors import RuleBroken
from app.core.words import count
from app.door import actions, queries, rules
from app.door.forms import PaperForm
from app.door.pages import Place
from app.door.rules import Guest, Mark, PaperLine
from app.meetings.models import Meeting
from app.registrations.rules import Attendance

AS_GUEST = "gast"


def read(meeting: Meeting, form: PaperForm) -> list[PaperLine]:
    """Who is meant by each line; no lines when the form must say what is wrong."""
    try:
        return rules.read_paper(form.names.data or "", queries.entries(meeting))
    except RuleBroken as fault:
        form.blame(fault)
        return []


def people(meeting: Meeting) -> list[tuple[int, str, str, str]]:
    """Id, name with organisation, words to find it by, and state: for typing with script."""
    return [
        (
            one.id,
            f"{one.full_name}, {one.organisation}" if one.organisation else one.full_name,
            " ".join(rules.words_of(one.full_name)),
            one.state.value,
        )
        for one in queries.entries(meeting)
    ]


def kept(place: Place, form: PaperForm, lines: list[PaperLine]) -> bool:
    """Keep what was chosen for each line; otherwise the form says why not."""
    key = form.submit_key.data or ""
    marks: list[Mark] = []
    guests: list[tuple[str, Guest]] = []
    for line in lines:
        chosen = request.form.get(f"zeile_{line.number}", "")
        if chosen in {str(one.id) for one in line.found}:
            marks.append(Mark(int(chosen), Attendance.PRESENT, f"{key[:40]}-{line.number}"))
        elif chosen == AS_GUEST:
            guests.append((f"{key[:40]}-{line.number}", Guest(line.text)))
    try:
        actions.enter_paper(place.meeting.id, marks, guests, current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        return False
    words = count(len(marks) + len(guests), "Person ist", "Personen sind")
    flash(f"{words} als „da“ eingetragen, davon {len(guests)} spontan.", "success")
    return True
