"""``kill -9`` of the running table mixer in the middle of a search."""

import os
import signal

import pytest

from app import create_app
from app.core.db import db, locked, transaction
from app.tables import searching
from app.tables.models import SeatingPlan
from app.tables.planning import task_of
from app.tables.queries import plan_by_id
from app.tables.rules.cost import cost, violations
from app.tables.states import SearchState
from tests import build
from tests.conftest import test_settings
from tests.processes.servers import MIXER, children_of, gone, running, write_config
from tests.tables.build import a_plan

pytestmark = pytest.mark.race


@pytest.fixture
def app(bare_database, clock):
    """The application on the database of the running server."""
    flask = create_app(test_settings(bare_database))
    with flask.app_context():
        yield flask
        db.session.remove()
        db.engine.dispose()


def fresh(plan_id):
    db.session.rollback()
    return plan_by_id(plan_id)


def is_sound(plan):
    """The seats keep every rule, and what they cost is what the plan says."""
    task = task_of(plan)
    sound = violations(task.instance, task.seated) == []
    return sound and plan.cost == cost(task.instance, task.seated)


def test_another_one_goes_on_from_the_best_seats(app, bare_database, tmp_path, until):
    config, _ = write_config(tmp_path)
    with running(config, bare_database) as server:
        plan_id = a_plan(tables=(8,) * 5, rounds=7)  # meeting again is forced: never perfect
        searching.ask(plan_id, searching.LONGEST, build.OFFICE)
        until(lambda: fresh(plan_id).trials > 0)  # better seats than the first are written
        victim = children_of(server)[MIXER]

        os.kill(victim, signal.SIGKILL)

        server.wait_for(f"{MIXER} ist ausgefallen")
        assert gone({victim})
        plan = fresh(plan_id)
        reached, spent, claim = plan.cost, plan.spent, plan.claim
        assert (plan.search, is_sound(plan)) == (SearchState.RUNNING, True)
        with transaction():  # as if the lease were over
            locked(SeatingPlan, plan_id).lease_until -= searching.LEASE
        until(lambda: fresh(plan_id).spent > spent)
        plan = fresh(plan_id)
        assert (plan.claim, plan.cost <= reached, is_sound(plan)) == (claim + 1, True, True)
