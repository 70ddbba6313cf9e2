"""One person in all tables: who is meant, and which rows are theirs and only theirs."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, Table, and_, func, or_, select

from app.contacts.models import Person
from app.core.db import Base, db
from app.core.errors import NotFound
from app.core.tokens import digest, link_token
from app.core.words import plain_key
from app.privacy.ways import BY_ID, ERASED_NAME, WAYS, Way
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN

UNKNOWN = "Diese Person gibt es hier nicht oder nicht mehr."
AT_ONCE = 500
"""So many ids in one query."""


def mark_of(email: str, name: str) -> str:
    """The digest for the keys of an address and a name."""
    return digest(link_token(f"erased:{email}\n{name}", 0, 0))


@dataclass(frozen=True)
class Subject:
    """Who is meant. The address alone never decides: a couple may share one."""

    records: frozenset[int] = frozenset()
    """Ids in the address book, those merged into one included."""
    pairs: frozenset[tuple[str, str]] = frozenset()
    """Keys of address and name under which the person wrote to us."""
    name: str = ""
    """As the person writes it."""
    email: str = ""

    @property
    def names(self) -> frozenset[str]:
        """Keys of the names."""
        own = {plain_key(self.name)} if self.name else set()
        return frozenset({name for _, name in self.pairs} | own)

    @property
    def emails(self) -> frozenset[str]:
        """Keys of the addresses."""
        return frozenset(email for email, _ in self.pairs if email)

    @property
    def marks(self) -> list[str]:
        """Keyed digests by which the person is known again; nobody can read them."""
        pairs = self.pairs or {("", name) for name in self.names}
        return sorted(mark_of(email, name) for email, name in pairs)


@dataclass(frozen=True)
class Known:
    """Whether name and address are the person's alone: then a name without address counts."""

    sole_name: bool
    sole_email: bool


@dataclass(frozen=True)
class Belongings:
    """All rows of one person, by the id of their way; ``rows``: column → value."""

    subject: Subject
    known: Known
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def ids(self, way: str) -> list[int]:
        """Ids of the rows of one way."""
        return [row["id"] for row in self.rows.get(way, ())]

    @property
    def way_in(self) -> str:
        """Kind and id of the row that leads to the person, for the audit log: no name (A-11)."""
        if self.subject.records:
            return f"person:{min(self.subject.records)}"
        registrations = self.ids("registrations")
        return f"registration:{registrations[0]}" if registrations else f"rows:{self.number}"

    @property
    def language(self) -> str:
        """In which the person wrote to us last; "" when nobody knows."""
        rows = self.rows.get("registrations") or self.rows.get("pitches") or ()
        return str(rows[-1]["language"]) if rows else ""

    @property
    def number(self) -> int:
        """How many rows."""
        return sum(map(len, self.rows.values()))


def table_of(way: Way) -> Table:
    """The table of a way."""
    return Base.metadata.tables[way.table]


def subject_of(table: str, row_id: int) -> Subject:
    """Who stands in this row of a way with a name. Raises ``NotFound``."""
    if table == "data_link":
        raise NotFound(UNKNOWN)
    for way in WAYS:
        if way.table == table and (way.name or way.person):
            row = db.session.execute(
                select(table_of(way)).where(table_of(way).c.id == row_id)
            ).first()
            found = _from_row(way, row._mapping) if row else None
            if found is not None:
                return found
    raise NotFound(UNKNOWN)


def _from_row(way: Way, row: Mapping[Any, Any]) -> Subject | None:
    record = row[way.person] if way.person else None
    name = " ".join(str(row[column] or "") for column in way.name).strip()
    email = str(row[way.email] or "") if way.email else ""
    if record is None and (not plain_key(name) or name in (FORGOTTEN, ERASED_NAME)):
        return None
    records = frozenset() if record is None else frozenset({int(record)})
    pairs = frozenset({(plain_key(email), plain_key(name))}) if email and name else frozenset()
    return completed(Subject(records, pairs, name, email))


