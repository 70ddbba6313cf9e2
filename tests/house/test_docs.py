"""What the documentation names must exist."""

import importlib
import re

import pytest

from app.core.settings import ROOT

FLOWS = (ROOT / "docs/flows.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs/security.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(\w+)\.(\w+)\.(\w+)`", FLOWS)))


def test_the_flows_name_something():
    assert len(NAMED) > 20


@pytest.mark.parametrize(("room", "file", "name"), NAMED)
def test_every_name_in_the_flows_exists(room, file, name):
    module = importlib.import_module(f"app.{room}.{file}")

    assert hasattr(module, name)


def test_every_link_in_the_documentation_leads_somewhere():
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]

    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]

    assert broken == []


PROOFS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)))


LAST = {"A": 14, "T": 8, "R": 8, "C": 5, "E": 5, "M": 11, "I": 10, "H": 6, "O": 11, "D": 10}
"""The last number of each letter: none between is missing, and none is there twice."""


def test_every_requirement_has_its_row():
    rows = re.findall(r"^\| ([A-Z]-\d+) \|", SECURITY, re.M)

    assert sorted(rows) == sorted(
        f"{letter}-{number}" for letter, last in LAST.items() for number in range(1, last + 1)
    )


def test_every_requirement_names_its_proof():
    rows = [line for line in SECURITY.splitlines() if re.match(r"\| [A-Z]-\d+ \|", line)]

    assert len(rows) > 50
    assert [row[:8] for row in rows if "`tests/" not in row] == []


@pytest.mark.parametrize("file", sorted({file for file, _ in PROOFS}))
def test_every_proof_exists(file):
    text = (ROOT / file).read_text(encoding="utf-8")

    assert [name for where, name in PROOFS if where == file and f"def {name}(" not in text] == []
