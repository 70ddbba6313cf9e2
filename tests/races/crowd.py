"""Several processes of the steering group that do something at the same moment."""

import subprocess
import sys

from app.core.db import db
from tests.conftest import ROOT


def all_at_once(url, tmp_path, moment, *deeds):
    """What each of the processes says, when all of them do their deed at the same moment."""
    go = tmp_path / "go"
    db.session.rollback()
    start = [sys.executable, "-m", "tests.races.steering_worker", url, str(go)]
    crowd = [
        subprocess.Popen([*start, *deed, moment], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for deed in deeds
    ]
    try:
        for process in crowd:
            assert process.stdout.readline() == "ready\n"
        go.touch()
        said = [process.communicate(timeout=180)[0].strip() for process in crowd]
        assert [process.returncode for process in crowd] == [0] * len(crowd)
    finally:
        for process in crowd:
            process.kill()
    db.session.rollback()
    return said
