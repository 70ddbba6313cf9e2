"""Finished documents by their content: what was made once is a file read the second time.

Only a help: where it cannot keep a file (a full disk), the document is made anew, and the log
says why. Documents hold names, so a file stays for a few hours and is readable for nobody else.
"""

import hashlib
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from app.core import clock
from app.core.pdf_files import APP, FILES, Document

_LIBRARIES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "pyphen", "tinycss2")
_MAKERS = ("core/pdf_worker.py", "core/pdf_finish.py", "core/pdf_tree.py", "core/pdf_pack.py")

log = logging.getLogger(__name__)


@dataclass
class PdfCache:
    """A folder of finished documents. ``hours``: how long one is kept; 0: nothing is kept."""

    folder: Path
    hours: int
    megabytes: int
    pictures: bytes = b""
    """What else decides how documents look: the letterhead."""
    _locks: dict[str, threading.Lock] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def get(self, wanted: Document, make: Callable[[], bytes]) -> bytes:
        """The document, made once however many ask for it at the same time."""
        if not self.hours:
            return make()
        key = self._key(wanted)
        with self._alone(key):
            found = self._read(key)
            if found is None:
                found = make()
                self._keep(key, found)
        return found

    def _key(self, wanted: Document) -> str:
        parts = [_makers(), self.pictures, bytes([wanted.fillable, len(wanted.attachments)])]
        parts += [html.encode() for html in (wanted.html, *wanted.more)]
        for one in wanted.attachments:
            parts += [one.name.encode(), one.mime.encode(), one.description.encode(), one.data]
        return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in parts)).hexdigest()

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        try:
            with lock:
                yield
        finally:
            with self._guard:
                self._locks.pop(key, None)

    def _read(self, key: str) -> bytes | None:
        file = self.folder / f"{key}.pdf"
        try:
            if _age(file.stat().st_mtime) > self.hours:
                return None
            return file.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as fault:
            log.warning("%s cannot be read: %s", file, fault)
            return None

    def _keep(self, key: str, data: bytes) -> None:
        """Whole or not at all, also when two processes keep the same."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder, suffix=".new")  # mode 0600
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(data)
                moment = clock.now().timestamp()
                os.utime(name, (moment, moment))
                os.replace(name, self.folder / f"{key}.pdf")
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise
            self.tidy()
        except OSError as fault:
            log.warning("a finished document could not be kept in %s: %s", self.folder, fault)

    def tidy(self) -> None:
        """Remove what is too old, and the oldest of what is too much."""
        left = self.megabytes * 1024 * 1024
        for made, size, file in sorted(self._files(), reverse=True):
            left -= size
            if left < 0 or _age(made) > self.hours:
                file.unlink(missing_ok=True)

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for file in self.folder.glob("*.*"):
            try:
                facts = file.stat()
            except FileNotFoundError:  # another process was faster
                continue
            yield facts.st_mtime, facts.st_size, file


def _age(moment: float) -> float:
    """Hours since this moment."""
    return (clock.now().timestamp() - moment) / 3600


@cache
def _makers() -> bytes:
    """Everything that makes a PDF of the same page look otherwise: libraries, styles, fonts."""
    known = hashlib.sha256()
    for name in _LIBRARIES:
        known.update(f"{name} {version(name)}\n".encode())
    for file in (*(path for path, _ in FILES.values()), *(APP / name for name in _MAKERS)):
        known.update(file.read_bytes())
    return known.digest()
