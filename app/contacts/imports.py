"""A list from a spreadsheet: kept while it waits, judged line by line, then taken over at once."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.access.actions import Actor, log
from app.contacts import actions, listing
from app.contacts.import_rules import (
    ANSWERS,
    FIELDS,
    Book,
    Judgement,
    Known,
    Refused,
    Verdict,
    Wish,
    judge,
    read_line,
    recognise,
    with_notes,
)
from app.contacts.models import (
    ContactImport,
    ContactImportRow,
    Organisation,
    Person,
    PersonLabel,
)
from app.contacts.rules import read_labels
from app.contacts.spreadsheets import Sheet, read_sheet
from app.contacts.taking import Taking
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current

KEPT = timedelta(days=1)
"""After so long a list that nobody took over is forgotten."""
CHANGED = (
    "Das Adressbuch hat sich seit der Vorschau geändert. Prüfen Sie die Liste noch einmal und "
    "übernehmen Sie sie dann."
)


def upload(content: bytes, file_name: str, *, actor: Actor) -> ContactImport:
    """Keep a file's lines with what would become of each. Raises ``RuleBroken`` for no table."""
    sheet = read_sheet(content)
    with transaction():
        waiting = ContactImport(
            file_name=_shown_name(file_name),
            by=actor.name,
            created_at=clock.now(),
            header=list(sheet.header),
            mapping=recognise(sheet.header),
        )
        db.session.add(waiting)
        db.session.flush()
        _keep_lines(waiting, sheet)
        log(actor, "list_uploaded", f"import:{waiting.id}")
        return waiting


