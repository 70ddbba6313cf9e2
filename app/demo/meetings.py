"""The places and the six meetings of the year, planned from their kits."""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from app.agenda.actions import draft_agenda
from app.agenda.models import AgendaItem, AgendaPitch
from app.agenda.queries import roles_of
from app.agenda.rules import pitch_times
from app.agenda.timetable import timetable
from app.core import clock
from app.core.db import db
from app.demo.sample import MODERATOR, OFFICE_LEAD, Row, at, people, rows, toml, yes
from app.kits.shelf import shelf
from app.meetings.actions import Plan, create
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState, Seating
from app.meetings.venues import VenueFacts, add_fault, save_venue

STILL_OPEN = ("M5", "Presseeinladung, Foto- und Filmregeln festlegen")
"""The one point of a kit that the office has not got round to."""
OWN_POINTS = (
    ("M5", date(2027, 9, 1), "inhalt", "Eingereichten Pitch „Energiespar-Theater“ sichten"),
    ("M6", date(2027, 8, 30), "raum", "Vorab fragen: Ist der Große Saal am 25.11. frei?"),
)
"""Points the office added itself: meeting, day, area, text."""
ON_STAGE = {"Moderation": MODERATOR, "Geschäftsstelle": OFFICE_LEAD, "Protokoll": "P076"}
"""Who has which role of the kit at M4 and M5."""
PLANNED_AHEAD = timedelta(days=14)
"""M6 was planned this long before the day of the demo."""
WITH_NAMES = ("M4", "M5")
SEATINGS = {
    "M1": Seating.THEATRE,
    "M2": Seating.TABLES,
    "M3": Seating.TABLES,
    "M4": Seating.CIRCLE,
    "M5": Seating.THEATRE,
    "M6": Seating.CIRCLE,
}
"""How the room is set up at each meeting, as its kit wants it."""
FAULTS = {
    "V5": (
        "Die barrierefreie Toilette ist im Nebengebäude.",
        "Es gibt keine Höranlage und kein Internet per Kabel.",
    )
}
"""What the office wrote down about the places on the day of the first meeting."""
FAULTS_SINCE = date(2027, 2, 18)


def add_venues() -> dict[str, int]:
    """Add the five places and what does not work there. Returns id in the sample -> id."""
    ids = {row["id"]: save_venue(None, _venue(row)) for row in rows("venues.csv")}
    since = min(FAULTS_SINCE, clock.today())
    for sample_id, faults in FAULTS.items():
        for text in faults:
            add_fault(ids[sample_id], text, since)
    return ids


def _venue(row: Row) -> VenueFacts:
    return VenueFacts(
        name=row["name"],
        street=row["street"],
        postcode=row["postcode"],
        city=row["city"],
        seatings={kind: int(row[f"seats_{kind.value}"]) for kind in Seating},
        stop=row["stop"],
        step_free=yes(row["step_free"]),
        accessible_toilet=yes(row["accessible_toilet"]),
        hearing_loop=yes(row["hearing_loop"]),
        wired_internet=yes(row["wired_internet"]),
        note="" if row["id"] in FAULTS else row["note"],
    )


def add_meetings(venue_ids: dict[str, int], reference: date) -> dict[str, Meeting]:
    """Add M1 to M6 with agenda and checklist as they stand on the day ``reference``."""
    sheet = toml("meetings.toml")
    return {row["id"]: _add_meeting(row, venue_ids, reference) for row in sheet["meetings"]}


def _add_meeting(row: dict[str, Any], venue_ids: dict[str, int], reference: date) -> Meeting:
    kit = shelf().kit(row["kit"])
    begins, ends = (time.fromisoformat(row[name]) for name in ("start", "end"))
    plan = Plan(
        title=row["title"],
        topic=row["topic"],
        day=row["date"],
        begins=begins,
        capacity=row["capacity"],
        venue_id=venue_ids[row["venue"]],
        listed=row["kit"] != "lenkungskreis",
        seating=SEATINGS[row["id"]],
        online_capacity=row.get("online_capacity"),
    )
    meeting = create(kit, plan)
    meeting.mode = row["mode"]
    meeting.state = MeetingState.DRAFT if row["status"] == "planned" else MeetingState.PUBLISHED
    meeting.duration_minutes = (
        datetime.combine(meeting.day, ends) - meeting.begins_at
    ).seconds // 60
    meeting.registration_opens = row["registration_opens"]
    meeting.registration_closes = row["registration_closes"]
    meeting.pitch_deadline = row.get("pitch_deadline")
    meeting.online_url = row.get("online_url", "")
    meeting.dial_in = row.get("phone_dial_in", "")
    draft_agenda(meeting.id)
    _work_off_checklist(meeting, row["id"], reference)
    if row["id"] in WITH_NAMES:
        _name_people(meeting)
    return meeting


def _work_off_checklist(meeting: Meeting, sample_id: str, reference: date) -> None:
    """What lay before the day ``reference`` is done; the meeting was planned at the first point."""
    office = people()[OFFICE_LEAD].full_name
    points = db.session.scalars(select(ChecklistItem).filter_by(meeting_id=meeting.id)).all()
    for point in points:
        if point.due < reference and (sample_id, point.text) != STILL_OPEN:
            point.done_at, point.done_by = at(point.due), office
    planned = min(point.due for point in points)
    meeting.created_at = meeting.calendar_changed_at = at(
        min(planned, reference - PLANNED_AHEAD), "09:00"
    )
    for number, (meeting_id, due, area, text) in enumerate(OWN_POINTS):
        if meeting_id == sample_id:
            place = len(points) + number
            db.session.add(
                ChecklistItem(
                    meeting_id=meeting.id,
                    position=place,
                    due=due,
                    area=area,
                    text=text,
                    own=True,
                    assigned_to=office,
                )
            )


def _name_people(meeting: Meeting) -> None:
    for role in roles_of(meeting.id):
        if role.title in ON_STAGE:
            role.people = [people()[ON_STAGE[role.title]].full_name]


def _agenda(meeting: Meeting) -> list[AgendaItem]:
    statement = select(AgendaItem).filter_by(meeting_id=meeting.id).order_by(AgendaItem.position)
    return list(db.session.scalars(statement))


def place_pitches(meetings: dict[str, Meeting], pitch_ids: dict[str, int]) -> None:
    """Put each accepted pitch into the slot that begins at its time in the sample."""
    for sample_id, meeting in meetings.items():
        slots = _slots(meeting)
        for row in rows("pitches.csv"):
            if row["meeting_id"] == sample_id and row["slot_start"]:
                item, position = slots[row["slot_start"]]
                db.session.add(
                    AgendaPitch(item_id=item.id, pitch_id=pitch_ids[row["id"]], position=position)
                )
    db.session.flush()


def _slots(meeting: Meeting) -> dict[str, tuple[AgendaItem, int]]:
    """Clock time -> item and slot that begins then."""
    items = _agenda(meeting)
    return {
        f"{begin:%H:%M}": (item, position)
        for item, slot in zip(items, timetable(items, meeting.begins_at), strict=True)
        if item.pitch_slots
        for position, begin in enumerate(pitch_times(item.minutes, item.pitch_slots, slot.begin))
    }
