"""What cannot be taken back is looked at a second time (A-14)."""

import re

import pytest
from bs4 import BeautifulSoup

from app.access.dangerous import FRESH, SECOND_LOOK
from app.access.rules import ROLE_TABLE
from app.core import pdf
from tests.house.nasty import sent_to
from tests.house.routes import address, rules
from tests.house.test_input import PREVIEWED, QUERIES, named, send

NAMES = r"erase|delete|remove|send$|call_off|merge$|end$"
SMALL = {
    "agenda.remove", "agenda_roles.remove", "backlog.remove_report", "meetings.remove_point",
    "notes.remove_entry", "notes.remove_heading", "pitches.remove_presenter",
    "plan_people.remove_wish", "projects.remove_supporter", "minutes_photos.remove",
    "days.delete", "desk.resend", "ratings.end", "steering.remove_member", "remarks.end",
    "access.sign_out",
}  # fmt: skip
"""One line of the own work, which is typed again in a moment or taken back by a button; nothing
of other people goes."""


STANDS_ON = {"floor.remove_poll": "floor.poll", "merging.merge": "merging.choose"}


TOUCHES = {
    "calendars.remove": "0 Einträge gehen mit.",
    "contacts.erase": "Mit ihr verschwinden 1 Eintrag über Einwilligungen",
    "contacts.merge": "Einwilligungen 1 Eintrag 0 Einträge",
    "floor.remove_poll": "3 Möglichkeiten, 0 Zettel und 0 Punkte werden gelöscht.",
    "mailings.send": "1 Person bekommt diese E-Mail. Senden?",
    "meetings.remove_venue": "Mit dem Ort gehen 0 Bestuhlungen und 1 notierter Mangel.",
    "merging.merge": "An 2027-003 hängt noch nichts.",
    "organisations.merge": "1 Person zieht zu „Radfreunde“ um",
    "registrations.call_off": "1 Person bekommt eine Absage. Treffen absagen?",
    "registrations.erase": "Ihr Platz geht an die nächste Person auf der Warteliste.",
    "rights.erase": "Links zur Auskunft: 1 Eintrag",
    "series.end": "Niemand bekommt eine Nachricht. Reihe ändern?",
    "support.remove": "Die Summe dieses Projekts sinkt von 25 auf 0 Minuten.",
    "tables.delete": "Die Plätze von 6 Personen und alle Wünsche zu diesem Plan sind dann weg.",
    "team.remove": "Łukasz Beweglich aus dem Team nehmen?",
}
"""What each step says that it touches in the world of these tests, around its button."""


@pytest.fixture(autouse=True)
def quick_documents(monkeypatch):
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())


def test_both_tables_name_pages_that_exist():
    assert (FRESH | SECOND_LOOK) - set(ROLE_TABLE) == set()


def test_whatever_is_called_deleting_or_sending_is_in_the_table_or_small(app):
    called = {
        rule.endpoint for rule in rules(app, "POST", staff=True)
        if re.search(NAMES, rule.endpoint.rpartition(".")[2])
    }  # fmt: skip

    assert called - SECOND_LOOK - SMALL == set()
    assert SECOND_LOOK.isdisjoint(SMALL)


def test_every_dangerous_step_shows_what_it_touches_before_it_is_pressed(app, office, world):
    said = {}
    for endpoint in sorted(SECOND_LOOK):
        rule = named(app, endpoint)
        target = address(app, rule, world) + QUERIES.get(endpoint, "")
        seen_at = named(app, STANDS_ON.get(endpoint, endpoint))
        page = office.get(address(app, seen_at, world) + QUERIES.get(endpoint, ""))
        if endpoint in PREVIEWED:
            page = send(office, target, sent_to(page, target))
        said[endpoint] = around_the_button(page, target.split("?")[0])

    assert {name for name, text in said.items() if TOUCHES.get(name, "?") not in text} == set()


def around_the_button(page, path):
    """The words of the box with the form that is sent there; without a box those of the page."""
    forms = BeautifulSoup(page.text, "html.parser").select("form[method=post]")
    own = [one for one in forms if (one.get("action") or path).split("?")[0] == path]
    around = [one.find_parent("section", class_="tw-confirm") or one.find_parent("main")
              for one in own]  # fmt: skip
    return " ".join(" ".join(one.get_text(" ") for one in around if one is not None).split())
