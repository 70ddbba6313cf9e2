"""How Pillow reads pictures that people hand in: whole ones only, whatever their size says."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, ImageFile

Image.MAX_IMAGE_PIXELS = None  # only warns; whoever reads asks for the size before unfolding


@contextmanager
def reading(sent: bytes, kinds: Sequence[str]) -> Iterator[Image.Image]:
    """The picture with its head read and nothing unfolded yet; ``kinds`` as Pillow names them.

    Raises what Pillow raises for files that are no picture of these kinds, or are cut.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for its whole process
    with Image.open(BytesIO(sent), formats=tuple(kinds)) as image:
        yield image
