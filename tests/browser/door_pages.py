"""The pages of the door with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.core.db import db, transaction
from app.door import actions as door
from app.door.queries import link_behind
from app.meetings.models import Meeting
from tests import build

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
NAMES = (
    "Cem Yıldırım", "Agnieszka Krzyżanowska", "Nguyễn Thị Mai", "Änne Süß", "Änne Süßmilch",
    "W" * 200 + " " + "Ü" * 200,
)  # fmt: skip


def door_world():
    """A meeting on the site's first day with people of all states, and one held the day before."""
    evening, people = build.an_evening(*NAMES, title="Abend der offenen Tür", capacity=6)
    build.a_registration(evening, first_name="Ines", last_name="Otto")
    link = link_behind(build.a_door_link(evening))
    marks = [
        door.Mark(row, what, f"page-mark-{row:010}")
        for row, what in zip(people[:3], ("present", "excused", "absent"), strict=True)
    ]
    door.mark(evening, marks, door.Marker(link.label, link.id), team=True)
    held, _ = build.an_evening("Cem Yıldırım", title="Abend davor")
    later = build.an_evening(title="Abend danach")[0]
    token, early = build.token_of(people[3], "door"), build.a_door_link(later)
    with transaction():
        db.session.get(Meeting, held).day = date(2027, 8, 31)
        db.session.get(Meeting, later).day = date(2027, 9, 20)
    return {
        "door": build.a_door_link(evening),
        "door_early": early,
        "door_code": token,
        "door_link": link.id,
        "evening": evening,
        "held": held,
        "later": later,
    }


def submit(text, button, field):
    def act(page):
        page.locator(f"[name={field}]").last.fill(text)
        page.get_by_role("button", name=button, exact=True).click()

    return act


def more(page):
    page.get_by_label("Mehr zu Änne Süßmilch").click()
    page.get_by_text("Spontanen Gast eintragen").click()
    page.get_by_label("Name", exact=True).fill("Yildirim")


STAFF = "/buero/treffen/{evening}/einlass"
DOOR_PAGES = (
    ("door-helper", "/einlass/{door}", more, None),
    ("door-helper-found", "/einlass/{door}?suche=zirkus&zeige=offen", None, None),
    ("door-helper-guest", "/einlass/{door}/gast", submit("Cem", "Gast eintragen", "name"), None),
    ("door-early", "/einlass/{door_early}", None, None),
    ("door-code-moderator", "/da/{door_code}", None, MODERATOR),
    ("door-moderator", STAFF, None, MODERATOR),
    ("door", STAFF, more, OFFICE),
    ("door-not-open", "/buero/treffen/{later}/einlass", None, OFFICE),
    ("door-guest-errors", f"{STAFF}/gast", submit("", "Gast eintragen", "name"), OFFICE),
    ("door-devices", f"{STAFF}/geraete", None, OFFICE),
    ("door-link", f"{STAFF}/geraete/{{door_link}}", None, OFFICE),
    ("door-paper", f"{STAFF}/papierliste", None, OFFICE),
    ("door-paper-preview", f"{STAFF}/papierliste",
     submit("Cem Yıldırım\nSüß\nNeu", "Liste prüfen", "names"), OFFICE),
    ("door-rest", "/buero/treffen/{held}/einlass/uebrige", None, OFFICE),
)  # fmt: skip
