"""The pages of cards and mediations with something to show: plain values, as ``pages.Page``."""

from app.access.rules import Role
from app.matching import actions, mediating
from app.matching.queries import token_of
from tests import build
from tests.matching.build import a_handed_in_card, a_search, an_offer, asked, card

OFFICE, STEERING = Role.OFFICE, Role.STEERING
LONG = "W" * 200
LETTERS = "Änne Süßmilch-Krzyżanowska"


def matching_world():
    """Cards in every state, a long one, mediations that run, were refused and passed."""
    held = a_handed_in_card(text=f"{LONG} und ein Lager", person=LETTERS, email="held@example.org")
    pending = a_handed_in_card(kind="offer", text="Garage", email="pending@example.org")
    actions.confirm(token_of(card(held)))
    search = a_search(text=f"Lager {LONG}", email="long@example.org", district="Jöllenbeck")
    silent = a_search(text="Lager", consent=False, email="silent@example.org")
    found, of_search, of_offer = asked(search, an_offer(), reason=LONG)
    mediating.answer(of_search, agreed=True)
    refused, link, _ = asked(a_search(email="refused@example.org"), an_offer())
    mediating.answer(link, agreed=False, message="Gerade nicht.\nDanke!")
    passed, *both = asked(a_search(email="passed@example.org"), an_offer(email="b@example.org"))
    for one in both:
        mediating.answer(one, agreed=True)
    closed = a_search(text="Zelt", email="closed@example.org")
    actions.close(closed, "Gefunden", tell=True, actor=build.OFFICE)
    return {
        "card_held": held,
        "card_open": search,
        "card_silent": silent,
        "card_closed": closed,
        "card_offer": an_offer(email="again@example.org"),
        "card_pending_link": token_of(card(pending)),
        "card_link": token_of(card(search)),
        "card_closed_link": token_of(card(closed)),
        "mediation_asked": found,
        "mediation_refused": refused,
        "mediation_passed": passed,
        "contact_agreed": of_search,
        "contact_asked": of_offer,
        "contact_refused": link,
        "contact_passed": both[0],
    }


def send(name):
    def act(page):
        page.get_by_role("button", name=name, exact=True).click()

    return act


CARDS, MEDIATIONS = "/buero/suche-und-biete", "/buero/vermittlungen"
MATCHING_PAGES = (
    ("cards", CARDS, None, OFFICE),
    ("cards-nothing", f"{CARDS}?suche=nichts&art=biete", None, OFFICE),
    ("cards-board", f"{CARDS}/tafel", None, OFFICE),
    ("card-new", f"{CARDS}/neu", send("Karte anlegen"), OFFICE),
    ("card-held", f"{CARDS}/{{card_held}}", None, OFFICE),
    ("card-open", f"{CARDS}/{{card_open}}", None, OFFICE),
    ("card-silent", f"{CARDS}/{{card_silent}}", None, OFFICE),
    ("card-closed", f"{CARDS}/{{card_closed}}", None, OFFICE),
    ("card-change", f"{CARDS}/{{card_open}}/aendern", None, OFFICE),
    ("card-close", f"{CARDS}/{{card_open}}/schliessen", send("Karte schließen"), OFFICE),
    ("mediations", MEDIATIONS, None, OFFICE),
    ("mediation-new", f"{MEDIATIONS}/neu?suche={{card_open}}&biete={{card_offer}}", None, OFFICE),
    ("mediation-no", f"{MEDIATIONS}/neu?suche={{card_silent}}&biete={{card_offer}}", None, OFFICE),
    ("mediation-asked", f"{MEDIATIONS}/{{mediation_asked}}", None, OFFICE),
    ("mediation-refused", f"{MEDIATIONS}/{{mediation_refused}}", None, OFFICE),
    ("mediation-passed", f"{MEDIATIONS}/{{mediation_passed}}", None, OFFICE),
    ("mediation-helper", "/buero/ideen/2027-025/kontakt", send("Weiter"), OFFICE),
    ("cards-public", "/suche-und-biete", None, None),
    ("cards-public-field", "/suche-und-biete?feld=NW", None, None),
    ("card-hand-in", "/suche-und-biete/neu", send("Karte senden"), None),
    ("card-answer", "/suche-und-biete/neu?antwort=S01", None, None),
    ("search-card-sent", "/suche-und-biete/unterwegs", None, None),
    ("card-confirm", "/suche-und-biete/karte/{card_pending_link}", None, None),
    ("card-own", "/suche-und-biete/karte/{card_link}?neu=laenger", None, None),
    ("card-own-closed", "/suche-und-biete/karte/{card_closed_link}", None, None),
    ("contact-asked", "/kontakt/{contact_asked}", None, None),
    ("contact-agreed", "/kontakt/{contact_agreed}?neu=ja", None, None),
    ("contact-refused", "/kontakt/{contact_refused}?neu=nein", None, None),
    ("contact-passed", "/kontakt/{contact_passed}", None, None),
)
