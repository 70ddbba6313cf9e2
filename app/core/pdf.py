"""PDF documents from HTML, made in warm worker processes with a time and a memory limit.

This process never imports WeasyPrint: a worker does (``pdf_worker``), and a worker that hangs,
grows or dies harms nobody else. Safe to use from several threads and after a fork.
"""

import atexit
import errno
import gc
import logging
import os
import resource
import shutil
import tempfile
import threading
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from app.core.errors import RuleBroken
from app.core.pdf_files import APP, FILES, Part, PdfAttachment, RenderFault

_DOCUMENTS_A_WORKER = 200  # then a fresh one: its memory grows slowly
_QUEUE_SECONDS = 60  # how long a document may wait for its turn, beside its own time

log = logging.getLogger(__name__)
Made = TypeVar("Made")


class PdfFailed(RuleBroken):
    """The document could not be made; the log knows why."""

    status = 500


class PdfTimeout(PdfFailed):
    """The document took too long and was given up."""

    status = 503


@dataclass(frozen=True)
class _Limits:
    workers: int = 1
    timeout_seconds: float = 30
    memory_megabytes: int = 1024


@dataclass
class _State:
    limits: _Limits
    lock: threading.Lock
    pictures: Mapping[str, tuple[bytes, str]] = field(default_factory=dict)
    pool: ProcessPool | None = None
    folder: str = ""


_state = _State(_Limits(), threading.Lock())


def configure(
    *,
    workers: int,
    timeout_seconds: float,
    memory_megabytes: int,
    pictures: Mapping[str, tuple[bytes, str]] | None = None,
) -> None:
    """Take the limits from the settings; they hold from the next start of the workers on.

    ``pictures``: bytes and type of what documents may read beside ``FILES``, by its name there.
    """
    _state.limits = _Limits(workers, timeout_seconds, memory_megabytes)
    _state.pictures = pictures or {}


def missing_files() -> list[Path]:
    """The files of ``FILES`` that are not there, for example fonts before ``npm ci``."""
    return [path for path, _ in FILES.values() if not path.is_file()]


def start_renderer(workers: int | None = None) -> None:
    """Start and warm the workers in the background. In a web server: after the fork."""
    if workers is not None:
        _state.limits = replace(_state.limits, workers=workers)
    with _state.lock:
        _running_pool()


def stop_renderer() -> None:
    """End the workers; documents that are still waiting fail. May be called any number of times."""
    with _state.lock:
        _discard()


def render_pdf(
    html: str, attachments: Sequence[PdfAttachment] = (), *, fillable: bool = False
) -> bytes:
    """The HTML page (``layouts/print.html``) as PDF/UA-1 and PDF/A-3a; same input, same bytes.

    ``fillable``: its form fields can be filled in; then it is PDF/UA-1 alone. Raises
    ``PdfTimeout`` after the time limit and ``PdfFailed`` for all else that goes wrong.
    """
    if missing := missing_files():
        names = ", ".join(path.name for path in missing)
        raise PdfFailed(f"Für den Druck fehlen Dateien: {names}. Bitte rufen Sie „npm ci“ auf.")
    what = f"a document of {len(html)} characters"
    return _in_worker(what, _render, html, tuple(attachments), fillable)


def join_pdfs(title: str, parts: Sequence[Part]) -> bytes:
    """Finished documents as one, see ``pdf_pack.join``. Raises as ``render_pdf`` does."""
    return _in_worker(f"a pack of {len(parts)} documents", _join, title, tuple(parts))


def page_counts(parts: Sequence[Part]) -> list[int]:
    """How many pages one copy of each has. Raises as ``render_pdf`` does."""
    return _in_worker(f"{len(parts)} documents to count", _count, tuple(parts))


def workers() -> int:
    """How many documents are made side by side."""
    return _state.limits.workers


def _in_worker(what: str, task: Callable[..., Made], *facts: object) -> Made:
    try:
        try:
            return _schedule(task, facts)
        except BrokenProcessPool:  # the workers died before one of them had taken the document
            return _schedule(task, facts)
    except TimeoutError as fault:
        limit = _state.limits.timeout_seconds
        log.error("%s took more than %s s", what, limit)
        raise PdfTimeout(
            f"Das Dokument war nach {limit:g} Sekunden nicht fertig und wurde abgebrochen. "
            "Bitte kürzen Sie sehr lange Texte oder versuchen Sie es später noch einmal."
        ) from fault
    except (RenderFault, ProcessExpired, BrokenProcessPool, CancelledError) as fault:
        log.error("%s failed: %s", what, _reason(fault))
        raise PdfFailed(
            "Das Dokument konnte nicht als PDF erstellt werden. Bitte versuchen Sie es noch "
            "einmal. Bleibt der Fehler, geben Sie bitte der Technik Bescheid. "
            "Der Grund ist notiert."
        ) from fault


