"""Looks for words in every table and stored file: texts, JSON, mails, documents."""

import subprocess

from sqlalchemy import LargeBinary, select

from app.core.db import Base, db
from app.core.words import plain_key, sort_key
from app.privacy.letters import texts_of


def places_of(*words):
    """Where one of the words stands, as a set of table.column, in any spelling or folded."""
    wanted = {form for word in words for form in (word, plain_key(word), sort_key(word)[0])}
    found = set()
    for table in Base.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            for column in table.columns:
                text = _text(column, row._mapping[column.name])
                if any(form in text or form in plain_key_of(text) for form in wanted):
                    found.add(f"{table.name}.{column.name}")
    return found


def plain_key_of(text):
    return " ".join(text.casefold().split())


def _text(column, value):
    if not isinstance(value, bytes):
        return "" if value is None else str(value)
    assert isinstance(column.type, LargeBinary)
    if value.startswith(b"%PDF"):
        return pdf_text(value)
    return "\n".join([*texts_of(value), value.decode("utf-8", "replace")])


def pdf_text(data):
    """What a document says."""
    done = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return done.stdout.decode()
