from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import charts
from app.core.charts import Bar, Box, Curve, Part, Row, Stroke, Text

numbers = st.integers(0, 5000)
looks = st.sampled_from(["full", "hatch", "empty", "dots"])
bar = st.builds(
    Bar, st.lists(st.builds(Part, numbers, looks), max_size=4).map(tuple), st.text(max_size=5)
)
row = st.builds(
    Row,
    st.text(max_size=5),
    st.lists(bar, min_size=1, max_size=3).map(tuple),
    st.none() | st.integers(0, 9000),
)
points = st.dictionaries(st.integers(0, 800), numbers).map(
    lambda found: tuple(sorted(found.items(), reverse=True))
)
curve = st.builds(Curve, st.text(max_size=5), points)


def corners(drawing):
    """Every place that something is drawn at."""
    for box in drawing.boxes:
        yield from ((box.x, box.y), (box.x + box.width, box.y + box.height))
    for stroke in drawing.strokes:
        yield from stroke.points
    yield from drawing.dots
    yield from ((text.x, text.y) for text in drawing.texts)


def is_inside(drawing):
    edge = 0.1  # what rounding may add
    return all(
        -edge <= x <= drawing.width + edge and -edge <= y <= drawing.height + edge
        for x, y in corners(drawing)
    )


@pytest.mark.parametrize(
    ("most", "top"), [(0, 4), (4, 4), (5, 10), (11, 20), (61, 80), (101, 200), (5000, 6000)]
)
def test_a_scale_ends_at_a_round_number(most, top):
    assert charts.nice_top(most) == top


@given(st.integers(0, 10**9))
def test_a_scale_holds_every_number(most):
    assert most <= charts.nice_top(most) <= max(4, most * 2.5)


@pytest.mark.parametrize(
    ("days", "number"), [(30, 0), (21, 2), (15, 2), (14, 5), (3, 6), (2, 7), (1, None)]
)
def test_between_two_points_a_curve_stays_as_it_was(days, number):
    assert Curve("", ((21, 2), (14, 5), (3, 6), (2, 7))).at(days) == number


def test_two_curves_on_one_scale():
    drawing = charts.curves(
        [Curve("dieses", ((14, 0), (7, 5), (4, 10))), Curve("früher", ((14, 0), (0, 20)))]
    )

    by_look = {stroke.look: stroke for stroke in drawing.strokes}
    lines = [stroke for stroke in drawing.strokes if stroke.look in ("own", "first")]
    assert lines[0].path == "34,196 151,196 151,150 201.1,150 201.1,104"
    assert lines[1].path == "34,196 268,196 268,12"
    assert drawing.dots == ((201.1, 104.0),)
    assert by_look["own"].points == ((278.0, 104.0), (302.0, 104.0))
    assert [text for text in drawing.texts if text.x > 300] == [
        Text(308.0, 108.0, "dieses", look="strong"),
        Text(308.0, 16.0, "früher"),
    ]
    assert [text.words for text in drawing.texts if text.anchor == "end"] == ["0", "10", "20"]
    assert [text.words for text in drawing.texts if text.anchor == "middle"] == [
        "0", "2", "7", "14",
    ]  # fmt: skip


def test_bars_with_pieces_and_a_wish():
    drawing = charts.bars(
        [
            Row("Plätze", (Bar((Part(30, "full"), Part(0, "hatch"), Part(10, "empty")), "30"),)),
            Row("Warteliste", (Bar((), "0"),), mark=20),
        ]
    )

    assert drawing.boxes == (
        Box(128.0, 4.0, 138.0, 14.0, "full"),
        Box(266.0, 4.0, 46.0, 14.0, "empty"),
    )
    assert drawing.strokes[0] == Stroke(((220.0, 26.0), (220.0, 46.0)), "mark")
    assert [text.words for text in drawing.texts] == ["Plätze", "30", "Warteliste", "0"]


@given(st.lists(row, max_size=9))
def test_bars_stay_in_the_frame_and_their_lengths_add_up(rows):
    drawing = charts.bars(rows)

    assert is_inside(drawing)
    wholes = [sum(part.number for part in bar.parts) for row in rows for bar in row.bars]
    most = max([1.0, *wholes, *(row.mark or 0 for row in rows)])
    drawn = sum(box.width for box in drawing.boxes)
    assert drawn == pytest.approx(sum(wholes) / most * (charts.WIDTH - 88 - 128), abs=5)


@given(st.lists(curve, max_size=4))
def test_curves_stay_in_the_frame(lines):
    assert is_inside(charts.curves(lines))


@given(curve)
def test_a_sparkline_stays_in_its_frame(line):
    assert is_inside(charts.sparkline(line))


@given(st.lists(st.floats(0, 200), max_size=4))
def test_labels_never_cover_each_other_and_keep_their_order(wanted):
    placed = charts.spread(wanted, 17, 0, 200)

    assert all(low + 16.8 <= high for low, high in pairwise(sorted(placed)))
    assert all(-0.1 <= y <= 200.1 for y in placed)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    assert [placed[index] for index in order] == sorted(placed)


def test_nothing_to_show_is_a_picture_too():
    assert is_inside(charts.curves([])) and is_inside(charts.curves([Curve("dieses", ())]))
    assert charts.bars([]).boxes == ()
    assert charts.sparkline(Curve("", ())).strokes == ()
