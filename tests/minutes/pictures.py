"""Pictures for tests: what a phone makes, and what no phone makes."""

import struct
import zlib
from io import BytesIO

from PIL import Image

PLACE = b"PLATZ-DES-FOTOS"
"""Stands in the place data of ``a_photo``."""


def encoded(picture, kind="JPEG", **more):
    kept = BytesIO()
    picture.save(kept, kind, **more)
    return kept.getvalue()


def a_photo(width=300, height=200, color="blue", orientation=1):
    """A JPEG as a camera writes it: with its place, a time, a comment and a profile."""
    data = Image.Exif()
    data[0x0112], data[0x010F], data[0x0132] = orientation, "Kamera", "2027:06:17 18:00:00"
    data.get_ifd(0x8825)[27] = PLACE
    return encoded(
        Image.new("RGB", (width, height), color), exif=data, comment=PLACE, icc_profile=PLACE
    )


def a_bomb(width, height):
    """A PNG of a few hundred bytes whose head promises this many pixels."""

    def chunk(kind, body):
        check = zlib.crc32(kind + body)
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )
