"""Finding the person that somebody types the name of."""

from collections.abc import Sequence

from sqlalchemy import case, or_
from sqlalchemy.orm import contains_eager

from app.contacts.models import Organisation, Person
from app.contacts.queries import people, survivor
from app.contacts.rules import search_words
from app.core.db import db
from app.core.words import plain_key

FEWEST_LETTERS, MOST_PEOPLE = 2, 8


def person_chosen(person_id: int) -> Person | None:
    """Who was chosen by id, after merges; None when nobody is there any more."""
    found = db.session.get(Person, person_id)
    return survivor(found) if found else None


def only_person_named(name: str) -> int | None:
    """The id of the one person with this name; None for nobody, or when it could be several."""
    statement = people().where(Person.name_key == plain_key(name)).limit(2)
    found = db.session.scalars(statement).all()
    return found[0].id if len(found) == 1 else None


def people_like(typed: str) -> Sequence[Person]:
    """At most eight people whose name or organisation holds every word; accents do not count.

    Addresses are not searched, for moderators look here too.
    """
    words = search_words(typed)
    if len("".join(words)) < FEWEST_LETTERS:
        return []
    first = words[0]
    begins = or_(
        Person.sort_key.startswith(first, autoescape=True),
        Person.sort_key.contains(f"\t{first}", autoescape=True),
    )
    statement = people().outerjoin(Person.organisation).options(contains_eager(Person.organisation))
    for word in words:
        in_name = Person.sort_key.contains(word, autoescape=True)
        in_organisation = Organisation.search_key.contains(word, autoescape=True)
        statement = statement.where(or_(in_name, in_organisation))
    ordered = statement.order_by(case((begins, 0), else_=1), Person.sort_key, Person.id)
    return db.session.scalars(ordered.limit(MOST_PEOPLE)).all()
