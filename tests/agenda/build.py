"""Agendas of unusual size, for tests of the papers."""

from dataclasses import dataclass
from datetime import time
from itertools import count

from app.agenda.backlog import TopicText, add_topic
from app.agenda.models import AgendaItem
from app.agenda.published import comparison_of
from app.agenda.publishing import publish_agenda, publish_first
from app.agenda.rules import Place
from app.agenda.timetable import ends_at, timetable
from app.core.db import db, transaction
from app.kits.schema import Kind
from app.meetings.queries import meeting_by_id
from tests import build

_number = count(1)
LONG = "Wärmeplanung für die Höfe am Kesselbrink und was daraus für die Nachbarschaft folgt"


@dataclass(frozen=True)
class Item:
    """An item as the timetable sees it."""

    minutes: int
    place: Place = Place.DURING
    kind: str = Kind.WORK
    starts: time | None = None
    parallel: bool = False


def total_minutes(items, begins_at):
    """Minutes between begin and end of the meeting, free time included."""
    end = ends_at(items, timetable(items, begins_at), begins_at)
    return int((end - begins_at).total_seconds() // 60)


def a_long_agenda(items=60, kit="vernetzung", **values):
    """A meeting whose agenda has this many public items and no others. Returns its id."""
    meeting_id = build.a_meeting(kit=kit, **values)
    with transaction():
        for number in range(items):
            db.session.add(
                AgendaItem(
                    meeting_id=meeting_id,
                    position=number,
                    title=f"Punkt {number}: Bericht",
                    kind="report",
                    minutes=5,
                    materials=[],
                    notes=f"Anfang{number} kurz berichten, dann fragen. Ende{number}",
                )
            )
    publish_first(meeting_id, build.OFFICE)
    return meeting_id


def a_full_evening(kit, pitches=8):
    """A meeting of the kit with a pitch in every slot, with titles as long as people write them."""
    meeting_id = build.a_planned_meeting(kit=kit, title="Treffen mit allen Projekten 2027")
    for number in range(pitches):
        build.an_accepted_pitch(
            meeting_id,
            title=f"Projekt {number}: {LONG}"[:70],
            last_name=f"Krzyżanowska {number}",
            email=f"p{number}@example.org",
        )
    return meeting_id


def publish_again(meeting_id):
    """Participants see the working copy as it is now."""
    seen = comparison_of(meeting_by_id(meeting_id)).stand
    return publish_agenda(meeting_id, seen, build.OFFICE)


def a_topic(title="Klimastand beim Nachbarschaftsfest", **values):
    """A topic that waits. Returns its id."""
    text = TopicText(**{"title": title, "kind": "plenary", "minutes": 15} | values)
    return add_topic(text, f"topic-form-{next(_number):010}", build.OFFICE)
