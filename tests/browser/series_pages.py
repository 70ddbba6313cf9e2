"""The pages of series and special days: plain values, as ``pages.Page`` takes them."""

from app.access.rules import Role
from app.calendars.actions import update_due
from app.core.db import db
from app.registrations.models import Registration
from app.series.models import Series
from tests import build
from tests.calendars.build import a_foreign_calendar
from tests.feeds.build import an_own_feed

NEW, ONE, LOAD = "/buero/reihen/neu", "/buero/reihen/{series}", "/buero/freie-tage/einlesen"
OTHER = "/buero/andere-kalender/{other_calendar}"


def series_world():
    """The series of the demo year, and somebody who subscribed to their own meetings."""
    guests = db.session.query(Registration.id).filter_by(state="confirmed")
    subscriber = guests.order_by(Registration.id.desc()).first()[0]
    an_own_feed(subscriber)
    return {
        "series": db.session.query(Series.id).order_by(Series.id).first()[0],
        "other_calendar": a_read_calendar(),
        "subscriber": build.token_of(subscriber),
    }


def a_read_calendar():
    """A calendar of somebody else with an entry."""
    calendar_id = a_foreign_calendar(name="Sitzungen des Rates")
    update_due(lambda: False)
    return calendar_id


def _press(label, **values):
    """Fill in fields by name and press the button."""

    def act(page):
        for name, value in values.items():
            page.locator(f"[name={name}]").fill(value)
        page.get_by_role("button", name=label, exact=True).click()

    return act


OFFICE_PAGES = (
    ("series-list", "/buero/reihen", None),
    ("series-new", NEW, None),
    ("series-new-errors", NEW, _press("Termine zeigen", name="", until_year="2020")),
    ("series", ONE, None),
    ("series-change", f"{ONE}/aendern", None),
    ("series-outlook", f"{ONE}/aendern", _press("Änderung ansehen", begins="17:30")),
    ("series-end", f"{ONE}/beenden", None),
    ("series-add", f"{ONE}/aufnehmen", None),
    ("series-take-out", f"{ONE}/treffen/{{past}}", None),
    ("days", "/buero/freie-tage", None),
    ("day-new-errors", "/buero/freie-tage/neu", _press("Eintrag speichern")),
    ("days-load", LOAD, None),
    ("days-load-errors", LOAD, _press("Datei ansehen")),
    ("feeds", "/buero/kalender", None),
    ("calendars", "/buero/andere-kalender", None),
    ("calendars-none", "/buero/andere-kalender?suche=Zirkus", None),
    ("calendar-new-errors", "/buero/andere-kalender/neu", _press("Kalender speichern")),
    ("calendar", OTHER, None),
    ("calendar-edit", f"{OTHER}/bearbeiten", None),
    ("calendar-remove", f"{OTHER}/loeschen", None),
    ("plan-copy", "/buero/treffen/neu?kit=auftakt&von={past}", None),
)
SERIES_PAGES = (
    ("series-public", "/reihe/vernetzungstreffen"),
    ("feed-own", "/kalender/persoenlich/{place}/abonnieren"),
    ("feed-own-link", "/kalender/persoenlich/{subscriber}/abonnieren"),
    *((*page, Role.OFFICE) for page in OFFICE_PAGES),
)
