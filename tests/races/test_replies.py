"""The same answer taken in by several processes at once counts once, and one letter leaves."""

import pytest

from app.core.db import db
from app.outbox.models import Message
from app.registrations.models import Registration
from app.replies.models import ReceivedAnswer
from tests import build
from tests.races.forked import Worker, all_ready, all_said
from tests.races.reply_worker import main
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
    crowd = [Worker(main, url, go, file) for _ in range(CROWD)]
    all_ready(crowd, go)
    said = sorted(one.strip() for one in all_said(crowd))

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
        crowd.append(Worker(main, url, go, file))
    all_ready(crowd, go)
    all_said(crowd)

    assert db.session.get(Registration, person).partstat == "DECLINED"
