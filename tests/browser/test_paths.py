"""The paths of participants with the keyboard alone and as a screen reader tells them, no script.

Roles and names come from the browser's own accessibility tree.
"""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app.core.db import db
from app.core.tokens import link_token
from app.pitches.models import Pitch
from app.registrations.models import Registration
from tests import build
from tests.browser.keys import Keyboard, cut_off
from tests.browser.test_walks import sees_heading


@pytest.fixture
def keys(visitor):
    """The keyboard of a visitor without JavaScript."""
    return Keyboard(visitor)


@pytest.fixture
def slug(site):
    with site.app.app_context():
        return build.slug_of(site.meetings["M5"])


@pytest.fixture
def own_page(site):
    """The address of the page of somebody who has a place."""
    with site.app.app_context():
        meeting = build.a_meeting(title="Klima-Frühstück", capacity=5)
        return f"/anmeldung/{build.token_of(build.a_registration(meeting))}"


def told(page, *lines):
    """What a screen reader tells of the page, in this order (among other things)."""
    rest = page.locator("body").aria_snapshot()
    for line in lines:
        assert line in rest, f"{line!r} is not told, or not after the one before, in:\n{rest}"
        rest = rest.split(line, 1)[1]


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 200)")


def test_errors_are_told_first_and_lead_to_their_fields(visitor, keys, slug):
    visitor.goto(f"/treffen/{slug}/anmelden")
    keys.type("[name=vorname]", "Zoë")
    keys.on_to("main form .tw-actions button")
    visitor.keyboard.press("Enter")

    expect(visitor).to_have_title(re.compile("^Fehler: "))
    expect(visitor.get_by_role("alert")).to_be_focused()
    told(
        visitor,
        "- main:",
        "- alert:",
        'heading "Bitte prüfen Sie',
        'link "Nachname: ',
        'link "E-Mail-Adresse: ',
        'heading "',
        'textbox "Vorname": Zoë',
        'textbox "Nachname"',
        'textbox "E-Mail-Adresse"',
        'button "Anmeldung abschicken"',
    )
    field = visitor.get_by_role("textbox", name="Nachname")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Fehler: Nachname: Bitte"))
    keys.on_to("a[href='#nachname']")
    visitor.keyboard.press("Enter")
    expect(field).to_be_focused()
    assert keys.unseen == []


def test_changing_what_one_said(visitor, keys, own_page):
    visitor.goto(own_page)
    told(visitor, 'heading "Ihre Anmeldung" [level=1]', "- status:", "Ihr Platz ist sicher")

    keys.enter("a[href$='/aendern']", "**/aendern")
    keys.on_to("[name=organisation]")
    visitor.keyboard.press("Control+a")
    visitor.keyboard.type("Werkhof e. V.")
    keys.enter("main form .tw-actions button", f"**{own_page}*")

    told(visitor, "- main:", "- status:", "Ihre Angaben sind gespeichert")
    expect(visitor.locator("main")).to_contain_text("Werkhof e. V.")
    assert keys.unseen == []


def test_giving_the_place_back(visitor, keys, own_page):
    visitor.goto(own_page)

    keys.enter("a[href$='/abmelden']", "**/abmelden")
    told(visitor, "- main:", "level=1]", 'button "Abmelden"')
    keys.on_to("main button[type=submit]")
    visitor.keyboard.press("Enter")

    sees_heading(visitor, "Sie sind abgemeldet")
    told(visitor, "- main:", 'heading "Sie sind abgemeldet" [level=1]')
    assert keys.unseen == []


def test_confirming_the_address(site, visitor, keys):
    with site.app.app_context():
        waiting = build.a_registration(build.a_meeting(), confirmed=False)
        token = build.token_of(waiting, "confirm")
    visitor.goto(f"/anmeldung/{token}/bestaetigen")

    told(visitor, "- main:", "level=1]", 'button "Anmeldung bestätigen"')
    keys.on_to("main button[type=submit]")
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_text("Ihr Platz ist sicher")).to_be_visible()
    with site.app.app_context():
        assert db.session.get(Registration, waiting).state == "confirmed"
    assert keys.unseen == []


def test_pitching_and_changing_the_pitch(site, visitor, keys, slug):
    with site.app.app_context():
        build.a_planned_meeting(title="Abend")
    visitor.goto(f"/treffen/{slug}/pitch")
    for name, text in {
        "title": "Klima-Bänke",
        "summary": "Schatten für alle.",
        "first_name": "Zoë",
        "last_name": "Krzyżanowska",
        "email": "zoe@example.org",
    }.items():
        keys.type(f"[name={name}]", text)
    keys.enter("main form .tw-actions button", "**/eingegangen")
    told(visitor, "- main:", "level=1]")
    with site.app.app_context():
        pitch = db.session.scalar(select(Pitch).where(Pitch.title == "Klima-Bänke"))
        token = link_token("pitch", pitch.id, pitch.link_version)

    visitor.goto(f"/pitch/{token}")
    told(visitor, "- main:", "level=1]", 'textbox "Titel', "Klima-Bänke", 'button "')
    keys.on_to("[name=title]")
    visitor.keyboard.press("Control+a")
    visitor.keyboard.type("Klima-Bänke am Fluss")
    keys.on_to("main form .tw-actions button")
    visitor.keyboard.press("Enter")
    visitor.wait_for_load_state()

    expect(visitor.get_by_role("status").first).to_be_visible()
    with site.app.app_context():
        assert db.session.get(Pitch, pitch.id).title == "Klima-Bänke am Fluss"
    assert keys.unseen == []


def test_every_field_and_button_of_the_forms_has_a_name(visitor, own_page, slug):
    for path in (f"/treffen/{slug}/anmelden", f"/treffen/{slug}/pitch", f"{own_page}/aendern"):
        visitor.goto(path)
        tree = visitor.locator("main").aria_snapshot()
        roles = r"(textbox|combobox|checkbox|radio|button|link|searchbox|spinbutton)"
        unnamed = re.findall(rf"^\s*- {roles}(?! \").*$", tree, re.MULTILINE)
        assert unnamed == [], path
        assert len(re.findall(rf"^\s*- {roles} \"", tree, re.MULTILINE)) > 5


def test_the_look_at_400_percent_sees_what_is_cut(visitor):
    """Control: a page that is wrong in each way."""
    visitor.set_content(
        "<p style='white-space: nowrap'>" + "breit " * 30 + "</p>"
        "<p style='width: 9rem; overflow: hidden; white-space: nowrap'>" + "lang " * 30 + "</p>"
        "<p style='height: 1rem; overflow: hidden'>" + "hoch " * 60 + "</p>"
        "<p>passt</p><div style='position: fixed; height: 200px'></div>"
    )

    found = [re.sub(r"^<.*?>", "", one)[:5] for one in cut_off(visitor)]

    assert found == ["lang ", "hoch ", "sidew", "stuck"]
