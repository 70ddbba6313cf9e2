"""What is still missing before a release, and what the page says that prepares it."""

from collections.abc import Iterator
from typing import Any

from app.core.words import count, date_long
from app.floor.queries import held_cards
from app.minutes import queries
from app.minutes.cards import hall_count
from app.minutes.changes import changes, suggested_note
from app.minutes.content import from_plain
from app.minutes.models import Minutes
from app.minutes.photos import all_photos, undescribed
from app.minutes.review_queries import open_remark_count
from app.minutes.rules import Finding, MinutesState, findings
from app.minutes.snapshots import content_of


def release_page(meeting_id: int) -> dict[str, Any]:
    """What the page shows that prepares the next version.

    ``unchanged``: it would say what is public already. ``suggestion`` for the note on the change.
    """
    minutes = queries.opened_minutes(meeting_id)
    content, suggestion, unchanged = content_of(minutes), "", False
    if minutes.edition:
        public = from_plain(queries.release_of(meeting_id).content)
        unchanged = not changes(public, content)
        suggestion = suggested_note(public, content)
    return {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "released": minutes.state == MinutesState.RELEASED,
        "findings": findings_of(minutes),
        "pages": list(_waiting(minutes)),
        "entry_count": queries.entry_count(minutes),
        "people": queries.thanks_count(meeting_id),
        "mark": content.mark,
        "suggestion": suggestion,
        "unchanged": unchanged,
    }


def findings_of(minutes: Minutes) -> list[Finding]:
    """What is still missing in these minutes; none of it stops the release."""
    items = [(item.id, item.title, item.postponed, item.entries) for item in minutes.items]
    people = {entry.person_id for item in minutes.items for entry in item.entries}
    reachable = queries.with_address(person for person in people if person)
    return findings(items, queries.head_of(minutes), reachable=reachable)


def _waiting(minutes: Minutes) -> Iterator[tuple[str, str]]:
    """(sentence, endpoint of the page where it is settled) for what waits elsewhere."""
    if minutes.review_until:
        yield f"Die Durchsicht läuft noch bis {date_long(minutes.review_until)}.", "remarks.index"
    if remarks := open_remark_count(minutes.id):
        words = count(remarks, "Berichtigung wartet", "Berichtigungen warten")
        yield f"{words} auf eine Antwort.", "remarks.index"
    if cards := held_cards(minutes.meeting_id):
        words = count(cards, "Karte aus dem Saal ist", "Karten aus dem Saal sind")
        yield f"{words} noch nicht geprüft.", "floor.index"
    if photos := undescribed(minutes.id):
        words = count(photos, "Foto hat", "Fotos haben")
        yield f"{words} noch keine Beschreibung und fehlt im Protokoll.", "minutes_photos.index"


def draft_tools(minutes: Minutes) -> dict[str, Any]:
    """What the page of the draft offers beside the results.

    ``news``: titles that came onto the agenda since; ``remarks``: corrections without an answer;
    ``photos``: how many photos there are; ``hall``: cards and results of the room not taken yet.
    """
    return {
        "news": [item.title for item in queries.agenda_news(minutes)],
        "remarks": open_remark_count(minutes.id),
        "photos": len(all_photos(minutes.id)),
        "hall": hall_count(minutes.meeting_id),
    }
