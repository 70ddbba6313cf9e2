"""After the evening (domain.md T6): results, contacts, photos and feedback, in a browser."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from app.access.rules import Role
from app.core.db import db, transaction
from app.core.printing import pdf_of
from app.feedback.models import Feedback
from app.meetings.queries import meeting_by_id
from app.minutes import photos, queries, releases
from app.minutes.documents import newest_document
from app.minutes.models import MinutesPhoto
from app.registrations.lists import contact_entries, contact_standing
from app.registrations.models import Registration
from app.registrations.queries import after_token
from app.registrations.rules import ContactStanding
from tests import build
from tests.minutes.pictures import PLACE, a_bomb, a_photo

OF_M4 = "/treffen/2027-06-17-2-vernetzungstreffen-2027"


def link_of(site, standing):
    """The personal page of somebody with this standing for the contact list of M4."""
    with site.app.app_context():
        people = db.session.scalars(
            select(Registration).where(Registration.meeting_id == site.meetings["M4"])
        )
        return f"/danach/{after_token(next(p for p in people if contact_standing(p) == standing))}"


def document(page, link):
    """The text of the document that a link of this page leads to."""
    answer = page.request.get(page.get_by_role("link", name=link).get_attribute("href"))
    assert answer.ok
    pages = PdfReader(io.BytesIO(answer.body())).pages
    return " ".join(" ".join(one.extract_text().split()) for one in pages)


@pytest.fixture
def with_document(site):
    """The document of M4's minutes is made, as it is when the demo is loaded."""
    m4 = site.meetings["M4"]
    with site.app.app_context():
        pdf = pdf_of(newest_document(meeting_by_id(m4)))
        with transaction():
            queries.release_of(m4).pdf = pdf


@pytest.mark.pdf
@pytest.mark.usefixtures("with_document")
def test_t6_who_agreed_finds_results_and_twenty_four_contacts(site, visitor):
    visitor.goto(link_of(site, ContactStanding.LISTED))

    expect(visitor.get_by_text("24 Personen stehen auf der Liste, Sie auch.")).to_be_visible()
    assert "Die Projektwand bleibt" in document(visitor, "Ergebnisprotokoll herunterladen")
    assert "2027-025 Mehrweg-Verbund" in document(visitor, "Dokumentation herunterladen")
    contacts = document(visitor, "Kontaktliste herunterladen")
    visitor.get_by_role("link", name="Kontaktliste ansehen").click()
    rows = visitor.locator("tbody tr")
    expect(rows).to_have_count(24)
    with site.app.app_context():
        people = contact_entries(meeting_by_id(site.meetings["M4"]))
    names = [f"{one.first_name} {one.last_name}" for one in people]
    assert [row.strip() for row in visitor.locator("tbody th").all_inner_texts()] == names
    assert [one.email for one in people if one.email not in contacts.replace(" ", "")] == []

    visitor.go_back()
    visitor.get_by_role("link", name="Ergebnisprotokoll lesen").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("2. Vernetzungstreffen 2027")
    visitor.goto(link_of(site, ContactStanding.LISTED))
    visitor.get_by_role("link", name="Dokumentation mit Ideen und Fotos ansehen").click()
    visitor.get_by_role("link", name="Mehrweg-Verbund für Vereinsfeste").click()
    expect(visitor.get_by_text("2027-025").first).to_be_visible()


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (ContactStanding.NOT_AGREED, "Sie haben dem nicht zugestimmt."),
        (ContactStanding.NOT_THERE, "waren Sie nicht dabei"),
    ],
)
def test_t6_others_find_results_and_read_why_they_get_no_contacts(site, visitor, standing, said):
    own = link_of(site, standing)
    visitor.goto(own)

    expect(visitor.get_by_text(said)).to_be_visible()
    expect(visitor.get_by_role("link", name="Ergebnisprotokoll lesen")).to_be_visible()
    expect(visitor.get_by_role("link", name="Kontaktliste")).to_have_count(0)
    assert visitor.goto(f"{own}/kontakte").status == 404
    assert visitor.goto(f"{own}/kontaktliste.pdf").status == 404


def test_t6_a_stranger_finds_the_documentation_and_no_contacts(site, visitor):
    visitor.goto(OF_M4)

    expect(visitor.get_by_text("Zusammenfassung")).to_be_visible()
    expect(visitor.get_by_role("link", name="Kontaktliste")).to_have_count(0)
    with site.app.app_context():
        people = contact_entries(meeting_by_id(site.meetings["M4"]))
    assert not [one.email for one in people if one.email in visitor.content()]
    own = link_of(site, ContactStanding.LISTED)
    for wrong in (own[:-1], f"{own}x", "/danach/kontakte", "/danach/"):
        assert visitor.goto(f"{wrong}/kontakte").status == 404


def taken_up(site):
    """The minutes of M4 are written again."""
    m4 = site.meetings["M4"]
    with site.app.app_context():
        releases.revise(m4, actor=build.OFFICE)
    return f"/buero/treffen/{m4}/protokoll/fotos"


def kept(site):
    with site.app.app_context():
        return [
            (photo.width, photo.height, photo.description)
            for photo in photos.all_photos(queries.minutes_id_of(site.meetings["M4"]))
        ]


