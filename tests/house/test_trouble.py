"""When something around us is in trouble: a locked or full or absent database, a missing font."""

import html
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, make_url, select

from app.core import pdf
from app.core.db import db
from app.registrations.models import Registration
from tests import build
from tests.conftest import POSTGRES, signed_in

TYPED = {
    "vorname": "Zoë",
    "nachname": 'Krzyżanowska <b>"Test"</b> & Söhne',
    "email": "zoe@example.org",
    "akteursgruppe": "buergerschaft",
    "unterstuetzung_text": "\n\nErste Zeile\n  zweite Zeile\n",
}
COLUMNS = [column.key for column in Registration.__table__.columns if column.key != "id"]
sqlite_only = pytest.mark.skipif(bool(POSTGRES), reason="about the file of SQLite")


def form_of(page):
    """The hidden fields of the one form of a public page."""
    form = re.search(r'<form[^>]* method="post".*?</form>', page.text, re.S)[0]
    fields = re.findall(r'name="(csrf_token|submit_key|started)"[^>]* value="([^"]*)"', form)
    again = re.findall(r'<textarea name="([^"]*)" hidden>\n?(.*?)</textarea>', form, re.S)
    return {name: html.unescape(value) for name, value in fields + again}


@pytest.fixture
def impatient(placed):
    """An app that waits a tenth of a second for the database, and asks for CSRF tokens."""
    other = placed()
    with other.app_context():
        event.listen(db.engine, "connect", lambda made, _: made.execute("PRAGMA busy_timeout=100"))
    return other


@pytest.fixture
def somebody_writes(worker_database):
    """Another program holds the write lock as long as it likes."""
    other = sqlite3.connect(make_url(worker_database).database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@pytest.fixture
def full_disk(impatient):
    """A function that takes away or gives back the room to grow."""

    def make(pages):
        with impatient.app_context():
            db.engine.dispose()
            sqlite3.connect(db.engine.url.database).execute("VACUUM")
            event.listen(
                db.engine, "connect", lambda made, _: made.execute(f"PRAGMA max_page_count={pages}")
            )

    return make


def people():
    statement = select(Registration.first_name, Registration.last_name, Registration.access_needs)
    return [tuple(row) for row in db.session.execute(statement)]


def fill_in(impatient):
    """A visitor with the form open, and what they typed."""
    with impatient.app_context():
        slug = build.slug_of(build.a_meeting())
    browser, target = impatient.test_client(), f"/treffen/{slug}/anmelden"
    return browser, target, form_of(browser.get(target)) | TYPED


@sqlite_only
def test_a_locked_database_keeps_what_was_typed_and_the_button_works_later(impatient, request):
    browser, target, typed = fill_in(impatient)
    lock = request.getfixturevalue("somebody_writes")

    busy = browser.post(target, data=typed)
    again = form_of(busy)
    still_busy = browser.post(target, data=again)
    lock.execute("ROLLBACK")
    answer = browser.post(target, data=form_of(still_busy))

    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "60")
    assert "Noch einmal senden" in busy.text
    assert {name: again[name] for name in TYPED} == TYPED
    assert (answer.status_code, answer.location) == (303, f"{target}/unterwegs")
    with impatient.app_context():
        assert people() == [("Zoë", TYPED["nachname"], "Erste Zeile\n  zweite Zeile")]


@sqlite_only
def test_while_the_database_is_locked_everybody_can_read(impatient, request, clock):
    impatient.config["WTF_CSRF_ENABLED"] = False
    office = signed_in(impatient)
    with impatient.app_context():
        slug = build.slug_of(build.a_meeting())
    request.getfixturevalue("somebody_writes")
    clock.move(minutes=5)

    pages = [office.get(path).status_code for path in ("/", f"/treffen/{slug}", "/buero/")]

    assert pages == [200, 200, 200]


@sqlite_only
def test_a_button_without_fields_can_be_pressed_again_as_well(impatient, request):
    with impatient.app_context():
        token = build.token_of(build.a_registration(build.a_meeting(), confirmed=False), "confirm")
    browser, target = impatient.test_client(), f"/anmeldung/{token}/bestaetigen"
    key = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', browser.get(target).text)[1]
    lock = request.getfixturevalue("somebody_writes")

    busy = browser.post(target, data={"csrf_token": key})
    lock.execute("ROLLBACK")
    answer = browser.post(target, data=form_of(busy))

    assert busy.status_code == 503
    assert answer.status_code == 303


@sqlite_only
def test_a_full_disk_keeps_what_was_typed_and_the_button_works_later(impatient, full_disk):
    browser, target, typed = fill_in(impatient)
    full_disk(1)

    full = browser.post(target, data=typed | {"unterstuetzung_text": "lang " * 190})
    full_disk(100_000)
    answer = browser.post(target, data=form_of(full))

    assert full.status_code == 503
    assert answer.status_code == 303
    with impatient.app_context():
        assert [row[2] for row in people()] == [("lang " * 190).strip()]


@pytest.mark.parametrize("path", ["/", "/buero/", "/treffen/x", "/anmeldung/x", "/ideen"])
def test_without_a_database_every_page_says_so_calmly(placed, path):
    nowhere = placed(database="postgresql+psycopg://x@127.0.0.1:1/x")
    browser = nowhere.test_client()
    browser.set_cookie("treffwerk", "x" * 27)

    answer = browser.get(path)

    assert answer.status_code == 503
    assert "Diese Seite lässt sich im Moment nicht laden." in answer.text
    assert "klimatriebwerk@example.org" in answer.text


def test_a_missing_font_stops_only_the_documents(app, office, monkeypatch):
    monkeypatch.setitem(pdf.FILES, "asset:NotoSans-Bold.woff2", (Path("weg.woff2"), "font/woff2"))
    with app.app_context():
        meeting = build.a_planned_meeting()

    document = office.get(f"/buero/treffen/{meeting}/tagesordnung.pdf")
    page = office.get(f"/buero/treffen/{meeting}/tagesordnung")

    assert document.status_code == 500
    assert "Für den Druck fehlen Dateien: weg.woff2." in document.text
    assert page.status_code == 200


def test_the_log_names_neither_people_nor_links(app, caplog, monkeypatch):
    with app.app_context():
        build.a_registration(build.a_meeting(), first_name="Zoë", last_name="Geheim")
        row = db.session.scalar(select(Registration))
        twin = {name: getattr(row, name) for name in COLUMNS}

    def broken():
        db.session.add(Registration(**twin))
        db.session.flush()

    monkeypatch.setitem(app.view_functions, "legal_public.imprint", broken)
    answer = app.test_client().get("/impressum?wer=Geheim")

    assert answer.status_code == 500
    assert "IntegrityError" in caplog.text
    assert "Geheim" not in caplog.text
