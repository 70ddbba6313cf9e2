"""Database queries of the main pages, with one row of everything and with thirty."""

import tempfile
from datetime import timedelta
from pathlib import Path

import msgspec
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app import create_app
from app.core import clock, settings
from app.core.db import Base, db
from app.core.settings_sections import Demo
from app.ideas.rules import IdeaState
from app.registrations.models import Registration
from bench import servers
from bench.report import Result
from tests import build

FEW, MANY = 1, 30


def measure() -> list[Result]:
    """Queries of each page with few and with many rows; the aim is the same number."""
    with tempfile.TemporaryDirectory(prefix="treffwerk-bench-") as folder:
        where = servers.place(Path(folder))
        config = settings.load(where.config, where.environ)
        app = create_app(msgspec.structs.replace(config, demo=Demo()))
        app.config["WTF_CSRF_ENABLED"] = False
        browser, paths, meeting_id, heading = _prepare(app)
        for path in paths.values():
            browser.get(path)  # a process reads the recipe of a meeting once
        few = {name: _count(app, browser, path) for name, path in paths.items()}
        with app.app_context():
            _fill(MANY - FEW, meeting_id, heading)
        many = {name: _count(app, browser, path) for name, path in paths.items()}
        with app.app_context():
            db.engine.dispose()
    return [
        Result(f"Queries: {name}", str(many[name]), str(few[name]), aim="the same",
               met=many[name] == few[name])
        for name in paths
    ]  # fmt: skip


def _prepare(app: Flask) -> tuple[FlaskClient, dict[str, str], int, int]:
    """One row of everything, a signed-in browser, and the pages to look at."""
    with app.app_context():
        Base.metadata.create_all(db.engine)
        day = clock.today() + timedelta(days=30)
        opens = clock.today() - timedelta(days=1)
        meeting_id = build.a_planned_meeting(day=day, registration_opens=opens, capacity=100)
        heading = build.minutes_for(meeting_id)[0]
        _fill(FEW, meeting_id, heading)
        slug, token = build.slug_of(meeting_id), build.sign_in_token()
        registration = db.session.scalars(select(Registration.id)).first()
        manage = build.token_of(registration, "manage")
    browser = app.test_client()
    browser.post(f"/einloggen/{token}")
    inside = f"/buero/treffen/{meeting_id}"
    paths = {
        "home": "/",
        "public page of a meeting": f"/treffen/{slug}",
        "registration form": f"/treffen/{slug}/anmelden",
        "own registration": f"/anmeldung/{manage}",
        "public ideas": "/ideen",
        "Heute": "/buero/",
        "meetings": "/buero/treffen",
        "page of a meeting": inside,
        "registrations": f"{inside}/anmeldungen",
        "pitches": f"{inside}/pitches",
        "agenda": f"{inside}/tagesordnung",
        "minutes": f"{inside}/protokoll",
        "ideas": "/buero/ideen",
        "Postausgang": "/buero/postausgang",
    }
    return browser, paths, meeting_id, heading


def _fill(number: int, meeting_id: int, heading: int) -> None:
    """This many more rows of everything; letters come with the registrations."""
    day = clock.today() + timedelta(days=60)
    for _ in range(number):
        other = build.a_meeting(day=day)
        build.a_registration(meeting_id)
        build.a_pitch(meeting_id)
        build.an_idea(public=True, state=IdeaState.IN_PROGRESS, meeting_id=other)
        build.an_entry(meeting_id, heading)


def _count(app: Flask, browser: FlaskClient, path: str) -> int:
    """The statements of one visit, without those that begin and end a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = browser.get(path)
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(seen)
