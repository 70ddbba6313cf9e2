"""The pages of support with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.support import case_actions
from tests import build
from tests.browser.page import fill_and_press, press
from tests.support.build import a_case, a_funding, a_project, an_entry, number_of

OFFICE, MODERATOR, STEERING = Role.OFFICE, Role.MODERATOR, Role.STEERING
LONG = "W" * 200


def support_world():
    """A project with everything, a request in each state, programmes with and without a day."""
    near = {"support_minutes": 60, "support_until": date(2027, 9, 20), "action_field": "EE"}
    idea = a_project(
        "Solar für Änne Süßmilch-Krzyżanowska", organisation="Radfreunde e. V.", **near
    )
    case = a_case(idea, f"Wer hilft? {LONG}")
    closed = a_case(idea, "Küche gesucht")
    case_actions.close_case(closed, "Gefunden.", tell=False, seen_version=1, actor=build.OFFICE)
    entry = an_entry(
        idea, minutes=55, partner=LONG, what="Gespräch im Amt", outcome="Offen", note="Vertraulich",
        follow_up=date(2027, 9, 1), case_id=case,
    )  # fmt: skip
    return {
        "support_number": number_of(idea),
        "support_entry": entry,
        "support_case": case,
        "support_closed": closed,
        "support_funding": a_funding(LONG, fields=("EE",), deadline=date(2027, 9, 5)),
        "support_past": a_funding("Vorbei", fields=("EE",), deadline=date(2027, 8, 5)),
    }


def unfold(*words):
    def act(page):
        for one in words:
            page.get_by_text(one, exact=True).first.click()

    return act


STAFF, CASES, FUNDING = (
    "/buero/unterstuetzung",
    "/buero/unterstuetzung/anliegen",
    "/buero/foerderung",
)
ENTERED = press("Unterstützung eintragen")
SUPPORT_PAGES = (
    ("support", STAFF, unfold("Nach Handlungsfeld und Monat"), OFFICE),
    ("support-found", f"{STAFF}?suche=amt&art=navigation&von=2027-01-01", None, OFFICE),
    ("support-nothing", f"{STAFF}?suche=zeppelin", None, OFFICE),
    ("support-moderator", STAFF, None, MODERATOR),
    ("support-idea", "/buero/ideen/{support_number}", unfold("Unterstützung eintragen"), OFFICE),
    ("support-idea-moderator", "/buero/ideen/{support_number}", None, MODERATOR),
    ("support-idea-steering", "/buero/ideen/{support_number}", None, STEERING),
    ("support-new", f"{STAFF}/neu", None, OFFICE),
    ("support-new-errors", f"{STAFF}/neu", ENTERED, OFFICE),
    ("support-entry", f"{STAFF}/{{support_entry}}", None, OFFICE),
    ("support-remove", f"{STAFF}/{{support_entry}}/loeschen", None, OFFICE),
    ("cases", CASES, None, OFFICE),
    ("cases-none", f"{CASES}?suche=zeppelin", None, OFFICE),
    ("case", f"{CASES}/{{support_case}}", None, OFFICE),
    ("case-closed", f"{CASES}/{{support_closed}}", None, OFFICE),
    ("case-new", f"{CASES}/neu?idee={{support_number}}", None, OFFICE),
    ("case-take", f"{CASES}/{{support_case}}/uebernehmen", None, OFFICE),
    ("case-close-errors", f"{CASES}/{{support_case}}/erledigen",
     press("Als erledigt speichern"), OFFICE),
    ("funding", FUNDING, None, OFFICE),
    ("funding-moderator", FUNDING, None, MODERATOR),
    ("funding-one", f"{FUNDING}/{{support_funding}}", unfold("Text der E-Mail lesen"), OFFICE),
    ("funding-past", f"{FUNDING}/{{support_past}}", None, OFFICE),
    ("funding-new-errors", f"{FUNDING}/neu",
     fill_and_press("Programm aufnehmen", link="example.org"), OFFICE),
    ("funding-edit", f"{FUNDING}/{{support_funding}}/bearbeiten", None, OFFICE),
)  # fmt: skip
