"""How big a text can stand: as big as it fits, and never a step that its stylesheet lacks."""

from hypothesis import given
from hypothesis import strategies as st

from app.core.fitting import STEPS, fitting_size
from app.core.settings import ROOT

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützen und Wärmepumpen " * 5


def test_short_words_are_large_and_long_titles_small() -> None:
    assert fitting_size("Saal", 240, 110) == 64
    assert 6 < fitting_size("Nachbarschaftliche Wärmewende im Quartier", 240, 110) < 64
    assert fitting_size(LONG[:300], 240, 110) >= 7


def test_a_word_is_rather_small_than_broken() -> None:
    word = "Nachbarschaftswärmenetzgesellschaft"

    assert fitting_size(word, 100, 300) * len(word) * 0.5 < 100
    assert fitting_size("X" * 200, 100, 300) > 5


def test_it_never_takes_more_than_is_wanted_and_knows_no_size_below_the_last() -> None:
    assert fitting_size("Saal", 240, 110, 23) == 23
    assert fitting_size("", 240, 110, 23) == 23
    assert fitting_size(LONG * 50, 40, 10) == STEPS[-1]


@given(st.text(max_size=300), st.integers(20, 400), st.integers(10, 400))
def test_more_room_never_makes_the_type_smaller(text: str, width: int, height: int) -> None:
    size = fitting_size(text, width, height)

    assert fitting_size(text, width, height + 10) >= size
    assert fitting_size(text + " mehr", width, height) <= size


def test_the_stylesheet_knows_every_step() -> None:
    styles = (ROOT / "app/static/print/fitting.css").read_text()

    assert [size for size in STEPS if f".t-{size} {{ font-size: {size}em; }}" not in styles] == []
