"""Pictures that people hand in: judged by their content, made small, without any data beside them.

Plain functions, bytes in and bytes out. A picture is only opened as far as its head before its
size is known, so that a small file that unfolds to gigabytes costs nothing (I-9).
"""

import struct
import threading
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, UnidentifiedImageError

from app.core.errors import RuleBroken
from app.core.pictures import reading

LARGE, SMALL = 1600, 900
"""Pixels of the long side: on the page, and on paper and in lists."""
QUALITY = 80
MOST_PIXELS = 24_000_000
"""More are never unfolded: that is 72 MB of memory."""
MOST_PIXELS_BY_LINES = 100_000_000
"""An ordinary JPEG is read line by line and made smaller on the way."""
READ = ("JPEG", "PNG", "WEBP")
HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, TypeError, LookupError, ArithmeticError,
    struct.error,
)  # fmt: skip
"""What Pillow raises for files that lie about themselves."""
ORIENTATION = 0x0112
Turn = Image.Transpose
UPRIGHT = {
    2: Turn.FLIP_LEFT_RIGHT, 3: Turn.ROTATE_180, 4: Turn.FLIP_TOP_BOTTOM, 5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270, 7: Turn.TRANSVERSE, 8: Turn.ROTATE_90,
}  # fmt: skip
"""How the camera was held (EXIF orientation) → what turns the picture upright."""

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Picture:
    """A picture as it is kept; ``width`` and ``height`` in pixels, of the large one."""

    data: bytes
    small: bytes
    width: int
    height: int


def made_small(sent: bytes) -> Picture:
    """The picture upright, on white, as JPEG without place, time, camera or words (D-9).

    Raises ``RuleBroken`` with a sentence for whatever is no picture or too large a one. Only one
    picture is unfolded at a time in a process, so that many hands do not fill its memory.
    """
    if not sent:
        raise RuleBroken("Die Datei ist leer. Bitte wählen Sie das Bild noch einmal aus.")
    if sent[4:8] == b"ftyp" and sent[8:12] in HEIC:
        raise RuleBroken(
            "HEIC-Bilder kann Treffwerk nicht lesen. Stellen Sie die Kamera auf „Maximale "
            "Kompatibilität“ oder speichern Sie das Bild als JPEG."
        )
    with _one_at_a_time:
        large = _upright(sent)
    small = large.copy()
    small.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Picture(_as_jpeg(large), _as_jpeg(small), *large.size)


def _upright(sent: bytes) -> Image.Image:
    try:
        with reading(sent, READ) as opened:
            _check_size(opened)
            turn = UPRIGHT.get(opened.getexif().get(ORIENTATION, 1))
            opened.thumbnail((LARGE, LARGE), Image.Resampling.LANCZOS)
            fresh = _on_white(opened)
            return fresh if turn is None else fresh.transpose(turn)
    except UnidentifiedImageError as fault:
        raise RuleBroken(
            "Das ist kein Bild, das Treffwerk lesen kann. Möglich sind JPEG, PNG und WebP."
        ) from fault
    except BROKEN as fault:
        raise RuleBroken(
            "Das Bild ist beschädigt oder unvollständig. Bitte wählen Sie es noch einmal aus."
        ) from fault


def _check_size(opened: Image.Image) -> None:
    """Ask the head for its size; a JPEG is told to come smaller. Raises ``RuleBroken``."""
    width, height = opened.size
    by_lines = opened.format in ("JPEG", "MPO") and not opened.info.get("progressive")
    most = MOST_PIXELS_BY_LINES if by_lines else MOST_PIXELS
    if width * height <= most and by_lines:
        opened.draft("RGB", (LARGE, LARGE))
    if width * height > most or opened.width * opened.height > MOST_PIXELS:
        raise RuleBroken(
            f"Das Bild hat {width * height / 1_000_000:.0f} Megapixel. Das ist zu groß. "
            "Bitte verkleinern Sie es vorher, 4 Megapixel genügen."
        )


def _on_white(picture: Image.Image) -> Image.Image:
    """A new picture: nothing that the file carried beside its colours goes along."""
    if picture.mode.startswith(("I", "F")):  # 16 bits of grey
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    fresh = Image.new("RGB", picture.size, "white")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        fresh.paste(clear, mask=clear.getchannel("A"))
    else:
        fresh.paste(picture.convert("RGB"))
    return fresh


def _as_jpeg(picture: Image.Image) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return kept.getvalue()