def subject_named(name: str, email: str) -> Subject | None:
    """The person with this name and address, when any row is theirs; None for a stranger.

    All ways are looked at in each case: time must not tell who is known (T-8).
    """
    pair = (plain_key(email), plain_key(name))
    if not all(pair):
        return None
    asked = Subject(frozenset(), frozenset({pair}), name, email)
    rows = [_has_rows(asked, way) for way in WAYS]
    found = completed(asked)
    return found if found.records or any(rows) else None


def _has_rows(subject: Subject, way: Way) -> bool:
    """Whether a row names both; mails alone do not make anybody known."""
    if not way.email or not way.name or way.table in ("message", "data_link"):
        return False
    return bool(_own(way, subject, Known(False, False)))


def completed(subject: Subject) -> Subject:
    """With all records and all spellings that lead to one another."""
    while True:
        more = _with_registrations(_with_records(subject))
        if more == subject:
            return subject
        subject = more


def _with_records(subject: Subject) -> Subject:
    same = or_(
        Person.id.in_(subject.records),
        Person.merged_into_id.in_(subject.records),
        Person.id.in_(select(Person.merged_into_id).where(Person.id.in_(subject.records))),
        *(
            and_(Person.email_key == email, Person.name_key == name)
            for email, name in subject.pairs
            if email
        ),
    )
    found = db.session.scalars(select(Person).where(same).order_by(Person.id)).all()
    newest = next((one for one in found if one.merged_into_id is None), None)
    pairs = {(one.email_key, one.name_key) for one in found if one.email_key}
    return replace(
        subject,
        records=frozenset(one.id for one in found),
        pairs=subject.pairs | pairs,
        name=newest.full_name if newest else subject.name,
        email=newest.email if newest and newest.email else subject.email,
    )


def _with_registrations(subject: Subject) -> Subject:
    same = or_(Registration.person_id.in_(subject.records), *_registered_as(subject.pairs))
    columns = (
        Registration.person_id, Registration.email_key, Registration.name_key,
        Registration.first_name, Registration.last_name, Registration.email,
    )  # fmt: skip
    rows = db.session.execute(select(*columns).where(same).order_by(Registration.id)).all()
    last = rows[-1] if rows else None
    return replace(
        subject,
        records=subject.records | {row.person_id for row in rows if row.person_id is not None},
        pairs=subject.pairs | {(row.email_key, row.name_key) for row in rows if row.email_key},
        name=subject.name or (f"{last.first_name} {last.last_name}".strip() if last else ""),
        email=subject.email or (last.email if last else ""),
    )


def _registered_as(pairs: Iterable[tuple[str, str]]) -> Iterator[ColumnElement[bool]]:
    for email, name in pairs:
        if email:
            yield and_(Registration.email_key == email, Registration.name_key == name)


def known_of(subject: Subject) -> Known:
    """Whether somebody else has the same name, or the same address."""
    others_named = [
        select(Person.id).where(
            Person.name_key.in_(subject.names), Person.id.not_in(subject.records)
        ),
        select(Registration.id).where(
            Registration.name_key.in_(subject.names),
            Registration.email_key.not_in(subject.emails),
            or_(
                Registration.person_id.is_(None),
                Registration.person_id.not_in(subject.records),
            ),
        ),
    ]
    others_there = [
        select(Person.id).where(
            Person.email_key.in_(subject.emails), Person.id.not_in(subject.records)
        ),
        select(Registration.id).where(
            Registration.email_key.in_(subject.emails),
            Registration.name_key.not_in(subject.names),
        ),
    ]
    return Known(
        sole_name=not any(db.session.scalar(one.limit(1)) for one in others_named),
        sole_email=not any(db.session.scalar(one.limit(1)) for one in others_there)
        and not _others_at(subject),
    )


def _others_at(subject: Subject) -> bool:
    """Somebody of another name wrote from the same address, wherever a name stands with it."""
    for way in WAYS:
        if not (way.name and way.email) or way.table in ("message", "data_link", "person"):
            continue
        table = table_of(way)
        columns = [table.c[name] for name in (way.email, *way.name)]
        there = func.lower(columns[0]).in_(subject.emails)
        for row in db.session.execute(select(*columns).where(there)):
            name = plain_key(" ".join(str(part or "") for part in row[1:]))
            if name and name not in subject.names:
                return True
    return False


