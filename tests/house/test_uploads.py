"""Files of every kind, whatever their names say (I-9)."""

import io
import time
import zipfile

from PIL import Image
from sqlalchemy import LargeBinary, select

from app.core.db import Base, db
from tests.house.nasty import fields_of
from tests.house.routes import address
from tests.house.test_input import named

MARK = b"<script>alert('treffwerk')</script>"
ENTITIES = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
UPLOADS = ("imports.index", "days.load", "replies.upload", "calendars.new", "minutes_photos.index")


def picture(size, kind="PNG"):
    out = io.BytesIO()
    Image.new("1", size).save(out, kind)
    return out.getvalue()


def packed(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def huge_picture():
    """The head of a PNG that claims 60,000 × 60,000 points."""
    whole = bytearray(picture((8, 8)))
    whole[16:24] = (60_000).to_bytes(4, "big") * 2
    return bytes(whole)


FILES = {
    "picture and page": ("bild.png", picture((8, 8)) + MARK),
    "page as picture": ("bild.jpg", b"<html>" + MARK),
    "drawing": ("bild.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + MARK + b"</svg>"),
    "drawing as picture": ("bild.png", b"<svg xmlns='http://www.w3.org/2000/svg'>" + MARK),
    "claims to be huge": ("bild.png", huge_picture()),
    "bomb": ("liste.xlsx", packed("xl/worksheets/sheet1.xml", b"0" * 50_000_000)),
    "entities": ("liste.xlsx", packed("xl/workbook.xml", ENTITIES)),
    "page as table": ("liste.csv", MARK),
    "program": ("antwort.eml", b"MZ\x90\0" + MARK),
    "way out": ("../../../../config.toml", MARK),
    "no name": ("\0\r\n\"; filename=x", MARK),
    "calendar without end": ("tage.ics", b"BEGIN:VCALENDAR\r\n" * 20_000),
    "nothing": ("leer.csv", b""),
}  # fmt: skip


def test_no_file_is_taken_for_what_its_name_says(app, office, world, soup):
    slow, broken = {}, {}
    for endpoint in UPLOADS:
        target = address(app, named(app, endpoint), world)
        form = next(
            form for form in soup(office.get(target)).find_all("form", method="post")
            if form.select("input[type=file]")
        )  # fmt: skip
        fields = {one["name"] for one in form.select("[type=file]")}
        texts = {one["name"]: one.get("value", "") for one in fields_of(form)}
        for kind, (name, content) in FILES.items():
            files = {field: (io.BytesIO(content), name) for field in fields}
            started = time.process_time()
            answer = office.post(form.get("action") or target, data=texts | files)
            if time.process_time() - started > 5:
                slow[endpoint, kind] = time.process_time() - started
            if answer.status_code not in (200, 303, 409, 413, 422):
                broken[endpoint, kind] = answer.status_code

    assert (slow, broken) == ({}, {})
    assert MARK not in kept_bytes(app)


def kept_bytes(app):
    """All that lies in the database as bytes."""
    with app.app_context():
        return b"".join(
            value or b""
            for table in Base.metadata.sorted_tables
            for column in table.columns
            if isinstance(column.type, LargeBinary)
            for value in db.session.scalars(select(column))
        )