def _reason(fault: BaseException) -> str:
    if isinstance(fault, ProcessExpired) and fault.exitcode == errno.ENOMEM:
        return f"it needs more than {_state.limits.memory_megabytes} MB"
    if isinstance(fault, ProcessExpired):
        return f"the worker ended with code {fault.exitcode}"
    return str(fault)


def _schedule(task: Callable[..., Made], facts: tuple[object, ...]) -> Made:
    limit = _state.limits.timeout_seconds
    with _state.lock:
        future = _running_pool().schedule(task, facts, timeout=limit)
    try:
        made: Made = future.result(timeout=limit + _QUEUE_SECONDS)
    except TimeoutError:
        future.cancel()  # type: ignore[no-untyped-call]
        raise
    return made


def _running_pool() -> ProcessPool:
    """The pool, started where there is none or the old one broke. The lock is held."""
    if _state.pool is not None and _state.pool.active:
        return _state.pool
    _discard()
    _state.folder = tempfile.mkdtemp(prefix="treffwerk-pdf-")
    _state.pool = ProcessPool(
        max_workers=_state.limits.workers,
        max_tasks=_DOCUMENTS_A_WORKER,
        initializer=_prepare,
        initargs=(_state.limits.memory_megabytes, _state.folder, _state.pictures),
        context=get_context("spawn"),
    )
    if not _state.pool.active:  # asking starts the workers
        raise RuntimeError("the render workers do not start")
    return _state.pool


def _discard() -> None:
    pool, _state.pool = _state.pool, None
    if pool is not None:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()
    if _state.folder:
        shutil.rmtree(_state.folder, ignore_errors=True)
        _state.folder = ""


def _forget() -> None:
    """After a fork the workers belong to the parent alone."""
    global _state
    _state = _State(_state.limits, threading.Lock(), _state.pictures)


os.register_at_fork(after_in_child=_forget)
atexit.register(stop_renderer)


# --- in the worker --------------------------------------------------------------------------------


def _prepare(memory_megabytes: int, folder: str, pictures: Mapping[str, tuple[bytes, str]]) -> None:
    """Set the limits of this worker and load everything once.

    What fails here must not end the worker, or the pool would start one after the other: it is
    logged, and the first document fails with the same fault.
    """
    limit = memory_megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    tempfile.tempdir = folder
    os.environ["FONTCONFIG_FILE"] = str(APP / "core/pdf_fonts.conf")
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="No fonts configured in FontConfig")
            from app.core import pdf_worker
        pdf_worker.PICTURES.update(pictures)
        pdf_worker.warm_up()
        gc.collect()
        gc.freeze()  # what is loaded stays: no collection visits it again
    except Exception:
        log.exception("a render worker could not warm up")


def _render(html: str, attachments: tuple[PdfAttachment, ...], fillable: bool) -> bytes:
    from app.core import pdf_worker

    return _at_work(pdf_worker.render, html, attachments, fillable)


def _join(title: str, parts: tuple[Part, ...]) -> bytes:
    from app.core import pdf_pack

    return _at_work(pdf_pack.join, title, parts)


def _count(parts: tuple[Part, ...]) -> list[int]:
    from app.core import pdf_pack

    return _at_work(pdf_pack.page_counts, parts)


def _at_work(do: Callable[..., Made], *facts: object) -> Made:
    """``do``; a worker that meets its memory limit ends at once and a fresh one follows.

    To tell the reason in words takes memory too: Python then loses its own error and reports a
    ``SystemError``, or the libraries of the worker stay half made.
    """
    try:
        return _or_tell(do, facts)
    except (MemoryError, SystemError):
        os._exit(errno.ENOMEM)


def _or_tell(do: Callable[..., Made], facts: tuple[object, ...]) -> Made:
    """``do``; each fault becomes a ``RenderFault`` with its text, see there."""
    try:
        return do(*facts)
    except (MemoryError, SystemError):
        raise
    except BaseException as fault:  # an address that is not ours is no Exception in WeasyPrint
        raise RenderFault("".join(traceback.format_exception(fault))) from None
