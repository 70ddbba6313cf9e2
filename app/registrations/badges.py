"""Name badges on sheets of labels, place cards, and the table for whoever prints them elsewhere."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.errors import RuleBroken
from app.core.label_sheets import positions
from app.core.pdf_files import Document
from app.core.printing import document, joined
from app.core.settings import current
from app.core.settings_sections import LabelSheet
from app.core.tables import Cell, to_csv, to_xlsx
from app.core.words import plain_key
from app.kits.printables import Printed
from app.kits.schema import MinutesType
from app.meetings.models import Meeting
from app.pitches.queries import pitches_of
from app.pitches.rules import IN_THE_PROGRAMME
from app.registrations import badge_layout, lists, queries
from app.registrations.badge_layout import Badge
from app.registrations.models import Registration

HEADER = ("Vorname", "Nachname", "Organisation", "Keine Fotos")
SHEETS_A_PIECE = 25
"""More sheets than this are laid out in several pieces, side by side."""


@dataclass(frozen=True)
class Place:
    """Where a label stands on its sheet; ``number`` counts from 0."""

    number: int
    x: float
    y: float


def badges_document(
    meeting: Meeting,
    *,
    sheet: LabelSheet,
    shift: tuple[float, float] = (0, 0),
    blank_sheets: int = 0,
    first_label: int = 1,
    registration_ids: Collection[int] | None = None,
) -> Document:
    """A badge for everybody with a place in the room, in German order, then sheets to write on.

    ``shift``: millimetres to the right and downwards, for the printer. ``first_label``: from 1; the
    labels before it are used up. ``registration_ids``: badges for these people only. Without
    anybody it is one sheet to write on. Raises ``RuleBroken`` for a shift or a first label that the
    sheet does not have.
    """
    places = [Place(number, x, y) for number, (x, y) in enumerate(positions(sheet, shift))]
    if not 1 <= first_label <= len(places):
        raise RuleBroken(
            f"Erstes Schild: Der Bogen hat {len(places)} Schilder. "
            f"Bitte wählen Sie eine Zahl von 1 bis {len(places)}.",
            "first_label",
        )
    badges = _badges(meeting, sheet, registration_ids)
    sheets = list(_on_sheets(badges, len(places), first_label - 1))
    pieces = [sheets[at : at + SHEETS_A_PIECE] for at in range(0, len(sheets), SHEETS_A_PIECE)]
    heading = badge_layout.heading_for(current().forum.name, sheet)
    shared: dict[str, Any] = {
        "kit": meeting.kit_id,
        "meeting": meeting,
        "sheet": sheet,
        "places": places,
        "bands": badge_layout.bands_of(sheet),
        "layout": badge_layout,
        "heading": heading,
        "sizes": sorted({heading.points, *(size for badge in badges for size in badge.sizes)}),
    }
    return joined(
        document(
            "registrations/print/badges.html",
            **shared,
            sheets=piece,
            first=number == 0,
            blank_sheets=_blank(blank_sheets, badges) if number == len(pieces[1:]) else 0,
        )
        for number, piece in enumerate(pieces or [[]])
    )


def _blank(wanted: int, badges: Sequence[Badge]) -> int:
    return wanted if badges else max(1, wanted)


CARDS = {1: (1, 1), 2: (2, 1), 4: (2, 2)}
"""Place cards on a sheet: how many beside and below each other."""


def place_cards_document(meeting: Meeting, *, on_a_sheet: int = 2) -> Document:
    """A card to fold for the place of everybody in the room, in German order, with their function
    or organisation; in a session that decides also for members who have not registered.

    ``on_a_sheet``: one of ``CARDS``. Without anybody it is one sheet to write on.
    """
    across, down = CARDS[on_a_sheet]
    size = badge_layout.card_size(across, down)
    deciding = meeting.kit.minutes_type == MinutesType.DECISION
    people = [one for one in lists.attendees(meeting, members=deciding) if not one.online]
    cards = [
        badge_layout.place_card_for(
            f"{one.first_name} {one.last_name}", one.function or one.organisation, size
        )
        for one in people
    ]
    numbered = [(number % on_a_sheet, card) for number, card in enumerate(cards)]
    return document(
        "registrations/print/place_cards.html",
        kit=meeting.kit_id,
        meeting=meeting,
        across=across,
        down=down,
        size=size,
        sizes=sorted({line.points for card in cards for line in (card.name, card.below)}),
        sheets=[numbered[at : at + on_a_sheet] for at in range(0, len(cards), on_a_sheet)] or [[]],
    )


def badges_csv(meeting: Meeting, registration_ids: Collection[int] | None = None) -> bytes:
    """What stands on the badges, as CSV for Excel and for mail merge."""
    return to_csv(HEADER, _rows(queries.on_site(meeting, registration_ids)))


def badges_xlsx(meeting: Meeting, registration_ids: Collection[int] | None = None) -> bytes:
    """What stands on the badges, as XLSX."""
    return to_xlsx("Namensschilder", HEADER, _rows(queries.on_site(meeting, registration_ids)))


def _badges(
    meeting: Meeting, sheet: LabelSheet, registration_ids: Collection[int] | None
) -> list[Badge]:
    teams = _team_names(meeting)
    return [
        badge_layout.badge_for(
            one.first_name,
            one.last_name,
            one.organisation,
            sheet,
            no_photo=one.no_photo,
            in_team=plain_key(one.full_name) in teams,
        )
        for one in queries.on_site(meeting, registration_ids)
    ]


def _team_names(meeting: Meeting) -> set[str]:
    """Who presents a pitch of the programme, where the kit marks them."""
    if not any(
        one.document == Printed.NAME_BADGES and one.mark_teams for one in meeting.kit.printables
    ):
        return set()
    shown = [pitch for pitch in pitches_of(meeting.id) if pitch.state in IN_THE_PROGRAMME]
    names = [pitch.full_name for pitch in shown]
    names += [one.full_name for pitch in shown for one in pitch.presenters]
    return {plain_key(name) for name in names}


def _on_sheets(
    badges: Sequence[Badge], labels: int, used: int
) -> Iterator[list[tuple[int, Badge]]]:
    """The badges of each sheet with the number of their label."""
    numbered = [(number % labels, badge) for number, badge in enumerate(badges, start=used)]
    if numbered:
        yield numbered[: labels - used]
    for start in range(labels - used, len(numbered), labels):
        yield numbered[start : start + labels]


def _rows(people: Sequence[Registration]) -> list[list[Cell]]:
    return [
        [
            badge_layout.without_title(one.first_name),
            badge_layout.without_title(one.last_name),
            one.organisation,
            "Ja" if one.no_photo else "",
        ]
        for one in people
    ]
