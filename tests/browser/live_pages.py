"""The pages of the evening with something to show: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role
from tests import build
from tests.live.build import an_agenda, do

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
ITEMS = (
    ("Begrüßung", "welcome", 10, {"notes": "Notausgänge\nMikrofon an", "person": "Ida Klee"}),
    ("Wärmepumpennachbarschaftsversammlungsvorbereitungsgruppe " * 3, "report", 20,
     {"method": "short_input", "materials": ["Beamer", "Adapter"]}),
    ("Thementische", "work", 30),
    ("Beirat", "work", 20, {"parallel": True}),
    ("Umbau", "transition", 5, {"public": False}),
    ("Abschluss", "closing", 5),
)  # fmt: skip


def live_world():
    """An evening that runs, one in a pause, one that is over, and one that has not begun."""
    worlds = {}
    for name in ("running", "paused", "over", "waiting"):
        meeting, items = an_agenda(*ITEMS, title=f"Abend {name}", duration_minutes=80)
        worlds[f"live_{name}"] = meeting
        worlds[f"live_{name}_slug"] = build.slug_of(meeting)
        if name == "waiting":
            continue
        do(meeting, "start", key=f"start-of-{name:_<16}")
        do(meeting, "next", items[0])
        if name == "paused":
            do(meeting, "pause", items[1])
        if name == "over":
            for item in (items[1], items[2], items[4], items[5]):
                do(meeting, "next", item)
    return worlds


def give(page):
    page.get_by_text("Wer kann Zeit abgeben").click()


STAFF = "/buero/treffen/{%s}/live"
LIVE_PAGES = (
    ("live", STAFF % "live_running", give, OFFICE),
    ("live-paused", STAFF % "live_paused", None, MODERATOR),
    ("live-over", STAFF % "live_over", None, MODERATOR),
    ("live-waiting", STAFF % "live_waiting", None, OFFICE),
    ("clock", "/treffen/{live_running_slug}/uhr", None, None),
    ("clock-dark", "/treffen/{live_running_slug}/uhr?farbe=dunkel", None, None),
    ("clock-waiting", "/treffen/{live_waiting_slug}/uhr", None, None),
    ("clock-over", "/treffen/{live_over_slug}/uhr", None, None),
)  # fmt: skip
