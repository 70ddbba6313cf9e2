"""QR codes as drawings: what is in them, what is read aloud, how much white is around them."""

import re
from xml.etree import ElementTree

import segno

from app.core.qr import qr_svg

ADDRESS = "https://forum.example/treffen/ideen-werkstatt?von=plakat&seite=1"
SVG = "{http://www.w3.org/2000/svg}"


def dark_modules(svg: str) -> set[tuple[int, int]]:
    """The dark squares (column, row) that the path draws: M to a place, h a dark run, m a leap."""
    (path,) = [one for one in ElementTree.fromstring(svg).iter(f"{SVG}path") if one.get("stroke")]
    found, x, y = set(), 0.0, 0.0
    for step, numbers in re.findall(r"([Mmh])([-0-9. ]+)", path.get("d", "")):
        values = [float(one) for one in numbers.split()]
        if step == "h":
            found |= {(int(x) + i, int(y)) for i in range(int(values[0]))}
            x += values[0]
        elif step == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return found


def test_the_drawing_holds_the_address_with_four_modules_of_white_around_it() -> None:
    svg = qr_svg(ADDRESS, "Seite des Treffens")
    code = segno.make(ADDRESS, error="m", micro=False)
    wanted = {
        (x, y)
        for y, row in enumerate(code.matrix_iter(border=4))
        for x, dark in enumerate(row)
        if dark
    }

    assert dark_modules(svg) == wanted
    assert min(min(place) for place in wanted) == 4
    side = len(code.matrix) + 8
    assert f'viewBox="0 0 {side} {side}"' in svg


def test_it_says_where_it_leads_and_takes_no_markup_from_the_title() -> None:
    svg = qr_svg(ADDRESS, "Seite „<b>Höfe & Gärten</b>“")

    assert ElementTree.fromstring(svg).findtext(f"{SVG}title") == "Seite „<b>Höfe & Gärten</b>“"
