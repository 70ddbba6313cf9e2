"""Who sees what of people, and that what they typed stays text (A-2, I-5, M-7)."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from sqlalchemy import String, Text, UniqueConstraint, select, update

from app.access.rules import Role, may_enter
from app.core import pdf
from app.core.db import Base, db, transaction
from app.ideas.models import Idea
from app.outbox.models import Message
from app.outbox.queries import letter_view
from app.registrations.models import Registration
from app.tables.models import Seat
from tests import build
from tests.conftest import signed_in
from tests.house.routes import NOT_READY, address, rules
from tests.minutes.releasing import put_out

BOTH = (True, False)
HOSTILE = "<b onclick=x>\"'{{1234*7}}</script><i>%s"
PERSONAL = {
    "enter",
    "confirm",
    "manage",
    "cancel",
    "accept",
    "calendar",
    "edit",
    "saved",
    "withdraw",
    "unsubscribe",
    "review",
    "own",
}
FIXED = {
    "state", "kind", "mode", "place", "method", "slug", "kit_id", "participation", "source",
    "action_field", "second_field", "sector", "roles", "decision_kind", "email", "message_id",
    "uid", "key", "digest", "confirm_digest", "manage_digest", "edit_digest", "submit_key",
    "unsubscribe_digest", "online_url", "sent_picture", "number", "email_key", "name_key", "topic",
    "area", "rule", "after_digest", "presence", "choice",
}  # fmt: skip


INSIDE = (
    "agenda_item.materials", "published_agenda.items", "registration.answers",
    "rating_round.criteria",
)  # fmt: skip
"""Columns of several parts in which words of people stand; codes between them stay."""


@pytest.fixture(autouse=True)
def documents_as_text(monkeypatch):
    monkeypatch.setattr(pdf, "_in_worker", lambda what, task, html, *_: html.encode())


@pytest.fixture
def private_world(app, world):
    """The world of the house tests, with data that only the office may see."""
    with app.app_context():
        build.a_registration(
            world["meeting_id"],
            last_name="Nurfürsbüro",
            email="geheim-anmeldung@example.org",
            access_needs="Geheimer Bedarf",
        )
        build.an_accepted_pitch(world["meeting_id"], email="geheim-pitch@example.org")
        build.a_queued_letter(to="geheim-brief@example.org", subject="Geheimer Betreff")
        idea = db.session.query(Idea).first()
        at_tables = select(Seat.registration_id)
        with transaction():
            db.session.execute(
                update(Registration).where(Registration.id.in_(at_tables)).values(
                    email="geheim-platz@example.org", access_needs="Geheimer Bedarf"
                )
            )  # fmt: skip
            db.session.execute(
                update(Idea).where(Idea.id == idea.id).values(
                    contact_name="Geheime Ansprechperson", contact_email="geheim-idee@example.org"
                )
            )  # fmt: skip
    return world


def is_data(text):
    """An answer for a script: it writes what it reads as text."""
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def pages(app, browser, world, allowed):
    """endpoint: text of every page, document and table that this browser can look at."""
    answers = {
        rule.endpoint: browser.get(address(app, rule, world))
        for staff in BOTH
        for rule in rules(app, "GET", staff)
        if allowed(rule.endpoint)
    }
    faults = {name for name, answer in answers.items() if answer.status_code >= 500}
    assert faults - NOT_READY == set()
    return {name: answer.data.decode(errors="replace") for name, answer in answers.items()}


def secrets_in(pages):
    return {
        (endpoint, word)
        for endpoint, text in pages.items()
        for word in re.findall(r"geheim-\w+@|Geheim\w+ \w+|Nurfürsbüro", text)
    }


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.STEERING])
def test_only_the_office_sees_addresses_and_needs(app, private_world, role):
    seen = pages(app, signed_in(app, role), private_world,
                 lambda name: may_enter(name, frozenset({role})))  # fmt: skip

    assert secrets_in(seen) - {("projects.idea", "Geheime Ansprechperson")} == set()


def test_the_public_sees_nothing_of_anybody(app, client, private_world):
    def for_all(name):
        return "_public." in name and name.rpartition(".")[2] not in PERSONAL

    seen = pages(app, client, private_world, for_all)

    assert len(seen) > 12
    assert secrets_in(seen) == set()


def test_the_office_does_see_it(app, office, private_world):
    """Otherwise the two tests above would look for something that is nowhere."""
    seen = pages(app, office, private_world, lambda name: True)

    assert {word for _, word in secrets_in(seen)} >= {
        "geheim-anmeldung@", "geheim-pitch@", "geheim-brief@", "geheim-idee@",
        "Nurfürsbüro", "Geheimer Bedarf", "Geheimer Betreff", "Geheime Ansprechperson",
    }  # fmt: skip


def test_a_personal_page_shows_its_own_person_only(app, client, private_world):
    seen = pages(app, client, private_world, lambda name: name.rpartition(".")[2] in PERSONAL)

    assert secrets_in(seen) == set()


def only_once(table):
    """Columns that two rows cannot share."""
    rules = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    return {column.name for one in rules for column in one.columns}


def make_hostile(app):
    """Write the same nasty text into every free text of every table."""
    with app.app_context(), transaction():
        for table in Base.metadata.sorted_tables:
            free = [
                column.name
                for column in table.columns
                if isinstance(column.type, (String, Text)) and column.name not in FIXED
                and not column.primary_key and type(column.type).__name__ != "UtcDateTime"
                and (column.type.length or 999) > 60 and not column.unique
                and column.name not in only_once(table)
            ]  # fmt: skip
            if free:
                db.session.execute(table.update().values(dict.fromkeys(free, HOSTILE)))
        for name in INSIDE:
            table = Base.metadata.tables[name.partition(".")[0]]
            column = table.c[name.partition(".")[2]]
            for number, value in db.session.execute(select(table.c.id, column)).all():
                change = table.update().where(table.c.id == number)
                db.session.execute(change.values({column.name: hostile_inside(value)}))


def hostile_inside(value):
    """The same text in place of all words of people in a value of several parts."""
    if isinstance(value, dict):
        return {key: hostile_inside(part) for key, part in value.items()}
    if isinstance(value, list):
        return [hostile_inside(part) for part in value]
    typed = isinstance(value, str) and re.search(r"[^\W\d_]{2} |[A-ZÄÖÜ][a-zäöüß]{3}", value)
    return HOSTILE if typed else value


def test_what_people_typed_is_text_wherever_it_stands(app, office, world):
    make_hostile(app)
    with app.app_context():
        put_out(world["meeting_id"])

    seen = pages(app, office, world, lambda name: True)
    broken = {
        name: text[max(0, text.find(sign) - 100) : text.find(sign) + 60]
        for name, text in seen.items()
        for sign in ("<b onclick", "</script><i>")
        if sign in text
        and not name.endswith(("export", "message_source", "papers.table", "ratings.table", "_csv"))
        and not text.startswith("BEGIN:VCALENDAR")
        and not is_data(text)
    }

    assert broken == {}
    assert sum("&lt;b onclick" in text for text in seen.values()) > 25
    assert not any("8638" in text for text in seen.values())


def test_data_for_search_engines_cannot_end_its_script(app, client, world):
    make_hostile(app)

    page = BeautifulSoup(client.get(f"/treffen/{world['slug']}").text, "html.parser")
    data = json.loads(page.find("script", type="application/ld+json").string)

    assert data["name"] == HOSTILE


def test_a_name_in_a_mail_is_text(app, ctx):
    meeting = build.a_meeting()
    names = {"first_name": "{verwaltungs_link} {{7*7}}", "last_name": "<a href=x>Klick</a> %s"}
    build.a_registration(meeting, confirmed=False, **names)

    letter = letter_view(db.session.scalar(select(Message).order_by(Message.id.desc())))

    assert "Guten Tag {verwaltungs_link} {{7*7}} <a href=x>Klick</a> %s" in letter.text
    assert "&lt;a href=x&gt;Klick&lt;/a&gt; %s" in letter.html
    assert "/anmeldung/" not in letter.text.partition("Guten Tag")[2][:60]
