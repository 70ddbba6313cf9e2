"""Files as they come: any encoding, any separator, and much that is no table at all."""

import csv
import io
import zipfile
from contextlib import suppress
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.spreadsheets import MOST_ROWS, Line, decode, read_sheet
from app.core.errors import RuleBroken
from app.core.tables import to_csv, to_xlsx

TEXT = "Name;Ort\r\nSüß;Straße – „Änne“\r\n"
GERMAN = st.text("aeiouäöüßÄÖÜ€–„“'.- xyz", min_size=1, max_size=12).filter(
    lambda text: text.split() == [text.strip()] or " ".join(text.split())
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_accents_survive_every_encoding_of_excel(encoding):
    sheet = read_sheet(TEXT.encode(encoding))

    assert sheet.header == ("Name", "Ort")
    assert sheet.lines == (Line(2, ("Süß", "Straße – „Änne“")),)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_found_also_beside_others_in_quotes(separator):
    file = io.StringIO()
    rows = [["Name, Vorname; Titel", "Ort"], ["Süß, Bärbel", "A; B"]]
    csv.writer(file, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(rows)

    sheet = read_sheet(file.getvalue().encode())

    assert [sheet.header, *(line.cells for line in sheet.lines)] == [tuple(row) for row in rows]


def is_utf8_as_well(content):
    with suppress(UnicodeDecodeError):
        return not content.isascii() and bool(content.decode("utf-8"))
    return False


@given(st.lists(st.lists(GERMAN, min_size=2, max_size=4), min_size=2, max_size=6))
def test_what_excel_writes_is_read_as_it_was(rows):
    tidy = [[" ".join(cell.split()) for cell in row] for row in rows]
    if not all(all(row) for row in tidy):
        return
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(tidy)

    for encoding in ("cp1252", "utf-8-sig"):
        content = file.getvalue().encode(encoding)
        if encoding == "cp1252" and is_utf8_as_well(content):
            continue  # bytes that mean something in both: nobody can tell
        sheet = read_sheet(content)
        assert [list(sheet.header), *(list(line.cells) for line in sheet.lines)] == tidy


@given(st.binary(max_size=400))
def test_no_bytes_make_it_stumble(content):
    for start in (b"", b"PK\x03\x04", b"Name;Ort\n"):
        with suppress(RuleBroken):
            assert read_sheet(start + content).lines


def test_lines_have_the_numbers_that_the_spreadsheet_shows():
    sheet = read_sheet(b'\n\nName;Ort\n\n"Zwei\nZeilen";Ort\n;;\nKlee;\n')

    assert [(line.number, line.cells) for line in sheet.lines] == [
        (5, ("Zwei Zeilen", "Ort")), (7, ("Klee",)),
    ]  # fmt: skip


def test_cells_of_an_xlsx_come_as_people_read_them():
    book = openpyxl.Workbook()
    book.active.append(["Name", "Tag", "Zahl", "Ja", "Formel"])
    book.active.append(["Süß", date(2027, 5, 3), 33602.0, True, "=SUM(1,2)"])
    file = io.BytesIO()
    book.save(file)

    (line,) = read_sheet(file.getvalue()).lines

    assert line.cells == ("Süß", "03.05.2027", "33602", "ja", "=SUM(1,2)")


def test_our_own_tables_can_be_read_again():
    rows = [["Łukaszewicz", "Werkhof „Nord“; Süd"], ["Krüger", "Bäckerei"]]

    for content in (to_csv(["Name", "Wo"], rows), to_xlsx("Liste", ["Name", "Wo"], rows)):
        assert [list(line.cells) for line in read_sheet(content).lines] == rows


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b" \r\n ", "leer"),
        (b"%PDF-1.7 ...", "ein PDF"),
        (b"\xff\xd8\xff\xe0JFIF", "ein Bild"),
        (b"\x89PNG\r\n\x1a\n", "ein Bild"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 locked", "Kennwort"),
        (b"PK\x03\x04 nothing behind", "beschädigt oder geschützt"),
        (bomb(), "viel zu groß"),
        (b"Name;Ort\nKlee\0;x\n", "keine lesbare Tabelle"),
        (b"\x81\x8d\x8f\x90", "keine lesbare Tabelle"),
        (b"Name;Ort\n", "keine Zeilen"),
        (b"Name\n" + b"Klee\n" * (MOST_ROWS + 1), "mehr als 10.000 Zeilen"),
        (b";".join([b"x"] * 61) + b"\ny\n", "mehr als 60 Spalten"),
        (b"Name\n" + b"x" * 200_000 + b"\n", "nicht lesbar"),
    ],
)
def test_what_is_no_table_is_refused_with_a_remedy(content, words):
    with pytest.raises(RuleBroken) as refused:
        read_sheet(content)

    assert words in refused.value.message
    assert refused.value.field == "file"


def test_ten_thousand_rows_are_the_limit_and_work():
    assert len(read_sheet(b"Name\n" + b"Klee\n" * MOST_ROWS).lines) == MOST_ROWS


def test_a_row_far_below_does_not_keep_it_busy():
    file = io.BytesIO(to_xlsx("Liste", ["Name"], [["Klee"]]))
    changed = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'r="2"', b'r="999999999"'))

    with pytest.raises(RuleBroken, match="keine Zeilen"):
        read_sheet(changed.getvalue())


def test_decoding_keeps_plain_text():
    assert decode(b"Klee") == "Klee"
