"""Signs and posters as they come from the press: papers, words, sizes, the way to the page."""

import re
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from app.core import pdf
from app.core.db import db
from app.core.links import link_to
from app.core.printing import pdf_of
from app.core.qr import qr_svg
from app.meetings.models import Meeting, Venue
from app.papers import signs
from app.papers.signs import Arrow, Size
from tests import build
from tests.papers.structure import findings

pytestmark = pytest.mark.pdf

LONG = "Nachbarschaftliche Wärmewende im Quartier: Yıldırım, Krzyżanowska und Nguyễn Thị Mai laden "
WHOLE_SET = (
    "Anmeldung", "Kulturhaus Webwerk", "Garderobe", "Toiletten", "Weg ohne Stufen", "Aufzug",
    "Höranlage", "Heute wird fotografiert", "Ihre Daten",
)  # fmt: skip
ON_THE_POSTER = (
    "Donnerstag, 30. September 2027", "18:00 bis 20:30 Uhr", "Musterweg 12, 33719 Bielefeld",
    "Haltestelle Musterweg", "Stufenfrei erreichbar, barrierefreie Toilette", "0521 51-0",
)  # fmt: skip
TITLES = ["Saal", (LONG * 3)[:200], "Wärmepumpengemeinschaftsfinanzierungsmodell" * 4]


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def a_meeting(kit: str = "auftakt", **values: object) -> Meeting:
    meeting = db.session.get(Meeting, build.a_planned_meeting(kit=kit, **values))
    assert meeting
    return meeting


def a_venue(**values: object) -> Venue:
    venue = db.session.get(Venue, build.a_venue(**values))
    assert venue
    return venue


def texts(data: bytes) -> list[str]:
    pages = PdfReader(BytesIO(data)).pages
    return [" ".join(page.extract_text().split()) for page in pages]


def alternatives(data: bytes) -> list[str]:
    """What is read aloud in place of pictures."""
    with pikepdf.open(BytesIO(data)) as file:
        return [
            str(one.Alt)
            for one in file.objects
            if isinstance(one, pikepdf.Dictionary) and "/Alt" in one
        ]


def the_code(html: str) -> str:
    (found,) = re.findall(r'<svg[^>]*class="qr".*?</svg>', html, re.S)
    return found


@pytest.mark.parametrize(
    ("title", "arrow"),
    [(TITLES[0], Arrow.NONE), (TITLES[1], Arrow.LEFT), (TITLES[2], Arrow.RIGHT)],
)
def test_a_way_sign_shows_any_words_whole(ctx, title: str, arrow: Arrow) -> None:
    data = pdf_of(signs.way_sign_document(a_meeting(), title, arrow))

    assert findings(data, pages=1, paper="A4 landscape", sheet=True) == []
    assert title.replace(" ", "") in texts(data)[0].replace(" ", "")
    assert alternatives(data) == ([signs.ARROW_LABELS[arrow]] if arrow else [])


def test_a_short_sign_can_be_read_from_across_the_room(ctx) -> None:
    html = signs.way_sign_document(a_meeting(), "Anmeldung", Arrow.UP).html

    assert int(re.search(r"fit t-(\d+)", html)[1]) >= 28


@pytest.mark.parametrize(("size", "paper"), [(Size.A4, "A4 landscape"), (Size.A3, "A3 landscape")])
def test_the_set_of_signs_has_what_the_place_has(ctx, size: Size, paper: str) -> None:
    venue = a_venue(name="Kulturhaus Webwerk", hearing_loop=True)
    pages = texts(data := pdf_of(signs.signs_document(a_meeting(), venue, size)))

    assert findings(data, pages=13, paper=paper, sheet=True) == []
    for words in WHOLE_SET:
        assert any(page.startswith(words) for page in pages), words
    assert "Namensschild mit Punkt: keine Fotos" in alternatives(data)


def test_nothing_is_promised_that_the_place_does_not_have(ctx) -> None:
    venue = a_venue(step_free=False, accessible_toilet=None, hearing_loop=None)
    html = signs.signs_document(a_meeting(), venue).html

    for words in ("barrierefrei", "Weg ohne Stufen", "Aufzug", "Höranlage"):
        assert words not in html
    assert "Saal" in signs.signs_document(a_meeting(), None).html


def test_the_data_protection_notice_names_the_days_and_leads_to_the_page(ctx) -> None:
    html = signs.signs_document(a_meeting(), None).html
    address = link_to("legal_public.privacy")

    assert "7 Tage nach dem Treffen" in html and "365 Tagen" in html
    assert str(qr_svg(address, f"QR-Code: Seite zum Datenschutz, {address.split('//')[1]}")) in html


@pytest.mark.parametrize(("size", "paper"), [(Size.A3, "A3"), (Size.A4, "A4")])
def test_the_poster_says_what_when_and_where(ctx, size: Size, paper: str) -> None:
    meeting = a_meeting("pitch-abend", title="Projekt-Pitch-Abend", topic="Projekte suchen Sie")
    data = pdf_of(signs.poster_document(meeting, size))
    (page,) = texts(data)

    assert findings(data, pages=1, paper=paper, sheet=True) == []
    for words in ON_THE_POSTER:
        assert words in page, words
    address = link_to("desk_public.meeting", slug=meeting.slug)
    says = f"QR-Code: Seite des Treffens mit Anmeldung, {address.split('//')[1]}"
    assert alternatives(data) == [says]
    assert the_code(signs.poster_document(meeting, size).html) == str(qr_svg(address, says))


@pytest.mark.parametrize("title", TITLES[1:])
def test_the_poster_shows_long_titles_and_places_whole(ctx, title: str) -> None:
    meeting = a_meeting(title=title[:200], topic=(LONG * 4)[:300])
    assert meeting.venue
    meeting.venue.name, meeting.venue.stop = (LONG * 3)[:200], LONG
    data = pdf_of(signs.poster_document(meeting))

    assert findings(data, pages=1, paper="A3", sheet=True) == []
    assert title[:200].replace(" ", "") in texts(data)[0].replace(" ", "")


def test_a_poster_for_an_online_meeting_names_no_house(ctx) -> None:
    html = signs.poster_document(a_meeting("online-hybrid", mode="online")).html

    assert "Den Link bekommen Sie mit der Bestätigung." in html
    assert "Stadtteilhaus" not in html and "Einlass" not in html


def test_the_sign_for_ideas_leads_to_the_form_until_the_deadline(ctx) -> None:
    meeting = a_meeting("pitch-abend", title=(LONG * 3)[:200])
    data = pdf_of(signs.ideas_wall_document(meeting))

    assert findings(data, pages=1, paper="A4 landscape", sheet=True) == []
    assert signs.takes_ideas(meeting) and not signs.takes_ideas(a_meeting("themenwerkstatt"))
    assert (
        link_to("pitches_public.submit", slug=meeting.slug).split("//")[1] in alternatives(data)[0]
    )
    assert "16. September 2027" in texts(data)[0]
