"""Erased people stay erased, also when a backup is restored that still knows them.

Beside the backups lies a list of keyed digests: nobody can read from it who it was. When it holds
digests that the database does not, an older state was restored, and they are erased again.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.settings import ROOT, current
from app.core.words import plain_key
from app.privacy.erasing import AGAIN, erase
from app.privacy.request_models import ErasedSubject
from app.privacy.subjects import mark_of, root_ways, subject_of, table_of

NAME = "geloeschte.txt"
HEAD = "# Treffwerk: Prüfsummen gelöschter Personen. Gehört zu den Sicherungen.\n"


def list_beside_backups() -> Path:
    """Where the list lies."""
    return ROOT / current().backup.folder / NAME


def keep_list() -> int:
    """Erase again whom the list knows and the database does not; then write all into the list.

    Returns how many people were erased. The clockwork calls it, on every host. The demo year keeps
    no list.
    """
    if current().demo.enabled:
        return 0
    file = list_beside_backups()
    listed = _read(file)
    gone = reapply(listed)
    known = _known()
    if not known <= listed:
        _write(file, listed | known)
    return gone


def reapply(listed: set[str]) -> int:
    """Erase again whom the list knows and the database does not. Returns how many people.

    Whom the database knows as erased and who stands in it has come back since, and stays.
    """
    digests, gone = listed - _known(), 0
    if not digests:
        return 0
    for table, row_id, mark in list(_everybody()):
        if mark not in digests:
            continue
        try:
            erase(subject_of(table, row_id), actor=AGAIN)
            gone += 1
        except NotFound:
            continue  # went with another row of the same person
    _remember(digests)
    return gone


def read_list(file: Path) -> set[str]:
    """The digests of a list. Raises ``OSError``."""
    lines = file.read_text("utf-8").splitlines()
    return {line.strip() for line in lines if len(line.strip()) == 64}


def _read(file: Path) -> set[str]:
    return read_list(file) if file.exists() else set()


def _known() -> set[str]:
    return set(db.session.scalars(select(ErasedSubject.digest)))


def _everybody() -> Iterator[tuple[str, int, str]]:
    """Table, id and digest of each row that names somebody."""
    for way in root_ways():
        if not way.name or way.table == "data_link":
            continue
        table = table_of(way)
        columns = [table.c[one] for one in way.name]
        email = [table.c[way.email]] if way.email else []
        for row in db.session.execute(select(table.c.id, *columns, *email)):
            parts = [str(part or "") for part in row[1:]]
            name = plain_key(" ".join(parts[: len(columns)]))
            if name:
                address = plain_key(parts[-1]) if email else ""
                yield way.table, row[0], mark_of(address, name)


def _remember(digests: set[str]) -> None:
    with transaction():
        new = sorted(digests - _known())
        db.session.add_all(ErasedSubject(digest=one, at=clock.now()) for one in new)


def _write(file: Path, digests: set[str]) -> None:
    """Whole or not at all."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, suffix=".new")
    with os.fdopen(handle, "w", encoding="utf-8") as new:
        new.write(HEAD + "".join(f"{one}\n" for one in sorted(digests)))
        new.flush()
        os.fsync(new.fileno())
    os.replace(name, file)
