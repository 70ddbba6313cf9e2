"""Pages about the rights of people, the texts of the law and the team, as ``Page`` takes them."""

from app.access import queries
from app.access.rules import Role
from app.privacy import legal
from app.privacy.legal_rules import LegalKind
from tests import build
from tests.browser.page import press
from tests.privacy.build import a_data_link

OFFICE = Role.OFFICE
LONG = "Mai-" + "Ü" * 60
WRITTEN = "## Stadt Musterhausen\n\n- [bitte ausfüllen: Straße]\n- **Telefon:** 0521 55 00 17"


def privacy_world():
    """Somebody with a long name, and a text in two versions."""
    row = build.a_registration(
        build.a_meeting(title="Nachtmarkt"), first_name="Nguyễn Thị",
        last_name=LONG, email="mai.rechte@example.org", wants_invitations=True,
    )  # fmt: skip
    for seen, text in enumerate((WRITTEN, f"{WRITTEN}\n- {'W' * 90}")):
        legal.write(LegalKind.IMPRINT, "de", text, seen=seen, actor=build.OFFICE)
    return {
        "rights": row,
        "rights_link": a_data_link(row),
        "rights_place": build.token_of(row),
        "member": queries.staff_by_email(build.a_member(Role.MODERATOR, name=LONG)).id,
    }


def save_an_old_page(page):
    """Somebody else was quicker."""
    page.locator("input[name=seen]").evaluate("field => { field.value = '1' }")
    page.locator("[name=text]").fill("Stadt Musterhausen, Rathaus")
    page.get_by_role("button", name="Text speichern", exact=True).click()


def open_the_menu(page):
    """As on a phone."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".tw-menu summary").click()


_law, _asked = "/buero/datenschutz", "/buero/datenschutz/auskunft/registration/{rights}"
_link, _own = "/auskunft/{rights_link}", "/auskunft/ueber/anmeldung/{rights_place}"
PRIVACY_PAGES = (
    ("rights-ask", "/auskunft"),
    ("rights-ask-errors", "/auskunft", press("Link zu meinen Daten senden")),
    ("rights-ask-english", "/auskunft?sprache=en"),
    ("rights-ask-german", "/auskunft?sprache=de"),
    ("rights-sent", "/auskunft/unterwegs"),
    ("rights-erased", "/auskunft/geloescht"),
    ("rights-link", _link),
    ("rights-data", f"{_link}/daten"),
    ("rights-erase-own", f"{_link}/loeschen"),
    ("rights-own", _own),
    ("rights-own-asked", _own, press("Link zu meinen Daten senden")),
    ("rights-link-dead", "/auskunft/verbraucht", None, None, 404),
    ("rights-search", f"{_law}/auskunft", None, OFFICE),
    ("rights-search-found", f"{_law}/auskunft?suche=Nguyen", None, OFFICE),
    ("rights-search-none", f"{_law}/auskunft?suche=Zirkus", None, OFFICE),
    ("rights-person", _asked, None, OFFICE),
    ("rights-erase", f"{_asked}/loeschen", None, OFFICE),
    ("law", _law, None, OFFICE),
    ("law-menu", _law, open_the_menu, OFFICE),
    ("law-record", f"{_law}/verzeichnis", None, OFFICE),
    ("law-retention", f"{_law}/loeschlauf", None, OFFICE),
    ("law-texts", f"{_law}/texte", None, OFFICE),
    ("law-text", f"{_law}/texte/impressum/de", None, OFFICE),
    ("law-text-none", f"{_law}/texte/auftragsverarbeiter/en", None, OFFICE),
    ("law-text-proposal", f"{_law}/texte/datenschutz/de?vorschlag=ja", None, OFFICE),
    ("law-text-changed", f"{_law}/texte/impressum/de", save_an_old_page, OFFICE),
    ("law-version", f"{_law}/texte/impressum/de/1", None, OFFICE),
    ("law-imprint-gaps", "/impressum", None, OFFICE),
    ("team", "/buero/team", None, OFFICE),
    ("team-new-errors", "/buero/team/neu", press("Person aufnehmen"), OFFICE),
    ("team-member", "/buero/team/{member}", None, OFFICE),
    ("team-remove", "/buero/team/{member}/entfernen", None, OFFICE),
    ("team-sessions", "/buero/sitzungen", None, OFFICE),
    ("team-events", "/buero/ereignisse", None, OFFICE),
    ("confirm-who", "/buero/bestaetigen", None, OFFICE),
    ("confirm-who-sent", "/buero/bestaetigen/unterwegs", None, OFFICE),
    ("state", "/buero/zustand", None, OFFICE),
)  # fmt: skip
