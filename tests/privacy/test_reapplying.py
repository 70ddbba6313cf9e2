"""Erased people stay erased when a backup is restored that still knows them."""

import pytest

from app.core.db import db
from app.privacy import erasing, reapplying
from app.privacy.request_models import ErasedSubject
from app.privacy.subjects import subject_of
from app.registrations.models import Registration
from tests import build

AYSE = {"first_name": "Ayşe", "last_name": "Öztürk", "email": "ayse@example.org"}


@pytest.fixture
def beside(ctx, tmp_path, monkeypatch):
    monkeypatch.setattr(reapplying, "list_beside_backups", lambda: tmp_path / "neu" / "liste.txt")
    return tmp_path / "neu" / "liste.txt"


def restored():
    """The database as it was before: the person is there, no digest is."""
    db.session.query(ErasedSubject).delete()
    db.session.commit()
    return build.a_registration(build.a_meeting(), **AYSE)


def test_the_list_holds_digests_and_no_names(beside):
    row = build.a_registration(build.a_meeting(), **AYSE)
    assert reapplying.keep_list() == 0 and not beside.exists()
    erasing.erase(subject_of("registration", row), actor=build.OFFICE)
    assert reapplying.keep_list() == 0
    text = beside.read_text()
    assert len(reapplying.read_list(beside)) == 1
    assert not any(word in text.casefold() for word in ("ayşe", "öztürk", "example"))
    before = beside.stat().st_mtime_ns
    assert reapplying.keep_list() == 0 and beside.stat().st_mtime_ns == before


def test_after_a_restore_the_clockwork_erases_again_and_once(beside):
    row = build.a_registration(build.a_meeting(), **AYSE)
    erasing.erase(subject_of("registration", row), actor=build.OFFICE)
    reapplying.keep_list()
    again, other = restored(), build.a_registration(build.a_meeting())
    assert reapplying.keep_list() == 1
    assert db.session.get(Registration, again).email == ""
    assert db.session.get(Registration, other).email != ""
    assert ("Nach einer Wiederherstellung", "subject_erased") in [row[:2] for row in build.audit()]
    assert reapplying.keep_list() == 0


def test_who_comes_back_after_an_erasure_stays(beside):
    row = build.a_registration(build.a_meeting(), **AYSE)
    erasing.erase(subject_of("registration", row), actor=build.OFFICE)
    reapplying.keep_list()
    back = build.a_registration(build.a_meeting(), **AYSE)
    assert reapplying.keep_list() == 0
    assert reapplying.reapply(reapplying.read_list(beside)) == 0
    assert db.session.get(Registration, back).email == "ayse@example.org"


def test_the_command_takes_a_list(app, beside, clock):
    with app.app_context():
        row = build.a_registration(build.a_meeting(), **AYSE)
        erasing.erase(subject_of("registration", row), actor=build.OFFICE)
        reapplying.keep_list()
        restored()
    run = app.test_cli_runner()
    assert (
        run.invoke(args=["privacy", "reapply", str(beside)]).output == "Noch einmal gelöscht: 1\n"
    )
    missing = run.invoke(args=["privacy", "reapply", str(beside) + "x"])
    assert missing.exit_code == 1 and "lässt sich nicht lesen" in missing.output
