"""Forms that anybody can send: limits, traps, answers that tell nothing (M-8, T-8)."""

import re

import msgspec
import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.outbox.models import Message
from tests import build
from tests.house.routes import rules
from tests.house.test_input import filled_in, send

OWN_LIMIT = {"floor_public.enter", "floor_public.card"}
"""In a hall many people share one connection: cards and codes are counted apart."""
NO_TRAP = {"access_public.ask", *OWN_LIMIT}
"""Sends only to the team, whose browsers fill it in faster than a robot's trap allows."""


def open_forms(app):
    """Those that need no link: whoever knows the address can send them."""
    return [
        rule for rule in rules(app, "POST", staff=False) if not {"token", "code"} & rule.arguments
    ]


@pytest.fixture
def limits(app, monkeypatch):
    """A function that sets limits for this test."""

    def set_them(**values):
        settings = app.extensions["settings"]
        changed = msgspec.structs.replace(settings.limits, **values)
        changed = msgspec.structs.replace(settings, limits=changed)
        monkeypatch.setitem(app.extensions, "settings", changed)

    return set_them


def other(fields, number):
    """The same form of another person."""
    return {
        name: f"nr{number}@example.org" if "@" in text
        else f"schluessel-{number:020}" if name == "submit_key"
        else text
        for name, text in fields.items()
    }  # fmt: skip


def test_there_are_such_forms(app):
    names = {rule.endpoint for rule in open_forms(app)}

    assert {"access_public.ask", "registrations_public.register", "rights_public.ask"} <= names
    assert len(names) >= 8


def test_every_public_form_has_a_limit_for_its_connection(app, client, world, limits):
    unlimited = {}
    for rule in open_forms(app):
        if rule.endpoint in OWN_LIMIT:
            continue
        target, fields = filled_in(client, app, rule, world)
        assert fields, rule.endpoint
        limits(forms_per_hour=0)
        answer = send(client, target, other(fields, 1))
        if answer.status_code != 429 and "sehr viele" not in answer.text:
            unlimited[rule.endpoint] = answer.status_code
        limits(forms_per_hour=1000)

    assert unlimited == {}


def test_no_public_form_floods_a_mailbox(app, client, world):
    """However many forms name the address, five mails leave."""
    floods = {}
    for rule in open_forms(app):
        if rule.endpoint in OWN_LIMIT | {"access_public.ask"}:
            continue
        target, fields = filled_in(client, app, rule, world)
        for number in range(7):
            typed = other(fields, number)
            victim = {name: "opfer@example.org" for name, text in typed.items() if "@" in text}
            send(client, target, typed | victim)
        with app.app_context():
            mails = select(func.count(Message.id)).where(Message.recipient == "opfer@example.org")
            floods[rule.endpoint] = db.session.scalar(mails)

    assert max(floods.values()) <= 5, floods
    assert max(floods.values()) > 0, "nothing was sent at all: the test proves nothing"


def test_robots_are_stopped_without_a_puzzle(app, client, world, limits, clock):
    """A field that people do not see, and a form filled in faster than anybody types."""
    let_through = {}
    for rule in open_forms(app):
        if rule.endpoint in NO_TRAP:
            continue
        target, fields = filled_in(client, app, rule, world)
        limits(min_fill_seconds=0)
        greedy = send(client, target, fields | {"website": "https://example.org"})
        limits(min_fill_seconds=2)
        _, fresh = filled_in(client, app, rule, world | {"forms": {}})
        hasty = send(client, target, fresh or fields)
        if (greedy.status_code, hasty.status_code) != (422, 422):
            let_through[rule.endpoint] = (greedy.status_code, hasty.status_code)

    assert let_through == {}


def test_known_and_unknown_addresses_cost_the_same_statements(app, client, count_queries):
    """Neither words nor time tell who belongs to the team (A-8, T-8)."""
    with app.app_context():
        known = build.a_member()
    seen = {}
    for who in ("warm@example.org", known, "fremd@example.org"):
        with count_queries() as statements:
            answer = client.post("/einloggen", data={"email": who})
        seen[who] = (answer.status_code, answer.location, [kind_of(one) for one in statements])

    assert seen[known] == seen["fremd@example.org"]
    with app.app_context():
        assert db.session.scalars(select(Message.recipient)).all() == [known]


def kind_of(statement):
    """Verb and table; the end of a savepoint is one whatever its outcome."""
    words = re.sub(r"\s+", " ", statement)
    if "SAVEPOINT" in words.upper():
        return "savepoint"
    return " ".join(re.findall(r"^\w+|(?:FROM|INTO|UPDATE) \w+", words))
