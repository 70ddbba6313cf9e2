"""The second baseline: the same packages, used plainly, for the same requests and commits.

Flask-SQLAlchemy reads one row for a page and writes one for a POST, Flask-WTF guards and checks
six fields, Jinja fills a flat page. No mail, no calendar entry, no seats, no limits: what is
missing to this rate is what Treffwerk does beyond.
"""

import os
import sqlite3
from typing import Any

from flask import Flask, redirect, render_template
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect, FlaskForm
from jinja2 import DictLoader
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from wtforms import StringField
from wtforms.validators import DataRequired, Length

PAGE = """<!doctype html><title>{{ event.title }}</title><h1>{{ event.title }}</h1>
<p>{{ event.place }}</p><form method="post">{{ form.hidden_tag() }}
{% for name in names %}<p>{{ form[name].label }} {{ form[name]() }}</p>{% endfor %}
</form>{{ "x" * (size - 1500) }}"""
NAMES = ("vorname", "nachname", "email", "organisation", "akteursgruppe", "frage_suche")

app = Flask(__name__)
app.config.update(
    SECRET_KEY="for measuring only",
    SQLALCHEMY_DATABASE_URI=f"sqlite:///{os.environ['BENCH_DATABASE']}.packages",
)


app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[misc, assignment]


class Base(DeclarativeBase):
    """Base of the two tables."""


db = SQLAlchemy(app, model_class=Base)
CSRFProtect(app)


class Event(db.Model):  # type: ignore[name-defined, misc]
    """What the page shows."""

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    place: Mapped[str]


class Entry(db.Model):  # type: ignore[name-defined, misc]
    """What a form leaves behind."""

    id: Mapped[int] = mapped_column(primary_key=True)
    vorname: Mapped[str]
    nachname: Mapped[str]
    email: Mapped[str]
    organisation: Mapped[str]
    akteursgruppe: Mapped[str]
    frage_suche: Mapped[str]


class EntryForm(FlaskForm):  # type: ignore[misc]
    """Six fields of text."""

    vorname, nachname, email, organisation, akteursgruppe, frage_suche = (
        StringField(name, [DataRequired(), Length(max=200)]) for name in NAMES
    )


@event.listens_for(Engine, "connect")
def _prepare(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")


with app.app_context():
    db.create_all()
    if db.session.scalar(select(Event).limit(1)) is None:
        db.session.add(Event(title="Vernetzungstreffen", place="Musterweg 12, Bielefeld"))
        db.session.commit()


@app.route("/entry/<int:size>", methods=["GET", "POST"])
def entry(size: int) -> object:
    """A page with the form, or one row from it."""
    form = EntryForm()
    if form.validate_on_submit():
        db.session.add(Entry(**{name: form[name].data for name in NAMES}))
        db.session.commit()
        return redirect("/done", 303)
    found = db.session.scalar(select(Event).limit(1))
    return render_template("page.html", event=found, form=form, names=NAMES, size=size)


@app.get("/page/<int:size>")
def page(size: int) -> object:
    """A page that shows one row."""
    found = db.session.scalar(select(Event).limit(1))
    return render_template("page.html", event=found, form=EntryForm(), names=(), size=size)
