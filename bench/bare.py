"""The baseline: a bare Flask application with the same requests and commits.

No templates, no ORM, no form library: a page is a text of the wanted size, a POST is one row and,
where somebody gives an address, one mail (plain and HTML, built by the standard library and kept),
committed with the same pragmas.
Run by the same web server with the same arguments. ``BENCH_DATABASE``: a SQLite file, or the
address of a PostgreSQL database.
"""

import os
import sqlite3
import threading
from email.message import EmailMessage
from typing import Any

import psycopg
from flask import Flask, redirect, request

app = Flask(__name__)
_local = threading.local()
ADDRESS = os.environ.get("BENCH_DATABASE", "")
ON_POSTGRESQL = ADDRESS.startswith("postgresql")
INSERT, SELECT = (
    sentence.replace("?", "%s") if ON_POSTGRESQL else sentence
    for sentence in (
        "INSERT INTO bench_entry (text, mail) VALUES (?, ?)",
        "SELECT count(*) FROM bench_entry WHERE id = ?",
    )
)
TEXT = "Guten Tag,\n\nbitte bestätigen Sie Ihre Anmeldung: http://127.0.0.1/anmeldung/x\n\n" * 8
TABLE = (
    "CREATE TABLE IF NOT EXISTS bench_entry (id {key}, text TEXT, mail {bytes})",
    ("SERIAL PRIMARY KEY", "BYTEA") if ON_POSTGRESQL else ("INTEGER PRIMARY KEY", "BLOB"),
)


def _database() -> Any:
    if not hasattr(_local, "connection"):
        sentence, (key, kind) = TABLE
        if ON_POSTGRESQL:
            _local.connection = psycopg.connect(ADDRESS.replace("+psycopg", ""), autocommit=True)
        else:
            _local.connection = sqlite3.connect(ADDRESS, isolation_level=None)
            for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
                _local.connection.execute(f"PRAGMA {pragma}")
        _local.connection.execute(sentence.format(key=key, bytes=kind))
    return _local.connection


def _keep(text: str, mail: bytes) -> None:
    database = _database()
    database.execute("BEGIN" if ON_POSTGRESQL else "BEGIN IMMEDIATE")
    database.execute(INSERT, (text, mail))
    database.execute("COMMIT")


def _mail(to: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "buero@example.org", to, "Ihre Anmeldung"
    mail.set_content(TEXT)
    mail.add_alternative(f"<p>{TEXT}</p>" * 2, subtype="html")
    return mail.as_bytes()


@app.get("/page/<int:size>")
def page(size: int) -> str:
    """A page of this many letters."""
    return "x" * size


@app.get("/empty")
def empty() -> str:
    """Next to nothing: what is left is the web server and Flask."""
    return "x"


@app.route("/entry/<int:size>", methods=["GET", "POST"])
def entry(size: int) -> object:
    """A page of this size, or one row from a form, with one mail where an address is in it."""
    if request.method == "POST":
        address = request.form.get("email")
        _keep(repr(sorted(request.form.items())), _mail(address) if address else b"")
        return redirect("/done", 303)
    found = _database().execute(SELECT, (size,)).fetchone()
    return "x" * (size - found[0])
