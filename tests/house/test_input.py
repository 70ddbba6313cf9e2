"""Whatever is sent: a clear answer, never a fault of ours (I-1 to I-4)."""

import os
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import String, event

from app.core import pdf
from app.core.db import db
from tests.house.nasty import PATHS, TEXTS, field_names, query_names, sent_to, targets_of
from tests.house.routes import NOT_READY, OTHER_NAMES, address, rules

BOTH = (True, False)
QUERIES = {"desk.plan": "?kit=pitch-abend", "mailings.new": "?vorlage="}
QUERIES |= {"registrations.move": "?ziel={elsewhere_id}"}
QUERIES |= {"merging.merge": "?mit=2027-003"}  # the idea that is behind goes into the other
QUERIES |= {"mediations.new": "?suche=1&biete=2"}  # the first two cards of this world
PAGES = {"meetings.add_fault": "meetings.venue", "meetings.mend_fault": "meetings.venue",
         "notes.add_entry": "minutes.edit", "notes.remove_entry": "notes.entry",
         "imports.mapping": "imports.preview", "imports.answers": "imports.preview",
         "imports.take_over": "imports.preview", "imports.discard": "imports.preview"}  # fmt: skip
PAGES |= {"door.mark": "door.index", "door.give_place": "door.index", "door.revoke": "door.link",
          "door.allow_guests": "door.devices", "door_public.mark": "door_public.index",
          "door_public.arrived": "door_public.arrive"}  # fmt: skip
PAGES |= {f"projects.{form}": "projects.idea"
          for form in ("send_link", "ask", "news_seen", "supporter_seen")}  # fmt: skip
PAGES |= {"projects_public.leave": "projects_public.joining"}
PAGES |= {f"matching.{form}": "matching.card" for form in ("accept", "reopen")}
PAGES |= {"mediations.settle": "mediations.mediation", "support_cases.reopen": "support_cases.case",
          "steering.remove_member": "steering.edit_member", "ratings.end": "ratings.round",
          "sessions.move": "sessions.session", "votes.cast": "votes.vote"}  # fmt: skip
PAGES |= {"plan_people.match": "plan_people.index", "plan_people.remember": "plan_people.person",
          "plan_people.remove_wish": "plan_people.wishes"}  # fmt: skip
PAGES |= dict.fromkeys(("remix.take_back", "remix.show", "seats.take_back"), "seating.plan")
PAGES |= {"desk.publish": "desk.meeting", "desk.resend": "desk.message",
          "desk.resend_failed": "desk.outbox", "pitches.shift": "pitches.index",
          "pitches.undo": "pitches.pitch", "pitches.not_presented": "pitches.pitch",
          "ideas.from_pitch": "pitches.pitch", "agenda.take_back": "agenda.edit",
          "backlog.take_up": "backlog.topic", "mailings.plan_again": "mailings.mailing",
          "ratings_public.reopen": "ratings_public.sheet", "feeds_public.make": "feeds_public.own",
          "contacts_public.come_back": "contacts_public.unsubscribe"}  # fmt: skip
PAGES |= {f"backlog.{form}": "agenda.edit" for form in ("from_kit", "add_reports", "remove_report")}
PAGES |= dict.fromkeys(("minutes.open", "minutes_versions.revise",
                        "minutes_versions.take_agenda_news"), "minutes.edit")  # fmt: skip
PAGES |= {"minutes_versions.close": "minutes.release"}
PAGES |= {f"floor.{form}": "floor.poll" for form in ("close_poll", "interim", "note_points")}
PAGES |= dict.fromkeys(("registrations_public.accept", "registrations_public.come_back"),
                       "registrations_public.manage")  # fmt: skip
