"""Rendering in real worker processes: limits, death of a worker, foreign addresses, same bytes."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.core import pdf, pdf_files
from app.core.errors import RuleBroken
from tests.core.print_samples import AGENDA, AGENDA_TABLE, MINUTES, RUN_SHEET, agenda_rows, document

pytestmark = pytest.mark.pdf

SHORT = document("<p>Kurz</p>")


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


@pytest.fixture
def limits():
    """Set limits for one test; the workers start anew with the usual ones afterwards."""

    def use(workers=1, timeout_seconds=30.0, memory_megabytes=1024):
        pdf.stop_renderer()
        pdf.configure(
            workers=workers, timeout_seconds=timeout_seconds, memory_megabytes=memory_megabytes
        )

    yield use
    use()


def workers() -> list[int]:
    return [
        process.pid
        for process in multiprocessing.active_children()
        if process.name == "pebble_pool_worker" and process.pid
    ]


@pytest.mark.parametrize("html", [AGENDA, RUN_SHEET, MINUTES], ids=["agenda", "run", "minutes"])
def test_the_same_input_gives_the_same_bytes_in_another_worker(html: str) -> None:
    first = pdf.render_pdf(html)
    again = pdf.render_pdf(html)
    for pid in workers():
        os.kill(pid, signal.SIGKILL)

    assert first == again == pdf.render_pdf(html)


def test_a_killed_worker_is_replaced() -> None:
    before = pdf.render_pdf(SHORT)
    (old,) = workers()

    os.kill(old, signal.SIGKILL)

    assert pdf.render_pdf(SHORT) == before
    (new,) = workers()
    assert new != old


def test_a_worker_killed_at_work_fails_that_document_only(limits) -> None:
    limits()
    pdf.render_pdf(SHORT)
    (worker,) = workers()
    killer = threading.Timer(1.0, os.kill, (worker, signal.SIGKILL))
    killer.start()

    with pytest.raises(pdf.PdfFailed, match="nicht als PDF erstellt"):
        pdf.render_pdf(document(AGENDA_TABLE, rows=agenda_rows(3000)))

    assert pdf.render_pdf(SHORT).startswith(b"%PDF-1.7")


def test_a_document_that_takes_too_long_is_stopped(limits) -> None:
    limits(timeout_seconds=2.0)
    pdf.render_pdf(SHORT)

    with pytest.raises(pdf.PdfTimeout, match="nach 2 Sekunden nicht fertig"):
        pdf.render_pdf(document(AGENDA_TABLE, rows=agenda_rows(3000)))

    limits()
    assert pdf.render_pdf(SHORT).startswith(b"%PDF-1.7")


def test_a_document_that_needs_too_much_memory_is_stopped(limits) -> None:
    limits(memory_megabytes=256, timeout_seconds=60.0)

    with pytest.raises(pdf.PdfFailed, match="nicht als PDF erstellt"):
        pdf.render_pdf(document(AGENDA_TABLE, rows=agenda_rows(6_000)))


def out_of_memory() -> bytes:
    raise MemoryError


def error_lost_for_want_of_memory() -> bytes:
    raise SystemError("error return without exception set")


@pytest.mark.parametrize("fault", [out_of_memory, error_lost_for_want_of_memory])
def test_a_worker_out_of_memory_ends_and_the_log_says_why(fault, limits, caplog) -> None:
    limits(memory_megabytes=900)
    pdf.render_pdf(SHORT)
    (full,) = workers()

    with pytest.raises(pdf.PdfFailed, match="nicht als PDF erstellt"):
        pdf._in_worker("a long list", pdf._at_work, fault)

    assert "a long list failed: it needs more than 900 MB" in caplog.text
    assert pdf.render_pdf(SHORT).startswith(b"%PDF-1.7")
    assert workers() != [full]


def test_several_threads_share_two_workers(limits) -> None:
    limits(workers=2)
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(pdf.render_pdf(SHORT))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [pdf.render_pdf(SHORT)] * 6
    assert len(workers()) == 2


@pytest.mark.parametrize(
    "markup",
    [
        '<img alt="Bild" src="file:///etc/passwd">',
        '<img alt="Bild" src="http://127.0.0.1:9/bild.png">',
        '<img alt="Bild" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
        '<img alt="Bild" src="asset:../pdf.py">',
        '<img alt="Bild" src="asset:logo.svg">',
        '<link rel="stylesheet" href="https://example.org/a.css">',
        '<link rel="attachment" href="file:///etc/passwd" title="Anlage">',
        '<a rel="attachment" href="file:///etc/passwd">Anlage</a>',
        '<style>@import "file:///etc/passwd";</style>',
        '<style>@import "http://127.0.0.1:9/a.css";</style>',
        "<style>h1 { background: url(file:///etc/passwd) }</style>",
        "<style>@font-face { font-family: X; src: url(file:///x) } h1 { font-family: X }</style>",
        "<style>h1::before { content: url(http://127.0.0.1:9/x.png) }</style>",
        '<svg width="9" height="9"><title>Bild</title><image href="file:///x"/></svg>',
        '<object data="file:///etc/passwd"></object>',
        '<base href="file:///etc/"><img alt="Bild" src="passwd">',
    ],
)
def test_no_foreign_address_is_ever_read(markup: str) -> None:
    with pytest.raises(pdf.PdfFailed) as failure:
        pdf.render_pdf(document(markup))

    assert "Diese Adresse darf ein Dokument nicht lesen: " in str(failure.value.__cause__)


def test_a_redirect_is_not_followed() -> None:
    """No address is asked at all, so there is nothing that could redirect."""
    with pytest.raises(pdf.PdfFailed) as failure:
        pdf.render_pdf(document('<img alt="Bild" src="ftp://127.0.0.1/x">'))

    assert "ftp://127.0.0.1/x" in str(failure.value.__cause__)


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = (Path("/nowhere/NotoSans-Bold.woff2"), "font/woff2")
    monkeypatch.setitem(pdf_files.FILES, "asset:NotoSans-Bold.woff2", gone)

    with pytest.raises(RuleBroken, match=r"NotoSans-Bold\.woff2.*npm ci"):
        pdf.render_pdf(SHORT)


def test_stopping_twice_does_no_harm_and_leaves_nothing_behind() -> None:
    pdf.render_pdf(SHORT)
    folder = Path(pdf._state.folder)
    assert folder.is_dir()

    pdf.stop_renderer()
    pdf.stop_renderer()

    assert workers() == []
    assert not folder.exists()


def test_a_forked_process_starts_its_own_workers() -> None:
    pdf.render_pdf(SHORT)
    mine = workers()
    receiver, sender = multiprocessing.Pipe(duplex=False)

    def child() -> None:
        sender.send((pdf.render_pdf(SHORT), workers()))
        pdf.stop_renderer()

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    data, theirs = receiver.recv()
    process.join()

    assert data == pdf.render_pdf(SHORT)
    assert (len(theirs), set(theirs) & set(mine), workers()) == (1, set(), mine)


def test_the_process_that_asks_never_loads_weasyprint(tmp_path: Path) -> None:
    script = (
        "import sys; from app.core import pdf\n"
        "if __name__ == '__main__':\n"
        "    assert pdf.render_pdf('<html lang=de><title>T</title><p>x').startswith(b'%PDF')\n"
        "    assert not {'weasyprint', 'pikepdf'} & set(sys.modules)\n"
    )
    file = tmp_path / "ask.py"
    file.write_text(script, encoding="utf-8")

    done = subprocess.run(
        [sys.executable, str(file)],
        env={**os.environ, "PYTHONPATH": str(pdf_files.APP.parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
