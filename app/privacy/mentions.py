"""Where a name or an address stands in texts: found for a data request, replaced by an erasure.

Only a name that nobody else has, and an address that nobody else shares, can be found this way.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, String, Table, Text, cast, func, or_, select, update

from app.access.models import Staff
from app.contacts.models import Person
from app.core.db import Base, db
from app.core.words import plain_key, sort_key
from app.privacy.elsewhere import MENTIONED, NOBODYS
from app.privacy.subjects import Belongings, plain_piece
from app.privacy.ways import ERASED_NAME, WAYS, Way
from app.registrations.models import Registration

TITLES = r"(?:Frau|Herrn?|Dr\.|Prof\.)\s+"
AROUND = 160
"""So many letters before and after a name are shown."""
LEFT_ALONE = {"organisation", "organisation_key", "recipe", "email", "email_key", "new_email"}
"""Columns of others: an organisation may be named after somebody, an address belongs to its row."""
WRITERS = re.compile(r"^(by|\w+_by|worker|keeper|who)$")
"""Columns that say who of the team did something."""


@dataclass(frozen=True)
class Marks:
    """What is looked for: the name as it is written, its folded form in keys, the address."""

    written: re.Pattern[str]
    folded: re.Pattern[str]
    pieces: frozenset[str]
    """Plain letters that stand wherever the name or address stands."""
    in_team: bool
    """Somebody of the team has the same name: columns about the team are left alone."""

    def replaced(self, text: str) -> str:
        """The text without name and address."""
        return self.written.sub(ERASED_NAME, text)

    def is_in(self, text: str) -> bool:
        return self.written.search(text) is not None


@dataclass(frozen=True)
class Mention:
    """The name stands in this text of somebody else's row."""

    table: str
    row_id: int
    column: str
    text: str
    """What stands around it."""


def marks_of(found: Belongings) -> Marks | None:
    """What to look for; None when nothing is the person's alone."""
    names = _names(found) if found.known.sole_name else set()
    emails = _emails(found) if found.known.sole_email else set()
    patterns = [_as_pattern(name) for name in names] + [re.escape(one) for one in emails]
    if names:
        patterns += [TITLES + re.escape(last) for last in _sole_last_names(found)]
    if not patterns:
        return None
    folds: tuple[Callable[[str], str], ...] = (plain_key, lambda text: sort_key(text)[0])
    keys = {fold(one) for one in names | emails for fold in folds}
    pieces = {plain_piece(plain_key(one)) for one in names} | {one.casefold() for one in emails}
    last = {plain_piece(plain_key(one.split()[-1])) for one in names if one.split()}
    team = {plain_key(one) for one in db.session.scalars(select(Staff.name))}
    return Marks(
        written=_any_of(patterns),
        folded=_any_of(map(re.escape, keys)),
        pieces=frozenset(pieces | last) if names else frozenset(pieces),
        in_team=not team.isdisjoint(found.subject.names),
    )


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(patterns), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def _as_pattern(name: str) -> str:
    """In both orders, with any spaces: „Ayşe Yıldırım“ and „Yıldırım, Ayşe“."""
    parts = [re.escape(part) for part in name.split()]
    there = r"\s+".join(parts)
    if len(parts) < 2:
        return there
    first = r"\s+".join(parts[:-1])
    return rf"{there}|{parts[-1]},?\s+{first}"


def _written(found: Belongings, columns: Callable[[Way], tuple[str, ...]]) -> set[str]:
    texts = set()
    for way in WAYS:
        for row in found.rows.get(way.id, ()):
            texts.add(" ".join(str(row[one] or "") for one in columns(way)).strip())
    return texts - {""}


def _names(found: Belongings) -> set[str]:
    names = _written(found, lambda way: () if way.table == "data_link" else way.name)
    names = names | ({found.subject.name} if found.subject.name else set())
    return {name for name in names if plain_key(name) in found.subject.names}


def _emails(found: Belongings) -> set[str]:
    emails = _written(found, lambda way: (way.email,) if way.email else ())
    emails = emails | ({found.subject.email} if found.subject.email else set())
    return {email for email in emails if plain_key(email) in found.subject.emails}


def _sole_last_names(found: Belongings) -> set[str]:
    """Last names that nobody else has: then „Frau Yıldırım“ is the person, too."""
    ways = ("address_book", "registrations", "pitches", "presenting")
    own = {str(row["last_name"]) for way in ways for row in found.rows.get(way, ())}
    return {last for last in own if last.strip() and not _others_named(last, found)}


def _others_named(last: str, found: Belongings) -> bool:
    people = select(Person.name_key).where(
        Person.last_name == last, Person.id.not_in(found.subject.records)
    )
    registered = select(Registration.name_key).where(
        Registration.last_name == last, Registration.name_key.not_in(found.subject.names)
    )
    return any(db.session.scalar(one.limit(1)) for one in (people, registered))


@cache
def text_columns(table: Table) -> tuple[Column[Any], ...]:
    """Columns of a table that may hold a name."""
    return tuple(
        column
        for column in table.columns
        if isinstance(column.type, (String, Text, JSON)) and not column.primary_key
    )


def searched_tables() -> Iterator[Table]:
    """Every table in which a name may stand."""
    named = {way.table for way in WAYS} | set(MENTIONED)
    for table in Base.metadata.sorted_tables:
        if table.name in named and table.name not in NOBODYS and table.name != "data_link":
            yield table


def _wanted(table: Table, marks: Marks) -> list[Column[Any]]:
    return [
        column
        for column in text_columns(table)
        if column.name not in LEFT_ALONE
        and not (table.name == "organisation" and column.name != "note")
        and not (marks.in_team and WRITERS.match(column.name))
    ]


