"""Writing the lines of one list into the address book, in few statements however long it is."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select, update

from app.access.actions import Actor
from app.contacts import actions
from app.contacts.import_rules import Judgement, Verdict, Wish
from app.contacts.models import Consent, ContactImport, ContactImportRow, Organisation, Person
from app.contacts.queries import PURPOSE
from app.contacts.rules import ConsentKind, organisation_key
from app.core import clock
from app.core.clock import moment_of
from app.core.db import db
from app.core.tokens import digest, link_token


class Taking:
    """One list on its way into the book; inside a transaction, ``actions.ONE_BOOK`` held."""

    def __init__(self, waiting: ContactImport, actor: Actor) -> None:
        self.waiting, self.actor = waiting, actor
        self.added: list[Person] = []
        self.known = 0
        self.agreed: list[tuple[Person, Wish]] = []
        names = db.session.scalars(select(Organisation))
        self.organisations = {one.name_key: one for one in names}

    def take(self, lines: Sequence[tuple[ContactImportRow, Wish | None, Judgement]]) -> "Taking":
        """Write every line that may be taken, then links and consents of everybody."""
        ids = [row.person_id for row, _, _ in lines if row.person_id]
        there = self._people(ids)
        for row, wish, one in lines:
            if wish is None or row.answer == "skip":
                continue
            if one.verdict is Verdict.NEW or row.answer == "new":
                self._add(wish)
            elif row.person_id and (one.verdict is Verdict.KNOWN or row.answer == "same"):
                self._complete(there[row.person_id], wish)
            elif one.verdict is Verdict.KNOWN:
                self.known += 1
        db.session.add_all(self.added)
        db.session.flush()
        self._links()
        self._consents()
        return self

    def _people(self, ids: Sequence[int]) -> dict[int, Person]:
        found: dict[int, Person] = {}
        for start in range(0, len(ids), 500):
            part = select(Person).where(Person.id.in_(ids[start : start + 500]))
            found |= {person.id: person for person in db.session.scalars(part)}
        return found

    def _add(self, wish: Wish) -> None:
        person = Person(
            source="import", note=wish.note, created_at=clock.now(), link_version=0, interests=[],
            no_photo=False, invitations=False, contact_list=False, version=1,
        )  # fmt: skip
        facts = wish.facts
        person.first_name, person.last_name = facts.first_name, facts.last_name
        for name in actions.KEEPS:
            setattr(person, name, getattr(facts, name))
        person.organisation = self._organisation(facts.organisation, facts.sector)
        actions.derive(person)
        self.added.append(person)
        self.agreed.append((person, wish))

    def _complete(self, person: Person, wish: Wish) -> None:
        """Fill gaps; the person's own address stays, another one is kept as a note."""
        facts, changed = wish.facts, False
        for name in actions.KEEPS:
            if not getattr(person, name) and getattr(facts, name):
                setattr(person, name, getattr(facts, name))
                changed = True
        if person.organisation is None and facts.organisation:
            person.organisation = self._organisation(facts.organisation, facts.sector)
            changed = True
        if facts.email and facts.email.casefold() != person.email.casefold():
            note = f"Weitere E-Mail-Adresse: {facts.email}"
            if note not in person.note:
                person.note, changed = f"{person.note}\n{note}".strip(), True
        if changed:
            person.version += 1
            actions.derive(person)
        self.known += 1
        self.agreed.append((person, wish))

    def _organisation(self, name: str, sector: str) -> Organisation | None:
        if not name:
            return None
        key = organisation_key(name)
        if key not in self.organisations:
            made = Organisation(name=name, sector=sector, created_at=clock.now(), version=1)
            actions.name_organisation(made, name)
            db.session.add(made)
            self.organisations[key] = made
        return self.organisations[key]

    def _links(self) -> None:
        if self.added:
            links = [
                {
                    "id": person.id,
                    "unsubscribe_digest": digest(
                        link_token(PURPOSE, person.id, person.link_version)
                    ),
                }
                for person in self.added
            ]
            db.session.execute(update(Person), links)

    def _consents(self) -> None:
        """Only when the office has proof; a withdrawal is never undone by a list."""
        if not self.waiting.proof:
            return
        spoken = self._spoken_for([person.id for person, _ in self.agreed])
        new = []
        for person, wish in self.agreed:
            moment = _moment(wish.agreed_on)
            for kind, flag in actions.FLAGS.items():
                if not getattr(wish, flag) or (person.id, kind) in spoken:
                    continue
                setattr(person, flag, True)
                new.append(
                    Consent(
                        person_id=person.id, kind=kind, given=True, at=moment, way="import",
                        by=self.actor.name,
                    )
                )  # fmt: skip
        db.session.add_all(new)
        db.session.flush()

    def _spoken_for(self, ids: Sequence[int]) -> set[tuple[int, ConsentKind]]:
        """Who has said yes or no before: what they said themselves counts more than a list."""
        found: set[tuple[int, ConsentKind]] = set()
        for start in range(0, len(ids), 500):
            part = Consent.person_id.in_(ids[start : start + 500])
            rows = db.session.execute(select(Consent.person_id, Consent.kind).where(part))
            found |= {(person_id, ConsentKind(kind)) for person_id, kind in rows}
        return found


def _moment(day: date | None) -> datetime:
    return moment_of(day, 12, 0) if day else clock.now()
