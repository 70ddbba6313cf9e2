"""The door list on paper and as tables; pictures of links, to be scanned with a phone."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from app.core.pdf_files import Document
from app.core.printing import document
from app.core.qr import qr_code
from app.core.tables import Cell, to_csv, to_xlsx
from app.door import queries, rules
from app.door.queries import Waiting
from app.door.rules import Entry
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.registrations.rules import LABELS, RegistrationState

HEADER = ("Nachname", "Vorname", "Organisation", "Keine Fotos", "Liste", "Stand")
SPARE_LINES = 4
"""Empty lines below people who wait or take part online."""


def qr_picture(address: str) -> str:
    """The address as a QR code: an SVG picture as a data address, black on white."""
    picture: str = qr_code(address).svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
    return picture


def door_list_document(meeting: Meeting, printed_at: datetime, *, desks: int = 1) -> Document:
    """The list to tick off at the door, on a sheet of its own for each of so many counters.

    ``printed_at``: local time, shown at the foot. Sheets of their own for those who wait and, at a
    hybrid meeting, for those who take part online. Names only: no needs, no addresses.
    """
    at_door, online = _lists(meeting)
    by_video = meeting.mode == Mode.ONLINE
    return document(
        "door/print/door_list.html",
        kit=meeting.kit_id,
        meeting=meeting,
        printed_at=printed_at,
        desks=[] if by_video else rules.desks(at_door, desks),
        online=online,
        waiting=_queue(meeting),
        expected=sum(1 for one in at_door if not one.walk_in),
        no_photo=sum(1 for one in at_door if one.no_photo),
        guest_lines=rules.guest_lines,
        spare_lines=SPARE_LINES,
    )


def _lists(meeting: Meeting) -> tuple[list[Entry], list[Entry]]:
    """Who comes through the door, and who takes part by video."""
    if meeting.mode == Mode.ONLINE:
        return [], queries.entries(meeting)
    return queries.entries(meeting), queries.online_entries(meeting)


def _queue(meeting: Meeting) -> list[tuple[Waiting, str]]:
    """Who waits, in the order of the list, with their standing: „Nr. 2“, „Platz angeboten“."""
    places: Counter[bool] = Counter()
    found = []
    for one in queries.waiting(meeting.id):
        standing = LABELS[one.state]
        if one.state == RegistrationState.WAITLISTED:
            places[one.online] += 1
            standing = f"Nr. {places[one.online]}"
        online = one.online and meeting.mode == Mode.HYBRID
        found.append((one, f"{standing}, online" if online else standing))
    return found


def door_list_csv(meeting: Meeting) -> bytes:
    """The door list for Excel: those with a place, then those who take part online or wait."""
    return to_csv(HEADER, _rows(meeting))


def door_list_xlsx(meeting: Meeting) -> bytes:
    """The door list as a workbook."""
    return to_xlsx("Einlassliste", HEADER, _rows(meeting))


def _rows(meeting: Meeting) -> Iterator[list[Cell]]:
    at_door, online = _lists(meeting)
    for name, entries in (("Einlass", at_door), ("Online", online)):
        for one in entries:
            yield [
                one.last_name, one.first_name, one.organisation, "ja" if one.no_photo else "",
                name, one.state_words,
            ]  # fmt: skip
    for row, standing in _queue(meeting):
        yield [row.last_name, row.first_name, row.organisation, "", "Warteliste", standing]