def _shown_name(file_name: str) -> str:
    """The last part of the name, without letters that no page can show."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(letter for letter in last if letter.isprintable())[:200] or "Liste"


def _keep_lines(waiting: ContactImport, sheet: Sheet) -> None:
    judged = _judged(waiting, [(line.number, line.cells) for line in sheet.lines])
    db.session.execute(
        insert(ContactImportRow),
        [
            {
                "import_id": waiting.id,
                "number": line.number,
                "cells": list(line.cells),
                "answer": "",
            }
            | _columns(judgement)
            for line, (_, judgement) in zip(sheet.lines, judged, strict=True)
        ],
    )


def _columns(judgement: Judgement) -> dict[str, Any]:
    return {
        "verdict": judgement.verdict.value,
        "reason": judgement.reason,
        "question": judgement.question,
        "person_id": judgement.person_id,
    }


def set_mapping(import_id: int, mapping: Sequence[str], *, proof: bool, actor: Actor) -> None:
    """Say what the columns hold, and whether consents are proved; all lines are judged anew.

    Raises ``RuleBroken`` when two columns are to hold the same, or none the name.
    """
    chosen = [name if name in FIELDS else "" for name in mapping]
    for name in filter(None, chosen):
        if chosen.count(name) > 1:
            raise RuleBroken(f"{FIELDS[name]}: Zwei Spalten sind so zugeordnet. Wählen Sie eine.")
    if "last_name" not in chosen and "full_name" not in chosen:
        raise RuleBroken("Nachname: Ordnen Sie ihm eine Spalte zu.")
    with transaction():
        waiting = locked(ContactImport, import_id)
        if len(chosen) != len(waiting.header):
            raise RuleBroken("Die Zuordnung passt nicht zur Datei. Laden Sie die Seite neu.")
        waiting.mapping, waiting.proof = chosen, proof
        _judge_again(waiting)
        log(actor, "list_proved" if proof else "list_mapped", f"import:{import_id}")


def answer(import_id: int, answers: Mapping[int, str], *, actor: Actor) -> None:
    """Answer questions: id of the line -> same, new or skip. What fits no question is ignored."""
    with transaction():
        locked(ContactImport, import_id)
        rows = db.session.scalars(
            select(ContactImportRow).where(
                ContactImportRow.import_id == import_id, ContactImportRow.id.in_(answers)
            )
        )
        for row in rows:
            allowed = [value for value, _ in ANSWERS.get(row.question, ())]
            if answers[row.id] in allowed:
                row.answer = answers[row.id]
        log(actor, "list_answered", f"import:{import_id}")


def discard(import_id: int, *, actor: Actor) -> None:
    """Forget a list that waits."""
    with transaction():
        db.session.delete(locked(ContactImport, import_id))
        log(actor, "list_discarded", f"import:{import_id}")


def forget_imports() -> int:
    """Forget lists that nobody took over within a day. Returns how many."""
    with transaction():
        old = ContactImport.created_at < clock.now() - KEPT
        gone = delete(ContactImport).where(old).returning(ContactImport.id)
        return len(db.session.scalars(gone).all())


def take_over(import_id: int, *, label: str = "", actor: Actor) -> dict[str, int]:
    """Put every line that may be taken into the address book: all of them or none.

    Returns how many are new, were there already, and were left out. Lines with an open question
    are left out. Raises ``Conflict`` when the address book changed so that a line has become
    something else; ``NotFound`` when the list was taken over before.
    """
    labels = read_labels(label)[:1]
    waiting = listing.import_by_id(import_id)
    seen, judged = _state(waiting), _judged_rows(waiting)  # slow, so before anything is locked
    with transaction():
        one_at_a_time(actions.ONE_BOOK)
        waiting = locked(ContactImport, import_id)
        rows = _rows(waiting)
        if _state(waiting) != seen:
            judged = _judged_rows(waiting)
        if any(
            (row.verdict, row.question, row.person_id)
            != (one.verdict.value, one.question, one.person_id)
            for row, (_, one) in zip(rows, judged, strict=True)
        ):
            raise Conflict(CHANGED)
        pairs = zip(rows, judged, strict=True)
        taken = Taking(waiting, actor).take([(row, wish, one) for row, (wish, one) in pairs])
        for person in taken.added if labels else ():
            person.labels = [PersonLabel(label=labels[0][:60])]
        log(actor, "list_taken_over", f"import:{import_id}")
        db.session.delete(waiting)
        db.session.flush()
        return {
            "new": len(taken.added),
            "known": taken.known,
            "left": len(rows) - len(taken.added) - taken.known,
        }


def _state(waiting: ContactImport) -> tuple[object, ...]:
    """Differs as soon as anybody has changed people or what the columns mean."""
    counted = select(func.count(Person.id), func.max(Person.id), func.max(Person.changed_at))
    return (*db.session.execute(counted).one(), *waiting.mapping)


def _judged_rows(waiting: ContactImport) -> list[tuple[Wish | None, Judgement]]:
    return _judged(waiting, [(row.number, row.cells) for row in _rows(waiting)])


def judge_again(import_id: int) -> None:
    """Compare the lines with the address book as it is now; answers that still fit stay."""
    with transaction():
        _judge_again(locked(ContactImport, import_id))


def _judge_again(waiting: ContactImport) -> None:
    rows = _rows(waiting)
    judged = _judged_rows(waiting)
    changes = []
    for row, (_, one) in zip(rows, judged, strict=True):
        same = (row.question, row.person_id) == (one.question, one.person_id)
        kept = row.answer if same else ""
        changes.append({"id": row.id, "answer": kept} | _columns(one))
    db.session.execute(update(ContactImportRow), changes)
    db.session.expire_all()


def _rows(waiting: ContactImport) -> list[ContactImportRow]:
    return list(
        db.session.scalars(
            select(ContactImportRow)
            .where(ContactImportRow.import_id == waiting.id)
            .order_by(ContactImportRow.number)
        )
    )


def _judged(
    waiting: ContactImport, lines: Sequence[tuple[int, Sequence[str]]]
) -> list[tuple[Wish | None, Judgement]]:
    """What each line says and what becomes of it, in the order of the file."""
    book, sectors, today = _book(), _sectors(), clock.today()
    found: list[tuple[Wish | None, Judgement]] = []
    for number, cells in lines:
        try:
            wish, notes = read_line(cells, waiting.header, waiting.mapping, sectors, today)
        except Refused as fault:
            found.append((None, Judgement(Verdict.REJECTED, str(fault))))
            continue
        found.append((wish, with_notes(judge(wish, number, book), notes)))
    return found


def _sectors() -> dict[str, Sequence[str]]:
    return {one.id: (one.name, one.short) for one in current().forum.sectors}


def _book() -> Book:
    """Everybody in the address book, in two queries; merged records lead to the one that holds."""
    columns = (
        Person.id, Person.first_name, Person.last_name, Person.email, Person.phone,
        Person.email_key, Person.name_key, Person.merged_into_id, Organisation.name,
    )  # fmt: skip
    rows = db.session.execute(
        select(*columns)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .order_by(Person.merged_into_id.is_not(None), Person.id)
    ).all()
    everybody = {
        row.id: Known(row.id, row.first_name, row.last_name, row.email, row.name or "", row.phone)
        for row in rows
    }
    book = Book()
    for row in rows:
        holds = everybody.get(row.merged_into_id or row.id)
        if holds:
            book.add(
                holds,
                email_key=row.email_key,
                name_key=row.name_key,
                retired=row.merged_into_id is not None,
            )
    return book
