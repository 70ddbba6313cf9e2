"""What the monitoring reads, and what the log says (D-7, O-6)."""

import json
import logging

import msgspec
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from app import create_app
from app.core.db import Base, db
from app.core.log_lines import JsonLines, Lines
from app.outbox.actions import beat
from tests import build
from tests.conftest import test_settings as settings_for


@pytest.fixture
def measured(tmp_path, clock):
    settings = settings_for(f"sqlite:///{tmp_path}/m.sqlite3")
    site = msgspec.structs.replace(settings.site, metrics_listen="127.0.0.1:0")
    app = create_app(msgspec.structs.replace(settings, site=site))
    with app.app_context():
        Base.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def figures(app):
    text = generate_latest(app.extensions["meter"].registry).decode()
    families = text_string_to_metric_families(text)
    return {
        (one.name, *one.labels.values()): one.value for kind in families for one in kind.samples
    }


def test_answers_are_counted_by_page_never_by_address(measured):
    client = measured.test_client()
    client.get("/einloggen/geheimer-link")
    client.get("/einloggen/geheimer-link")

    found = figures(measured)

    assert found["treffwerk_answers_total", "access_public.enter", "410"] == 2
    assert found["treffwerk_answer_seconds_count", "access_public.enter"] == 2
    assert not any("geheim" in str(key) for key in found)


def test_mails_and_signs_of_life(measured, clock):
    beat("clockwork")
    build.a_queued_letter()
    clock.move(seconds=90)

    found = figures(measured)

    assert found["treffwerk_mails", "queued"] == 1
    assert found["treffwerk_oldest_due_mail_seconds",] == pytest.approx(90, abs=5)
    assert found["treffwerk_last_seen_seconds", "clockwork"] == pytest.approx(90, abs=5)


def test_a_database_that_is_away_is_a_figure_as_well(measured):
    assert figures(measured)["treffwerk_database_answers",] == 1
    Base.metadata.drop_all(db.engine)

    assert figures(measured)["treffwerk_database_answers",] == 0


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no room for mai.nguyen@example.org!", "no room for …@…!"),
        ("/anmeldung/AbCdEfGhIjKlMnOpQrStUvWxYz0/bestaetigen", "/anmeldung/…/bestaetigen"),
        ("DETAIL:  Key (email, name)=(m@x.de, Mai) already exists.",
         "DETAIL:  Key (email, name)=(…) already exists."),
        ("Failing row contains (1, Mai, null).", "Failing row contains (…)."),
        ("Invalid request from ip=203.0.113.77: x", "Invalid request from ip=203.0.…: x"),
        ("from 2001:db8:85a3::8a2e:370:7334 at 12:34:56", "from 2001:db8:… at 12:34:56"),
        ("127.0.0.1:8000 is taken, libpango-1.0.so.0 is there",
         "127.0.0.1:8000 is taken, libpango-1.0.so.0 is there"),
    ],
)  # fmt: skip
def test_no_line_holds_names_tokens_or_whole_network_addresses(said, kept):
    record = logging.LogRecord("gunicorn.error", logging.WARNING, "", 1, said, (), None)

    assert json.loads(JsonLines().format(record))["message"] == kept
    assert Lines().format(record).endswith(f": {kept}")


def test_a_log_line_is_one_object():
    record = logging.LogRecord("app.x", logging.WARNING, "", 1, "Zwei\nZeilen: %s", ("Ä",), None)

    line = JsonLines().format(record)

    assert "\n" not in line
    assert json.loads(line)["message"] == "Zwei\nZeilen: Ä"
    assert json.loads(line)["level"] == "warning"
