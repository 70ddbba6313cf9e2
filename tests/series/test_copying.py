from datetime import date, time

from app.agenda import actions as agenda
from app.agenda.queries import items_of
from app.core.db import db, transaction
from app.mailings.queries import of_meeting
from app.meetings.actions import Plan
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.queries import checklist_of
from app.series import actions
from app.series.copying import Copy, Part
from tests import build

DAY = date(2028, 3, 15)


def an_earlier_meeting():
    """A meeting with work in it: agenda, a point of its own, a mail, a kit of its own."""
    plan = Plan("Sommertreffen", date(2027, 9, 30), time(18), 50, None)
    meeting_id = actions.plan_meeting("vernetzung", plan, build.OFFICE)
    agenda.remove_item(meeting_id, items_of(meeting_id)[-1].id)
    with transaction():
        first = items_of(meeting_id)[0]
        first.title, first.person = "Begrüßung mit Musik", "Cem Yıldırım"
        db.session.add(
            ChecklistItem(meeting_id=meeting_id, position=90, due=date(2027, 9, 20),
                          day_offset=-10, area="raum", text="Klavier stimmen", own=True)
        )  # fmt: skip
        mail = of_meeting(meeting_id)[0]
        mail.subject = "Kommen Sie zum Sommertreffen"
        old = db.session.get(Meeting, meeting_id)
        recipe = dict(old.recipe, questions=[])
        old.recipe, old.recipe_digest = recipe, "0" * 64
    return meeting_id


def copied(*parts):
    """The facts of a meeting that takes these parts over."""
    source = an_earlier_meeting()
    plan = Plan("Frühlingstreffen", DAY, time(18), 50, None)
    made = actions.plan_meeting("vernetzung", plan, build.OFFICE, Copy(source, frozenset(parts)))
    meeting = db.session.get(Meeting, made)
    first, source_items = items_of(made)[0], items_of(source)
    return {
        "agenda": (first.title, first.person, len(items_of(made)) == len(source_items)),
        "points": [(p.text, p.due, p.own) for p in checklist_of(made) if p.own],
        "mail": of_meeting(made)[0].subject,
        "questions": len(meeting.kit.questions),
    }


def test_nothing_is_taken_over_that_is_not_ticked(ctx):
    new = copied()

    assert new["agenda"][2] is False
    assert (new["points"], new["questions"] > 0) == ([], True)
    assert new["mail"] != "Kommen Sie zum Sommertreffen"


def test_what_is_ticked_comes_along_without_names(ctx):
    new = copied(*Part)

    assert new == {
        "agenda": ("Begrüßung mit Musik", "", True),
        "points": [("Klavier stimmen", date(2028, 3, 3), True)],
        "mail": "Kommen Sie zum Sommertreffen",
        "questions": 0,
    }


def test_place_and_places_stand_in_the_form(app, office, soup):
    with app.app_context():
        venue = build.a_venue(name="Stadtteilhaus")
        source = build.a_meeting(title="Sommertreffen", capacity=33, venue_id=venue)

    page = soup(office.get(f"/buero/treffen/neu?kit=vernetzung&von={source}"))
    without = soup(office.get("/buero/treffen/neu?kit=vernetzung&von=99999999999"))

    assert page.find("input", id="capacity")["value"] == "33"
    chosen = page.find("select", id="venue_id").find("option", selected=True)
    assert chosen["value"] == str(venue)
    assert len(page.select("input[name=parts][checked]")) == 4
    assert without.select("input[name=parts]") == []
