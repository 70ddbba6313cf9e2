"""Printing for the evening: one button, a bar, a pack; with script and without."""

import io
import threading
import time
import zipfile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from app.access.rules import Role
from app.papers import actions
from tests.browser.conftest import PATIENCE
from tests.browser.test_walks import MEETING, follow, press, sees_heading

BY_ITSELF = 2 * PATIENCE
"""A whole pack takes some seconds, on a busy machine more."""


@pytest.fixture
def printer(site):
    """The thread of the web server that makes packs; ``printer.on`` lets it begin."""
    on, off = threading.Event(), threading.Event()

    def work():
        while not off.is_set():
            if on.wait(0.05):
                with site.app.app_context():
                    actions.work_off(off.is_set)
                time.sleep(0.05)

    thread = threading.Thread(target=work)
    thread.start()
    thread.on = on
    yield thread
    off.set()
    thread.join()


def open_meeting(page):
    page.goto("/buero/treffen")
    follow(page, MEETING)


def fetched(page, name):
    """The bytes behind the link, with the cookies of this page."""
    link = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    answer = page.request.get(link.get_attribute("href"))
    assert answer.ok
    return answer.body(), answer.headers


def becomes_ready(page):
    expect(page.get_by_text("Das Paket ist fertig")).to_be_visible(timeout=BY_ITSELF)


def choose_only(page, **copies):
    """Tick these documents alone, in this number; some are among the further ones."""
    page.get_by_text("Weitere Unterlagen:").click()
    ticked = page.locator("input[type=checkbox]:checked")
    while ticked.count():
        ticked.first.uncheck()
    for name, number in copies.items():
        page.locator(f"#papier_{name}").check()
        page.locator(f"#zahl_{name}").fill(str(number))


def test_everything_for_the_day_with_one_button(site, sign_in, printer):
    office = sign_in()
    open_meeting(office)

    press(office, "Alles für den Tag drucken")

    sees_heading(office, "Druckpaket")
    bar = office.get_by_role("progressbar")
    expect(bar).to_contain_text("0 von")
    expect(office.get_by_text("Der Auftrag ist angenommen")).to_be_visible()
    printer.on.set()
    becomes_ready(office)
    expect(bar).to_have_count(0)
    pack, headers = fetched(office, "PDF öffnen und drucken")
    assert headers["content-disposition"].startswith("inline;")
    assert PdfReader(io.BytesIO(pack)).outline[0].title == "Druckliste"


def test_other_numbers_as_a_zip(site, sign_in, printer):
    printer.on.set()
    office = sign_in()
    open_meeting(office)
    follow(office, "Drucken")

    choose_only(office, tagesordnung=3, regieplan=1)
    press(office, "Als ZIP mit einzelnen PDF erstellen")

    becomes_ready(office)
    pack, _ = fetched(office, "ZIP herunterladen")
    with zipfile.ZipFile(io.BytesIO(pack)) as packed:
        ends = [name.partition("_0")[2] for name in packed.namelist()]
    assert ends == ["0_druckliste.pdf", "1_tagesordnung_3-mal.pdf", "2_regieplan.pdf"]
    follow(office, "Zurück zur Auswahl")
    row = office.get_by_role("row").filter(has_text="Kirsten Ahrensmann")
    expect(row).to_contain_text("Fertig")


def test_without_script_the_page_loads_itself_again(site, visitor, printer):
    visitor.goto(site.sign_in_link())
    press(visitor, "Einloggen")
    open_meeting(visitor)
    follow(visitor, "Drucken")

    choose_only(visitor, tagesordnung=1)
    press(visitor, "Als ein PDF erstellen")

    expect(visitor.get_by_role("progressbar")).to_have_text("0 von 1 Dokument fertig")
    printer.on.set()
    becomes_ready(visitor)
    assert fetched(visitor, "PDF öffnen und drucken")[0].startswith(b"%PDF-")


def test_moderators_get_no_lists_of_people(site, sign_in, printer):
    printer.on.set()
    moderator = sign_in(Role.MODERATOR)
    open_meeting(moderator)
    follow(moderator, "Drucken")

    expect(moderator.get_by_role("checkbox", name="Regieplan")).to_be_visible()
    for name in ("Einlassliste", "Namensschilder", "Kontaktliste"):
        expect(moderator.get_by_role("checkbox", name=name)).to_have_count(0)
    choose_only(moderator, regieplan=1)
    press(moderator, "Als ein PDF erstellen")
    becomes_ready(moderator)
