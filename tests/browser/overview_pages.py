"""The overview, the report and the memory: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role

OFFICE, MODERATOR, STEERING = Role.OFFICE, Role.MODERATOR, Role.STEERING
OVERVIEW, REPORT, MEMORY = "/buero/ueberblick", "/buero/bericht", "/buero/gedaechtnis"


def choose_examples(page):
    page.get_by_text("Beispiele wählen").click()
    page.get_by_label("2027-003 Fahrradbus").check()
    page.get_by_role("button", name="Bericht zeigen").click()


OVERVIEW_PAGES = (
    ("forum-overview", OVERVIEW, None, OFFICE),
    ("overview-moderator", OVERVIEW, None, MODERATOR),
    ("overview-steering", OVERVIEW, None, STEERING),
    ("overview-nothing", f"{OVERVIEW}?von=2020-01-01&bis=2020-01-31", None, OFFICE),
    ("overview-refused", f"{OVERVIEW}?von=2027-05-02&bis=2027-05-01", None, OFFICE, 422),
    ("report", f"{REPORT}?von=2027-01-01&bis=2027-08-31", choose_examples, OFFICE),
    ("report-refused", f"{REPORT}?von=2027-05-02&bis=2027-05-01", None, OFFICE, 422),
    ("memory", MEMORY, None, OFFICE),
    ("memory-nothing", f"{MEMORY}?suche=nirgends", None, STEERING),
)  # fmt: skip
