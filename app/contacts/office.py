"""The office's steps with people: add, change, note consents, erase, merge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import update

from app.access.actions import Actor, log
from app.contacts import actions, listing, queries
from app.contacts.models import Consent, Person, PersonLabel
from app.contacts.rules import (
    CHOSEN,
    LABEL_LENGTH,
    ConsentKind,
    PersonFacts,
    holds_now,
    joined_notes,
)
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.core.words import plain_key

CHANGED = (
    "Dieser Eintrag wurde inzwischen von jemand anderem geändert. Ihre Eingaben stehen noch im "
    "Formular. Prüfen Sie die Unterschiede und speichern Sie noch einmal."
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Everything the office writes about one person."""

    facts: PersonFacts
    labels: tuple[str, ...] = ()
    note: str = ""


def add_person(entry: Entry, *, actor: Actor) -> Person:
    """A new person. Raises ``RuleBroken`` when the same one is there already."""
    _check(entry)
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        _refuse_twin(entry.facts, None)
        person = actions.add(entry.facts, source="office", note=entry.note)
        _set_labels(person, entry.labels)
        log(actor, "person_added", f"person:{person.id}")
        return person


def change_person(person_id: int, entry: Entry, *, seen_version: int, actor: Actor) -> None:
    """Write new values. Raises ``RuleBroken``, or ``Conflict`` when somebody was faster (R-8)."""
    _check(entry)
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        person = locked(Person, person_id)
        if person.merged_into_id or person.version != seen_version:
            raise Conflict(CHANGED)
        _refuse_twin(entry.facts, person)
        actions.write(person, entry.facts)
        person.note = entry.note
        _set_labels(person, entry.labels)
        person.version += 1
        log(actor, "person_changed", f"person:{person.id}")


def note_consent(
    person_id: int, kind: ConsentKind, *, given: bool, way: str, words: str = "", actor: Actor
) -> bool:
    """Write down what a person said by phone or on paper. False: it stands there already."""
    if way not in ("phone", "paper"):
        raise RuleBroken("Weg: Bitte wählen Sie Telefon oder Papier.", "way")
    if given and not words:
        raise RuleBroken("Wortlaut: Bitte schreiben Sie auf, wozu die Person Ja sagt.", "words")
    with transaction():
        person = locked(Person, queries.person_by_id(person_id).id)
        done = (
            actions.give(person, kind, words, way=way, by=actor.name)
            if given
            else actions.withdraw(person.id, kind, way=way, by=actor.name)
        )
        if done:
            log(actor, f"consent_{'given' if given else 'withdrawn'}", f"person:{person.id}")
        return done


def erase_person(person_id: int, *, seen_version: int, actor: Actor) -> None:
    """Take a person out for good, with consents, labels, invitations and merged records.

    Registrations stay and no longer lead to anybody. Raises ``Conflict`` when the record changed
    after the page was shown.
    """
    with transaction():
        person = locked(Person, person_id)
        if person.version != seen_version:
            raise Conflict(
                "Dieser Eintrag wurde inzwischen geändert. Sehen Sie ihn noch einmal an, bevor "
                "Sie ihn löschen."
            )
        db.session.delete(person)
        db.session.flush()
        log(actor, "person_erased", f"person:{person_id}")


def merge_people(
    kept_id: int,
    other_id: int,
    chosen: Mapping[str, str],
    *,
    seen_versions: tuple[int, int],
    actor: Actor,
) -> None:
    """Two records of one person become one; the other leads to it from now on.

    ``chosen``: field -> "kept" or "other"; what is missing comes from the kept record, or from
    the other one where that is empty. Consents keep their history and the newest decision holds.
    Raises ``RuleBroken`` for one and the same record, ``Conflict`` when one of them changed.
    """
    if kept_id == other_id:
        raise RuleBroken("Das ist derselbe Eintrag. Wählen Sie einen zweiten.")
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        found = {row_id: locked(Person, row_id) for row_id in sorted((kept_id, other_id))}
        kept, other = found[kept_id], found[other_id]
        if (kept.version, other.version) != seen_versions or (
            kept.merged_into_id or other.merged_into_id
        ):
            raise Conflict(
                "Einer der beiden Einträge wurde inzwischen geändert. Prüfen Sie die Werte und "
                "führen Sie noch einmal zusammen."
            )
        _take_values(kept, other, chosen)
        _take_consents(kept, other)
        _take_labels(kept, other)
        _retire(other, kept)
        log(actor, "people_merged", f"person:{kept.id}")
        log(actor, "person_merged_away", f"person:{other.id}")


