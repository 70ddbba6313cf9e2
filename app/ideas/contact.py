"""Who is meant by the contact person that was typed: somebody of the address book, or a name."""

from dataclasses import replace

from app.contacts.finding import only_person_named, person_chosen
from app.contacts.models import Person
from app.contacts.queries import person_by_id, same_person
from app.core.errors import RuleBroken
from app.core.words import plain_key
from app.ideas.models import Idea
from app.ideas.rules import IdeaValues

ERASED = (
    "Ansprechperson: Diese Person steht nicht mehr im Adressbuch, zum Beispiel weil sie um "
    "Löschung gebeten hat. Wählen Sie jemand anderen."
)


def with_person(values: IdeaValues) -> IdeaValues:
    """The values with the known person behind the typed name, and their address if none was typed.

    Plain text stays possible: a name that nobody or several people have leads to nobody. Raises
    ``RuleBroken`` for somebody who was chosen and is erased by now.
    """
    known = _known(values)
    if known is None:
        return replace(values, contact_person_id=None)
    email = values.contact_email or known.email
    return replace(values, contact_person_id=known.id, contact_email=email)


def _known(values: IdeaValues) -> Person | None:
    name = plain_key(values.contact_name)
    if not name:
        return None
    if values.contact_person_id is not None:
        chosen = person_chosen(values.contact_person_id)
        if chosen is None:
            raise RuleBroken(ERASED, "contact_name")
        if plain_key(chosen.full_name) == name:
            return chosen
    if values.contact_email:
        return same_person(plain_key(values.contact_email), name)
    only = only_person_named(values.contact_name)
    return person_by_id(only) if only else None


def is_somebody_else(idea: Idea, values: IdeaValues) -> bool:
    """Whether links that the contact person has must open nothing any more.

    Another address is enough: the old one may have been somebody else's. So is another name at
    the same address, which several people may read; a shorter or longer form of it is not.
    """
    if plain_key(idea.contact_email or "") != plain_key(values.contact_email):
        return True
    known = (idea.contact_person_id, values.contact_person_id)
    if None not in known:
        return known[0] != known[1]
    before, after = (
        set(plain_key(name or "").split()) for name in (idea.contact_name, values.contact_name)
    )
    shorter = bool(after) and after <= before
    return not (before <= after or shorter)


def is_contact(idea: Idea, name: str, person_id: int | None = None) -> bool:
    """Whether somebody of this name (and entry in the address book) is the contact person now.

    What people wrote by link is for them and the office, not for whoever comes after them.
    """
    if person_id is not None and idea.contact_person_id is not None:
        return person_id == idea.contact_person_id
    return bool(name) and plain_key(name) == plain_key(idea.contact_name)
