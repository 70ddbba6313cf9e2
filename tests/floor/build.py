"""Builders of the floor: an evening with cards and polls, through the real actions."""

from datetime import date
from itertools import count as counter

from app.core.db import db, transaction
from app.floor import actions, polls, queries
from app.floor.models import Card, Poll, VotingSlip
from app.floor.rules import CardFacts, CardKind, OptionFacts, PollFacts, PollKind, Screen, Wall
from app.meetings.models import Meeting
from tests import build

TONIGHT = date(2027, 9, 1)
_number = counter(1)


def an_evening(**values):
    """A meeting on the test clock's day. Returns its id."""
    return build.a_meeting(**{"day": TONIGHT, "registration_closes": TONIGHT} | values)


def a_card(meeting, text="Klima-Bänke\nSchatten und Grün.", kind="idea", **values):
    """A card as it came in. Returns its id."""
    key = f"card-form-{next(_number):010}"
    facts = CardFacts(CardKind(kind), text, **values)
    actions.hand_in(meeting, facts, key, "192.0.2.7")
    return db.session.query(Card.id).filter_by(submit_key=key).scalar()


def poll_facts(*texts, question="Was soll weitergehen?", points=3, most=2, kind="dots"):
    options = tuple(OptionFacts(text) for text in texts or ("Bänke", "Bäume", "Busse"))
    return PollFacts(PollKind(kind), question, options, points, most)


def a_poll(meeting, *texts, **values):
    """A draft. Returns its id."""
    key = f"poll-form-{next(_number):010}"
    return polls.make_poll(meeting, poll_facts(*texts, **values), key, build.OFFICE)


def an_open_poll(meeting, *texts, slips=2, **values):
    """(id, codes of its slips)"""
    poll = a_poll(meeting, *texts, **values)
    codes = some_slips(meeting, poll, slips)
    polls.open_poll(meeting, poll, build.OFFICE)
    return poll, codes


def some_slips(meeting, poll, number=2, key=None):
    key = key or f"slips-form-{next(_number):010}"
    return polls.make_slips(meeting, poll, number, key, build.OFFICE)


def option_ids(poll):
    return [one.id for one in db.session.get(Poll, poll).options]


def count(meeting, poll, *numbers, people=10, comment=""):
    """What was counted on the wall, in the order of the options."""
    counted = dict(zip(option_ids(poll), numbers, strict=True))
    seen = db.session.get(Poll, poll).version
    wall = Wall(counted, people, comment)
    polls.count_paper(meeting, poll, wall, seen_version=seen, actor=build.OFFICE)


def slips_of(poll):
    """Points of each slip, in order: option id as text → points."""
    rows = db.session.query(VotingSlip.points).filter_by(poll_id=poll).order_by(VotingSlip.id)
    return [row.points for row in rows]


def totals(poll):
    """Points of each option, on paper and by phone, in their order."""
    return [one.total for one in queries.tally(db.session.get(Poll, poll)).counts]


def a_world():
    """For the house: a meeting tonight with cards and polls of all states, by URL parameter."""
    meeting = an_evening(title="Abend im Saal")
    heading = build.minutes_for(meeting)[0]
    taken = a_card(meeting, kind="question", text="Wer macht mit?")
    actions.let_in(meeting, taken, CardKind.QUESTION, build.OFFICE)
    running, codes = an_open_poll(meeting)
    closed = a_poll(meeting, question="Was war wichtig?")
    count(meeting, closed, 3, 2, 1)
    polls.close_poll(meeting, closed, build.OFFICE)
    actions.show(meeting, Screen.POLL, poll_id=running, actor=build.OFFICE)
    return {
        "hall_id": meeting,
        "hall_slug": build.slug_of(meeting),
        "hall_heading_id": heading,
        "hall_taken_id": taken,
        "card_id": a_card(meeting),
        "poll_id": running,
        "hall_draft_id": a_poll(meeting, question="Was kommt im Herbst?"),
        "hall_closed_id": closed,
        "slip_token": codes[0],
    }


def change(app, meeting, **values):
    with app.app_context(), transaction():
        for name, value in values.items():
            setattr(db.session.get(Meeting, meeting), name, value)


def sent_form(client, soup, path, **values):
    page = soup(client.get(path))
    fields = {one["name"]: one.get("value", "") for one in page.select("main input[type=hidden]")}
    return fields | values
