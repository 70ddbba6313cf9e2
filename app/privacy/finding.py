"""The office looks for somebody: in the address book and wherever a name stands with a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.contacts.models import Person
from app.contacts.queries import has_words, people
from app.contacts.rules import search_words
from app.core.db import db
from app.core.words import plain_key, sort_key
from app.privacy.subjects import table_of
from app.privacy.ways import ERASED_NAME, WAYS, Way
from app.registrations.models import Registration
from app.registrations.rules import FORGOTTEN

MOST = 50
"""So many people are listed; a longer word finds fewer."""
NOT_LISTED = {"person", "registration", "message", "data_link", "idea_draft"}


@dataclass(frozen=True)
class Hit:
    """Somebody who was found: the row that leads to them, and where it stands."""

    table: str
    row_id: int
    name: str
    email: str
    where: str


def people_like(typed: str) -> list[Hit]:
    """Everybody whose name or address holds all words, each once, in German order.

    Two people at one address are two.
    """
    if not search_words(typed):
        return []
    found: dict[tuple[str, str], Hit] = {}
    names: set[str] = set()
    for hit in (*_in_address_book(typed), *_registered(typed), *_elsewhere(typed)):
        key = (plain_key(hit.email), plain_key(hit.name))
        if key in found or (not hit.email and key[1] in names):
            continue
        found[key] = hit
        names.add(key[1])
    return sorted(found.values(), key=lambda hit: sort_key(hit.name))[:MOST]


def _in_address_book(typed: str) -> Iterator[Hit]:
    wanted = people().where(has_words(Person.search_key, typed)).order_by(Person.sort_key)
    for one in db.session.scalars(wanted.limit(MOST)):
        yield Hit("person", one.id, one.full_name, one.email, "Adressbuch")


def _registered(typed: str) -> Iterator[Hit]:
    newest = (
        select(func.max(Registration.id))
        .where(has_words(Registration.search_key, typed), Registration.last_name != FORGOTTEN)
        .group_by(Registration.email_key, Registration.name_key)
        .limit(MOST)
    )
    for one in db.session.scalars(select(Registration).where(Registration.id.in_(newest))):
        yield Hit("registration", one.id, one.full_name, one.email, "Anmeldung")


def _elsewhere(typed: str) -> Iterator[Hit]:
    for way in WAYS:
        if way.name and way.table not in NOT_LISTED:
            yield from _of_way(way, typed)


def _of_way(way: Way, typed: str) -> Iterator[Hit]:
    """By plain letters: databases fold others in ways of their own."""
    table = table_of(way)
    columns = [table.c[one] for one in (*way.name, *((way.email,) if way.email else ()))]
    words = [word for word in plain_key(typed).split() if word.isascii()]
    wanted = and_(
        or_(*(column != "" for column in columns)),
        *(
            or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
            for word in words
        ),
    )
    rows = db.session.execute(select(table.c.id, *columns).where(wanted).limit(MOST))
    for row in rows:
        yield from _hit(way, row._mapping, search_words(typed))


def _hit(way: Way, row: Any, words: list[str]) -> Iterator[Hit]:
    name = " ".join(str(row[one] or "") for one in way.name).strip()
    email = str(row[way.email] or "") if way.email else ""
    folded = sort_key(f"{name} {email}")[0]
    if name and ERASED_NAME not in name and all(word in folded for word in words):
        yield Hit(way.table, row["id"], name, email, way.title)
