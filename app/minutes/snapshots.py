"""A draft as it is now, turned into the plain content that pages, documents and releases show."""

from app.core.settings import current
from app.core.words import count, date_long, date_short, time_of
from app.kits.schema import MinutesType
from app.meetings.models import Meeting
from app.meetings.queries import next_public_meeting
from app.minutes.content import (
    CarriedContent,
    Content,
    EntryContent,
    ItemContent,
    PhotoContent,
    from_plain,
)
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.photos import photos_of
from app.minutes.queries import release_of
from app.minutes.rules import TITLES, EntryKind
from app.minutes.task_queries import carried_tasks


def content_of(minutes: Minutes) -> Content:
    """What the minutes say at this moment; needs its items, entries, ideas and meeting loaded."""
    meeting, office = minutes.meeting, current().office
    photos = photos_of(minutes.id)
    return Content(
        kind=TITLES[meeting.kit.minutes_type],
        title=meeting.title,
        topic=meeting.topic,
        office=f"{office.name}, {office.organisation}",
        day=meeting.day,
        place=_place(meeting),
        began=minutes.began,
        ended=minutes.ended,
        people=people_in_words(minutes.attendance),
        excused=minutes.excused,
        chair=minutes.chair,
        keeper=minutes.keeper,
        summary=minutes.summary,
        readers=_readers(meeting),
        following=_following(meeting),
        quorum=minutes.quorum,
        items=tuple(_item(item, photos.get(item.id, ())) for item in minutes.items),
        photos=photos.get(None, ()),
        carried=_carried(minutes),
    )


def people_in_words(attendance: dict[str, int]) -> str:
    """53 Personen: Zivilgesellschaft 23, Wirtschaft 12, … in the order of the settings."""
    total = sum(attendance.values())
    if not total:
        return ""
    forum = current().forum
    order = [sector.id for sector in forum.sectors]
    known = [(key, attendance[key]) for key in order if attendance.get(key)]
    rest = total - sum(number for _, number in known)
    groups = [f"{forum.sector(key)} {number}" for key, number in known]
    groups += [f"ohne Angabe {rest}"] if rest else []
    return f"{count(total, 'Person', 'Personen')}: {', '.join(groups)}"


def _item(item: MinutesItem, photos: tuple[PhotoContent, ...]) -> ItemContent:
    return ItemContent(
        id=item.id,
        title=item.title,
        postponed=item.postponed,
        entries=tuple(_entry(entry) for entry in item.entries),
        photos=photos,
    )


def _entry(entry: Entry) -> EntryContent:
    kind = EntryKind(entry.kind)
    return EntryContent(
        id=entry.id,
        kind=kind,
        text=entry.text,
        number=entry.number,
        person=entry.as_said[0],
        due=entry.as_said[1],
        note=entry.note,
        reason=entry.reason,
        idea=entry.idea.number if entry.idea and kind == EntryKind.IDEA else "",
    )


def _place(meeting: Meeting) -> str:
    venue = meeting.venue
    if venue is None:
        return "Online"
    return f"{venue.name}, {venue.street}, {venue.postcode} {venue.city}"


def _readers(meeting: Meeting) -> str:
    """Who gets the minutes (DIN 5008: the list of distribution)."""
    if meeting.kit.minutes_type == MinutesType.DECISION:
        return f"Mitglieder: {current().forum.steering_group}"
    return "Teilnehmende, öffentliche Seite" if meeting.listed else "Teilnehmende"


def _carried(minutes: Minutes) -> tuple[CarriedContent, ...]:
    """How things stood: later versions say what the released one says.

    What everybody may read is not told of meetings that open by their link only.
    """
    meeting = minutes.meeting
    if minutes.edition:
        return from_plain(release_of(meeting.id).content).carried
    return tuple(
        CarriedContent(
            number=task.number,
            text=task.text,
            person=task.person,
            due=task.due,
            status=task.status,
            meeting=f"{task.meeting_title}, {date_short(task.meeting_day)}",
        )
        for task in carried_tasks(meeting, meeting.day)
        if task.listed or not meeting.listed
    )


def _following(meeting: Meeting) -> str:
    """The next meeting in one line."""
    found = next_public_meeting(meeting.day) if meeting.listed else None
    if found is None:
        return ""
    day = date_long(found.day).replace(". ", ".\N{NO-BREAK SPACE}")
    words = f"{found.title}: {day}, {time_of(found.begins)}\N{NO-BREAK SPACE}Uhr"
    return f"{words}, {found.venue.name}" if found.venue else words
