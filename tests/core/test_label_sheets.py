import msgspec
import pytest

from app.core.errors import RuleBroken
from app.core.label_sheets import EDGE, PAPERS, faults, positions
from app.core.settings_sections import LABEL_SHEETS

BADGES = LABEL_SHEETS[0]


def changed(**values):
    return msgspec.structs.replace(BADGES, **values)


@pytest.mark.parametrize("sheet", LABEL_SHEETS, ids=lambda sheet: sheet.id)
def test_the_labels_of_every_shipped_sheet_lie_apart_and_on_the_paper(sheet):
    width, height = PAPERS[sheet.paper]
    places = positions(sheet)

    assert len(places) == sheet.columns * sheet.rows
    for x, y in places:
        assert x >= 0 and x + sheet.width_mm <= width
        assert y >= 0 and y + sheet.height_mm <= height
    for number, (x, y) in enumerate(places):
        for other_x, other_y in places[number + 1 :]:
            assert x + sheet.width_mm <= other_x or other_y >= y + sheet.height_mm or other_x < x
    assert faults([sheet]) == []


@pytest.mark.parametrize("sheet", LABEL_SHEETS, ids=lambda sheet: sheet.id)
def test_every_shipped_sheet_is_as_far_from_the_right_as_from_the_left(sheet):
    x, y = positions(sheet)[-1]

    assert 210 - x - sheet.width_mm == pytest.approx(sheet.left_mm)
    assert 297 - y - sheet.height_mm == pytest.approx(sheet.top_mm)


def test_labels_are_counted_row_by_row():
    assert positions(BADGES)[:3] == [(17.5, 13.5), (112.5, 13.5), (17.5, 68.5)]


def test_a_printer_is_met_by_moving_everything():
    moved = changed(offset_x_mm=-1.5, offset_y_mm=2)

    assert positions(moved, (0.5, 0))[0] == (16.5, 15.5)


def test_no_label_is_moved_off_the_paper():
    full = changed(width_mm=105, gap_x_mm=0, left_mm=0)

    assert positions(full, (-EDGE, 0))[0] == (-EDGE, 13.5)
    with pytest.raises(RuleBroken, match="über den Rand des Papiers"):
        positions(full, (-EDGE - 0.1, 0))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"columns": 3}, ["„Namensschilder", "287,5 mm breit", "A4 hat 210 mm", "columns"]),
        ({"top_mm": 27.1}, ["297,1 mm hoch", "A4 hat 297 mm", "top_mm"]),
        ({"offset_x_mm": -20, "left_mm": 10}, ["offset_x_mm", "kleinere Werte"]),
        ({"offset_y_mm": 20}, ["offset_y_mm"]),
    ],
)
def test_a_sheet_that_does_not_fit_names_place_and_remedy(values, words):
    (fault,) = faults([changed(**values)])

    told = fault.replace("\N{NO-BREAK SPACE}", " ")
    assert told.startswith("print.label_sheets[0] „")
    assert [word for word in words if word not in told] == []
