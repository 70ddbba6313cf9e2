"""Builders for the steering group: seats, rating rounds, sheets that were handed in."""

from datetime import date

from sqlalchemy import select

from app.core.db import db, transaction
from app.ideas.models import Idea
from app.ideas.rules import IdeaState
from app.outbox.models import Message
from app.steering import members, ratings
from app.steering.member_actions import SeatValues, add_member
from app.steering.models import RatingRound
from app.steering.rating_actions import (
    RoundValues,
    Typed,
    ask_new_members,
    open_round,
    save_sheet,
)
from app.steering.rating_rules import Marks
from tests import build

SINCE, UNTIL = date(2027, 1, 1), date(2028, 12, 31)
LAST_DAY = date(2027, 9, 10)
SPREAD_KEY = "round-of-the-test-{:010}".format
FIVE = 5


def a_seat(first="Anna", last="Weber", *, deputy=None, voting=True, **values):
    """A seat of somebody new in the address book. ``deputy``: a name. Returns its id."""
    term = {"term_from": SINCE, "term_to": UNTIL} | values
    build.a_person(first_name=first, last_name=last, email=f"{last.lower()}@example.org")
    if deputy:
        one, two = deputy.split()
        build.a_person(first_name=one, last_name=two, email=f"{two.lower()}@example.org")
    seat = SeatValues(person=f"{first} {last}", deputy=deputy or "", voting=voting, **term)
    return add_member(seat, actor=build.OFFICE)


def group(*names):
    """Seats with a vote of people with these last names. Returns their ids."""
    return [a_seat(last=name) for name in names]


def ideas(number=2):
    """Ideas in review. Returns their ids."""
    return [
        build.an_idea(title=f"Idee Nummer {place}", state=IdeaState.REVIEW)
        for place in range(1, number + 1)
    ]


def a_round(*idea_ids, title="Ideen im September", deadline=LAST_DAY, key=1):
    """An open rating of these ideas, two new ones when none is given. Returns its id."""
    values = RoundValues(title, deadline, tuple(idea_ids or ideas()))
    return open_round(values, SPREAD_KEY(key), actor=build.OFFICE)


def sheets(round_id):
    """Last name of the member → id of the sheet."""
    return {one.member.person.last_name: one.id for one in ratings.sheets_of(round_id)}


def idea_ids(round_id):
    return [line.idea_id for line in ratings.round_by_id(round_id).ideas]


def marks(*points, biased=False, comment=""):
    """Points for five criteria; one number stands for all of them."""
    wanted = points * FIVE if len(points) == 1 else points
    return Marks(tuple(wanted) or (None,) * FIVE, biased, comment)


def kept(sheet_id):
    """Idea id → what the sheet says now."""
    sheet = db.session.get(ratings.RatingSheet, sheet_id)
    return ratings.marks_of(sheet, ratings.round_by_id(sheet.round_id))


def save(sheet_id, wanted, *, hand_in=False, seen=None):
    """Save as a page does that was opened just now; ``seen``: fingerprints it was shown before."""
    stored = kept(sheet_id)
    typed = {
        idea: Typed((seen or {}).get(idea, stored[idea].fingerprint), one)
        for idea, one in wanted.items()
    }
    return save_sheet(sheet_id, typed, hand_in=hand_in)


def hand_in(round_id, **of_members):
    """Last name → points for each idea in order (a number, or marks). Every sheet is handed in."""
    known = sheets(round_id)
    for name, given in of_members.items():
        wanted = {
            idea: one if isinstance(one, Marks) else marks(one)
            for idea, one in zip(idea_ids(round_id), given, strict=True)
        }
        assert save(known[name], wanted, hand_in=True).handed_in


def token(sheet_id):
    return ratings.token_of(db.session.get(ratings.RatingSheet, sheet_id))


def letters(round_id):
    """(address, kind) of every mail about a rating, the oldest first."""
    found = select(Message).where(Message.topic == f"rating:{round_id}").order_by(Message.id)
    return [(one.recipient, one.kind) for one in db.session.scalars(found)]


def a_member_signed_in(app, last="Weber", first="Anna"):
    """A browser of the member (or deputy) with this name, who has the role steering."""
    email = f"{last.lower()}@example.org"
    with app.app_context():
        build.a_member(build.Role.STEERING, email=email, name=f"{first} {last}")
        link = build.make_link(email)
    browser = app.test_client()
    assert browser.post(f"/einloggen/{link}").status_code == 303
    return browser


def seat_names(day):
    return [one.person.last_name for one in members.members_on(day)]


def base_people(*names):
    """People in the address book with these names."""
    for name in names:
        first, last = name.rsplit(" ", 1)
        build.a_person(first_name=first, last_name=last)


def number_of(idea_id):
    return db.session.get(Idea, idea_id).number


def ask_new(round_id):
    ask_new_members(round_id, actor=build.OFFICE)


def signed_in_again(app, *roles):
    """Somebody of the team (the office) whose session begins now."""
    with app.app_context():
        link = build.make_link(build.a_member(*roles))
    browser = app.test_client()
    assert browser.post(f"/einloggen/{link}").status_code == 303
    return browser


def a_world():
    """An open rating with one sheet, one that is over, and a seat, as values for addresses."""
    used = a_seat(last="Bornefeld", deputy="Ole Achterberg")
    unused = a_seat(last="Irrtum", term_from=date(2028, 1, 1))
    base_people("Rita Ohnesitz")
    over = a_round(*ideas(1), title="Ideen im Juni", key=91)
    with transaction():
        db.session.get(RatingRound, over).deadline = date(2027, 6, 10)
    one = a_round(*ideas(1), key=92)
    sheet = sheets(one)["Bornefeld"]
    return {
        "member_id": used, "unused_member_id": unused, "round_id": one,
        "over_round_id": over, "sheet_id": sheet, "rating_token": token(sheet),
    }  # fmt: skip
