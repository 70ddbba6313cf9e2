"""The baseline: a bare Flask and SQLite application with the same requests and commits.

No templates, no ORM, no form library: a page is a text of the wanted size, a POST is one row,
committed with the same pragmas. Run by the same web server with the same arguments.
"""

import os
import sqlite3
import threading

from flask import Flask, redirect, request

app = Flask(__name__)
_local = threading.local()


def _database() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        _local.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], isolation_level=None)
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
            _local.connection.execute(f"PRAGMA {pragma}")
        _local.connection.execute("CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, text)")
    connection: sqlite3.Connection = _local.connection
    return connection


def _keep(text: str) -> None:
    database = _database()
    database.execute("BEGIN IMMEDIATE")
    database.execute("INSERT INTO entry (text) VALUES (?)", (text,))
    database.execute("COMMIT")


@app.get("/page/<int:size>")
def page(size: int) -> str:
    """A page of this many letters."""
    return "x" * size


@app.route("/entry/<int:size>", methods=["GET", "POST"])
def entry(size: int) -> object:
    """A page of this size, or one row from a form."""
    if request.method == "POST":
        _keep(repr(sorted(request.form.items())))
        return redirect("/done", 303)
    found = _database().execute("SELECT count(*) FROM entry WHERE id = ?", (size,)).fetchone()
    return "x" * (size - found[0])
