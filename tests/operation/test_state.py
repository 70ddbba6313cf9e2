"""The page „Zustand“ and what monitoring may know (O-6)."""

from datetime import timedelta

from bs4 import BeautifulSoup
from sqlalchemy import text

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.operation import nodes
from app.operation.nightly import MADE, TRIED
from app.outbox.actions import beat
from app.outbox.models import Heartbeat
from tests import build


def test_alive_asks_nobody(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_ready_needs_a_living_clockwork(app, client, clock):
    with app.app_context():
        beat("clockwork")
    assert client.get("/readyz").status_code == 503  # the tables of tests have no version
    with app.app_context(), db.engine.connect().execution_options(writing=True) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
        connection.commit()
    try:
        assert client.get("/readyz").status_code == 200
        clock.move(minutes=6)
        answer = client.get("/readyz")
    finally:
        with app.app_context(), db.engine.connect().execution_options(writing=True) as connection:
            connection.execute(text("DROP TABLE alembic_version"))
            connection.commit()
    assert (answer.status_code, answer.text) == (503, "not ready\n")


def note(name, words="", **ago):
    with transaction():
        at = app_clock.now() - timedelta(**ago)
        db.session.merge(Heartbeat(name=name, at=at, note=words))


def words_of(client):
    soup = BeautifulSoup(client.get("/buero/zustand").text, "html.parser")
    names = [one.get_text(" ", strip=True) for one in soup.select("dt")]
    return dict(
        zip(names, [one.get_text(" ", strip=True) for one in soup.select("dd")], strict=True)
    )


def test_a_fresh_installation_says_what_is_missing(office, ctx, clock):
    found = words_of(office)

    assert found["Uhrwerk Gestört"].startswith("Es steht still.")
    assert found["Sicherung Hinweis"].startswith("Es gibt noch keine Sicherung.")
    assert found["Dokumente In Ordnung"] == "PDF-Dokumente lassen sich erstellen."


def test_when_all_is_well(office, ctx, clock):
    beat("clockwork")
    note(MADE, "treffwerk-x.sqlite3", hours=7)
    note(TRIED, hours=7)

    found = words_of(office)

    assert found["Uhrwerk In Ordnung"] == "Es läuft. Fristen und E-Mails werden bearbeitet."
    assert found["Sicherung In Ordnung"].startswith("Letzte Sicherung: ")
    assert "Keine Störung, 2 Hinweise" in office.get("/buero/zustand").text  # no server, no mailbox


def test_a_backup_that_failed_or_is_old_is_a_fault(office, ctx, clock):
    note(MADE, hours=37)
    assert "Sicherung Gestört" in words_of(office)
    note(MADE, hours=10)
    note(TRIED, "Die Sicherung ist nicht gelungen: kein Platz.", hours=1)

    assert "kein Platz" in words_of(office)["Sicherung Gestört"]


def test_heute_says_what_nobody_would_notice(office, ctx, clock):
    assert "Gestört:" not in office.get("/buero/").text
    note(MADE, hours=37)

    assert "Gestört: Sicherung" in office.get("/buero/").text


def test_a_mixer_that_stands_still_is_a_fault_once_one_has_run(office, ctx, clock):
    assert "Tischmischer" not in " ".join(words_of(office))
    nodes.write_down("mixer")
    assert "Tischmischer In Ordnung" in words_of(office)
    clock.move(minutes=4)

    assert "Tischmischer Gestört" in words_of(office)


def test_one_mail_waits_and_two_wait(office, ctx, clock):
    build.a_queued_letter()
    assert "1 E-Mail wartet im Postausgang." in words_of(office)["E-Mail Hinweis"]
    build.a_queued_letter()
    assert "2 E-Mails warten im Postausgang." in words_of(office)["E-Mail Hinweis"]
