"""What the operator's page must tell: every setting, every command, every variable."""

import re

import click
import msgspec

from app.core.settings import ROOT
from app.core.settings_sections import Settings

TEXT = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
SECRETS = {"secret_key", "smtp_password", "mailbox_password", "oidc_client_secret"}


def settings_of(kind, place=""):
    """``section.key`` of every setting."""
    for field in msgspec.structs.fields(kind):
        if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct):
            yield from settings_of(field.type, f"{place}{field.encode_name}.")
        else:
            yield f"{place}{field.encode_name}"


def commands_of(group, place=""):
    """Every command, with the group it belongs to."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group) and name != "db":
            yield from commands_of(command, f"{place}{name} ")
        else:
            yield f"{place}{name}"


def first_column(heading):
    section = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)`", section, re.M)


def test_every_setting_is_documented_and_nothing_else():
    assert sorted(first_column("Settings")) == sorted({*settings_of(Settings)} - SECRETS)


def test_every_command_is_documented_and_nothing_else(app):
    assert sorted(first_column("Commands")) == sorted(commands_of(app.cli))


def test_every_environment_variable_is_documented():
    files = list((ROOT / "app").rglob("*.py"))
    used = {
        name for file in files for name in re.findall(r"TREFFWERK_[A-Z_]+", file.read_text("utf-8"))
    }

    assert {name for name in used if f"`{name}`" not in TEXT} == set()


def test_make_help_names_every_target():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.M)[1].split()

    assert {name for name in phony if f"'make {name}" not in makefile} == {"help"}
