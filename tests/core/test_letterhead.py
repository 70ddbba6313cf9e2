"""The city's letterhead: what is refused and why, and how the logo stands in real documents."""

import struct
import zlib
from io import BytesIO

import page as validator
import pikepdf
import pytest
from PIL import Image

from app.core import letterhead, pdf
from app.core.errors import SettingsFault
from app.core.settings_sections import Print
from tests.core import print_samples

SHAPE = '<path d="M0 0H20V9H0Z" fill="#1f5fa8"/>'
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 9" {}>{}</svg>'


@pytest.fixture
def city(tmp_path):
    """Read a letterhead whose folder holds these files; without a logo, when there is none."""

    def read(files, **settings):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        logo = next((name for name in files if name.startswith("logo.")), "")
        wanted = {"logo": logo, "logo_text": "Stadt", "folder": str(tmp_path), **settings}
        return letterhead.read(Print(**wanted))

    return read


def faults(city, files, **settings):
    with pytest.raises(SettingsFault) as told:
        city(files, **settings)
    return str(told.value)


def photo(kind, size=(60, 30), mode="RGB"):
    written = BytesIO()
    Image.new(mode, size, 90).save(written, kind)
    return written.getvalue()


def bomb():
    """A PNG of a few bytes that says it is 50,000 pixels wide and high."""
    parts = [b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0), b"IDAT" + bytes(9)]
    chunks = [struct.pack(">I", len(p) - 4) + p + struct.pack(">I", zlib.crc32(p)) for p in parts]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize(
    ("inner", "told"),
    [
        ("<script>1</script>", "<script>"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<image href="x.png"/>', "<image>"),
        ("<text>Stadt</text>", "in Pfade um"),
        ('<rect onclick="x()"/>', "„onclick“"),
        ('<use href="https://example.org/a.svg#b"/>', "https://example.org"),
        ('<use href="data:image/svg+xml,x"/>', "data:image"),
        ("<style>@import 'a.css';</style>", "„@“"),
        ("<style>rect { fill: url(a.svg) }</style>", "„url(“"),
        (r"<style>rect { fill: u\72l(a.svg) }</style>", "fremde Inhalte"),
        ('<rect style="fill:url(https://example.org/a)"/>', "„url(“"),
        ('<rect opacity="0.5"/>', "„opacity“"),
        ('<g id="a"><use href="#a"/></g>', "Kopien"),
        ("<rect>", "kein gültiges SVG"),
    ],
)
def test_a_drawing_that_does_more_than_draw_is_refused(city, inner, told):
    assert told in faults(city, {"logo.svg": SVG.format("", inner)})


def test_entities_are_refused(city):
    text = '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + SVG.format("", SHAPE)

    assert "DOCTYPE" in faults(city, {"logo.svg": text})


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("logo.png", b"no picture", "kein vollständiges Bild"),
        ("logo.png", photo("PNG")[:60], "kein vollständiges Bild"),
        ("logo.png", photo("JPEG"), "kein vollständiges Bild"),
        ("logo.png", bomb(), "40 Millionen"),
        ("logo.png", photo("PNG") + bytes(2 * 1024 * 1024), "2,0 MB"),
        ("logo.gif", photo("GIF"), ".svg, .png und .jpg"),
        ("logo.svg", "<html/>", "kein SVG"),
        ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="foo"/>', "vier Zahlen"),
        ("logo.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 0 9"/>', "vier Zahlen"),
    ],
    ids=["text", "cut", "other", "bomb", "large", "gif", "html", "box", "no width"],
)
def test_what_is_no_picture_is_refused(city, name, content, told):
    text = faults(city, {name: content})

    assert (told in text, name in text) == (True, True)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"logo": "fehlt.png"}, "nicht lesbar"),
        ({"logo": "../logo.svg"}, "print.logo"),
        ({"logo_text": ""}, "print.logo_text"),
        ({"accent": "#ffcc00"}, "Kontrast 1,5 : 1"),
        ({"folder": "/gibt/es/nicht"}, "print.folder"),
        ({"folder": ""}, "print.folder"),
    ],
)
def test_settings_that_do_not_fit_name_place_and_remedy(city, settings, told):
    assert told in faults(city, {"logo.svg": SVG.format("", SHAPE)}, **settings)


