"""Rules for the source itself."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from jinja2 import nodes

from app.core.settings import ROOT
from app.kits import check as kit_check

LONGEST = 400
PYTHON = sorted(path for path in (ROOT / "app").rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = ROOT / "templates"


def tracked():
    """Every file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def where(pattern, files, *, but=()):
    """``file:line`` of every match, except in the files named in ``but``."""
    return [
        f"{file.relative_to(ROOT)}:{number}"
        for file in files
        if str(file.relative_to(ROOT)) not in but
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), 1)
        if re.search(pattern, line)
    ]


def test_no_file_is_too_long():
    files = [*PYTHON, *(ROOT / "tests").rglob("*.py"), *TEMPLATES.rglob("*.html")]
    lengths = {file: file.read_text(encoding="utf-8").count("\n") for file in files}

    assert [str(file) for file, length in lengths.items() if length > LONGEST] == []


def test_only_the_transaction_commits():
    """Beside it, whole databases are copied: rows that other transactions have committed."""
    copying = [f"app/operation/{name}.py" for name in ("backups", "restoring", "upgrading")]
    found = where(r"\.commit\(|\.begin\(\)", PYTHON, but=("app/core/db.py", *copying))

    assert found == []


NETWORK = {
    "app/access/oidc.py",
    "app/calendars/fetching.py",
    "app/core/limits_redis.py",
    "app/outbox/delivery.py",
    "app/replies/postbox.py",
}
"""They ask other hosts, named in the settings: accounts, calendars, counts, mail, mailbox (D-8)."""
LISTENING = {"app/serve/__init__.py", "app/operation/nodes.py"}
"""They listen, or ask for the name of the own host."""


def test_only_these_modules_talk_to_other_hosts():
    talking = r"(import|from) (requests|socket|ssl|http\.client|httpx|smtplib|imap_tools|redis"
    talking += r"|urllib\.request|authlib)\b|urlopen\("
    found = {line.partition(":")[0] for line in where(talking, PYTHON)}

    assert found - NETWORK - LISTENING == set()
    assert NETWORK - found == set()  # none is in the list without need


def test_only_the_clock_reads_the_time():
    reading = r"datetime\.now|utcnow|date\.today|time\.time\(|datetime\.today"

    measured = "app/core/db.py"  # how far the clock of this host is from the database's
    assert where(reading, PYTHON, but=("app/core/clock.py", measured)) == []


def test_text_is_never_compiled_or_executed():
    found = where(r"render_template_string|\beval\(|\bexec\(|os\.system|shell=True|pickle", PYTHON)

    assert found == []


def test_templates_switch_no_escaping_off():
    found = where(r"\|\s*safe\b|autoescape false", TEMPLATES.rglob("*.html"))

    assert found == []


def test_templates_hold_no_script_and_no_style():
    pages = [file for file in TEMPLATES.rglob("*.html") if not {"print", "mail"} & {*file.parts}]

    assert where(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(src=|ld\+json))", pages) == []


def source():
    return "".join(file.read_text(encoding="utf-8") for file in PYTHON)


def names_in_code():
    """Every string of the app and of the templates that looks like a template's name."""
    names = set()
    for file in PYTHON:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                names |= set(re.findall(r"[\w/-]+\.(?:html|txt)\b", node.value))
    for file in TEMPLATES.rglob("*.*"):
        names |= set(re.findall(r"""["']([\w/-]+\.(?:html|txt))["']""", file.read_text("utf-8")))
    return names


def test_layouts_take_no_name_away_from_their_pages(app):
    """What a layout sets hides what a view gave its page by the same name."""
    taken = set()
    for file in sorted((TEMPLATES / "layouts").glob("*.html")):
        tree = app.jinja_env.parse(file.read_text("utf-8"))
        names = [node.target.name for node in tree.body if isinstance(node, nodes.Assign)]
        names += [node.name for node in tree.body if isinstance(node, nodes.Macro)]
        taken |= {(file.name, name) for name in names if not name.startswith("layout_")}

    assert taken == set()


def test_every_template_is_used_and_every_used_one_is_there():
    there = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.*")}
    named = {name for name in names_in_code() if "/" in name[1:]}
    mails = {name for name in there - named if f'"{Path(name).stem}"' in source()}

    assert there - named - mails == set()
    assert {name for name in named - there if (TEMPLATES / name).parent.is_dir()} == set()


def test_templates_name_only_pages_that_exist(app):
    """A link that is shown to whoever may open its page is shown to nobody when there is none."""
    pages = {rule.endpoint for rule in app.url_map.iter_rules()}
    named = {
        (str(file.relative_to(TEMPLATES)), name)
        for file in TEMPLATES.rglob("*.*")
        for name in re.findall(
            r"\b(?:may|url_for)\(\s*['\"](\w+\.\w+)['\"]", file.read_text("utf-8")
        )
    }

    assert len(named) > 500
    assert {(file, name) for file, name in named if name not in pages} == set()


def test_kits_are_in_order():
    lines, fine = kit_check.report(ROOT / "meeting_kits", None)

    assert fine, "\n".join(lines)


def test_the_repository_names_no_machine_and_no_package_registry():
    words = ["/wo" + "rk/", "/ro" + "ot/", "/opt/" + "pypi", "/tmp/" + "team", "/ho" + "me/",
             "registry." + "npmjs", "files.python" + "hosted", "pypi." + "org"]  # fmt: skip
    text = [file for file in tracked() if b"\0" not in file.read_bytes()[:1000]]

    assert where("|".join(map(re.escape, words)), text) == []


def test_every_package_is_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "-r ")):
                assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_the_papers_of_the_project_are_there(name):
    assert (ROOT / name).stat().st_size > 100
