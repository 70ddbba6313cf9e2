"""What the door and the live view know that belongs into the head of the minutes."""

from dataclasses import dataclass
from datetime import time

from app.core.settings import current
from app.live.queries import times_of
from app.minutes.forms import HeadForm
from app.minutes.models import Minutes
from app.minutes.snapshots import people_in_words
from app.registrations.queries import attendance_by_sector

DOOR, COURSE = "einlass", "ablauf"


@dataclass(frozen=True)
class Known:
    """``people`` by sector id, {} while nobody was ticked off; times None where nobody pressed."""

    people: dict[str, int]
    began: time | None
    ended: time | None

    @property
    def people_words(self) -> str:
        """53 Personen: Zivilgesellschaft 23, …; empty while nobody was ticked off."""
        return people_in_words(self.people)

    @property
    def times_words(self) -> str:
        """Beginn 18:00 Uhr, Ende 20:34 Uhr, or as much of it as is known."""
        told = (("Beginn", self.began), ("Ende", self.ended))
        return ", ".join(
            f"{label} {when:%H:%M}\N{NO-BREAK SPACE}Uhr" for label, when in told if when
        )


def known_of(minutes: Minutes) -> Known:
    """What is known of this evening; a group that the settings no longer have counts as none."""
    people: dict[str, int] = {}
    groups = {sector.id for sector in current().forum.sectors}
    for sector, number in attendance_by_sector(minutes.meeting_id).items():
        key = sector if sector in groups else ""
        people[key] = people.get(key, 0) + number
    times = times_of(minutes.meeting_id)
    return Known(
        people,
        times.begin.time() if times.begin else None,
        times.end.time() if times.end else None,
    )


def differences(form: HeadForm, known: Known) -> dict[str, str]:
    """What would change in the form, by where it comes from; missing: nothing would."""
    found: dict[str, str] = {}
    groups = [
        f"{field.label.text} {known.people.get(key, 0)} statt {field.data or 0}"
        for key, field in form.groups()
        if known.people and (field.data or 0) != known.people.get(key, 0)
    ]
    times = [
        f"{field.label.text} {when:%H:%M} statt {field.data:%H:%M}\N{NO-BREAK SPACE}Uhr"
        for field, when in ((form.began, known.began), (form.ended, known.ended))
        if when and field.data and field.data != when
    ]
    for name, words in ((DOOR, groups), (COURSE, times)):
        if words:
            found[name] = ", ".join(words)
    return found


def fill(form: HeadForm, known: Known, wanted: str) -> None:
    """Put what is known into the form; nothing is kept before somebody saves it."""
    if wanted == DOOR:
        for key, field in form.groups():
            field.data = known.people.get(key, 0)
    if wanted == COURSE:
        form.began.data = known.began or form.began.data
        form.ended.data = known.ended or form.ended.data
