"""Trouble that passes by: tried again, waited for, told from faults of ours."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.clockwork import Job, Round
from app.core import clock as app_clock
from app.core import trouble
from app.core.db import db, line_to
from tests import build
from tests.conftest import POSTGRES


def fault(kind, code=""):
    return kind("", {}, type("Orig", (Exception,), {"sqlstate": code})())


def failing(times, what):
    """A function that fails so often, and how often it was called."""
    calls = []

    def do():
        calls.append(1)
        if len(calls) <= times:
            raise what
        return "done"

    return do, calls


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(trouble.time, "sleep", lambda _seconds: None)


@pytest.mark.parametrize(
    ("what", "passes"),
    [
        (fault(OperationalError, "57P01"), True),
        (fault(InternalError, "25006"), True),
        (fault(InternalError, "XX000"), False),
        (NoConnectionFree(), True),
        (fault(IntegrityError, "23505"), False),
        (fault(ProgrammingError), False),
        (ValueError(), False),
    ],
)
def test_what_passes_by_and_what_is_a_fault_of_ours(what, passes):
    assert trouble.passes_by(what) is passes


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_who_collided_tries_up_to_three_times_more(ctx, code):
    do, calls = failing(3, fault(OperationalError, code))
    assert (trouble.again(do), len(calls)) == ("done", 4)

    do, calls = failing(4, fault(OperationalError, code))
    with pytest.raises(OperationalError):
        trouble.again(do)
    assert len(calls) == 4


def test_nothing_else_is_tried_again(ctx):
    do, calls = failing(1, fault(OperationalError, "57P01"))

    with pytest.raises(OperationalError):
        trouble.again(do)
    assert len(calls) == 1


def test_a_view_whose_transaction_collided_answers_after_all(app, client, monkeypatch):
    do, calls = failing(2, fault(OperationalError, "40P01"))
    monkeypatch.setitem(app.view_functions, "health_public.alive", do)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.text, len(calls)) == (200, "done", 3)


def test_an_answer_leaves_although_the_line_to_the_database_dies_afterwards(app, monkeypatch):
    """Found by the restart of the database under load (processes/test_nodes.py)."""

    def page():
        db.session.execute(text("SELECT 1"))
        monkeypatch.setattr(db.engine.dialect, "do_rollback", dies)
        return "done"

    def dies(line):
        line.dbapi_connection.close()
        raise db.engine.dialect.loaded_dbapi.OperationalError("server closed the connection")

    monkeypatch.setitem(app.view_functions, "health_public.alive", page)
    answer = app.test_client().get("/healthz")
    monkeypatch.undo()

    assert (answer.status_code, answer.text) == (200, "done")
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_what_happened_outside_is_written_down_when_the_database_is_back(ctx):
    do, calls = failing(50, fault(OperationalError, "57P03"))

    assert trouble.insist(do, lambda: False) == "done"
    assert len(calls) == 51


def test_who_is_told_to_end_does_not_wait_for_ever(ctx, monkeypatch):
    monkeypatch.setattr(trouble, "PATIENCE", -1)
    do, calls = failing(9, fault(OperationalError))

    with pytest.raises(OperationalError):
        trouble.insist(do, lambda: True)
    assert len(calls) == 1


def test_the_clockwork_waits_and_blames_no_job(ctx, monkeypatch, caplog):
    away, done = [False], []

    def breaks():
        away[0] = True
        raise fault(OperationalError, "57P01")

    monkeypatch.setattr(trouble, "takes_writes", lambda: not away[0])
    work = Round((Job("Bricht ab", breaks), Job("Danach", lambda: done.append(1))))
    for _ in range(3):
        work.turn(lambda: False)
    assert (done, work.faults, work.number) == ([], {}, 0)
    away[0], work.jobs = False, work.jobs[1:]
    work.turn(lambda: False)

    assert (done, work.faults, work.number) == ([1], {}, 1)
    assert [record.message for record in caplog.records] == [
        "the database is away, everything waits", "the database is back",
    ]  # fmt: skip


@pytest.mark.skipif(not POSTGRES, reason="about PostgreSQL")
def test_a_database_that_takes_no_writes_is_told_and_left(app, client, request):
    with app.app_context():
        assert trouble.takes_writes()
        slug = build.slug_of(build.a_meeting())
        name = db.engine.url.database
        with db.engine.connect() as line:
            line.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
            line.commit()
        db.session.remove()
        db.engine.dispose()
        try:
            typed = {"vorname": "Zoë", "nachname": "Test", "email": "zoe@example.org"}
            told = client.post(
                f"/treffen/{slug}/anmelden", data=typed | {"akteursgruppe": "buergerschaft"}
            )
            assert not trouble.takes_writes()
        finally:
            db.session.remove()
            with db.engine.connect() as line:
                line.execute(text("SET default_transaction_read_only = off"))
                line.commit()
                line.execute(text(f"ALTER DATABASE {name} RESET default_transaction_read_only"))
                line.commit()
            db.engine.dispose()
        assert trouble.takes_writes()
    assert (told.status_code, told.headers["Retry-After"]) == (503, "60")
    assert "Noch einmal senden" in told.text and "Zoë" in told.text


def test_what_the_address_of_the_database_says_comes_first():
    line = line_to("postgresql+psycopg://x@db1,db2/x?connect_timeout=9")

    assert "connect_timeout" not in line
    assert line["tcp_user_timeout"] == 15_000


def test_a_form_opens_on_a_host_whose_clock_is_behind(app, monkeypatch):
    """The cookie was signed four minutes in the future, as this host sees it."""
    signer = app.session_interface.get_signing_serializer(app)
    monkeypatch.setattr(app_clock, "_ahead", timedelta(minutes=-4))
    written = signer.dumps({"csrf_token": "x"})
    monkeypatch.setattr(app_clock, "_ahead", timedelta())

    with app.test_request_context(headers={"Cookie": f"formular={written}"}) as request:
        assert dict(app.session_interface.open_session(app, request.request)) == {"csrf_token": "x"}