def log_export(actor: Actor, what: str, number: int) -> None:
    """Write down how many people or organisations were taken away as a table (A-11)."""
    log(actor, "contacts_exported", f"{what}:{number}")


def _take_values(kept: Person, other: Person, chosen: Mapping[str, str]) -> None:
    for name in CHOSEN:
        column = "organisation" if name == "organisation" else name
        mine, theirs = getattr(kept, column), getattr(other, column)
        setattr(kept, column, theirs if chosen.get(name) == "other" or not mine else mine)
        if chosen.get(name) == "kept":
            setattr(kept, column, mine)
    kept.interests = list(dict.fromkeys([*kept.interests, *other.interests]))
    kept.no_photo = kept.no_photo or other.no_photo
    kept.note = joined_notes([kept.note, other.note])
    kept.created_at = min(kept.created_at, other.created_at)
    kept.version += 1
    actions.derive(kept)


def _take_consents(kept: Person, other: Person) -> None:
    """The history is one; the newest decision of both holds, and no withdrawal is lost."""
    db.session.execute(
        update(Consent).where(Consent.person_id == other.id).values(person_id=kept.id)
    )
    everything = listing.history(kept.id)
    for kind, flag in actions.FLAGS.items():
        told = [consent for consent in everything if consent.kind == kind]
        setattr(kept, flag, holds_now(told))
        setattr(other, flag, False)


def _take_labels(kept: Person, other: Person) -> None:
    both = [label.label for label in (*kept.labels, *other.labels)]
    _set_labels(kept, tuple(dict.fromkeys(both)))
    _set_labels(other, ())


def _retire(other: Person, kept: Person) -> None:
    """The other record keeps only what finds it: name, address and its links."""
    other.merged_into_id = kept.id
    other.phone = other.function = other.district = other.note = other.academic_title = ""
    other.postal_address = ""
    other.interests, other.organisation = [], None
    other.version += 1
    actions.derive(other)
    db.session.execute(
        update(Person).where(Person.merged_into_id == other.id).values(merged_into_id=kept.id)
    )


def _set_labels(person: Person, labels: Sequence[str]) -> None:
    there = {label.label: label for label in person.labels}
    person.labels = [there.get(label) or PersonLabel(label=label) for label in labels]


def _check(entry: Entry) -> None:
    facts = entry.facts
    if not facts.last_name:
        raise RuleBroken("Nachname: Bitte füllen Sie dieses Feld aus.", "last_name")
    if facts.sector and facts.sector not in {sector.id for sector in current().forum.sectors}:
        raise RuleBroken("Bereich: Bitte wählen Sie einen aus der Liste.", "sector")
    if any(len(label) > LABEL_LENGTH for label in entry.labels):
        raise RuleBroken(
            f"Schlagwörter: Jedes darf höchstens {LABEL_LENGTH} Zeichen haben. "
            "Trennen Sie sie mit Komma.",
            "labels",
        )


def _refuse_twin(facts: PersonFacts, own: Person | None) -> None:
    found = queries.same_person(plain_key(facts.email), plain_key(facts.full_name))
    if found and (own is None or found.id != own.id):
        raise RuleBroken(
            "Nachname: Diese Person steht mit dieser E-Mail-Adresse schon im Adressbuch. "
            "Ergänzen Sie den vorhandenen Eintrag, oder führen Sie beide zusammen."
            if facts.email
            else "Nachname: Eine Person mit diesem Namen und ohne E-Mail-Adresse steht schon im "
            "Adressbuch. Tragen Sie eine Adresse ein, oder ergänzen Sie den vorhandenen Eintrag.",
            "last_name",
        )
