import re
from datetime import date

import pytest

from app.core import settings
from app.core.errors import SettingsFault
from app.core.settings import ROOT
from app.core.settings_sections import LABEL_SHEETS

KEY = {"TREFFWERK_SECRET_KEY": "a-strong-key-with-more-than-32-letters"}


@pytest.fixture
def edited(tmp_path):
    """The project's config.toml with one line replaced, loaded."""

    def load(pattern, replacement, environ=KEY):
        source = (ROOT / "config.toml").read_text(encoding="utf-8")
        changed, found = re.subn(pattern, replacement, source, count=1, flags=re.MULTILINE)
        assert found
        file = tmp_path / "config.toml"
        file.write_text(changed, encoding="utf-8")
        return settings.load(file, environ)

    return load


def test_the_projects_own_file_is_right():
    loaded = settings.load(ROOT / "config.toml", KEY)

    assert loaded.forum.name == "KlimaTriebwerk"
    assert loaded.calendar.special_days[1].start == date(2027, 3, 22)
    assert loaded.forum.sector("wirtschaft") == "Wirtschaft"
    assert loaded.forum.sector("") == "Keine Angabe"
    assert loaded.print.label_sheets == LABEL_SHEETS


@pytest.mark.parametrize(
    ("pattern", "replacement", "words"),
    [
        ("^smtp_port = 25", "smtp_prot = 25", ["mail.smtp_prot = 25", "Meinten Sie „smtp_port“?"]),
        ("^smtp_port = 25", "smtp_port = '25'", ["mail.smtp_port = '25'", "eine ganze Zahl"]),
        ("^smtp_port = 25", "smtp_port = 99999", ["mail.smtp_port = 99999"]),
        ("^lease_seconds = 30", "lease_seconds = 5", ["mail.lease_seconds", "Dreifache"]),
        ("^time_zone = .*", 'time_zone = "Europa/Bielefeld"', ["calendar.time_zone", "Zeitzone"]),
        (
            "^time_zone = .*",
            'time_zone = "Europe/Vienna"',
            ["calendar.time_zone", "nur für Europe/Berlin"],
        ),
        ("^base_url = .*", 'base_url = "treffen.de"', ["site.base_url"]),
        ('^id = "EE"', 'id = "NF"', ["forum.action_fields", "„NF“"]),
        ('^color = "#b36b00"', 'colour = "#b36b00"', ["forum.action_fields[0].colour", "color"]),
        (r"^\[forum\]", "[forum", ["Die Schreibweise stimmt nicht"]),
        (r"^\[forum\]", "secret_key = 'x'\n[forum]", ["secret_key gehört nicht in diese Datei"]),
        ("^now = .*", 'now = "gestern"', ["demo.now", "2027-09-01T09:00"]),
        ("^wish_percent = 25", "wish_percent = 26", ["forum.sectors: wish_percent", "101 Prozent"]),
        ("^wish_percent = 25", "wish_percent = 120", ["forum.sectors[0].wish_percent = 120"]),
        (
            "^width_mm = 85",
            "width_mm = 105.5",
            ["print.label_sheets[1]", "236 mm breit", "left_mm"],
        ),
        ("^gap_y_mm = 5", "gap_y_mm = -5", ["print.label_sheets[0].gap_y_mm = -5"]),
        (
            '^id = "etiketten-63x38"',
            'id = "visitenkarten-85x54"',
            ["print.label_sheets", "zweimal"],
        ),
        (
            '^issuer = ""',
            'issuer = "http://konten.example"',
            ["https://", "oidc.client_id", "TREFFWERK_OIDC_CLIENT_SECRET", "Niemand käme"],
        ),
        ("^to = 2027-04-03", "to = 2027-03-01", ["Osterferien", "to liegt vor from"]),
    ],
)
def test_wrong_settings_name_path_value_and_remedy(edited, pattern, replacement, words):
    with pytest.raises(SettingsFault) as fault:
        edited(pattern, replacement)

    told = str(fault.value).replace("\N{NO-BREAK SPACE}", " ")
    assert "config.toml" in told
    assert [word for word in words if word not in told] == []


@pytest.mark.parametrize("key", ["", "short", "a" * 40, "changeme"])
def test_without_a_strong_secret_only_the_demo_starts(edited, key):
    with pytest.raises(SettingsFault, match="Der geheime Schlüssel fehlt oder ist zu schwach"):
        edited("^enabled = true", "enabled = false", {"TREFFWERK_SECRET_KEY": key})


def test_the_demo_starts_without_a_secret(edited):
    assert edited("^threads = 8", "threads = 4", {}).secret_key == ""


def test_secrets_come_from_a_file(edited, tmp_path):
    file = tmp_path / "key"
    file.write_text("another-key-with-more-than-32-letters\n", encoding="utf-8")

    loaded = edited('^secret_key_file = ""', f'secret_key_file = "{file}"', {})

    assert loaded.secret_key == "another-key-with-more-than-32-letters"


def test_a_missing_secret_file_is_named(edited):
    with pytest.raises(SettingsFault, match="nicht/da"):
        edited('^secret_key_file = ""', 'secret_key_file = "nicht/da"', {})


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SettingsFault, match=r"nichts\.toml: Diese Datei fehlt"):
        settings.load(tmp_path / "nichts.toml", KEY)


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("https://stadt.example/forum", ("https", "stadt.example", "/forum")),
        ("http://127.0.0.1:8000", ("http", "127.0.0.1:8000", "")),
    ],
)
def test_parts_of_the_base_address(edited, base_url, expected):
    site = edited("^base_url = .*", f'base_url = "{base_url}"').site

    assert (site.scheme, site.host, site.prefix) == expected
