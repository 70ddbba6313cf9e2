"""Who is told what of a change: the facts each person knows, beside those that hold now.

What somebody's calendar was told last is kept with the registration; whoever waits knows what the
meeting said before.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.calendars.queries import clashes_with
from app.core import clock
from app.core.language import N_
from app.core.language import gettext as _
from app.core.words import date_long, time_of
from app.meetings.actions import MeetingChange, planned_moves, with_moved_dates
from app.meetings.calendar import place_now
from app.meetings.models import Meeting
from app.meetings.queries import venue_by_id
from app.meetings.rules import MeetingState, Move
from app.registrations.calendar import meeting_picture, picture_with
from app.registrations.itip import Picture, picture_of
from app.registrations.lists import offers_by
from app.registrations.models import Registration
from app.registrations.queries import counts, to_notify, window_of, with_other_picture
from app.registrations.rules import LABELS, Counts, PlaceKind, Window, check_new_day

NEW_ENTRY = "E-Mail mit neuem Termin für den Kalender"
MAIL_ONLY = "E-Mail ohne Kalender-Termin"
TAKEN_OUT = "E-Mail, die den Termin aus dem Kalender nimmt"
CALL = "Anruf: keine E-Mail-Adresse"

Pictures = Mapping[PlaceKind, Picture]


@dataclass(frozen=True)
class Difference:
    """One fact of a meeting before and after a change, in words."""

    label: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        return _(
            "%(was)s: bisher %(vorher)s, jetzt %(jetzt)s",
            was=_(self.label),
            vorher=self.old or _("nichts"),
            jetzt=self.new or _("nichts"),
        )


@dataclass(frozen=True)
class Reader:
    """Somebody who is told, and how."""

    name: str
    stands: str
    gets: str


@dataclass(frozen=True)
class PlannedChange:
    """What people would learn of a change of the meeting, and who they are."""

    differences: tuple[Difference, ...]
    """What most of them read; whom an earlier change did not reach reads that as well."""
    readers: tuple[Reader, ...] = ()
    nothing: int = 0
    """People who are not told: not confirmed yet, or cancelled."""
    offers: int = 0
    """People who are offered a place at once."""
    moves: tuple[Move, ...] = ()
    """What else gets another day, because the meeting moves."""
    clashes: tuple[str, ...] = ()
    """What speaks against the new time and place in other calendars."""

    @property
    def calls(self) -> int:
        """People whom no mail reaches."""
        return sum(reader.gets == CALL for reader in self.readers)

    @property
    def people(self) -> int:
        """People who get a mail."""
        return len(self.readers) - self.calls

    @property
    def asks(self) -> bool:
        """Whether somebody reads it all first, before it is kept."""
        return bool(self.readers or self.offers or self.moves or self.clashes)


def pictures_of(meeting: Meeting) -> Pictures:
    """When and where, for each kind of place."""
    return {kind: meeting_picture(meeting, kind) for kind in PlaceKind}


def _pictures_with(meeting: Meeting, new: MeetingChange) -> Pictures:
    venue = venue_by_id(new.venue_id) if new.venue_id else None
    return {kind: picture_with(meeting, new, venue, kind) for kind in PlaceKind}


def facts_of(picture: Picture) -> dict[str, str]:
    """What people must know, in words."""
    return {
        N_("Tag"): date_long(picture.begins.date()),
        N_("Zeit"): _(
            "%(beginn)s bis %(ende)s Uhr",
            beginn=time_of(picture.begins),
            ende=time_of(picture.ends),
        ),
        N_("Ort"): _("Online") if picture.place == picture.link else place_now(picture.place),
        N_("Online-Link"): picture.link,
    }


def differences(old: Picture, new: Picture) -> list[Difference]:
    """What is not the same any more."""
    before, after = facts_of(old), facts_of(new)
    return [
        Difference(label, before[label], words)
        for label, words in after.items()
        if before[label] != words
    ]


def changes_for(registration: Registration, before: Pictures, after: Pictures) -> list[Difference]:
    """What is new to this person; [] when they know it all.

    ``before``: what those know whose calendars hold nothing yet; they read about both places.
    """
    return differences(*pictures_for(registration, before, after))


def pictures_for(
    registration: Registration, before: Pictures, after: Pictures
) -> tuple[Picture, Picture]:
    """What this person knows, and what holds now."""
    if registration.calendar_sent:
        return picture_of(registration.sent_picture), after[registration.kind]
    return before[PlaceKind.ONSITE], after[PlaceKind.ONSITE]


def told_differences(old: Picture, new: Picture) -> str:
    """What is new, a line for each fact, in the language spoken now."""
    return "\n".join(one.sentence for one in differences(old, new))


def planned_change(
    meeting: Meeting, new: MeetingChange, *, keep_dates: bool = False
) -> PlannedChange:
    """What a change would do, for the page that asks before anything is kept or sent.

    Raises ``RuleBroken`` for deadlines that do not fit the day.
    """
    check_new_day(meeting.day, new.day, clock.today())
    moves = planned_moves(meeting, new, keep_dates=keep_dates)
    new = with_moved_dates(meeting, new, keep_dates=keep_dates)
    after, numbers = _pictures_with(meeting, new), counts(meeting.id)
    differs = after != pictures_of(meeting)
    before = known(meeting) if differs else after
    return PlannedChange(
        tuple(differences(before[PlaceKind.ONSITE], after[PlaceKind.ONSITE])),
        readers=_readers(meeting, before, after) if differs else (),
        nothing=_untold(numbers),
        offers=offers_by(
            meeting, numbers, new.capacity, new.online_capacity, new.registration_closes
        ),
        moves=moves,
        clashes=tuple(_clashes(after[PlaceKind.ONSITE], new.venue_id)) if differs else (),
    )


def _clashes(picture: Picture, venue_id: int | None) -> list[str]:
    return clashes_with(picture.begins, picture.ends, venue_id)


def _readers(meeting: Meeting, before: Pictures, after: Pictures) -> tuple[Reader, ...]:
    if window_of(meeting, clock.now()) is Window.OVER:
        return ()
    people = [one for one in to_notify(meeting.id) if changes_for(one, before, after)]
    return readers(people, NEW_ENTRY)


def readers(people: Sequence[Registration], with_entry: str) -> tuple[Reader, ...]:
    """How each of them is told; ``with_entry``: those whose calendar holds the meeting."""
    return tuple(
        Reader(one.full_name, LABELS[one.state], _way(one, with_entry))
        for one in sorted(people, key=lambda one: one.sort_key)
    )


def _way(registration: Registration, with_entry: str) -> str:
    if not registration.email:
        return CALL
    return with_entry if registration.calendar_sent else MAIL_ONLY


def outdated(meeting: Meeting) -> Sequence[Registration]:
    """People whose calendar shows another time or place than the meeting has by now.

    It happens when a venue is given another name or address.
    """
    if meeting.state != MeetingState.PUBLISHED or window_of(meeting, clock.now()) is Window.OVER:
        return ()
    return with_other_picture(meeting.id, [one.text for one in pictures_of(meeting).values()])


def planned_notice(meeting: Meeting) -> PlannedChange:
    """What those would read, and everybody who waits with them."""
    before, after = known(meeting), pictures_of(meeting)
    return PlannedChange(
        tuple(differences(before[PlaceKind.ONSITE], after[PlaceKind.ONSITE])),
        readers=_readers(meeting, before, after),
        nothing=_untold(counts(meeting.id)),
    )


def planned_end(meeting: Meeting) -> PlannedChange:
    """Who learns that the meeting does not take place."""
    numbers = counts(meeting.id)
    return PlannedChange((), readers(to_notify(meeting.id), TAKEN_OUT), nothing=_untold(numbers))


def _untold(numbers: Counts) -> int:
    return numbers.pending + numbers.cancelled + numbers.lapsed


def known(meeting: Meeting) -> Pictures:
    """What people know: as the meeting is, or what most of those with an older entry were told."""
    now, told = pictures_of(meeting), Counter(one.sent_picture for one in outdated(meeting))
    if not told:
        return now
    return {**now, PlaceKind.ONSITE: picture_of(told.most_common(1)[0][0])}
