"""Starting, stopping and dying of the real processes (O-1, O-2, O-11)."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from app.core.settings import ROOT
from tests.processes.servers import (
    CLOCKWORK,
    MIXER,
    PATIENCE,
    WEB,
    Server,
    alive,
    children_of,
    descendants,
    environment,
    gone,
    running,
    write_config,
)

pytestmark = pytest.mark.race

PREPARE = """
from app import create_app
from app.startup import prepare_database
from app.core.db import db
app = create_app()
prepare_database(app)
with app.app_context(), db.engine.connect() as connection:
    count = connection.exec_driver_sql("SELECT count(*) FROM meeting").scalar()
    people = connection.exec_driver_sql("SELECT count(*) FROM staff").scalar()
    versions = connection.exec_driver_sql("SELECT count(*) FROM alembic_version").scalar()
print(count, people, versions)
"""


def get(url):
    with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
        return answer.status, answer.read().decode()


def test_four_processes_at_once_on_an_empty_database(bare_database, tmp_path):
    config, _ = write_config(tmp_path, demo=True)

    started = [
        subprocess.Popen(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=environment(config, bare_database),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    said = [process.communicate(timeout=PATIENCE) for process in started]

    assert [process.returncode for process in started] == [0, 0, 0, 0], said
    assert len({out for out, _ in said}) == 1
    meetings, staff, versions = map(int, said[0][0].split())
    assert (meetings >= 6, staff >= 1, versions) == (True, True, 1)


def test_a_start_shows_the_address_and_a_link_that_signs_in_once(bare_database, tmp_path):
    config, port = write_config(tmp_path, demo=True)

    with running(config, bare_database) as server:
        link = re.search(r"http://\S+/einloggen/\S+", server.output())[0]
        shown = get(link)

    assert f"Treffwerk läuft:  http://127.0.0.1:{port}" in server.output()
    assert shown[0] == 200
    assert "Kirsten Ahrensmann" in server.output()


def test_outside_of_the_demo_no_link_goes_into_the_log(bare_database, tmp_path):
    config, _ = write_config(tmp_path)

    with running(config, bare_database) as server:
        assert "/einloggen/" not in server.output()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_nothing_behind(bare_database, tmp_path, number):
    config, port = write_config(tmp_path)
    with running(config, bare_database) as server:
        get(f"http://127.0.0.1:{port}/")
        family = server.family()

        code, seconds = server.stop(number)

    assert len(family) >= 4
    assert (code, seconds < 30) == (0, True)
    assert gone(family)


def test_when_the_supervisor_is_killed_the_others_end_too(bare_database, tmp_path):
    config, _ = write_config(tmp_path)
    with running(config, bare_database) as server:
        family = server.family()

        server.stop(signal.SIGKILL)

        assert gone(family), alive(family)


@pytest.mark.parametrize("name", [WEB, CLOCKWORK, MIXER])
def test_a_killed_child_is_started_again(bare_database, tmp_path, name):
    config, port = write_config(tmp_path)
    with running(config, bare_database) as server:
        time.sleep(0.5)
        victim = children_of(server)[name]

        os.kill(victim, signal.SIGKILL)
        server.wait_for(f"{name} ist ausgefallen")

        assert get(f"http://127.0.0.1:{port}/")[0] == 200
        assert gone({victim})
        assert len(server.family()) >= 4


def test_no_request_is_refused_while_the_web_server_starts_again(bare_database, tmp_path):
    config, port = write_config(tmp_path)
    with running(config, bare_database) as server:
        time.sleep(0.5)
        web = children_of(server)[WEB]
        worker = next(iter(descendants(web)))

        for pid in (web, worker):
            os.kill(pid, signal.SIGKILL)
        codes = [get(f"http://127.0.0.1:{port}/einloggen")[0] for _ in range(5)]

    assert codes == [200] * 5


def test_a_taken_port_is_said_plainly_and_the_first_one_goes_on(bare_database, tmp_path):
    config, port = write_config(tmp_path)
    with running(config, bare_database):
        (tmp_path / "second").mkdir()
        other, _ = write_config(tmp_path / "second", port=port)

        second = Server(other, bare_database)
        code = second.process.wait(PATIENCE)

        assert code == 2
        assert "ist nicht frei: Dort läuft schon ein Programm" in second.output()
        assert "Traceback" not in second.output()
        assert get(f"http://127.0.0.1:{port}/")[0] == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"threads": '"acht"'}, "site.threads = 'acht'"),
        ({"time_zone": '"Europe/Bielefeld"'}, "Diese Zeitzone gibt es nicht"),
        ({"folder": '"/gibt/es/nicht"'}, "/gibt/es/nicht"),
        ({"listen": '"203.0.113.7:80"'}, "site.listen"),
    ],
)
def test_what_is_wrong_stops_the_start_with_place_and_remedy(
    bare_database, tmp_path, changes, words
):
    config, _ = write_config(tmp_path, **changes)

    server = Server(config, bare_database)
    code = server.process.wait(PATIENCE)

    assert code == 2
    assert "Treffwerk startet nicht." in server.output()
    assert words in server.output()
    assert "Traceback" not in server.output()


def test_without_a_secret_it_does_not_start(bare_database, tmp_path):
    config, _ = write_config(tmp_path)
    weak = environment(config, bare_database) | {"TREFFWERK_SECRET_KEY": "geheim"}

    done = subprocess.run(
        [sys.executable, "-m", "app.serve"],
        cwd=ROOT,
        env=weak,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "Der geheime Schlüssel fehlt oder ist zu schwach" in done.stderr


@pytest.mark.parametrize(
    "url", ["sqlite:////gibt/es/nicht/x.sqlite3", "postgresql+psycopg://x@127.0.0.1:1/x"]
)
def test_a_database_that_cannot_be_reached(tmp_path, url):
    config, _ = write_config(tmp_path)

    server = Server(config, url)
    code = server.process.wait(PATIENCE)

    assert code == 2
    assert "lässt sich nicht benutzen" in server.output()
    assert "Traceback" not in server.output()


def test_commands_agree_with_the_running_demo_about_the_time(bare_database, tmp_path):
    config, _ = write_config(tmp_path, demo=True)
    with running(config, bare_database) as server:
        made = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "app", "staff", "link",
             "geschaeftsstelle@example.org"],
            cwd=ROOT, env=server.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

        assert get(made.stdout.strip())[0] == 200
