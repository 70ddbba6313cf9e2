"""Two clockworks ask in the same moment: every project gets one question, in one mail."""

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.outbox.models import Message
from app.projects.models import IdeaAsk
from tests.projects import build
from tests.races.ask_worker import main
from tests.races.forked import Worker, all_ready

pytestmark = pytest.mark.race
MOMENT = "2027-09-01T09:00+02:00"


def both_ask(url, tmp_path, *more):
    """Two processes, at once. Returns how many mails each of them says it wrote, sorted."""
    go = tmp_path / "go"
    crowd = [Worker(main, url, go, MOMENT, *more) for _ in range(2)]
    all_ready(crowd, go)
    return sorted(one.said().strip() for one in crowd)


def counted(model):
    return db.session.scalar(select(func.count(model.id)))


def test_one_mail_however_many_clockworks_ask(app, url, tmp_path):
    build.a_project()
    db.session.rollback()
    assert both_ask(url, tmp_path) == ["0", "1"]
    assert (counted(IdeaAsk), counted(Message)) == (1, 1)


def test_without_the_locks_the_question_is_noted_twice(app, url, tmp_path):
    """The control: both decide to ask before either has noted it."""
    build.a_project()
    db.session.rollback()
    both_ask(url, tmp_path, "--unlocked")
    assert (counted(IdeaAsk), counted(Message)) != (1, 1)
