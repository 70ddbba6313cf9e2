"""Several hosts on one PostgreSQL: any of them dies, the database goes away, one clock is wrong.

Two web nodes and two clockworks share nothing but the database and the config (issue 9, point 4).
"""

import pytest

from tests import postgres
from tests.processes.nodes import Cluster

pytestmark = [
    pytest.mark.race,
    pytest.mark.skipif(
        postgres.binaries() is None, reason=f"PostgreSQL is missing: {postgres.APT}"
    ),
]


def test_nothing_is_lost_or_told_twice_whatever_dies(tmp_path):
    with Cluster(tmp_path, seats=25) as cluster:
        cluster.crowd.begin()
        cluster.work_for(1)
        cluster.restart_database()
        cluster.work_for(2)
        told_twice = cluster.figures()["letters sent twice"]
        for _ in range(6):
            cluster.kill_one()
            cluster.work_for(0.5)
        cluster.crowd.end()
        cluster.until(cluster.all_sent)
        found, drift = cluster.figures(), cluster.drift()

    print(found)
    assert cluster.crowd.faults == []
    assert found["of them lost"] == found["kept twice"] == 0
    assert found["confirmations acknowledged"] > 0
    assert found["seats given"] == min(25, found["people confirmed"])
    assert told_twice == 0  # nobody of the senders died until then
    assert found["letters sent twice"] <= cluster.kills["clockwork,mixer"]
    assert found["letters"] == found["letters kept"]
    assert drift in ({"web2": 240, "clock1": -300}, {})  # the latter without a compiler
