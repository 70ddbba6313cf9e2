"""Pages of registrations with something to show: plain values, as ``page.Page`` takes them."""

from app.access.rules import Role
from tests import build
from tests.browser.page import fill_and_press

OFFICE = Role.OFFICE


def registration_world():
    """A meeting with two kinds of places, all taken on site, and one where the office decides."""
    meeting = build.a_meeting("online-hybrid", title="Jahresgespräch", capacity=1)
    long_name = "Freifrau von Wiedenstein-Holzbrück"
    seated = build.a_registration(meeting, last_name=long_name, access_needs="Höranlage")
    return {
        "hybrid": meeting,
        "seated": seated,
        "hybrid_place": build.token_of(seated),
        "in_line": build.a_registration(meeting),
        "unconfirmed": build.a_registration(meeting, confirmed=False),
        "requests": build.a_request(title="Runde der Vereine"),
    }


_place, _person, _meeting = (
    "/anmeldung/{hybrid_place}",
    "/buero/anmeldungen/{seated}",
    "/buero/treffen",
)
_empty_name = fill_and_press("Angaben speichern", nachname="")
REGISTRATION_PAGES = [
    ("change-own", f"{_place}/aendern"),
    ("change-own-errors", f"{_place}/aendern", _empty_name),
    ("address", f"{_place}/adresse"),
    ("switch", f"{_place}/teilnahme"),
    ("registration", _person, None, OFFICE),
    ("registration-edit", f"{_person}/bearbeiten", None, OFFICE),
    ("registration-move", f"{_person}/ummelden?ziel={{requests}}", None, OFFICE),
    ("registration-erase", f"{_person}/loeschen", None, OFFICE),
    ("registration-let-in", "/buero/anmeldungen/{in_line}/zulassen", None, OFFICE),
    ("registration-confirm", "/buero/anmeldungen/{unconfirmed}/bestaetigen", None, OFFICE),
    ("registration-new", f"{_meeting}/{{hybrid}}/anmeldungen/neu", None, OFFICE),
    ("places", f"{_meeting}/{{hybrid}}/plaetze", None, OFFICE),
    ("requests", f"{_meeting}/{{requests}}/anfragen", None, OFFICE),
]
