"""A copy of the program with its own ``make upgrade``, on which versions can be made up."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.core.settings import ROOT
from tests.processes.servers import PATIENCE, environment, write_config

LINKED = ("templates", "meeting_kits", "requirements.txt", "package-lock.json", "package.json",
          ".npmrc", "Makefile", "pyproject.toml")  # fmt: skip
PYTHON = """#!/bin/sh
# Packages are those of the tests; installing is only played.
case "$2" in pip)
    rm .venv/a-package; echo half > .venv/another-package; exit 1
esac
exec {python} "$@"
"""
MIGRATION = '''"""A version that tests make up."""
import time
from pathlib import Path
from alembic import op
revision, down_revision = "0002", "0001"
def upgrade():
    op.execute("UPDATE meeting SET title = 'Umgestellt'")
    {work}
'''


class Copy:
    """The program in a folder of its own, with a database that holds something."""

    def __init__(self, folder, database):
        self.folder = Path(folder) / "program"
        self.folder.mkdir()
        for part in ("app", "deploy"):
            shutil.copytree(ROOT / part, self.folder / part)
        for name in LINKED:
            (self.folder / name).symlink_to(ROOT / name)
        self._environment_of_its_own()
        backup = f'"{folder}/backup"'
        config, _ = write_config(folder, folder=backup)
        text = config.read_text(encoding="utf-8")
        for name in ("print", "kits"):  # their folders stay empty
            head, mark, rest = text.partition(f"[{name}]")
            text = head + mark + rest.replace(f"folder = {backup}", 'folder = ""', 1)
        config.write_text(text, encoding="utf-8")
        self.environment = environment(config, database) | {"PYTHONPATH": str(self.folder)}
        self.backups = Path(folder) / "backup"

    def _environment_of_its_own(self):
        program = self.folder / ".venv/bin/python"
        program.parent.mkdir(parents=True)
        program.write_text(PYTHON.format(python=sys.executable))
        program.chmod(0o755)
        (self.folder / ".venv/a-package").write_text("old")
        (self.folder / ".venv/.program").write_text("abc123\n")
        (self.folder / "node_modules").mkdir()
        for one in (ROOT / "node_modules").iterdir():
            (self.folder / "node_modules" / one.name).symlink_to(one)
        for stamp in (".venv/.stamp-run", "node_modules/.stamp"):
            (self.folder / stamp).unlink(missing_ok=True)
            (self.folder / stamp).touch()

    def new_version(self, work="pass"):
        """Tables of a next version; ``work`` is Python and runs inside its migration."""
        file = self.folder / "app/migrations/0002_next.py"
        file.write_text(MIGRATION.format(work=work), encoding="utf-8")

    def new_package(self):
        """The pins changed, and installing them goes wrong in the middle."""
        requirements = self.folder / "requirements.txt"
        requirements.unlink()
        shutil.copy(ROOT / "requirements.txt", requirements)
        os.utime(requirements)

    def start(self, *command, largest_file=None):
        """Start a command in the folder; ``largest_file`` plays a disk that is full, in bytes."""
        limit, more = (), {}
        if largest_file:  # Python would keep compiled files that the limit cut short
            limit, more = ("prlimit", f"--fsize={largest_file}"), {"PYTHONDONTWRITEBYTECODE": "1"}
        return subprocess.Popen(
            (*limit, *command), cwd=self.folder, env=self.environment | more, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip

    def run(self, *command, **more):
        """Exit code and all that was said."""
        started = self.start(*command, **more)
        said, _ = started.communicate(timeout=PATIENCE)
        return started.returncode, said

    def flask(self, *words):
        """The words of a command of ours."""
        return (".venv/bin/python", "-m", "flask", "--app", "app", *words)

    def kept(self):
        """What an upgrade must not leave behind or spoil."""
        return (
            (self.folder / ".venv/a-package").read_text(),
            (self.folder / ".venv/another-package").exists(),
            [one.name for one in self.folder.glob(".before*")],
        )