def _rows(table: Table, columns: list[Column[Any]], marks: Marks) -> list[Mapping[str, Any]]:
    """Rows in which a piece of the name stands; the patterns decide."""
    likely = or_(
        *(
            func.lower(cast(column, Text)).contains(piece, autoescape=True)
            for column in columns
            for piece in marks.pieces
        )
    )
    key = next(iter(table.primary_key.columns))
    rows = db.session.execute(select(key.label("row_id"), *columns).where(likely))
    return [dict(row._mapping) for row in rows]


def mentions_of(found: Belongings, marks: Marks | None = None) -> list[Mention]:
    """Where the name stands in rows that are not the person's own."""
    marks = marks or marks_of(found)
    if marks is None:
        return []
    own = {(way.table, row["id"]) for way in WAYS for row in found.rows.get(way.id, ())}
    listed: list[Mention] = []
    for table in searched_tables():
        columns = [one for one in _wanted(table, marks) if not one.name.endswith("_key")]
        for row in _rows(table, columns, marks) if columns else ():
            if (table.name, row["row_id"]) not in own:
                listed += _in_row(table.name, row, columns, marks)
    return listed


def meetings_of(mentions: Iterable[Mention]) -> dict[tuple[str, int], tuple[str, date]]:
    """(table, id of the row) → title and day of its meeting, where it has one.

    One query for each table.
    """
    ids: dict[str, set[int]] = {}
    for one in mentions:
        ids.setdefault(one.table, set()).add(one.row_id)
    return {
        (name, row.id): (row.title, row.day)
        for name, wanted in ids.items()
        for row in _with_meeting(Base.metadata.tables[name], wanted)
    }


def _with_meeting(table: Table, wanted: Collection[int]) -> Iterable[Any]:
    meeting, minutes = (Base.metadata.tables[name] for name in ("meeting", "minutes"))
    if "meeting_id" in table.c:
        joined = table.join(meeting, table.c.meeting_id == meeting.c.id)
    elif "minutes_id" in table.c:
        joined = table.join(minutes, table.c.minutes_id == minutes.c.id).join(
            meeting, minutes.c.meeting_id == meeting.c.id
        )
    else:
        return ()
    chosen = select(table.c.id, meeting.c.title, meeting.c.day).select_from(joined)
    return db.session.execute(chosen.where(table.c.id.in_(wanted)))


def _in_row(
    table: str, row: Mapping[str, Any], columns: list[Column[Any]], marks: Marks
) -> Iterator[Mention]:
    for column in columns:
        for text in _leaves(row[column.name]):
            place = marks.written.search(text)
            if place:
                around = _around(text, place.start(), place.end())
                yield Mention(table, row["row_id"], column.name, around)


def _around(text: str, start: int, end: int) -> str:
    """The line in which it stands, cut where it is long."""
    first = max(text.rfind("\n", 0, start) + 1, start - AROUND)
    after = text.find("\n", end)
    last = min(len(text) if after < 0 else after, end + AROUND)
    return (
        ("… " if first > 0 else "") + text[first:last].strip() + (" …" if last < len(text) else "")
    )


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)


def rows_naming(marks: Marks) -> dict[str, set[Any]]:
    """Ids of rows in which the name stands, in texts or keys for finding, by table.

    Slow: reads all texts.
    """
    found: dict[str, set[Any]] = {}
    for table in searched_tables():
        columns = _wanted(table, marks)
        for row in _rows(table, columns, marks) if columns else ():
            if _new_values(row, columns, marks):
                found.setdefault(table.name, set()).add(row["row_id"])
    return found


def replace_mentions(marks: Marks, rows: Mapping[str, Collection[Any]]) -> dict[str, set[Any]]:
    """Put „N. N.“ wherever the name stands in these rows, by table. Joins a transaction.

    Returns the ids of those that changed: others may have mended or removed some meanwhile.
    """
    changed: dict[str, set[Any]] = {}
    for table in searched_tables():
        columns = _wanted(table, marks)
        for row in _locked_rows(table, columns, rows.get(table.name, ())):
            values = _new_values(row, columns, marks)
            if values:
                _write(table, row["row_id"], values)
                changed.setdefault(table.name, set()).add(row["row_id"])
    db.session.expire_all()
    return changed


def _locked_rows(
    table: Table, columns: list[Column[Any]], ids: Collection[Any]
) -> list[Mapping[str, Any]]:
    if not ids:
        return []
    key = next(iter(table.primary_key.columns))
    these = select(key.label("row_id"), *columns).where(key.in_(ids)).order_by(key)
    return [dict(row._mapping) for row in db.session.execute(these.with_for_update())]


def _new_values(row: Mapping[str, Any], columns: list[Column[Any]], marks: Marks) -> dict[str, Any]:
    values = {}
    for column in columns:
        old = row[column.name]
        pattern = marks.folded if column.name.endswith("_key") else marks.written
        marker = ERASED_NAME.casefold() if column.name.endswith("_key") else ERASED_NAME
        new = _replaced(old, pattern, marker)
        if new != old:
            values[column.name] = _cut(column, new)
    return values


def _cut(column: Column[Any], value: Any) -> Any:
    length = getattr(column.type, "length", None)
    return value[:length] if length and isinstance(value, str) else value


def _replaced(value: Any, pattern: re.Pattern[str], marker: str) -> Any:
    if isinstance(value, str):
        return pattern.sub(marker, value)
    if isinstance(value, Mapping):
        return {key: _replaced(part, pattern, marker) for key, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, pattern, marker) for part in value]
    return value


def _write(table: Table, row_id: Any, values: Mapping[str, Any]) -> None:
    key = next(iter(table.primary_key.columns))
    db.session.execute(update(table).where(key == row_id).values(**values))