FILTERS = {"desk.resend_failed": "?status=failed"}
"""What the page is asked for, so that it shows the form."""
SECOND_PRESS = {
    "desk.plan": {"registration_opens": ""},
    "registrations.change": {"bestaetigt": "1"},
    "registrations.places": {"bestaetigt": "1"},
    "registrations.requests": {"bestaetigt": "1"},
    "pitches.decline": {"send": "1"},
}
SECOND_PRESS |= {"door.enter_paper": {"bestaetigt": "1"}}
SECOND_PRESS |= {"agenda.item": {"starts": ""}, "agenda.new_item": {"starts": ""}}
"""What a form needs beside what stands in it: a second press, or a choice between two fields."""
SECOND_PRESS |= {"mediations.helper": {"person": "Gülay Nureinmal"}}
SECOND_PRESS |= {"steering.new_member": {"person": "Rita Ohnesitz", "deputy": "", "term_to": ""}}
SECOND_PRESS |= {
    form: {"knopf": "", "more_ideas": ""}
    for form in ("sessions.new_motion", "sessions.motion", "votes.new")
}
SECOND_PRESS |= {"tables.new": {"tables": "2", "seats": ""}, "plan_people.person": {"table": "1"}}
FIRST_IDS = tuple(str(number) for number in range(1, 41))
SECOND_PRESS |= {"plan_people.wishes": {"knopf": "getrennt", "suche": "", "wahl": FIRST_IDS}}
SECOND_PRESS |= {"decisions.correct": {"wording": "Der Lenkungskreis empfiehlt sie sehr."}}
SECOND_PRESS |= {"days.load": {"rows": "2030-01-01;2030-01-01;school;Neujahr"}}
PREVIEWED = {"series.change", "series.end"}
"""The first press shows what would happen; the form for the second one stands there."""
OF_DATES = ("aus-", "neu-", "termin")
"""Boxes beside the dates of a series: ticking all of them would leave no meeting."""
DOWNLOADS = {"contacts.export": 200, "organisations.export": 200, "ideas.export": 200}
DOWNLOADS |= {"tasks.export": 200, "decisions.export": 200}
DOWNLOADS |= {"floor.slips": 200, "registrations.export": 200, "pitches.export": 200}
DOWNLOADS |= {"support.export": 200, "rights.take": 200, "rights_public.take": 200}
FILES_ONLY = {"replies.upload": 422, "calendars.new": 422, "minutes_photos.index": 422}
"""Without a file there is nothing to take in."""
FILES_ONLY |= {"floor_public.enter": 422}  # nor without the code of a slip
NOT_SHOWN = {
    "idea_views.similar", "series.preview",  # asked by a script while one types a form shown here
    "notes.save",  # sent by a script, for each entry
    "feeds.revoke",  # stands where feeds.make would: who signs in here has no calendar yet
    "ratings.sheet", "ratings.reopen", "votes.cast",  # for those with a seat; the same by link
}  # fmt: skip
"""Forms that no page of this world has, and why; what nobody offers is sent to them all the same,
see ``test_fields_that_no_form_offers``. No new form may go unnoticed: a page of its own in
``PAGES``, with a row in the right state (``states.py``), is better than a name in this list."""
ENDING = {"access.sign_out", "team.end_everywhere"}
UNREAD = {"csrf_token"}
"""Apps of tests do not ask for it; ``test_csrf.py`` does."""
FOR_ANOTHER_BUTTON = {"imports.answers": {"label"}}
"""Fields of a form that one of its buttons sends along and does not judge."""
MARKED = {"Etwas", "Ein Text\nmit zwei Zeilen"}
ANSWERS = {200, 303, 400, 404, 409, 410, 422}
STRIDE = int(os.environ.get("TREFFWERK_TEST_STRIDE", "13"))
"""Every value in every field takes minutes: 1 tries all, before a release."""


@pytest.fixture(autouse=True)
def quick_documents(monkeypatch):
    """Documents as their HTML: here it is about what comes in, not about paper."""
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())


@pytest.fixture
def strict(app):
    """SQLite keeps texts of any length; PostgreSQL does not. Refuse what it would refuse."""

    def check(session, *_):
        for row in {*session.new, *session.dirty}:
            for column in row.__table__.columns:
                value = getattr(row, column.key)
                if isinstance(column.type, String) and isinstance(value, str):
                    longest = column.type.length or len(value)
                    assert len(value) <= longest, f"{column}: {len(value)} letters"
                    assert "\0" not in value, f"{column}: NUL"

    with app.app_context():
        session = db.session
    event.listen(session, "before_flush", check)
    yield
    event.remove(session, "before_flush", check)


