"""Pictures of links, to be scanned with the camera of a phone."""

import segno


def qr_picture(address: str) -> str:
    """The address as a QR code: an SVG picture as a data address, black on white."""
    code = segno.make(address, error="m", micro=False)
    picture: str = code.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True)
    return picture
