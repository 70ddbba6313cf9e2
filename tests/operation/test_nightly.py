"""The backup of every night: once a day, by one process, again after a failure."""

import msgspec
import pytest

from app.core.db import db
from app.operation import backups, nightly
from app.operation.backups import BackupFault
from app.outbox.queries import heartbeat
from tests.operation.build import an_app


@pytest.fixture
def bare_app(bare_database, clock, tmp_path):
    with an_app(bare_database) as app:
        folder(app, tmp_path / "backup")
        yield app


def folder(app, place, **words):
    settings = app.extensions["settings"]
    backup = msgspec.structs.replace(settings.backup, folder=str(place), **words)
    app.extensions["settings"] = msgspec.structs.replace(settings, backup=backup)


def test_one_backup_a_day_from_the_hour_of_the_settings_on(bare_app, clock, tmp_path):
    clock.set("2027-09-02T01:59")
    assert not nightly.back_up_if_due()
    clock.set("2027-09-02T02:00")
    assert nightly.back_up_if_due()
    assert not nightly.back_up_if_due()
    clock.set("2027-09-03T02:05")
    assert nightly.back_up_if_due()

    made = backups.all_in(tmp_path / "backup")
    assert [file.name[:20] for file in made] == ["treffwerk-2027-09-03", "treffwerk-2027-09-02"]
    assert heartbeat(nightly.MADE).note == made[0].name


def test_none_when_the_settings_say_so(bare_app, clock, tmp_path):
    folder(bare_app, tmp_path / "backup", hour=-1)
    clock.set("2027-09-02T12:00")

    assert not nightly.back_up_if_due()


def test_a_failure_is_kept_and_tried_again_an_hour_later(bare_app, clock, tmp_path):
    clock.set("2027-09-02T02:00")
    in_the_way = tmp_path / "in-the-way"
    in_the_way.touch()
    folder(bare_app, in_the_way)
    with pytest.raises(BackupFault):
        nightly.back_up_if_due()
    assert "in-the-way" in heartbeat(nightly.TRIED).note

    folder(bare_app, tmp_path / "backup")
    clock.set("2027-09-02T02:30")
    assert not nightly.back_up_if_due()
    clock.set("2027-09-02T03:01")
    assert nightly.back_up_if_due()
    db.session.rollback()
    assert heartbeat(nightly.TRIED).note == ""