def send(browser, target, fields):
    """POST a form the way a browser would, halves of characters included."""
    body = urlencode(fields, encoding="utf-8", errors="surrogatepass", doseq=True)
    return browser.post(target, data=body, content_type="application/x-www-form-urlencoded")


def forms(app):
    """The routes that take something, without those that end the session of the test."""
    taking = [rule for staff in BOTH for rule in rules(app, "POST", staff)]
    return [rule for rule in taking if rule.endpoint not in ENDING]


def pages(app):
    return [rule for staff in BOTH for rule in rules(app, "GET", staff)]


def filled_in(browser, app, rule, world):
    """Where the form of a route is sent, and its fields with something sensible in each."""
    target = address(app, rule, world) + QUERIES.get(rule.endpoint, "").format_map(world)
    page = browser.get(where_it_stands(app, rule, world) if rule.endpoint in PAGES else target)
    fields = sent_to(page, target) if page.status_code == 200 else {}
    fields = fields or forms_of_all_pages(browser, app, world).get(target, {})
    if rule.endpoint in PREVIEWED:
        fields = sent_to(send(browser, target, fields), target)
    fields = {name: text for name, text in fields.items() if not name.startswith(OF_DATES)}
    if rule.endpoint == "minutes_review_public.review":  # a form below each heading
        fields = {name: text for name, text in fields.items()
                  if "-text" not in name or name == f"p{fields['punkt']}-text"}  # fmt: skip
    return target, fields | SECOND_PRESS.get(rule.endpoint, {}) if fields else {}


def where_it_stands(app, rule, world):
    """The page that shows the form of a route, for the very rows that the form is about."""
    page = named(app, PAGES[rule.endpoint])
    own = OTHER_NAMES.get(rule.endpoint, {})
    known = {name: world[own[name]] for name in page.arguments & {*own}}
    return address(app, page, world, **known) + FILTERS.get(rule.endpoint, "")


def forms_of_all_pages(browser, app, world):
    """Target → fields of every form of every page of this world; looked up once for a test."""
    if "forms" not in world:
        found = {}
        for rule in pages(app):
            page = browser.get(address(app, rule, world))
            if page.status_code == 200 and page.mimetype == "text/html":
                for target in targets_of(page):
                    found.setdefault(target, sent_to(page, target))
        world["forms"] = found
    return world["forms"]


def named(app, endpoint):
    return next(rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint)


def some(number):
    """A share of the nasty values; the next field gets the next share."""
    return list(TEXTS.items())[number % STRIDE :: STRIDE]


def test_every_form_can_be_sent_as_it_is_shown(app, office, world, again, strict):
    """Otherwise the sweeps below would stop at the first wrong field and prove nothing."""
    answers, missing = {}, set()
    for rule in forms(app):
        target, fields = filled_in(office, app, rule, world)
        if fields:
            answers[rule.endpoint] = send(office, target, fields).status_code
            again()
        else:
            missing.add(rule.endpoint)

    assert missing == NOT_SHOWN
    assert len(answers) > 90
    assert {
        rule: answer for rule, answer in answers.items() if answer != 303
    } == DOWNLOADS | FILES_ONLY


def test_nothing_that_is_typed_into_a_field_breaks_anything(app, office, world, strict, again):
    broken, number = {}, 0
    for rule in forms(app):
        target, good = filled_in(office, app, rule, world)
        for name in sorted(good.keys() - UNREAD):
            number += 1
            for kind, text in some(number):
                answer = send(office, target, good | {name: text})
                if answer.status_code not in ANSWERS:
                    broken[rule.endpoint, name, kind] = answer.status_code
                if answer.status_code == 303:
                    again()

    assert number > 120
    assert broken == {}