def files(*named):
    return [{"name": name, "mimeType": "image/jpeg", "buffer": data} for name, data in named]


@pytest.mark.parametrize("script", [True, False])
def test_photos_are_taken_in_with_and_without_script(site, sign_in, script):
    address = taken_up(site)
    page = sign_in(Role.MODERATOR, java_script_enabled=script)
    page.goto(address)

    page.set_input_files(
        "#files",
        files(
            ("hoch.jpg", a_photo(3200, 2400, "olive", orientation=6)),
            ("klein.jpg", a_photo(300, 200, "teal")),
        ),
    )
    page.get_by_role("button", name="Fotos aufnehmen").click()
    expect(page.get_by_role("heading", name="2 Fotos")).to_be_visible()

    assert [size[:2] for size in kept(site)] == [(1200, 1600), (300, 200)]
    page.get_by_label("Was ist zu sehen?").first.fill("Wand „Mobilität“")
    page.get_by_label("Gehört zu").first.select_option(index=2)
    page.get_by_role("button", name="Beschreibung speichern: Foto 1").click()
    expect(page.get_by_text("1 Foto hat noch keine Beschreibung")).to_be_visible()
    page.get_by_role("button", name="Nach unten: Foto 1").click()
    expect(page.get_by_label("Was ist zu sehen?").nth(1)).to_have_value("Wand „Mobilität“")
    page.get_by_role("link", name="Foto entfernen: Foto 1").click()
    page.get_by_role("button", name="Foto entfernen").click()
    expect(page.get_by_role("heading", name="1 Foto", exact=True)).to_be_visible()
    assert kept(site) == [(1200, 1600, "Wand „Mobilität“")]


def test_the_script_tells_of_each_file_and_keeps_the_good_ones(site, sign_in):
    page = sign_in(Role.OFFICE)
    page.goto(taken_up(site))

    page.set_input_files(
        "#files",
        files(
            ("gut.jpg", a_photo(2400, 1600)),
            ("brief.jpg", b"%PDF-1.7"),
            ("riesig.png", a_bomb(60_000, 60_000)),
        ),
    )
    page.get_by_role("button", name="Fotos aufnehmen").click()

    lines = page.locator("[data-progress] li")
    expect(lines).to_have_text(
        [
            "gut.jpg: aufgenommen",
            "brief.jpg: Das ist kein Bild, das Treffwerk lesen kann. "
            "Möglich sind JPEG, PNG und WebP.",
            "riesig.png: Das Bild hat 3600 Megapixel. Das ist zu groß. "
            "Bitte verkleinern Sie es vorher, 4 Megapixel genügen.",
            "Aufgenommene Fotos anzeigen",
        ]
    )
    page.get_by_role("link", name="Aufgenommene Fotos anzeigen").click()
    expect(page.get_by_role("heading", name="1 Foto", exact=True)).to_be_visible()
    with site.app.app_context():
        assert PLACE not in db.session.scalars(select(MinutesPhoto.picture)).one()


def test_without_network_the_files_stay_chosen_and_go_later(site, sign_in):
    page = sign_in(Role.OFFICE)
    page.goto(taken_up(site))
    page.set_input_files("#files", files(("gut.jpg", a_photo(600, 400))))

    page.context.set_offline(True)
    page.get_by_role("button", name="Fotos aufnehmen").click()
    expect(page.get_by_text("es gibt gerade keine Verbindung")).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Fotos aufnehmen").click()

    expect(page.get_by_role("heading", name="1 Foto", exact=True)).to_be_visible()
    assert len(kept(site)) == 1


def test_feedback_is_given_without_a_name_and_read_by_the_team(site, visitor, sign_in):
    site.set_clock("2027-06-18T20:00")
    visitor.goto(f"{OF_M4}/rueckmeldung")
    visitor.get_by_role("group", name="Ich habe neue Kontakte geknüpft.").or_(
        visitor.get_by_role("radiogroup", name="Ich habe neue Kontakte geknüpft.")
    ).get_by_label("trifft voll zu", exact=True).check()
    visitor.get_by_label("Was hat Ihnen gefallen?").fill("Die Thementische.")
    visitor.get_by_role("button", name="Rückmeldung senden").click()
    faster_than_a_person = visitor.get_by_text("Das ging sehr schnell")
    arrived = visitor.get_by_text("Ihre Antworten sind angekommen")
    expect(faster_than_a_person.or_(arrived)).to_be_visible()
    if faster_than_a_person.is_visible():
        visitor.get_by_role("button", name="Rückmeldung senden").click()
    expect(arrived).to_be_visible()

    with site.app.app_context():
        *cards, one = db.session.scalars(select(Feedback).order_by(Feedback.id))
        assert len(cards) == 38  # those of the year
        assert (one.marks, one.good) == ({"contacts": 5}, "Die Thementische.")
    page = sign_in(Role.MODERATOR)
    page.goto(f"/buero/treffen/{site.meetings['M4']}/rueckmeldungen")
    expect(page.get_by_text("39 Personen haben geantwortet.")).to_be_visible()
    expect(page.get_by_text("Die Thementische.")).to_be_visible()
