"""Finished documents are kept by their content: made once, never mixed up, never in the way."""

import os
import threading
import time

import pytest

from app.core.pdf_cache import PdfCache
from app.core.pdf_files import Document, PdfAttachment

PAGE = Document("<p>Tagesordnung")


@pytest.fixture
def kept(tmp_path):
    return PdfCache(tmp_path / "pdf", hours=1, megabytes=1)


def never():
    raise AssertionError("this document was made already")


def test_the_second_wish_reads_what_the_first_one_made(kept):
    assert kept.get(PAGE, lambda: b"%PDF one") == b"%PDF one"
    assert kept.get(PAGE, never) == b"%PDF one"
    assert PdfCache(kept.folder, hours=1, megabytes=1).get(PAGE, never) == b"%PDF one"


def attached(data=b"1", name="a.ics", mime="text/calendar", description="Termin"):
    return Document(PAGE.html, (PdfAttachment(name, data, mime, description),))


@pytest.mark.parametrize(
    "other",
    [
        Document("<p>Tagesordnung "),
        Document(PAGE.html, fillable=True),
        attached(),
        attached(data=b"2"),
        attached(name="b.ics"),
        attached(mime="text/csv"),
        attached(description="Liste"),
        Document(PAGE.html, attached().attachments * 2),
        Document(PAGE.html, more=("<p>Seite zwei",)),
        Document("", more=(PAGE.html,)),
    ],
)
def test_another_document_is_made_anew(kept, other):
    kept.get(PAGE, lambda: b"first")
    if other != attached():
        kept.get(attached(), lambda: b"second")

    assert kept.get(other, lambda: b"third") == b"third"


def test_another_letterhead_is_another_document(kept):
    kept.get(PAGE, lambda: b"old")

    assert PdfCache(kept.folder, 1, 1, b"logo").get(PAGE, lambda: b"new") == b"new"


def test_what_is_too_old_is_made_anew_and_removed(kept):
    kept.get(PAGE, lambda: b"old")
    (file,) = kept.folder.iterdir()
    os.utime(file, (time.time() - 3700,) * 2)

    kept.tidy()

    assert list(kept.folder.iterdir()) == []
    assert kept.get(PAGE, lambda: b"new") == b"new"


def test_the_oldest_go_when_there_is_too_much(kept):
    size = 400 * 1024
    for number in range(4):
        kept.get(Document(f"<p>{number}"), lambda: b"x" * size)
        newest = max(kept.folder.iterdir(), key=lambda file: file.stat().st_mtime)
        os.utime(newest, (time.time() - 100 + number,) * 2)

    assert len(list(kept.folder.iterdir())) == 2
    assert kept.get(Document("<p>3"), never) == b"x" * size


def test_nobody_else_can_read_the_files(kept):
    kept.get(PAGE, lambda: b"names")

    (file,) = kept.folder.iterdir()
    assert (kept.folder.stat().st_mode & 0o777, file.stat().st_mode & 0o777) == (0o700, 0o600)


def test_two_presses_at_once_make_it_once(kept):
    made = []

    def slow():
        made.append(1)
        time.sleep(0.2)
        return b"once"

    answers = []
    presses = [
        threading.Thread(target=lambda: answers.append(kept.get(PAGE, slow))) for _ in range(4)
    ]
    for press in presses:
        press.start()
    for press in presses:
        press.join()

    assert (answers, len(made)) == ([b"once"] * 4, 1)


def test_a_document_that_fails_is_not_kept_and_tried_again(kept):
    def failing():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        kept.get(PAGE, failing)

    assert kept.get(PAGE, lambda: b"mended") == b"mended"


def test_a_full_disk_costs_time_but_no_document(kept, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.core.pdf_cache.os.replace", full)

    assert kept.get(PAGE, lambda: b"made") == b"made"
    assert "No space left on device" in caplog.text
    assert list(kept.folder.iterdir()) == []


def test_zero_hours_keep_nothing(tmp_path):
    none = PdfCache(tmp_path / "pdf", hours=0, megabytes=1)

    assert none.get(PAGE, lambda: b"made") == b"made"
    assert not none.folder.exists()
