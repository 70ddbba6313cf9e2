"""The released minutes of the summer meeting (M4)."""

from collections.abc import Iterable
from datetime import date, time
from typing import Any

from sqlalchemy import select

from app.agenda.queries import items_of
from app.contacts.models import Person
from app.core.db import db
from app.demo.sample import OFFICE_LEAD, Row, at, day, people, rows, toml
from app.minutes.content import Edition
from app.minutes.models import Entry, Minutes, MinutesItem
from app.minutes.queries import newest_agenda_item
from app.minutes.releases import keep_release
from app.minutes.rules import EntryKind
from app.minutes.snapshots import content_of

FILE = "minutes_2027-06-17.toml"
REPORTS = 4
"""Item whose result has one paragraph per running project."""
NEW_IDEAS = (5, 6)
"""Items in which ideas were new to the register."""


def add_minutes(meeting_ids: dict[str, int], idea_ids: dict[str, int]) -> int:
    """Add the minutes with their entries. Returns the id."""
    sheet = toml(FILE)
    minutes = Minutes(
        meeting_id=meeting_ids[sheet["meeting"]],
        began=time.fromisoformat(sheet["start"]),
        ended=time.fromisoformat(sheet["end"]),
        chair=people()[sheet["chair"]].full_name,
        keeper=people()[sheet["minutes_by"]].full_name,
        attendance=sheet["attendance_by_sector"],
        excused=sheet["excused"],
        summary=" ".join(sheet["summary"].split()),
        opened_at=at(sheet["date"], "17:30"),
    )
    minutes.items = _items(sheet, idea_ids)
    keep_first(minutes, sheet["released_on"])
    return minutes.id


def keep_first(minutes: Minutes, day: date) -> None:
    """Write the minutes down and release them on this day; the document is made later."""
    minutes.agenda_seen = newest_agenda_item(minutes.meeting_id)
    agenda = {item.title: item.id for item in items_of(minutes.meeting_id)}
    for heading in minutes.items:
        heading.agenda_item = agenda.get(heading.title)
    db.session.add(minutes)
    db.session.flush()
    by = people()[OFFICE_LEAD].full_name
    edition = Edition(1, day)
    keep_release(minutes, content_of(minutes), edition, b"", by=by, at=at(day, "11:00"))


def name_people(known: Iterable[Person]) -> None:
    """Let entries know the person behind the name, so that mails about tasks find the way."""
    ids = {person.full_name: person.id for person in known}
    for entry in db.session.scalars(select(Entry).where(Entry.person != "")):
        entry.person_id = ids.get(entry.person)


def _items(sheet: dict[str, Any], idea_ids: dict[str, int]) -> list[MinutesItem]:
    entries: dict[int, list[Entry]] = {
        item["number"]: _results(item, idea_ids) for item in sheet["items"]
    }
    last = sheet["items"][-1]["number"]
    entries[last] += [_agreement(row) for row in sheet["agreements"]]
    first_item = {
        idea: item["number"] for item in reversed(sheet["items"]) for idea in item.get("ideas", ())
    }
    for task in _tasks(sheet):
        entries[first_item.get(task["idea_id"], last)].append(task_entry(task, idea_ids))
    entries[last] += [_question(row) for row in sheet["open_questions"]]
    return [
        MinutesItem(
            position=position,
            title=item["title"],
            entries=numbered(entries[item["number"]]),
        )
        for position, item in enumerate(sheet["items"], 1)
    ]


def numbered(entries: list[Entry]) -> list[Entry]:
    """The entries of one heading, each with its place."""
    for position, entry in enumerate(entries, 1):
        entry.position = position
    return entries


def _results(item: dict[str, Any], idea_ids: dict[str, int]) -> list[Entry]:
    """What an item brought: its text, its tables, and the ideas that came up."""
    if item["number"] == REPORTS:
        lines = item["result"].strip().splitlines()
        return [
            _information(text, idea_ids[idea])
            for text, idea in zip(lines, item["ideas"], strict=True)
        ]
    entries = [_information(item["result"])]
    for table in item.get("tables", ()):
        head = f"Tisch {table['table']}: {table['topic']} ({table['persons']} Personen)."
        entries.append(_information(f"{head} {table['result']}"))
    if item["number"] in NEW_IDEAS:
        titles = {row["id"]: row for row in rows("ideas.csv")}
        entries += [idea_entry(titles[idea], idea_ids[idea]) for idea in item["ideas"]]
    return entries


def _information(text: str, idea_id: int | None = None) -> Entry:
    return Entry(kind=EntryKind.INFORMATION, text=text, idea_id=idea_id)


def idea_entry(row: Row, idea_id: int) -> Entry:
    """An idea that came up, from its line in ideas.csv."""
    contact = people()[row["contact_person_id"]].full_name
    return Entry(kind=EntryKind.IDEA, text=row["title"], person=contact, idea_id=idea_id)


def _agreement(row: dict[str, Any]) -> Entry:
    return Entry(kind=EntryKind.AGREEMENT, text=row["wording"], number=row["id"], note=row["mode"])


def _tasks(sheet: dict[str, Any]) -> list[Row]:
    wanted = {task_id for refs in sheet["task_refs"] for task_id in refs["ids"]}
    return [row for row in rows("tasks.csv") if row["id"] in wanted]


def task_entry(row: Row, idea_ids: dict[str, int]) -> Entry:
    """A task, from its line in tasks.csv."""
    return Entry(
        kind=EntryKind.TASK,
        text=row["text"],
        number=row["id"],
        person=people()[row["owner_person_id"]].full_name,
        due=day(row["due"]),
        done_on=day(row["done_on"]),
        idea_id=idea_ids.get(row["idea_id"]),
    )


def _question(row: dict[str, Any]) -> Entry:
    """An open question; it has been answered since."""
    until: date = row["until"]
    return Entry(
        kind=EntryKind.OPEN_QUESTION,
        text=row["text"],
        person=people()[row["answer_by"]].full_name,
        due=until,
        note=row["answer"],
        done_on=until,
    )
