"""Who votes while seats and deputies change: one base for the quorum, no link of somebody gone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.contacts.models import Person
from app.contacts.office import erase_person
from app.core import clock as time
from app.core.db import db, transaction
from app.core.errors import Gone, NotFound, RuleBroken
from app.outbox.models import Message
from app.steering import votes
from app.steering.member_actions import SeatValues, change_member, end_term
from app.steering.models import Ballot, Decision, Member, Motion
from app.steering.rules import Choice
from app.steering.vote_queries import token_of
from tests import build
from tests.steering import decisions as make


@pytest.fixture
def group(ctx):
    return make.a_group(advising=0)


def letters(kind):
    found = db.session.scalars(select(Message).where(Message.kind == kind).order_by(Message.id))
    return [one.recipient_name for one in found]


def link(motion_id, member_id):
    db.session.expire_all()
    found = select(Ballot).where(Ballot.motion_id == motion_id, Ballot.member_id == member_id)
    return token_of(db.session.scalars(found).one())


def vote(motion_id, *member_ids, choice=Choice.YES):
    return [votes.vote_by_link(link(motion_id, one), choice, "") for one in member_ids]


def ends(*member_ids, day=date(2027, 9, 2)):
    for one in member_ids:
        version = db.session.get(Member, one).version
        end_term(one, day, seen_version=version, actor=build.OFFICE)


def motion_of(motion_id):
    db.session.expire_all()
    return db.session.get(Motion, motion_id)


def test_those_still_in_office_are_the_base_of_the_quorum(group, clock):
    motion_id = make.a_vote()
    ends(*group[:3])
    clock.move(days=3)
    assert vote(motion_id, *group[3:]) == ["open", "decided"]
    motion = motion_of(motion_id)
    assert (motion.seats, db.session.query(Decision).one().adopted) == (2, True)


def test_a_vote_counts_after_the_term_and_nobody_votes_on_that_seat_again(group, clock):
    motion_id = make.a_vote()
    vote(motion_id, group[0])
    ends(*group[:2])
    new = make.a_group(voting=2, advising=0, term_from=date(2027, 9, 3), deputies=False)
    clock.move(days=3)
    assert votes.follow_seats() == 0
    assert votes.follow_seats() == 0
    asked = [ballot.member_id for ballot in motion_of(motion_id).ballots]
    assert asked == [*group, new[0]] and len(letters("umlauf-bitte")) == 6
    assert vote(motion_id, *group[2:], new[0])[-1] == "decided"
    assert motion_of(motion_id).seats == 5


def test_the_last_vote_waits_for_who_came_since(group, clock):
    motion_id = make.a_vote()
    new = make.a_group(voting=1, advising=0, deputies=False)
    assert vote(motion_id, *group) == ["open"] * 5
    assert vote(motion_id, *new) == ["decided"]


def test_a_vote_ends_when_all_who_have_not_voted_have_left(group, clock):
    motion_id = make.a_vote()
    vote(motion_id, *group[:3])
    ends(*group[3:])
    assert votes.follow_seats() == 0
    clock.move(days=3)
    assert votes.follow_seats() == 1
    assert (motion_of(motion_id).state, motion_of(motion_id).seats) == ("decided", 3)


def test_somebody_erased_neither_votes_nor_keeps_the_others_waiting(group):
    motion_id = make.a_vote()
    token = link(motion_id, group[0])
    person = db.session.get(Person, db.session.get(Member, group[0]).person_id)
    erase_person(person.id, seen_version=person.version, actor=build.OFFICE)
    with pytest.raises(Gone):
        votes.vote_by_link(token, Choice.NO, "")
    assert vote(motion_id, *group[1:])[-1] == "decided"


def other_deputy(member_id, name="Nele Neu"):
    member = db.session.get(Member, member_id)
    if name:
        build.a_person(first_name="Nele", last_name="Neu", email="neu@example.org")
    values = SeatValues(deputy=name, term_from=member.term_from, term_to=member.term_to)
    change_member(member_id, values, seen_version=member.version, actor=build.OFFICE)


def test_another_deputy_gets_the_link_of_the_former(group):
    motion_id = make.a_vote()
    votes.let_vote(motion_id, group[0], deputy=True, actor=build.OFFICE)
    old = link(motion_id, group[0])
    other_deputy(group[0])
    with pytest.raises(NotFound):
        votes.vote_by_link(old, Choice.NO, "")
    assert letters("umlauf-bitte")[-1] == "Nele Neu"
    vote(motion_id, group[0])
    voted = link(motion_id, group[0])
    other_deputy(group[0], "")
    with pytest.raises(NotFound):
        votes.vote_by_link(voted, Choice.NO, "")
    assert motion_of(motion_id).ballots[0].choice == "yes"
    assert letters("umlauf-bitte")[-1] == "Nele Neu"


def test_a_deputy_who_is_asked_late_is_reminded_too(group, clock):
    make.a_vote(key=None)
    motion_id = db.session.query(Motion).one().id
    vote(motion_id, *group[1:])
    clock.set("2027-09-13T09:01")
    assert votes.remind_silent() == 1
    votes.let_vote(motion_id, group[0], deputy=True, actor=build.OFFICE)
    assert votes.remind_silent() == 1
    assert letters("umlauf-erinnerung") == ["Ida Albrecht", "Udo Vertretung 0"]


def test_who_left_gets_no_result(group, clock, client):
    motion_id = make.a_vote()
    tokens = [link(motion_id, one) for one in group]
    vote(motion_id, group[0])
    ends(group[0])
    clock.move(days=3)
    vote(motion_id, *group[1:])
    assert len(letters("umlauf-ende")) == 4 and "Ida Albrecht" not in letters("umlauf-ende")
    assert [client.get(f"/abstimmung/{one}").status_code for one in tokens[:2]] == [410, 200]


def test_one_bad_vote_leaves_the_others(group, clock, monkeypatch):
    first, second = make.a_vote(), make.a_vote(make.in_review("B"))
    for one in (first, second):
        vote(one, *group[:3])
    close = votes._close

    def fails(motion):
        if motion.id == first:
            raise ValueError("bad")
        close(motion)

    monkeypatch.setattr(votes, "_close", fails)
    clock.move(days=15)
    with pytest.raises(ValueError, match="bad"):
        votes.close_due()
    assert [motion_of(one).state for one in (first, second)] == ["open", "decided"]


def test_a_recommendation_is_taken_up_once(group):
    session, idea_id = make.a_session(), make.in_review()
    make.call_roll(session, *group[:2])
    source = make.decided(session, make.a_motion(session, idea_id), 2)
    told, end = make.motion_values(idea_id), time.now() + timedelta(days=14)

    def opened(number, wanted):
        key = f"recommended-{number:020}"
        return votes.open_vote(told, end, key, actor=build.OFFICE, recommendation_id=wanted)

    with pytest.raises(RuleBroken, match="aufgegriffen"):
        opened(1, 4711)
    motion_id = opened(2, source).motion_id
    assert opened(2, source).motion_id == motion_id
    with pytest.raises(RuleBroken, match="aufgegriffen"):
        opened(3, source)
    with transaction():
        db.session.get(Decision, source).recommendation = False
    votes.cancel_vote(motion_id, "Falsch", actor=build.OFFICE)
    with pytest.raises(RuleBroken, match="aufgegriffen"):
        opened(4, source)


@pytest.mark.parametrize("where", ["aus", "idee"])
def test_numbers_too_large_are_no_fault(office, where):
    page = f"/buero/lenkungskreis/abstimmungen/neu?{where}=9999999999999999999"
    assert office.get(page).status_code == 200


def test_a_motion_about_a_number_too_large(app, office):
    with app.app_context():
        make.a_group()
        session = make.a_session()
    page = f"/buero/treffen/{session}/sitzung/antraege/neu?idee=9999999999999999999"
    assert office.get(page).status_code == 200


def test_adopted_means_the_same_in_pages_and_queries(group):
    found = [make.a_decision(yes=4, members=group), make.a_decision(yes=1, no=3, members=group)]
    session = make.a_session()
    make.call_roll(session, *group[:2])
    found.append(make.decided(session, make.a_motion(session, make.in_review()), 2))
    adopted = db.session.scalars(select(Decision.id).where(Decision.adopted)).all()
    assert adopted == [found[0]]
    rows = [db.session.get(Decision, one) for one in found]
    assert [(one.adopted, one.has_majority, one.result_label) for one in rows] == [
        (True, True, "Angenommen"), (False, False, "Abgelehnt"), (False, True, "Empfehlung"),
    ]  # fmt: skip