def test_fields_that_no_form_offers_break_nothing(app, office, world, strict, again):
    broken = {}
    for number, rule in enumerate(forms(app)):
        for kind, text in some(number):
            fields = {name: [text, text] for name in field_names()}
            answer = send(office, address(app, rule, world), fields)
            if answer.status_code not in ANSWERS | {413}:
                broken[rule.endpoint, kind] = answer.status_code
            if answer.status_code == 303:
                again()

    assert broken == {}


def with_value(app, rule, world, name, value):
    """The URL of a rule with this very text, encoded already, as one of its parameters."""
    known = address(app, rule, world, **{name: 7_777_777 if name != "kind" else "csv"})
    return known.replace("7777777", value).replace(".csv", f".{value}")


def test_nothing_that_stands_in_an_address_breaks_anything(app, office, world):
    broken = {}
    for rule in pages(app):
        for name in rule.arguments:
            for value in PATHS:
                answer = office.get(with_value(app, rule, world, name, value))
                if answer.status_code >= 500:
                    broken[rule.endpoint, name, value[:20]] = answer.status_code

    assert broken == {}


def test_nothing_that_stands_in_a_query_breaks_anything(app, office, world):
    broken = {}
    for number, rule in enumerate(pages(app)):
        for kind, text in some(number):
            query = urlencode(dict.fromkeys(query_names(), text[:300]), errors="surrogatepass")
            answer = office.get(address(app, rule, world) + "?" + query)
            if answer.status_code >= 500 and rule.endpoint not in NOT_READY:
                broken[rule.endpoint, kind] = answer.status_code

    assert broken == {}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "31.12.1999", "morgen"])
def test_a_day_that_cannot_be_reckoned_with_is_refused_at_its_field(office, day):
    page = office.post("/buero/treffen/neu?kit=vernetzung", data={"day": day})

    assert page.status_code == 422
    assert "Datum: Bitte geben Sie ein Datum ein, zum Beispiel 16.09.2027." in page.text


@pytest.mark.parametrize("field", ["day", "begins", "title"])
def test_blanks_are_no_answer(app, office, world, again, field):
    target, good = filled_in(office, app, named(app, "desk.plan"), world)

    assert send(office, target, good).status_code == 303
    assert send(office, target, good | {field: "   "}).status_code == 422


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(app, office, world, again):
    """I-3, for every field that takes text."""
    looked_at, wrong = 0, {}
    for rule in forms(app):
        target, good = filled_in(office, app, rule, world)
        marked = {name: f"{text} Zoë{i}" if text in MARKED else text
                  for i, (name, text) in enumerate(good.items())}  # fmt: skip
        unread = FOR_ANOTHER_BUTTON.get(rule.endpoint, set()) | {"website"}
        for name in [one for one, text in good.items() if text in MARKED and one not in unread]:
            answer = send(office, target, marked | {name: "zu\x0bfrüh"})
            looked_at += 1
            fault = what_is_missing(BeautifulSoup(answer.text, "html.parser"), name, marked)
            if answer.status_code != 422 or fault:
                wrong[rule.endpoint, name] = (answer.status_code, fault)
            if answer.status_code == 303:
                again()

    assert looked_at > 50
    assert wrong == {}


def what_is_missing(page, name, typed):
    """Why this page does not help somebody whose field ``name`` is wrong; empty: it does."""
    field = page.find(attrs={"name": name, "aria-invalid": "true"})
    if field is None:
        return "not marked"
    told = [page.find(id=one) for one in field.get("aria-describedby", "").split()]
    if not told or None in told or not any("Steuerzeichen" in one.text for one in told):
        return "no sentence at the field"
    if not page.select_one(f'[role="alert"] a[href="#{field["id"]}"]'):
        return "no link from the summary"
    shown = {one.get("value", one.text) for one in page.select("input, textarea, option[selected]")}
    shown = {text.strip().replace("\r\n", "\n") for text in shown}
    mine = {text.strip() for key, text in typed.items() if "Zoë" in text and key != name}
    lost = mine - shown
    return f"lost: {lost}" if lost else ""
