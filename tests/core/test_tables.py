import csv
import io
import zipfile

from app.core.tables import to_csv, to_xlsx

ROWS = [
    ["=1+1", "Yıldırım", 3],
    ['Verein „Grün; aber richtig“ "e. V."', "+49", None],
    ["@home", "-5", "zwei\nZeilen"],
]


def test_csv_opens_in_excel_and_has_no_formulas():
    raw = to_csv(["A", "B", "C"], ROWS)

    assert raw.startswith(b"\xef\xbb\xbfA;B;C\r\n")
    read = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert read[1:] == [
        ["'=1+1", "Yıldırım", "3"],
        ['Verein „Grün; aber richtig“ "e. V."', "'+49", ""],
        ["'@home", "'-5", "zwei\nZeilen"],
    ]


def test_xlsx_keeps_text_as_text():
    with zipfile.ZipFile(io.BytesIO(to_xlsx("Anmeldungen", ["A", "B", "C"], ROWS))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        texts = book.read("xl/sharedStrings.xml").decode()

    assert "<f>" not in sheet
    assert "=1+1" in texts and "Yıldırım" in texts