@pytest.mark.parametrize(
    ("style", "told"),
    [
        ("\nh1 { background: url(a.png) }", "print.css, Zeile 2"),
        ("@import 'a.css';", "@import"),
        ("h1 { color: red", None),
        ("h1 } {", "Schreibweise"),
    ],
)
def test_styles_of_a_city_load_nothing(city, style, told):
    files = {"print.css": style}
    if told is None:
        assert style in city(files).pictures[letterhead.STYLES].data.decode()
    else:
        assert told in faults(city, files)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("agenda/print/agende.html", "x", "Meinten Sie „agenda/print/agenda.html“"),
        ("agenda/print/agenda.html", "\n{% if %}", "Zeile 2"),
        ("agenda/print/agenda.html", "{{ x|nofilter }}", "nofilter"),
        ("agenda/print/agenda.html", "{{ x|safe }}", "safe"),
        ("agenda/print/agenda.html", "{% include '../config.toml' %}", "gibt es nicht"),
        ("agenda/print/agenda.html", "{% include x %}", "fest dastehen"),
    ],
)
def test_a_template_that_cannot_work_is_refused(city, name, text, told):
    message = faults(city, {f"templates/{name}": text})

    assert (told in message, name in message) == (True, True)


def test_a_template_may_extend_the_one_it_replaces(city):
    text = "{% extends 'treffwerk/agenda/print/agenda.html' %}"

    made = city({"templates/agenda/print/agenda.html": text})

    assert made.templates == {"agenda/print/agenda.html": text}


def test_metadata_of_a_photo_is_gone(city):
    image, written = Image.new("RGB", (4000, 40), "navy"), BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "geheim"
    image.save(written, "JPEG", exif=exif, icc_profile=b"geheimes Profil")

    made = city({"logo.jpg": written.getvalue()}).pictures[letterhead.LOGO]

    assert (made.mime, b"geheim" in made.data) == ("image/png", False)
    assert Image.open(BytesIO(made.data)).width <= 1890


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", SVG.format('xmlns:x="urn:x" x:note="1"', SHAPE)),
        ("logo.png", photo("PNG", mode="RGBA")),
        ("logo.jpg", photo("JPEG", mode="CMYK")),
    ],
)
def test_a_document_with_a_logo_is_lasting_and_names_it(city, monkeypatch, name, content):
    wanted = {"accent": "#1f5fa8", "head": ("Umweltamt",), "foot": ("Niederwall 25",)}
    pictures = city({name: content}, **wanted).pictures
    monkeypatch.setitem(print_samples._jinja.globals, "city_styles", True)
    look = Print(logo=name, logo_text="Wappen der Stadt", **wanted)
    monkeypatch.setattr(print_samples._jinja.globals["settings"], "print", look)
    html = print_samples.document("<h2>Eins</h2>")
    table = {key: (one.data, one.mime) for key, one in pictures.items()}
    made = []
    for _ in range(2):
        pdf.stop_renderer()
        pdf.configure(workers=1, timeout_seconds=30, memory_megabytes=1024, pictures=table)
        made.append(pdf.render_pdf(html))
    pdf.stop_renderer()
    pdf.configure(workers=1, timeout_seconds=30, memory_megabytes=1024)

    assert made[0] == made[1]
    for profile in ("ua1", "3a"):
        assert validator.validate_pdf_bytes(made[0], profile=profile).failures == []
    with pikepdf.open(BytesIO(made[0])) as file:
        figures = [
            str(one.Alt)
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    assert figures == ["Wappen der Stadt"]
