"""QR codes: a link as a drawing that stays sharp at any size."""

from io import BytesIO
from typing import Any

from markupsafe import Markup


def qr_code(address: str) -> Any:
    """The code of an address, to be drawn (``segno.QRCode``); error level M or better."""
    import segno  # when somebody prints or shows a code

    return segno.make(address, error="m", micro=False)


def qr_svg(address: str, title: str) -> Markup:
    """The address as an inline ``<svg class="qr">``, black on white; the stylesheet gives its size.

    ``title`` is read aloud and says where the link leads, for example „QR-Code: Seite des
    Treffens“. Error level M or better; the quiet zone of four modules (ISO/IEC 18004) is inside.
    """
    drawing = BytesIO()
    qr_code(address).save(
        drawing, kind="svg", border=4, dark="#000", light="#fff", title=title,
        xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True, nl=False,
    )  # fmt: skip
    return Markup(drawing.getvalue().decode())
