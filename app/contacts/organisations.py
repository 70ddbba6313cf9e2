"""The office's steps with organisations: add, change, merge."""

from dataclasses import dataclass

from sqlalchemy import update

from app.access.actions import Actor, log
from app.contacts import actions, listing, queries
from app.contacts.models import Organisation, Person
from app.contacts.office import CHANGED
from app.contacts.rules import joined_notes
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken


@dataclass(frozen=True, kw_only=True)
class OrganisationValues:
    """Everything the office writes about one organisation."""

    name: str
    sector: str = ""
    kind: str = ""
    district: str = ""
    note: str = ""


def add_organisation(values: OrganisationValues, *, actor: Actor) -> Organisation:
    """A new organisation. Raises ``RuleBroken`` when its name is there already."""
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        _refuse_name(values.name, None)
        organisation = Organisation(created_at=clock.now())
        _write_organisation(organisation, values)
        db.session.add(organisation)
        db.session.flush()
        log(actor, "organisation_added", f"organisation:{organisation.id}")
        return organisation


def change_organisation(
    organisation_id: int, values: OrganisationValues, *, seen_version: int, actor: Actor
) -> None:
    """Write new values; its people are found by the new name from then on.

    Raises ``RuleBroken``, or ``Conflict`` when somebody was faster (R-8).
    """
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        organisation = locked(Organisation, organisation_id)
        if organisation.version != seen_version:
            raise Conflict(CHANGED)
        _refuse_name(values.name, organisation)
        _write_organisation(organisation, values)
        organisation.version += 1
        _rename_people(organisation)
        log(actor, "organisation_changed", f"organisation:{organisation_id}")


def merge_organisations(kept_id: int, other_id: int, *, actor: Actor) -> int:
    """All people of the other one move; it is gone. Returns how many moved.

    Raises ``RuleBroken`` for one and the same organisation.
    """
    if kept_id == other_id:
        raise RuleBroken("Das ist dieselbe Organisation. Wählen Sie eine zweite.")
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        found = {row_id: locked(Organisation, row_id) for row_id in sorted((kept_id, other_id))}
        kept, other = found[kept_id], found[other_id]
        moved = listing.people_by_organisation([other_id]).get(other_id, 0)
        for name in ("sector", "kind", "district"):
            setattr(kept, name, getattr(kept, name) or getattr(other, name))
        kept.note = joined_notes([kept.note, other.note])
        kept.version += 1
        belongs = Person.organisation_id == other_id
        db.session.execute(update(Person).where(belongs).values(organisation_id=kept_id))
        db.session.expire_all()
        _rename_people(kept)
        db.session.delete(other)
        db.session.flush()
        log(actor, "organisations_merged", f"organisation:{kept_id}")
        log(actor, "organisation_merged_away", f"organisation:{other_id}")
        return moved


def _write_organisation(organisation: Organisation, values: OrganisationValues) -> None:
    actions.name_organisation(organisation, values.name)
    organisation.sector, organisation.kind = values.sector, values.kind
    organisation.district, organisation.note = values.district, values.note


def _rename_people(organisation: Organisation) -> None:
    for person in listing.all_people(listing.PeopleFilter(organisation_id=organisation.id)):
        person.search_key = actions.found_by(person)


def _refuse_name(name: str, own: Organisation | None) -> None:
    if not name:
        raise RuleBroken("Name: Bitte füllen Sie dieses Feld aus.", "name")
    found = queries.organisation_named(name)
    if found and (own is None or found.id != own.id):
        raise RuleBroken(
            f"Name: „{found.name}“ steht schon im Adressbuch. Führen Sie die beiden zusammen.",
            "name",
        )
