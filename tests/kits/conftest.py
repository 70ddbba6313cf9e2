"""A copy of the shared texts and of one kit, to be broken."""

import shutil
from pathlib import Path

import pytest

from app.kits.faults import KitFaults
from app.kits.shelf import load_shelf
from app.kits.translations import FOLDERS

KITS = Path(__file__).parents[2] / "meeting_kits"


class KitCopy:
    """The folder ``meeting_kits`` with ``_shared`` and ``vernetzung`` in a place of its own.

    Without translations, unless they are what is tested.
    """

    def __init__(self, place, *, without=tuple(FOLDERS)):
        self.folder = place / "meeting_kits"
        for name in ("_shared", "vernetzung"):
            ignored = shutil.ignore_patterns(*without)
            shutil.copytree(KITS / name, self.folder / name, ignore=ignored)

    def change(self, file, old, new):
        """Replace the first occurrence in a file; the old text must be there."""
        path = self.folder.parent / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    def drop_mail(self, file, mail_id):
        """Remove a mail with its file."""
        path = self.folder.parent / file
        head, *entries = path.read_text("utf-8").split("[[mails]]\n")
        kept = [entry for entry in entries if not entry.startswith(f'id = "{mail_id}"\n')]
        assert len(kept) == len(entries) - 1
        path.write_text("[[mails]]\n".join([head, *kept]), "utf-8")
        (path.parent / "mails" / f"{mail_id}.txt").unlink()

    def load(self, override=None):
        """The shelf of this copy."""
        return load_shelf(self.folder, override)

    def faults(self, override=None):
        """Everything that is wrong."""
        with pytest.raises(KitFaults) as caught:
            self.load(override)
        return caught.value.faults

    def fault(self):
        """The only thing that is wrong."""
        (only,) = self.faults()
        return only


@pytest.fixture
def copy(tmp_path):
    return KitCopy(tmp_path)


@pytest.fixture
def translated(tmp_path):
    return KitCopy(tmp_path, without=())
