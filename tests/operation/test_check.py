"""``flask check`` tells what is not in order, and what helps."""

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from app import check, create_app
from app.core.db import db
from app.core.settings_sections import Demo
from app.startup import prepare_database
from tests.conftest import test_settings as settings_for
from tests.processes.servers import free_port


def replaced(settings, section, **values):
    changed = msgspec.structs.replace(getattr(settings, section), **values)
    return msgspec.structs.replace(settings, **{section: changed})


@pytest.fixture
def prepared(bare_database):
    app = create_app(settings_for(bare_database))
    prepare_database(app)
    with app.app_context():
        yield settings_for(bare_database)
    with app.app_context():  # Alembic gives its connection back when its context ends
        db.engine.dispose()


def said(settings):
    """subject: state, and all lines as one text."""
    lines, fine = check.report(settings)
    heads = [line for line in lines if line and not line.startswith(" ") and "  " in line]
    states = {line[12:].partition(":")[0]: line[:10].strip() for line in heads}
    return states, fine, "\n".join(lines)


@pytest.mark.pdf
def test_a_new_installation_has_hints_and_no_fault(prepared):
    states, fine, text = said(prepared)

    assert fine
    assert text.endswith("Kein Fehler.")
    assert {name: state for name, state in states.items() if state != "in Ordnung"} == {
        "E-Mail": "Hinweis",
        "Postfach": "Hinweis",
        "Adresse": "Hinweis",
        "Pflichttexte": "Hinweis",
        "Datenschutz": "Hinweis",
    }


@pytest.fixture
def without_documents(monkeypatch):
    """The trial document has its own test."""
    monkeypatch.setattr(check, "_documents", list)


def test_tables_that_are_missing(built_app, bare_database, without_documents):
    app = create_app(settings_for(bare_database))
    with app.app_context():
        states, fine, text = said(settings_for(bare_database))
    with app.app_context():
        db.engine.dispose()

    assert (states["Datenbank"], fine) == ("FEHLER", False)
    assert "make run legt sie an" in text


def test_a_mail_server_that_answers(prepared, without_documents):
    server = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    server.start()
    mail = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none"}
    try:
        states, fine, _ = said(replaced(prepared, "mail", **mail))
    finally:
        server.stop()

    assert (states["E-Mail"], fine) == ("in Ordnung", True)


def test_a_mail_server_that_does_not_answer(prepared, without_documents):
    mail = {"smtp_host": "127.0.0.1", "smtp_port": free_port()}

    states, fine, text = said(replaced(prepared, "mail", **mail))

    assert (states["E-Mail"], fine) == ("FEHLER", False)
    assert "mail.smtp_host, smtp_port" in text


@pytest.mark.parametrize(
    ("base_url", "hops", "state"),
    [
        ("https://stadt.example/forum", 1, "in Ordnung"),
        ("https://stadt.example", 0, "Hinweis"),
        ("http://stadt.example", 1, "FEHLER"),
        ("http://127.0.0.1:8000", 0, "Hinweis"),
    ],
)
def test_the_address(prepared, without_documents, base_url, hops, state):
    site = {"base_url": base_url, "proxy_hops": hops}

    assert said(replaced(prepared, "site", **site))[0]["Adresse"] == state


def test_the_legal_texts(prepared, without_documents):
    text = said(prepared)[2]

    assert "noch nicht fertig: Impressum, Datenschutz, Barrierefreiheit, Wer in" in text


def test_the_demo_is_named(prepared, without_documents):
    demo = msgspec.structs.replace(prepared, demo=Demo(enabled=True))

    assert said(demo)[0]["Beispieljahr"] == "Hinweis"


def test_kits_that_are_broken(prepared, without_documents, tmp_path):
    (tmp_path / "kaputt").mkdir()
    (tmp_path / "kaputt" / "kit.toml").write_text("titel = ", encoding="utf-8")

    states, fine, text = said(replaced(prepared, "kits", folder=str(tmp_path)))

    assert (states["Kits"], fine) == ("FEHLER", False)
    assert "flask kits check" in text


def test_a_key_that_others_can_read(prepared, without_documents, tmp_path):
    file = tmp_path / "key"
    file.write_text(prepared.secret_key)
    file.chmod(0o644)

    states, _, text = said(replaced(prepared, "secrets", secret_key_file=str(file)))

    assert states["Geheimer Schlüssel"] == "Hinweis"
    assert f"chmod 600 {file}" in text


def test_a_library_that_is_missing(prepared, monkeypatch):
    monkeypatch.setattr(check, "LIBRARIES", ("libgibt-es-nicht.so.0",))

    states, fine, text = said(prepared)

    assert (states["PDF"], fine) == ("FEHLER", False)
    assert "sudo apt install libpango-1.0-0" in text
