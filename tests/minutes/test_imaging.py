"""Pictures that people hand in: small, upright, without their place; hostile ones refused."""

import time
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from app.core.errors import RuleBroken
from app.minutes.imaging import LARGE, SMALL, made_small
from tests.minutes.pictures import PLACE, a_bomb, a_photo, encoded

CORNERS = {  # orientation → where the red quarter of the stored picture shows
    1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1),
}  # fmt: skip


@pytest.fixture(autouse=True)
def beside_weasyprint(monkeypatch):
    """As in a process in which WeasyPrint is loaded: it lets Pillow accept cut files."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)


def opened(data):
    return Image.open(BytesIO(data))


def test_nothing_but_colours_is_kept():
    sent = a_photo()
    made = made_small(sent)

    assert sent.count(PLACE) == 3
    for data in (made.data, made.small):
        assert PLACE not in data and b"Exif" not in data and b"Kamera" not in data
        assert opened(data).format == "JPEG"
        assert set(opened(data).info) == {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(
    ("size", "large"),
    [((4000, 3000), (1600, 1200)), ((800, 600), (800, 600)), ((20000, 3), (1600, 1))],
)
def test_pictures_are_made_smaller_and_never_larger(size, large):
    made = made_small(encoded(Image.new("RGB", size), "PNG"))

    assert (made.width, made.height) == opened(made.data).size == large
    assert max(opened(made.small).size) == min(max(large), SMALL)


@pytest.mark.parametrize(("orientation", "corner"), CORNERS.items())
def test_pictures_stand_upright_however_the_camera_was_held(orientation, corner):
    picture = Image.new("RGB", (64, 32), "blue")
    picture.paste("red", (0, 0, 32, 16))
    data = Image.Exif()
    data[0x0112] = orientation

    shown = opened(made_small(encoded(picture, exif=data, quality=95)).data)

    assert shown.size == ((64, 32) if orientation < 5 else (32, 64))
    x, y = (
        round((0.25 + 0.5 * part) * length) for part, length in zip(corner, shown.size, strict=True)
    )
    red, _, blue = shown.getpixel((x, y))
    assert red > 200 > 60 > blue


@pytest.mark.parametrize(
    ("mode", "kind"), [("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("RGBA", "WEBP")]
)
def test_what_is_transparent_becomes_white(mode, kind):
    picture = Image.new(mode, (20, 20), 0)
    more = {"transparency": 0} if mode == "P" else {}

    assert opened(made_small(encoded(picture, kind, **more)).data).getpixel((9, 9)) == (255,) * 3


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "I;16"])
def test_pictures_of_every_kind_of_colour_can_be_shown(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert opened(made_small(encoded(Image.new(mode, (20, 20)), kind)).data).mode == "RGB"


def test_sixty_megapixels_of_an_ordinary_jpeg_are_read_line_by_line():
    sent = encoded(Image.new("RGB", (10_000, 6_000), "green"))
    began = time.process_time()

    made = made_small(sent)

    assert (made.width, made.height) == (LARGE, 960)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "leer"),
        (b"<html><script>alert(1)</script>", "kein Bild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kein Bild"),
        (b"GIF89a" + bytes(100), "kein Bild"),
        (b"%PDF-1.7", "kein Bild"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (a_photo()[:700], "beschädigt"),
        (a_bomb(4000, 4000), "beschädigt"),
        (a_bomb(60_000, 60_000), "3600 Megapixel"),
        (a_bomb(2**31 - 1, 2**31 - 1), "Megapixel"),
        (encoded(Image.new("RGB", (10_000, 6_000)), progressive=True), "60 Megapixel"),
        (encoded(Image.new("RGB", (60_000, 1_500))), "90 Megapixel"),
    ],
)  # fmt: skip
def test_what_is_no_picture_or_too_large_a_one_is_refused_at_once(sent, said):
    began = time.process_time()

    with pytest.raises(RuleBroken, match=said):
        made_small(sent)

    assert time.process_time() - began < 1


SEEDS = [
    a_photo(60, 40), encoded(Image.new("RGBA", (60, 40)), "PNG"),
    encoded(Image.new("RGB", (60, 40)), "WEBP"),
]  # fmt: skip


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=6),
)
def test_a_broken_picture_is_made_small_or_refused_and_nothing_else(seed, changes):
    sent = bytearray(seed)
    for place, value in changes:
        sent[place % len(sent)] = value
    try:
        made = made_small(bytes(sent))
    except RuleBroken:
        return
    assert opened(made.data).size == (made.width, made.height)
