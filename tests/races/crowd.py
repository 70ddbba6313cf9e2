"""Several processes of the steering group that do something at the same moment."""

from app.core.db import db
from tests.races import steering_worker
from tests.races.forked import Worker, all_ready, all_said


def all_at_once(url, tmp_path, moment, *deeds):
    """What each of the processes says, when all of them do their deed at the same moment."""
    go = tmp_path / "go"
    db.session.rollback()
    crowd = [Worker(steering_worker.main, url, go, *deed, moment) for deed in deeds]
    all_ready(crowd, go)
    said = [one.strip() for one in all_said(crowd)]
    db.session.rollback()
    return said
