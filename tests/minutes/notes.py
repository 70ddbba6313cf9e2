"""Long minutes, for tests and measurements."""

from app.minutes import headings
from tests import build

KINDS = ("information", "task", "agreement", "open_question")
TYPED = "Die Stadtwerke prüfen bis Ende September, ob die Leihstation am Bahnhof bleiben kann."


def long_minutes(meeting_id, items, entries):
    """Minutes with so many items and entries of all kinds. Returns the ids of the headings."""
    found = build.minutes_for(meeting_id)
    for number in range(items - len(found)):
        found.append(headings.add_heading(meeting_id, f"Punkt {number}", actor=build.OFFICE))
    for number in range(entries):
        kind, item = KINDS[number % len(KINDS)], found[number % len(found)]
        build.an_entry(meeting_id, item, kind, f"{number}: {TYPED}", person="Cem Yıldırım")
    return found
