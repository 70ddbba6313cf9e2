"""The same answer taken in by several processes at once counts once, and one letter leaves."""

import subprocess
import sys
import time

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.registrations.models import Registration
from app.replies.models import ReceivedAnswer
from tests import build
from tests.conftest import ROOT
from tests.replies import samples

pytestmark = pytest.mark.race
CROWD = 3
MAIL = "mai@example.org"


def test_one_answer_read_by_many_processes_counts_once(app, url, tmp_path):
    person = build.a_registration(build.a_meeting(), email=MAIL)
    uid = db.session.get(Registration, person).uid
    db.session.rollback()
    go, file = tmp_path / "go", tmp_path / "answer.eml"
    file.write_bytes(samples.mail(samples.google(uid, MAIL, "DECLINED"), MAIL))
    command = [sys.executable, "-m", "tests.races.reply_worker", url, str(go), str(file)]
    crowd = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(CROWD)
    ]
    for one in crowd:
        assert one.stdout.readline() == "ready\n"
    go.touch()
    said = sorted(one.communicate(timeout=60)[0].strip() for one in crowd)

    assert said == ["False", *["True"] * (CROWD - 1)]
    assert db.session.query(ReceivedAnswer).count() == 1
    assert db.session.query(Message).filter_by(kind="declined_by_calendar").count() == 1
    assert db.session.get(Registration, person).partstat == "DECLINED"


def test_the_newest_of_many_answers_at_once_wins(app, url, tmp_path):
    person = build.a_registration(build.a_meeting(), email=MAIL)
    uid = db.session.get(Registration, person).uid
    db.session.rollback()
    go, crowd = tmp_path / "go", []
    for number, partstat in enumerate(("ACCEPTED", "TENTATIVE", "DECLINED")):
        file = tmp_path / f"{number}.eml"
        calendar = samples.google(uid, MAIL, partstat, stamp=f"20270901T090{number}00Z")
        file.write_bytes(samples.mail(calendar, MAIL, number=number))
        command = [sys.executable, "-m", "tests.races.reply_worker", url, str(go), str(file)]
        crowd.append(subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True))
    for one in crowd:
        assert one.stdout.readline() == "ready\n"
    time.sleep(0.05)
    go.touch()
    for one in crowd:
        one.communicate(timeout=60)

    assert db.session.get(Registration, person).partstat == "DECLINED"
