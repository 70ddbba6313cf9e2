"""The city's logo from a file: checked before it is decoded, and cleaned for print.

A raster picture becomes a plain RGB PNG without metadata; of an SVG only what draws shapes stays.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from PIL import Image, ImageOps

from app.core.errors import LogoFault
from app.core.pdf_files import Picture
from app.core.pictures import reading

MOST_BYTES = 2 * 1024 * 1024
MOST_PIXELS = 40_000_000
_SIZE = r"(?=[\d.]*[1-9])(?:\d+(?:\.\d*)?|\.\d+)"
_NUMBER = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?"
_BOX = rf"{_NUMBER}[\s,]+{_NUMBER}[\s,]+{_SIZE}[\s,]+{_SIZE}"
MOST_ELEMENTS = 20_000
PRINTED_PIXELS = (1890, 945)
"""Eight by four centimetres at 600 dots an inch: no printer shows more."""
RASTER = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
SVG = "http://www.w3.org/2000/svg"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
SHAPES = {
    "svg", "g", "defs", "symbol", "use", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "linearGradient", "radialGradient", "stop", "clipPath", "style",
}  # fmt: skip
SILENT = {"title", "desc", "metadata"}
"""Draw nothing and are left out; the settings say what is read aloud."""
TEXTS = {"text", "tspan", "textPath"}
SEE_THROUGH = re.compile(r"(?<![-\w])opacity\s*:\s*(?!1(\.0*)?\s*(;|}|$))")
FOREIGN = re.compile(r"url\s*\(\s*(?!['\"]?#)|@|\\|\b(src|image|image-set)\s*\(", re.I)


def read_logo(path: Path) -> Picture:
    """The checked and cleaned logo. Raises ``LogoFault``."""
    suffix = path.suffix.lower()
    if suffix != ".svg" and suffix not in RASTER:
        raise LogoFault(
            "Diese Art von Datei wird nicht gedruckt. Möglich sind .svg, .png und .jpg."
        )
    data = _bytes_of(path)
    return _drawing(data) if suffix == ".svg" else _photo(data, RASTER[suffix])


def _bytes_of(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            megabytes = f"{size / 1024**2:.1f}".replace(".", ",")
            raise LogoFault(
                f"Die Datei ist {megabytes} MB groß, erlaubt sind 2 MB. Bitte verkleinern Sie sie."
            )
        return path.read_bytes()
    except OSError as fault:
        raise LogoFault(
            f"Die Datei ist nicht lesbar ({fault.strerror}). Bitte prüfen Sie Namen und Rechte."
        ) from fault


# --- raster ---------------------------------------------------------------------------------------


def _photo(data: bytes, kind: str) -> Picture:
    """The header tells kind and size; only then is anything unpacked."""
    try:
        with reading(data, (kind,)) as image:
            _refuse_large(*image.size)
            image.verify()
        with reading(data, (kind,)) as image:
            return Picture(_plain_png(image), "image/png")
    except (OSError, SyntaxError, ValueError) as fault:
        raise LogoFault(
            f"Die Datei ist kein vollständiges Bild der Art {kind}. Bitte speichern Sie das Logo "
            "noch einmal als PNG oder SVG."
        ) from fault


def _refuse_large(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise LogoFault(
            f"Das Bild hat {width} × {height} Bildpunkte, erlaubt sind zusammen 40 Millionen. "
            "Bitte verkleinern Sie es."
        )


def _plain_png(image: Image.Image) -> bytes:
    """Upright, on white paper, no larger than printers can show, without metadata."""
    upright = ImageOps.exif_transpose(image)
    upright.thumbnail(PRINTED_PIXELS)
    if upright.has_transparency_data:
        front = upright.convert("RGBA")
        upright = Image.new("RGB", front.size, "white")
        upright.paste(front, mask=front)
    plain = upright.convert("RGB")
    plain.info.clear()  # otherwise the colour profile would be written again
    written = io.BytesIO()
    plain.save(written, "PNG", optimize=True)
    return written.getvalue()


# --- drawing --------------------------------------------------------------------------------------


def _drawing(data: bytes) -> Picture:
    root = _parsed(data)
    drawn = list(_own_elements(root))
    if len(drawn) > MOST_ELEMENTS:
        raise LogoFault(
            f"Die Zeichnung hat mehr als {MOST_ELEMENTS} Teile. Bitte vereinfachen Sie sie."
        )
    for element in drawn:
        _check_element(element)
    _check_copies(root)
    _give_size(root)
    return Picture(etree.tostring(root), "image/svg+xml")


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise LogoFault(
            f"Die Datei ist kein gültiges SVG (Zeile {fault.lineno}). Bitte speichern Sie das Logo "
            "noch einmal als einfaches SVG."
        ) from fault
    if root.getroottree().docinfo.internalDTD is not None:
        raise LogoFault(
            "Die Datei beginnt mit DOCTYPE, das Namen für fremde Inhalte festlegen kann. Bitte "
            "löschen Sie die Zeile, oder speichern Sie das Logo als einfaches SVG."
        )
    if root.tag != f"{{{SVG}}}svg":
        raise LogoFault("Die Datei ist kein SVG. Bitte speichern Sie das Logo als SVG oder PNG.")
    return root


def _own_elements(root: etree._Element) -> Iterator[etree._Element]:
    """Every element that draws; notes of drawing programs are removed on the way."""
    for element in list(root.iter()):
        name = etree.QName(element)
        if name.namespace != SVG or name.localname in SILENT:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
            continue
        if all(one.tag.startswith(f"{{{SVG}}}") for one in element.iterancestors()):
            yield element


def _check_element(element: etree._Element) -> None:
    name = etree.QName(element).localname
    line = f"Zeile {element.sourceline}: "
    if name in TEXTS:
        raise LogoFault(
            f"{line}Das Logo enthält Text (<{name}>), dessen Schrift fehlen kann. Bitte wandeln "
            "Sie Text im Zeichenprogramm in Pfade um."
        )
    if name not in SHAPES:
        raise LogoFault(
            f"{line}<{name}> wird nicht gedruckt. Erlaubt sind nur Formen, Farben und Verläufe. "
            "Bitte speichern Sie das Logo als einfaches SVG oder als PNG."
        )
    if name == "style":
        _check_style(line, element.text or "")
    for key, value in list(element.attrib.items()):
        _check_attribute(element, line, str(key), str(value))


def _check_attribute(element: etree._Element, line: str, key: str, value: str) -> None:
    name = etree.QName(key).localname
    if name.lower().startswith("on"):
        raise LogoFault(f"{line}„{name}“ führt ein Programm aus. Bitte löschen Sie diese Angabe.")
    if name == "href":
        if not value.startswith("#"):
            raise LogoFault(
                f"{line}Das Logo holt Inhalte von einer anderen Stelle ({value[:60]}). Bitte "
                "zeichnen Sie sie im Logo selbst."
            )
    elif key.startswith("{"):
        del element.attrib[key]
    else:
        _check_style(line, f"{name}:{value}" if name == "opacity" else value)


def _check_style(line: str, text: str) -> None:
    if found := FOREIGN.search(text):
        raise LogoFault(
            f"{line}„{found[0].strip()}“ kann auf fremde Inhalte verweisen. Bitte löschen Sie "
            "diese Angabe."
        )
    if SEE_THROUGH.search(text):
        raise LogoFault(
            f"{line}„opacity“ macht Teile durchsichtig, das können Dateien für das Archiv nicht "
            "zeigen. Bitte verwenden Sie volle Farben."
        )


def _check_copies(root: etree._Element) -> None:
    """Copies of copies grow without end; a copy of a plain shape does not."""
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    drawn = 0
    for use in root.iter(f"{{{SVG}}}use"):
        name = str(use.get("href") or use.get(XLINK_HREF) or "").removeprefix("#")
        source = by_id.get(name)
        parts = [] if source is None else list(source.iter())
        drawn += len(parts)
        copies = any(part.tag == f"{{{SVG}}}use" for part in parts)
        if not parts or copies or drawn > MOST_ELEMENTS:
            raise LogoFault(
                f"Zeile {use.sourceline}: <use> verweist auf „{name}“; das fehlt, enthält selbst "
                "Kopien oder ist zu groß. Bitte lösen Sie Kopien im Zeichenprogramm auf."
            )


def _give_size(root: etree._Element) -> None:
    """Printing scales the drawing, which needs its own measure."""
    if box := root.get("viewBox"):
        if not re.fullmatch(_BOX, box.strip()):
            raise LogoFault(
                f'Die Angabe viewBox="{box[:40]}" passt nicht: Nötig sind vier Zahlen, Breite und '
                "Höhe größer als 0. Bitte speichern Sie das Logo noch einmal als einfaches SVG."
            )
        return
    sizes = [
        re.fullmatch(rf"\s*({_SIZE})(px)?\s*", root.get(key, "")) for key in ("width", "height")
    ]
    if None in sizes:
        raise LogoFault(
            "Dem SVG fehlt die Angabe „viewBox“ mit seiner Größe. Bitte speichern Sie das Logo "
            "noch einmal als einfaches SVG."
        )
    root.set("viewBox", " ".join(["0 0", *(size[1] for size in sizes if size)]))