def belongings_of(subject: Subject) -> Belongings:
    """Everything of one person. A few queries for each kind of row, however many there are."""
    known = known_of(subject)
    rows: dict[str, list[dict[str, Any]]] = {}
    for way in WAYS:
        found = _own(way, subject, known) if not way.by or way.email else []
        if way.by:
            parents = [row["id"] for row in rows[way.by]]
            seen = {row["id"] for row in found}
            found += [row for row in _below(way, parents) if row["id"] not in seen]
        rows[way.id] = sorted(found, key=lambda row: row["id"])
    return Belongings(subject, known, rows)


def ids_now(way: str, found: Belongings) -> list[int]:
    """Ids of the rows of one way that are the person's by now, those written since as well."""
    return [row["id"] for row in _own(BY_ID[way], found.subject, found.known)]


def _below(way: Way, parents: Collection[int]) -> list[dict[str, Any]]:
    table, found = table_of(way), {}
    listed = sorted(parents)
    for start in range(0, len(listed), AT_ONCE):
        some = listed[start : start + AT_ONCE]
        wanted = or_(*(table.c[column].in_(some) for column in way.columns))
        for row in db.session.execute(select(*_columns(way, table)).where(wanted)):
            found[row.id] = dict(row._mapping)
    return list(found.values())


def _columns(way: Way, table: Table) -> list[Column[Any]]:
    """What is needed of a row, without the large columns."""
    names = {"id", *(set(way.shown) - way.late), *way.name, *way.columns}
    names |= {name for name in (way.person, way.known, way.email) if name}
    return [table.c[name] for name in sorted(names)]


def _own(way: Way, subject: Subject, known: Known) -> list[dict[str, Any]]:
    table = table_of(way)
    wanted = _likely(way, table, subject)
    if not wanted:
        return []
    rows = db.session.execute(select(*_columns(way, table)).where(or_(*wanted)))
    return [dict(row._mapping) for row in rows if _is_theirs(way, row, subject, known)]


def _likely(way: Way, table: Table, subject: Subject) -> list[ColumnElement[bool]]:
    """Rows that may be theirs; ``_is_theirs`` decides, as folding is not done by databases."""
    wanted: list[ColumnElement[bool]] = []
    if way.person and subject.records:
        wanted.append(table.c[way.person].in_(subject.records))
    if way.email and subject.emails:
        wanted.append(func.lower(table.c[way.email]).in_(subject.emails))
    if way.name:
        # Databases fold letters in ways of their own: a piece of plain letters is looked for.
        for name in subject.names:
            piece = plain_piece(name)
            wanted.append(
                or_(*(func.lower(table.c[one]).contains(piece, autoescape=True)
                      for one in way.name))
            )  # fmt: skip
    return wanted


def plain_piece(name: str) -> str:
    """The longest run of plain letters, which every database finds; "" finds everything.

    Folding has made ß to ss, which no database does.
    """
    name = name.replace("ss", " ")
    pieces = "".join(one if "a" <= one <= "z" else " " for one in name).split()
    return max(pieces, key=len, default="")


def _is_theirs(way: Way, row: Row[Any], subject: Subject, known: Known) -> bool:
    values = row._mapping
    record = values[way.person] if way.person else None
    if record is not None:
        return record in subject.records
    if way.known and values[way.known]:
        return False
    name = plain_key(" ".join(str(values[one] or "") for one in way.name))
    email = plain_key(str(values[way.email] or "")) if way.email else ""
    if email and name:
        return (email, name) in subject.pairs
    if email:
        return known.sole_email and email in subject.emails
    return bool(name) and known.sole_name and name in subject.names


def root_ways() -> list[Way]:
    """Ways that know a person by themselves."""
    return [way for way in BY_ID.values() if way.name or way.person]
